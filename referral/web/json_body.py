"""Reading a JSON request body strictly, so that nothing odd reaches a use case.

Bounds: 64 KB, eight levels deep, strings of 500 characters, finite numbers, no key twice.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from flask import Request

from referral.domain.errors import Problem, ReferralError

MAX_BYTES = 64 * 1024
MAX_DEPTH = 8
MAX_TEXT = 500
MAX_NUMBER = 2**53

_UNUSABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class BadBody(ReferralError):
    """The body is no usable JSON object; `status` is that of the answer (400 or 415)."""

    def __init__(self, code: str, status: int = 400, problems: tuple[Problem, ...] = ()) -> None:
        super().__init__(code)
        self.code = code
        self.status = status
        self.problems = problems


def read_object(request: Request) -> dict[str, Any]:
    """The body of a request as a JSON object.

    :raises BadBody: another content type, not UTF-8, not JSON, not an object, or out of bounds
    :raises werkzeug.exceptions.RequestEntityTooLarge: more than `MAX_BYTES`
    """
    request.max_content_length = MAX_BYTES
    if request.mimetype != "application/json":
        raise BadBody("not_json_type", 415)
    body = _parse(request.get_data(cache=False))
    if not isinstance(body, dict):
        raise BadBody("not_an_object")
    if problems := tuple(_problems(body, "", 0)):
        raise BadBody("unusable_value", 400, problems)
    return body


def _parse(raw: bytes) -> Any:
    try:
        return json.loads(
            raw.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_refuse_constant
        )
    except UnicodeDecodeError as error:
        raise BadBody("not_utf8") from error
    except (ValueError, RecursionError) as error:
        raise BadBody("malformed_json") from error


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise BadBody("repeated_key")
    return found


def _refuse_constant(name: str) -> float:
    raise ValueError(name)


def _problems(value: Any, path: str, depth: int) -> Iterator[Problem]:
    """Everything in a value that no part of a request can be."""
    if depth > MAX_DEPTH:
        yield Problem(path, "too_deep", {"limit": MAX_DEPTH})
    elif isinstance(value, dict):
        for key, item in value.items():
            if _text_problem(path, key):
                yield Problem(path, "not_text")
                continue
            yield from _problems(item, f"{path}/{key}" if path else key, depth + 1)
    elif isinstance(value, list):
        for at, item in enumerate(value):
            yield from _problems(item, f"{path}/{at}", depth + 1)
    elif isinstance(value, str):
        yield from _text_problem(path, value)
    elif isinstance(value, (int, float)) and not abs(value) <= MAX_NUMBER:  # NaN is no number
        yield Problem(path, "out_of_range")


def _text_problem(path: str, text: str) -> tuple[Problem, ...]:
    if len(text) > MAX_TEXT:
        return (Problem(path, "too_long", {"limit": MAX_TEXT}),)
    return (Problem(path, "not_text"),) if _UNUSABLE.search(text) else ()
