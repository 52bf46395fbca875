"""What to do first in a province: actions in order, each with the people it would reach.

Every number comes from asking the core again with that one change made: a service verified, an
agreement made, a crossing served at any hour, a place opened to these children, a centre built.
The cheapest come first; among the same kind, those that reach most.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np

from referral.domain.context import is_urgent
from referral.domain.coverage import CHILDREN, HOUR, Cell, Column, standard_request
from referral.domain.directory import Directory
from referral.domain.services import Service, fact
from referral.domain.table import RoutingTable
from referral.domain.vocabulary import Basis, GapCode, How, Kind, Tier, Trilean
from referral.geo.links import Link
from referral.geo.network import PortNetwork
from referral.geo.siting import Watch
from referral.geo.siting.outcome import Progress, unwatched
from referral.geo.travel import ServicePoints, TravelMap
from referral.present.coverage import ACTIONS, CAVEAT, REACHES
from referral.present.labels import label
from referral.present.translate import Translator, translator
from referral.usecases.coverage import Coverage, measure_coverage, with_services
from referral.usecases.siting import Question, site
from referral.usecases.tables import Tables, tables_of, travel_map
from referral.usecases.world import World

KINDS = ("verify", "agreement", "transport", "beds", "centre")
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
    """The acts of a province for a need and group, and its coverage before any of them."""

    province: str
    column: Column
    within: int
    coverage: Coverage
    acts: tuple[Act, ...]


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
    for find in (office.verify, office.agreement, office.transport, office.beds, office.centre):
        watch(Progress("measure"))
        acts += _first(find())
    return Advice(code, column, limit, office.before, tuple(acts))


def _first(acts: Iterable[Act]) -> list[Act]:
    useful = [act for act in acts if act.people >= 1]
    return sorted(useful, key=lambda act: (-act.people, act.subject))[:MOST_OF_A_KIND]


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
        self.before = self._measured(near)

    def _measured(self, tables: Tables) -> Coverage:
        return measure_coverage(self._world, now=self._now, tables=tables, regencies=self._codes)

    def _cells(self, coverage: Coverage) -> dict[str, Cell]:
        return {code: coverage.cells[code][self._column] for code in self._codes}

    def _population(self, codes: Iterable[str]) -> float:
        return float(sum(self._world.atlas.regions[code].population for code in codes))

    def _if(self, *changed: Service) -> Coverage:
        return self._measured(with_services(self._world, self._near, changed))

    def _within_of(self, coverage: Coverage) -> dict[str, float]:
        """People within the limit, by regency."""
        minutes = coverage.minutes[self._column]
        rows = coverage.villages.rows
        return {
            code: float(coverage.people[rows[code]][minutes[rows[code]] <= self._within].sum())
            for code in self._codes
        }

    def _gain(self, kind: str, subject: str, after: Coverage) -> Act:
        """An act that brings people within the limit."""
        before, now = self._within_of(self.before), self._within_of(after)
        gaining = tuple(code for code in self._codes if now[code] > before[code])
        return Act(kind, subject, sum(now[code] - before[code] for code in gaining), gaining)

    def verify(self) -> Iterator[Act]:
        """Telephone what is best somewhere and has been checked by nobody."""
        cells = self._cells(self.before)
        for ref in sorted({c.best for c in cells.values() if c.best and c.unverified}):
            service = self._service(ref)
            checked = replace(service.provenance, verified_on=self._now.date())
            after = self._cells(self._if(replace(service, provenance=checked)))
            sure = tuple(
                code
                for code in self._codes
                if cells[code].unverified and not after[code].unverified
            )
            yield Act("verify", ref, self._population(sure), sure)

    def agreement(self) -> Iterator[Act]:
        """Have services outside a regency say that they take its children."""
        cells = self._cells(self.before)
        asked: dict[str, list[str]] = {}
        for code, cell in cells.items():
            outside = cell.tier in (Tier.PROVINCE, Tier.NEIGHBOUR)
            if outside and cell.best and self._has_not_said(self._service(cell.best), code):
                asked.setdefault(cell.best, []).append(code)
        for ref, codes in sorted(asked.items()):
            after = self._cells(self._if(_agreed(self._service(ref), codes)))
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

    def transport(self) -> Iterator[Act]:
        """Serve at any hour the crossings that most of the late journeys take."""
        travelled: Counter[str] = Counter()
        for code in self._codes:
            for links, people in self._late_journeys(code):
                travelled.update(dict.fromkeys(links, people))
        for ref, _people in travelled.most_common(MOST_LINKS):
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


def advice_document(world: World, advice: Advice, *, language: str) -> dict[str, Any]:
    """The advice as a document, texts in `language`; hidden places by their gateways."""
    words, coverage = translator(language), advice.coverage
    cells = {code: found[advice.column] for code, found in coverage.cells.items()}
    regions, people = world.atlas.regions, coverage.people
    inside = np.zeros(len(people), dtype=bool)
    for code in cells:
        inside[coverage.villages.rows[code]] = True
    return {
        "province": {"code": advice.province, "name": regions[advice.province].name},
        "need": advice.column[0].value,
        "group": advice.column[1].value,
        "within": advice.within,
        "regencies": len(cells),
        "people": round(float(people[inside].sum())),
        "people_within": round(coverage.within(advice.column, advice.within)),
        "cannot": [
            {
                "code": code,
                "name": regions[code].name,
                "gap": cell.gap.value,
                "text": label("gap", cell.gap.value, words),
            }
            for code, cell in cells.items()
            if cell.gap in CANNOT
        ],
        "unverified": sum(cell.unverified for cell in cells.values()),
        "actions": [_act(world, advice, act, words) for act in advice.acts],
        "caveat": words.gettext(CAVEAT),
    }


def _act(world: World, advice: Advice, act: Act, words: Translator) -> dict[str, Any]:
    regions, hidden = world.atlas.regions, False
    facts: dict[str, Any] = {"name": act.subject, "region": "", "link": act.subject}
    subject = act.subject
    if act.kind == "centre":
        facts |= {"name": regions[act.subject].seat, "region": regions[act.subject].name}
    elif act.kind != "transport":
        table = advice.coverage.tables.routing
        service = table.directory.services[table.directory.index[act.subject]]
        shown = table.shown(service)
        hidden, subject = shown.gateway is not None, shown.public_id
        where = service.province_code if hidden else service.regency_code
        region = regions.get(where or service.province_code or "")
        facts |= {
            "name": (shown.gateway or service).name,
            "region": region.name if region else "",
        }
    else:
        facts |= {"link": _crossing(world, act.subject)}
    facts["regencies"] = ", ".join(regions[code].name for code in act.regencies)
    told = {"people": f"{round(act.people):,}", "minutes": advice.within}
    return {
        "kind": act.kind,
        "subject": subject,
        "people": round(act.people),
        "regencies": list(act.regencies) if not hidden else [],
        "text": words.fill(ACTIONS[act.kind], facts),
        "reaches": words.fill(REACHES[act.kind], told),
    }


def _crossing(world: World, ref: str) -> str:
    link = next(link for link in world.atlas.links if link.id == ref)
    return f"{link.from_place} - {link.to_place}"
