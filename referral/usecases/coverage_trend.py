"""Two moments of the coverage side by side: what became better or worse, and by which records.

Named are only records that were public at both moments and ever since. That a regency changed is
told whatever changed it: the map of each moment tells as much.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from referral.domain.coverage import Column
from referral.domain.gaps import SEVERITY
from referral.domain.past import differing
from referral.domain.services import Service
from referral.domain.tiers import Reach, reach_of
from referral.domain.vocabulary import Status
from referral.usecases.coverage import Coverage
from referral.usecases.coverage_table import RegencyRow

WITHIN = 1
"""Place of the three hours among `coverage_table.HOURS`."""
MOST_CAUSES = 3
_LEAST_SHARE = 0.005


class Turn(StrEnum):
    """Which way a regency went."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "same"


class Became(StrEnum):
    """What became of a record."""

    ADDED = "added"
    REMOVED = "removed"
    CLOSED = "closed"
    REOPENED = "reopened"
    VERIFIED = "verified"
    CHANGED = "changed"


class Near(IntEnum):
    """How close a record is to a regency's cell, the closest first."""

    BEST = 0
    REGENCY = 1
    PROVINCE = 2
    BESIDE = 3
    NOWHERE = 4


@dataclass(frozen=True, slots=True)
class Cause:
    """A public record that changed, and what became of it."""

    service_id: str
    name: str
    became: Became


@dataclass(frozen=True, slots=True)
class Change:
    """A regency at both moments. `moved` is by how many rungs of the ladder, up or down."""

    then: RegencyRow
    now: RegencyRow
    turn: Turn
    causes: tuple[Cause, ...] = ()

    @property
    def moved(self) -> int:
        """Rungs gained; negative where lost."""
        return SEVERITY.index(self.now.gap) - SEVERITY.index(self.then.gap)

    @property
    def gained(self) -> float:
        """Share of the people gained within three hours; negative where lost."""
        return self.now.shares.within[WITHIN] - self.then.shares.within[WITHIN]

    @property
    def weight(self) -> tuple[int, float]:
        """Sorts what changed the most last: people whose rung changed, then who came near."""
        return abs(self.moved) * self.now.people, abs(self.gained) * self.now.people


@dataclass(frozen=True, slots=True)
class Area:
    """A province, or the country: regencies by their turn, gaps and people at both moments."""

    code: str
    name: str
    regencies: int
    better: int
    worse: int
    gaps_then: int
    gaps_now: int
    people: int
    near_then: float
    near_now: float


def changes(
    then: Coverage,
    now: Coverage,
    rows: tuple[Sequence[RegencyRow], Sequence[RegencyRow]],
    column: Column,
    hidden: frozenset[str],
) -> list[Change]:
    """Every regency at both moments, in the order of the rows; `rows` are of then and of now.

    Records of the `hidden` ids are not named.
    """
    known = _Records(then, now, column, hidden)
    found = []
    for before, after in zip(*rows, strict=True):
        turn = turn_of(before, after)
        causes = () if turn is Turn.SAME else known.causes(after.code)
        found.append(Change(before, after, turn, causes))
    return found


def turn_of(then: RegencyRow, now: RegencyRow) -> Turn:
    """By the rung; at the same rung by its being checked, then by people within three hours."""
    before, after = _standing(then), _standing(now)
    if before != after:
        return Turn.BETTER if after > before else Turn.WORSE
    gained = now.shares.within[WITHIN] - then.shares.within[WITHIN]
    if abs(gained) < _LEAST_SHARE:
        return Turn.SAME
    return Turn.BETTER if gained > 0 else Turn.WORSE


def _standing(row: RegencyRow) -> tuple[int, bool]:
    return SEVERITY.index(row.gap), not row.unverified


def area_of(code: str, name: str, some: Iterable[Change]) -> Area:
    """The sums over some regencies."""
    every = list(some)
    return Area(
        code=code,
        name=name,
        regencies=len(every),
        better=sum(one.turn is Turn.BETTER for one in every),
        worse=sum(one.turn is Turn.WORSE for one in every),
        gaps_then=sum(one.then.gap is not SEVERITY[-1] for one in every),
        gaps_now=sum(one.now.gap is not SEVERITY[-1] for one in every),
        people=sum(one.now.people for one in every),
        near_then=sum(one.then.people * one.then.shares.within[WITHIN] for one in every),
        near_now=sum(one.now.people * one.now.shares.within[WITHIN] for one in every),
    )


def provinces_of(every: Iterable[Change]) -> list[Area]:
    """The sums of each province, in the order of the codes."""
    by_code: dict[str, list[Change]] = {}
    for one in every:
        by_code.setdefault(one.now.province_code, []).append(one)
    return [area_of(code, some[0].now.province, some) for code, some in sorted(by_code.items())]


class _Records:
    """The public records that differ between two moments and meet a need."""

    def __init__(
        self, then: Coverage, now: Coverage, column: Column, hidden: frozenset[str]
    ) -> None:
        self._cells = [coverage.cells for coverage in (then, now)]
        self._column = column
        self._map = now.tables.travel
        policy = now.tables.routing.policy
        before, after = (_by_id(coverage) for coverage in (then, now))
        self._differing: dict[str, tuple[Cause, list[Reach]]] = {}
        for ref in sorted(differing(before, after) - hidden):
            states = [one for one in (before.get(ref), after.get(ref)) if one is not None]
            if any(one.meets(column[0]) for one in states):
                cause = Cause(ref, states[-1].name, became(before.get(ref), after.get(ref)))
                reaches = [reach_of(one, policy) for one in states]
                self._differing[ref] = cause, reaches

    def causes(self, code: str) -> tuple[Cause, ...]:
        """The records closest to what the regency's cell says or said; of equal ones a few.

        Where the best service itself changed, that is it; else those that count there, then in
        its province, then beside it or in the nation.
        """
        best = {cells[code][self._column].best for cells in self._cells}
        near = [
            (Near.BEST if ref in best else min(self._near(one, code) for one in reaches), ref)
            for ref, (_cause, reaches) in self._differing.items()
        ]
        closest = min((one[0] for one in near), default=Near.NOWHERE)
        if closest is Near.NOWHERE:
            return ()
        kept = [ref for found, ref in near if found is closest]
        return tuple(self._differing[ref][0] for ref in kept[:MOST_CAUSES])

    def _near(self, reach: Reach, code: str) -> Near:
        if code in reach.regencies:
            return Near.REGENCY
        if code[:2] in reach.provinces:
            return Near.PROVINCE
        beside = self._map.neighbours(reach.home_province) if reach.home_province else ()
        return Near.BESIDE if reach.national or code[:2] in beside else Near.NOWHERE


def _by_id(coverage: Coverage) -> Mapping[str, Service]:
    return {service.id: service for service in coverage.tables.directory.services}


def became(then: Service | None, now: Service | None) -> Became:
    """What became of a record that differs."""
    if then is None or now is None:
        return Became.ADDED if then is None else Became.REMOVED
    if then.status is not now.status:
        return Became.REOPENED if now.status is Status.ACTIVE else Became.CLOSED
    if then.provenance.verified_on != now.provenance.verified_on:
        return Became.VERIFIED
    return Became.CHANGED
