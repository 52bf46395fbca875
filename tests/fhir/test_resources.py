"""Services as FHIR resources: valid by the library and the guide, silent on what is hidden."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import Any

import pytest
from fhir.resources.R4B.healthcareservice import HealthcareService
from fhir.resources.R4B.location import Location
from fhir.resources.R4B.organization import Organization
from pydantic import BaseModel

from referral.domain.services import Hours, Interval, Service, fact
from referral.domain.vocabulary import Basis, Kind, Need, Status, Trilean
from referral.fhir import resources
from referral.fhir.subjects import placed, running
from referral.usecases.feed import feed_of
from referral.usecases.world import World
from tests.builders import REGIONS, service, shelter
from tests.hsds.test_documents import RICH
from tests.hsds.test_interface import WORLD

MODELS: dict[str, type[BaseModel]] = {
    "HealthcareService": HealthcareService,
    "Location": Location,
    "Organization": Organization,
}
MUST = {
    "HealthcareService": ("id", "active", "providedBy", "category", "type", "location", "name"),
    "Location": ("id", "status", "name", "managingOrganization"),
    "Organization": ("id", "active", "name"),
}
"""What the Human Services Directory guide asks for at least once in each."""
STATUSES = {"active", "suspended", "inactive"}
SYSTEMS = {"phone", "other", "email", "url"}


def faults(found: dict[str, Any]) -> list[str]:
    """What is wrong with a resource: by the library, by the guide, by FHIR's value sets."""
    kind = found["resourceType"]
    again = MODELS[kind].model_validate(found).model_dump(mode="json")
    wrong = [] if again == found else ["does not come back equal"]
    wrong += [f"without {name}" for name in MUST[kind] if found.get(name) in (None, [], "")]
    if found.get("status", "active") not in STATUSES:
        wrong.append(f"status {found['status']}")
    wrong += [one["system"] for one in found.get("telecom", []) if one["system"] not in SYSTEMS]
    wrong += _empty(found, "$")
    return wrong


def _empty(found: Any, path: str) -> list[str]:
    """FHIR allows no empty object, list or text."""
    if found in (None, "", [], {}):
        return [f"{path} is empty"]
    if isinstance(found, dict):
        return [one for name, value in found.items() for one in _empty(value, f"{path}.{name}")]
    if isinstance(found, list):
        return [one for at, item in enumerate(found) for one in _empty(item, f"{path}[{at}]")]
    return []


def all_of(one: Service) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    subject = placed(one, REGIONS)
    return (
        resources.printed(resources.healthcare_service(subject)),
        resources.printed(resources.location(subject)),
        organization(one),
    )


def organization(*services: Service) -> dict[str, Any]:
    return resources.printed(resources.organization(running(services, REGIONS)))


def location(one: Service) -> dict[str, Any]:
    return all_of(one)[1]


def test_a_sample_of_the_real_directory_and_every_kind_in_it_is_valid(world: World) -> None:
    feed = feed_of(world)
    by_kind: dict[Kind, list[int]] = defaultdict(list)
    for at, one in enumerate(feed.services):
        by_kind[one.kind].append(at)
    sample = {at for positions in by_kind.values() for at in positions[:15]}
    sample |= set(range(0, len(feed.services), 60))
    assert len(by_kind) > 20 and len(sample) > 400
    wrong = {}
    for at in sorted(sample):
        subject = placed(feed.services[at], feed.view.regions, feed.changed(at))
        for made in (resources.healthcare_service(subject), resources.location(subject)):
            if bad := faults(resources.printed(made)):
                wrong[subject.service.id] = bad
    assert wrong == {}


def test_every_organization_is_valid(world: World) -> None:
    feed = feed_of(world)
    for positions in feed.by_organization.values():
        subject = running(tuple(feed.services[at] for at in positions), feed.view.regions)
        assert faults(resources.printed(resources.organization(subject))) == []


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_can_be_told(kind: Kind) -> None:
    for found in all_of(replace(RICH, kind=kind)):
        assert faults(found) == []


@pytest.mark.parametrize(
    "broken", [{"name": 3}, {"active": "maybe"}, {"planted": 1}, {"telecom": "129"}]
)
def test_the_library_refuses_what_is_no_resource(broken: dict[str, Any]) -> None:
    found = all_of(RICH)[0]
    with pytest.raises(ValueError):
        HealthcareService.model_validate({**found, **broken})


def test_a_service_tells_its_needs_numbers_hours_and_ages() -> None:
    found, place, run_by = all_of(RICH)
    assert [one["coding"][0]["code"] for one in found["category"]] == ["legal", "medical"]
    assert [one["text"] for one in found["category"]] == ["direct", "arranged"]
    assert [one["coding"][0]["code"] for one in found["type"]] == ["uptd_ppa", "legal_aid"]
    assert [one["value"] for one in found["telecom"]] == [
        "+62382123456", "tanya camat", "WhatsApp 129", "unit@uji.example", "https://uji.example",
    ]  # fmt: skip
    assert found["active"] is False and found["comment"] == "Pindah kantor"
    assert found["eligibility"][0]["comment"] == "Ages 0-17 years."
    assert found["location"][0]["reference"] == f"Location/{place['id']}"
    assert found["providedBy"]["reference"] == f"Organization/{run_by['id']}"
    assert place["status"] == "suspended"
    assert place["address"]["city"] == "Kabupaten Sikka"
    assert place["address"]["postalCode"] == "86111"
    assert run_by["address"][0]["state"] == "Nusa Tenggara Timur"
    assert found["notAvailable"] == [{"description": "Public holidays"}]


def test_hours_past_midnight_are_two_days_hours() -> None:
    hours = Hours((Interval(4, 1320, 1800), Interval(5, 0, 1440)), Trilean.UNKNOWN)
    found = all_of(replace(RICH, hours=hours))[0]["availableTime"]
    assert found == [
        {"daysOfWeek": ["fri"], "availableStartTime": "22:00:00", "availableEndTime": "23:59:59"},
        {"daysOfWeek": ["sat"], "availableStartTime": "00:00:00", "availableEndTime": "06:00:00"},
        {"daysOfWeek": ["sat"], "allDay": True},
    ]


def test_only_what_a_source_states_is_told() -> None:
    said = {"accepts_boys": fact(Trilean.NO, Basis.STATED), "open_24h": fact(Trilean.YES)}
    said["accepts_girls"] = fact(Trilean.YES, Basis.KIND)
    found = all_of(replace(service("uji", Need.LEGAL), facts=said))[0]
    assert [one["comment"] for one in found["eligibility"]] == ["Does not take boys."]
    assert "availableTime" not in found


def test_a_secret_place_has_neither_address_nor_position() -> None:
    feed = feed_of(WORLD)
    (face,) = [one for one in feed.services if one.confidential]
    for found in all_of(face)[:2]:
        assert faults(found) == []
        text = str(found).casefold()
        assert "rahasia" not in text and "address" not in found and "position" not in found
    assert location(face)["name"].endswith("Nusa Tenggara Timur")


def test_a_confidential_record_gives_no_position_even_before_it_is_masked() -> None:
    home = shelter("rumah", confidential=True)
    found = location(home)
    assert "position" not in found


def test_where_children_live_the_region_is_told_and_no_point() -> None:
    from referral.domain.plans import Shown
    from referral.domain.public import public_face

    home = shelter("panti", latitude=-8.6, longitude=122.2, address="Jalan Rahasia 1")
    face = public_face(Shown(home, None, home.id, hide_place=True))
    found = location(face)
    assert "position" not in found and "text" not in found["address"]
    assert found["address"]["city"] == "Kabupaten Sikka"


def test_an_organization_at_work_in_several_regencies_has_no_city() -> None:
    one, two = service("satu", Need.LEGAL), service("dua", Need.LEGAL, regency="53.08")
    far = service("tiga", Need.LEGAL, regency="52.72")
    (seat,) = organization(one, two)["address"]
    assert seat == {"use": "work", "state": "Nusa Tenggara Timur", "country": "ID"}
    assert "address" not in organization(one, far)


def test_an_organization_is_active_while_any_of_its_services_is() -> None:
    shut, open_ = replace(RICH, status=Status.CLOSED), replace(RICH, status=Status.ACTIVE)
    assert organization(shut, open_)["active"] is True
    assert organization(shut)["active"] is False
