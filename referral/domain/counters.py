"""The counters of referrals as a table: per regency and need, with totals, small counts withheld.

Regencies add up to provinces and provinces to the country, each need and each measure for
itself. A count of 1-4 is withheld, and with it so many others that no total minus the rest gives
it away: of every total that is shown, what stays hidden below it is at least two counts, any of
which might be five or more. Zero is shown: it says nothing of anybody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from referral.domain.counting import LONGER, WAITS, median_band
from referral.domain.referrals import DeclineReason
from referral.domain.vocabulary import Need, Tier

FEWEST = 5
"""The least count that is published (field brief, section 6)."""
MONTHS = 12
"""Length of a window. Windows never overlap, so that none can be taken from another."""
WINDOWS = 3
"""How many windows may be asked for: the running one and those before it."""
COUNTRY = ""
"""The area that holds every province."""
_PROVINCE = len("53")

COUNTED = (
    "opened",
    "sent",
    "accepted",
    "no_answer",
    "escalated",
    "unmet",
    "national_only",
    "child_refused",
    "completed",
)
DECLINED = tuple(f"declined:{reason.value}" for reason in DeclineReason)
MEASURES = (*COUNTED, *DECLINED)
"""What is printed as a count. No measure is the sum of others."""

_NEARBY = f"accepted_tier:{int(Tier.REGENCY)}"
_ELSEWHERE = "accepted_elsewhere"
_WAITS = tuple(f"accepted_within:{name}" for name in (*(name for _limit, name in WAITS), LONGER))


class Hidden(StrEnum):
    """In place of a figure that is withheld."""

    WITHHELD = "withheld"


Figure = int | Hidden


@dataclass(frozen=True, slots=True)
class Line:
    """One area and need: its counts, and what follows from them.

    `nearby` is the share (percent) of yeses that came from the child's own regency, `wait` the
    band of the median wait for a yes; None where nobody has said yes.
    """

    area: str
    need: Need
    counts: Mapping[str, Figure]
    nearby: Figure | None
    wait: str | None


@dataclass
class Sums:
    """How often each code was counted, per need and regency. Areas add up on their own."""

    found: dict[tuple[Need, str], dict[str, int]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(int))
    )

    def add(self, regency: str, need: Need, code: str, times: int) -> None:
        """Count something so many times more."""
        self.found[need, code][regency] += times
        if code.startswith("accepted_tier:") and code != _NEARBY:
            self.found[need, _ELSEWHERE][regency] += times

    def regencies(self, need: Need) -> list[str]:
        """Where anything that is printed was counted for a need."""
        codes = (self.found.get((need, code), {}) for code in MEASURES)
        return sorted({regency for code in codes for regency, times in code.items() if times})

    def in_area(self, area: str, need: Need, code: str) -> int:
        """How often in a regency, a province or the country."""
        every = self.found.get((need, code), {})
        return sum(times for regency, times in every.items() if regency.startswith(area))


def windows(today: date) -> tuple[tuple[date, date], ...]:
    """Windows that may be asked for: the first of the first month, and the day after the last.

    The first one ends with the running month.
    """
    after = today.year * 12 + today.month  # the month that follows, counted from year 0
    ends = [after - MONTHS * back for back in range(WINDOWS)]
    return tuple((_month(end - MONTHS), _month(end)) for end in ends)


def _month(count: int) -> date:
    return date(count // 12, count % 12 + 1, 1)


def lines(sums: Sums) -> dict[tuple[str, Need], Line]:
    """Every line of the table: the regencies, the provinces and the country, by area and need."""
    found = {}
    for need in Need:
        regencies = sums.regencies(need)
        country = (COUNTRY,) if regencies else ()
        areas = dict.fromkeys((*regencies, *(one[:_PROVINCE] for one in regencies), *country))
        codes = (*MEASURES, _NEARBY, _ELSEWHERE)
        hidden = {code: withheld(sums.found.get((need, code), {})) for code in codes}
        for area in areas:
            found[area, need] = _line(sums, area, need, hidden)
    return found


def _line(sums: Sums, area: str, need: Need, hidden: Mapping[str, frozenset[str]]) -> Line:
    counts: dict[str, Figure] = {
        code: Hidden.WITHHELD if area in hidden[code] else sums.in_area(area, need, code)
        for code in MEASURES
    }
    accepted = counts["accepted"]
    if accepted == 0:
        return Line(area, need, counts, None, None)
    if isinstance(accepted, Hidden):
        return Line(area, need, counts, Hidden.WITHHELD, Hidden.WITHHELD.value)
    waits = {code.partition(":")[2]: sums.in_area(area, need, code) for code in _WAITS}
    split = area in hidden[_NEARBY] or area in hidden[_ELSEWHERE]
    here = sums.in_area(area, need, _NEARBY)
    nearby: Figure = Hidden.WITHHELD if split else (200 * here + accepted) // (2 * accepted)
    return Line(area, need, counts, nearby, median_band(waits))


def withheld(counts: Mapping[str, int]) -> frozenset[str]:
    """The areas whose figure is withheld: small counts, and those that would give them away.

    `counts` are those of the regencies; the result names provinces and the country too.
    """
    tree = _Tree(counts)
    for province in tree.provinces:
        tree.settle(province)
    tree.settle_country()
    return frozenset(tree.hidden)


class _Tree:
    """Regencies in provinces in the country, and what is hidden of them so far."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        self.counts = {area: times for area, times in counts.items() if times}
        self.provinces = sorted({area[:_PROVINCE] for area in self.counts})
        self.hidden = {area for area, times in self.counts.items() if times < FEWEST}

    def settle(self, province: str) -> None:
        """Hide more of a province's regencies, and at last the province, until it is safe.

        A country abroad has no regencies: it is a province of its own, under the same name.
        """
        if province in self.counts:
            return
        inside = self.inside(province)
        while not safe(self.counts[one] for one in inside if one in self.hidden):
            if not self.hide_least(inside):
                self.hidden.add(province)
                return

    def settle_country(self) -> None:
        """The same for the provinces: what hides below a hidden one counts against the country."""
        while not safe(self.counts[one] for one in self.below_hidden()):
            shown = [one for one in self.provinces if one not in self.hidden]
            if not shown:
                self.hidden.add(COUNTRY)
                return
            least = min(shown, key=lambda one: (self.total(one), one))
            self.hidden.add(least)
            if not any(one in self.hidden for one in self.inside(least)):
                self.hide_least(self.inside(least))

    def total(self, province: str) -> int:
        """The count of a province."""
        return sum(self.counts[one] for one in self.inside(province))

    def inside(self, province: str) -> list[str]:
        """The regencies of a province that have any."""
        return [one for one in self.counts if one.startswith(province)]

    def below_hidden(self) -> Iterator[str]:
        """Hidden regencies of hidden provinces."""
        for one in self.counts:
            if one in self.hidden and one[:_PROVINCE] in self.hidden:
                yield one

    def hide_least(self, areas: Iterable[str]) -> bool:
        """Hide the smallest that is shown; False where none is."""
        shown = [one for one in areas if one not in self.hidden]
        if shown:
            self.hidden.add(min(shown, key=lambda one: (self.counts[one], one)))
        return bool(shown)


def safe(hidden: Iterable[int]) -> bool:
    """True if the sum of hidden counts, each at least 1, gives none of them away.

    At least two, and even if all others were 1 each might still be five or more.
    """
    counts = list(hidden)
    return not counts or (len(counts) > 1 and sum(counts) - (len(counts) - 1) >= FEWEST)
