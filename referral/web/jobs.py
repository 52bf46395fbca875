"""Long work as pages: how far it is, a way to stop it, and word of what went wrong.

A job's page is an endpoint with the variable `job_ref`, noted when the work is started; it shows
what `followed` gives until the job is done, and then its own result.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO, ClassVar

from babel.numbers import format_decimal, format_percent
from flask import Blueprint, Response, abort, current_app, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from referral.domain.access import Action
from referral.usecases.jobs import Jobs, JobState, JobStatus, Work
from referral.web.access import current_actor, requires
from referral.web.locale import PREFIX, current_language
from referral.web.pages import Page
from referral.web.render import render
from referral.web.words import LazyText, gettext
from referral.web.words import lazy_gettext as _l

bp = Blueprint("jobs", __name__, url_prefix=PREFIX)
ENDPOINT = "endpoint"
"""Where the noted page of a job stands in what its starter says about it."""
FAILURES: Mapping[str, LazyText] = {
    "died": _l("The server was restarted in the middle of it. Please start it again."),
    "overtaken": _l("The directory was changed by somebody else meanwhile. Please start again."),
}
REFUSALS: Mapping[str, LazyText] = {
    "job_running": _l("Your last one is still at work. Wait for it, or stop it."),
    "jobs_busy": _l("The server is busy with the work of others. Try again in a minute."),
}
"""Words for what `Jobs.start` refuses."""


@dataclass(frozen=True, kw_only=True)
class JobPage(Page):
    """Work that goes on, or that ended without a result.

    `share` is in whole per cent, None while the size of the work is not known.
    """

    template: ClassVar[str] = "jobs/job.html"
    heading: str
    running: bool
    text: str
    share: int | None
    share_text: str
    again: str
    stop: str
    begin: str


def jobs() -> Jobs:
    """The jobs of this installation."""
    found: Jobs = current_app.extensions["jobs"]
    return found


def owner() -> str:
    """Whose jobs the reader's are: the account that is signed in; nobody else has any."""
    actor = current_actor()
    if actor.id is None:
        abort(403)
    return actor.id


def started(
    work: Work,
    *,
    kind: str,
    endpoint: str,
    about: Mapping[str, Any] | None = None,
    files: Mapping[str, BinaryIO] | None = None,
) -> str:
    """Start work of the reader's; the address of its page.

    :raises ActionRefused: see `Jobs.start`; words for its codes are in `REFUSALS`
    """
    told = {**(about or {}), ENDPOINT: endpoint}
    return url_for(
        endpoint, job_ref=jobs().start(owner(), work, kind=kind, about=told, files=files)
    )


def own_job(job_ref: str, kind: str) -> JobState:
    """A job of the reader's; where there is none (any more) the answer is 404."""
    state = jobs().state(owner(), job_ref)
    if state is None or state.kind != kind:
        abort(404)
    return state


def followed(
    state: JobState,
    *,
    title: str,
    heading: str,
    begin: str,
    steps: Mapping[str, LazyText] | None = None,
    section: str = "",
) -> Response | None:
    """The page of a job without a result (yet); None where it is done.

    `begin` is the address where such work is started; `steps` has words for what it is at.
    """
    if state.status is JobStatus.DONE:
        return None
    share = min(99, 100 * state.done // state.total) if state.total else None
    page = JobPage(
        title=title,
        section=section,
        heading=heading,
        running=state.running,
        text=_text(state, steps or {}),
        share=share,
        share_text=_so_far(state, share),
        again=request.full_path.rstrip("?"),
        stop=url_for("jobs.stop", job_ref=state.id),
        begin=begin,
    )
    return make_response(render(page))


def _so_far(state: JobState, share: int | None) -> str:
    """How far it is: a share where the whole is known, else how many are done."""
    language = current_language()
    if share is not None:
        return str(format_percent(share / 100, locale=language))
    return str(format_decimal(state.done, locale=language)) if state.done else ""


def _text(state: JobState, steps: Mapping[str, LazyText]) -> str:
    if state.running:
        return str(steps.get(state.step, "")) or gettext("At work.")
    if state.status is JobStatus.CANCELLED:
        return gettext("It was stopped. Nothing was changed.")
    said = FAILURES.get(state.code)
    return (
        str(said)
        if said
        else gettext("It failed through a fault of the program. Nothing was changed.")
    )


@bp.post("/jobs/<job_ref>/stop")
@requires(Action.OWN_ACCOUNT)
def stop(job_ref: str) -> ResponseReturnValue:
    """Ask a job of the reader's to stop, and back to its page."""
    state = jobs().state(owner(), job_ref)
    if state is None:
        abort(404)
    jobs().cancel(owner(), job_ref)
    return redirect(url_for(state.about[ENDPOINT], job_ref=job_ref), 303)
