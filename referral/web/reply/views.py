"""The addresses of a service's answer: for everybody who holds a code or a signed link."""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from referral.domain.errors import ActionRefused, NotFound
from referral.usecases import answering, proposals
from referral.usecases.office import Office
from referral.web.access import public
from referral.web.locale import current_language
from referral.web.moment import now
from referral.web.render import render
from referral.web.reply.acts import Way, act, look
from referral.web.reply.pages import code_page, ended_page
from referral.web.words import gettext

LIMITED = ("cases.reply_code", "cases.reply")
"""Endpoints that take a code or an answer, for the composition root to limit."""


def add_routes(cases: Blueprint, office: Office) -> None:
    """Give the blueprint the field for a code and the page of a link."""

    @cases.route("/reply", methods=["GET", "POST"])
    @public
    def reply_code() -> ResponseReturnValue:
        """A code that was read aloud leads to its page. Nothing is changed, and no cookie set."""
        if request.method == "GET":
            return render(code_page())
        typed = request.form.get("code", "")
        try:
            token = answering.token_of_code(office, typed)
        except NotFound:
            # one text, whether it is no code at all, a wrong one, or that of a purged case
            wrong = gettext("Nothing opens with this code. Listen to it once more, or call 129.")
            return make_response(render(code_page(typed, wrong)), 404)
        return redirect(url_for("cases.reply", token=token), 303)

    @cases.route("/reply/<token>", methods=["GET", "POST"])
    @public
    def reply(token: str) -> ResponseReturnValue:
        """The referral that the link is for. To look changes nothing; a press does."""
        try:
            way = way_by_link(office, token)
            return look(way) if request.method != "POST" else act(way)
        except NotFound:
            return make_response(render(ended_page(None)), 404)
        except ActionRefused as refused:
            if refused.code != "link_ended":
                raise
            late = request.method == "POST"
            return make_response(render(ended_page(refused.facts, late=late)), 410)


def way_by_link(office: Office, token: str) -> Way:
    """What may be done by a link.

    :raises NotFound: the signature is not ours
    """
    link_id, moment = answering.link_of_token(office, token), now()
    language = current_language()
    return Way(
        url_for("cases.reply", token=token),
        lambda: answering.show_reply(office, link_id, now=moment, language=language),
        lambda to, reason: answering.answer(office, link_id, to, reason, now=moment),
        lambda correction: proposals.propose_by_link(office, link_id, correction, now=moment),
    )
