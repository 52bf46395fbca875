"""The JSON interface under `/api/v1`: reads a request, asks a use case, prints its document.

Plans and places are asked by POST, so that neither triage nor a place reaches an address or a
log, and are never cached. Nothing is stored.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from flask import Blueprint, Flask, Response, current_app, json, request
from werkzeug.exceptions import HTTPException

from referral.domain.access import Action
from referral.domain.errors import Gone, NotFound, Problem, RequestRejected
from referral.usecases.browse import FILTERS, list_services, show_service
from referral.usecases.counters import show_counters
from referral.usecases.crosswalks import list_crosswalks, show_crosswalk
from referral.usecases.find_help import find_help
from referral.usecases.find_place import find_places
from referral.usecases.world import World
from referral.web import api_errors
from referral.web.access import current_actor, public, requires
from referral.web.api_errors import language
from referral.web.conditional import conditional
from referral.web.json_body import BadBody, read_object
from referral.web.moment import now
from referral.web.openapi import openapi_document
from referral.web.paging import page_links, with_links

PREFIX = "/api/v1"
PER_PAGE = 50
MAX_TEXT = 200
GET_FILTERS = tuple(name for name in FILTERS if name != "from")
"""Where a child is may not be written to a log: `from` is only taken in a body."""
COUNTER_FILTERS = ("since", "province")

bp = Blueprint("api", __name__, url_prefix=PREFIX)
bp.register_error_handler(RequestRejected, api_errors.rejected)
bp.register_error_handler(BadBody, api_errors.bad_body)
bp.register_error_handler(NotFound, api_errors.not_found)
bp.register_error_handler(Gone, api_errors.gone)
bp.register_error_handler(HTTPException, api_errors.http_problem)


def world() -> World:
    """The world that the app was composed with."""
    found: World = current_app.extensions["rujuk"]
    return found


def answer(document: Any, *, private: bool) -> Response:
    """A document as JSON in the asked language; `private` ones are never stored anywhere.

    Of the others, who has the same bytes already is told so (304): they follow from the
    directory, and from the hour as well (open now).
    """
    response = Response(
        json.dumps(document, ensure_ascii=False, sort_keys=False), mimetype="application/json"
    )
    response.headers["Content-Language"] = language()
    response.vary.add("Accept-Language")
    response.headers["Cache-Control"] = "no-store" if private else "no-cache"
    return response if private else conditional(response)


@bp.post("/plans")
@requires(Action.ROUTE)
def make_plan() -> Response:
    """A plan for the request in the body (contract §4)."""
    body = read_object(request)
    plan = find_help(world(), body, now=now(), language=language())
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
    """Public services, a page at a time, by filters that say nothing of where a child is."""
    found = _list_services(_from_query(), GET_FILTERS)
    links = page_links(found["page"], found["pages"])
    return with_links(answer({**found, "links": links}, private=False), links)


@bp.post("/services")
@requires(Action.BROWSE)
def search_services() -> Response:
    """The same by a body, with `from`: the place that travel is reckoned from."""
    return answer(_list_services(read_object(request), FILTERS), private=True)


def _from_query() -> dict[str, Any]:
    """The query's texts as what a JSON body would hold."""
    read: Mapping[str, Callable[[str], Any]] = {"page": _number, "per_page": _number,
                                                "facets": _yes}  # fmt: skip
    return {name: read.get(name, str)(text) for name, text in request.args.items()}


def _number(text: str) -> Any:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else text


def _yes(text: str) -> Any:
    return {"true": True, "false": False}.get(text.lower(), text)


def _list_services(given: Mapping[str, Any], allowed: Iterable[str]) -> dict[str, Any]:
    """A page of services.

    :raises RequestRejected: a name that is not known, or a value that makes no sense
    """
    unknown = sorted(given.keys() - {*allowed, "page", "per_page", "facets", "lang"})
    wrong = [Problem(name[:60], "unknown_field") for name in unknown]
    blank = {name for name in ("q", "from") if given.get(name) == ""}
    filters = {name: given[name] for name in allowed if name in given and name not in blank}
    wrong += [one for name, value in filters.items() if (one := _bad_text(name, value))]
    numbers = {}
    for name, default, most in (("page", 1, 100_000), ("per_page", PER_PAGE, 200)):
        numbers[name] = value = given.get(name, default)
        if not _whole(value, most):
            wrong.append(Problem(name, "out_of_range", {"minimum": 1, "maximum": most}))
    facets = given.get("facets", False)
    if not isinstance(facets, bool):
        wrong.append(Problem("facets", "not_yes_or_no"))
    if wrong:
        raise RequestRejected(tuple(wrong))
    return list_services(
        world(),
        filters,
        page=int(numbers["page"]),
        per_page=int(numbers["per_page"]),
        now=now(),
        language=language(),
        facets=facets,
    )


def _bad_text(name: str, value: Any) -> Problem | None:
    if not isinstance(value, str):
        return Problem(name, "not_text")
    if value == "":
        return Problem(name, "required")
    return Problem(name, "too_long", {"limit": MAX_TEXT}) if len(value) > MAX_TEXT else None


def _whole(value: Any, most: int) -> bool:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return number and value == int(value) and 1 <= value <= most


@bp.get("/services/<service_id>")
@requires(Action.BROWSE)
def service(service_id: str) -> Response:
    """One public service."""
    found = show_service(world(), service_id, now=now(), language=language())
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


@bp.get("/crosswalks")
@public
def crosswalks() -> Response:
    """The crosswalks to other systems' words."""
    return answer(list_crosswalks(current_app.config["DATA_DIR"]), private=False)


@bp.get("/crosswalks/<crosswalk>")
@public
def crosswalk(crosswalk: str) -> Response:
    """One crosswalk, row by row."""
    return answer(show_crosswalk(current_app.config["DATA_DIR"], crosswalk), private=False)


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
