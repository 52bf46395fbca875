"""What the pages "what if" may print."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from referral.web.coverage.pages import Pattern
from referral.web.forms.coverage import CloseOneForm, FragileForm, SitingForm, SupposeForm
from referral.web.pages import FieldProblem, MendedPage, Page


@dataclass(frozen=True)
class AreaRow:
    """A regency before and after; `fill_…` are the patterns of its outline on the two maps."""

    code: str
    name: str
    href: str
    province: str
    people: str
    before: str
    before_share: str
    after: str
    after_share: str
    change: str
    fill_before: str
    fill_after: str
    changed: bool


@dataclass(frozen=True)
class Class:
    """A class of the two maps: its pattern, its words, how many regencies are in it."""

    name: str
    text: str
    before: str
    after: str


@dataclass(frozen=True)
class BothMaps:
    """The two maps: their rows, the classes of their colours, and how many regencies change."""

    rows: tuple[AreaRow, ...]
    classes: tuple[Class, ...]
    changed: str
    limit: str


@dataclass(frozen=True, kw_only=True)
class _QuestionPage(MendedPage):
    """A form of a question, with what is to be mended."""

    section: str = "coverage"
    form: SupposeForm


@dataclass(frozen=True, kw_only=True)
class WhatIfPage(_QuestionPage):
    """Where the next centres help most: the question."""

    template: ClassVar[str] = "coverage/what_if.html"
    form: SitingForm


@dataclass(frozen=True, kw_only=True)
class FragilePage(_QuestionPage):
    """Who depends on one service: the question."""

    template: ClassVar[str] = "coverage/fragile.html"
    form: FragileForm


@dataclass(frozen=True, kw_only=True)
class CloseOnePage(_QuestionPage):
    """What is lost if one service closes: the question."""

    template: ClassVar[str] = "coverage/close.html"
    form: CloseOneForm
    name: str
    href: str


@dataclass(frozen=True)
class Seat:
    """A chosen seat; `number` is its mark on the map, `alone` what it would do by itself."""

    number: int
    name: str
    href: str
    province: str
    latitude: float
    longitude: float
    alone: str


@dataclass(frozen=True, kw_only=True)
class SitedPage(Page):
    """Where the next centres help most: the answer."""

    template: ClassVar[str] = "coverage/sited.html"
    section: str = "coverage"
    heading: str
    asked: tuple[str, ...]
    text: str
    findings: tuple[str, ...]
    proof: str
    seats: tuple[Seat, ...]
    fewer: bool
    maps: BothMaps
    patterns: tuple[Pattern, ...]
    files: tuple[tuple[str, str], ...]
    again: str
    version: str


@dataclass(frozen=True)
class Depends:
    """A service on which people depend alone."""

    service_id: str
    name: str
    href: str
    kind: str
    region: str
    people: str
    regencies: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class CriticalPage(Page):
    """The services on which most people depend; ticked ones can be supposed to close."""

    template: ClassVar[str] = "coverage/critical.html"
    section: str = "coverage"
    asked: str
    summary: str
    services: tuple[Depends, ...]
    ticked: frozenset[str] = field(default_factory=frozenset)
    problems: tuple[FieldProblem, ...] = ()
    action: str
    file: str
    again: str
    version: str


@dataclass(frozen=True)
class ClosedService:
    """A service that is supposed to close."""

    name: str
    href: str
    region: str


@dataclass(frozen=True, kw_only=True)
class ClosedPage(Page):
    """The country without some services."""

    template: ClassVar[str] = "coverage/closed.html"
    section: str = "coverage"
    asked: str
    closed: tuple[ClosedService, ...]
    findings: tuple[str, ...]
    maps: BothMaps
    patterns: tuple[Pattern, ...]
    files: tuple[tuple[str, str], ...]
    back: str
    version: str
