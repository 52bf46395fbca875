"""What the pages of a province may print."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from referral.web.coverage.pages import Option, Select
from referral.web.pages import MendedPage, Page


@dataclass(frozen=True)
class ProvinceRow:
    """A province in the list of all: of `regencies` so many where `cannot` holds."""

    name: str
    href: str
    regencies: str
    cannot: str
    people: str


@dataclass(frozen=True, kw_only=True)
class ProvincesPage(Page):
    """The provinces, with how many of their regencies cannot help a boy tonight."""

    template: ClassVar[str] = "coverage/provinces.html"
    section: str = "coverage"
    rows: tuple[ProvinceRow, ...]


@dataclass(frozen=True)
class DistrictRow:
    """What a plan answers in a regency; `way` is empty where it names no place."""

    name: str
    href: str
    people: str
    gap: str
    unverified: bool
    first: str
    way: str


@dataclass(frozen=True)
class StepLine:
    """A decision on an act, in words."""

    moment: str
    state: str
    owner: str
    due: str
    reach: str


@dataclass(frozen=True)
class ActRow:
    """An act: what, whom it reaches, and for a coordinator what was decided on it.

    `standing` is what measuring again says of one that was decided on; `late`: its day is over.
    """

    kind: str
    text: str
    reach: str
    state: str = ""
    owner: str = ""
    due: str = ""
    late: bool = False
    standing: str = ""
    steps: tuple[StepLine, ...] = ()
    href: str | None = None


@dataclass(frozen=True, kw_only=True)
class ProvincePage(Page):
    """Which regencies cannot help, and what to do first. `ready`: the acts are worked out."""

    template: ClassVar[str] = "coverage/province.html"
    section: str = "coverage"
    code: str
    name: str
    selects: tuple[Select, ...]
    asked: str
    answer: str
    cannot: tuple[DistrictRow, ...]
    can: tuple[DistrictRow, ...]
    ready: bool
    acts: tuple[ActRow, ...]
    past: tuple[ActRow, ...]
    plans: bool
    again: str
    ways: tuple[tuple[str, str], ...]
    sheets: tuple[tuple[str, str], ...]
    elsewhere: tuple[tuple[str, str], ...]
    measured: str
    version: str


@dataclass(frozen=True, kw_only=True)
class ActPage(MendedPage):
    """The decision on one act: its state, an office as owner, and a day."""

    template: ClassVar[str] = "coverage/act.html"
    section: str = "coverage"
    province: str
    back: str
    action: str
    act: ActRow
    hidden: tuple[tuple[str, str], ...]
    states: tuple[Option, ...]
    owners: tuple[Option, ...]
    due: str
    values: Mapping[str, str] = field(default_factory=dict)
