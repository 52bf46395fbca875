"""How much hangs on one service: who would have nothing left within the limit if it closed.

A hidden place falls with the only unit by which it can be reached (R35).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from referral.domain.context import Context
from referral.domain.coverage import CHILDREN, KIDS, Column, Ladder
from referral.domain.errors import Problem, RequestRejected
from referral.domain.ranking import Fitness
from referral.domain.services import Service
from referral.domain.table import RoutingTable
from referral.domain.tiers import Gateways
from referral.domain.vocabulary import Status, Tier
from referral.geo.coverage import UNKNOWN, Minutes, Rows, VillageTravel, whole_minutes
from referral.geo.siting.outcome import Progress, Watch, unwatched
from referral.usecases.coverage import (
    Candidates,
    Coverage,
    ladder_of,
    national_limit,
    regencies_of,
    renewed,
    travel_from,
    with_services,
)
from referral.usecases.find_help import find_public
from referral.usecases.world import World

MOST = 20
NOBODY = -1


@dataclass(frozen=True, slots=True)
class Critical:
    """A service, how many people it alone serves within the limit, and in how many regencies."""

    service_id: str
    people: float
    regencies: tuple[str, ...]


def critical_services(
    world: World,
    coverage: Coverage,
    column: Column,
    within: int,
    *,
    most: int | None = MOST,
    watch: Watch = unwatched,
) -> list[Critical]:
    """The services on which most people depend, the most critical first.

    `within` is in minutes. Somebody depends on a service if, were it closed, a plan could
    recommend no other within the limit. `watch` may raise to end it.
    """
    ladder = ladder_of(world, coverage.tables, coverage.now)
    travel = travel_from(coverage.villages, coverage.tables)
    roots = _roots(coverage.tables.routing)
    people: dict[int, float] = {}
    where: dict[int, list[str]] = {}
    codes = regencies_of(world)
    for done, code in enumerate(codes):
        watch(Progress("measure", done=done, total=len(codes)))
        contexts = ladder.contexts(world.atlas.place(code), measured=False)
        alone = _Alone(ladder, travel, code, column, within, roots).by_child(contexts)
        of_village = coverage.people[coverage.villages.rows[code]]
        for at, villages in _dependants(alone).items():
            people[at] = people.get(at, 0.0) + float(of_village[villages].sum())
            where.setdefault(at, []).append(code)
    services = coverage.tables.directory.services
    ordered = sorted(people, key=lambda at: (-people[at], services[at].id))
    return [Critical(services[at].id, people[at], tuple(where[at])) for at in ordered[:most]]


def _dependants(by_child: list[tuple[Rows, Rows]]) -> dict[int, npt.NDArray[np.bool_]]:
    """Villages that depend on a service for one child of the group at least, and reach all."""
    covered = np.logical_and.reduce([one[0] != NOBODY for one in by_child])
    found: dict[int, npt.NDArray[np.bool_]] = {}
    for root, single in by_child:
        for column in (root, single):
            for at in np.unique(column[column >= 0]).tolist():
                hangs = covered & (column == at)
                if hangs.any():
                    found[at] = found.get(at, np.zeros(len(covered), dtype=bool)) | hangs
    return found


_SEVERAL = -2


class _Alone:
    """Of each village of a regency, the one service within the limit, if there is only one."""

    def __init__(
        self,
        ladder: Ladder,
        travel: VillageTravel,
        regency: str,
        column: Column,
        within: int,
        roots: Mapping[int, int],
    ) -> None:
        self._ladder = ladder
        self._travel = travel
        self._regency = regency
        self._column = column
        self._within = within
        self._roots = roots
        self._candidates = Candidates(ladder)

    def by_child(self, contexts: list[Context]) -> list[tuple[Rows, Rows]]:
        """For each child of the group: the root and the service on which villages depend.

        NOBODY where none is within the limit, _SEVERAL where there is more than one.
        """
        known: dict[int, tuple[Rows, Rows]] = {}
        need, group = self._column
        found = []
        for child in CHILDREN[group]:
            context = contexts[KIDS.index(child)]
            key = self._ladder.alike(context.profiles[need])
            if key not in known:
                known[key] = self._of(context)
            found.append(known[key])
        return found

    def _of(self, context: Context) -> tuple[Rows, Rows]:
        rows = self._travel.villages.rows[self._regency]
        root = np.full(rows.stop - rows.start, _SEVERAL, dtype=np.intp)
        single = root.copy()
        own = self._members(context, Tier.REGENCY)
        # so many that two of them do not fall together, whichever they are
        enough = 2 + sum(at in self._roots for at in own.tolist())
        some = np.flatnonzero(self._reached(own, None).sum(axis=1) < enough)
        if len(some):
            root[some], single[some] = self._among_all(context, some)
        return root, single

    def _members(self, context: Context, *tiers: Tier, least: Fitness = Fitness.ACCEPTABLE) -> Rows:
        found = self._candidates.members(context, self._column[0], *tiers, least=least)
        return found[self._travel.stands.of_service[found] >= 0]

    def _minutes(self, services: Rows, some: Rows | None) -> Minutes:
        points, inverse = np.unique(self._travel.stands.of_service[services], return_inverse=True)
        minutes = whole_minutes(self._travel.minutes(self._regency, points, some))
        return minutes[:, inverse.reshape(-1)]

    def _reached(self, services: Rows, some: Rows | None) -> npt.NDArray[np.bool_]:
        return self._minutes(services, some) <= self._within

    def _among_all(self, context: Context, some: Rows) -> tuple[Rows, Rows]:
        near = self._members(context, Tier.REGENCY, Tier.PROVINCE)
        nation = self._members(context, Tier.NATIONAL)
        beside = self._members(context, Tier.NEIGHBOUR)
        staying = self._members(context, Tier.PROVINCE, least=Fitness.STAYS)
        way = self._minutes(beside, some)
        guards = _Guards(staying, self._minutes(staying, some))
        limit = national_limit(self._ladder, self._column[0])
        nearer = self._within if limit is None else min(self._within, limit)
        reached = np.column_stack(
            [
                self._reached(near, some),
                self._minutes(nation, some) <= nearer,
                (way <= self._within) & (way < guards.nearest[:, None]),
            ]
        )
        root, single = self._ones(np.concatenate([near, nation, beside]), reached)
        for column in (root, single):  # one that closes may let the neighbours in (R21)
            without = guards.without(column)
            relieved = ((way <= self._within) & (way < without[:, None])).any(axis=1)
            column[relieved & (column >= 0) & ~self._is_among(column, beside)] = _SEVERAL
        return root, single

    @staticmethod
    def _is_among(column: Rows, services: Rows) -> npt.NDArray[np.bool_]:
        found: npt.NDArray[np.bool_] = np.isin(column, services)
        return found

    def _ones(self, services: Rows, reached: npt.NDArray[np.bool_]) -> tuple[Rows, Rows]:
        """The root that all reached services share, and the service if it is a single one."""
        roots = np.array([self._roots.get(at, at) for at in services.tolist()], dtype=np.intp)
        count = reached.sum(axis=1)
        if not len(services):
            nobody = np.full(len(reached), NOBODY, dtype=np.intp)
            return nobody, nobody.copy()
        large = np.iinfo(np.intp).max
        low = np.where(reached, roots, large).min(axis=1)
        high = np.where(reached, roots, -1).max(axis=1)
        root = np.where(count == 0, NOBODY, np.where(low == high, low, _SEVERAL))
        first = services[reached.argmax(axis=1)]
        single = np.where(count == 0, NOBODY, np.where(count == 1, first, _SEVERAL))
        return root, single


class _Guards:
    """The nearest of the own province that stays, and the next after it, from each village."""

    def __init__(self, services: Rows, minutes: Minutes) -> None:
        villages = len(minutes)
        if not len(services):
            self.nearest = np.full(villages, UNKNOWN)
            self._who = np.full(villages, NOBODY, dtype=np.intp)
            self._next = self.nearest
            return
        first = minutes.argmin(axis=1)
        self.nearest = minutes[np.arange(villages), first]
        self._who = services[first]
        others = minutes.copy()
        others[np.arange(villages), first] = UNKNOWN
        self._next = others.min(axis=1)

    def without(self, closed: Rows) -> npt.NDArray[Any]:
        """The nearest of each village if its service of `closed` were not there."""
        return np.where(self._who == closed, self._next, self.nearest)


def _roots(table: RoutingTable) -> dict[int, int]:
    """Hidden places by position, with the unit without which nobody could reach them."""
    directory, gateways = table.directory, table.gateways
    found: dict[int, int] = {}
    without: dict[str, Gateways] = {}
    for at, service in enumerate(directory.services):
        gateway = gateways.for_service(service) if service.hidden else None
        if gateway is None or gateway is gateways.national:
            continue
        if gateway.id not in without:
            left = [one for one in directory.services if one.id != gateway.id]
            others = replace(directory, services=tuple(left))
            without[gateway.id] = Gateways.of(others, table.policy, gateways.national)
        if without[gateway.id].for_service(service) is gateways.national:
            found[at] = directory.index[gateway.id]
    return found


def if_closed(
    world: World, coverage: Coverage, service_ids: Iterable[str], watch: Watch = unwatched
) -> Coverage:
    """The coverage if these services closed; ids as anybody may know them.

    :raises RequestRejected: an id that names no service here
    """
    closed, problems = [], []
    for ref in service_ids:
        service = find_public(coverage.tables.routing, ref)
        if service is None:
            problems.append(Problem("close", "unknown_service", {"value": ref}))
        else:
            closed.append(replace(service, status=Status.CLOSED))
    if problems:
        raise RequestRejected(tuple(problems))
    return renewed(world, coverage, with_services(world, coverage.tables, closed), watch)


def fragility_document(
    world: World,
    coverage: Coverage,
    column: Column,
    within: int,
    *,
    watch: Watch = unwatched,
) -> dict[str, Any]:
    """The most critical services that anybody may know, as a document.

    No hidden place is among them, whoever reads: people and regencies would tell where it is. Who
    depends on one behind a single gateway depends on the gateway, and is counted there (R35).
    """
    table = coverage.tables.routing
    found = critical_services(world, coverage, column, within, most=None, watch=watch)
    services = [table.directory.services[table.directory.index[one.service_id]] for one in found]
    open_ones = [pair for pair in zip(found, services, strict=True) if not pair[1].hidden]
    return {
        "need": column[0].value,
        "group": column[1].value,
        "within": within,
        "people_total": round(float(coverage.people.sum())),
        "people_within": round(coverage.within(column, within)),
        "services": [
            {
                "service_id": service.id,
                "name": service.name,
                "kind": service.kind.value,
                "region": region_name(world, service),
                "people": round(one.people),
                "regencies": [{"code": code, "name": world.atlas.regions[code].name}
                              for code in one.regencies],
            }
            for one, service in open_ones[:MOST]
        ],
    }  # fmt: skip


def region_name(world: World, service: Service) -> str | None:
    """The regency of a service that anybody may know, else its province."""
    region = world.atlas.regions.get(service.regency_code or service.province_code or "")
    return region.name if region else None
