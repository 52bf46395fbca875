"""What the coverage pages may print."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from referral.web.pages import Page


@dataclass(frozen=True)
class Option:
    """Something to choose from."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class Select:
    """A question of the form above the map."""

    name: str
    label: str
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Swatch:
    """A line of the legend: the pattern's name, its words, how many regencies and people."""

    name: str
    text: str
    regencies: str
    people: str


@dataclass(frozen=True)
class TableRow:
    """A regency in the table; `fill` is the pattern of its outline on the map."""

    code: str
    name: str
    href: str
    province: str
    fill: str
    gap: str
    unverified: bool
    evidence: str
    unit: str
    contested: bool
    people: str
    shares: tuple[str, ...]
    hidden: str


@dataclass(frozen=True)
class Pattern:
    """A fill of the map: the class of its colour, and if lines are drawn over it."""

    name: str
    colour: str
    hatched: bool


@dataclass(frozen=True)
class Layers:
    """What can be laid over the map: addresses, None for what the reader may not see."""

    kinds: tuple[Option, ...]
    services: str
    links: str
    modes: tuple[tuple[str, str], ...]
    unmet: str | None
    confidential: str | None


@dataclass(frozen=True, kw_only=True)
class CoveragePage(Page):
    """The map and its twin, the table; `counts`: with the numbers of confidential places.

    `unverified` counts regencies with lines over their colour; empty where the map has none.
    `months`: how long a check counts.
    """

    template: ClassVar[str] = "coverage/overview.html"
    section: str = "coverage"
    asked: str
    selects: tuple[Select, ...]
    filters: tuple[Select, ...]
    legend: tuple[Swatch, ...]
    legend_title: str
    unverified: str
    months: int
    layers: Layers
    patterns: tuple[Pattern, ...]
    rows: tuple[TableRow, ...]
    total: int
    summary: str
    units: tuple[str, ...]
    files: tuple[tuple[str, str], ...]
    province: str
    counts: bool
    version: str
    moment: str


@dataclass(frozen=True, kw_only=True)
class MeasuringPage(Page):
    """Shown until the first coverage is measured; it asks again by itself."""

    template: ClassVar[str] = "coverage/measuring.html"
    section: str = "coverage"
    again: str


@dataclass(frozen=True)
class NeedLine:
    """A need in a regency: its rung for any child and for each group, and how far people live.

    `first` is whom a plan names first at the seat, `way` how far that is; empty where nobody.
    """

    label: str
    fill: str
    gap: str
    unverified: bool
    evidence: str
    groups: tuple[tuple[str, str], ...]
    first: str
    way: str
    unreachable: bool
    near: str
    href: str


@dataclass(frozen=True)
class UnmetLine:
    """Counts of referrals of children from a regency, small ones withheld."""

    need: str
    counts: tuple[str, ...]


@dataclass(frozen=True)
class Place:
    """A neighbouring regency."""

    name: str
    href: str


@dataclass(frozen=True, kw_only=True)
class RegencyPage(Page):
    """What a regency has and lacks."""

    template: ClassVar[str] = "coverage/regency.html"
    section: str = "coverage"
    name: str
    province: str
    province_href: str
    people: str
    needs: tuple[NeedLine, ...]
    patterns: tuple[Pattern, ...]
    months: int
    kinds: tuple[tuple[str, str], ...]
    hidden: str
    unit: str
    contested: bool
    sources: tuple[str, ...]
    statements: tuple[str, ...]
    neighbours: tuple[Place, ...]
    ways: tuple[Place, ...]
    unmet: tuple[UnmetLine, ...] | None
    moment: str
    version: str
