"""Taking a record out of the directory, and what was taken out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm  # type: ignore[import-untyped]
from wtforms import StringField  # type: ignore[import-untyped]

from referral.domain.access import Action
from referral.domain.errors import NotFound, Overtaken
from referral.domain.tombstones import RemovalReason, Tombstone
from referral.usecases.office import Office
from referral.usecases.upkeep import removing
from referral.usecases.upkeep.approvals import needs_second
from referral.usecases.upkeep.duplicates import similar_to
from referral.usecases.upkeep.removing import Seen
from referral.web import numbers
from referral.web.access import current_actor, requires
from referral.web.locale import current_language
from referral.web.moment import now
from referral.web.pages import FieldProblem, Page
from referral.web.render import render
from referral.web.routing import private
from referral.web.upkeep.approval_pages import REMOVALS, Told, told
from referral.web.upkeep.tasks import Task
from referral.web.upkeep.values import Told as ToldVersion
from referral.web.upkeep.values import told_of
from referral.web.words import gettext
from referral.web.words import lazy_gettext as _l

removes = requires(Action.EDIT_DIRECTORY, fresh=True)
"""Who takes a record out for good has given the password a short while ago."""


@dataclass(frozen=True, kw_only=True)
class RemovePage(Page):
    """Whether and why a record is to go. `similar` are records that it is perhaps one with."""

    template: ClassVar[str] = "upkeep/remove.html"
    section: str = "upkeep"
    name: str
    service_id: str
    hidden: bool
    mark: str
    two_editors: bool
    reasons: tuple[tuple[str, str], ...]
    chosen: str
    other: str
    similar: tuple[tuple[str, str], ...]
    problems: tuple[FieldProblem, ...] = ()

    def problem_of(self, field_id: str) -> str | None:
        """The message about a field."""
        return next((one.text for one in self.problems if one.field_id == field_id), None)


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
    """A record that was taken out: what it said last, and its history."""

    template: ClassVar[str] = "upkeep/removed.html"
    section: str = "upkeep"
    row: RemovedRow
    record: tuple[Told, ...]
    versions: tuple[ToldVersion, ...]


class RemoveForm(FlaskForm):  # type: ignore[misc]
    """Why it goes, and what was seen."""

    reason = StringField()
    mark = StringField()


class TwinForm(FlaskForm):  # type: ignore[misc]
    """The id or the address of the record that stays."""

    other = StringField()


TASKS = (
    Task(
        _l("Removed records"),
        _l("What was taken out or merged, with its history."),
        "upkeep.removed_list",
        Action.EDIT_DIRECTORY,
    ),
)


def add_routes(upkeep: Blueprint, office: Office) -> None:
    """Give the blueprint the pages of removing."""

    @upkeep.get("/manage/services/<service_id>/remove", endpoint="remove")
    @removes
    def show(service_id: str) -> Response:
        """The question."""
        return private(render(remove_page(office, seen(office, service_id))))

    @upkeep.post("/manage/services/<service_id>/remove", endpoint="take_out")
    @removes
    def take_out(service_id: str) -> ResponseReturnValue:
        """Remove it, or ask a second editor to."""
        return carried_out(office, service_id, RemoveForm())

    @upkeep.post("/manage/services/<service_id>/twin", endpoint="find_twin")
    @requires(Action.EDIT_DIRECTORY)
    def find_twin(service_id: str) -> ResponseReturnValue:
        """To the page where the record is set beside another."""
        form = TwinForm()
        other = (form.other.data or "").strip().split("?")[0].rstrip("/").rsplit("/", 1)[-1]
        try:
            removing.see(office, current_actor(), other, now=now())
        except NotFound:
            other = ""
        if not form.validate() or not other or other == service_id:
            text = gettext("There is no other record of that id. Copy it from its page’s address.")
            page = remove_page(
                office, seen(office, service_id), [FieldProblem("other", text)],
                other=form.other.data or "",
            )  # fmt: skip
            return private(render(page), 422)
        where = url_for("upkeep.side_by_side", kept_ref=other, gone_ref=service_id)
        return redirect(where, 303)

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


def seen(office: Office, service_id: str) -> Seen:
    """The record, or 404."""
    try:
        return removing.see(office, current_actor(), service_id, now=now())
    except NotFound:
        abort(404)


def carried_out(office: Office, service_id: str, form: RemoveForm) -> ResponseReturnValue:
    """Remove a record, or say what is wrong."""
    record, reason = seen(office, service_id), form.reason.data or ""
    if not form.validate():
        stale = gettext("This page was open for too long. Send it once more.")
        return private(
            render(remove_page(office, record, [FieldProblem(None, stale)], reason)), 422
        )
    if reason not in set(RemovalReason):
        wrong = FieldProblem("reason-closed", gettext("Say why it goes."))
        return private(render(remove_page(office, record, [wrong])), 422)
    try:
        waits = removing.remove(
            office, current_actor(), service_id, RemovalReason(reason),
            mark=form.mark.data or "", now=now(),
        )  # fmt: skip
    except Overtaken:
        text = gettext("Somebody else has changed the record meanwhile. Look at it once more.")
        wrong = FieldProblem(None, text)
        return private(render(remove_page(office, record, [wrong], reason)), 409)
    except NotFound:
        abort(404)
    if waits is not None:
        flash(gettext("A second editor decides. Until then it stays in the directory."))
        return redirect(url_for("upkeep.approval", approval_id=waits), 303)
    flash(gettext("Removed. Its address says so, and its history stays."))
    return redirect(url_for("upkeep.removed", removed_id=record.service.id), 303)


def remove_page(
    office: Office,
    record: Seen,
    problems: list[FieldProblem] | None = None,
    chosen: str = "",
    other: str = "",
) -> RemovePage:
    """The question, with what was chosen."""
    service, routing = record.service, office.tables.routing
    found = []
    for pair in similar_to(office, service):
        twin = pair.second if pair.first.id == service.id else pair.first
        ref = routing.public_id(twin)
        name = gettext("A protected place") if twin.hidden else twin.name
        found.append((name, url_for("upkeep.side_by_side", kept_ref=ref, gone_ref=record.ref)))
    return RemovePage(
        title=gettext("Rujuk – Notes: %(what)s", what=gettext("remove")),
        name=service.name,
        service_id=record.ref,
        hidden=service.hidden,
        mark=record.mark,
        two_editors=needs_second(service, None) is not None,
        reasons=tuple((code, str(text)) for code, text in REMOVALS.items()),
        chosen=chosen,
        other=other,
        similar=tuple(found),
        problems=tuple(problems or ()),
    )


def removed_page(office: Office, removed_id: str) -> RemovedPage:
    """A record that was taken out, or 404."""
    try:
        found = removing.show_removed(office, current_actor(), removed_id)
    except NotFound:
        abort(404)
    zone = office.zone(found.stone.region_code or "")
    people = removing.people(office, {one.by for one in found.versions})
    return RemovedPage(
        title=gettext("Rujuk – Notes: %(what)s", what=gettext("removed")),
        row=removed_row(found.stone, office),
        record=told(found.last, office) if found.last else (),
        versions=tuple(told_of(one, zone, people) for one in found.versions),
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
