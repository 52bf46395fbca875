"""JSON Schemas of what the interface takes and gives; enumerations come from the vocabulary."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Any

from referral.domain import vocabulary as words

Schema = dict[str, Any]

PLAN_SCHEMA = Path(__file__).parent / "schemas" / "plan.schema.json"
REGION_CODE = r"^\d{2}(\.?\d{2}(\.?\d{2}(\.?\d{4})?)?)?$"


def ref(name: str) -> Schema:
    """A reference to a component."""
    return {"$ref": f"#/components/schemas/{name}"}


def _enum(kind: type[StrEnum]) -> Schema:
    return {"type": "string", "enum": [str(member) for member in kind]}


def _list(items: Schema, **bounds: int) -> Schema:
    return {"type": "array", "items": items, **bounds}


def _object(properties: Schema, required: list[str], *, closed: bool = False) -> Schema:
    found: Schema = {"type": "object", "required": required, "properties": properties}
    return found | {"additionalProperties": False} if closed else found


def _or_null(schema: Schema) -> Schema:
    return {"oneOf": [schema, {"type": "null"}]}


TEXT: Schema = {"type": "string", "maxLength": 500}
MAYBE_TEXT: Schema = {"type": ["string", "null"]}
NUMBER_OR_NULL: Schema = {"type": ["number", "null"]}


def _at() -> Schema:
    latitude = {"type": "number", "minimum": -90, "maximum": 90}
    longitude = {"type": "number", "minimum": -180, "maximum": 180}
    one_of = [
        _object({"code": TEXT}, ["code"], closed=True),
        _object({"lat": latitude, "lon": longitude}, ["lat", "lon"], closed=True),
        _object({"text": TEXT}, ["text"], closed=True),
        _object({"country": {"type": "string", "pattern": "^[A-Z]{2}$"}}, ["country"], closed=True),
        _object({"any_of": _list(ref("At"), minItems=1)}, ["any_of"], closed=True),
    ]
    return {
        "description": (
            "Where the child is now: a region or place code, a coordinate, a name, a country "
            "(ISO 3166), or several of which one is right (the plan is for the worst of them)."
        ),
        "oneOf": one_of,
    }


def _child() -> Schema:
    return _object(
        {
            "age": {"type": ["integer", "null"], "minimum": 0},
            "age_band": _or_null(_enum(words.AgeBand)),
            "sex": _enum(words.Sex),
            "own_baby": {"type": "boolean"},
        },
        [],
        closed=True,
    )


def _plan_request() -> Schema:
    child: Schema = _child()["properties"]
    tried = _object(
        {"service_id": TEXT, "outcome": _enum(words.TryOutcome)},
        ["service_id", "outcome"],
        closed=True,
    )
    override = _object(
        {"service_id": TEXT, "reason": _enum(words.OverrideReason)},
        ["service_id", "reason"],
        closed=True,
    )
    properties = {
        "at": ref("At"),
        "needs": _list(ref("Need"), minItems=1),
        "sub_needs": _list(_enum(words.SubNeed)),
        "children": _list(ref("Child"), minItems=1),
        **child,
        "when": {**MAYBE_TEXT, "description": "Local time at the place, or with an offset."},
        "danger": _enum(words.Danger),
        "self_harm": _enum(words.Trilean),
        "contact": _enum(words.Contact),
        "last_abuse": _enum(words.LastAbuse),
        "suspect": _list(_enum(words.Suspect)),
        "avoid": _list(TEXT),
        "tried": _list(tried),
        "override": {
            **_list(override),
            "description": "Rejected services to use all the same; heeded where `overridable`.",
        },
        "nationality": _enum(words.Nationality),
        "companions": _list(_enum(words.Companion)),
        "came_from": _enum(words.CameFrom),
        "home": _or_null(ref("RegionCode")),
        "language": {**MAYBE_TEXT, "description": "A language the child speaks (ISO 639)."},
        "disability": _enum(words.Disability),
        "travel_means": MAYBE_TEXT,
        "caller": _or_null(_enum(words.Caller)),
        "safe_to_talk": {"type": ["boolean", "null"]},
        "more": {"type": "integer", "minimum": 0},
        "why": {**MAYBE_TEXT, "description": "A service whose standing in this plan is asked."},
    }
    return _object(properties, ["at", "needs"], closed=True)


def _place() -> Schema:
    properties: Schema = {
        name: {"type": "string"} for name in ("code", "name", "level", "label")
    } | {
        "parents": _list({"type": "string"}),
        "regency_code": {"type": ["string", "null"]},
        "latitude": NUMBER_OR_NULL,
        "longitude": NUMBER_OR_NULL,
    }
    return _object(properties, list(properties))


def _problem() -> Schema:
    error = _object(
        {
            "path": {"type": "string", "description": "The field, as children/0/age."},
            "code": {"type": "string"},
            "text": {"type": "string", "description": "What is wrong and what to do."},
            "facts": {"type": "object", "description": "Candidates, allowed values, limits."},
        },
        ["path", "code", "text", "facts"],
    )
    return _object(
        {
            "type": {"type": "string"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
            "code": {"type": "string"},
            "errors": _list(error),
        },
        ["type", "title", "status", "detail", "code", "errors"],
    )


def _moved(schema: Any) -> Any:
    """A part of the plan's schema with its references pointing at the components."""
    if isinstance(schema, dict):
        return {
            key: _component_name(value) if key == "$ref" else _moved(value)
            for key, value in schema.items()
        }
    return [_moved(item) for item in schema] if isinstance(schema, list) else schema


def _component_name(pointer: str) -> str:
    name = pointer.removeprefix("#/$defs/")
    return f"#/components/schemas/{'Plan' + name[0].upper() + name[1:]}"


def _plan() -> Schema:
    """The plan and its parts, each a component of its own."""
    schema = json.loads(PLAN_SCHEMA.read_text(encoding="utf-8"))
    parts = schema.pop("$defs")
    schema.pop("$schema")
    offer = parts["offer"]["properties"]
    parts["phone"] = offer["phones"]["items"]
    parts["line"] = parts["lines"]["items"]
    moved = {_component_name(name).rsplit("/", 1)[1]: _moved(part) for name, part in parts.items()}
    return {"Plan": _moved(schema), **moved}


def components() -> Schema:
    """Every named schema of the interface."""
    place_request = _object(
        {"text": TEXT, "limit": {"type": "integer", "minimum": 1, "maximum": 50, "default": 8}},
        ["text"],
        closed=True,
    )
    return {
        "Need": _enum(words.Need),
        "Kind": _enum(words.Kind),
        "RegionCode": {"type": "string", "pattern": REGION_CODE},
        "At": _at(),
        "Child": _child(),
        "PlanRequest": _plan_request(),
        "PlaceRequest": place_request,
        "Place": _place(),
        "Places": _object({"places": _list(ref("Place"))}, ["places"]),
        "Problem": _problem(),
        **_plan(),
    }
