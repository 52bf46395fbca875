"""Who depends on one service alone: the question, the list, and the way to what closing takes.

Only services that anybody may know are named (R35).
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from referral.domain.access import Action
from referral.domain.coverage import Column, Group
from referral.domain.errors import ActionRefused
from referral.domain.vocabulary import Need
from referral.usecases.coverage_now import CoverageNow
from referral.usecases.jobs import JobState, Progress
from referral.usecases.what_if import critical
from referral.usecases.what_if_files import critical_csv
from referral.web.access import requires
from referral.web.accounts.pages import problems_in
from referral.web.coverage import words
from referral.web.coverage.closing import (
    LISTED,
    asked_text,
    closing_started,
    refusal,
    waiting,
)
from referral.web.coverage.suppose import (
    attached,
    watching,
    whole_coverage,
)
from referral.web.coverage.suppose_pages import (
    CriticalPage,
    Depends,
    FragilePage,
)
from referral.web.coverage.what_if import finished
from referral.web.forms.coverage import CloseForm, FragileForm, typed
from referral.web.jobs import own_job, started
from referral.web.locale import PREFIX
from referral.web.moment import now
from referral.web.pages import FieldProblem
from referral.web.render import render
from referral.web.routing import private
from referral.web.words import gettext, plain_label

Document = dict[str, Any]


def add_routes(pages: Blueprint, measured: CoverageNow) -> None:
    """Give the blueprint the question, the list, and the way to what closing takes."""

    @pages.get(f"{PREFIX}/coverage/fragile")
    @requires(Action.SUPPOSE)
    def fragile() -> Response:
        """The question, with what an address holds of it."""
        values = typed(request.args)
        form = FragileForm(values) if values is not None else FragileForm()
        return private(render(question_page(form)))

    @pages.post(f"{PREFIX}/coverage/fragile")
    @requires(Action.SUPPOSE)
    def ask_fragile() -> ResponseReturnValue:
        """Start the list, and on to its page."""
        form = FragileForm()
        if not form.validate_on_submit():
            return private(render(question_page(form, problems_in(form))), 422)
        try:
            return redirect(list_started(measured, form), 303)
        except ActionRefused as refused:
            return private(render(question_page(form, refusal(refused))), 409)

    @pages.get(f"{PREFIX}/coverage/fragile/<job_ref>")
    @requires(Action.SUPPOSE)
    def critical_list(job_ref: str) -> ResponseReturnValue:
        """How far the work is, then the list."""
        state = own_job(job_ref, LISTED)
        return waiting(state) or private(render(critical_page(state)))

    @pages.get(f"{PREFIX}/coverage/fragile/<job_ref>/services.csv")
    @requires(Action.SUPPOSE)
    def critical_file(job_ref: str) -> Response:
        """The list as a file."""
        own_job(job_ref, LISTED)
        return attached(critical_csv(finished(job_ref)), "text/csv", "rujuk-critical.csv")

    @pages.post(f"{PREFIX}/coverage/fragile/<job_ref>")
    @requires(Action.SUPPOSE)
    def ask_closed(job_ref: str) -> ResponseReturnValue:
        """Suppose that the ticked ones close."""
        return closed_asked(measured, own_job(job_ref, LISTED))


def closed_asked(measured: CoverageNow, state: JobState) -> ResponseReturnValue:
    """Start what closing the ticked ones takes, or show the list again and say why not."""
    chosen, problems = ticked_in(CloseForm(), finished(state.id))
    if problems:
        return private(render(critical_page(state, chosen, problems)), 422)
    try:
        back = url_for("coverage.critical_list", job_ref=state.id)
        return redirect(closing_started(measured, state.about["form"], chosen, back), 303)
    except ActionRefused as refused:
        return private(render(critical_page(state, chosen, refusal(refused))), 409)


def ticked_in(form: CloseForm, found: Document) -> tuple[list[str], tuple[FieldProblem, ...]]:
    """The ticked services that are on the list, and what is wrong with the form."""
    listed = {one["service_id"] for one in found["services"]}
    chosen = [ref for ref in form.close.data or [] if ref in listed]
    if not form.validate_on_submit():
        return chosen, problems_in(form)
    if not chosen:
        return chosen, (FieldProblem("close-1", gettext("Tick the services that close.")),)
    return chosen, ()


def question_page(form: FragileForm, problems: tuple[FieldProblem, ...] = ()) -> FragilePage:
    """The page of the question."""
    return FragilePage(title=gettext("Rujuk – Notes: map"), form=form, problems=problems)


def list_started(measured: CoverageNow, form: FragileForm) -> str:
    """Start the list; the address of its page.

    :raises ActionRefused: the reader's last one is still running, or too many are
    """
    column: Column = (Need(form.need.data), Group(form.group.data))
    within, moment = int(form.within.data), now()

    def work(progress: Progress) -> Document:
        coverage = whole_coverage(measured, progress, moment)
        return critical(measured.world, coverage, column, within, watch=watching(progress))

    about = {"form": form.values}
    return started(work, kind=LISTED, endpoint="coverage.critical_list", about=about)


def critical_page(
    state: JobState, ticked: list[str] | None = None, problems: tuple[FieldProblem, ...] = ()
) -> CriticalPage:
    """The page of the list."""
    found = finished(state.id)
    near, everybody = found["people_within"], found["people_total"]
    return CriticalPage(
        title=gettext("Rujuk – Notes: map"),
        asked=asked_text(found, found["within"]),
        summary=gettext(
            "%(near)s of %(people)s people (%(share)s) live within the limit of a service that a "
            "plan could recommend. These are the services whose closing would take the last one "
            "from most of them.",
            near=words.number(near),
            people=words.number(everybody),
            share=words.percent(near / everybody),
        ),
        services=tuple(map(depends, found["services"])),
        ticked=frozenset(ticked or ()),
        problems=problems,
        action=url_for("coverage.ask_closed", job_ref=state.id),
        file=url_for("coverage.critical_file", job_ref=state.id),
        again=url_for("coverage.fragile", **state.about["form"]),
        version=found["directory_version"],
    )


def depends(one: Document) -> Depends:
    """A line of the list."""
    return Depends(
        service_id=one["service_id"],
        name=one["name"],
        href=url_for("pages.service", service_id=one["service_id"]),
        kind=plain_label("kind", one["kind"]),
        region=one["region"] or "",
        people=words.number(one["people"]),
        regencies=tuple(regency["name"] for regency in one["regencies"]),
    )
