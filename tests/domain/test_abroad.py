"""A child abroad: the country's Indonesian missions and the chain home (R15, R22, R24, R44)."""

from __future__ import annotations

from typing import Any

import pytest

from referral.domain.directory import Directory
from referral.domain.plans import Plan
from referral.domain.regions import Place
from referral.domain.requests import Attempt
from referral.domain.routing import why_not
from referral.domain.services import Service
from referral.domain.table import RoutingTable
from referral.domain.vocabulary import (
    CameFrom,
    Danger,
    Kind,
    Level,
    Need,
    Status,
    Suspect,
    TryOutcome,
)
from tests.builders import (
    KEY,
    FlatMap,
    hospital,
    ids,
    no_holidays,
    out,
    policy,
    request,
    route,
    service,
    shown,
    uptd,
    warned,
)

MALAYSIA = Place(
    code="MY",
    name="MY",
    regency_code="MY",
    regency="MY",
    province_code="MY",
    province="MY",
    kecamatan_code=None,
    timezone="Asia/Kuala_Lumpur",
    latitude=0.0,
    longitude=0.0,
    landmass=0,
    resolved_by="country",
    country="MY",
)
SAFE: dict[str, Any] = {"suspect": frozenset({Suspect.NONE}), "danger": Danger.NONE}


def mission(ref: str, country: str = "MY", **changes: Any) -> Service:
    given: dict[str, Any] = {
        "kind": Kind.MISSION,
        "level": Level.ABROAD,
        "country": country,
        "regency_code": None,
        "province_code": None,
        "coverage": (country,),
        **changes,
    }
    return service(ref, "legal", "return", "shelter", **given)


def abroad(*services: Service, needs: tuple[Need | str, ...] = ("return",), **changes: Any) -> Plan:
    return route(request(*needs, at=MALAYSIA, **changes), *services)


def test_r24_a_child_abroad_gets_that_countrys_missions_and_no_foreign_service() -> None:
    foreign = hospital("foreign", country="MY", regency_code=None, coverage=("MY",))
    near = hospital("across-the-border")
    made = abroad(mission("kl"), mission("jeddah", "SA"), foreign, near, needs=tuple(Need))
    assert [one.need for one in made.answers] == list(Need)
    for one in made.answers:
        assert shown(one) == ["kl"]
        assert ("R24", "no_foreign_service") in {(note.rule, note.code) for note in one.notes}
        assert out(one) == {}


def test_r24_a_mission_is_no_place_for_a_child_in_indonesia() -> None:
    made = route(request("legal", "return", "shelter", came_from=CameFrom.ABROAD), mission("kl"))
    for one in made.answers:
        assert shown(one) == [] and "kl" not in ids(one.meanwhile)


DUTIES = {
    "medical": "mission_takes_to_care",
    "shelter": "mission_shelters",
    "psychosocial": "mission_protects",
    "legal": "mission_legal_help",
    "return": "mission_returns",
    "reintegration": "home_reintegrates",
}


@pytest.mark.parametrize("need", list(Need))
def test_r22_each_answer_says_what_the_mission_owes_and_who_answers_from_indonesia(
    need: Need,
) -> None:
    (found,) = abroad(mission("kl"), needs=(need,)).answers
    assert ("R22", DUTIES[need]) in {(note.rule, note.code) for note in found.notes}
    assert ids(found.meanwhile)[:2] == ["kemlu-pwni", "kp2mi-call-center"]


def test_r44_a_mission_without_a_number_is_never_recommended() -> None:
    silent = mission("a-silent", phones=())
    (found,) = abroad(silent, mission("kl")).answers
    assert shown(found) == ["kl", "a-silent"]
    (alone,) = abroad(silent).answers
    assert alone.recommended is None and shown(alone) == ["a-silent"]
    assert "no_number" in warned(alone.alternatives[0]) and alone.meanwhile


def test_r45_a_mission_that_was_tried_gives_way_and_a_suspended_one_is_out() -> None:
    tried = (Attempt("kl", TryOutcome.NO_ANSWER),)
    closed = mission("closed", status=Status.SUSPENDED)
    (found,) = abroad(mission("kl"), mission("penang"), closed, tried=tried).answers
    assert shown(found) == ["penang"]
    assert out(found) == {"kl": {("R45", "tried_no_answer")}, "closed": {("R30", "suspended")}}


def test_r38_a_country_without_a_recorded_mission_still_gets_its_lines_and_its_gap() -> None:
    (found,) = abroad().answers
    assert found.recommended is None and found.meanwhile
    assert found.gap and found.gap.code.value == "G0"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({}, {("R15", "assessment_first")}),
        (
            {**SAFE, "suspect": frozenset({Suspect.FAMILY})},
            {("R16", "assessment_not_return")},
        ),
        (SAFE, set[Any]()),
    ],
)
def test_r15_and_r16_the_way_home_waits_for_the_risk_assessment_abroad_too(
    said: dict[str, Any], expected: set[Any]
) -> None:
    (found,) = abroad(mission("kl"), **said).answers
    noted = {(note.rule, note.code) for note in found.notes}
    assert {one for one in noted if one[0] in ("R15", "R16")} == expected


def test_the_chain_home_names_who_receives_at_each_step() -> None:
    province = uptd("province", level=Level.PROVINCE, regency="53.71", coverage=("53",))
    home = uptd("home", regency="53.08")
    other = uptd("other", regency="53.07")
    made = abroad(mission("kl"), province, home, other, home="53.08")
    steps = {step.code: ids(step.offers) for step in made.chain}
    assert list(steps) == ["from_mission", "at_landing", "to_home_province", "to_home_regency"]
    assert steps["from_mission"] == ["kl"]
    assert steps["at_landing"] == ["kp2mi-call-center", "hotline-kemensos-171"]
    assert steps["to_home_province"] == ["province"]
    assert steps["to_home_regency"] == ["home"]


def test_the_chain_home_asks_for_a_home_that_was_not_said() -> None:
    made = abroad(mission("kl"))
    assert [step.code for step in made.chain][-1] == "home_unknown"
    assert "ask_home" in {question.code for question in made.call_card.ask}
    assert route(request("legal")).chain == ()


def test_r34_a_unit_to_avoid_has_no_part_in_the_way_home() -> None:
    province = uptd("province", level=Level.PROVINCE, regency="53.71", coverage=("53",))
    home = uptd("home", regency="53.08")
    social = service("social", "return", kind=Kind.DINAS_SOSIAL, regency="53.08")
    made = abroad(mission("kl"), province, home, social, home="53.08", avoid=("home", "province"))
    steps = {step.code: ids(step.offers) for step in made.chain}
    assert steps["to_home_regency"] == ["social"]
    assert steps["to_home_province"] == []


def test_r11_in_danger_abroad_the_mission_comes_first_and_no_indonesian_emergency_number() -> None:
    made = abroad(mission("kl"), danger=Danger.YES)
    (banner,) = made.banners
    assert banner.code == "danger_abroad"
    assert ids(banner.contacts) == ["kl", "kemlu-pwni"]


def test_why_not_abroad_says_what_a_service_is_not() -> None:
    kl, jeddah, ward = mission("kl"), mission("jeddah", "SA"), hospital("ward")
    directory = Directory.of((kl, jeddah, ward), version="test", opaque_key=KEY)
    table = RoutingTable(directory, policy())
    geography = FlatMap(table.directory.services)
    standing = {
        one.id: why_not(request("return", at=MALAYSIA), table, geography, no_holidays, one)
        for one in (kl, jeddah, ward)
    }
    assert standing["kl"].standing == "recommended"
    assert [r.code for r in standing["jeddah"].reasons] == ["mission_of_another_country"]
    assert [r.code for r in standing["ward"].reasons] == ["not_abroad"]
