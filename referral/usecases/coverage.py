"""The coverage of the country: cells of the gap ladder, and travel from every village.

Cells come from the core that routes (`referral.domain.coverage`). Below them stands each village:
minutes to the nearest service that its regency's plan could recommend for the standard case. Of
villages only the number is known, not who lives in them: a regency's population is spread evenly
over its villages.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from referral.domain.context import Context
from referral.domain.coverage import CHILDREN, COLUMNS, HOUR, KIDS, Cell, Column, Ladder
from referral.domain.ranking import Fitness, admits
from referral.domain.vocabulary import Need, Tier
from referral.geo.atlas import Atlas
from referral.geo.coverage import UNKNOWN, Minutes, Rows, Stands, Villages, VillageTravel
from referral.geo.network import PortNetwork
from referral.usecases.tables import Tables, tables_of
from referral.usecases.world import World

REGENCY = len("53.07")
Wanted = tuple[Rows, Rows, Rows, Rows]
"""Points acceptable in a regency or its province; those that stay, acceptable or not, in the
province; acceptable in a neighbouring province; acceptable and national."""


@dataclass(frozen=True)
class Coverage:
    """What every regency has, at one moment, by one directory.

    `minutes` holds, for each column of the map, whole minutes from every village (in the order of
    `villages`) to the nearest acceptable service; UNKNOWN where no way is recorded or there is
    none. `people` (villages,) are the people of a village.
    """

    tables: Tables
    now: datetime
    villages: Villages
    people: npt.NDArray[np.float64]
    cells: Mapping[str, Mapping[Column, Cell]]
    minutes: Mapping[Column, Minutes] = field(repr=False)

    def within(self, column: Column, minutes: int) -> float:
        """How many people live within so many minutes of an acceptable service."""
        return float(self.people[self.minutes[column] <= minutes].sum())


def measure_coverage(world: World, *, now: datetime, tables: Tables | None = None) -> Coverage:
    """The coverage of all regencies, by the world's directory or other tables over the same map."""
    tables = tables or tables_of(world)
    villages = villages_of(world.atlas, tables.travel.network)
    minutes = {column: np.full(len(villages.codes), UNKNOWN, np.int32) for column in COLUMNS}
    people = people_of(world.atlas, villages)
    blank = Coverage(tables, now, villages, people, {}, minutes)
    return _fill(world, blank, regencies_of(world))


def regencies_of(world: World) -> list[str]:
    """Codes of all regencies and cities."""
    return sorted(code for code in world.atlas.regions if len(code) == REGENCY)


@lru_cache(maxsize=2)
def villages_of(atlas: Atlas, network: PortNetwork) -> Villages:
    """The villages of a map, made once."""
    return Villages.of(atlas, network)


@lru_cache(maxsize=2)
def people_of(atlas: Atlas, villages: Villages) -> npt.NDArray[np.float64]:
    """People of each village: its regency's population over the number of its villages."""
    people = np.zeros(len(villages.codes))
    for code, rows in villages.rows.items():
        people[rows] = atlas.regions[code].population / (rows.stop - rows.start)
    return people


def _fill(world: World, coverage: Coverage, regencies: Iterable[str]) -> Coverage:
    """The coverage with these regencies measured by its tables; the others as they are."""
    tables = coverage.tables
    ladder = Ladder(tables.routing, tables.travel, world.holidays, coverage.now)
    stands = Stands.at(tables.travel.network, tables.travel.points)
    travel = VillageTravel(coverage.villages, tables.travel.network, stands, HOUR)
    cells, minutes = dict(coverage.cells), dict(coverage.minutes)
    for code in regencies:
        contexts = ladder.contexts(world.atlas.place(code))
        cells[code] = ladder.cells(contexts)
        rows = coverage.villages.rows[code]
        for column, found in _villages(ladder, contexts, travel, code).items():
            minutes[column][rows] = found
    return replace(coverage, cells=cells, minutes=minutes)


def _villages(
    ladder: Ladder, contexts: Sequence[Context], travel: VillageTravel, regency: str
) -> dict[Column, Minutes]:
    """Minutes from the villages of a regency for each column; the worst child of a group counts."""
    sets, here = _Sets(), _Candidates(ladder, travel.stands)
    asked: dict[tuple[Need, int], list[int]] = {}
    child_of = {}
    for child, context in zip(KIDS, contexts, strict=True):
        for need in Need:
            key = (need, ladder.alike(context.profiles[need]))
            child_of[need, child] = key
            if key not in asked:
                asked[key] = [sets.number(points) for points in here.wanted(context, need)]
    nearest = travel.nearest(regency, sets.members)
    found = {
        key: _offered([nearest[number] for number in numbers], _tonight(ladder, key[0]))
        for key, numbers in asked.items()
    }
    return {
        (need, group): np.maximum.reduce(
            [found[child_of[need, child]] for child in CHILDREN[group]]
        )
        for need, group in COLUMNS
    }


def _tonight(ladder: Ladder, need: Need) -> int | None:
    """Minutes beyond which a national place is no bed for tonight."""
    return ladder.table.policy.too_far_routine if need is Need.SHELTER else None


class _Sets:
    """Sets of points, each kept once."""

    def __init__(self) -> None:
        self.members: list[Rows] = []
        self._numbers: dict[bytes, int] = {}

    def number(self, points: Rows) -> int:
        """The number of a set."""
        key = points.tobytes()
        if key not in self._numbers:
            self._numbers[key] = len(self.members)
            self.members.append(points)
        return self._numbers[key]


class _Candidates:
    """The candidates of one regency by need and tier, as positions in the directory."""

    def __init__(self, ladder: Ladder, stands: Stands) -> None:
        self._ladder = ladder
        self._stands = stands
        self._tiers: dict[Need, dict[Tier, Rows]] = {}

    def wanted(self, context: Context, need: Need) -> Wanted:
        """The sets of points that matter for a need and the child of a context."""
        if need not in self._tiers:
            self._tiers[need] = self._find(context, need)
        tiers = self._tiers[need]
        fit = np.frombuffer(self._ladder.marks(context, need), dtype=np.uint8)

        def points(*wanted: Tier, least: Fitness) -> Rows:
            found = [tiers[tier][fit[tiers[tier]] >= least] for tier in wanted]
            return self._stands.points(np.concatenate(found))

        beside = points(Tier.NEIGHBOUR, least=Fitness.ACCEPTABLE)
        return (
            points(Tier.REGENCY, Tier.PROVINCE, least=Fitness.ACCEPTABLE),
            points(Tier.PROVINCE, least=Fitness.STAYS) if len(beside) else beside,
            beside,
            points(Tier.NATIONAL, least=Fitness.ACCEPTABLE),
        )

    def _find(self, context: Context, need: Need) -> dict[Tier, Rows]:
        found = {}
        refusing = self._ladder.refusing
        for tier, standing in context.candidates(context.profiles[need]).by_tier():
            members: Sequence[int] = standing
            if refusing and tier is not Tier.REGENCY:
                members = [at for at in standing if at not in refusing or admits(context, at)]
            found[tier] = np.array(members, dtype=np.intp)
        return found


def _offered(minutes: Sequence[Minutes], tonight: int | None) -> Minutes:
    """Minutes to the nearest that a plan could recommend, from those of a `Wanted`.

    A neighbouring province counts only where it is nearer than anything in the own one that stays
    (R21); a national place more than `tonight` minutes away is no bed for tonight.
    """
    near, staying, beside, nation = minutes
    nearer = np.where(beside < staying, beside, UNKNOWN)
    if tonight is not None:
        nation = np.where(nation <= tonight, nation, UNKNOWN)
    found: Minutes = np.minimum(np.minimum(near, nearer), nation).astype(np.int32)
    return found
