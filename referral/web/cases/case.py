"""The page of a case, its steps, and the slip that goes along on paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import segno
from flask import Blueprint, Response, abort, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from referral.domain.access import Action
from referral.domain.errors import ActionRefused, NotFound, Overtaken
from referral.domain.vocabulary import Need
from referral.usecases.case_views import show_case
from referral.usecases.office import Office
from referral.web.access import current_actor, requires
from referral.web.cases import wording
from referral.web.cases.hours import hour_text
from referral.web.cases.message import reply_address
from referral.web.cases.pages import CasePage, Kept, SlipPage, case_page, case_title
from referral.web.cases.steps import STEPS, Press, said
from referral.web.locale import current_language
from referral.web.moment import now
from referral.web.numbers import day_text
from referral.web.pages import FieldProblem
from referral.web.render import render
from referral.web.reply.pages import desk_of
from referral.web.routing import private

SAID = "case-said"
_ALWAYS = ("consent", "contact", "follow-ups", "closing")
PARTS = frozenset({*_ALWAYS, *(f"need-{need.value}" for need in Need)})
"""Parts of the page that a step may belong to."""


def add_routes(cases: Blueprint, office: Office) -> None:
    """Give the blueprint the page of a case, its steps and its slips."""

    @cases.get("/referrals/<code>")
    @requires(Action.READ_CASE)
    def show(code: str) -> Response:
        """The case as it is now."""
        return private(render(printed(office, code, said=taken(code))))

    @cases.post(f"/referrals/<code>/<any({', '.join(map(repr, STEPS))}):name>")
    @requires(Action.CHANGE_CASE)
    def step(code: str, name: str) -> ResponseReturnValue:
        """One step, then the page anew; or the page with what was refused."""
        return stepped(office, code, name)

    @cases.get(f"/referrals/<code>/<any({', '.join(map(repr, STEPS))}):name>")
    @requires(Action.READ_CASE)
    def back(code: str, name: str) -> ResponseReturnValue:  # noqa: ARG001 - of the address
        """The address of a refused step, loaded anew: the case itself."""
        return redirect(url_for("cases.show", code=code))

    @cases.get("/referrals/<code>/<referral_id>/slip")
    @requires(Action.READ_CASE)
    def slip(code: str, referral_id: str) -> Response:
        """The slip of a referral whose link works."""
        return private(render(slip_page(document_of(office, code), referral_id)))


def document_of(office: Office, code: str) -> dict[str, Any]:
    """The case's document; no page for whoever may not read it."""
    try:
        return show_case(office, current_actor(), code, now=now(), language=current_language())
    except NotFound:
        abort(404)


def printed(office: Office, code: str, **more: Any) -> CasePage:
    """The case as it is now."""
    return case_page(document_of(office, code), url_for("cases.show", code=code), now(), **more)


def stepped(office: Office, code: str, name: str) -> ResponseReturnValue:
    """Take one step of a case."""
    step, actor = STEPS[name], current_actor()
    form = step.form()
    if not form.validate_on_submit():
        return refused(office, code, name, form, lacking(form))
    try:
        step.run(Press(office, actor, code, form, now()))
    except NotFound:
        abort(404)
    except Overtaken:
        return refused(office, code, name, form, ())
    except ActionRefused as refusal:
        return refused(office, code, name, form, (refusal.code,), refusal.facts)
    part = form.part.data if form.part.data in PARTS else None
    session[SAID] = [code, part or "top", said(step, form)]
    return redirect(url_for("cases.show", code=code, _anchor=part), 303)


def lacking(form: Any) -> tuple[str, ...]:
    """What is said of the questions that were not answered, in the order of the form."""
    asked = (f"{field.name}_required" for field in form if field.errors)
    codes = (code if code in wording.REFUSALS else "reason_required" for code in asked)
    return tuple(dict.fromkeys(codes)) or ("reason_required",)


def refused(
    office: Office,
    code: str,
    name: str,
    form: Any,
    why: Sequence[str],
    facts: Mapping[str, object] | None = None,
) -> Response:
    """The case as it is now, with what was refused; `why` is empty where another was quicker."""
    document = document_of(office, code)
    there = {*_ALWAYS, *(f"need-{answer['need']}" for answer in document["answers"])}
    part = form.part.data if document["open"] and form.part.data in there else None
    problems = tuple(FieldProblem(part, wording.refusal(one, facts or {})) for one in why)
    page = case_page(
        document,
        url_for("cases.show", code=code),
        now(),
        problems=problems,
        overtaken=not why,
        kept=kept(name),
    )
    return private(render(page), 422 if why else 409)


def kept(name: str) -> Kept:
    """What was chosen in the posted form, to stand chosen once more."""
    about = [request.form.get(key, "") for key in ("referral", "which", "need", "to")]
    chosen = frozenset(request.form.items(multi=True))
    return Kept(name, ":".join(filter(None, about)), chosen)


def taken(code: str) -> tuple[str, str] | None:
    """What the last step wanted to say on this case's page, once."""
    found = session.get(SAID)
    if not found or found[0] != code:
        return None
    session.pop(SAID)
    return str(found[1]), str(found[2])


def slip_page(document: Mapping[str, Any], referral_id: str) -> SlipPage:
    """The slip; none (404) where the link does not work (any more)."""
    every = [one for answer in document["answers"] for one in answer["referrals"]]
    found = next((one for one in every if one["id"] == referral_id), None)
    if found is None or not found["link"] or not found["link"]["works"]:
        abort(404)
    link, desk = found["link"], document["desk"] or {"name": "", "phone": None}
    href, moment = reply_address(link["token"]), now().astimezone(document["opened_at"].tzinfo)
    whose = {**desk, "desk": desk["name"], "organization": document["organization"]}
    return SlipPage(
        title=case_title(),
        case=document["code"],
        service=found["service"]["name"],
        code=link["code"],
        href=href,
        picture=segno.make(href, error="m").svg_data_uri(scale=4, light="#fff"),
        desk=desk["name"],
        organization=document["organization"],
        phone=desk_of(whose).phone,
        made=day_text(moment.date().isoformat(), current_language()),
        until=hour_text(link["expires_at"], moment),
    )
