"""The FHIR R4 interface under `/fhir/`: reading and searching, public facts only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Flask, Response, json, request, url_for
from werkzeug.exceptions import HTTPException

from referral import __version__
from referral.domain.access import Action
from referral.domain.errors import Gone, NotFound
from referral.usecases import fhir
from referral.usecases.feed import feed_of
from referral.usecases.fhir import Address, NotSearchable, Question
from referral.web.access import requires
from referral.web.conditional import conditional
from referral.web.gone import to_successor
from referral.web.hsds import open_to_all
from referral.web.worlds import current_world

PREFIX = "/fhir"
TYPE = "application/fhir+json"
FORMATS = ("json", TYPE, "application/json", "text/json")
MAX_OFFSET = 10_000_000
ISSUES = {
    401: "login",
    403: "forbidden",
    404: "not-found",
    405: "not-supported",
    413: "too-long",
    429: "throttled",
}
"""FHIR's issue types by status; of other failures `exception` or `invalid`."""
TEXTS = {
    401: "This needs a valid API token.",
    403: "This account or token, or a page of another site, may not do this.",
    404: "There is nothing public of that name.",
    410: "This record was removed from the directory.",
    405: "This address does not take that method: read or search only.",
    413: "The form is too large.",
    429: "Too many requests; wait a moment and ask again.",
}

bp = Blueprint("fhir", __name__, url_prefix=PREFIX)
bp.after_request(open_to_all)


def answer(document: dict[str, Any], status: int = 200) -> Response:
    """A resource; who has the one of this state of the directory already is told so (304)."""
    response = Response(
        json.dumps(document, sort_keys=False), status=status, content_type=f"{TYPE}; charset=utf-8"
    )
    if status != 200 or request.method == "POST":
        response.headers["Cache-Control"] = "no-store"
        return response
    response.headers["Cache-Control"] = "no-cache"
    return conditional(response, feed_of(current_world()).tag)


def outcome(status: int, code: str, text: str, where: str | None = None) -> Response:
    """A failure as an OperationOutcome."""
    return answer(fhir.outcome(code, text, where), status)


@bp.errorhandler(NotSearchable)
def not_searchable(error: NotSearchable) -> Response:
    """400: a search that is not understood is not answered with something else."""
    return outcome(400, error.code, error.text, error.parameter)


@bp.errorhandler(NotFound)
def not_found(_error: NotFound) -> Response:
    """404: no public resource of that id."""
    return outcome(404, "not-found", TEXTS[404])


@bp.errorhandler(Gone)
def gone(error: Gone) -> Response:
    """410: the record was removed; of a merged one 308, to the one it was merged into."""
    return to_successor(error) or outcome(410, "deleted", TEXTS[410])


@bp.errorhandler(HTTPException)
def http_outcome(error: HTTPException) -> Response:
    """Any other failure, with the headers it asks for (Allow, Retry-After)."""
    status = error.code or 500
    code = ISSUES.get(status, "exception" if status >= 500 else "invalid")
    response = outcome(status, code, TEXTS.get(status, "The request cannot be answered."))
    for name, value in error.get_headers():
        if name.lower() not in {"content-type", "content-length"}:
            response.headers[name] = value
    return response


@bp.get("/metadata")
@requires(Action.BROWSE)
def metadata() -> Response:
    """The CapabilityStatement."""
    return answer(fhir.describe(current_world(), base(), __version__))


def base() -> str:
    """The address of the interface."""
    return url_for("fhir.metadata", _external=True).removesuffix("/metadata")


def _add_kind(kind: str, variable: str) -> None:
    @requires(Action.BROWSE)
    def search() -> Response:
        asked = list(_given())
        _require_json(asked)
        question = _question(asked)
        address = Address(base(), lambda offset: _page(kind, asked, offset))
        return answer(fhir.search_resources(current_world(), kind, question, address))

    @requires(Action.BROWSE)
    def read(**given: str) -> Response:
        _require_json(list(_given()))
        return answer(fhir.read_resource(current_world(), kind, given[variable].lower()))

    bp.add_url_rule(f"/{kind}", f"search_{kind}", search)
    bp.add_url_rule(f"/{kind}/_search", f"post_{kind}", search, methods=["POST"])
    bp.add_url_rule(f"/{kind}/<{variable}>", f"read_{kind}", read)


_add_kind("HealthcareService", "service_uuid")
_add_kind("Location", "location_uuid")
_add_kind("Organization", "organization_uuid")


def _given() -> Iterator[tuple[str, str]]:
    """The parameters of the query, and of a form."""
    yield from request.args.items(multi=True)
    if request.method == "POST":
        yield from request.form.items(multi=True)


def _require_json(asked: list[tuple[str, str]]) -> None:
    for name, text in asked:
        # a plus in an address is a blank
        if name == "_format" and text.replace(" ", "+") not in FORMATS:
            raise NotSearchable("not-supported", name, "Only JSON is given here.")


def _question(asked: list[tuple[str, str]]) -> Question:
    found: dict[str, Any] = {}
    for name, low, high in (("_count", 1, fhir.MOST), ("_offset", 0, MAX_OFFSET)):
        for text in (text for key, text in asked if key == name):
            if not (text.isascii() and text.isdigit() and low <= int(text[:9]) <= high):
                raise NotSearchable("invalid", name, f"Give a number from {low} to {high}.")
            found[name[1:]] = int(text[:9])
    return Question(
        asked=[one for one in asked if one[0] not in _CONTROLS],
        include=[text for name, text in asked if name == "_include"],
        **found,
    )


_CONTROLS = frozenset({"_count", "_offset", "_include", "_format"})


def _page(kind: str, asked: list[tuple[str, str]], offset: int) -> str:
    kept = [one for one in asked if one[0] != "_offset"]
    query = urlencode([*kept, ("_offset", str(offset))] if offset else kept)
    address = url_for(f"fhir.search_{kind}", _external=True)
    return f"{address}?{query}" if query else address


def is_fhir(path: str) -> bool:
    """True for an address of this interface, known or not."""
    return path == PREFIX or path.startswith(f"{PREFIX}/")


def register(app: Flask) -> None:
    """Mount the interface on an app."""
    app.register_blueprint(bp)
