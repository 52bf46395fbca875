"""Where the next centres help most: exact answers over the map of coverage.

New centres stand at seats of regencies, take every child, meet the need themselves, and are
candidates where the router would make them so: in their own province and the neighbouring ones
(R21). With a travel limit the question is how many people are within it, village by village;
without one, how far the seats of all regencies, weighted by their people, are on average.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from referral.domain.context import Context
from referral.domain.coverage import CHILDREN, HOUR, KIDS, Column, Ladder
from referral.domain.directory import Directory
from referral.domain.errors import Problem, RequestRejected
from referral.domain.ranking import Fitness
from referral.domain.requests import Child
from referral.domain.services import Service
from referral.domain.table import RoutingTable
from referral.domain.vocabulary import (
    How,
    Need,
)
from referral.geo.coverage import (
    UNKNOWN,
    Minutes,
    Stands,
    Villages,
    VillageTravel,
    whole_minutes,
)
from referral.geo.network import PortNetwork
from referral.geo.siting import Covering, Median, Outcome, Watch, cover_most, shorten_most
from referral.geo.siting.outcome import Progress, unwatched
from referral.geo.travel import ServicePoints
from referral.usecases.coverage import (
    Nearest,
    ladder_of,
    nearest_of,
    offered,
    people_of,
    regencies_of,
    travel_from,
    villages_of,
    with_services,
)
from referral.usecases.supposed import new_centre
from referral.usecases.tables import Tables, tables_of, travel_map
from referral.usecases.world import World

Bools = npt.NDArray[np.bool_]


class Standing(StrEnum):
    """Which of the services there are count before a centre is added."""

    ANY = "any"  # all that a plan could recommend
    DIRECT = "direct"  # only those that meet the need themselves
    NONE = "none"  # as if there were nothing yet


class Where(StrEnum):
    """Where new centres may stand, unless regencies are named."""

    ANY = "any"
    WITHOUT = "without"  # seats of regencies where none that counts stands


@dataclass(frozen=True, slots=True)
class Question:
    """What to site: how many centres for a need and group, and what they are to achieve.

    `within` is a limit in minutes; None asks for the least average travel.
    """

    column: Column
    centres: int
    within: int | None = None
    where: Where = Where.ANY
    seats: tuple[str, ...] = ()
    standing: Standing = Standing.ANY
    province: str = ""
    """Count only the people of this province."""


@dataclass(frozen=True)
class Sited:
    """The chosen seats and what they change: minutes of villages and of seats, before and after.

    `outcome.value` is people gained within the limit, or the weighted minutes that are left.
    """

    question: Question
    chosen: tuple[str, ...]
    outcome: Outcome
    tables: Tables
    villages: Villages
    people: npt.NDArray[np.float64]
    before: Minutes
    after: Minutes
    seats_before: Minutes
    seats_after: Minutes
    alone: tuple[float, ...]
    """What each chosen seat would do alone: people gained, or weighted minutes saved."""
    most: int
    """Minutes that no way, or a longer one, counts as in an average."""


def site(
    world: World,
    question: Question,
    *,
    now: datetime,
    tables: Tables | None = None,
    watch: Watch = unwatched,
    seconds: float | None = None,
) -> Sited:
    """The best seats for a question, with what stands before and after.

    By the world's directory, or by other tables over the same map. `seconds` bounds the solving of
    a covering; a median ends where `watch` has enough. Then the outcome is the best so far.

    :raises RequestRejected: a seat is no regency, or there is none to choose from
    :raises Cancelled: `watch` wants no more of it
    """
    watch(Progress("measure"))
    tables = tables or tables_of(world)
    ground = _Ground(world, tables, question, now, watch)
    candidates = ground.candidates()
    outcome, alone = _solved(ground, candidates, question, watch, seconds)
    best_first = sorted(outcome.chosen, key=lambda at: (-alone[at], candidates[at]))
    chosen = tuple(candidates[at] for at in best_first)
    after = ground.after(chosen)
    return Sited(
        question=question,
        chosen=chosen,
        outcome=outcome,
        tables=tables,
        villages=ground.villages.points,
        people=people_of(world.atlas, ground.villages.points),
        before=ground.villages.minutes,
        after=after[0],
        seats_before=ground.seats.minutes,
        seats_after=after[1],
        alone=tuple(alone[at] for at in best_first),
        most=ground.most,
    )


def _solved(
    ground: _Ground,
    candidates: Sequence[str],
    question: Question,
    watch: Watch,
    seconds: float | None,
) -> tuple[Outcome, dict[int, float]]:
    """The best choice of candidates, and what each chosen one would do alone."""
    if question.within is None:
        median = ground.median(candidates)
        outcome = shorten_most(median, question.centres, watch)
        nothing = median.total(())
        return outcome, {at: nothing - median.total((at,)) for at in outcome.chosen}
    covering = ground.covering(candidates, question.within)
    outcome = cover_most(covering, question.centres, watch, seconds=seconds)
    return outcome, {at: covering.people((at,)) for at in outcome.chosen}


def seats_of(world: World, network: PortNetwork) -> Villages:
    """The seats of all regencies, as if each were its regency's only village."""
    codes = tuple(regencies_of(world))
    places = [world.atlas.place(code) for code in codes]
    degrees = np.array([[place.latitude, place.longitude] for place in places])
    nodes = [
        network.roads.node(place.regency_code, place.landmass, place.latitude, place.longitude)
        for place in places
    ]
    rows = {code: slice(at, at + 1) for at, code in enumerate(codes)}
    return Villages(codes, np.radians(degrees), np.array(nodes, dtype=np.int32), rows)


@dataclass(frozen=True)
class _From:
    """Points (villages or seats), and by regency what stands already."""

    points: Villages
    nearest: Mapping[str, Mapping[Child, Nearest]]
    minutes: Minutes

    def guard(self, code: str, limit: int) -> Minutes:
        """Below how many minutes a place of a neighbouring province would be offered (R21)."""
        found = self.nearest[code].values()
        held = [np.where(one.offered <= limit, UNKNOWN, one.staying) for one in found]
        guard: Minutes = np.minimum.reduce(held)
        return guard


class _Ground:
    """What a question is asked of."""

    def __init__(
        self, world: World, tables: Tables, question: Question, now: datetime, watch: Watch
    ) -> None:
        self._world = world
        self._watch = watch
        self._question = question
        self._now = now
        self._tables = counted(world, tables, question)
        self._network = self._tables.travel.network
        self.most = int(self._tables.routing.policy.travel.max_wait_minutes)
        self.villages = self._measured(villages_of(world.atlas, self._network), self._tables)
        self.seats = self._measured(seats_of(world, self._network), self._tables)

    def _measured(self, points: Villages, tables: Tables) -> _From:
        need, _group = self._question.column
        ladder = ladder_of(self._world, tables, self._now)
        travel = travel_from(points, tables)
        minutes = np.full(len(points.codes), UNKNOWN, np.int32)
        nearest = {}
        asked = list(self._asked(points))
        for done, code in enumerate(asked):
            self._watch(Progress("measure", done=done, total=len(asked)))
            rows = points.rows[code]
            contexts = ladder.contexts(self._world.atlas.place(code), measured=False)
            found = nearest_of(ladder, contexts, travel, code, needs=(need,))
            minutes[rows] = offered(found, [self._question.column])[self._question.column]
            kids = CHILDREN[self._question.column[1]]
            nearest[code] = {kid: found[need, kid] for kid in kids}
        return _From(points, nearest, minutes)

    def _asked(self, points: Villages) -> Iterator[str]:
        """Regencies whose people count."""
        return (code for code in points.rows if code.startswith(self._question.province))

    def candidates(self) -> list[str]:
        """Codes of the regencies at whose seats a centre may stand."""
        question, codes = self._question, regencies_of(self._world)
        if question.seats:
            known = [self._world.atlas.find_code(code) for code in question.seats]
            unknown = [
                seat for seat, code in zip(question.seats, known, strict=True) if code not in codes
            ]
            if unknown:
                problems = (Problem("at", "bad_code", {"value": seat}) for seat in unknown)
                raise RequestRejected(tuple(problems))
            return sorted({code for code in known if code})
        if question.where is Where.WITHOUT:
            standing = self._with_one()
            codes = [code for code in codes if code not in standing]
        if not codes:
            raise RequestRejected((Problem("where", "nowhere_to_stand"),))
        return codes

    def _with_one(self) -> set[str]:
        """Regencies in which a service that counts stands, acceptable to the whole group."""
        ladder = ladder_of(self._world, self._tables, self._now)
        need, group = self._question.column
        found = set()
        for code in regencies_of(self._world):
            contexts = ladder.contexts(self._world.atlas.place(code), measured=False)
            if all(_has_own(ladder, contexts[at], need) for at in _kids_at(CHILDREN[group])):
                found.add(code)
        return found

    def covering(self, candidates: Sequence[str], within: int) -> Covering:
        """People beyond the limit, and the seats that would bring them within it."""
        people = people_of(self._world.atlas, self.villages.points)
        beyond = self.villages.minutes > within
        for code in self.villages.points.rows.keys() - self.villages.nearest.keys():
            beyond[self.villages.points.rows[code]] = False
        reaches = np.zeros((int(beyond.sum()), len(candidates)), dtype=bool)
        place = np.cumsum(beyond) - 1
        for code, rows, at, minutes in self._ways(self.villages.points, candidates):
            some = np.flatnonzero(beyond[rows])
            if len(some):
                allowed = self._allowed(self.villages, code, candidates, at, minutes, within)
                near = (minutes <= within) & allowed
                reaches[np.ix_(place[rows][some], at)] = near[some]
        return Covering(people[beyond], reaches)

    def median(self, candidates: Sequence[str]) -> Median:
        """People times minutes from every seat to every candidate, and from what stands."""
        points, regions = self.seats.points, self._world.atlas.regions
        counted = {code: regions[code].population for code in self._asked(points)}
        people = np.array([float(counted.get(code, 0)) for code in points.codes])
        standing = np.minimum(self.seats.minutes, self.most).astype(float)
        cost = np.repeat(standing[:, None], len(candidates), axis=1)
        for code, rows, at, minutes in self._ways(points, candidates):
            allowed = self._allowed(self.seats, code, candidates, at, minutes, -1)
            cost[rows.start, at] = np.where(
                allowed[0], np.minimum(minutes[0], self.most), self.most
            )
        return Median(cost * people[:, None], standing * people)

    def _ways(
        self, points: Villages, candidates: Sequence[str]
    ) -> Iterable[tuple[str, slice, npt.NDArray[np.intp], Minutes]]:
        """For each regency the candidates of its province and those beside, and minutes to them."""
        regions = self._world.atlas.regions
        degrees = np.array([[regions[c].latitude, regions[c].longitude] for c in candidates])
        stands = Stands.at(self._network, ServicePoints.on(self._network, degrees))
        travel = VillageTravel(points, self._network, stands, HOUR)
        provinces = np.array([code[:2] for code in candidates])
        for code in self._asked(points):
            rows = points.rows[code]
            near = [code[:2], *self._world.atlas.neighbours(code[:2])]
            at = np.flatnonzero(np.isin(provinces, near) & (stands.of_service >= 0))
            if len(at):
                minutes = whole_minutes(travel.minutes(code, stands.of_service[at]))
                yield code, rows, at, minutes

    def _allowed(
        self,
        here: _From,
        code: str,
        candidates: Sequence[str],
        at: npt.NDArray[np.intp],
        minutes: Minutes,
        within: int,
    ) -> Bools:
        own = np.array([candidates[number][:2] == code[:2] for number in at.tolist()])
        guard = here.guard(code, within)
        return own[None, :] | (minutes < guard[:, None])

    def after(self, chosen: Sequence[str]) -> tuple[Minutes, Minutes]:
        """Minutes of villages and of seats with centres at these seats: the core asked again."""
        need, _group = self._question.column
        centres = [new_centre(self._world, code, need, self._now) for code in chosen]
        tables = with_services(self._world, self._tables, centres)
        villages = self._measured(self.villages.points, tables)
        return villages.minutes, self._measured(self.seats.points, tables).minutes


def _kids_at(children: Sequence[Child]) -> list[int]:
    return [KIDS.index(child) for child in children]


def _has_own(ladder: Ladder, context: Context, need: Need) -> bool:
    marks = ladder.marks(context, need)
    own = context.candidates(context.profiles[need]).own
    return any(marks[at] == Fitness.ACCEPTABLE for at in own)


def counted(world: World, tables: Tables, question: Question) -> Tables:
    """The tables with only the services that count."""
    need, _group = question.column
    if question.standing is Standing.ANY:
        return tables
    directory = tables.directory

    def counts(service: Service) -> bool:
        met = service.meets(need)
        if met is None:
            return True  # nothing to this need, but it may answer for others
        return question.standing is Standing.DIRECT and met.how is How.DIRECT

    supposed = Directory.of(
        [service if counts(service) else _without(service, need) for service in directory.services],
        directory.statements,
        version=f"{directory.version}+",
        opaque_key=directory.opaque_key,
    )
    policy = tables.routing.policy
    return Tables(
        supposed, RoutingTable(supposed, policy), travel_map(supposed, world.atlas, policy)
    )


def _without(service: Service, need: Need) -> Service:
    return replace(service, needs=tuple(met for met in service.needs if met.need is not need))
