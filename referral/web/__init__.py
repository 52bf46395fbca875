"""The web: pages in two languages. Composed by `referral.app`; holds no rule of routing."""

from __future__ import annotations

from flask import Blueprint, Flask
from jinja2 import StrictUndefined

from referral.usecases.office import Office
from referral.usecases.world import World
from referral.web import cases, delivery, directory, errors, locale, routing, shell, upkeep
from referral.web.errors import error_page
from referral.web.verbs import Verbs, verbs_over

__all__ = ["PLAN_ENDPOINTS", "error_page", "register"]

PLAN_ENDPOINTS = ("pages.plan",)
"""Endpoints that make a plan, for the composition root to limit."""


def register(
    app: Flask, world: World, verbs: Verbs | None = None, *, office: Office | None = None
) -> None:
    """Give an app the pages, their languages and their templates' settings.

    `verbs` stands in for the use cases over `world`. Without an `office` there are no cases.

    :raises StartupError: `missing_catalogue`
    """
    verbs = verbs or verbs_over(world)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    locale.install(app)
    app.register_blueprint(shell.bp)
    app.register_blueprint(pages_blueprint(verbs))
    if office is not None:
        app.register_blueprint(cases.blueprint(office))
        app.register_blueprint(upkeep.blueprint(office))
    delivery.install(app)
    errors.prepare(app)


def pages_blueprint(verbs: Verbs) -> Blueprint:
    """Every page under `/id/` and `/en/`."""
    pages = Blueprint("pages", __name__, url_prefix=locale.PREFIX)
    routing.add_routes(pages, verbs)
    directory.add_routes(pages, verbs)
    return pages
