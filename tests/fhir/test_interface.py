"""The FHIR interface over the real directory: reading, pages, bringing along, failures."""

from __future__ import annotations

from typing import Any

import pytest
from fhir.resources.R4B.bundle import Bundle
from fhir.resources.R4B.capabilitystatement import CapabilityStatement
from fhir.resources.R4B.operationoutcome import OperationOutcome
from flask.testing import FlaskClient

from referral.fhir.search import INCLUDES, PARAMETERS
from referral.hsds import ids

SEARCH = "/fhir/HealthcareService"
LOCAL = "http://localhost"


def results(document: dict[str, Any], mode: str = "match") -> list[dict[str, Any]]:
    return [one["resource"] for one in document.get("entry", []) if one["search"]["mode"] == mode]


def link(document: dict[str, Any], relation: str) -> str | None:
    found = [one["url"] for one in document["link"] if one["relation"] == relation]
    return found[0].removeprefix(LOCAL) if found else None


def test_the_statement_claims_what_is_honoured_and_nothing_else(client: FlaskClient) -> None:
    response = client.get("/fhir/metadata")
    assert response.content_type == "application/fhir+json; charset=utf-8"
    CapabilityStatement.model_validate(response.get_json())
    (rest,) = response.get_json()["rest"]
    assert response.get_json()["fhirVersion"] == "4.0.1"
    assert [one["type"] for one in rest["resource"]] == list(PARAMETERS)
    for resource in rest["resource"]:
        kind = resource["type"]
        assert {one["code"] for one in resource["interaction"]} == {"read", "search-type"}
        assert tuple(resource.get("searchInclude", ())) == INCLUDES[kind]
        for parameter in resource["searchParam"]:
            value = "2026" if parameter["type"] == "date" else "x"
            found = client.get(f"/fhir/{kind}?{parameter['name']}={value}&_count=1")
            assert found.status_code == 200, parameter


def test_what_the_guide_demands_of_a_search_is_claimed() -> None:
    assert PARAMETERS["HealthcareService"].keys() >= {
        "name", "organization", "location", "program", "communication", "service-category",
        "service-type", "active", "_id", "_lastUpdated",
    }  # fmt: skip


@pytest.mark.parametrize("kind", list(PARAMETERS))
def test_pages_lead_to_one_another_and_hold_everything_once(client: FlaskClient, kind: str) -> None:
    path: str | None = f"/fhir/{kind}?name=lbh&_count=9"
    keys: list[str] = []
    pages = 0
    while path is not None and pages < 50:
        page = client.get(path).get_json()
        Bundle.model_validate(page)
        assert link(page, "self") == path.replace(" ", "+")
        keys += [one["id"] for one in results(page)]
        pages, path = pages + 1, link(page, "next")
    assert pages > 1 and len(set(keys)) == len(keys) == page["total"]
    assert link(page, "last") == link(page, "self")
    back = client.get(link(page, "previous") or "").get_json()
    assert [one["id"] for one in results(back)] == keys[(pages - 2) * 9 : (pages - 1) * 9]
    assert link(client.get(f"/fhir/{kind}?name=lbh&_count=9").get_json(), "previous") is None


def test_what_is_found_can_be_read(client: FlaskClient) -> None:
    for kind in PARAMETERS:
        for entry in client.get(f"/fhir/{kind}?_count=3").get_json()["entry"]:
            path = entry["fullUrl"].removeprefix(LOCAL)
            response = client.get(path)
            assert response.get_json() == entry["resource"]
            assert response.get_json()["resourceType"] == kind


def test_organizations_and_locations_are_brought_along_once(client: FlaskClient) -> None:
    query = "service-type=puskesmas&_count=5"
    include = "_include=HealthcareService:organization&_include=HealthcareService:location"
    page = client.get(f"{SEARCH}?{query}&{include}").get_json()
    Bundle.model_validate(page)
    found, more = results(page), results(page, "include")
    assert len(found) == 5
    kinds = [one["resourceType"] for one in more]
    assert kinds == ["Organization", *["Location"] * 5], "five Puskesmas of one organisation"
    brought = {f"{one['resourceType']}/{one['id']}" for one in more}
    for one in found:
        assert one["providedBy"]["reference"] in brought
        assert one["location"][0]["reference"] in brought
    places = client.get("/fhir/Location?type=lpsk&_include=Location:organization").get_json()
    assert [one["resourceType"] for one in results(places, "include")].count("Organization") >= 1


def test_a_service_is_the_same_one_in_hsds(client: FlaskClient) -> None:
    (found,) = results(client.get(f"{SEARCH}?_count=1").get_json())
    same = client.get(f"/hsds/services/{found['id']}").get_json()
    assert same["name"] == found["name"]


def test_a_form_asks_the_same_as_an_address(client: FlaskClient) -> None:
    asked = {"name": "rsud", "_count": "2"}
    got = client.get(SEARCH, query_string=asked).get_json()
    posted = client.post(f"{SEARCH}/_search", data=asked)
    assert posted.get_json() == got and posted.headers["Cache-Control"] == "no-store"
    foreign = client.post(f"{SEARCH}/_search", headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 403
    assert foreign.get_json()["issue"][0]["code"] == "forbidden"


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        (f"{SEARCH}?phone=129", 400, "not-supported"),
        (f"{SEARCH}?_count=0", 400, "invalid"),
        (f"{SEARCH}?_count=201", 400, "invalid"),
        (f"{SEARCH}?_offset=-1", 400, "invalid"),
        (f"{SEARCH}?_include=HealthcareService:endpoint", 400, "not-supported"),
        (f"{SEARCH}?_format=xml", 400, "not-supported"),
        (f"{SEARCH}/{ids.identifier('none', 'x')}", 404, "not-found"),
        ("/fhir/Patient", 404, "not-found"),
        ("/fhir/", 404, "not-found"),
    ],
)
def test_failures_are_operation_outcomes(
    client: FlaskClient, path: str, status: int, code: str
) -> None:
    response = client.get(path)
    assert response.status_code == status
    assert response.content_type == "application/fhir+json; charset=utf-8"
    OperationOutcome.model_validate(response.get_json())
    assert response.get_json()["issue"][0]["code"] == code
    assert response.headers["Cache-Control"] == "no-store"


def test_nothing_can_be_written(client: FlaskClient) -> None:
    for path in (SEARCH, f"{SEARCH}/{ids.identifier('none', 'x')}"):
        response = client.post(path, json={"resourceType": "HealthcareService"})
        assert (response.status_code, response.get_json()["issue"][0]["code"]) == (
            405,
            "not-supported",
        )
        assert client.put(path).status_code == client.delete(path).status_code == 405


@pytest.mark.parametrize("form", ["json", "application/fhir+json", "application/json"])
def test_json_may_be_asked_for_by_any_of_its_names(client: FlaskClient, form: str) -> None:
    assert client.get(f"{SEARCH}?_format={form}&_count=1").status_code == 200


def test_other_sites_may_read_and_who_has_it_is_not_sent_it_again(client: FlaskClient) -> None:
    first = client.get(f"{SEARCH}?_count=1")
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    again = client.get(f"{SEARCH}?_count=1", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
