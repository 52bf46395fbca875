"""The gap ladder as a map: what each regency has for each need and group of children (domain §7).

A cell is what the core of a plan answers for the standard case: one child, alone, at the seat of
the regency, on a Tuesday at 10:00. Services are judged once for each profile; profiles that no
verdict tells apart share their cells.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from enum import StrEnum
from functools import cached_property
from zoneinfo import ZoneInfo

from referral.domain.answers import first_and_gap
from referral.domain.context import FAR, Context, is_urgent
from referral.domain.eligibility import Profile
from referral.domain.gaps import PERSON_RULES, SEVERITY, presumed_for_others
from referral.domain.hours import Holidays
from referral.domain.plans import Gap
from referral.domain.ranking import Entry, fitness
from referral.domain.regions import Geography, Place
from referral.domain.requests import Child, HelpRequest
from referral.domain.routing import context_of
from referral.domain.table import Judged, RoutingTable
from referral.domain.tiers import refuses_outsiders
from referral.domain.vocabulary import AgeBand, Companion, GapCode, Need, Sex, Tier

HOUR = 10
"""Local hour of the standard case."""
TUESDAY = 1
LOOK_AHEAD_WEEKS = 8


class Group(StrEnum):
    """The children a cell speaks of."""

    ANY = "any"
    BOY = "boy"
    GIRL = "girl"
    UNDER_12 = "under_12"
    FROM_12 = "12-17"


CHILDREN: Mapping[Group, tuple[Child, ...]] = {
    Group.ANY: (Child(),),
    Group.BOY: (Child(sex=Sex.MALE),),
    Group.GIRL: (Child(sex=Sex.FEMALE),),
    Group.UNDER_12: (Child(band=AgeBand.UNDER_6), Child(band=AgeBand.SIX_TO_11)),
    Group.FROM_12: (Child(band=AgeBand.TWELVE_TO_14), Child(band=AgeBand.FIFTEEN_TO_17)),
}
"""The children who stand for a group, one plan each; the cell is that of the worst served."""

KIDS: tuple[Child, ...] = tuple(child for group in CHILDREN.values() for child in group)

Column = tuple[Need, Group]
COLUMNS: tuple[Column, ...] = tuple((need, group) for need in Need for group in Group)


def standard_time(now: datetime, zone: str, holidays: Holidays) -> datetime:
    """10:00 on the coming Tuesday (today, if it is one) that is no public holiday, in a zone."""
    today = now.astimezone(ZoneInfo(zone)).date()
    tuesday = today + timedelta(days=(TUESDAY - today.weekday()) % 7)
    for _week in range(LOOK_AHEAD_WEEKS):
        if tuesday not in holidays(tuesday.year):
            break
        tuesday += timedelta(days=7)
    return datetime.combine(tuesday, time(HOUR), ZoneInfo(zone))


def standard_request(place: Place, child: Child, now: datetime, holidays: Holidays) -> HelpRequest:
    """The standard case at a place: all needs, one child, alone."""
    return HelpRequest(
        place=place,
        needs=tuple(Need),
        now=standard_time(now, place.timezone, holidays),
        children=(child,),
        companions=frozenset({Companion.ALONE}),
    )


@dataclass(frozen=True, slots=True)
class Cell:
    """A rung of the ladder, with the service it speaks of.

    `best` is the id of what a plan would show first; `minutes` the travel to it from the seat,
    None where no way is recorded or nothing is there. `recorded` if any service of the regency
    itself may take the child, whether it is the best or not.
    """

    gap: GapCode
    unverified: bool
    recorded: bool
    best: str | None
    tier: Tier | None
    minutes: int | None

    @property
    def severity(self) -> tuple[int, bool, float]:
        """Sorts the worst first: the rung, then what nobody has checked, then the way."""
        far = FAR if self.minutes is None else self.minutes
        return SEVERITY.index(self.gap), not self.unverified, -far


def cell_of(context: Context, recorded: bool, best: Entry | None, gap: Gap | None) -> Cell:
    """The cell of what would be shown first."""
    code, unverified = (gap.code, gap.unverified) if gap else (GapCode.OK, False)
    if best is None:
        return Cell(code, unverified, recorded, None, None, None)
    minutes = context.minutes[best.at]
    return Cell(
        gap=code,
        unverified=unverified,
        recorded=recorded,
        best=context.table.directory.services[best.at].id,
        tier=best.tier,
        minutes=None if minutes == FAR else minutes,
    )


@dataclass(frozen=True, slots=True)
class Kid:
    """A child of `KIDS` as eligibility sees it, and which profiles no verdict tells apart."""

    profiles: dict[Need, Profile]
    alike: dict[Need, int]


class Ladder:
    """Cells of places, over one directory and one moment."""

    def __init__(
        self, table: RoutingTable, geography: Geography, holidays: Holidays, now: datetime
    ) -> None:
        self.table = table
        self.geography = geography
        self._holidays = holidays
        self._now = now
        self._kids: dict[str, list[Kid]] = {}
        self._alike: dict[Profile, int] = {}
        self._verdicts: dict[tuple[object, ...], int] = {}
        self._marks: dict[tuple[Need, int, str], bytes] = {}

    @cached_property
    def refusing(self) -> frozenset[int]:
        """Services that take nobody from outside, unless their coverage names the place (R20)."""
        services = self.table.directory.services
        return frozenset(at for at, service in enumerate(services) if refuses_outsiders(service))

    def contexts(self, place: Place, *, measured: bool = True) -> list[Context]:
        """The state of the standard plan for each of `KIDS`; travel is measured once.

        Without `measured` it is not: enough to ask for candidates and marks.
        """
        first, *others = (
            standard_request(place, child, self._now, self._holidays) for child in KIDS
        )
        whole = context_of(first, self.table, self.geography, self._holidays, measured=measured)
        kids = self._kids_of(first)
        return [whole] + [
            replace(whole, request=request, profiles=kid.profiles)
            for request, kid in zip(others, kids[1:], strict=True)
        ]

    def _kids_of(self, request: HelpRequest) -> list[Kid]:
        """The profiles of `KIDS`: they differ between places only where a province ranks kinds."""
        policy, province = self.table.policy, request.place.province_code
        own = province if province in policy.province_ranks else ""
        found = self._kids.get(own)
        if found is None:
            found = self._kids[own] = []
            for child in KIDS:
                asked = replace(request, children=(child,))
                profiles = {need: Profile.of(asked, need, policy) for need in Need}
                found.append(Kid(profiles, {n: self.alike(p) for n, p in profiles.items()}))
        return found

    def cells(self, contexts: list[Context]) -> dict[Column, Cell]:
        """The cells of the place that the contexts are of."""
        known: dict[tuple[Need, int], Cell] = {}
        by_child: dict[tuple[Need, Child], Cell] = {}
        kids = self._kids_of(contexts[0].request)
        for context, kid, child in zip(contexts, kids, KIDS, strict=True):
            for need in Need:
                key = (need, kid.alike[need])
                if key not in known:
                    best, gap = first_and_gap(context, need)
                    known[key] = cell_of(context, self.recorded(context, need), best, gap)
                by_child[need, child] = known[key]
        return {
            (need, group): min(
                (by_child[need, child] for child in CHILDREN[group]), key=lambda c: c.severity
            )
            for need, group in COLUMNS
        }

    def recorded(self, context: Context, need: Need) -> bool:
        """Whether any service of the regency itself may take the child."""
        marks = self.marks(context, need)
        return any(marks[at] for at in context.candidates(context.profiles[need]).own)

    def alike(self, profile: Profile) -> int:
        """A number that profiles share if no verdict on any service tells them apart."""
        found = self._alike.get(profile)
        if found is None:
            verdicts = (profile.need, profile.risk_assessment, *self._all_verdicts(profile))
            found = self._verdicts.setdefault(verdicts, len(self._verdicts))
            self._alike[profile] = found
        return found

    def _all_verdicts(self, profile: Profile) -> Iterator[object]:
        shapes = self.table.shapes
        one_each = {shapes[at]: at for at in self.table.index(profile).members}
        for at in one_each.values():
            yield _what_tells(self.table.judge(at, profile))

    def marks(self, context: Context, need: Need) -> bytes:
        """The fitness of every service of the directory (0 for no candidate) in a time zone."""
        profile = context.profiles[need]
        key = (need, self.alike(profile), context.place.timezone)
        found = self._marks.get(key)
        if found is None:
            marks = bytearray(len(self.table.directory.services))
            urgent = is_urgent(context.request, need)
            for at in self.table.index(profile).members:
                marks[at] = fitness(context, profile, at, urgent=urgent)
            found = self._marks[key] = bytes(marks)
        return found


def _what_tells(judged: Judged) -> tuple[object, ...]:
    """All of a judgement that order, gap and fitness depend on and that a child can change."""
    verdict = judged.verdict
    return (
        tuple(reason.rule in PERSON_RULES for reason in verdict.out),
        verdict.presumed_no,
        verdict.certain,
        verdict.barriers,
        presumed_for_others(verdict.warnings),
        judged.kind_rank,
    )
