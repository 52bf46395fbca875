"""Which regencies of a province can help these children at an hour, by asking for a plan in each.

The same question as a cell of the map, one child, alone, at the regency's seat; but at the hour
that is asked about, by default tonight.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from referral.domain.coverage import CHILDREN, Column, Group, standard_request
from referral.domain.gaps import SEVERITY
from referral.domain.plans import Answer, Offer
from referral.domain.policy import BANDS
from referral.domain.regions import Place
from referral.domain.requests import Child, HelpRequest
from referral.domain.routing import plan
from referral.domain.vocabulary import GapCode, Need
from referral.usecases.tables import Tables, tables_of
from referral.usecases.world import World

EVENING = time(21)
"""When offices are shut, and a child still has to sleep somewhere."""
REGENCY = len("53.07")
BOY_TONIGHT: Column = (Need.SHELTER, Group.BOY)


class Hour(StrEnum):
    """When help is asked for: this evening, or at the map's hour, on a Tuesday at 10:00."""

    TONIGHT = "tonight"
    STANDARD = "standard"


@dataclass(frozen=True)
class District:
    """What a plan answers in a regency. `first` is the public id of what it names first.

    `can` is False where the plan names no place in time that anybody can telephone; `minutes` is
    None where no way is recorded, and of a hidden place (R35), of which `band` is all that is told.
    """

    code: str
    name: str
    people: int
    can: bool
    gap: GapCode
    unverified: bool
    first: str | None
    first_name: str | None
    hidden: bool
    minutes: int | None
    band: str | None


def districts(
    world: World, tables: Tables, province: str, column: Column, hour: Hour, *, now: datetime
) -> tuple[District, ...]:
    """Every regency of a province in the order of the codes; the worst helped child counts."""
    codes = [
        code
        for code, region in sorted(world.atlas.regions.items())
        if region.province_code == province and len(code) == REGENCY
    ]
    return tuple(district(world, tables, code, column, hour, now=now) for code in codes)


def district(
    world: World, tables: Tables, code: str, column: Column, hour: Hour, *, now: datetime
) -> District:
    """One regency; the worst helped child of the group counts."""
    group = column[1]
    place, region = world.atlas.place(code), world.atlas.regions[code]
    answers = [
        answer_of(world, tables, request_for(world, place, child, column, hour, now))
        for child in CHILDREN[group]
    ]
    answer = min(answers, key=lambda one: (can_help(one, hour), SEVERITY.index(gap_code(one))))
    offer = answer.recommended
    hidden = offer is not None and offer.shown.gateway is not None
    return District(
        code=code,
        name=region.name,
        people=region.population,
        can=can_help(answer, hour),
        gap=gap_code(answer),
        unverified=answer.gap is not None and answer.gap.unverified,
        first=offer.shown.public_id if offer else None,
        first_name=(offer.shown.gateway or offer.service).name if offer else None,
        hidden=hidden,
        minutes=None if offer is None or hidden else offer.travel.minutes,
        band=_band(tables, offer),
    )


def _band(tables: Tables, offer: Offer | None) -> str | None:
    policy = tables.routing.policy
    return BANDS[policy.band(offer.travel.minutes)] if offer else None


def request_for(
    world: World, place: Place, child: Child, column: Column, hour: Hour, now: datetime
) -> HelpRequest:
    """What is asked: the standard case for one need, at the hour wanted."""
    standard = standard_request(place, child, now, world.holidays)
    at = standard.now
    if hour is Hour.TONIGHT:
        zone = ZoneInfo(place.timezone)
        at = datetime.combine(now.astimezone(zone).date(), EVENING, zone)
    return replace(standard, needs=(column[0],), now=at)


def answer_of(world: World, tables: Tables, request: HelpRequest) -> Answer:
    """The plan's answer to a request of one need."""
    return plan(request, tables.routing, tables.travel, world.holidays).answers[0]


def gap_code(answer: Answer) -> GapCode:
    """The rung that an answer stands on."""
    return answer.gap.code if answer.gap else GapCode.OK


def can_help(answer: Answer, hour: Hour) -> bool:
    """Whether somebody can be telephoned for a place that helps in time.

    Tonight, a place that is known for office hours only cannot.
    """
    cannot = {
        GapCode.NOTHING, GapCode.NOT_THIS_NEED, GapCode.ADULT_OR_ONE_SEX, GapCode.TOO_FAR,
    }  # fmt: skip
    if hour is Hour.TONIGHT:
        cannot.add(GapCode.OFFICE_HOURS)
    return answer.recommended is not None and gap_code(answer) not in cannot


@dataclass(frozen=True)
class ProvinceCount:
    """How many regencies a province has, how many of them cannot help, and people there."""

    code: str
    regencies: int
    cannot: int
    people: int


class ProvinceCounts:
    """The counts of every province for a boy tonight, kept for a day and version: 514 plans."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._held: tuple[tuple[str, date], tuple[ProvinceCount, ...]] | None = None
        self._lock = threading.Lock()

    def now(self, now: datetime) -> tuple[ProvinceCount, ...]:
        """The counts by the directory of this moment, in the order of the codes."""
        tables = tables_of(self._world)
        key = (tables.directory.version, now.date())
        with self._lock:
            if self._held is None or self._held[0] != key:
                self._held = (key, tuple(self._counted(tables, now)))
            return self._held[1]

    def _counted(self, tables: Tables, now: datetime) -> Iterator[ProvinceCount]:
        for code, region in sorted(self._world.atlas.regions.items()):
            if region.is_province:
                found = districts(self._world, tables, code, BOY_TONIGHT, Hour.TONIGHT, now=now)
                cannot = cannot_help(found)
                people = sum(one.people for one in cannot)
                yield ProvinceCount(code, len(found), len(cannot), people)


def cannot_help(found: Sequence[District]) -> tuple[District, ...]:
    """Those that cannot, most people first."""
    return tuple(sorted((d for d in found if not d.can), key=lambda d: (-d.people, d.code)))
