"""The second editor's pages: what waits, one request whole, an import's requests together."""

from __future__ import annotations

import re
from collections.abc import Sequence

from flask import Blueprint, Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm  # type: ignore[import-untyped]
from wtforms import StringField  # type: ignore[import-untyped]

from referral.domain.access import Action, Actor
from referral.domain.approvals import RejectReason
from referral.domain.errors import ActionRefused, NotFound
from referral.usecases.office import Office
from referral.usecases.upkeep import deciding
from referral.usecases.upkeep.deciding import Waiting
from referral.web.access import current_actor, requires
from referral.web.moment import now
from referral.web.pages import FieldProblem
from referral.web.render import render
from referral.web.routing import private
from referral.web.upkeep.approval_pages import (
    approval_page,
    approvals_page,
    batch_page,
    refusal_text,
    refusals,
)
from referral.web.upkeep.tasks import Task
from referral.web.words import gettext
from referral.web.words import lazy_gettext as _l

decides = requires(Action.EDIT_DIRECTORY, fresh=True)
"""Who decides as the second of two has given the password a short while ago."""
DECISIONS = ("approve", "reject", "withdraw")


class DecisionForm(FlaskForm):  # type: ignore[misc]
    """What is decided; `reason` goes with a no. `batch` with `all`: everything of an import."""

    decision = StringField()
    reason = StringField()
    batch = StringField()
    all = StringField()
    page = StringField()


def waiting_for(office: Office, actor: Actor) -> int:
    """How many requests the reader could decide on."""
    return deciding.count_waiting(office, actor)


TASKS = (
    Task(
        _l("Approvals"),
        _l("What another editor asked for and you decide: new records, protected places."),
        "upkeep.approvals",
        Action.EDIT_DIRECTORY,
        waiting_for,
    ),
)


def add_routes(upkeep: Blueprint, office: Office) -> None:
    """Give the blueprint the second editor's pages."""

    @upkeep.get("/manage/approvals", endpoint="approvals")
    @requires(Action.EDIT_DIRECTORY)
    def show_all() -> Response:
        """Everything that waits."""
        waiting = deciding.list_waiting(office, current_actor())
        return private(render(approvals_page(office, waiting)))

    @upkeep.get("/manage/approvals/<approval_id>", endpoint="approval")
    @decides
    def show(approval_id: str) -> Response:
        """One request, whole."""
        return private(render(approval_page(office, found(office, approval_id))))

    @upkeep.post("/manage/approvals/<approval_id>", endpoint="decide_one")
    @decides
    def decide_one(approval_id: str) -> ResponseReturnValue:
        """Approve, reject or withdraw it."""
        return Decision(office, DecisionForm(), approval_id).carried_out()

    @upkeep.get("/manage/approvals/imports/<batch_id>", endpoint="approval_batch")
    @decides
    def show_batch(batch_id: str) -> Response:
        """The requests of one import."""
        held = of_batch(office, batch_id)
        if not held:
            abort(404)
        return private(render(batch_page(office, batch_id, held, page_asked())))

    @upkeep.post("/manage/approvals", endpoint="decide")
    @decides
    def decide() -> ResponseReturnValue:
        """Approve, reject or withdraw what was chosen of an import."""
        return Decision(office, DecisionForm()).carried_out()


def found(office: Office, approval_id: str) -> Waiting:
    """A request that waits, or 404."""
    try:
        return deciding.show_waiting(office, current_actor(), approval_id, now=now())
    except NotFound:
        abort(404)


def of_batch(office: Office, batch: str) -> list[Waiting]:
    """What of an import still waits."""
    every = deciding.list_waiting(office, current_actor())
    return [one for one in every if batch and one.approval.batch == batch]


def page_asked() -> int:
    """The asked page of a list."""
    return page_number(request.args.get("page"))


def page_number(text: str | None) -> int:
    """A page; the first where it is no number."""
    return int(text) if text and re.fullmatch(r"[1-9][0-9]{0,4}", text) else 1


class Decision:
    """A sent form, and the page that it comes back to."""

    def __init__(self, office: Office, form: DecisionForm, alone: str | None = None) -> None:
        self.office, self.form, self.alone = office, form, alone
        self.batch = (form.batch.data or "") if alone is None else ""
        self.chosen = [one for one in request.form.getlist("approval") if one]
        if alone is not None:
            self.chosen = [alone]

    def carried_out(self) -> ResponseReturnValue:
        """Do it, or say why not."""
        decision = self.form.decision.data
        if not self.form.validate() or decision not in DECISIONS:
            return self.again(gettext("This page was open for too long. Send it once more."))
        held = of_batch(self.office, self.batch) if self.batch and self.form.all.data else []
        ids = [one.approval.id for one in held] or self.chosen
        if not ids:
            return self.again(gettext("Tick what you decide on."))
        try:
            return self.decided(str(decision), ids)
        except (ActionRefused, NotFound) as refused:
            if refused.code == "own_request":
                return self.again(refusal_text("own_request"), status=409)
            return self.again(
                gettext("Another editor has decided on it already. This is the list as it is now."),
                status=409,
            )

    def decided(self, decision: str, ids: Sequence[str]) -> ResponseReturnValue:
        """What came of it."""
        actor, at = current_actor(), now()
        if decision == "withdraw":
            deciding.withdraw(self.office, actor, ids, now=at)
            flash(gettext("Withdrawn. Nothing was changed."))
            return self.back()
        if decision == "reject":
            if self.form.reason.data not in set(RejectReason):
                return self.again(gettext("Say why it is rejected."), field="reason")
            reason = RejectReason(self.form.reason.data)
            deciding.reject(self.office, actor, ids, reason, now=at)
            flash(gettext("Rejected. Nothing was changed."))
            return self.back()
        refused = deciding.approve(self.office, actor, ids, now=at)
        if refused:
            waiting = deciding.list_waiting(self.office, actor)
            return self.again(*refusals(refused, waiting), status=409)
        flash(gettext("Approved. It stands in the directory now."))
        return self.back()

    def back(self) -> ResponseReturnValue:
        """To what is left."""
        if self.batch and of_batch(self.office, self.batch):
            return redirect(url_for("upkeep.approval_batch", batch_id=self.batch), 303)
        return redirect(url_for("upkeep.approvals"), 303)

    def again(self, *texts: str, status: int = 422, field: str | None = None) -> Response:
        """The page that the form stood on, with what is wrong; the list where that is gone."""
        wrong = tuple(FieldProblem(field, text) for text in texts)
        every = deciding.list_waiting(self.office, current_actor())
        held = [one for one in every if self.batch and one.approval.batch == self.batch]
        if held:
            page = batch_page(
                self.office,
                self.batch,
                held,
                page_number(self.form.page.data),
                wrong,
                ticked=self.chosen,
                whole=bool(self.form.all.data),
            )
            return private(render(page), status)
        if any(one.approval.id == self.alone for one in every):
            shown = found(self.office, str(self.alone))
            return private(render(approval_page(self.office, shown, wrong)), status)
        listed = [FieldProblem(None, text) for text in texts]
        return private(render(approvals_page(self.office, every, listed)), status)
