"""The way home inside the country: assessed at both ends before anybody goes (R15, R16, R34)."""

from __future__ import annotations

from typing import Any

import pytest

from referral.domain.vocabulary import Danger, Kind, Level, Status, Suspect
from referral.present.plan import plan_document
from referral.present.text import plan_report
from referral.present.translate import translator
from tests.builders import REGIONS, ids, request, route, service, uptd

SAFE: dict[str, Any] = {"suspect": frozenset({Suspect.NONE}), "danger": Danger.NONE}
HERE, HOME = uptd("here"), uptd("home", regency="53.08")
PROVINCE = uptd("province", level=Level.PROVINCE, regency="53.71", coverage=("53",))
FAR = uptd("far", regency="52.72")
FAR_PROVINCE = uptd("far-province", level=Level.PROVINCE, regency="52.72", coverage=("52",))
UNITS = (HERE, HOME, PROVINCE, FAR, FAR_PROVINCE)


def steps(**said: Any) -> dict[str, list[str]]:
    made = route(request("return", **said), *UNITS)
    return {step.code: ids(step.offers) for step in made.chain}


@pytest.mark.parametrize("suspect", [Suspect.UNKNOWN, Suspect.FAMILY, Suspect.HOUSEHOLD])
def test_r15_and_r16_while_it_is_unassessed_both_ends_assess_and_nobody_is_sent(
    suspect: Suspect,
) -> None:
    said = {"suspect": frozenset({suspect})}
    assert steps(home="53.08", **said) == {"assess_here": ["here"], "assess_at_home": ["home"]}
    assert steps(home="52", **said) == {"assess_here": ["here"], "assess_at_home": ["far-province"]}


def test_r15_once_assessed_the_way_goes_by_the_home_province_to_the_home_regency() -> None:
    assert steps(home="53.08", **SAFE) == {"to_home_regency": ["home"]}
    assert steps(home="52.72", **SAFE) == {
        "to_home_province": ["far-province"],
        "to_home_regency": ["far"],
    }
    assert steps(home="52", **SAFE) == {"to_home_province": ["far-province"]}


@pytest.mark.parametrize("home", ["53.07", "53.07.03", "53", None])
def test_a_child_who_is_at_home_or_whose_home_is_not_said_has_no_way_home(home: str | None) -> None:
    assert steps(home=home) == {}


def test_only_a_plan_for_return_has_a_way_home() -> None:
    assert route(request("legal", home="53.08"), *UNITS).chain == ()


def test_r34_a_home_unit_to_avoid_gives_way_to_the_provinces() -> None:
    assert steps(home="52.72", avoid=("far",))["assess_at_home"] == ["far-province"]
    assert steps(home="52.72", avoid=("52",))["assess_at_home"] == []


def test_a_unit_that_can_be_telephoned_stands_before_one_that_cannot() -> None:
    silent = service("a-social", "return", kind=Kind.DINAS_SOSIAL, regency="53.08", phones=())
    made = route(request("return", home="53.08"), *UNITS, silent)
    assert ids(made.chain[1].offers) == ["home", "a-social"]


def test_a_unit_that_no_longer_works_assesses_nothing() -> None:
    shut = service(
        "a-social", "return", kind=Kind.DINAS_SOSIAL, regency="53.08", status=Status.CLOSED
    )
    made = route(request("return", home="53.08"), *UNITS, shut)
    assert ids(made.chain[1].offers) == ["home"]


def test_r16_the_report_speaks_of_assessment_and_not_of_the_way_home() -> None:
    words = translator("en")
    asked = [request("return", home="53.08", **said) for said in ({}, SAFE)]
    first, second = (
        plan_report(plan_document(route(one, *UNITS), REGIONS, words), words) for one in asked
    )
    assert "Risk assessment, before any return:" in first and "The way home:" not in first
    assert "The way home:" in second
