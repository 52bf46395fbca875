"""How the directory stands, record by record: made once for a snapshot and a day.

Nothing here reads the database: how complete a record is, how many people hang on it, what its
sources contradict, and how it may be shown follow from the snapshot alone.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from referral.domain.completeness import Completeness, completeness
from referral.domain.coverage_evidence import Survey
from referral.domain.freshness import freshness
from referral.domain.plans import Shown
from referral.domain.services import Service
from referral.domain.tiers import has_number
from referral.domain.vocabulary import Freshness, Kind, Level, Need, Status
from referral.geo.atlas import Atlas
from referral.geo.standing import Elsewhere, all_elsewhere
from referral.usecases.office import Office
from referral.usecases.tables import Tables
from referral.usecases.upkeep.edit_cells import own_point

WHOLE_DAY = 24 * 60
IN_USE = frozenset({Status.ACTIVE, Status.SUSPENDED, Status.HISTORICAL})


@dataclass(frozen=True, slots=True)
class Quality:
    """What is known of one record.

    `shown` is how it may be named (R35), `people` those who would have it or few others, weighed
    by need; `gateway_for` counts the hidden places that it speaks for, `conflicts` are codes,
    `elsewhere` is where its point lies, if not in its own regency.
    """

    shown: Shown
    service: Service
    freshness: Freshness
    whole: Completeness
    people: float
    gateway_for: int
    conflicts: tuple[str, ...]
    reachable: bool
    unparsed: bool
    without_needs: bool
    elsewhere: Elsewhere | None

    @property
    def public_id(self) -> str:
        """The id that it may be known by."""
        return self.shown.public_id

    @property
    def face(self) -> Service:
        """The record whose name and numbers are seen: of a hidden place, its gateway's (R35)."""
        return self.shown.gateway or self.service


class _Latest:
    """The qualities last asked for. Records that a new snapshot has kept are not judged again."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: tuple[_Judge, tuple[Quality, ...]] | None = None

    def of(self, office: Office, today: date) -> tuple[Quality, ...]:
        asked = _Judge(office, today)
        if (found := self._found(asked)) is not None:
            return found
        with self._lock:
            if (found := self._found(asked)) is not None:
                return found
            held = self._held
            if held and held[0].policy is asked.policy:
                asked.before = {one.service.id: one for one in held[1]}
            made = tuple(_judged(asked))
            asked.before = {}
            self._held = (asked, made)
            return made

    def _found(self, asked: _Judge) -> tuple[Quality, ...] | None:
        held = self._held
        return held[1] if held and held[0].same_as(asked) else None


qualities = _Latest().of


def quality_of(office: Office, service: Service, today: date) -> Quality:
    """The quality of one record as it is now, which the snapshot may not hold yet."""
    held = next((one for one in qualities(office, today) if one.service.id == service.id), None)
    judge = _Judge(office, today)
    people, spoken_for = (held.people, held.gateway_for) if held else (0.0, 0)
    astray = _astray(judge.world.atlas, [service]).get(service.id)
    return judge.of(service, people=people, gateway_for=spoken_for, elsewhere=astray)


def _judged(judge: _Judge) -> Iterator[Quality]:
    """Every record that is in use, in the order of the directory."""
    table, services = judge.tables.routing, judge.tables.directory.services
    people = _people(judge)
    hidden = [table.shown(one) for one in services if one.hidden]
    spoken_for = Counter(shown.gateway.id for shown in hidden if shown.gateway)
    astray = _astray(judge.world.atlas, services)
    for at, service in enumerate(services):
        if service.status in IN_USE:
            yield judge.of(
                service,
                people=people.get(at, 0.0),
                gateway_for=spoken_for.get(service.id, 0),
                elsewhere=astray.get(service.id),
            )


def _astray(atlas: Atlas, services: Iterable[Service]) -> Mapping[str, Elsewhere]:
    """Records whose own point lies outside their regency, by id."""
    placed = [(one.id, own) for one in services if (own := own_point(one))]
    points = np.array([own[:2] for _ref, own in placed], dtype=float).reshape(-1, 2)
    found = all_elsewhere(atlas, points, [own[2] for _ref, own in placed])
    return {placed[at][0]: one for at, one in found.items()}


class _Judge:
    """Judges records of one snapshot on one day; `before` holds those of another one by id."""

    def __init__(self, office: Office, today: date) -> None:
        self.world, self.tables, self.policy = office.world, office.tables, office.verification
        self.before: Mapping[str, Quality] = {}
        self._today = today

    def same_as(self, other: _Judge) -> bool:
        """True where the other one would find the same."""
        return (
            self.tables is other.tables
            and self.policy is other.policy
            and self._today == other._today
        )

    @cached_property
    def _survey(self) -> Survey:
        return Survey(self.tables.routing)

    def of(
        self, service: Service, *, people: float, gateway_for: int, elsewhere: Elsewhere | None
    ) -> Quality:
        """What is known of one record."""
        shown = self.tables.routing.shown(service)
        age = freshness(service.provenance.verified_on, self._today, self.world.policy)
        return Quality(
            shown=shown,
            service=service,
            freshness=age,
            whole=self._whole(service, age),
            people=people,
            gateway_for=gateway_for,
            conflicts=tuple(_conflicts(service, self._survey)),
            reachable=has_number(shown.gateway or service),
            unparsed=any(one.number is None for one in (*service.phones, *service.whatsapp)),
            without_needs=not service.needs and service.kind not in self.world.policy.never,
            elsewhere=elsewhere,
        )

    def _whole(self, service: Service, age: Freshness) -> Completeness:
        """How complete the record is: as before, where it is the same record."""
        before = self.before.get(service.id)
        if before and before.freshness is age and before.service is service:
            return before.whole
        return completeness(service, age, self.policy)


def _conflicts(service: Service, survey: Survey) -> Iterator[str]:
    """What the sources of a record contradict each other about."""
    regency = service.regency_code
    unit = service.kind is Kind.UPTD_PPA and service.level is Level.DISTRICT
    if unit and regency and survey.unit(regency).contested:
        yield "presence"
    if service.fact("open_24h").stated_yes and service.hours.recorded and not _always(service):
        yield "hours"


def _always(service: Service) -> bool:
    open_for = Counter[int]()
    for span in service.hours.intervals:
        open_for[span.weekday] += span.end - span.start
    return all(open_for[day] >= WHOLE_DAY for day in range(7))


def _people(judge: _Judge) -> Mapping[int, float]:
    """People of the areas of each service, parted among those that meet the same need there.

    A rough measure for an order, not a figure to report: who is far from it counts in full.
    """
    tables, policy, regions = judge.tables, judge.world.policy, judge.world.atlas.regions
    fit = {need: policy.kind_ranks[need.value].keys() - policy.never for need in Need}  # R41
    nation = sum(region.population for region in regions.values() if region.is_province)
    meeting: dict[int, tuple[list[Need], tuple[str, ...]]] = {}
    number = Counter[tuple[Need, str]]()
    for at, service in enumerate(tables.directory.services):
        needs = [met.need for met in service.needs if service.kind in fit[met.need]]
        if needs and service.status is Status.ACTIVE:
            meeting[at] = needs, _areas(tables, at)
            number.update((need, area) for need in needs for area in meeting[at][1])
    found = {
        at: sum(
            judge.policy.need[need]
            * (regions[area].population if area in regions else nation)
            / number[need, area]
            for need in needs
            for area in areas
        )
        for at, (needs, areas) in meeting.items()
    }
    for line in tables.routing.lines:  # stands beside every answer of its needs (R22)
        if (position := tables.directory.index.get(line)) is not None:
            found[position] = float(nation)
    return found


def _areas(tables: Tables, at: int) -> tuple[str, ...]:
    """The regencies where a service counts as their own, else its provinces, else the nation."""
    reach = tables.routing.reaches[at]
    if reach.regencies:
        return tuple(sorted(reach.regencies))
    return ("ID",) if reach.national else tuple(sorted(reach.provinces))
