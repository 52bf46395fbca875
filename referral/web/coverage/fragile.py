"""Who depends on one service alone, and what is lost if services close.

Only services that anybody may know are named or can be supposed to close (R35). That a hidden
place falls with its only gateway tells a coordinator no more than the numbers of confidential
places by regency, which that role reads anyway.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Blueprint, Response, current_app, json, redirect, request, url_for
from flask.typing import ResponseReturnValue

from referral.domain.access import Action
from referral.domain.coverage import Column, Group
from referral.domain.errors import ActionRefused
from referral.domain.vocabulary import Need
from referral.usecases.coverage_now import CoverageNow
from referral.usecases.jobs import JobState, Progress
from referral.usecases.what_if import closed, critical
from referral.usecases.what_if_files import areas_csv, areas_geojson, critical_csv
from referral.web.access import requires
from referral.web.accounts.pages import problems_in
from referral.web.coverage import words
from referral.web.coverage.overview import PATTERNS
from referral.web.coverage.suppose import (
    attached,
    both_maps,
    limit_text,
    watching,
    whole_coverage,
)
from referral.web.coverage.suppose_pages import (
    ClosedPage,
    ClosedService,
    CriticalPage,
    Depends,
    FragilePage,
)
from referral.web.coverage.what_if import finished, private_one
from referral.web.forms.coverage import CloseForm, FragileForm, typed
from referral.web.jobs import REFUSALS, followed, own_job, started
from referral.web.locale import PREFIX
from referral.web.moment import now
from referral.web.pages import FieldProblem
from referral.web.render import render
from referral.web.routing import private
from referral.web.words import gettext, ngettext, plain_label

LISTED, CLOSED = "critical", "closed"
Document = dict[str, Any]


def add_routes(pages: Blueprint, measured: CoverageNow) -> None:
    """Give the blueprint the list, and what is lost if services close."""
    _add_list(pages, measured)
    _add_closed(pages, measured)


def _add_list(pages: Blueprint, measured: CoverageNow) -> None:
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


def _add_closed(pages: Blueprint, measured: CoverageNow) -> None:
    world = measured.world

    @pages.post(f"{PREFIX}/coverage/fragile/<job_ref>")
    @requires(Action.SUPPOSE)
    def ask_closed(job_ref: str) -> ResponseReturnValue:
        """Suppose that the ticked ones close."""
        state, form = own_job(job_ref, LISTED), CloseForm()
        chosen, problems = ticked_in(form, finished(job_ref))
        if problems:
            return private(render(critical_page(state, chosen, problems)), 422)
        try:
            return redirect(closing_started(measured, state, chosen), 303)
        except ActionRefused as refused:
            return private(render(critical_page(state, chosen, refusal(refused))), 409)

    @pages.get(f"{PREFIX}/coverage/fragile/closed/<job_ref>")
    @requires(Action.SUPPOSE)
    def closed_answer(job_ref: str) -> ResponseReturnValue:
        """How far the work is, then the country without the services."""
        state = own_job(job_ref, CLOSED)
        return waiting(state) or private(render(closed_page(measured, state)))

    @pages.get(f"{PREFIX}/coverage/fragile/closed/<job_ref>/regencies.csv")
    @requires(Action.SUPPOSE)
    def closed_csv(job_ref: str) -> Response:
        """Every regency with and without them."""
        own_job(job_ref, CLOSED)
        return attached(areas_csv(world, finished(job_ref)), "text/csv", "rujuk-closed.csv")

    @pages.get(f"{PREFIX}/coverage/fragile/closed/<job_ref>/regencies.geojson")
    @requires(Action.SUPPOSE)
    def closed_geojson(job_ref: str) -> Response:
        """The regencies that lose, as outlines."""
        own_job(job_ref, CLOSED)
        data_dir = Path(current_app.config["DATA_DIR"])
        shapes = areas_geojson(world, finished(job_ref), data_dir)
        return attached(json.dumps(shapes), "application/geo+json", "rujuk-closed.geojson")


def waiting(state: JobState) -> Response | None:
    """The page of work that goes on; None where it is done."""
    page = followed(
        state,
        title=gettext("Rujuk – Notes: map"),
        heading=gettext("Who depends on one service")
        if state.kind == LISTED
        else gettext("What if these close"),
        begin=url_for("coverage.fragile", **state.about["form"]),
        steps=words.STEPS,
        section="coverage",
    )
    return None if page is None else private_one(page)


def refusal(refused: ActionRefused) -> tuple[FieldProblem, ...]:
    """Why work was not started."""
    return (FieldProblem(None, str(REFUSALS[refused.code])),)


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


def closing_started(measured: CoverageNow, state: JobState, chosen: list[str]) -> str:
    """Start reckoning the country without some services; the address of its page.

    :raises ActionRefused: the reader's last one is still running, or too many are
    """
    asked = state.about["form"]
    column: Column = (Need(asked["need"]), Group(asked["group"]))
    within, moment = int(asked["within"]), now()

    def work(progress: Progress) -> Document:
        coverage = whole_coverage(measured, progress, moment)
        watch = watching(progress)
        return closed(measured.world, coverage, column, within, chosen, watch=watch)

    about = {"form": asked, "list": state.id}
    return started(work, kind=CLOSED, endpoint="coverage.closed_answer", about=about)


def asked_text(found: Document, within: int) -> str:
    """What was asked, in words."""
    need = plain_label("need", found["need"])
    group = words.GROUPS[Group(found["group"])]
    limit = gettext("within %(limit)s", limit=limit_text(within))
    return f"{need} · {group} · {limit}"


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


def closed_page(measured: CoverageNow, state: JobState) -> ClosedPage:
    """The page of the country without some services."""
    found = finished(state.id)
    before, after, everybody = (found[f"people_{name}"] for name in ("before", "after", "total"))
    lost = sum(one["after"] < one["before"] for one in found["areas"])
    return ClosedPage(
        title=gettext("Rujuk – Notes: map"),
        asked=asked_text(found, found["limit"]),
        closed=tuple(
            ClosedService(
                one["name"],
                url_for("pages.service", service_id=one["service_id"]),
                one["region"] or "",
            )
            for one in found["closed"]
        ),
        findings=(
            gettext(
                "%(lost)s people fewer within %(limit)s: %(before)s (%(before_share)s) now, "
                "%(after)s (%(after_share)s) then.",
                lost=words.number(before - after),
                limit=limit_text(found["limit"]),
                before=words.number(before),
                before_share=words.percent(before / everybody),
                after=words.number(after),
                after_share=words.percent(after / everybody),
            ),
            ngettext("%(num)d regency or city loses.", "%(num)d regencies and cities lose.", lost),
        ),
        maps=both_maps(measured.world, found),
        patterns=PATTERNS,
        files=(
            ("CSV (HXL)", url_for("coverage.closed_csv", job_ref=state.id)),
            ("GeoJSON", url_for("coverage.closed_geojson", job_ref=state.id)),
        ),
        back=url_for("coverage.critical_list", job_ref=state.about["list"]),
        version=found["directory_version"],
    )
