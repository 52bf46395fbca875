"""Failures of the JSON interface as RFC 9457 problems: a code, a sentence, field paths."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import Response, current_app, json, request
from werkzeug.exceptions import HTTPException

from referral.domain.errors import Gone, NotFound, Problem, RequestRejected
from referral.present.problems import problem_text
from referral.present.translate import N_, Translator, translator
from referral.web.gone import to_successor
from referral.web.json_body import BadBody

TITLES = {
    "request_rejected": N_("The request cannot be used as it stands."),
    "not_json_type": N_("Send the request as application/json."),
    "not_utf8": N_("The body is not UTF-8 text."),
    "malformed_json": N_("The body is not JSON."),
    "repeated_key": N_("The body names the same field twice."),
    "not_an_object": N_("The body must be a JSON object."),
    "unusable_value": N_("The body holds values that no field can take."),
    "bad_request": N_("The request cannot be understood."),
    "sign_in_needed": N_("This needs a valid API token, or an account that is signed in."),
    "not_allowed": N_("This account or token may not do this."),
    "not_found": N_("There is nothing here of that name."),
    "gone": N_("This record was removed from the directory."),
    "method_not_allowed": N_("This address does not take that method."),
    "too_large": N_("The body is too large: at most 64 KB."),
    "too_many_requests": N_("Too many requests; wait a moment and ask again."),
    "not_ready": N_("The directory cannot be read at the moment."),
    "internal_error": N_("Something went wrong here; nothing was kept. In danger call 110 or 129."),
}
CODES = {
    400: "bad_request",
    401: "sign_in_needed",
    403: "not_allowed",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    429: "too_many_requests",
    503: "not_ready",
}


def language() -> str:
    """The answer's language: `?lang=`, else Accept-Language, else the default."""
    languages: tuple[str, ...] = current_app.config["LANGUAGES"]
    asked = request.args.get("lang")
    if asked in languages:
        return asked
    default: str = current_app.config["DEFAULT_LANGUAGE"]
    return request.accept_languages.best_match(languages, default) or default


def problem(
    status: int,
    code: str,
    errors: Iterable[Problem] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """An answer of type application/problem+json; never cached."""
    asked = language()
    words = translator(asked)
    title = words.gettext(TITLES.get(code, TITLES["bad_request"]))
    listed = [_error(each, words) for each in errors]
    document: dict[str, Any] = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": " ".join(each["text"] for each in listed[:3]) or title,
        "code": code,
        "errors": listed,
    }
    response = Response(
        json.dumps(document, ensure_ascii=False, sort_keys=False),
        status=status,
        content_type="application/problem+json",
    )
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Language"] = asked
    response.headers.extend(headers or {})
    return response


def _error(error: Problem, words: Translator) -> dict[str, Any]:
    facts = {name: value for name, value in error.facts.items() if value is not None}
    return {
        "path": error.path,
        "code": error.code,
        "text": problem_text(error, words),
        "facts": facts,
    }


def rejected(error: RequestRejected) -> Response:
    """422: understood, but cannot be acted on; each problem with its field path."""
    return problem(422, error.code, error.problems)


def bad_body(error: BadBody) -> Response:
    """400 or 415: not even a request."""
    return problem(error.status, error.code, error.problems)


def not_found(_error: NotFound) -> Response:
    """404: no public record of that id."""
    return problem(404, "not_found")


def gone(error: Gone) -> Response:
    """410: there was such a record; of a merged one 308, to the one it was merged into."""
    return to_successor(error) or problem(410, error.code)


def http_problem(error: HTTPException) -> Response:
    """Any other HTTP failure, with the headers it asks for (Allow, Retry-After)."""
    status = error.code or 500
    code = CODES.get(status, "internal_error" if status >= 500 else "bad_request")
    kept = {
        name: value
        for name, value in error.get_headers()
        if name.lower() not in {"content-type", "content-length"}
    }
    return problem(status, code, headers=kept)
