"""The call sheet: which records are worked on, and one record a screen with its outcomes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from flask import Blueprint, Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm  # type: ignore[import-untyped]

from referral.domain.access import Action, Actor
from referral.domain.errors import ActionRefused, NotFound, Overtaken, Problem, RequestRejected
from referral.domain.verification import Closing, Outcome
from referral.domain.vocabulary import Kind
from referral.usecases.counters import provinces_of
from referral.usecases.office import Office
from referral.usecases.upkeep import call_sheet, own_link, verifying
from referral.usecases.upkeep.call_sheet import Choice
from referral.usecases.upkeep.verifying import Said
from referral.web.access import current_actor, requires
from referral.web.moment import now
from referral.web.pages import FieldProblem, Page
from referral.web.render import render
from referral.web.routing import private
from referral.web.upkeep.call_page import CallPage, Undo, call_page
from referral.web.upkeep.call_words import NOTED, problem_text
from referral.web.upkeep.tasks import Task
from referral.web.upkeep.typed import Reader, field_of
from referral.web.words import gettext, plain_label
from referral.web.words import lazy_gettext as _l

STEPS = {str(one): one for one in Outcome}


@dataclass(frozen=True)
class Option:
    """A choice of a list."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, kw_only=True)
class CallsPage(Page):
    """Which records are worked on, and how many wait."""

    template: ClassVar[str] = "upkeep/calls.html"
    section: str = "upkeep"
    waiting: int
    provinces: tuple[Option, ...]
    kinds: tuple[Option, ...]
    wanted: bool
    undo: Undo | None
    problems: tuple[FieldProblem, ...] = ()


class SheetForm(FlaskForm):  # type: ignore[misc]
    """The session's token; the fields are read by what they are about."""


def count_waiting(office: Office, actor: Actor) -> int:
    """Records with a number that wait to be verified."""
    return call_sheet.waiting(office, actor, Choice(), now=now())


TASKS = (
    Task(
        _l("Call sheet"),
        _l("Records to verify by telephone, one after another: what matters most comes first."),
        "upkeep.calls",
        Action.EDIT_DIRECTORY,
        count_waiting,
    ),
)


def add_routes(upkeep: Blueprint, office: Office) -> None:
    """Give the blueprint the call sheet."""

    @upkeep.get("/manage/calls", endpoint="calls")
    @requires(Action.EDIT_DIRECTORY)
    def show() -> Response:
        """Which records, and how many wait."""
        return private(render(calls_page(office)))

    @upkeep.post("/manage/calls", endpoint="next_call")
    @requires(Action.EDIT_DIRECTORY)
    def take_next() -> ResponseReturnValue:
        """Take the next record, count once more, or take the last call back."""
        if not SheetForm().validate():
            return private(render(calls_page(office, "stale")), 422)
        if "undo" in request.form:
            return undo(office, request.form["undo"])
        if request.form.get("act") == "count":
            return redirect(url_for("upkeep.calls", **kept()), 303)
        return onward(office, after=request.form.get("after"))

    @upkeep.get("/manage/calls/<service_id>", endpoint="call")
    @requires(Action.EDIT_DIRECTORY)
    def record(service_id: str) -> Response:
        """One record, to be read aloud and asked about."""
        return private(render(page_of(office, service_id)))

    @upkeep.post("/manage/calls/<service_id>", endpoint="note_call")
    @requires(Action.EDIT_DIRECTORY)
    def note(service_id: str) -> ResponseReturnValue:
        """Note what came of the call and go on to the next record, or do what else was pressed."""
        return Sheet(office, service_id).act()


def choice_of() -> Choice:
    """Which records the address or the form is about; what is unknown narrows nothing."""
    given = {**request.args, **request.form}
    kind, province = given.get("kind"), given.get("province") or None
    known = province if province and len(province) == 2 and province.isdigit() else None
    return Choice(known, Kind(kind) if kind in set(Kind) else None, bool(given.get("wanted")))


def kept() -> dict[str, Any]:
    """The choice as it stands in an address."""
    choice = choice_of()
    given = {
        "province": choice.province,
        "kind": choice.kind.value if choice.kind else None,
        "wanted": "1" if choice.wanted else None,
    }
    return {name: value for name, value in given.items() if value}


def onward(office: Office, after: str | None = None) -> ResponseReturnValue:
    """To the next record, or to the end of the sheet."""
    ref = call_sheet.take_next(office, current_actor(), choice_of(), now=now(), after=after)
    if ref is None:
        flash(gettext("Nothing waits in this choice. Well done."))
        return redirect(url_for("upkeep.calls", **kept()), 303)
    return redirect(url_for("upkeep.call", service_id=ref, **kept()), 303)


def undo(office: Office, call_id: str) -> ResponseReturnValue:
    """Take a call back and show its record again."""
    try:
        ref = verifying.undo_call(office, current_actor(), call_id, now=now())
        call_sheet.take(office, current_actor(), ref, now=now())
    except NotFound:
        abort(404)
    except Overtaken:
        return private(render(calls_page(office, "overtaken")), 409)
    flash(gettext("Taken back. The record is as it was."))
    return redirect(url_for("upkeep.call", service_id=ref, **kept()), 303)


def calls_page(office: Office, problem: str | None = None) -> CallsPage:
    """The choice as it is now."""
    choice, actor = choice_of(), current_actor()
    everywhere = Option("", gettext("All provinces"), choice.province is None)
    every_kind = Option("", gettext("All kinds"), choice.kind is None)
    kinds = sorted((plain_label("kind", one), one) for one in Kind)
    return CallsPage(
        title=gettext("Rujuk – Notes: %(what)s", what=gettext("calls")),
        waiting=call_sheet.waiting(office, actor, choice, now=now()),
        provinces=(
            everywhere,
            *(Option(code, name, code == choice.province) for code, name in provinces_of(office)),
        ),
        kinds=(every_kind, *(Option(one, text, one == choice.kind) for text, one in kinds)),
        wanted=choice.wanted,
        undo=undo_of(office),
        problems=(FieldProblem(None, problem_text(problem)),) if problem else (),
    )


def undo_of(office: Office) -> Undo | None:
    """The last call that can be taken back."""
    found = verifying.last_call(office, current_actor(), now=now())
    if found is None:
        return None
    call, ref = found
    return Undo(call.id, name_of(office, ref), str(NOTED[call.outcome]))


def name_of(office: Office, ref: str) -> str:
    """The name that a record may be called by."""
    service = call_sheet.known(office, current_actor(), ref)
    shown = office.tables.routing.shown(service)
    return (shown.gateway or shown.service).name


def page_of(
    office: Office, ref: str, problems: tuple[FieldProblem, ...] = (), *, typed: bool = False
) -> CallPage:
    """The page of a record; 404 where there is none."""
    try:
        record = call_sheet.show_record(office, current_actor(), ref, now=now())
    except NotFound:
        abort(404)
    form = request.form if typed else None
    return call_page(
        office, record, problems=problems, form=form, kept=kept(), undo=undo_of(office)
    )


@dataclass(frozen=True)
class Sheet:
    """A pressed button of a record's page."""

    office: Office
    ref: str

    def act(self) -> ResponseReturnValue:
        """Do it; what cannot be done is said on the page, with what was typed."""
        if not SheetForm().validate():
            return self.mended([Problem("", "stale")], 422)
        wanted = request.form.get("act", "")
        try:
            if wanted in STEPS:
                return self.note(STEPS[wanted])
            return self.other(wanted)
        except NotFound:
            abort(404)
        except Overtaken:
            return self.mended([Problem("", "overtaken")], 409)
        except RequestRejected as wrong:
            return self.mended(list(wrong.problems), 422)
        except ActionRefused as refused:
            at = {"reason_required": "reason-0", "which_number": "wrong-0"}
            return self.mended([Problem(at.get(refused.code, ""), refused.code)], 422)

    def note(self, outcome: Outcome) -> ResponseReturnValue:
        """Note the outcome and go on."""
        actor, form, moment = current_actor(), request.form, now()
        record = call_sheet.show_record(self.office, actor, self.ref, now=moment)
        heard = outcome in (Outcome.CORRECT, Outcome.CORRECTED)
        service, reason = record.quality.service, form.get("reason")
        said = Said(
            Reader(service, form, blind=record.hidden).corrections() if heard else (),
            frozenset(form.getlist("wrong")),
            Closing(reason) if reason in set(Closing) else None,
        )
        seen = number(form.get("seen", ""))
        verifying.note_call(self.office, actor, self.ref, outcome, said, seen=seen, now=moment)
        others = len(record.quality.service.phones) - len(said.wrong)
        if outcome is Outcome.WRONG_NUMBER and said.wrong and others > 0:
            call_sheet.take(self.office, actor, self.ref, now=moment)
            here = url_for("upkeep.call", service_id=self.ref, **kept())
            return redirect(here, 303)  # there is another number to dial
        return onward(self.office)

    def other(self, wanted: str) -> ResponseReturnValue:
        """Take the record, or make or take back its link."""
        actor, moment = current_actor(), now()
        if wanted == "link":
            own_link.make_link(self.office, actor, self.ref, now=moment)
        elif wanted == "revoke":
            own_link.revoke_link(self.office, actor, self.ref, now=moment)
            flash(gettext("The link no longer works."))
        else:
            call_sheet.take(self.office, actor, self.ref, now=moment)
        anchor = "own-link" if wanted in ("link", "revoke") else None
        here = url_for("upkeep.call", service_id=self.ref, _anchor=anchor, **kept())
        return redirect(here, 303)

    def mended(self, problems: list[Problem], status: int) -> Response:
        """The page as it is now, with what was typed and what to do."""
        told = tuple(
            FieldProblem(field_of(one.path) or None, problem_text(one.code)) for one in problems
        )
        return private(render(page_of(self.office, self.ref, told, typed=True)), status)


def number(text: str) -> int:
    """A number of a hidden field; 0 where somebody has changed it."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
