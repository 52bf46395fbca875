"""A plan becomes a case: the plan's answers are posted once more, and nothing else."""

from __future__ import annotations

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from referral.domain.access import Action
from referral.domain.errors import ActionRefused, RequestRejected
from referral.domain.vocabulary import Need
from referral.usecases.office import Office
from referral.usecases.open_case import open_case
from referral.web.access import current_actor, requires
from referral.web.again import Again
from referral.web.cases import wording
from referral.web.forms.console import ConsoleForm
from referral.web.moment import now
from referral.web.pages import FieldProblem
from referral.web.routing import asked, refused, rejection
from referral.web.verbs import verbs_over


def add_routes(cases: Blueprint, office: Office) -> None:
    """Give the blueprint the opening of a case."""
    verbs = verbs_over(office.world)

    @cases.post("/referrals/new")
    @requires(Action.OPEN_CASE)
    def open_new() -> ResponseReturnValue:
        """Open a case for the posted answers; or the console with what to mend."""
        form = ConsoleForm()
        body = asked(form, Again.of(request.form), verbs)
        if not isinstance(body, dict):
            return body
        try:
            code = open_case(office, body, actor=current_actor(), now=now(), chosen=chosen())
        except RequestRejected as rejected:
            return rejection(form, rejected.problems, verbs)
        except ActionRefused as refusal:
            text = wording.refusal(refusal.code, refusal.facts)
            return refused(form, (FieldProblem(None, text),), {})
        return redirect(url_for("cases.show", code=code), 303)

    @cases.get("/referrals/new")
    @requires(Action.OPEN_CASE)
    def no_answers() -> ResponseReturnValue:
        """The address without the answers, loaded anew: a new call."""
        return redirect(url_for("pages.console"))


def chosen() -> dict[str, str]:
    """Places chosen instead of the recommended ones, by need."""
    found = {need.value: request.form.get(f"chosen-{need.value}", "") for need in Need}
    return {need: service_id for need, service_id in found.items() if service_id}
