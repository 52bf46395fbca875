"""What to do first in a province: actions in order, each with the people it would reach.

Every number comes from asking the core again with that one change made: a number found for a
service that nobody can dial (R44), a service verified, an agreement made, a line that answers at
night, a crossing served at any hour, a place opened to these children, a centre built. The cheapest
come first; among the same kind, those that reach most.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from referral.domain.act_plans import ActKind
from referral.domain.context import is_urgent
from referral.domain.coverage import CHILDREN, HOUR, Column, standard_request
from referral.domain.directory import Directory
from referral.domain.services import Phone, Service, fact
from referral.domain.table import RoutingTable
from referral.domain.vocabulary import Basis, GapCode, How, Kind, Tier, Trilean
from referral.geo.links import Link
from referral.geo.network import PortNetwork
from referral.geo.siting import Watch
from referral.geo.siting.outcome import Progress, unwatched
from referral.geo.travel import ServicePoints, TravelMap
from referral.usecases.coverage import Coverage, measure_coverage, with_services
from referral.usecases.one_column import OneColumn, column_of, measure_column
from referral.usecases.siting import Question, site
from referral.usecases.tables import Tables, tables_of, travel_map
from referral.usecases.world import World

KINDS = tuple(kind.value for kind in ActKind)
MOST_OF_A_KIND = 8
MOST_LINKS = 4
DAY_AND_NIGHT = 24 * 7.0
"""Departures a week of a crossing that is served on call."""
CANNOT = frozenset(
    {GapCode.NOTHING, GapCode.NOT_THIS_NEED, GapCode.ADULT_OR_ONE_SEX, GapCode.TOO_FAR}
)
"""Rungs on which these children cannot be helped in time."""


@dataclass(frozen=True)
class Act:
    """Something to do: its kind, what it is about, and the people it would reach.

    `subject` is a service's id, a link's or a regency's; `regencies` are those that gain.
    """

    kind: str
    subject: str
    people: float
    regencies: tuple[str, ...]


@dataclass(frozen=True)
class Advice:
    """The acts of a province for a need and group, and its coverage before any of them.

    `acts` are the first of each kind; `open` holds, by kind, every subject that something is still
    to be done about, listed or not, so that an act agreed on earlier is known to be done or not.
    """

    province: str
    column: Column
    within: int
    coverage: Coverage
    acts: tuple[Act, ...]
    open: Mapping[str, frozenset[str]]


def advise(
    world: World,
    province: str,
    column: Column,
    *,
    now: datetime,
    within: int | None = None,
    watch: Watch = unwatched,
) -> Advice:
    """What to do first in a province, by its code; `within` is the policy's limit if not given.

    :raises UnknownCode: there is no such province
    :raises Cancelled: `watch` wants no more of it
    """
    code = world.atlas.region(province).province_code
    near = _nearby(world, tables_of(world), code)
    limit = within or _limit(world, code, column, now)
    office = _Office(world, near, code, column, limit, now)
    acts: list[Act] = []
    still: dict[str, frozenset[str]] = {}
    for kind, find in zip(KINDS, office.finders(), strict=True):
        watch(Progress("measure"))
        useful = [act for act in find() if act.people >= 1]
        still[kind] = frozenset(act.subject for act in useful) | office.left_open(kind)
        acts += sorted(useful, key=lambda act: (-act.people, act.subject))[:MOST_OF_A_KIND]
    return Advice(code, column, limit, office.before, tuple(acts), still)


def _limit(world: World, code: str, column: Column, now: datetime) -> int:
    need, group = column
    request = standard_request(world.atlas.place(code), CHILDREN[group][0], now, world.holidays)
    urgent = is_urgent(request, need)
    return world.policy.too_far_urgent if urgent else world.policy.too_far_routine


def _nearby(world: World, tables: Tables, province: str) -> Tables:
    """The tables with only those services that a plan in the province could look at."""
    table, beside = tables.routing, world.atlas.neighbours(province)

    def counts(at: int) -> bool:
        reach = table.reaches[at]
        near = reach.home_province in beside or province in reach.provinces
        return near or reach.national or any(c[:2] == province for c in reach.regencies)

    services = tables.directory.services
    some = Directory.of(
        (service for at, service in enumerate(services) if counts(at) or _is_line(service)),
        tables.directory.statements,
        version=tables.directory.version,
        opaque_key=tables.directory.opaque_key,
    )
    policy = table.policy
    return Tables(some, RoutingTable(some, policy), travel_map(some, world.atlas, policy))


def _is_line(service: Service) -> bool:
    return service.kind is Kind.HOTLINE or service.regency_code is None


class _Office:
    """Tries out one change after the other over the services near a province."""

    def __init__(
        self, world: World, near: Tables, province: str, column: Column, within: int, now: datetime
    ) -> None:
        self._world = world
        self._near = near
        self._column = column
        self._within = within
        self._now = now
        self._province = province
        self._codes = [
            code
            for code, region in sorted(world.atlas.regions.items())
            if region.province_code == province and not region.is_province
        ]
        self.before = measure_coverage(world, now=now, tables=near, regencies=self._codes)
        self._now_there = column_of(self.before, column, self._codes)
        self._reached = self._now_there.within(world, near, within)
        self._late: Counter[str] = Counter()

    def finders(self) -> tuple[Callable[[], Iterator[Act]], ...]:
        """What finds the acts of each of `KINDS`."""
        return (
            self.number, self.verify, self.agreement, self.night, self.transport, self.beds,
            self.centre,
        )  # fmt: skip

    def left_open(self, kind: str) -> frozenset[str]:
        """Subjects of a kind that are open still, though nobody asked what they would bring."""
        if kind == "transport":
            return frozenset(self._late)
        if kind == "centre":
            cells = self._now_there.cells.items()
            return frozenset(code for code, cell in cells if cell.gap in CANNOT)
        return frozenset()

    def _measured(self, tables: Tables) -> OneColumn:
        return measure_column(self._world, tables, self._column, self._codes, self._now)

    def _population(self, codes: Iterable[str]) -> float:
        return float(sum(self._world.atlas.regions[code].population for code in codes))

    def _if(self, *changed: Service) -> OneColumn:
        return self._measured(with_services(self._world, self._near, changed))

    def _gain(self, kind: str, subject: str, after: OneColumn) -> Act:
        """An act that brings people within the limit."""
        before, now = self._reached, after.within(self._world, self._near, self._within)
        gaining = tuple(code for code in self._codes if now[code] > before[code])
        return Act(kind, subject, sum(now[code] - before[code] for code in gaining), gaining)

    def _best(self) -> Iterator[Service]:
        """What is best in some regency, each once."""
        bests = {cell.best for cell in self._now_there.cells.values() if cell.best}
        return map(self._service, sorted(bests))

    def number(self) -> Iterator[Act]:
        """Find a number for what is best somewhere and can be dialled by nobody (R44)."""
        for service in self._best():
            if not self._near.routing.reachable(service) and not service.hidden:
                dialled = replace(service, phones=(_SOME_NUMBER,))
                yield self._gain("number", service.id, self._if(dialled))

    def verify(self) -> Iterator[Act]:
        """Telephone what is best somewhere and has been checked by nobody."""
        cells = self._now_there.cells
        doubtful = {cell.best for cell in cells.values() if cell.unverified}
        for service in self._best():
            if service.id not in doubtful or not self._near.routing.reachable(service):
                continue
            after = self._if(*self._checked(service)).cells
            sure = tuple(
                code
                for code in self._codes
                if cells[code].unverified and not after[code].unverified
            )
            yield Act("verify", service.id, self._population(sure), sure)

    def _checked(self, service: Service) -> Iterator[Service]:
        """The record after a call, and of a hidden place that of the unit called for it (R32)."""
        records = [service]
        if service.hidden:
            gateway = self._near.directory.get(self._near.routing.gateways.for_service(service).id)
            records += [gateway] if gateway else []
        for one in records:
            checked = replace(one.provenance, verified_on=self._now.date())
            yield replace(one, provenance=checked)

    def agreement(self) -> Iterator[Act]:
        """Have services outside a regency say that they take its children."""
        asked: dict[str, list[str]] = {}
        for code, cell in self._now_there.cells.items():
            outside = cell.tier in (Tier.PROVINCE, Tier.NEIGHBOUR)
            if outside and cell.best and self._has_not_said(self._service(cell.best), code):
                asked.setdefault(cell.best, []).append(code)
        for ref, codes in sorted(asked.items()):
            after = self._if(_agreed(self._service(ref), codes)).cells
            held = tuple(code for code in codes if after[code].best == ref)
            yield Act("agreement", ref, self._population(held), held)
        for service in self._near.directory.services:
            if service.fact("accepts_outsiders").stated_no and service.meets(self._column[0]):
                after_all = self._if(_agreed(service, self._codes))
                yield self._gain("agreement", service.id, after_all)

    @staticmethod
    def _has_not_said(service: Service, code: str) -> bool:
        named = {code, code[:2], "ID"} & set(service.coverage)
        return not named and not service.fact("accepts_outsiders").stated_yes

    def _service(self, ref: str) -> Service:
        found = self._near.directory.get(ref)
        assert found is not None, "a cell names services of its own directory"
        return found

    def night(self) -> Iterator[Act]:
        """Have what is best somewhere, and shut at night, answer a line at any hour (R29)."""
        cells = self._now_there.cells
        shut = {cell.best for cell in cells.values() if cell.gap is GapCode.OFFICE_HOURS}
        for service in self._best():
            if service.id in shut:
                always = {**service.facts, "line_24h": fact(Trilean.YES, Basis.STATED)}
                after = self._if(replace(service, facts=always)).cells
                gained = tuple(
                    code
                    for code in self._codes
                    if cells[code].gap is GapCode.OFFICE_HOURS
                    and after[code].gap is not GapCode.OFFICE_HOURS
                )
                yield Act("night", service.id, self._population(gained), gained)

    def transport(self) -> Iterator[Act]:
        """Serve at any hour the crossings that most of the late journeys take."""
        for code in self._codes:
            for links, people in self._late_journeys(code):
                self._late.update(dict.fromkeys(links, people))
        for ref, _people in self._late.most_common(MOST_LINKS):
            yield self._gain("transport", ref, self._measured(self._served_at_any_hour(ref)))

    def _late_journeys(self, code: str) -> Iterator[tuple[tuple[str, ...], int]]:
        """Links on the way from villages beyond the limit to what is best in the regency."""
        best = self.before.cells[code][self._column].best
        rows = self.before.villages.rows[code]
        late = np.flatnonzero(self.before.minutes[self._column][rows] > self._within)
        if best is None or not len(late):
            return
        at = self._near.directory.index[best]
        sample = late[:: max(1, len(late) // _SAMPLE)]
        people = int(self.before.people[rows][late].sum() / len(sample))
        for village in sample.tolist():
            place = self._world.atlas.place(self.before.villages.codes[rows.start + village])
            yield self._near.travel.reach(place, [at], HOUR).journey(0).links, people

    def _served_at_any_hour(self, ref: str) -> Tables:
        policy, atlas = self._near.routing.policy, self._world.atlas
        links = [_on_call(link) if link.id == ref else link for link in atlas.links]
        network = PortNetwork(atlas, links, policy.travel)
        there = self._near.travel.points
        points = ServicePoints.on(network, there.degrees, there.extra)
        travel = TravelMap(atlas, network, points, policy.band_limits)
        return replace(self._near, travel=travel)

    def beds(self) -> Iterator[Act]:
        """Open to these children the places of the province that meet the need themselves."""
        need = self._column[0]
        for service in self._near.directory.services:
            met = service.meets(need)
            direct = met is not None and met.how is How.DIRECT
            if direct and service.province_code == self._province:
                opened = _opened(service)
                if opened != service:
                    yield self._gain("beds", service.id, self._if(opened))

    def centre(self) -> Iterator[Act]:
        """Build where most people of the province come within the limit."""
        question = Question(
            self._column, CENTRES, self._within, seats=tuple(self._codes), province=self._province
        )
        found = site(self._world, question, now=self._now, tables=self._near)
        for code, people in zip(found.chosen, found.alone, strict=True):
            yield Act("centre", code, people, (code,))


CENTRES = 3
"""How many new centres are proposed."""
_SAMPLE = 5
_SOME_NUMBER = Phone("+620", "")


def _agreed(service: Service, codes: Iterable[str]) -> Service:
    """The service with the word that it takes children of these regencies."""
    coverage = tuple(dict.fromkeys([*service.coverage, *codes]))
    said = {**service.facts, "accepts_outsiders": fact(Trilean.YES, Basis.STATED)}
    return replace(service, coverage=coverage, facts=said)


def _on_call(link: Link) -> Link:
    return replace(
        link, frequency_per_week=DAY_AND_NIGHT, frequency_assumed=False, runs_at_night=True
    )


_OPEN_TO_ALL = (
    "accepts_girls",
    "accepts_boys",
    "accepts_unaccompanied",
    "apart_from_adults",
    "apart_from_offenders",
    "emergency_intake",
)


def _opened(service: Service) -> Service:
    """The place as it would be with room for every child."""
    yes = fact(Trilean.YES, Basis.STATED)
    facts = {**service.facts, **dict.fromkeys(_OPEN_TO_ALL, yes)}
    return replace(service, facts=facts, min_age=None, max_age=None, boys_with_mother_max_age=None)
