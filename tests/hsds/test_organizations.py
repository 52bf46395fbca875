"""Organisations of the HSDS interface: found by their services, nested with so many of them."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from referral.domain.errors import RequestRejected
from referral.hsds import ids
from referral.usecases import hsds as interface
from referral.usecases.hsds import Criteria, list_organizations
from tests.hsds.test_interface import LEGAL, WORLD


def test_organizations_have_their_services_when_asked(client: FlaskClient) -> None:
    path = "/hsds/organizations?search=lpsk&per_page=1"
    (flat,) = client.get(path).get_json()["contents"]
    assert flat.keys() == {"id", "name", "description"}
    (full,) = client.get(f"{path}&full=true").get_json()["contents"]
    assert full["services"][0].keys() >= {"id", "name", "status"}
    assert "attributes" not in full["services"][0] and full["locations"]
    (whole,) = client.get(f"{path}&full_service=true").get_json()["contents"]
    assert "attributes" in whole["services"][0]
    shown = client.get(f"/hsds/organizations/{flat['id']}").get_json()
    assert shown == full
    assert client.get(f"/hsds/organizations/{flat['id']}?full_service=true").get_json() == whole


def test_an_organization_is_found_by_what_any_of_its_services_is() -> None:
    def names(**criteria: Any) -> set[str]:
        found = list_organizations(WORLD, Criteria(**criteria))["contents"]
        return {one["name"] for one in found}

    every, legal = names(), names(taxonomy_term_id=LEGAL)
    assert legal == {"LBH Uji", "DP3A Sikka"} and "Dinas Kesehatan" in every
    assert names(taxonomy_term_id="unheard-of") == set()


def test_services_are_nested_up_to_the_most_counted_on_the_page_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def nested(page: int) -> int:
        criteria = Criteria(page=page, per_page=1, full_service=True)
        (one,) = list_organizations(WORLD, criteria)["contents"]
        return len(one["services"])

    sizes = [nested(page) for page in (1, 2)]
    monkeypatch.setattr(interface, "MOST_NESTED", max(sizes))
    assert [nested(page) for page in (1, 2)] == sizes
    with pytest.raises(RequestRejected):
        list_organizations(WORLD, Criteria(full_service=True))
    monkeypatch.setattr(interface, "MOST_NESTED", max(sizes) - 1)
    with pytest.raises(RequestRejected):
        nested(sizes.index(max(sizes)) + 1)


def test_more_services_than_an_answer_can_nest_are_refused_and_not_cut_off(
    client: FlaskClient,
) -> None:
    key = ids.organization_uuid("Dinas Kesehatan kabupaten/kota")
    response = client.get(f"/hsds/organizations/{key}?full_service=true")
    assert response.status_code == 422
    assert [(one["path"], one["code"]) for one in response.get_json()["errors"]] == [
        ("full_service", "too_many")
    ]
    assert len(client.get(f"/hsds/organizations/{key}").get_json()["services"]) > 10_000
    assert client.get(f"/hsds/services?organization_id={key}").get_json()["total_items"] > 10_000
