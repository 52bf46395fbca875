"""The HSDS 3.1 interface under `/hsds/`: public facts only, open to any site that reads it.

A list may be asked by POST too, so that what is looked for stands in no address; everything it
changes is nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Flask, Response, json, request, url_for
from werkzeug.exceptions import HTTPException

from referral.domain.access import Action
from referral.domain.errors import Gone, NotFound, RequestRejected
from referral.usecases import hsds
from referral.usecases.feed import feed_of
from referral.usecases.hsds import Criteria
from referral.web import api_errors
from referral.web.access import public, requires
from referral.web.conditional import conditional
from referral.web.hsds_openapi import hsds_openapi
from referral.web.hsds_parameters import read_criteria
from referral.web.json_body import BadBody
from referral.web.worlds import current_world

Document = dict[str, Any]
PREFIX = "/hsds"
PROFILE = "https://docs.openreferral.org/en/latest/hsds/"

bp = Blueprint("hsds", __name__, url_prefix=PREFIX)
bp.register_error_handler(RequestRejected, api_errors.rejected)
bp.register_error_handler(BadBody, api_errors.bad_body)
bp.register_error_handler(NotFound, api_errors.not_found)
bp.register_error_handler(Gone, api_errors.gone)
bp.register_error_handler(HTTPException, api_errors.http_problem)


@bp.after_request
def open_to_all(response: Response) -> Response:
    """Let pages of any site read what anybody may read; they cannot send a session with it."""
    if request.method in ("GET", "HEAD", "OPTIONS"):
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = "ETag"
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
        response.headers["Access-Control-Allow-Headers"] = "If-None-Match"
    return response


def answer(document: Document) -> Response:
    """A document; who has the one of this state of the directory already is told so (304)."""
    response = Response(json.dumps(document, sort_keys=False), mimetype="application/json")
    if request.method == "POST":
        response.headers["Cache-Control"] = "no-store"
        return response
    response.headers["Cache-Control"] = "no-cache"
    return conditional(response, feed_of(current_world()).tag)


@bp.get("/")
@requires(Action.BROWSE)
def about() -> Response:
    """The version of the standard, and where the interface is described."""
    return answer(
        {
            "version": hsds.VERSION,
            "profile": PROFILE,
            "openapi_url": url_for("hsds.describe", _external=True),
        }
    )


@bp.get("/openapi.json")
@public
def describe() -> Response:
    """The OpenAPI description of what is honoured here, whole in itself."""
    return answer(hsds_openapi(url_for("hsds.about", _external=True).rstrip("/")))


def _add_list(name: str, find: Callable[[Criteria], Document]) -> None:
    @requires(Action.BROWSE)
    def view() -> Response:
        return answer(find(read_criteria(request, name)))

    bp.add_url_rule(f"/{name}", name, view, methods=["GET", "POST"])


def _add_object(
    name: str, variable: str, show: Callable[[str, Criteria], Document], kind: str = "object"
) -> None:
    @requires(Action.BROWSE)
    def view(**given: str) -> Response:
        return answer(show(given[variable].lower(), read_criteria(request, kind)))

    bp.add_url_rule(f"/{name}/<{variable}>", f"one_of_{name}", view)


def _with_world(verb: Callable[..., Document]) -> Callable[..., Document]:
    def bound(first: Any, _criteria: Criteria | None = None) -> Document:
        return verb(current_world(), first)

    return bound


def _show_organization(key: str, criteria: Criteria) -> Document:
    return hsds.show_organization(current_world(), key, full_service=criteria.full_service)


_add_list("services", _with_world(hsds.list_services))
_add_list("organizations", _with_world(hsds.list_organizations))
_add_list("service_at_locations", _with_world(hsds.list_service_at_locations))
_add_list("taxonomies", hsds.list_taxonomies)
_add_list("taxonomy_terms", hsds.list_taxonomy_terms)
_add_object("services", "service_uuid", _with_world(hsds.show_service))
_add_object("organizations", "organization_uuid", _show_organization, "organization")
_add_object("service_at_locations", "placed_uuid", _with_world(hsds.show_service_at_location))
_add_object("taxonomies", "taxonomy_uuid", lambda key, _: hsds.show_taxonomy(key))
_add_object("taxonomy_terms", "term_uuid", lambda key, _: hsds.show_taxonomy_term(key))


def is_hsds(path: str) -> bool:
    """True for an address of this interface, known or not."""
    return path == PREFIX or path.startswith(f"{PREFIX}/")


def register(app: Flask) -> None:
    """Mount the interface on an app."""
    app.register_blueprint(bp)
