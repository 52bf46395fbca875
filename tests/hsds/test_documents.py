"""HSDS documents out and in again: nothing is lost, nothing breaks, nothing is hidden badly."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from referral.domain.services import (
    Capacity,
    Hours,
    Interval,
    NeedMet,
    Phone,
    Provenance,
    Service,
    fact,
)
from referral.domain.vocabulary import (
    Basis,
    Confidence,
    How,
    Kind,
    Level,
    Need,
    Operator,
    Status,
    SubNeed,
    Trilean,
)
from referral.hsds import ids
from referral.hsds.documents import from_documents, items_of, to_service_documents
from tests.builders import REGIONS, service
from tests.files.strategies import services

CHANGED = datetime(2026, 11, 20, 3, 4, 5, 678_000, tzinfo=UTC)


def out(one: Service, *, full: bool = True) -> dict[str, Any]:
    """The document of a service, as it travels."""
    view: dict[str, Any] = {"regions": REGIONS, "changed": {one.id: CHANGED}, "full": full}
    travelled: dict[str, Any] = json.loads(
        json.dumps(next(iter(to_service_documents([one], **view))))
    )
    return travelled


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(services())
def test_every_service_comes_back_equal(one: Service) -> None:
    found, problems = from_documents([out(one)])
    assert problems == []
    assert found == [one]


@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(services())
def test_without_the_editors_facts_only_these_are_missing(one: Service) -> None:
    text = json.dumps(out(one, full=False), ensure_ascii=False)
    found, problems = from_documents([json.loads(text)])
    known = replace(one.provenance, source_urls=(), evidence=None)
    assert (found, problems) == ([replace(one, provenance=known)], [])


RICH = service(
    "uji-lengkap",
    Need.LEGAL,
    name="Unit Uji",
    organization="Dinas Uji",
    acronym="UU",
    kind=Kind.UPTD_PPA,
    operator=Operator.CHILD_PROTECTION,
    status=Status.SUSPENDED,
    status_note="Pindah kantor",
    needs=(
        NeedMet(Need.LEGAL, How.DIRECT, Basis.STATED),
        NeedMet(Need.MEDICAL, How.ARRANGED, Basis.LAW),
    ),
    sub_needs=(SubNeed.LEGAL_AID,),
    address="Jalan Uji 1, Maumere 86111",
    phones=(Phone("+62382123456", "(0382) 123456", open_24h=True), Phone(None, "tanya camat")),
    whatsapp=(Phone("129", "129", short_code=True),),
    email="unit@uji.example",
    website="https://uji.example",
    min_age=0,
    max_age=17,
    facts={},
    hours=Hours(
        (Interval(0, 480, 960), Interval(1, 480, 960), Interval(4, 1320, 1800)),
        Trilean.YES,
        "Senin-Selasa 8-16",
    ),
    capacity=Capacity(10, 4, date(2026, 11, 1)),
    languages=("id", "jv"),
    provenance=Provenance(
        "Sumber uji", 2025, Confidence.HIGH, date(2026, 10, 2), 2024, ("https://bukti.example",)
    ),
)


def test_the_standards_own_fields_are_used_where_they_say_the_same() -> None:
    found = out(RICH)
    said = {
        "id": ids.service_uuid("uji-lengkap"),
        "organization_id": ids.organization_uuid("Dinas Uji"),
        "name": "Unit Uji",
        "alternate_name": "UU",
        "status": "temporarily closed",
        "alert": "Pindah kantor",
        "url": "https://uji.example",
        "email": "unit@uji.example",
        "minimum_age": 0,
        "maximum_age": 17,
        "assured_date": "2026-10-02",
        "last_modified": "2026-11-20T03:04:05.678Z",
        "description": "Women and child protection unit (UPTD PPA): legal help (direct), medical"
        " care (arranged).",
    }
    assert {name: found[name] for name in said} == said
    (first, night, text) = found["schedules"]
    assert (first["byday"], first["opens_at"], first["closes_at"]) == (
        "MO,TU",
        "08:00+08:00",
        "16:00+08:00",
    )
    assert (night["byday"], night["opens_at"], night["closes_at"], night["timezone"]) == (
        "FR",
        "22:00+08:00",
        "06:00+08:00",
        8,
    )
    assert text["description"] == "Senin-Selasa 8-16"
    (capacity,) = found["capacities"]
    assert (capacity["available"], capacity["maximum"]) == (4, 10)
    assert [phone["number"] for phone in found["phones"]] == ["+62382123456", "tanya camat", "129"]
    (placed,) = found["service_at_locations"]
    (address,) = placed["location"]["addresses"]
    assert (address["city"], address["state_province"], address["postal_code"]) == (
        "Kabupaten Sikka",
        "Nusa Tenggara Timur",
        "86111",
    )
    (area,) = found["service_areas"]
    assert (area["name"], area["extent"]) == ("Kabupaten Sikka", "53.07")


def test_editors_facts_need_full() -> None:
    assert "bukti" in json.dumps(out(RICH)) and "bukti" not in json.dumps(out(RICH, full=False))


def test_an_unknown_address_is_left_out_and_not_blanked() -> None:
    document = out(replace(RICH, address=None, latitude=None, longitude=None))
    (placed,) = document["service_at_locations"]
    assert placed["location"].keys() & {"addresses", "latitude", "longitude"} == set()


def test_an_address_without_a_postal_code_is_a_value_of_the_record() -> None:
    known = replace(RICH, address="Jalan Uji 1, Maumere")
    document = out(known)
    (placed,) = document["service_at_locations"]
    assert "addresses" not in placed["location"]
    said = {one["taxonomy_term"]["code"]: one.get("value") for one in document["attributes"]}
    assert said["address"] == "Jalan Uji 1, Maumere"
    assert from_documents([document]) == ([known], [])
    assert '"postal_code": ""' not in json.dumps(document)


def test_a_fact_stands_under_the_term_of_its_value() -> None:
    no_boys = replace(RICH, facts={"accepts_boys": fact(Trilean.NO, Basis.STATED)})
    (term,) = [
        one["taxonomy_term"] for one in out(no_boys)["attributes"] if one["link_type"] == "fact"
    ]
    assert term["code"] == "accepts_boys.no"
    assert term["parent_id"] == ids.identifier("taxonomy_term", "fact", "accepts_boys")


FOREIGN: dict[str, Any] = {
    "id": "ac148810-d857-441c-9679-408f346de14b",
    "name": "Community Counselling",
    "status": "active",
    "minimum_age": 12.5,
    "organization": {"id": "x", "name": "Example Org", "description": "d"},
    "phones": [{"id": "p", "number": "+44 1234 234567"}],
    "schedules": [{"id": "s", "byday": "TH,FR", "opens_at": "10:00:00", "closes_at": "18:00Z"}],
    "service_at_locations": [
        {
            "id": "l",
            "location": {
                "latitude": -6.2,
                "longitude": 106.8,
                "external_identifier": "10092008082",
                "external_identifier_type": "UPRN",
                "addresses": [{"address_1": "Jalan Satu", "city": "Jakarta"}],
            },
        }
    ],
    "attributes": [{"id": "a", "taxonomy_term": {"id": "zz", "code": "medical"}, "value": "x"}],
}


def test_what_others_do_not_tell_is_unknown() -> None:
    (found,), problems = from_documents([FOREIGN])
    assert problems == []
    assert (found.id, found.organization) == ("community-counselling-ac148810", "Example Org")
    assert (found.kind, found.level, found.operator) == (
        Kind.OTHER,
        Level.DISTRICT,
        Operator.UNKNOWN,
    )
    assert (found.needs, dict(found.facts), found.min_age) == ((), {}, 12)
    assert found.phones == (Phone(None, "+44 1234 234567"),)
    assert found.hours.intervals == (Interval(3, 600, 1080), Interval(4, 600, 1080))
    assert (found.address, found.regency_code) == ("Jalan Satu, Jakarta", None)
    assert (found.latitude, found.location_basis) == (-6.2, "stated")
    assert found.provenance.confidence is Confidence.LOW


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        pytest.param({"name": None}, "name", "required", id="no name"),
        pytest.param({"status": "open"}, "status", "not_allowed", id="unknown status"),
        pytest.param({"name": ["x"]}, "name", "wrong_type", id="a list for a name"),
        pytest.param({"minimum_age": "x"}, "minimum_age", "not_a_number", id="age in words"),
        pytest.param({"assured_date": "2026-13-01"}, "assured_date", "not_a_date", id="month 13"),
        pytest.param({"phones": {}}, "phones", "wrong_type", id="phones not listed"),
        pytest.param({"phones": ["1"]}, "phones/0", "not_an_object", id="a bare phone"),
        pytest.param({"phones": [{}]}, "phones/0/number", "required", id="no number"),
        pytest.param(
            {"schedules": [{"byday": "MO", "opens_at": "25:00", "closes_at": "26:00"}]},
            "schedules/0/opens_at",
            "not_a_time",
            id="hour 25",
        ),
    ],
)
def test_a_bad_field_rejects_its_service_with_its_path_and_no_other(
    changes: dict[str, Any], field: str, code: str
) -> None:
    found, problems = from_documents([{**FOREIGN, **changes}, FOREIGN])
    assert [one.name for one in found] == ["Community Counselling"]
    assert (problems[0].item, problems[0].field, problems[0].code) == (1, field, code)


def test_the_same_service_twice_is_told() -> None:
    found, problems = from_documents([out(RICH), out(RICH)])
    assert found == [RICH]
    assert [(one.item, one.code, one.facts["first_item"]) for one in problems] == [
        (2, "duplicate_id", "1")
    ]


@pytest.mark.parametrize("junk", [None, 7, "x", [], [[]], {}, {"id": 3}])
def test_what_is_no_service_is_a_problem(junk: object) -> None:
    found, problems = from_documents([junk])
    assert found == [] and problems


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from([*FOREIGN, "number", "location", "taxonomy_term", "value", "code"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from([*FOREIGN]), values), max_size=2))
def test_no_document_breaks_the_reader(documents: list[dict[str, Any]]) -> None:
    from_documents([{**FOREIGN, **one} for one in documents])
    from_documents(documents)


@pytest.mark.parametrize(
    ("document", "count"),
    [
        pytest.param([FOREIGN, FOREIGN], 2, id="a list"),
        pytest.param({"contents": [FOREIGN], "total_items": 1}, 1, id="a page"),
        pytest.param({"services": [FOREIGN]}, 1, id="an organisation or a bundle"),
        pytest.param(FOREIGN, 1, id="a service alone"),
        pytest.param({"x": 1}, None, id="something else"),
        pytest.param("text", None, id="a text"),
    ],
)
def test_services_are_found_in_what_a_file_holds(document: object, count: int | None) -> None:
    found = items_of(document)
    assert (None if found is None else len(found)) == count
