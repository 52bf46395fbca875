"""FHIR's search: what each type of parameter finds, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from referral.domain.vocabulary import Kind, Status
from referral.fhir.search import PARAMETERS, NotSearchable, make_filter
from referral.fhir.subjects import Running, placed, running
from referral.hsds import ids
from tests.builders import REGIONS
from tests.hsds.test_documents import RICH

MOMENT = datetime(2026, 11, 20, 10, 30, 15, 500_000, tzinfo=UTC)
UNIT = placed(RICH, REGIONS, MOMENT)


def finds(kind: str, name: str, text: str, subject: Any = UNIT) -> bool:
    return make_filter(kind, [(name, text)])(subject)


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        pytest.param("name", "unit", True, id="beginning, small letters"),
        pytest.param("name", "uj", True, id="beginning of a word"),
        pytest.param("name", "nit", False, id="middle of a word"),
        pytest.param("name", "UU", True, id="acronym"),
        pytest.param("name:contains", "nit", True, id="contains"),
        pytest.param("name:exact", "Unit Uji", True, id="exact"),
        pytest.param("name:exact", "unit uji", False, id="exact letters"),
        pytest.param("name", "zzz,unit", True, id="either"),
        pytest.param("name", r"unit\,", False, id="a comma that is text"),
        pytest.param("active", "false", True, id="not active"),
        pytest.param("active", "true", False, id="active"),
        pytest.param("_id", ids.service_uuid("uji-lengkap"), True, id="id"),
        pytest.param("_id", ids.service_uuid("lain"), False, id="another id"),
        pytest.param("identifier", "urn:rujuk:service|uji-lengkap", True, id="own id"),
        pytest.param("service-category", "legal", True, id="need"),
        pytest.param("service-category", "urn:rujuk:need|legal", True, id="need with system"),
        pytest.param("service-category", "urn:other|legal", False, id="another system"),
        pytest.param("service-category", "|legal", False, id="no system"),
        pytest.param("service-category", "urn:rujuk:need|", True, id="any code of the system"),
        pytest.param("service-category", "shelter", False, id="a need it does not meet"),
        pytest.param("service-type", "uptd_ppa", True, id="kind"),
        pytest.param("service-type", "legal_aid", True, id="narrower need"),
        pytest.param("communication", "jv", True, id="language"),
        pytest.param("communication", "en", False, id="another language"),
        pytest.param("program", "any", False, id="no programmes"),
        pytest.param("organization", ids.organization_uuid("Dinas Uji"), True, id="bare id"),
        pytest.param(
            "organization", f"Organization/{ids.organization_uuid('Dinas Uji')}", True, id="typed"
        ),
        pytest.param(
            "organization", f"Location/{ids.organization_uuid('Dinas Uji')}", False, id="mistyped"
        ),
        pytest.param(
            "location",
            f"https://x.example/fhir/Location/{ids.location_uuid('uji-lengkap')}",
            True,
            id="whole address",
        ),
    ],
)
def test_services_are_found_by(name: str, text: str, found: bool) -> None:
    assert finds("HealthcareService", name, text) is found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2026", True),
        ("2026-11", True),
        ("2026-11-20", True),
        ("2026-11-20T10:30Z", True),
        ("2026-11-20T10:30:15Z", True),
        ("2026-11-20T10:30:15.5Z", True),
        ("2026-11-20T17:30+07:00", True),
        ("2026-11-20T10:31Z", False),
        ("2025", False),
        ("ne2026-11-20", False),
        ("ne2026-11-21", True),
        ("ge2026-11-20", True),
        ("gt2026-11-20", False),
        ("gt2026-11-20T10:30:15.4Z", True),
        ("sa2026-11-19", True),
        ("lt2026-11-20", False),
        ("eb2026-11-21", True),
        ("le2026-11-20", True),
        ("le2026-10", False),
        ("2025,2026", True),
    ],
)
def test_moments_are_compared_as_precisely_as_they_are_given(text: str, found: bool) -> None:
    assert finds("HealthcareService", "_lastUpdated", text) is found


def test_of_what_changed_at_an_unknown_time_nothing_is_said() -> None:
    assert not finds("HealthcareService", "_lastUpdated", "ge1990", placed(RICH, REGIONS))


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("address-city", "kabupaten sikka", True),
        ("address-city", "sikka", True),
        ("address-state", "nusa tenggara", True),
        ("address-state", "bali", False),
        ("address-postalcode", "86111", True),
        ("address-country", "ID", True),
        ("address", "jalan uji", True),
        ("address", "maumere", True),
        ("address", "sikka", True),
        ("type", "uptd_ppa", True),
        ("status", "suspended", True),
        ("status", "active", False),
    ],
)
def test_locations_are_found_by(name: str, text: str, found: bool) -> None:
    assert finds("Location", name, text) is found


def test_a_secret_place_is_found_by_no_address() -> None:
    hidden = replace(RICH, confidential=True, regency_code=None, address=None)
    secret = placed(replace(hidden, kind=Kind.NGO_SHELTER), REGIONS)
    for name in ("address", "address-state", "address-country"):
        assert not finds("Location", f"{name}:contains", "n", secret)


def test_organizations_are_found_by_name_place_state_and_institution() -> None:
    run_by = running((RICH, replace(RICH, id="dua", status=Status.ACTIVE)), REGIONS, MOMENT)
    for name, text in (
        ("name", "dinas"),
        ("active", "true"),
        ("type", "child_protection"),
        ("address-state", "nusa"),
        ("_lastUpdated", "2026-11-20"),
    ):
        assert finds("Organization", name, text, run_by), name
    assert not finds("Organization", "identifier", "1", run_by)


def test_every_parameter_must_hold_and_one_given_twice_both_times() -> None:
    asked = [("name", "unit"), ("service-category", "legal"), ("service-category", "medical")]
    assert make_filter("HealthcareService", asked)(UNIT)
    assert not make_filter("HealthcareService", [*asked, ("active", "true")])(UNIT)


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("phone", "129", "not-supported"),
        ("name:fuzzy", "x", "not-supported"),
        ("active:not", "true", "not-supported"),
        ("organization.name", "x", "not-supported"),
        ("name", "", "invalid"),
        ("name", "x" * 301, "invalid"),
        ("organization", "Organization/", "invalid"),
        ("_lastUpdated", "yesterday", "invalid"),
        ("_lastUpdated", "2026-02-30", "invalid"),
        ("_lastUpdated", "2026-11T10:00Z", "invalid"),
        ("_lastUpdated", "9999", "invalid"),
        ("_lastUpdated", "0000", "invalid"),
    ],
)
def test_what_is_not_understood_is_refused(name: str, text: str, code: str) -> None:
    with pytest.raises(NotSearchable) as caught:
        finds("HealthcareService", name, text)
    assert (caught.value.code, caught.value.parameter) == (code, name)


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(sorted(PARAMETERS)).flatmap(
        lambda kind: st.tuples(
            st.just(kind),
            st.sampled_from(sorted(PARAMETERS[kind])),
            st.text(max_size=30) | st.from_regex(r"(ge|lt)?\d{4}(-\d\d){0,2}(T\d\d:\d\dZ)?"),
        )
    )
)
def test_no_value_breaks_the_search(asked: tuple[str, str, str]) -> None:
    kind, name, text = asked
    subject = Running((RICH,), MOMENT) if kind == "Organization" else UNIT
    try:
        finds(kind, name, text, subject)
    except NotSearchable as refused:
        assert refused.parameter == name
