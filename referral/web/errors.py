"""Failures as pages: what happened, what to do, and the lines that answer meanwhile."""

from __future__ import annotations

from flask import Flask, current_app, make_response, redirect, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as Answer

from referral.settings import LANGUAGES
from referral.web.cards import Number
from referral.web.locale import current_language, preferred_language
from referral.web.pages import FailurePage
from referral.web.render import render
from referral.web.words import gettext

_FAILSAFE = "rujuk-failsafe"


def prepare(app: Flask) -> None:
    """Print the page of an unexpected failure now: when it is needed, nothing may work."""
    printed = {}
    for language in LANGUAGES:
        with app.test_request_context(f"/{language}/"):
            printed[language] = render(failure(500))
    app.extensions[_FAILSAFE] = printed


def error_page(error: HTTPException) -> Answer:
    """A page for an HTTP failure, never kept by a cache."""
    code = error.code or 500
    elsewhere = in_a_language() if code == 404 else None
    if elsewhere:
        return elsewhere
    if code < 400:
        return error.get_response()
    if code >= 500:
        response = make_response(current_app.extensions[_FAILSAFE][current_language()], code)
    else:
        response = make_response(render(failure(code)), code)
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            response.headers[name] = value
    response.headers["Cache-Control"] = "no-store"
    return response


def in_a_language() -> Answer | None:
    """The way to a page whose address was typed without its language, as one reads it aloud."""
    if request.method not in ("GET", "HEAD") or request.path.split("/")[1] in LANGUAGES:
        return None
    path = f"/{preferred_language()}{request.path}"
    try:
        current_app.url_map.bind("").match(path, method="GET")
    except HTTPException:
        return None
    asked = f"?{request.query_string.decode('latin-1')}" if request.query_string else ""
    answer = redirect(f"{request.script_root}{path}{asked}")
    answer.vary.add("Accept-Language")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def lines() -> tuple[Number, ...]:
    """National lines that a failing server can still name."""
    return (
        Number("tel:129", "129", gettext("SAPA, children and women")),
        Number("tel:119", "119", gettext("ambulance")),
        Number("tel:110", "110", gettext("police")),
    )


def too_much() -> str:
    """What to do with less: a shorter text, or a file in parts."""
    view = current_app.view_functions.get(request.endpoint or "")
    size = getattr(view, "takes", None)
    if size is None:
        return gettext("Go back and shorten what you typed.")
    megabytes = size // 1_000_000
    return gettext("A file may have %(size)s MB at most. Divide it.", size=megabytes)


def failure(code: int) -> FailurePage:
    """The page of a failure by its HTTP status."""
    texts = {
        400: (
            gettext("The page was open for too long"),
            gettext("Go back, load the page anew and send it once more."),
        ),
        401: (
            gettext("Sign in first"),
            gettext("Nobody is signed in here, or the sign-in has run out. Nothing was changed."),
        ),
        403: (
            gettext("This is not for your account"),
            gettext("If you need it for your work, ask the administrator of this installation."),
        ),
        404: (gettext("This page does not exist"), gettext("Check the address, or start anew.")),
        405: (gettext("This page does not exist"), gettext("Check the address, or start anew.")),
        413: (gettext("Too much was sent"), too_much()),
        429: (
            gettext("Too many requests at once"),
            gettext("Wait a minute, then go back and try again. The lines below answer now."),
        ),
    }
    other = (
        gettext("The server could not answer"),
        gettext("Try again in a minute. If it is urgent, call one of these lines now."),
    )
    heading, advice = texts.get(code, other)
    return FailurePage(
        title=gettext("Rujuk – Notes"), heading=heading, advice=advice, lines=lines()
    )
