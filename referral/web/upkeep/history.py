"""The history of a record: what changed, who did it, when and from what source; and taking it back.

That of a hidden place is for editors under its opaque id; where it stands was not kept (R35).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar

from flask import Blueprint, Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm  # type: ignore[import-untyped]
from wtforms import StringField  # type: ignore[import-untyped]

from referral.domain.access import Action
from referral.domain.errors import ActionRefused, NotFound
from referral.domain.upkeep_fields import FieldChange
from referral.present.file_problems import file_problem_text
from referral.present.translate import translator
from referral.usecases.office import Office
from referral.usecases.upkeep.call_sheet import calls_to
from referral.usecases.upkeep.merging import list_merged
from referral.usecases.upkeep.restoring import (
    RecordHistory,
    RecordVersion,
    What,
    restore_field,
    restore_version,
    show_history,
)
from referral.web.access import current_actor, requires
from referral.web.locale import current_language
from referral.web.moment import now
from referral.web.pages import FieldProblem, Page
from referral.web.render import render
from referral.web.routing import private
from referral.web.upkeep.call_page import call_text
from referral.web.upkeep.values import ChangeRow, Told, noted_source, row_of, told_of
from referral.web.words import gettext

MOST_DIGITS = 8


@dataclass(frozen=True)
class VersionRow:
    """One change of the record; `restorable` where the state right after it can come back."""

    told: Told
    changes: tuple[ChangeRow, ...]
    restorable: bool


@dataclass(frozen=True, kw_only=True)
class HistoryPage(Page):
    """Every change, the newest first. `compared` sets two states beside each other.

    `first`: the state before the first change can come back. `merged` are records that became this
    one, with the address of what they were; `calls` what came of calls to the service.
    """

    template: ClassVar[str] = "upkeep/history.html"
    section: str = "upkeep"
    heading: str
    service_id: str
    number: int
    rows: tuple[VersionRow, ...]
    problems: tuple[FieldProblem, ...]
    compared: tuple[ChangeRow, ...] | None
    older: int
    newer: int
    first: bool
    merged: tuple[tuple[str, str], ...]
    calls: tuple[str, ...]


class RestoreForm(FlaskForm):  # type: ignore[misc]
    """Which change, which field of it (empty: the whole record), and what was seen."""

    number = StringField()
    field = StringField()
    seen = StringField()


def add_routes(upkeep: Blueprint, office: Office) -> None:
    """Give the blueprint the history."""

    @upkeep.get("/manage/services/<service_id>/history", endpoint="history")
    @requires(Action.EDIT_DIRECTORY)
    def show(service_id: str) -> Response:
        """Every change of a record."""
        return private(render(history_page(found(office, service_id), office)))

    @upkeep.post("/manage/services/<service_id>/history", endpoint="compare")
    @requires(Action.EDIT_DIRECTORY)
    def compare(service_id: str) -> Response:
        """What lies between two states of a record."""
        older, newer = (digits(request.form.get(name, "")) for name in ("older", "newer"))
        between = sorted((older, newer))
        page = history_page(found(office, service_id), office, between=(between[0], between[1]))
        return private(render(page))

    @upkeep.post("/manage/services/<service_id>/restore", endpoint="restore")
    @requires(Action.EDIT_DIRECTORY)
    def restore(service_id: str) -> ResponseReturnValue:
        """Take a field or a whole state back."""
        form = RestoreForm()
        if not form.validate():
            stale = gettext("This page was open for too long. Send it once more.")
            return private(render(history_page(found(office, service_id), office, stale)), 422)
        try:
            take_back(office, service_id, form)
        except ActionRefused as refused:
            why = refused_text(refused)
            return private(render(history_page(found(office, service_id), office, why)), 409)
        except NotFound:
            abort(404)
        flash(gettext("Restored. This stands on top of the history, and can be taken back."))
        return redirect(url_for("upkeep.history", service_id=service_id), 303)


def take_back(office: Office, service_id: str, form: RestoreForm) -> None:
    """Restore the field that the form names, or the whole state where it names none.

    :raises ActionRefused: nothing was restored, and why
    :raises NotFound: no such record or change, or the reader does not edit
    """
    actor, number = current_actor(), digits(form.number.data or "")
    seen = digits(form.seen.data or "")
    if name := form.field.data:
        restore_field(office, actor, service_id, number, name, seen=seen, now=now())
    else:
        restore_version(office, actor, service_id, number, seen=seen, now=now())


def digits(text: str) -> int:
    """A number of a change as sent; 0 where it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else 0


def found(office: Office, service_id: str) -> RecordHistory:
    """The history, or 404."""
    try:
        return show_history(office, current_actor(), service_id, now=now())
    except NotFound:
        abort(404)


def history_page(
    history: RecordHistory,
    office: Office,
    problem: str | None = None,
    *,
    between: tuple[int, int] | None = None,
) -> HistoryPage:
    """The page of a history."""
    older, newer = between or (max(history.number - 1, 0), history.number)
    return HistoryPage(
        title=gettext("Rujuk – Notes: %(what)s", what=gettext("history")),
        heading=history.service.name,
        service_id=history.public_id,
        number=history.number,
        rows=tuple(version_rows(history, office)),
        problems=(FieldProblem(None, problem),) if problem else (),
        compared=compared(history, office, older, newer) if between else None,
        older=older,
        newer=newer,
        first=all(one.what == What.CHANGED for one in history.versions),
        merged=tuple(
            (one.name or one.service_id, url_for("upkeep.removed", removed_id=one.service_id))
            for one in list_merged(office, history.service.id)
        ),
        calls=tuple(
            call_text(one, current_language()) for one in calls_to(office, history.service.id)
        ),
    )


def version_rows(history: RecordHistory, office: Office) -> Iterator[VersionRow]:
    """Each change in words. What came before a record was taken out is another record's."""
    service = history.service
    zone = office.zone(service.regency_code or service.province_code or "")
    same = True
    for version in history.versions:
        yield VersionRow(
            told_of(version, zone, history.people),
            tuple(row_of(one, office.world.atlas, current_language(), version.number)
                  for one in version.changes if not noted_source(one)),
            restorable=same and version.number != history.number,
        )  # fmt: skip
        same = same and version.what == What.CHANGED


def compared(
    history: RecordHistory, office: Office, older: int, newer: int
) -> tuple[ChangeRow, ...]:
    """What differs between the states right after two changes, field by field."""
    within = [one for one in history.versions if older < one.number <= newer]
    atlas, language = office.world.atlas, current_language()
    return tuple(
        row_of(one, atlas, language) for one in joined(within) if one.before != one.after
        or one.withheld
    )  # fmt: skip


def joined(versions: Iterable[RecordVersion]) -> list[FieldChange]:
    """Changes of several versions (the newest first) as one of each field."""
    found: dict[str, FieldChange] = {}
    for version in versions:
        for one in version.changes:
            later = found.get(one.field)
            after = one.after if later is None else later.after
            withheld = one.withheld or (later is not None and later.withheld)
            before, after = (None, None) if withheld else (one.before, after)
            found[one.field] = FieldChange(one.field, before, after, withheld)
    return [found[name] for name in sorted(found)]


def refused_text(refused: ActionRefused) -> str:
    """Why nothing was restored, and what to do."""
    texts = {
        "withheld": gettext(
            "This said where a protected place is. It was not kept, and cannot come back."
        ),
        "already_so": gettext("The record says this already. Nothing was changed."),
        "uncovers_hidden_place": gettext(
            "This would show a protected place. Change it in its form: a second editor agrees."
        ),
        "not_the_same_record": gettext(
            "The record was taken out in between: what it said before is not brought back."
        ),
        "overtaken": gettext(
            "Somebody else has changed the record meanwhile. Look at the newest change, and "
            "press once more if it still is right."
        ),
    }
    if refused.code == "contradicts":
        code = str(refused.facts.get("problem", ""))
        why = file_problem_text(code, {}, translator(current_language()))
        return gettext(
            "It would not fit what the record says by now: %(why)s Change it in the form.", why=why
        )
    return texts.get(refused.code, gettext("This cannot be restored."))
