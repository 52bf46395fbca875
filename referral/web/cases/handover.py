"""The hand-over of a shift: a desk's list is given, and another account of the desk accepts it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from flask import Blueprint, Response, flash, make_response, redirect, request, url_for
from werkzeug.wrappers import Response as Answer

from referral.domain.access import Action
from referral.domain.errors import ActionRefused, Overtaken
from referral.usecases.office import Office
from referral.usecases.shifts import accept_desk, give_desk, show_handover
from referral.web.access import current_actor, requires
from referral.web.cases.hours import in_jakarta, span_text
from referral.web.cases.work_rows import WorkRow, work_row
from referral.web.locale import current_language
from referral.web.moment import now
from referral.web.numbers import JAKARTA, moment_text
from referral.web.pages import Page
from referral.web.render import render
from referral.web.words import gettext


@dataclass(frozen=True)
class Given:
    """The last list that the desk gave; `until` is when the coordinator hears of it."""

    id: str
    at: str
    until: str
    waits: bool
    own: bool
    late: bool
    accepted: str | None


@dataclass(frozen=True, kw_only=True)
class HandoverPage(Page):
    """The list of a desk for the next shift; `desk` is None for an account without one."""

    template: ClassVar[str] = "cases/handover.html"
    section: str = "cases"
    desk: str | None = None
    phone: str | None = None
    made: str = ""
    minutes: str = ""
    given: Given | None = None
    rows: tuple[WorkRow, ...] = ()
    problem: str | None = None


def add_routes(cases: Blueprint, office: Office) -> None:
    """Give the blueprint the list, its giving and its acceptance."""

    @cases.get("/referrals/handover")
    @requires(Action.HAND_OVER)
    def handover() -> Response:
        """The list as it is now."""
        return printed(office)

    @cases.post("/referrals/handover")
    @requires(Action.HAND_OVER)
    def give() -> Answer:
        """Give the list to the next shift."""
        try:
            give_desk(office, current_actor(), now=now())
        except ActionRefused as refusal:
            return printed(office, refusal.code)
        flash(gettext("The list is given. The next shift must accept it."))
        return redirect(url_for("cases.handover"), 303)

    @cases.post("/referrals/handover/accept")
    @requires(Action.HAND_OVER)
    def accept() -> Answer:
        """Take the list over."""
        try:
            accept_desk(office, current_actor(), request.form.get("handover", ""), now=now())
        except Overtaken as late:
            return printed(office, late.code, 409)
        except ActionRefused as refusal:
            return printed(office, refusal.code)
        flash(gettext("You have accepted the list. These referrals are your shift’s now."))
        return redirect(url_for("cases.index"), 303)


def printed(office: Office, problem: str | None = None, status: int = 422) -> Response:
    """The page as the desk stands now, with what was refused."""
    try:
        page = handover_page(office, now(), problem_text(problem) if problem else None)
    except ActionRefused as refusal:  # without a desk there is no list
        page = HandoverPage(title=page_title(), problem=problem_text(refusal.code))
        return make_response(render(page), 422)
    return make_response(render(page), status if problem else 200)


def page_title() -> str:
    """The neutral title of the tab."""
    return gettext("Rujuk – Notes: shift")


def handover_page(office: Office, moment: datetime, problem: str | None) -> HandoverPage:
    """The list of the actor's desk.

    :raises ActionRefused: `no_desk`
    """
    found = show_handover(office, current_actor(), now=moment, language=current_language())
    given = found["handover"]
    return HandoverPage(
        title=page_title(),
        desk=found["desk"],
        phone=found["phone"],
        made=moment_text(moment.astimezone(JAKARTA), JAKARTA.key, current_language()),
        minutes=span_text(found["accept_minutes"]),
        given=_given(given, moment) if given else None,
        rows=tuple(work_row(one, moment) for one in found["cases"]),
        problem=problem,
    )


def _given(given: dict[str, Any], moment: datetime) -> Given:
    accepted = given["accepted_at"]
    return Given(
        id=given["id"],
        at=in_jakarta(given["given_at"], moment),
        until=in_jakarta(given["accept_by"], moment),
        waits=given["waits"],
        own=given["own"],
        late=given["late"],
        accepted=in_jakarta(accepted, moment) if accepted else None,
    )


def problem_text(code: str) -> str:
    """What was refused, and what to do."""
    texts = {
        "handover_waits": gettext(
            "The list has been given already and waits. Another person of this desk must accept it."
        ),
        "own_handover": gettext(
            "You gave this list yourself: somebody else of this desk must accept it."
        ),
        "unknown_handover": gettext(
            "This list is no longer the latest one. Look at the list below and try again."
        ),
        "overtaken": gettext("Somebody else was quicker and has accepted the list."),
        "no_desk": gettext(
            "Your account belongs to no desk, so there is no list. Ask the administrator."
        ),
    }
    return texts.get(code, texts["no_desk"])
