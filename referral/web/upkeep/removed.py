"""What was taken out of the directory, and bringing it back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm  # type: ignore[import-untyped]

from referral.domain.access import Action
from referral.domain.errors import ActionRefused, NotFound
from referral.domain.tombstones import Tombstone
from referral.domain.upkeep_fields import tells_no_place
from referral.present.file_problems import file_problem_text
from referral.present.translate import translator
from referral.usecases.office import Office
from referral.usecases.upkeep import removing
from referral.web import numbers
from referral.web.access import current_actor, requires
from referral.web.locale import current_language
from referral.web.moment import now
from referral.web.pages import FieldProblem, Page
from referral.web.render import render
from referral.web.routing import private
from referral.web.upkeep.approval_pages import REMOVALS, Told, similar, told
from referral.web.upkeep.removing import removes
from referral.web.upkeep.tasks import Task
from referral.web.upkeep.values import Told as ToldVersion
from referral.web.upkeep.values import told_of
from referral.web.upkeep.waiting import WaitingLink, waiting_links
from referral.web.words import gettext
from referral.web.words import lazy_gettext as _l


@dataclass(frozen=True)
class RemovedRow:
    """A record that was taken out; `into` is where it is found now."""

    name: str
    href: str
    why: str
    when: str
    into: str | None


@dataclass(frozen=True, kw_only=True)
class RemovedListPage(Page):
    """What was taken out, the latest first."""

    template: ClassVar[str] = "upkeep/removed_list.html"
    section: str = "upkeep"
    rows: tuple[RemovedRow, ...]


@dataclass(frozen=True, kw_only=True)
class RemovedPage(Page):
    """A record that was taken out: what it said last, and its history.

    `returnable`: it can be brought back, where `two_editors` with a second editor. `similar` are
    records of the directory that are perhaps the same place.
    """

    template: ClassVar[str] = "upkeep/removed.html"
    section: str = "upkeep"
    row: RemovedRow
    removed_id: str
    record: tuple[Told, ...]
    versions: tuple[ToldVersion, ...]
    returnable: bool
    two_editors: bool
    similar: tuple[tuple[str, str], ...]
    waiting: tuple[WaitingLink, ...]
    problems: tuple[FieldProblem, ...] = ()


TASKS = (
    Task(
        _l("Removed records"),
        _l("What was taken out or merged, with its history; bring one back."),
        "upkeep.removed_list",
        Action.EDIT_DIRECTORY,
    ),
)


def add_routes(upkeep: Blueprint, office: Office) -> None:
    """Give the blueprint the pages of what was removed."""

    @upkeep.get("/manage/removed", endpoint="removed_list")
    @requires(Action.EDIT_DIRECTORY)
    def show_list() -> Response:
        """What was taken out."""
        found = removing.list_removed(office, current_actor())
        page = RemovedListPage(
            title=gettext("Rujuk – Notes: %(what)s", what=gettext("removed")),
            rows=tuple(removed_row(one, office) for one in found),
        )
        return private(render(page))

    @upkeep.get("/manage/removed/<removed_id>", endpoint="removed")
    @requires(Action.EDIT_DIRECTORY)
    def show_removed(removed_id: str) -> Response:
        """One of them."""
        return private(render(removed_page(office, removed_id)))

    @upkeep.post("/manage/removed/<removed_id>", endpoint="bring_back")
    @removes
    def bring_back(removed_id: str) -> ResponseReturnValue:
        """Put it back, or ask a second editor to."""
        return brought_back(office, removed_id)


def brought_back(office: Office, removed_id: str) -> ResponseReturnValue:
    """Put a record back, or say why not."""
    if not FlaskForm().validate():
        stale = gettext("This page was open for too long. Send it once more.")
        return private(render(removed_page(office, removed_id, stale)), 422)
    try:
        waits = removing.bring_back(office, current_actor(), removed_id, now=now())
    except ActionRefused as refused:
        if refused.code == "already_there":
            flash(gettext("It is in the directory already."))
            return redirect(url_for("upkeep.removed_list"), 303)
        return private(render(removed_page(office, removed_id, refused_text(refused))), 409)
    except NotFound:
        abort(404)
    if waits is not None:
        flash(gettext("A second editor must agree. It waits under “Approvals”."))
        return redirect(url_for("upkeep.approval", approval_id=waits), 303)
    flash(gettext("Brought back: it is in the directory again as it was, under the same id."))
    # its own pages are there as soon as the directory is read anew
    return redirect(url_for("upkeep.removed_list"), 303)


def refused_text(refused: ActionRefused) -> str:
    """Why it did not come back, and what to do."""
    if refused.code == "contradicts":
        code = str(refused.facts.get("problem", ""))
        why = file_problem_text(code, {}, translator(current_language()))
        return gettext(
            "What it said last does not fit together any more: %(why)s Enter it as a new service.",
            why=why,
        )
    return gettext("It was merged, or nothing of it was kept. Enter it as a new service.")


def removed_page(office: Office, removed_id: str, problem: str | None = None) -> RemovedPage:
    """A record that was taken out, or 404."""
    try:
        found = removing.show_removed(office, current_actor(), removed_id)
    except NotFound:
        abort(404)
    zone = office.zone(found.stone.region_code or "")
    people = removing.people(office, {one.by for one in found.versions})
    last = found.last
    return RemovedPage(
        title=gettext("Rujuk – Notes: %(what)s", what=gettext("removed")),
        row=removed_row(found.stone, office),
        removed_id=removed_id,
        record=told(last, office) if last else (),
        versions=tuple(told_of(one, zone, people) for one in found.versions),
        returnable=found.returnable,
        two_editors=last is not None and tells_no_place(last),
        similar=tuple(similar(office, last)) if last and found.returnable else (),
        waiting=waiting_links(found.waiting),
        problems=(FieldProblem(None, problem),) if problem else (),
    )


def removed_row(stone: Tombstone, office: Office) -> RemovedRow:
    """A tombstone as a line."""
    zone = office.zone(stone.region_code or "")
    at = stone.removed_at.astimezone(ZoneInfo(zone))
    gone = office.tables.directory.gone(stone.service_id)
    into = gone.successor if gone is not None else None
    return RemovedRow(
        name=stone.name or stone.service_id,
        href=url_for("upkeep.removed", removed_id=stone.service_id),
        why=str(REMOVALS[stone.reason]),
        when=numbers.moment_text(at, zone, current_language()),
        into=url_for("pages.service", service_id=into) if into else None,
    )
