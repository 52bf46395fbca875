"""One cell of the map, a need and a group of children, measured for some regencies only.

The same core as the map of the country asks it (`referral.usecases.coverage`), and so the same
answers; it does only a thirtieth of the work, for questions that are asked dozens of times.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from referral.domain.answers import first_and_gap
from referral.domain.context import Context
from referral.domain.coverage import CHILDREN, Cell, Column, Ladder, cell_of, standard_request
from referral.domain.routing import context_of
from referral.geo.coverage import Minutes, VillageTravel
from referral.usecases.coverage import (
    Candidates,
    Coverage,
    Nearest,
    ladder_of,
    national_limit,
    people_of,
    travel_from,
    villages_of,
)
from referral.usecases.tables import Tables
from referral.usecases.world import World


@dataclass(frozen=True)
class OneColumn:
    """The cell of each regency, and whole minutes from each of its villages."""

    cells: Mapping[str, Cell]
    minutes: Mapping[str, Minutes]

    def within(self, world: World, tables: Tables, limit: int) -> dict[str, float]:
        """How many people live within so many minutes of an acceptable service, by regency."""
        villages = villages_of(world.atlas, tables.travel.network)
        people = people_of(world.atlas, villages)
        return {
            code: float(people[villages.rows[code]][minutes <= limit].sum())
            for code, minutes in self.minutes.items()
        }


def column_of(coverage: Coverage, column: Column, regencies: Iterable[str]) -> OneColumn:
    """The column out of a coverage that was measured already."""
    codes, rows = list(regencies), coverage.villages.rows
    return OneColumn(
        {code: coverage.cells[code][column] for code in codes},
        {code: coverage.minutes[column][rows[code]] for code in codes},
    )


def measure_column(
    world: World, tables: Tables, column: Column, regencies: Sequence[str], now: datetime
) -> OneColumn:
    """The column of some regencies by some tables over the world's map."""
    villages = villages_of(world.atlas, tables.travel.network)
    ladder, travel = ladder_of(world, tables, now), travel_from(villages, tables)
    found = [(code, _regency(world, ladder, travel, column, code, now)) for code in regencies]
    return OneColumn(
        {code: cell for code, (cell, _minutes) in found},
        {code: minutes for code, (_cell, minutes) in found},
    )


def _regency(
    world: World, ladder: Ladder, travel: VillageTravel, column: Column, code: str, now: datetime
) -> tuple[Cell, Minutes]:
    """The worst child of the group counts, for the cell and for the minutes."""
    need, here = column[0], Candidates(ladder)
    contexts = list(_contexts(world, ladder, column, code, now))
    cells = (_cell(ladder, context, column) for context in contexts)
    sets = [points for c in contexts for points in here.wanted(c, need, travel.stands)]
    minutes, limit = iter(travel.nearest(code, sets)), national_limit(ladder, need)
    fours = zip(minutes, minutes, minutes, minutes, strict=True)
    ways = [
        Nearest(near, stays, beside, all_, limit).offered for near, stays, beside, all_ in fours
    ]
    return min(cells, key=lambda cell: cell.severity), np.maximum.reduce(ways)


def _contexts(
    world: World, ladder: Ladder, column: Column, code: str, now: datetime
) -> Iterator[Context]:
    need, group = column
    place = world.atlas.place(code)
    for child in CHILDREN[group]:
        request = standard_request(place, child, now, world.holidays)
        asked = replace(request, needs=(need,))
        yield context_of(asked, ladder.table, ladder.geography, world.holidays)


def _cell(ladder: Ladder, context: Context, column: Column) -> Cell:
    best, gap = first_and_gap(context, column[0])
    return cell_of(context, ladder.recorded(context, column[0]), best, gap)
