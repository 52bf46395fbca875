"""Referrals as the asked institution's staff see them: the same facts and steps as by a link."""

from __future__ import annotations

from flask import Blueprint, abort, request, url_for
from flask.typing import ResponseReturnValue

from referral.domain.access import Action
from referral.domain.errors import NotFound
from referral.usecases import answering, proposals
from referral.usecases.office import Office
from referral.web.access import current_actor, requires
from referral.web.locale import current_language
from referral.web.moment import now
from referral.web.render import render
from referral.web.reply.acts import Way, act, look
from referral.web.reply.pages import received_page


def add_routes(cases: Blueprint, office: Office) -> None:
    """Give the blueprint the list of an institution and the page of each referral."""

    @cases.get("/referrals/received")
    @requires(Action.LIST_RECEIVED)
    def received() -> str:
        """What was sent to services of the reader's institution."""
        actor, language = current_actor(), current_language()
        found = answering.list_received(office, actor, now=now(), language=language)
        return render(received_page(found, actor.organization or ""))

    @cases.route("/referrals/received/<referral_id>", methods=["GET", "POST"])
    @requires(Action.READ_RECEIVED)
    def received_one(referral_id: str) -> ResponseReturnValue:
        """One of them; another institution's is not there."""
        way = way_by_account(office, referral_id)
        try:
            return look(way) if request.method != "POST" else act(way)
        except NotFound:
            abort(404)


def way_by_account(office: Office, referral_id: str) -> Way:
    """What the reader's institution may do with a referral."""
    actor, moment, language = current_actor(), now(), current_language()
    return Way(
        url_for("cases.received_one", referral_id=referral_id),
        lambda: answering.show_received(office, actor, referral_id, now=moment, language=language),
        lambda to, reason: answering.answer_received(
            office, actor, referral_id, to, reason, now=moment
        ),
        lambda correction: proposals.propose_received(
            office, actor, referral_id, correction, now=moment
        ),
        back=url_for("cases.received"),
    )
