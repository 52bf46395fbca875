"""What each page may print: one documented type a template.

Templates run under StrictUndefined, so a name that is not here fails a test, not an operator.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from referral.web import wording
from referral.web.cards import AnswerCard, BannerCard, CallCard, Number, StepCard, WhyNot
from referral.web.forms.console import ConsoleForm, PlaceForm
from referral.web.forms.directory import DirectoryForm


@dataclass(frozen=True)
class FieldProblem:
    """What is wrong with a field, said as what to do; `field_id` is None for the whole form."""

    field_id: str | None
    text: str


@dataclass(frozen=True)
class PlaceChoice:
    """A candidate for a typed place."""

    code: str
    label: str


@dataclass(frozen=True, kw_only=True)
class Page:
    """Base of every page. The tab's `title` says nothing about children or violence."""

    template: ClassVar[str]
    title: str
    section: str = ""


@dataclass(frozen=True, kw_only=True)
class MendedPage(Page):
    """A page with forms, and what is to be mended in them."""

    problems: tuple[FieldProblem, ...] = ()

    def problem_of(self, *field_ids: str) -> str | None:
        """The first message about a field, for the line beside it."""
        return next((one.text for one in self.problems if one.field_id in field_ids), None)


@dataclass(frozen=True, kw_only=True)
class ConsolePage(MendedPage):
    """The routing console, empty or with what was typed.

    `overdue` counts the reader's own cases that are late.
    """

    template: ClassVar[str] = "routing/console.html"
    form: ConsoleForm
    section: str = "console"
    choices: Mapping[str, tuple[PlaceChoice, ...]] = field(default_factory=dict)
    carried: tuple[tuple[str, str], ...] = ()
    focus: str | None = None
    overdue: int = 0


@dataclass(frozen=True)
class TriedRow:
    """A call already made, shown with a way to take it back."""

    service_id: str
    name: str
    outcome: str
    text: str


@dataclass(frozen=True)
class UsedRow:
    """A service used although it was rejected; `works` is False where a rule forbids it."""

    service_id: str
    name: str
    value: str
    reason: str
    works: bool


@dataclass(frozen=True)
class WhyChoice:
    """A service whose name fits what the worker typed under "why not …?"."""

    service_id: str
    name: str
    region: str


@dataclass(frozen=True, kw_only=True)
class PlanPage(Page):
    """The plan. `kept` are the console's answers; `text` is what may leave the screen (R47).

    `home` is the question for the home regency, where it matters; `opening` where whoever may
    makes the plan a case.
    """

    template: ClassVar[str] = "routing/plan.html"
    section: str = "console"
    place: str
    moment: str
    summary: tuple[str, ...]
    banners: tuple[BannerCard, ...]
    answers: tuple[AnswerCard, ...]
    call_card: CallCard
    one_stop: str | None
    chain: tuple[StepCard, ...]
    home: PlaceForm | None
    call_back: str
    kept: tuple[tuple[str, str], ...]
    tried: tuple[TriedRow, ...]
    used: tuple[UsedRow, ...]
    override_reasons: wording.Choices
    status: str | None
    more: int
    next_more: int
    outcomes: wording.Choices
    why: WhyNot | None
    why_choices: tuple[WhyChoice, ...]
    why_text: str
    why_missing: bool
    text: str
    ruleset: str
    directory_version: str
    opening: str | None = None


@dataclass(frozen=True, kw_only=True)
class RestorePage(Page):
    """The empty sheet into which a tab's own plan is put back."""

    template: ClassVar[str] = "routing/restore.html"
    section: str = "console"


@dataclass(frozen=True)
class ServiceRow:
    """A line of the directory.

    `secret` says of a protected place that its unit stands here for it: several such look alike.
    """

    service_id: str
    name: str
    kind: str
    region: str
    needs: tuple[str, ...]
    phones: tuple[Number, ...]
    whatsapp: tuple[Number, ...]
    state: str
    open: str
    freshness: str
    travel: str | None
    secret: str = ""


@dataclass(frozen=True)
class ProvinceRow:
    """A province with how many of the services found stand in it."""

    code: str
    name: str
    number: int


@dataclass(frozen=True, kw_only=True)
class DirectoryPage(Page):
    """The directory, filtered.

    `ticks` counts what each tick would leave, None where it is not counted; `link` is an address
    for this list; `files` are the whole directory, to be kept.
    """

    template: ClassVar[str] = "directory/list.html"
    section: str = "directory"
    form: DirectoryForm
    rows: tuple[ServiceRow, ...]
    total: int
    page: int
    pages: int
    region: str | None
    region_choices: tuple[PlaceChoice, ...]
    region_unknown: bool
    country: str | None
    start: str | None
    start_choices: tuple[PlaceChoice, ...]
    start_missing: bool
    ticks: Mapping[str, int | None]
    provinces: tuple[ProvinceRow, ...]
    link: str | None
    files: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Fact:
    """A yes/no statement about a service and how it is known."""

    label: str
    value: str
    sure: bool
    basis: str


@dataclass(frozen=True)
class NeedRow:
    """A need that a service meets, how, and how that is known."""

    label: str
    how: str
    basis: str


@dataclass(frozen=True, kw_only=True)
class ServicePage(Page):
    """One service with every public fact; `links` lead whoever keeps the record to its pages."""

    template: ClassVar[str] = "directory/service.html"
    section: str = "directory"
    name: str
    organization: str | None
    kind: str
    region: str
    status_note: str | None
    inactive: bool
    phones: tuple[Number, ...]
    whatsapp: tuple[Number, ...]
    email: str | None
    website: str | None
    address: str | None
    needs: tuple[NeedRow, ...]
    sub_needs: tuple[str, ...]
    takes_reports: bool
    state: str
    open: str
    hours_text: str | None
    hours: tuple[tuple[str, str], ...]
    coverage: tuple[str, ...]
    age: str | None
    facts: tuple[Fact, ...]
    unknown: tuple[str, ...]
    warnings: tuple[str, ...]
    other_names: tuple[str, ...]
    freshness: str
    source: str
    links: tuple[tuple[str, str], ...] = ()
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class GonePage(Page):
    """A service that was removed: why, and where to look instead. `region` None: in the list."""

    template: ClassVar[str] = "directory/gone.html"
    section: str = "directory"
    name: str
    why: str
    region: str | None
    href: str
    lines: tuple[Number, ...]


@dataclass(frozen=True, kw_only=True)
class CalendarPage(Page):
    """Where "quick exit" lands: a month, and nothing that leads back."""

    template: ClassVar[str] = "calendar.html"
    month: str
    weekdays: tuple[str, ...]
    weeks: tuple[tuple[int | None, ...], ...]
    today: int


@dataclass(frozen=True, kw_only=True)
class FailurePage(Page):
    """A page that could not be had, with what to do and the lines that answer."""

    template: ClassVar[str] = "errors/failure.html"
    heading: str
    advice: str
    lines: tuple[Any, ...] = ()
