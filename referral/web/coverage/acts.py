"""The decision of a coordinator on an act: an office as owner, a day, a state."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, flash, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm  # type: ignore[import-untyped]
from wtforms import IntegerField, StringField  # type: ignore[import-untyped]

from referral.domain.access import Action
from referral.domain.act_plans import ActState, ActSubject
from referral.domain.errors import NotFound, Overtaken, RequestRejected
from referral.usecases.action_plans import Decided, decide, decided, read_plan, read_subject
from referral.usecases.actions_document import ToldAdvice
from referral.usecases.coverage_now import CoverageNow
from referral.usecases.world import World
from referral.web.access import current_actor, records, requires
from referral.web.accounts.printing import problems_of
from referral.web.coverage import act_words
from referral.web.coverage.overview import measuring
from referral.web.coverage.pages import Option
from referral.web.coverage.province import (
    Question,
    act_row,
    advice,
    bare_row,
    known_province,
    with_decision,
)
from referral.web.coverage.province_pages import ActPage, ActRow
from referral.web.locale import PREFIX
from referral.web.moment import now
from referral.web.pages import FieldProblem
from referral.web.render import render
from referral.web.words import gettext

PATIENCE = 1.5
"""Seconds that somebody is kept waiting where the acts are being worked out anew."""
ADDRESS = f"{PREFIX}/coverage/province/<province_code>/act"


class DecisionForm(FlaskForm):  # type: ignore[misc]
    """Which act, what was seen of it, and what is decided."""

    need = StringField()
    group = StringField()
    hour = StringField()
    kind = StringField()
    subject = StringField()
    version = IntegerField()
    state = StringField()
    owner = StringField()
    due = StringField()


def add_routes(pages: Blueprint, measured: CoverageNow) -> None:
    """Give the blueprint the page of an act."""

    @pages.get(ADDRESS)
    @requires(Action.PLAN_ACTS)
    def act(province_code: str) -> ResponseReturnValue:
        """What was decided on an act, to be changed."""
        known_province(measured.world, province_code)
        asked = Question.read(request.args)
        if not request.args.get("kind"):
            return redirect(back_href(province_code, asked))
        found = advice().current(province_code, asked.column, now(), patience=PATIENCE)
        if found is None:
            return measuring()
        subject = subject_of(province_code, asked, request.args)
        return private(act_page(measured.world, found, asked, subject))

    @pages.post(ADDRESS, endpoint="decide")
    @requires(Action.PLAN_ACTS)
    def decide_on(province_code: str) -> ResponseReturnValue:
        """Decide on it."""
        known_province(measured.world, province_code)
        form = DecisionForm()
        asked = Question.read({name: form[name].data or "" for name in ("need", "group", "hour")})
        found = advice().current(province_code, asked.column, now(), patience=60.0)
        if found is None:
            return measuring()
        subject = subject_of(province_code, asked, form.data)
        problems = said(form) or kept_decision(found, subject, form)
        if problems:
            page = act_page(measured.world, found, asked, subject, problems, form)
            return private(page, 422)
        flash(gettext("Saved."))
        return redirect(back_href(province_code, asked), 303)


def subject_of(code: str, asked: Question, given: Any) -> ActSubject:
    """The act that an address or a form names."""
    try:
        return read_subject(code, asked.column, given.get("kind") or "", given.get("subject") or "")
    except NotFound:
        abort(404)


def said(form: DecisionForm) -> tuple[FieldProblem, ...]:
    """What is wrong with a form whatever it decides."""
    if form.validate():
        return ()
    return (FieldProblem(None, gettext("This page was open for too long. Send it once more.")),)


def kept_decision(
    found: ToldAdvice, subject: ActSubject, form: DecisionForm
) -> tuple[FieldProblem, ...]:
    """Keep the decision; what stood in the way, if anything."""
    try:
        plan = read_plan(form.state.data or "", form.owner.data or "", form.due.data or "")
        decide(
            records(), current_actor(), found, subject, plan,
            version=form.version.data or 0, now=now(),
        )  # fmt: skip
    except RequestRejected as rejected:
        return problems_of(rejected.problems)
    except Overtaken:
        text = gettext("Somebody else has decided on this act. Look at it, then save yours again.")
        return (FieldProblem(None, text),)
    except NotFound:
        abort(404)
    return ()


def back_href(code: str, asked: Question) -> str:
    """The page of the province, with the same question."""
    return url_for("coverage.province", province_code=code, **asked.query())


def act_page(
    world: World,
    found: ToldAdvice,
    asked: Question,
    subject: ActSubject,
    problems: tuple[FieldProblem, ...] = (),
    form: DecisionForm | None = None,
) -> ActPage:
    """The page of an act that is advised or decided on; after a refusal with what was typed."""
    known = decision_on(found, asked, subject)
    plan = known.act.plan if known else None
    state = plan.state.value if plan else ActState.PLANNED.value
    owner = plan.owner.value if plan and plan.owner else ""
    due = plan.due.isoformat() if plan and plan.due else ""
    if form is not None:
        state, owner, due = (form[name].data or "" for name in ("state", "owner", "due"))
    return ActPage(
        title=gettext("Rujuk – Notes: map"),
        province=world.atlas.regions[subject.province].name,
        back=back_href(subject.province, asked),
        action=url_for("coverage.decide", province_code=subject.province),
        act=row_of(world, found, subject, known),
        hidden=hidden_fields(asked, subject, known),
        states=tuple(Option(c.value, str(t), c == state) for c, t in act_words.STATES.items()),
        owners=(
            Option("", gettext("– choose –"), not owner),
            *(Option(c.value, str(t), c == owner) for c, t in act_words.OWNERS.items()),
        ),
        due=due,
        problems=problems,
    )


def decision_on(found: ToldAdvice, asked: Question, subject: ActSubject) -> Decided | None:
    """What was decided on the act, if anything."""
    every = decided(records(), current_actor(), found, asked.column)
    return next((one for one in every if one.act.subject == subject), None)


def row_of(world: World, found: ToldAdvice, subject: ActSubject, known: Decided | None) -> ActRow:
    """The act in words; 404 where there is none."""
    told = found.act(subject.kind.value, subject.subject)
    if told is not None:
        return act_row(world, told, found.within, known, None)
    if known is None:
        abort(404)
    return with_decision(bare_row(world, known.act), known, None)


def hidden_fields(
    asked: Question, subject: ActSubject, known: Decided | None
) -> tuple[tuple[str, str], ...]:
    """What the form carries besides what is typed."""
    return (
        ("need", asked.need.value),
        ("group", asked.group.value),
        ("hour", asked.hour.value),
        ("kind", subject.kind.value),
        ("subject", subject.subject),
        ("version", str(known.act.version if known else 0)),
    )


def private(page: ActPage, status: int = 200) -> Response:
    """A page that nobody keeps."""
    response = make_response(render(page), status)
    response.headers["Cache-Control"] = "no-store"
    return response
