"""The home page of a desk: what is overdue first, then by the hour of the next action."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from flask import Blueprint

from referral.domain.access import Action
from referral.usecases.case_views import show_work
from referral.usecases.office import Office
from referral.usecases.shifts import waiting_handover
from referral.web.access import current_actor, requires
from referral.web.cases.hours import hour_text, in_jakarta
from referral.web.cases.work_rows import WorkRow, work_row
from referral.web.cases.work_words import CLOSURES
from referral.web.locale import current_language
from referral.web.moment import now
from referral.web.numbers import JAKARTA
from referral.web.pages import Page
from referral.web.render import render
from referral.web.words import gettext


@dataclass(frozen=True)
class ClosedRow:
    """A case closed a short while ago."""

    code: str
    closed: str
    how: str


@dataclass(frozen=True)
class WaitingList:
    """A list that the desk gave and nobody accepted: since when, and by whom it was given."""

    since: str
    own: bool
    late: bool


@dataclass(frozen=True, kw_only=True)
class WorklistPage(Page):
    """The open cases of somebody's desk or organisation, and those closed last."""

    template: ClassVar[str] = "cases/worklist.html"
    section: str = "cases"
    late: tuple[WorkRow, ...]
    next: tuple[WorkRow, ...]
    closed: tuple[ClosedRow, ...]
    waiting: WaitingList | None
    has_desk: bool


def add_routes(cases: Blueprint, office: Office) -> None:
    """Give the blueprint the worklist."""

    @cases.get("/referrals")
    @requires(Action.LIST_CASES)
    def index() -> str:
        """What this desk does next."""
        return render(worklist_page(office, now()))


def worklist_page(office: Office, moment: datetime) -> WorklistPage:
    """The worklist of the actor at a moment."""
    actor = current_actor()
    work = show_work(office, actor, now=moment, language=current_language())
    rows = [work_row(one, moment) for one in work["cases"]]
    waiting = waiting_handover(office, actor, now=moment)
    return WorklistPage(
        title=gettext("Rujuk – Notes: desk"),
        late=tuple(row for row in rows if row.late),
        next=tuple(row for row in rows if not row.late),
        closed=tuple(closed_row(one, moment) for one in work["closed"]),
        waiting=_waiting(waiting, moment) if waiting else None,
        has_desk=actor.desk is not None,
    )


def closed_row(one: dict[str, Any], moment: datetime) -> ClosedRow:
    """A closed case in words."""
    at = one["closed_at"].astimezone(JAKARTA)
    return ClosedRow(
        one["code"], hour_text(at, moment), str(CLOSURES.get(one["closure"], one["closure"]))
    )


def _waiting(handover: dict[str, Any], moment: datetime) -> WaitingList:
    since = in_jakarta(handover["given_at"], moment)
    return WaitingList(since, handover["own"], handover["late"])
