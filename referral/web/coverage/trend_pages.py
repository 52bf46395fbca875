"""What the page of the trend may print."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from referral.web.coverage.pages import Pattern, Select, Swatch
from referral.web.pages import MendedPage


@dataclass(frozen=True)
class CauseLine:
    """A public record that changed, its page while there is one, and what became of it."""

    name: str
    href: str
    became: str


@dataclass(frozen=True)
class ChangeLine:
    """A regency at both moments."""

    code: str
    name: str
    href: str
    province: str
    fill: str
    turn: str
    people: str
    gap_then: str
    gap_now: str
    near_then: str
    near_now: str
    causes: tuple[CauseLine, ...]

    @property
    def changed(self) -> bool:
        """Whether anything is other than before."""
        return self.fill != "same"


@dataclass(frozen=True)
class AreaLine:
    """A province: how many regencies went which way, with a gap, and people near, then and now."""

    name: str
    href: str
    better: str
    worse: str
    gaps_then: str
    gaps_now: str
    near_then: str
    near_now: str


@dataclass(frozen=True)
class Outcome:
    """What the comparison found."""

    compared: str
    summary: tuple[str, ...]
    legend: tuple[Swatch, ...]
    patterns: tuple[Pattern, ...]
    most: tuple[ChangeLine, ...]
    areas: tuple[AreaLine, ...]
    rows: tuple[ChangeLine, ...]
    files: tuple[tuple[str, str], ...]
    version: str


@dataclass(frozen=True, kw_only=True)
class TrendPage(MendedPage):
    """The coverage at two moments side by side; `outcome` is None where a date is refused."""

    template: ClassVar[str] = "coverage/trend.html"
    section: str = "coverage"
    selects: tuple[Select, ...]
    since: str
    first: str
    last: str
    from_text: str
    to_text: str
    asked: str
    province: str
    outcome: Outcome | None
