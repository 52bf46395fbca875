"""What to do first in a province: each act's people are what the map gains by it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from referral.domain.coverage import Group
from referral.domain.directory import Directory
from referral.domain.services import Provenance, Service
from referral.domain.vocabulary import Confidence, Kind, Need
from referral.usecases.actions import KINDS, Act, Advice, advise
from referral.usecases.actions_document import advice_document
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
    for act in found["actions"]:
        assert act["text"] and act["reaches"] and act["people"] > 0


def test_a_regencys_code_asks_for_its_province(world: World) -> None:
    small = world_over(world, shelter("rumah", **OPEN))
    with pytest.raises(Exception, match="99"):
        advise(small, "99", BOY, now=NOW)
    assert advise(small, "53.07", BOY, now=NOW).province == "53"
