"""How the directory stands, record by record: made once for a snapshot and a day.

Nothing here reads the database: how complete a record is, how many people hang on it, what its
sources contradict, and how it may be shown follow from the snapshot alone.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from referral.domain.completeness import Completeness, completeness
from referral.domain.coverage_evidence import Survey
from referral.domain.freshness import freshness
from referral.domain.plans import Shown
from referral.domain.services import Service
from referral.domain.tiers import has_number
from referral.domain.verification_policy import VerificationPolicy
from referral.domain.vocabulary import Freshness, Kind, Level, Need, Status
from referral.usecases.policy_file import load_verification_policy
from referral.usecases.tables import Tables, tables_of
from referral.usecases.world import World

WHOLE_DAY = 24 * 60
IN_USE = frozenset({Status.ACTIVE, Status.SUSPENDED, Status.HISTORICAL})


@dataclass(frozen=True, slots=True)
class Quality:
    """What is known of one record.

    `shown` is how it may be named (R35), `people` those who would have it or few others, weighed
    by need; `gateway_for` counts the hidden places that it speaks for, `conflicts` are codes.
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

    @property
    def public_id(self) -> str:
        """The id that it may be known by."""
        return self.shown.public_id

    @property
    def face(self) -> Service:
        """The record whose name and numbers are seen: of a hidden place, its gateway's (R35)."""
        return self.shown.gateway or self.service


class _Latest:
    """The qualities last asked for."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: tuple[Tables, date, tuple[Quality, ...]] | None = None

    def of(self, world: World, today: date) -> tuple[Quality, ...]:
        tables, held = tables_of(world), self._held
        if held and held[0] is tables and held[1] == today:
            return held[2]
        with self._lock:
            made = tuple(_judged(world, tables, today, load_verification_policy()))
            self._held = (tables, today, made)
            return made


qualities = _Latest().of


def quality_of(world: World, service: Service, today: date) -> Quality:
    """The quality of one record as it is now, which the snapshot may not hold yet."""
    tables = tables_of(world)
    held = next((one for one in qualities(world, today) if one.service.id == service.id), None)
    judge = _Judge(world, tables, today, load_verification_policy())
    people, spoken_for = (held.people, held.gateway_for) if held else (0.0, 0)
    return judge.of(service, people=people, gateway_for=spoken_for)


def _judged(
    world: World, tables: Tables, today: date, policy: VerificationPolicy
) -> Iterator[Quality]:
    """Every record that is in use, in the order of the directory."""
    table = tables.routing
    people = _people(world, tables, policy)
    hidden = [table.shown(one) for one in tables.directory.services if one.hidden]
    spoken_for = Counter(shown.gateway.id for shown in hidden if shown.gateway)
    judge = _Judge(world, tables, today, policy)
    for at, service in enumerate(tables.directory.services):
        if service.status in IN_USE:
            yield judge.of(
                service, people=people.get(at, 0.0), gateway_for=spoken_for.get(service.id, 0)
            )


class _Judge:
    """Judges records of one snapshot on one day."""

    def __init__(
        self, world: World, tables: Tables, today: date, policy: VerificationPolicy
    ) -> None:
        self._world, self._tables, self._today, self._policy = world, tables, today, policy
        self._survey = Survey(tables.routing)

    def of(self, service: Service, *, people: float, gateway_for: int) -> Quality:
        """What is known of one record."""
        shown = self._tables.routing.shown(service)
        verified_on = service.provenance.verified_on
        age = freshness(verified_on, self._today, self._world.policy)
        return Quality(
            shown=shown,
            service=service,
            freshness=age,
            whole=completeness(service, age, self._policy),
            people=people,
            gateway_for=gateway_for,
            conflicts=tuple(_conflicts(service, self._survey)),
            reachable=has_number(shown.gateway or service),
            unparsed=any(one.number is None for one in (*service.phones, *service.whatsapp)),
            without_needs=not service.needs and service.kind not in self._world.policy.never,
        )


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


def _people(world: World, tables: Tables, policy: VerificationPolicy) -> Mapping[int, float]:
    """People of the areas of each service, parted among those that meet the same need there.

    A rough measure for an order, not a figure to report: who is far from it counts in full.
    """
    found: dict[int, float] = {}
    regions = world.atlas.regions
    nation = sum(region.population for region in regions.values() if region.is_province)
    for need, weight in policy.need.items():
        areas = {at: _areas(tables, at) for at in _meeting(world, tables, need)}
        number = Counter(area for own in areas.values() for area in own)
        for at, own in areas.items():
            people = (
                (regions[area].population if area in regions else nation) / number[area]
                for area in own
            )
            found[at] = found.get(at, 0.0) + weight * sum(people)
    for line in tables.routing.lines:  # stands beside every answer of its needs (R22)
        if (position := tables.directory.index.get(line)) is not None:
            found[position] = float(nation)
    return found


def _meeting(world: World, tables: Tables, need: Need) -> Iterator[int]:
    """Active services of a kind fit for a need (R41), by position."""
    fit = world.policy.kind_ranks[need.value].keys() - world.policy.never
    for at, service in enumerate(tables.directory.services):
        active = service.status is Status.ACTIVE
        if active and service.kind in fit and service.meets(need) is not None:
            yield at


def _areas(tables: Tables, at: int) -> tuple[str, ...]:
    """The regencies where a service counts as their own, else its provinces, else the nation."""
    reach = tables.routing.reaches[at]
    if reach.regencies:
        return tuple(sorted(reach.regencies))
    return ("ID",) if reach.national else tuple(sorted(reach.provinces))
