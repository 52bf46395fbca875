"""Taking a record out of the directory, in two steps: why, and then what will happen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from flask import Blueprint, Response, abort, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm  # type: ignore[import-untyped]
from wtforms import StringField  # type: ignore[import-untyped]

from referral.domain.access import Action
from referral.domain.errors import NotFound, Overtaken
from referral.domain.tombstones import RemovalReason
from referral.usecases.coverage_now import CoverageNow
from referral.usecases.office import Office
from referral.usecases.upkeep import removing
from referral.usecases.upkeep.approvals import needs_second
from referral.usecases.upkeep.duplicates import similar_to
from referral.usecases.upkeep.removing import Seen
from referral.web.access import current_actor, requires
from referral.web.moment import now
from referral.web.pages import FieldProblem, MendedPage, Page
from referral.web.render import render
from referral.web.routing import private
from referral.web.upkeep.approval_pages import REMOVALS, region_of
from referral.web.upkeep.waiting import WaitingLink, waiting_links
from referral.web.words import gettext, ngettext, plain_label

removes = requires(Action.EDIT_DIRECTORY, fresh=True)
"""Who takes a record out for good has given the password a short while ago."""


@dataclass(frozen=True, kw_only=True)
class RemovePage(MendedPage):
    """Whether and why a record is to go. `similar` are records that it is perhaps one with."""

    template: ClassVar[str] = "upkeep/remove.html"
    section: str = "upkeep"
    name: str
    service_id: str
    hidden: bool
    reasons: tuple[tuple[str, str], ...]
    other: str
    similar: tuple[tuple[str, str], ...]
    waiting: tuple[WaitingLink, ...]


@dataclass(frozen=True, kw_only=True)
class SurePage(Page):
    """What will happen if a record is removed for the reason that was chosen.

    `first` says in how many regencies a plan shows it first, by need; None while that is being
    counted.
    """

    template: ClassVar[str] = "upkeep/remove_sure.html"
    section: str = "upkeep"
    name: str
    told: str
    service_id: str
    hidden: bool
    mark: str
    two_editors: bool
    reason: str
    why: str
    first: tuple[str, ...] | None
    waiting: tuple[WaitingLink, ...]
    problems: tuple[FieldProblem, ...] = ()


class RemoveForm(FlaskForm):  # type: ignore[misc]
    """Why it goes, and what was seen."""

    reason = StringField()
    mark = StringField()


class TwinForm(FlaskForm):  # type: ignore[misc]
    """The id or the address of the record that stays."""

    other = StringField()


def add_routes(upkeep: Blueprint, office: Office) -> None:
    """Give the blueprint the pages of removing."""

    @upkeep.get("/manage/services/<service_id>/remove", endpoint="remove")
    @removes
    def show(service_id: str) -> Response:
        """Why it goes; with a reason, what will happen then. Nothing is changed yet."""
        record, reason = seen(office, service_id), request.args.get("reason", "")
        if reason in set(RemovalReason):
            return private(render(sure_page(office, record, reason)))
        return private(render(remove_page(office, record)))

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


def seen(office: Office, service_id: str) -> Seen:
    """The record, or 404."""
    try:
        return removing.see(office, current_actor(), service_id, now=now())
    except NotFound:
        abort(404)


def carried_out(office: Office, service_id: str, form: RemoveForm) -> ResponseReturnValue:
    """Remove a record, or say what is wrong."""
    record, reason = seen(office, service_id), form.reason.data or ""
    if reason not in set(RemovalReason):
        return private(render(remove_page(office, record, [no_reason()])), 422)
    if not form.validate():
        stale = gettext("This page was open for too long. Send it once more.")
        return private(render(sure_page(office, record, reason, stale)), 422)
    try:
        waits = removing.remove(
            office, current_actor(), service_id, RemovalReason(reason),
            mark=form.mark.data or "", now=now(),
        )  # fmt: skip
    except Overtaken:
        text = gettext("Somebody else has changed the record meanwhile. Look at it once more.")
        return private(render(sure_page(office, record, reason, text)), 409)
    except NotFound:
        abort(404)
    if waits is not None:
        flash(gettext("A second editor decides. Until then it stays in the directory."))
        return redirect(url_for("upkeep.approval", approval_id=waits), 303)
    flash(gettext("Removed. Its address says so; here it can be brought back."))
    return redirect(url_for("upkeep.removed", removed_id=record.service.id), 303)


def no_reason() -> FieldProblem:
    """What is said where no reason was chosen."""
    return FieldProblem("reason-closed", gettext("Say why it goes."))


def sure_page(office: Office, record: Seen, reason: str, problem: str | None = None) -> SurePage:
    """What will happen."""
    service = record.service
    region = region_of(service, office, hidden=service.hidden)
    return SurePage(
        title=gettext("Rujuk – Notes: %(what)s", what=gettext("remove")),
        name=service.name,
        told=", ".join(one for one in (plain_label("kind", service.kind), region) if one),
        service_id=record.ref,
        hidden=service.hidden,
        mark=record.mark,
        two_editors=needs_second(service, None) is not None,
        reason=reason,
        why=str(REMOVALS[reason]),
        first=first_today(service.id),
        waiting=waiting_links(record.waiting),
        problems=(FieldProblem(None, problem),) if problem else (),
    )


def first_today(service_id: str) -> tuple[str, ...] | None:
    """Where a plan shows a record first, by need, as the coverage was last measured."""
    measured: CoverageNow = current_app.extensions["coverage"]
    held = measured.current(now())
    if held is None:
        return None
    return tuple(
        gettext(
            "%(need)s: %(where)s",
            need=plain_label("need", need),
            where=ngettext("%(num)d regency or city", "%(num)d regencies and cities", count),
        )
        for need, count in held.coverage.first_in(service_id).items()
    )


def remove_page(
    office: Office,
    record: Seen,
    problems: list[FieldProblem] | None = None,
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
        reasons=tuple((code, str(text)) for code, text in REMOVALS.items()),
        other=other,
        similar=tuple(found),
        waiting=waiting_links(record.waiting),
        problems=tuple(problems or ()),
    )
