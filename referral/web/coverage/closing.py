"""What is lost if services close: those that were ticked on the list, or one from its own page.

Only services that anybody may know can be supposed to close (R35). That a hidden place falls with
its only gateway tells a coordinator no more than the numbers of confidential places by regency,
which that role reads anyway.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, abort, current_app, json, redirect, request, url_for
from flask.typing import ResponseReturnValue

from referral.domain.access import Action
from referral.domain.coverage import Column, Group
from referral.domain.errors import ActionRefused
from referral.domain.services import Service
from referral.domain.vocabulary import Need
from referral.usecases.coverage_now import CoverageNow
from referral.usecases.jobs import JobState, Progress
from referral.usecases.what_if import closed
from referral.usecases.what_if_files import areas_csv, areas_geojson
from referral.usecases.world import World
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
from referral.web.coverage.suppose_pages import ClosedPage, ClosedService, CloseOnePage
from referral.web.coverage.what_if import finished, private_one
from referral.web.forms.coverage import CloseOneForm, typed
from referral.web.jobs import REFUSALS, followed, own_job, started
from referral.web.locale import PREFIX
from referral.web.moment import now
from referral.web.pages import FieldProblem
from referral.web.render import render
from referral.web.routing import private
from referral.web.words import gettext, ngettext, plain_label

LISTED, CLOSED = "critical", "closed"
"""Kinds of work: the list of who depends on one service, and the country without some."""
Document = dict[str, Any]


def add_routes(pages: Blueprint, measured: CoverageNow) -> None:
    """Give the blueprint the question about one service, the answer, and its files."""
    _add_one(pages, measured)
    _add_answer(pages, measured)


def _add_one(pages: Blueprint, measured: CoverageNow) -> None:
    world = measured.world

    @pages.get(f"{PREFIX}/coverage/fragile/close")
    @requires(Action.SUPPOSE)
    def close_one() -> Response:
        """What is lost if one service closes: the question, from the page of the service."""
        service = open_service(world, request.args.get("service_id", ""))
        values = {"need": service.needs[0].need.value if service.needs else "", **request.args}
        return private(render(close_page(service, CloseOneForm(typed(values)))))

    @pages.post(f"{PREFIX}/coverage/fragile/close")
    @requires(Action.SUPPOSE)
    def ask_close_one() -> ResponseReturnValue:
        """Start the work, and on to its page."""
        form = CloseOneForm()
        service = open_service(world, form.service_id.data or "")
        if not form.validate_on_submit():
            return private(render(close_page(service, form, problems_in(form))), 422)
        back = url_for("coverage.close_one", **form.values)
        try:
            return redirect(closing_started(measured, form.values, [service.id], back), 303)
        except ActionRefused as refused:
            return private(render(close_page(service, form, refusal(refused))), 409)


def open_service(world: World, service_id: str) -> Service:
    """A service that anybody may know; where there is none the answer is 404 (R35)."""
    service = world.directory().get(service_id)
    if service is None or service.hidden:
        abort(404)
    return service


def close_page(
    service: Service, form: CloseOneForm, problems: tuple[FieldProblem, ...] = ()
) -> CloseOnePage:
    """The page of the question about one service."""
    return CloseOnePage(
        title=gettext("Rujuk – Notes: map"),
        name=service.name,
        href=url_for("pages.service", service_id=service.id),
        form=form,
        problems=problems,
    )


def _add_answer(pages: Blueprint, measured: CoverageNow) -> None:
    world = measured.world

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
        begin=state.about.get("back") or url_for("coverage.fragile", **state.about["form"]),
        steps=words.STEPS,
        section="coverage",
    )
    return None if page is None else private_one(page)


def refusal(refused: ActionRefused) -> tuple[FieldProblem, ...]:
    """Why work was not started."""
    return (FieldProblem(None, str(REFUSALS[refused.code])),)


def closing_started(
    measured: CoverageNow, asked: Mapping[str, str], chosen: list[str], back: str
) -> str:
    """Start reckoning the country without some services; the address of its page.

    `asked` are the values of the form, `back` the page that it was asked on.

    :raises ActionRefused: the reader's last one is still running, or too many are
    """
    column: Column = (Need(asked["need"]), Group(asked["group"]))
    within, moment = int(asked["within"]), now()

    def work(progress: Progress) -> Document:
        coverage = whole_coverage(measured, progress, moment)
        watch = watching(progress)
        return closed(measured.world, coverage, column, within, chosen, watch=watch)

    about = {"form": dict(asked), "back": back}
    return started(work, kind=CLOSED, endpoint="coverage.closed_answer", about=about)


def asked_text(found: Document, within: int) -> str:
    """What was asked, in words."""
    need = plain_label("need", found["need"])
    group = words.GROUPS[Group(found["group"])]
    limit = gettext("within %(limit)s", limit=limit_text(within))
    return f"{need} · {group} · {limit}"


def closed_page(measured: CoverageNow, state: JobState) -> ClosedPage:
    """The page of the country without some services."""
    found = finished(state.id)
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
        findings=findings(found),
        maps=both_maps(measured.world, found),
        patterns=PATTERNS,
        files=(
            ("CSV (HXL)", url_for("coverage.closed_csv", job_ref=state.id)),
            ("GeoJSON", url_for("coverage.closed_geojson", job_ref=state.id)),
        ),
        back=state.about["back"],
        version=found["directory_version"],
    )


def findings(found: Document) -> tuple[str, ...]:
    """What closing takes.

    It may give, too: neighbours count where nothing of the own province is nearer (R21).
    """
    before, after, everybody = (found[f"people_{name}"] for name in ("before", "after", "total"))
    lose = sum(one["after"] < one["before"] for one in found["areas"])
    gain = sum(one["after"] > one["before"] for one in found["areas"])
    facts = {
        "lost": words.number(before - after),
        "limit": limit_text(found["limit"]),
        "before": words.number(before),
        "before_share": words.percent(before / everybody),
        "after": words.number(after),
        "after_share": words.percent(after / everybody),
    }
    if not lose and not gain:
        nobody = gettext(
            "Nobody loses: whoever has a service within %(limit)s has another one as well.", **facts
        )
        return (nobody,)
    told = [
        gettext(
            "%(lost)s people fewer within %(limit)s: %(before)s (%(before_share)s) now, "
            "%(after)s (%(after_share)s) then.",
            **facts,
        ),
        ngettext("%(num)d regency or city loses.", "%(num)d regencies and cities lose.", lose),
    ]
    if gain:
        told.append(
            ngettext(
                "%(num)d regency or city gains: with nothing nearer left in its own province, "
                "services of the neighbouring one count.",
                "%(num)d regencies and cities gain: with nothing nearer left in their own "
                "province, services of the neighbouring one count.",
                gain,
            )
        )
    return tuple(told)
