"""The own account: where a sign-in leads, what is set up, which sessions are open."""

from __future__ import annotations

from flask import Blueprint, redirect, url_for
from werkzeug.wrappers import Response as Answer

from referral.domain.access import Action
from referral.web.access import requires
from referral.web.locale import PREFIX

bp = Blueprint("account", __name__, url_prefix=f"{PREFIX}/account")


@bp.get("/start")
@requires(Action.OWN_ACCOUNT)
def start() -> Answer:
    """Where somebody's work begins."""
    return redirect(url_for("pages.console"))


@bp.get("/")
@requires(Action.OWN_ACCOUNT)
def show() -> Answer:
    """The account."""
    return redirect(url_for("pages.console"))
