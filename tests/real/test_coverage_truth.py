"""The map never disagrees with a plan: its cells and its minutes are those that `route` answers."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest

from referral.domain.context import FAR, Context, is_urgent
from referral.domain.coverage import CHILDREN, COLUMNS, standard_request
from referral.domain.gaps import SEVERITY
from referral.domain.plans import Answer, Gap
from referral.domain.ranking import rank
from referral.domain.requests import Child
from referral.domain.routing import context_of, plan
from referral.domain.vocabulary import GapCode, Need
from referral.geo.coverage import UNKNOWN
from referral.usecases.coverage import Coverage, regencies_of
from referral.usecases.coverage_now import Held
from referral.usecases.world import World

CELLS = 2_000
VILLAGES = 120


@pytest.fixture(scope="module")
def coverage(measured: Held) -> Coverage:
    """What the pages show."""
    return measured.coverage


def answer(world: World, coverage: Coverage, code: str, need: Need, child: Child) -> Answer:
    """What a plan for this one need says for the standard child at a place."""
    tables, place = coverage.tables, world.atlas.place(code)
    asked = standard_request(place, child, coverage.now, world.holidays)
    request = replace(asked, needs=(need,))
    (found,) = plan(request, tables.routing, tables.travel, world.holidays).answers
    return found


def test_two_thousand_cells_are_what_route_answers(world: World, coverage: Coverage) -> None:
    chance = random.Random(2026)
    cells = [(code, column) for code in regencies_of(world) for column in COLUMNS]
    for code, (need, group) in chance.sample(cells, CELLS):
        answers = [answer(world, coverage, code, need, child) for child in CHILDREN[group]]
        gaps = [a.gap or Gap(GapCode.OK, unverified=False) for a in answers]
        said = [(gap.code, gap.unverified) for gap in gaps]
        worst = min(said, key=lambda one: (SEVERITY.index(one[0]), not one[1]))
        cell = coverage.cells[code][need, group]
        assert (cell.gap, cell.unverified) == worst, (code, need, group)
        firsts = [a.recommended or next(iter(a.alternatives), None) for a in answers]
        shown = {
            (o.service.id, o.tier, o.travel.minutes) if o else (None, None, None) for o in firsts
        }
        assert (cell.best, cell.tier, cell.minutes) in shown, (code, need, group)


def test_the_map_holds_every_regency_and_knows_several_rungs(
    world: World, coverage: Coverage
) -> None:
    assert list(coverage.cells) == regencies_of(world) and len(coverage.cells) == 514
    rungs = {cell.gap for cells in coverage.cells.values() for cell in cells.values()}
    assert len(rungs) >= 4  # or the comparison above compares little


def test_minutes_of_a_village_are_those_to_the_nearest_that_a_plan_there_would_recommend(
    world: World, coverage: Coverage
) -> None:
    """A plan's order puts tier and certainty first; the nearest is looked for in all of it."""
    tables, chance = coverage.tables, random.Random(11)
    villages = coverage.villages
    seen: set[bool] = set()
    for row in chance.sample(range(len(villages.codes)), VILLAGES):
        code = villages.codes[row]
        need, group = chance.choice(COLUMNS)
        found = []
        for child in CHILDREN[group]:
            request = standard_request(world.atlas.place(code), child, coverage.now, world.holidays)
            context = context_of(request, tables.routing, tables.travel, world.holidays)
            found.append(_nearest(context, need))
        assert coverage.minutes[need, group][row] == max(found), (code, need, group)
        seen.add(max(found) == UNKNOWN)
    assert seen == {True, False}


def _nearest(context: Context, need: Need) -> int:
    urgent = is_urgent(context.request, need)
    ranked = rank(context, context.profiles[need], urgent=urgent, whole=True)
    ways = [context.minutes[entry.at] for entry in ranked.entries if entry.good]
    best = min(ways, default=FAR)
    return UNKNOWN if best == FAR else best


def test_everybody_is_counted_once(world: World, coverage: Coverage) -> None:
    total = sum(world.atlas.regions[code].population for code in regencies_of(world))
    assert round(coverage.people.sum()) == total
    for column in COLUMNS:
        assert coverage.within(column, UNKNOWN) == pytest.approx(total)
        assert coverage.within(column, 60) <= coverage.within(column, 180) <= total
    assert all((found >= 0).all() for found in coverage.minutes.values())
    assert np.isfinite(coverage.people).all()
