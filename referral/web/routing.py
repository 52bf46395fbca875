"""The routing console and the plan. Everything about a child arrives by POST and is not kept."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, g, make_response, request
from werkzeug.datastructures import MultiDict

from referral.domain.access import Action
from referral.domain.errors import Problem, RequestRejected
from referral.web.access import requires
from referral.web.again import Again
from referral.web.body import request_body
from referral.web.forms.console import ConsoleForm
from referral.web.overdue import overdue_here
from referral.web.pages import ConsolePage, FieldProblem, PlaceChoice, RestorePage
from referral.web.places import choices_of, codes_of, field_id, form_problems, home_of
from referral.web.plan_page import plan_page, why_choices
from referral.web.render import render
from referral.web.verbs import Verbs
from referral.web.words import gettext

LINES_TO_ADD = ("children", "places", "avoid")


def add_routes(pages: Blueprint, verbs: Verbs) -> None:
    """Give the blueprint the console and the plan."""

    @pages.get("/")
    @requires(Action.ROUTE)
    def console() -> str:
        """An empty console; a desk reads on it how much of its own work is overdue."""
        page = ConsolePage(title=console_title(), form=ConsoleForm(), overdue=overdue_here())
        return render(page)

    @pages.post("/")
    @requires(Action.ROUTE)
    def edit() -> Response:
        """The console with the answers posted to it, and another line where one was asked for."""
        form = ConsoleForm(formdata=without(request.form, request.form.get("drop", "")))
        focus = line_added(form, request.form.get("add", ""))
        page = ConsolePage(title=console_title(), form=form, focus=focus, carried=carried())
        return private(render(page))

    @pages.get("/plan")
    @requires(Action.ROUTE)
    def restore() -> str:
        """The sheet into which this tab's own plan is put back after a reload."""
        return render(RestorePage(title=gettext("Rujuk – Notes: sheet")))

    @pages.post("/plan")
    @requires(Action.ROUTE)
    def plan() -> Response:
        """The plan for the posted answers, or the console with what to mend."""
        form, again = ConsoleForm(), Again.of(request.form)
        body = asked(form, again, verbs)
        if not isinstance(body, dict):
            return body
        now = datetime.now(UTC)
        try:
            document = verbs.find_help(body, now, g.language)
        except RequestRejected as rejected:
            return rejection(form, rejected.problems, verbs)
        choices = why_choices(verbs, again, now, g.language)
        return private(
            render(
                plan_page(
                    document,
                    form,
                    request.form,
                    again,
                    verbs=verbs,
                    language=g.language,
                    choices=choices,
                )
            )
        )


def line_added(form: ConsoleForm, name: str) -> str | None:
    """Give a question one more line; its first field. None where there is no room, or no such."""
    if name not in LINES_TO_ADD or len(form[name]) >= form[name].max_entries:
        return None
    row = form[name].append_entry()
    return f"{row.name}-age" if name == "children" else f"{row.name}-text"


def asked(form: ConsoleForm, again: Again, verbs: Verbs) -> dict[str, Any] | Response:
    """The contract's request of the posted answers, or the console with what to mend."""
    if not form.validate():
        return refused(form, form_problems(form), {})
    codes, open_choices = codes_of([(row.name, row.form) for row in form.avoid], verbs)
    home, home_choices = home_of(form.home.form, verbs)
    if home_choices is not None:
        open_choices[form.home.name] = home_choices
    if open_choices:
        return refused(form, open_place_problems(open_choices), open_choices)
    return request_body(form, avoid=list(codes.values()), home=home, again=again.body)


def console_title() -> str:
    """The neutral title of the console's tab."""
    return gettext("Rujuk – Notes")


def without(given: MultiDict[str, str], line: str) -> MultiDict[str, str]:
    """The posted form without one line of a list (`children-1`)."""
    if line.partition("-")[0] not in LINES_TO_ADD:
        return given
    return MultiDict(
        [
            (name, value)
            for name, value in given.items(multi=True)
            if not name.startswith(f"{line}-")
        ]
    )


def private(html: str, status: int = 200) -> Response:
    """A page that no cache may keep."""
    response = make_response(html, status)
    response.headers["Cache-Control"] = "no-store"
    return response


def refused(
    form: ConsoleForm,
    problems: tuple[FieldProblem, ...],
    choices: dict[str, tuple[PlaceChoice, ...]],
) -> Response:
    """The console once more, with everything that was typed and what to do about it."""
    moved = {f"{name}-text": f"{name}-choice-0" for name, found in choices.items() if found}
    page = ConsolePage(
        title=gettext("Mend: %(title)s", title=console_title()),
        form=form,
        problems=tuple(
            FieldProblem(moved.get(one.field_id or "", one.field_id), one.text) for one in problems
        ),
        choices=choices,
        carried=carried(),
    )
    return private(render(page), 422)


def carried() -> tuple[tuple[str, str], ...]:
    """Calls made, and what a human let back in, stay so while answers are edited (R45, R40)."""
    again = Again.of(request.form)
    tried = [("tried", one.text) for one in again.tried]
    return (*tried, *(("override", one.text) for one in again.overridden))


def open_place_problems(
    open_choices: dict[str, tuple[PlaceChoice, ...]],
) -> tuple[FieldProblem, ...]:
    """What to do about places to avoid, or a home, that are not clear yet."""
    return tuple(
        FieldProblem(
            f"{name}-text",
            gettext("Choose which place is meant.")
            if found
            else gettext("No place of that name. Try the district, the port or the regency."),
        )
        for name, found in open_choices.items()
    )


def rejection(form: ConsoleForm, problems: tuple[Problem, ...], verbs: Verbs) -> Response:
    """The console with the use case's problems beside their fields."""
    choices: dict[str, Any] = {}
    listed = []
    for problem in problems:
        target = field_id(problem, form)
        listed.append(FieldProblem(target, verbs.problem_text(problem, g.language)))
        if target and (found := choices_of(problem)):
            choices[target.removesuffix("-text")] = found
    return refused(form, tuple(listed), choices)
