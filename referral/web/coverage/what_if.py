"""Where the next centres help most: the question, the work, and the answer with two maps."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, abort, current_app, json, redirect, request, url_for
from flask.typing import ResponseReturnValue

from referral.domain.access import Action
from referral.domain.coverage import Group
from referral.domain.errors import ActionRefused, Problem, RequestRejected
from referral.domain.vocabulary import Need
from referral.present.problems import problem_text
from referral.present.translate import translator
from referral.usecases.coverage_now import CoverageNow
from referral.usecases.jobs import Progress
from referral.usecases.siting import Question, Standing, Where
from referral.usecases.siting_document import siting_geojson
from referral.usecases.what_if import named_seats, site_file, sited
from referral.usecases.what_if_files import areas_csv
from referral.usecases.world import World
from referral.web.access import requires
from referral.web.accounts.pages import problems_in
from referral.web.coverage import words
from referral.web.coverage.overview import PATTERNS, provinces
from referral.web.coverage.suppose import (
    attached,
    both_maps,
    limit_text,
    watching,
)
from referral.web.coverage.suppose_pages import Seat, SitedPage, WhatIfPage
from referral.web.forms.coverage import LIST, SHORTEST, STANDING, WHERE, SitingForm, typed
from referral.web.jobs import REFUSALS, followed, jobs, own_job, owner, started
from referral.web.locale import PREFIX, current_language
from referral.web.moment import now
from referral.web.pages import FieldProblem
from referral.web.render import render
from referral.web.routing import private
from referral.web.words import gettext, ngettext, plain_label

KIND = "site"
SECONDS = 120.0
"""Of searching; what has not been proven by then is given with the gap that is left."""
Document = dict[str, Any]
_BETWEEN = re.compile(r"[\n,;]")
FIELDS = {"at": "seats", "where": "where"}
"""Fields of the form that a problem of the question belongs to."""


def add_routes(pages: Blueprint, measured: CoverageNow) -> None:
    """Give the blueprint the question, its answer, and the answer's files."""
    _add_question(pages, measured.world)
    _add_answer(pages, measured.world)
    _add_files(pages, measured.world)


def _add_question(pages: Blueprint, world: World) -> None:
    @pages.get(f"{PREFIX}/coverage/what-if")
    @requires(Action.SUPPOSE)
    def what_if() -> Response:
        """The question, with what an address holds of it."""
        return private(render(question_page(asked_form(world, typed(request.args)))))

    @pages.post(f"{PREFIX}/coverage/what-if")
    @requires(Action.SUPPOSE)
    def ask_what_if() -> ResponseReturnValue:
        """Start the work, and on to its page."""
        form = asked_form(world)
        if not form.validate_on_submit():
            return private(render(question_page(form, problems_in(form))), 422)
        try:
            return redirect(started_at(world, form), 303)
        except RequestRejected as rejected:
            return private(render(question_page(form, rejected_in(rejected))), 422)
        except ActionRefused as refused:
            problem = FieldProblem(None, str(REFUSALS[refused.code]))
            return private(render(question_page(form, (problem,))), 409)


def _add_answer(pages: Blueprint, world: World) -> None:
    @pages.get(f"{PREFIX}/coverage/what-if/<job_ref>")
    @requires(Action.SUPPOSE)
    def sited_answer(job_ref: str) -> ResponseReturnValue:
        """How far the work is, then the answer."""
        state = own_job(job_ref, KIND)
        begin = url_for("coverage.what_if", **state.about["form"])
        waiting = followed(
            state,
            title=gettext("Rujuk – Notes: map"),
            heading=gettext("What if: new centres"),
            begin=begin,
            steps=words.STEPS,
            section="coverage",
        )
        if waiting is not None:
            return private_one(waiting)
        found = finished(job_ref)
        if "problems" in found:
            form = asked_form(world, typed(state.about["form"]))
            problems = tuple(Problem(path, code, facts) for path, code, facts in found["problems"])
            return private(render(question_page(form, rejected_in(RequestRejected(problems)))), 422)
        return private(render(sited_page(world, job_ref, found, begin)))


def _add_files(pages: Blueprint, world: World) -> None:
    @pages.get(f"{PREFIX}/coverage/what-if/<job_ref>/regencies.csv")
    @requires(Action.SUPPOSE)
    def sited_csv(job_ref: str) -> Response:
        """Every regency before and after."""
        own_job(job_ref, KIND)
        return attached(areas_csv(world, solved(job_ref)), "text/csv", "rujuk-sites.csv")

    @pages.get(f"{PREFIX}/coverage/what-if/<job_ref>/sites.json")
    @requires(Action.SUPPOSE)
    def sited_json(job_ref: str) -> Response:
        """The document of `referral site`."""
        own_job(job_ref, KIND)
        document = site_file(solved(job_ref), current_language())
        return attached(json.dumps(document), "application/json", "rujuk-sites.json")

    @pages.get(f"{PREFIX}/coverage/what-if/<job_ref>/sites.geojson")
    @requires(Action.SUPPOSE)
    def sited_geojson(job_ref: str) -> Response:
        """The same as a map."""
        own_job(job_ref, KIND)
        document = site_file(solved(job_ref), current_language())
        shapes = siting_geojson(document, Path(current_app.config["DATA_DIR"]))
        return attached(json.dumps(shapes), "application/geo+json", "rujuk-sites.geojson")


def private_one(response: Response) -> Response:
    """An answer that no cache may keep."""
    response.headers["Cache-Control"] = "no-store"
    return response


def finished(job_ref: str) -> Document:
    """The result of a job of the reader's; where it is no more the answer is 404."""
    found = jobs().result(owner(), job_ref)
    if found is None:
        abort(404)
    return dict(found)


def solved(job_ref: str) -> Document:
    """A result that has an answer."""
    found = finished(job_ref)
    if "problems" in found:
        abort(404)
    return found


def asked_form(world: World, values: Any = None) -> SitingForm:
    """The form: as posted, or with the values of an address."""
    form = SitingForm(values) if values is not None else SitingForm()
    form.offer(provinces(world))
    return form


def question_page(form: SitingForm, problems: tuple[FieldProblem, ...] = ()) -> WhatIfPage:
    """The page of the question."""
    return WhatIfPage(title=gettext("Rujuk – Notes: map"), form=form, problems=problems)


def rejected_in(rejected: RequestRejected) -> tuple[FieldProblem, ...]:
    """Problems of a question, each at its field."""
    said = translator(current_language())
    return tuple(
        FieldProblem(FIELDS.get(one.path), problem_text(one, said)) for one in rejected.problems
    )


def question_of(world: World, form: SitingForm) -> Question:
    """What a filled in form asks.

    :raises RequestRejected: a seat that is none, or none at all where they are to be listed
    """
    listed = form.where.data == LIST
    texts = [text for part in _BETWEEN.split(form.seats.data or "") if (text := part.strip())]
    if listed and not texts:
        raise RequestRejected((Problem("at", "no_seats"),))
    return Question(
        column=(Need(form.need.data), Group(form.group.data)),
        centres=form.centres.data,
        within=None if form.within.data == SHORTEST else int(form.within.data),
        where=Where.ANY if listed else Where(form.where.data),
        seats=named_seats(world, texts) if listed else (),
        standing=Standing(form.standing.data),
        province=form.province.data or "",
    )


def started_at(world: World, form: SitingForm) -> str:
    """Start the work; the address of its page.

    :raises RequestRejected: see `question_of`
    :raises ActionRefused: the reader's last one is still running, or too many are
    """
    question, moment = question_of(world, form), now()

    def work(progress: Progress) -> Document:
        try:
            watch = watching(progress, SECONDS)
            return sited(world, question, now=moment, watch=watch, seconds=SECONDS)
        except RequestRejected as rejected:  # seen only once the services are looked at
            return {"problems": [[one.path, one.code, {**one.facts}] for one in rejected.problems]}

    return started(work, kind=KIND, endpoint="coverage.sited_answer", about={"form": form.values})


def sited_page(world: World, job_ref: str, found: Document, begin: str) -> SitedPage:
    """The page of an answer."""
    document = found["document"]
    asked, chosen = document["question"], document["chosen"]
    centres = ngettext("%(num)d new centre", "%(num)d new centres", asked["centres"])
    return SitedPage(
        title=gettext("Rujuk – Notes: map"),
        heading=gettext("What if: %(centres)s", centres=centres),
        asked=asked_lines(world, found),
        text=found["texts"][current_language()],
        findings=findings(found),
        proof=proof(document["outcome"]),
        seats=tuple(seat(number, one, document) for number, one in enumerate(chosen, start=1)),
        fewer=len(chosen) < asked["centres"],
        maps=both_maps(world, found),
        patterns=PATTERNS,
        files=(
            ("CSV (HXL)", url_for("coverage.sited_csv", job_ref=job_ref)),
            ("GeoJSON", url_for("coverage.sited_geojson", job_ref=job_ref)),
            ("JSON", url_for("coverage.sited_json", job_ref=job_ref)),
        ),
        again=begin,
        version=document["directory_version"],
    )


def asked_lines(world: World, found: Document) -> tuple[str, ...]:
    """What was asked, in words."""
    asked = found["document"]["question"]
    area = provinces(world).get(found["province"]) or gettext("Indonesia")
    need = plain_label("need", asked["need"])
    return (
        f"{need} · {words.GROUPS[Group(asked['group'])]} · {area}",
        f"{gettext('Where they may stand')}: {dict(WHERE)[asked['where']]}",
        f"{gettext('Services that count already')}: {dict(STANDING)[asked['standing']]}",
    )


def findings(found: Document) -> tuple[str, ...]:
    """What the centres change: people within the limit, and the average journey."""
    average = found["document"]["average_minutes"]
    before, after = found["people_before"], found["people_after"]
    everybody = found["people_total"]
    return (
        gettext(
            "%(gained)s more people within %(limit)s: %(before)s (%(before_share)s) before, "
            "%(after)s (%(after_share)s) after.",
            gained=words.number(after - before),
            limit=limit_text(found["limit"]),
            before=words.number(before),
            before_share=words.percent(before / everybody),
            after=words.number(after),
            after_share=words.percent(after / everybody),
        ),
        gettext(
            "Average journey from the seats of the regencies: %(before)s before, %(after)s after.",
            before=words.duration_text(average["before"]),
            after=words.duration_text(average["after"]),
        )
        + " "
        + gettext(
            "A longer one counts as %(most)s, and so does one where no way is recorded.",
            most=words.duration_text(average["at_most"]),
        ),
    )


def proof(outcome: Document) -> str:
    """How good the answer is known to be."""
    if outcome["proven"]:
        return gettext("This is the optimum, proven: optimality gap 0.")
    return gettext(
        "Optimality gap %(gap)s: no other choice can be better by more.",
        gap=words.exact_percent(outcome["gap"]),
    )


def seat(number: int, one: Document, document: Document) -> Seat:
    """A chosen seat."""
    if document["model"] == "covering":
        alone = gettext("%(people)s people alone", people=words.number(one["people_gained_alone"]))
    else:
        saved = words.duration_text(one["average_minutes_saved_alone"])
        alone = gettext("%(saved)s of the average alone", saved=saved)
    return Seat(
        number=number,
        name=one["name"],
        href=url_for("coverage.regency", regency_code=one["code"]),
        province=one["province"],
        latitude=one["latitude"],
        longitude=one["longitude"],
        alone=alone,
    )
