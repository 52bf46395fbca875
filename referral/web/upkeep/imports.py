"""Import in the browser: a file is handed in, rehearsed as a job, and written when asked."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import PurePath
from typing import Any, BinaryIO, cast

from flask import Blueprint, Response, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm  # type: ignore[import-untyped]
from flask_wtf.file import FileField  # type: ignore[import-untyped]
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as Answer
from wtforms import BooleanField, StringField  # type: ignore[import-untyped]

from referral.domain.access import Action, Actor
from referral.domain.errors import ActionRefused, RequestRejected
from referral.present.file_problems import file_problem_text
from referral.present.translate import translator
from referral.usecases.exchange.incoming import BEGINNING, Source, could_be_read
from referral.usecases.exchange.submitting import (
    Document,
    Upload,
    problems_csv,
    rehearse,
    source_of,
    submit,
)
from referral.usecases.jobs import Jobs, Progress
from referral.usecases.office import Office
from referral.web.access import current_actor, requires, takes
from referral.web.jobs import REFUSALS, followed, jobs, own_job, owner, started
from referral.web.locale import current_language
from referral.web.moment import now
from referral.web.pages import FieldProblem
from referral.web.render import render
from referral.web.routing import private
from referral.web.upkeep.import_pages import ImportPage, message, outcome_page
from referral.web.upkeep.tasks import Task
from referral.web.words import gettext
from referral.web.words import lazy_gettext as _l

KIND, FILE = "import", "upload"
MOST_BYTES = 100_000_000
"""Of a file: 10,000 services in the longest form (HSDS JSON) are 92 MB."""
NAME_LENGTH = 80
STEPS = {
    "reading": _l("Reading the file."),
    "comparing": _l("Comparing it with the directory."),
    "writing": _l("Writing. It can no longer be stopped."),
}
TASKS = (
    Task(
        _l("Import"),
        _l("A file of services: rehearsed first, then written."),
        "upkeep.import_file",
        Action.EDIT_DIRECTORY,
    ),
)


class HandInForm(FlaskForm):  # type: ignore[misc]
    """The file, and whose word it is where it does not say so itself."""

    file = FileField()
    publisher = StringField()
    year = StringField()


class CommitForm(FlaskForm):  # type: ignore[misc]
    """That it is to be written, and whether without its rejected rows."""

    skip = BooleanField()


def add_routes(upkeep: Blueprint, office: Office) -> None:
    """Give the blueprint the pages of imports."""

    @upkeep.get("/manage/import", endpoint="import_file")
    @requires(Action.EDIT_DIRECTORY, fresh=True)
    def form() -> Response:
        """The form that takes a file."""
        return private(render(form_page()))

    @upkeep.post("/manage/import", endpoint="hand_in")
    @requires(Action.EDIT_DIRECTORY)
    @takes(MOST_BYTES + 100_000)
    def hand_in() -> ResponseReturnValue:
        """Rehearse a file."""
        return rehearsal_of(office, HandInForm())

    @upkeep.get("/manage/import/<job_ref>", endpoint="import_job")
    @requires(Action.EDIT_DIRECTORY)
    def outcome(job_ref: str) -> Response:
        """How far it is, or what came out."""
        return outcome_of(office, job_ref)

    @upkeep.post("/manage/import/<job_ref>", endpoint="commit_import")
    @requires(Action.EDIT_DIRECTORY, fresh=True)
    def commit(job_ref: str) -> ResponseReturnValue:
        """Write what was rehearsed."""
        return commit_of(office, job_ref, CommitForm())

    @upkeep.get("/manage/import/<job_ref>/problems.csv", endpoint="import_problems")
    @requires(Action.EDIT_DIRECTORY)
    def problems(job_ref: str) -> Response:
        """Every problem of a file, as a file."""
        return attachment(problems_csv(told_by(job_ref), message))


def form_page(
    form: HandInForm | None = None, problems: tuple[FieldProblem, ...] = ()
) -> ImportPage:
    """The form, with what was typed."""
    last = jobs().latest(owner(), KIND)
    return ImportPage(
        title=gettext("Rujuk – Notes: %(what)s", what=gettext("import")),
        publisher=(form.publisher.data or "") if form else "",
        year=(form.year.data or "") if form else "",
        last=url_for("upkeep.import_job", job_ref=last.id) if last else None,
        most=gettext("At most %(size)s MB.", size=MOST_BYTES // 1_000_000),
        problems=problems,
    )


def rehearsal_of(office: Office, form: HandInForm) -> ResponseReturnValue:
    """Start the rehearsal of what was handed in, or say what to mend."""
    problems = list(file_problems(form))
    source: Source | None = None
    try:
        source = source_of(form.publisher.data or "", form.year.data or "")
    except RequestRejected as rejected:
        words = translator(current_language())
        problems += [
            FieldProblem(one.path, file_problem_text(one.code, one.facts, words))
            for one in rejected.problems
        ]
    if not problems:
        given: FileStorage = form.file.data
        name, actor = plain_name(given.filename or ""), current_actor()

        def work(progress: Progress) -> Document:
            upload = Upload(progress.file(FILE), name, source)
            return rehearse(office, actor, upload, progress)

        about = {
            "name": name,
            "publisher": source.publisher if source else None,
            "year": source.year if source else None,
        }
        try:
            return begin(work, about, cast(BinaryIO, given.stream))
        except ActionRefused as refused:
            problems.append(FieldProblem(None, str(REFUSALS[refused.code])))
        finally:
            given.close()
    return private(render(form_page(form, tuple(problems))), 422)


def begin(work: Callable[[Progress], Document], about: dict[str, Any], stream: BinaryIO) -> Answer:
    """Start work over a file, and go to its page.

    :raises ActionRefused: as many as may run are running
    """
    address = started(
        work, kind=KIND, endpoint="upkeep.import_job", about=about, files={FILE: stream}
    )
    return redirect(address, 303)


def file_problems(form: HandInForm) -> list[FieldProblem]:
    """What is wrong with the form and, by its first bytes, with the file."""
    if not form.validate():
        return [FieldProblem(None, gettext("This page was open for too long. Send it once more."))]
    given = form.file.data
    if not isinstance(given, FileStorage) or not given.filename:
        return [FieldProblem("file", gettext("Choose the file first."))]
    start = given.stream.read(BEGINNING)
    given.stream.seek(0)
    if not could_be_read(start):
        text = file_problem_text("not_a_format", {}, translator(current_language()))
        return [FieldProblem("file", text)]
    return []


def plain_name(given: str) -> str:
    """The file's own name, to be repeated to whoever handed it in."""
    name = re.sub(r"[^\w .()+-]", "_", PurePath(given.replace("\\", "/")).name)
    return name[-NAME_LENGTH:] or "file"


def outcome_of(
    office: Office, job_ref: str, mistakes: tuple[FieldProblem, ...] = (), status: int = 200
) -> Response:
    """The page of a job: how far it is, or what came out."""
    state = own_job(job_ref, KIND)
    waiting = followed(
        state,
        title=gettext("Rujuk – Notes: %(what)s", what=gettext("import")),
        heading=state.about["name"],
        begin=url_for("upkeep.import_file"),
        steps=STEPS,
        section="upkeep",
    )
    if waiting is not None:
        return waiting
    asked = request.args.get("page", "1")
    page = outcome_page(
        office.world,
        told_by(job_ref),
        job_ref=job_ref,
        kept=jobs().file(owner(), job_ref, FILE) is not None,
        page=int(asked) if re.fullmatch(r"[1-9][0-9]{0,4}", asked) else 1,
        mistakes=mistakes,
    )
    return private(render(page), status)


def told_by(job_ref: str) -> Document:
    """The outcome of a job of the reader's; where there is none the answer is 404."""
    own_job(job_ref, KIND)
    told = jobs().result(owner(), job_ref)
    if not isinstance(told, dict):
        abort(404)
    return told


def commit_of(office: Office, job_ref: str, form: CommitForm) -> ResponseReturnValue:
    """Start writing what was rehearsed, or say why not."""
    told, state = told_by(job_ref), own_job(job_ref, KIND)
    path = jobs().file(owner(), job_ref, FILE)
    if not form.validate():
        text = gettext("This page was open for too long. Send it once more.")
        return outcome_of(office, job_ref, (FieldProblem(None, text),), 422)
    if told["done"] == "written" or path is None:
        text = gettext("The file is no longer kept. Hand it in again to write it.")
        return outcome_of(office, job_ref, (FieldProblem(None, text),), 409)
    if told["problems"] and not form.skip.data:
        text = gettext("Say that the rejected rows are to be left out, or mend them first.")
        return outcome_of(office, job_ref, (FieldProblem("skip", text),), 422)
    publisher, year = state.about["publisher"], state.about["year"]
    work = writing(
        office,
        current_actor(),
        jobs(),
        job_ref,
        name=state.about["name"],
        source=Source(publisher, year) if publisher else None,
        mark=told["mark"],
        skip=bool(form.skip.data),
    )
    try:
        with path.open("rb") as stream:
            return begin(work, dict(state.about), stream)
    except ActionRefused as refused:
        wrong = FieldProblem(None, str(REFUSALS[refused.code]))
        return outcome_of(office, job_ref, (wrong,), 409)


def writing(
    office: Office,
    actor: Actor,
    board: Jobs,
    rehearsed: str,
    *,
    name: str,
    source: Source | None,
    mark: str,
    skip: bool,
) -> Callable[[Progress], Document]:
    """The work of writing; where it is written the file goes from both jobs."""
    moment = now()

    def work(progress: Progress) -> Document:
        upload = Upload(progress.file(FILE), name, source)
        told = submit(office, actor, upload, progress, mark=mark, skip_rejected=skip, now=moment)
        if told["done"] == "written":
            upload.path.unlink(missing_ok=True)
            board.discard(str(actor.id), rehearsed, FILE)
        return told

    return work


def attachment(text: str) -> Response:
    """A CSV to be kept by whoever asked for it."""
    response = Response(text, mimetype="text/csv")
    response.headers["Content-Disposition"] = "attachment; filename=rujuk-problems.csv"
    response.headers["Cache-Control"] = "no-store"
    return response
