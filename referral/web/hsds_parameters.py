"""The parameters of the HSDS interface: one table that reads, refuses and documents them.

Only what is honoured is here; whatever else is sent is refused, for a filter that is passed over
in silence gives somebody the wrong services.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from flask import Request

from referral.domain.errors import Problem, RequestRejected
from referral.usecases.hsds import Criteria
from referral.web.json_body import read_object

PER_PAGE, MOST = 50, 500
LAST_PAGE = 100_000
FURTHEST = 20_040_000.0
"""Metres: half way round the Earth."""
LONGEST = 200
PRINTED = r"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]*$"
_PRINTED = re.compile(PRINTED)


class _Bad(ValueError):
    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.problem = (code, facts)


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: its schema, what it does, and how its text is read."""

    name: str
    text: str
    schema: Mapping[str, Any]
    read: Callable[[str], Any]


def _yes(text: str) -> bool:
    if text.lower() not in ("true", "false"):
        raise _Bad("invalid_choice", value=text[:60], allowed=["true", "false"])
    return text.lower() == "true"


def _words(text: str) -> str:
    if len(text) > LONGEST:
        raise _Bad("too_long", limit=LONGEST)
    if not _PRINTED.fullmatch(text):
        raise _Bad("not_text")
    return text.strip()


def _whole(low: int, high: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not (text.isascii() and text.isdigit() and len(text) < 9 and low <= int(text) <= high):
            raise _Bad("out_of_range", minimum=low, maximum=high)
        return int(text)

    return read


def _number(low: float, high: float) -> Callable[[str], float]:
    def read(text: str) -> float:
        try:
            found = float(text)
        except ValueError:
            raise _Bad("not_a_number") from None
        if not low <= found <= high:
            raise _Bad("out_of_range", minimum=low, maximum=high)
        return found

    return read


def _moment(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text.strip().replace(" ", "+", 1))
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise _Bad("bad_when") from None


def _json_only(text: str) -> str:
    if text != "json":
        raise _Bad("invalid_choice", value=text[:60], allowed=["json"])
    return text


def _integer(low: int, high: int, default: int) -> dict[str, Any]:
    return {"type": "integer", "minimum": low, "maximum": high, "default": default}


def _between(low: float, high: float) -> dict[str, Any]:
    return {"type": "number", "minimum": low, "maximum": high}


_TEXT = {"type": "string", "maxLength": LONGEST, "pattern": PRINTED}
_BOOLEAN = {"type": "boolean", "default": False}

_EVERY = (
    Parameter("search", "Every word must stand in a name, an alias or the organisation.",
              _TEXT, _words),
    Parameter("page", "Page, from 1; a page past the last is empty.",
              _integer(1, LAST_PAGE, 1), _whole(1, LAST_PAGE)),
    Parameter("per_page", f"Objects a page, at most {MOST}. With `minimal` all, unless given.",
              _integer(1, MOST, PER_PAGE), _whole(1, MOST)),
    Parameter("format", "Only `json`.", {"enum": ["json"]}, _json_only),
    Parameter("taxonomy_term_id", "Only with an attribute under this term or one below it.",
              _TEXT, _words),
    Parameter("taxonomy_id", "Only with a term of this taxonomy.", _TEXT, _words),
    Parameter("organization_id", "Only of this organisation.", _TEXT, _words),
    Parameter("modified_after", "Only what changed at this moment or later (ISO 8601; without"
              " an offset UTC).", {"type": "string", "format": "date-time"}, _moment),
    Parameter("minimal", "Only `id` and `modified_date`, with the `name` and `status` that the"
              " standard's schema demands; all services in one page.", _BOOLEAN, _yes),
    Parameter("full", "Fully nested.", _BOOLEAN, _yes),
    Parameter("full_service", "With the services in full, while these are at most 500 together.",
              _BOOLEAN, _yes),
    Parameter("proximity", "Only where a point is published within so many metres of `latitude`"
              " and `longitude`. Places where children live have none.",
              _between(0, FURTHEST), _number(0, FURTHEST)),
    Parameter("latitude", "Degrees (WGS 84), for `proximity`.", _between(-90, 90),
              _number(-90, 90)),
    Parameter("longitude", "Degrees (WGS 84), for `proximity`.", _between(-180, 180),
              _number(-180, 180)),
    Parameter("top_only", "Only terms with no term above them.", _BOOLEAN, _yes),
    Parameter("parent_id", "Only terms right below this one.", _TEXT, _words),
)  # fmt: skip
PARAMETERS: Mapping[str, Parameter] = {one.name: one for one in _EVERY}
_LIST = ("search", "page", "per_page", "format")
_TERM = ("taxonomy_term_id", "taxonomy_id")
_POINT = ("proximity", "latitude", "longitude")
TAKEN: Mapping[str, tuple[str, ...]] = {
    "services": (*_LIST, *_TERM, "organization_id", "modified_after", "minimal", "full"),
    "service_at_locations": (*_LIST, *_TERM, "organization_id", "modified_after", "full", *_POINT),
    "organizations": (*_LIST, *_TERM, "full", "full_service"),
    "taxonomies": _LIST,
    "taxonomy_terms": (*_LIST, "taxonomy_id", "top_only", "parent_id"),
    "organization": ("full_service",),
    "object": (),
}
"""The parameters that each kind of address takes."""


def read_criteria(request: Request, kind: str) -> Criteria:
    """What is asked of an address: in its query, and in the body of a POST, which goes first.

    :raises RequestRejected: a parameter that is not taken, is given twice, or makes no sense
    """
    problems: list[Problem] = []
    values: dict[str, Any] = {}
    for name, given in _given(request).items():
        if name not in TAKEN[kind]:
            problems.append(Problem(name[:60], "unknown_field"))
        elif len(given) > 1:
            problems.append(Problem(name, "given_twice"))
        elif given[0] != "" or PARAMETERS[name].read is not _words:  # no word filters nothing
            try:
                values[name] = PARAMETERS[name].read(_text(PARAMETERS[name], given[0]))
            except _Bad as error:
                problems.append(Problem(name, error.problem[0], error.problem[1]))
    missing = [name for name in _POINT if name not in values]
    if 0 < len(missing) < len(_POINT):
        problems += [Problem(name, "required") for name in missing]
    if problems:
        raise RequestRejected(tuple(problems))
    return _criteria(values)


def _criteria(values: dict[str, Any]) -> Criteria:
    values.pop("format", None)
    point = [values.pop(name, None) for name in ("latitude", "longitude", "proximity")]
    near = (point[0], point[1], point[2]) if None not in point else None
    criteria = replace(Criteria(), **values, near=near)
    if criteria.minimal and "per_page" not in values:
        return replace(criteria, per_page=None)
    return criteria


def _given(request: Request) -> dict[str, list[Any]]:
    """Texts of the query and of a form, values of a JSON body."""
    found: dict[str, list[Any]] = {name: list(texts) for name, texts in request.args.lists()}
    if request.method != "POST":
        return found
    if request.mimetype == "application/json":
        return found | {name: [value] for name, value in read_object(request).items()}
    return found | {name: list(texts) for name, texts in request.form.lists()}


def _text(parameter: Parameter, value: Any) -> str:
    """A value as its text; one of JSON must be of the parameter's type."""
    if isinstance(value, str):
        return value
    kind = parameter.schema.get("type")
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if kind == "boolean" and isinstance(value, bool):
        return "true" if value else "false"
    if kind == "integer" and number and value == int(value):
        return str(int(value))  # to JSON Schema 2.0 is a whole number
    if kind == "number" and number:
        return repr(value)
    raise _Bad("not_a_number" if kind in ("integer", "number") else "not_text")
