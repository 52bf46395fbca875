"""What stands beside the pages: the front door, the neutral page, the service worker."""

from __future__ import annotations

import calendar
from datetime import datetime

from babel.dates import get_day_names, get_month_names
from flask import Blueprint, Response, json, redirect, render_template, url_for
from werkzeug.wrappers import Response as Answer

from referral.settings import LANGUAGES
from referral.web.access import current_actor, public
from referral.web.locale import current_language, preferred_language
from referral.web.numbers import JAKARTA
from referral.web.pages import CalendarPage
from referral.web.render import render, static_files, static_version

bp = Blueprint("shell", __name__)


@bp.get("/")
@public
def front_door() -> Answer:
    """To the console in the reader's language; Indonesian unless English is preferred."""
    response = redirect(url_for("pages.console", language=preferred_language()))
    response.vary.add("Accept-Language")
    response.headers["Cache-Control"] = "no-cache"
    return response


@bp.get("/kalender")
@public
def neutral() -> str:
    """Where "quick exit" lands. A local page, so that it comes without a connection too."""
    today = datetime.now(JAKARTA).date()
    language = current_language()
    days = get_day_names("abbreviated", locale=language)
    weeks = calendar.Calendar().monthdayscalendar(today.year, today.month)
    month = get_month_names("wide", locale=language)[today.month]
    return render(
        CalendarPage(
            title=f"{month} {today.year}",
            month=f"{month} {today.year}",
            weekdays=tuple(days[at] for at in range(7)),
            weeks=tuple(tuple(day or None for day in week) for week in weeks),
            today=today.day,
        )
    )


@bp.get("/sw.js")
@public
def service_worker() -> Response:
    """The service worker. It keeps empty pages and static files, and never a plan.

    It asks for them without a cookie, so that what it keeps is what a visitor sees; where
    everybody must sign in, it keeps the neutral page alone.
    """
    shells = [url_for("shell.neutral")]
    for language in LANGUAGES if current_actor().open_door else ():
        shells += [
            url_for("pages.console", language=language),
            url_for("pages.restore", language=language),
        ]
    files = [
        url_for("static", filename=name, v=static_version())
        for name in static_files()
        if not name.startswith("worker")
    ]
    source = render_template(
        "worker.js",
        settings=json.dumps({"version": static_version(), "shells": shells, "files": files}),
    )
    response = Response(source, mimetype="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    return response
