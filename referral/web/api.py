"""The JSON interface under `/api/v1`: reads a request, asks a use case, prints its document.

Plans and places are asked by POST, so that neither triage nor a place reaches an address or a
log, and are never cached. Nothing is stored.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Flask, Response, current_app, json, request
from werkzeug.exceptions import HTTPException

from referral.domain.access import Action
from referral.domain.errors import NotFound, Problem, RequestRejected
from referral.usecases.browse import list_services, show_service
from referral.usecases.counters import show_counters
from referral.usecases.find_help import find_help
from referral.usecases.find_place import find_places
from referral.usecases.world import World
from referral.web import api_errors
from referral.web.access import current_actor, public, requires
from referral.web.api_errors import language
from referral.web.json_body import BadBody, read_object
from referral.web.moment import now
from referral.web.openapi import openapi_document

PREFIX = "/api/v1"
PER_PAGE = 50
FILTERS = ("q", "need", "region", "kind")
COUNTER_FILTERS = ("since", "province")

bp = Blueprint("api", __name__, url_prefix=PREFIX)
bp.register_error_handler(RequestRejected, api_errors.rejected)
bp.register_error_handler(BadBody, api_errors.bad_body)
bp.register_error_handler(NotFound, api_errors.not_found)
bp.register_error_handler(HTTPException, api_errors.http_problem)


def world() -> World:
    """The world that the app was composed with."""
    found: World = current_app.extensions["rujuk"]
    return found


def answer(document: Any, *, private: bool) -> Response:
    """A document as JSON in the asked language; `private` ones are never stored anywhere."""
    response = Response(
        json.dumps(document, ensure_ascii=False, sort_keys=False), mimetype="application/json"
    )
    response.headers["Content-Language"] = language()
    response.vary.add("Accept-Language")
    response.headers["Cache-Control"] = "no-store" if private else "no-cache"
    return response


@bp.post("/plans")
@requires(Action.ROUTE)
def make_plan() -> Response:
    """A plan for the request in the body (contract §4)."""
    body = read_object(request)
    plan = find_help(world(), body, now=datetime.now(UTC), language=language())
    return answer(plan, private=True)


@bp.post("/places")
@requires(Action.ROUTE)
def look_up_place() -> Response:
    """Candidates for a typed place, best first."""
    body = read_object(request)
    problems = []
    text, limit = body.get("text"), body.get("limit", 8)
    if not isinstance(text, str) or not text.strip():
        problems.append(Problem("text", "required"))
    if not isinstance(limit, int) or isinstance(limit, bool) or not 1 <= limit <= 50:
        problems.append(Problem("limit", "out_of_range", {"minimum": 1, "maximum": 50}))
    problems += [Problem(name, "unknown_field") for name in sorted(body.keys() - {"text", "limit"})]
    if problems:
        raise RequestRejected(tuple(problems))
    return answer({"places": find_places(world(), str(text), int(limit))}, private=True)


@bp.get("/services")
@requires(Action.BROWSE)
def services() -> Response:
    """Public services, a page at a time; filters q, need, region, kind."""
    unknown = sorted(request.args.keys() - {*FILTERS, "page", "per_page", "lang"})
    if unknown:
        raise RequestRejected(tuple(Problem(name, "unknown_field") for name in unknown))
    filters = {name: request.args[name] for name in FILTERS if request.args.get(name)}
    found = list_services(
        world(),
        filters,
        page=_whole("page", 1, 100_000),
        per_page=_whole("per_page", PER_PAGE, 200),
        now=datetime.now(UTC),
        language=language(),
    )
    return answer(found, private=False)


def _whole(name: str, default: int, maximum: int) -> int:
    text = request.args.get(name, str(default))
    if not (text.isascii() and text.isdigit() and len(text) < 9 and 1 <= int(text) <= maximum):
        raise RequestRejected((Problem(name, "out_of_range", {"minimum": 1, "maximum": maximum}),))
    return int(text)


@bp.get("/services/<service_id>")
@requires(Action.BROWSE)
def service(service_id: str) -> Response:
    """One public service."""
    found = show_service(world(), service_id, now=datetime.now(UTC), language=language())
    return answer(found, private=False)


@bp.get("/counters")
@requires(Action.READ_COUNTERS)
def counters() -> Response:
    """The counters of referrals per regency and need, small ones withheld."""
    unknown = sorted(request.args.keys() - {*COUNTER_FILTERS, "lang"})
    if unknown:
        raise RequestRejected(tuple(Problem(name, "unknown_field") for name in unknown))
    filters = {name: request.args.get(name) for name in COUNTER_FILTERS}
    found = show_counters(
        current_app.extensions["office"],
        current_actor(),
        now=now(),
        language=language(),
        **filters,
    )
    return answer(found, private=True)


@bp.get("/openapi.json")
@public
def describe() -> Response:
    """The OpenAPI 3.1 description of this interface."""
    return answer(openapi_document(), private=False)


def is_api(path: str) -> bool:
    """True for an address of this interface, known or not."""
    return path == "/api" or path.startswith("/api/")


def register(app: Flask) -> None:
    """Mount the interface on an app."""
    app.register_blueprint(bp)
