"""What to do first in a province: each act's people are what the map gains by it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from referral.domain.coverage import Group
from referral.domain.directory import Directory
from referral.domain.services import Hours, Interval, Provenance, Service
from referral.domain.vocabulary import Confidence, Kind, Need
from referral.usecases.actions import CANNOT, KINDS, Act, Advice, advise
from referral.usecases.actions_document import ToldAdvice, advice_document, told_advice
from referral.usecases.coverage import measure_coverage
from referral.usecases.world import World
from tests.builders import KEY, service, shelter, uptd

NOW = datetime(2026, 11, 25, tzinfo=UTC)
BOY = (Need.SHELTER, Group.BOY)
FRESH = Provenance("Sumber uji", 2026, Confidence.HIGH, verified_on=date(2026, 11, 1))
OPEN: dict[str, Any] = {
    "facts": dict.fromkeys(
        ("accepts_boys", "accepts_girls", "accepts_unaccompanied", "emergency_intake"), "yes"
    ),
}


def world_over(world: World, *services: Service) -> World:
    directory = Directory.of(services, version="uji", opaque_key=KEY)
    return replace(world, directory=lambda: directory)


def advice(world: World, *services: Service, column: Any = BOY, **options: Any) -> Advice:
    return advise(world_over(world, *services), "53", column, now=NOW, **options)


def acts(found: Advice, kind: str) -> dict[str, Act]:
    return {act.subject: act for act in found.acts if act.kind == kind}


def people(world: World, *codes: str) -> int:
    return sum(world.atlas.regions[code].population for code in codes)


def test_where_nobody_has_checked_somebody_telephones_first(world: World) -> None:
    found = advice(world, shelter("rumah", **OPEN))
    act = acts(found, "verify")["rumah"]
    assert "53.07" in act.regencies
    assert act.people == people(world, *act.regencies)
    checked = advice(world, shelter("rumah", provenance=FRESH, **OPEN))
    assert acts(checked, "verify") == {}


def test_what_nobody_can_dial_gets_a_number_before_anybody_telephones(world: World) -> None:
    silent = uptd("sunyi", phones=())
    found = advice(world, silent, within=360)
    act = acts(found, "number")["sunyi"]
    assert act.people >= people(world, "53.07") * 0.5 and "53.07" in act.regencies
    assert acts(found, "verify") == {}, "who has no number is not telephoned"
    assert acts(advice(world, uptd("unit"), within=360), "number") == {}


def test_what_works_by_day_alone_gets_a_line_for_the_night(world: World) -> None:
    hours = Hours(tuple(Interval(day, 480, 960) for day in range(5)))
    day = shelter("siang", provenance=FRESH, hours=hours, **OPEN)
    found = advice(world, day)
    act = acts(found, "night")["siang"]
    assert "53.07" in act.regencies and act.people == people(world, *act.regencies)
    always = {**OPEN["facts"], "line_24h": "yes"}
    assert acts(advice(world, replace(day, facts=shelter("x", facts=always).facts)), "night") == {}


def test_an_act_is_open_until_nothing_is_left_to_do_about_it(world: World) -> None:
    house = shelter("rumah", **OPEN)
    first = advice(world, house)
    before = told_advice(world, first)
    after = told_advice(world, advice(world, replace(house, provenance=FRESH)))
    assert before.asks_for("verify", "rumah") and not after.asks_for("verify", "rumah")
    assert first.coverage.cells["53.05"][BOY].gap in CANNOT
    assert after.asks_for("centre", "53.05"), "nothing near it has been built"
    assert ToldAdvice.of_json(json.loads(json.dumps(before.as_json()))) == before


def test_two_hidden_houses_behind_one_gateway_are_one_act(world: World) -> None:
    gate = uptd("gerbang", Need.LEGAL)
    houses = [
        shelter(f"rumah-{n}", confidential=True, kind=Kind.RPSA, regency=code, **OPEN)
        for n, code in enumerate(("53.07", "53.08"))
    ]
    told = told_advice(world, advice(world, gate, *houses))
    verify = [act for act in told.acts if act.kind == "verify"]
    assert [act.subject for act in verify] == ["gerbang"]
    assert verify[0].about and verify[0].regencies == () and "rumah-" not in str(told)


def test_a_neighbour_that_has_not_said_whom_it_takes_is_asked_for_an_agreement(
    world: World,
) -> None:
    house = uptd("unit", provenance=FRESH)
    act = acts(advice(world, house), "agreement")["unit"]
    assert "53.08" in act.regencies and "53.07" not in act.regencies
    said = replace(
        house, facts={**house.facts, **shelter("x", facts={"accepts_outsiders": "yes"}).facts}
    )
    assert acts(advice(world, said), "agreement") == {}


def test_a_house_that_takes_nobody_from_outside_gains_by_an_agreement(world: World) -> None:
    house = shelter("rumah", provenance=FRESH, facts={**OPEN["facts"], "accepts_outsiders": "no"})
    found = advice(world, house, within=360)
    act = acts(found, "agreement")["rumah"]
    assert act.people > 0 and "53.08" in act.regencies and "53.07" not in act.regencies


def test_a_house_for_girls_is_asked_to_make_room_for_boys(world: World) -> None:
    house = shelter("rumah", provenance=FRESH, facts={**OPEN["facts"], "accepts_boys": "no"})
    boys = acts(advice(world, house), "beds")
    assert boys["rumah"].people > 0
    assert acts(advice(world, house, column=(Need.SHELTER, Group.GIRL)), "beds") == {}


def test_a_crossing_that_runs_seldom_is_served_on_call(world: World) -> None:
    house = shelter("rumah", provenance=FRESH, regency="53.71", **OPEN)
    found = acts(advice(world, house, within=600), "transport")
    assert found and all(act.people > 0 for act in found.values())
    known = {link.id for link in world.atlas.links}
    assert set(found) <= known


def test_new_centres_come_last_and_stand_in_the_province(world: World) -> None:
    found = advice(world, service("lain", Need.LEGAL))
    centres = acts(found, "centre")
    assert len(centres) == 3 and all(code.startswith("53.") for code in centres)
    kinds = [act.kind for act in found.acts]
    assert kinds == sorted(kinds, key=KINDS.index)
    for kind in KINDS:
        reached = [act.people for act in found.acts if act.kind == kind]
        assert reached == sorted(reached, reverse=True) and all(reached)


def test_the_map_of_a_province_over_what_is_near_is_the_map_of_the_country(world: World) -> None:
    """Leaving out what no plan there could look at changes no cell and no minute."""
    some = [s for s in world.directory().services if s.province_code in (None, "52", "53", "35")]
    real = world_over(world, *some)
    found = advise(real, "53", (Need.LEGAL, Group.ANY), now=NOW)
    whole = measure_coverage(real, now=NOW)
    for code, cells in found.coverage.cells.items():
        rows = whole.villages.rows[code]
        assert cells == whole.cells[code]
        for column, minutes in found.coverage.minutes.items():
            assert (minutes[rows] == whole.minutes[column][rows]).all()
    assert len(found.coverage.cells) == 22


def test_the_document_says_who_cannot_be_helped_and_names_no_hidden_house(world: World) -> None:
    house = shelter("rumah-kenanga", confidential=True, kind=Kind.RPSA, **OPEN)
    gate = uptd("gerbang", Need.LEGAL)
    small = world_over(world, house, gate)
    found = advice_document(small, advise(small, "53", BOY, now=NOW), language="id")
    assert "kenanga" not in str(found).casefold()
    assert found["regencies"] == 22 and found["within"] == 180
    assert {one["code"] for one in found["cannot"]} >= {"53.11"}
    assert "53.07" not in {one["code"] for one in found["cannot"]}
    verify = next(act for act in found["actions"] if act["kind"] == "verify")
    assert verify["subject"] == "gerbang" and verify["regencies"] == []
    assert verify["people"] % 1000 == 0, "of a hidden house only about how many are told"
    assert gate.name in verify["text"] and "Nusa Tenggara Timur" in verify["text"]
    assert "sekitar" in verify["reaches"].casefold()
    for act in found["actions"]:
        assert act["text"] and act["reaches"] and act["people"] > 0


def test_a_regencys_code_asks_for_its_province(world: World) -> None:
    small = world_over(world, shelter("rumah", **OPEN))
    with pytest.raises(Exception, match="99"):
        advise(small, "99", BOY, now=NOW)
    assert advise(small, "53.07", BOY, now=NOW).province == "53"
