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
from referral.domain.coverage_change import touched_by_change
from referral.domain.directory import Directory
from referral.domain.ranking import Fitness, admits
from referral.domain.requests import Child
from referral.domain.services import Service
from referral.domain.table import RoutingTable
from referral.domain.vocabulary import Need, Tier
from referral.geo.atlas import Atlas
from referral.geo.coverage import UNKNOWN, Minutes, Rows, Stands, Villages, VillageTravel
from referral.geo.network import PortNetwork
from referral.geo.siting.outcome import Progress, Watch, unwatched
from referral.usecases.tables import Tables, tables_of, travel_map
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

    def first_in(self, service_id: str) -> dict[Need, int]:
        """In how many regencies the standard plan shows a service first, by need."""
        found: dict[Need, set[str]] = {}
        for code, cells in self.cells.items():
            for (need, _group), cell in cells.items():
                if cell.best == service_id:
                    found.setdefault(need, set()).add(code)
        return {need: len(found[need]) for need in Need if need in found}


def measure_coverage(
    world: World,
    *,
    now: datetime,
    tables: Tables | None = None,
    regencies: Iterable[str] | None = None,
) -> Coverage:
    """The coverage of all regencies, by the world's directory or other tables over the same map.

    With `regencies` only of those; nothing is known of the others then.
    """
    tables = tables or tables_of(world)
    villages = villages_of(world.atlas, tables.travel.network)
    minutes = {column: np.full(len(villages.codes), UNKNOWN, np.int32) for column in COLUMNS}
    people = people_of(world.atlas, villages)
    blank = Coverage(tables, now, villages, people, {}, minutes)
    return _fill(world, blank, regencies_of(world) if regencies is None else regencies)


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


def renewed(world: World, coverage: Coverage, tables: Tables, watch: Watch = unwatched) -> Coverage:
    """The coverage by other tables, measuring again only regencies that a difference touches."""
    touched = touched_by_change(coverage.tables.routing, tables.routing, tables.travel)
    some = regencies_of(world) if touched is None else sorted(touched)
    return _fill(world, replace(coverage, tables=tables), some, watch)


def _fill(
    world: World, coverage: Coverage, regencies: Iterable[str], watch: Watch = unwatched
) -> Coverage:
    """The coverage with these regencies measured by its tables; the others as they are."""
    ladder = ladder_of(world, coverage.tables, coverage.now)
    travel = travel_from(coverage.villages, coverage.tables)
    cells = dict(coverage.cells)
    minutes = {column: found.copy() for column, found in coverage.minutes.items()}
    some = list(regencies)
    for done, code in enumerate(some):
        watch(Progress("measure", done=done, total=len(some)))
        contexts = ladder.contexts(world.atlas.place(code))
        cells[code] = ladder.cells(contexts)
        rows = coverage.villages.rows[code]
        for column, found in offered(nearest_of(ladder, contexts, travel, code), COLUMNS).items():
            minutes[column][rows] = found
    return replace(coverage, cells=cells, minutes=minutes)


def ladder_of(world: World, tables: Tables, now: datetime) -> Ladder:
    """The ladder over some tables."""
    return Ladder(tables.routing, tables.travel, world.holidays, now)


def travel_from(villages: Villages, tables: Tables) -> VillageTravel:
    """Travel from villages to where the services of some tables stand."""
    network = tables.travel.network
    return VillageTravel(villages, network, Stands.at(network, tables.travel.points), HOUR)


@dataclass(frozen=True)
class Nearest:
    """Minutes from the villages of a regency for one need and child, by a `Wanted`.

    `limit` is the minutes beyond which a national place is no bed for tonight.
    """

    near: Minutes
    staying: Minutes
    beside: Minutes
    nation: Minutes
    limit: int | None

    @property
    def offered(self) -> Minutes:
        """To the nearest that a plan could recommend.

        A neighbouring province counts only where it is nearer than anything of the own one that
        stays (R21).
        """
        nation = self.nation
        if self.limit is not None:
            nation = np.where(nation <= self.limit, nation, UNKNOWN)
        beside = np.where(self.beside < self.staying, self.beside, UNKNOWN)
        return np.minimum(np.minimum(self.near, beside), nation).astype(np.int32)


ByChild = Mapping[tuple[Need, Child], Nearest]


def nearest_of(
    ladder: Ladder,
    contexts: Sequence[Context],
    travel: VillageTravel,
    regency: str,
    needs: Iterable[Need] = tuple(Need),
) -> ByChild:
    """Minutes from the villages of a regency for each need and child of `KIDS`."""
    sets, here = _Sets(), Candidates(ladder)
    asked: dict[tuple[Need, int], list[int]] = {}
    key_of: dict[tuple[Need, Child], tuple[Need, int]] = {}
    for child, context in zip(KIDS, contexts, strict=True):
        for need in needs:
            key = key_of[need, child] = (need, ladder.alike(context.profiles[need]))
            if key not in asked:
                wanted = here.wanted(context, need, travel.stands)
                asked[key] = [sets.number(points) for points in wanted]
    minutes = travel.nearest(regency, sets.members)
    found = {}
    for key, numbers in asked.items():
        near, staying, beside, nation = (minutes[number] for number in numbers)
        found[key] = Nearest(near, staying, beside, nation, national_limit(ladder, key[0]))
    return {one: found[key] for one, key in key_of.items()}


def national_limit(ladder: Ladder, need: Need) -> int | None:
    """Minutes beyond which a national place is no bed for tonight."""
    return ladder.table.policy.too_far_routine if need is Need.SHELTER else None


def offered(found: ByChild, columns: Iterable[Column]) -> dict[Column, Minutes]:
    """Minutes for each column; the worst child of a group counts."""
    return {
        (need, group): np.maximum.reduce([found[need, kid].offered for kid in CHILDREN[group]])
        for need, group in columns
    }


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


class Candidates:
    """The candidates of one regency by need and tier, as positions in the directory."""

    def __init__(self, ladder: Ladder) -> None:
        self._ladder = ladder
        self._tiers: dict[Need, dict[Tier, Rows]] = {}

    def members(self, context: Context, need: Need, *wanted: Tier, least: Fitness) -> Rows:
        """The services of some tiers that are at least as fit for the child of a context."""
        if need not in self._tiers:
            self._tiers[need] = self._find(context, need)
        tiers = self._tiers[need]
        fit = np.frombuffer(self._ladder.marks(context, need), dtype=np.uint8)
        return np.concatenate([tiers[tier][fit[tiers[tier]] >= least] for tier in wanted])

    def wanted(self, context: Context, need: Need, stands: Stands) -> Wanted:
        """The sets of points that matter for a need and the child of a context."""

        def points(*wanted: Tier, least: Fitness) -> Rows:
            return stands.points(self.members(context, need, *wanted, least=least))

        return (
            points(Tier.REGENCY, Tier.PROVINCE, least=Fitness.ACCEPTABLE),
            points(Tier.PROVINCE, least=Fitness.STAYS),
            points(Tier.NEIGHBOUR, least=Fitness.ACCEPTABLE),
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


def with_services(world: World, tables: Tables, changed: Iterable[Service]) -> Tables:
    """The tables with these records in place of those of the same id, or beside them.

    A pure recomputation: nothing is stored, and the version says that it is supposed.
    """
    directory = tables.directory
    records = {service.id: service for service in directory.services}
    records.update((service.id, service) for service in changed)
    supposed = Directory.of(
        records.values(),
        directory.statements,
        version=f"{directory.version}+",
        opaque_key=directory.opaque_key,
    )
    policy = tables.routing.policy
    return Tables(
        supposed, RoutingTable(supposed, policy), travel_map(supposed, world.atlas, policy)
    )
