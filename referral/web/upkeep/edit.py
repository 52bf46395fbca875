"""The form of a record: one that there is, or a new one. Nothing that was typed is lost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from flask import Blueprint, Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from referral.domain.access import Action, Actor
from referral.domain.errors import ActionRefused, NotFound, Overtaken, Problem, RequestRejected
from referral.domain.services import Service
from referral.domain.vocabulary import Status
from referral.geo.atlas import Atlas
from referral.present.file_problems import file_problem_text
from referral.present.translate import translator
from referral.usecases.office import Office
from referral.usecases.upkeep import editing
from referral.usecases.upkeep.edit_cells import Source
from referral.usecases.upkeep.editing import Draft, Saved
from referral.usecases.upkeep.record_inputs import (
    Inputs,
    Typed,
    inputs_of,
    kecamatan_in,
    named,
    shown_columns,
)
from referral.web.access import current_actor, requires
from referral.web.locale import current_language
from referral.web.moment import now
from referral.web.pages import FieldProblem, Page
from referral.web.render import render
from referral.web.routing import private
from referral.web.upkeep.service_form import SOURCE, RecordForm, record_form
from referral.web.upkeep.tasks import Task
from referral.web.upkeep.values import ChangeRow, change_rows
from referral.web.upkeep.views import FieldView, Painter, SetView, listed
from referral.web.upkeep.waiting import WaitingLink, waiting_links
from referral.web.words import gettext
from referral.web.words import lazy_gettext as _l

STAND_FOR = {"needs": "needs-medical"}
"""Columns without a field of their own name, and the field that a problem of theirs stands at."""
NAMED = frozenset({"coverage", "kecamatan_code"})
"""Fields where a region may be typed by its name."""


@dataclass(frozen=True, kw_only=True)
class EditPage(Page):
    """The form of a record. `seen` is the newest change that it was shown with.

    `meanwhile` are changes that others made while the form was open; `action` is where it is sent;
    `waiting` leads to what a second editor has yet to decide about the record.
    """

    template: ClassVar[str] = "upkeep/edit.html"
    section: str = "upkeep"
    heading: str
    action: str
    sets: tuple[SetView, ...]
    origin: tuple[FieldView, ...]
    problems: tuple[FieldProblem, ...]
    seen: str
    hidden: bool
    new: bool
    meanwhile: tuple[ChangeRow, ...]
    waiting: tuple[WaitingLink, ...]
    leads: tuple[tuple[str, str], ...]


TASKS = (
    Task(
        _l("Correct a record"),
        _l("Look for it in the list of services: “Edit” and its history stand on its page."),
        "pages.services",
        Action.EDIT_DIRECTORY,
    ),
    Task(
        _l("New service"),
        _l("A record that the directory does not have yet. A second editor publishes it."),
        "upkeep.new_service",
        Action.EDIT_DIRECTORY,
    ),
)


def add_routes(upkeep: Blueprint, office: Office) -> None:
    """Give the blueprint the forms."""

    @upkeep.get("/manage/services/<service_id>/edit", endpoint="edit")
    @requires(Action.EDIT_DIRECTORY)
    def show(service_id: str) -> Response:
        """The record as it is. That a hidden place was looked at is entered in the log."""
        try:
            draft = editing.open_record(office, current_actor(), service_id, now=now())
        except NotFound:
            abort(404)
        return private(render(Desk(office, current_actor(), draft).shown()))

    @upkeep.post("/manage/services/<service_id>/edit", endpoint="save")
    @requires(Action.EDIT_DIRECTORY)
    def save(service_id: str) -> ResponseReturnValue:
        """Write what was touched, or the form once more with what is to be mended."""
        try:
            draft = editing.since(office, current_actor(), service_id, seen_number())
            return Desk(office, current_actor(), draft).save()
        except NotFound:
            abort(404)

    @upkeep.get("/manage/services/new", endpoint="new_service")
    @requires(Action.EDIT_DIRECTORY)
    def new() -> Response:
        """An empty form."""
        return private(render(Desk(office, current_actor(), None).shown()))

    @upkeep.post("/manage/services/new", endpoint="create")
    @requires(Action.EDIT_DIRECTORY)
    def create() -> ResponseReturnValue:
        """Put the new record down for a second editor."""
        return Desk(office, current_actor(), None).save()


def seen_number() -> int:
    """The newest change that the sent form was shown with."""
    text = request.form.get("seen", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


@dataclass(frozen=True)
class Desk:
    """An editor with a record before them; `draft` is None for a new one."""

    office: Office
    actor: Actor
    draft: Draft | None

    @property
    def atlas(self) -> Atlas:
        """The map."""
        return self.office.world.atlas

    def shown(self) -> EditPage:
        """The form as it is first shown."""
        service = self.draft.now if self.draft else None
        held = inputs_of(service, self.atlas, current_language()) if service else fresh()
        return self.page(self.form(service, held), service)

    def form(self, service: Service | None, held: Inputs) -> RecordForm:
        """A form that holds these texts."""
        return record_form(shown_columns(service), self.atlas, held)

    def save(self) -> ResponseReturnValue:
        """Write what was typed, or show it again."""
        base = self.draft.seen if self.draft else None
        form = record_form(shown_columns(base), self.atlas, request.form)
        typed = Typed(form.inputs(), base, self.atlas, current_language())
        if not form.validate():
            return self.again(form, typed, self.broken(form))
        cells = typed.cells()
        source = Source(*(str(form[name].data or "").strip() for name in SOURCE))
        if typed.mistakes:
            return self.again(form, typed, self.everything(typed, cells, source))
        try:
            return self.done(self.write(cells, source))
        except Overtaken:
            return self.again(form, typed, {}, overtaken=True)
        except RequestRejected as wrong:
            return self.again(form, typed, told_of(wrong.problems))
        except ActionRefused as refused:
            return self.again(form, typed, {"": refused_text(refused.code)})

    def everything(self, typed: Typed, cells: Mapping[str, str], source: Source) -> dict[str, str]:
        """What cannot be read at all, and what is wrong with the rest."""
        more = editing.problems_of_cells(self.office, self.draft, cells, source, now=now())
        mistaken = {one.name: sentence(one.name, one.code, one.facts) for one in typed.mistakes}
        columns = {one.name.split("-")[0] for one in typed.mistakes}
        return mistaken | told_of(one for one in more if one.path not in columns)

    def write(self, cells: Mapping[str, str], source: Source) -> Saved:
        """Hand what was typed to the use case."""
        if self.draft is None:
            return editing.create_record(self.office, self.actor, cells, now=now())
        ref, seen = self.draft.public_id, seen_number()
        return editing.save_record(
            self.office, self.actor, ref, cells, source, seen=seen, now=now()
        )

    def done(self, saved: Saved) -> ResponseReturnValue:
        """To the page that shows what was changed."""
        if saved.waiting:
            flash(gettext("A second editor must agree. It waits under “Approvals”."))
            return redirect(url_for("upkeep.approvals"), 303)
        flash(gettext("Saved."))
        if self.draft is not None and saved.public_id != self.draft.public_id:
            # hidden from now on: its new id is known as soon as the directory is read anew
            return redirect(url_for("upkeep.start"), 303)
        return redirect(url_for("upkeep.history", service_id=saved.public_id), 303)

    def broken(self, form: RecordForm) -> dict[str, str]:
        """What the library found; a form that lay open for too long is said so."""
        found = {name: str(errors[0]) for name, errors in form.errors.items() if name in form}
        if "csrf_token" in form.errors:
            found = {"": gettext("This page was open for too long. Send it once more.")}
        return found

    def again(
        self,
        form: RecordForm,
        typed: Typed,
        problems: Mapping[str, str],
        *,
        overtaken: bool = False,
    ) -> Response:
        """The form with everything that was typed, over the record as it is now."""
        if not overtaken or self.draft is None:
            service = self.draft.seen if self.draft else None
            return private(render(self.page(form, service, problems)), 422)
        service, inputs = self.draft.now, form.inputs()
        held = inputs_of(service, self.atlas, current_language())
        held |= {name: inputs.get(name, "") for name in typed.touched()}
        merged = self.form(service, held | {name: str(form[name].data or "") for name in SOURCE})
        told = {"": gettext(
            "Somebody else has changed this record meanwhile (see below). "
            "What you typed is kept: look through it, and save once more."
        )}  # fmt: skip
        return private(render(self.page(merged, service, told, overtaken=True)), 409)

    def page(
        self,
        form: RecordForm,
        service: Service | None,
        problems: Mapping[str, str] | None = None,
        *,
        overtaken: bool = False,
    ) -> EditPage:
        """The page around a form."""
        told = {STAND_FOR.get(name, name): text for name, text in (problems or {}).items()}
        painter = Painter(form, service, told, self.suggestions(form, service))
        sets = painter.sets(shown_columns(service))
        origin = origin_of(painter) if service is not None else ()
        placed = listed(sets, origin)
        lost = [FieldProblem(None, text) for name, text in told.items() if name not in form]
        number = self.draft.number if self.draft and (overtaken or not problems) else seen_number()
        return EditPage(
            title=gettext("Rujuk – Notes: %(what)s", what=gettext("entry")),
            heading=service.name if service else gettext("New service"),
            action=request.path,
            sets=sets,
            origin=origin,
            problems=(*lost, *placed),
            seen=str(number),
            hidden=service is not None and service.hidden,
            new=service is None,
            meanwhile=change_rows(self.draft.meanwhile, self.office, current_language())
            if self.draft and overtaken
            else (),
            waiting=waiting_links(self.draft.waiting if self.draft else ()),
            leads=self.leads(),
        )

    def leads(self) -> tuple[tuple[str, str], ...]:
        """Other pages of the record."""
        if self.draft is None:
            return ()
        ref = self.draft.public_id
        return (
            (gettext("As everybody sees it"), url_for("pages.service", service_id=ref)),
            (gettext("History"), url_for("upkeep.history", service_id=ref)),
        )

    def suggestions(self, form: RecordForm, service: Service | None) -> dict[str, tuple[str, ...]]:
        """What a field may be filled with at a press."""
        regency = str(form["regency_code"].data or "")
        asked = gettext("The service itself, by telephone")
        known = (service.provenance.publisher,) if service else ()
        return {
            "kecamatan_code": tuple(
                named(code, self.atlas) for code, _name in kecamatan_in(regency, self.atlas)
            ),
            "edit_publisher": (asked, *known),
        }


def fresh() -> dict[str, str]:
    """What the empty form of a new record holds: nothing is known, and it is in use."""
    return {"status": Status.ACTIVE, "location_basis": "none", "confidence": "medium"}


def origin_of(painter: Painter) -> tuple[FieldView, ...]:
    """Where the change comes from."""
    return (
        painter.text(
            "edit_publisher",
            gettext("Who says so"),
            gettext("An institution or its publication, never the name of a person."),
            needed=True,
        ),
        painter.text("edit_year", gettext("Year"), gettext("Four digits.")),
        painter.text("edit_url", gettext("Address of the source"), gettext("If it is on the web.")),
    )


def told_of(problems: Iterable[Problem]) -> dict[str, str]:
    """A sentence for the field of each problem."""
    return {one.path: sentence(one.path, one.code, one.facts) for one in problems}


def sentence(name: str, code: str, facts: Mapping[str, str]) -> str:
    """What is wrong with a field, and what to do; the words of a form, not those of a file."""
    found = facts.get("found", "")
    if code == "not_dialled":
        return gettext(
            "“%(found)s” cannot be dialled as it stands. Add the area code, or write - under "
            "“dial instead” if it is only printed so.", found=found,
        )  # fmt: skip
    if code == "required":
        return gettext("This field may not be empty.")
    if code == "not_hours":
        return gettext(
            "“%(found)s” are no opening hours. Such as: Monday–Friday 8–16, Saturday 8–12; "
            "closed on holidays.", found=found,
        )  # fmt: skip
    if code == "not_a_code" and name == "languages":
        return gettext(
            "“%(found)s” is not the code of a language, such as id, jav, mak.", found=found
        )
    if code == "not_a_code" and name in NAMED:
        return gettext(
            "“%(found)s” is neither the name nor the code of a region here.", found=found
        )
    return file_problem_text(code, facts, translator(current_language()))


def refused_text(code: str) -> str:
    """Why nothing was written."""
    if code == "already_so":
        return gettext("Nothing was changed: the record says all of this already.")
    return gettext("The directory has meanwhile lost or taken out this record.")
