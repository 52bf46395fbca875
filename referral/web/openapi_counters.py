"""The counters in the OpenAPI description: what may be asked, and what is answered."""

from __future__ import annotations

from typing import Any

from referral.domain.counters import MEASURES, Hidden
from referral.web.openapi_schemas import TEXT, ref

Schema = dict[str, Any]

MONTH: Schema = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}$"}
FIGURE: Schema = {
    "description": "A count; a small one, or one that would give a small one away, is withheld.",
    "anyOf": [{"type": "integer", "minimum": 0}, {"const": Hidden.WITHHELD.value}],
}
PARAMETERS: list[Schema] = [
    {
        "name": "since",
        "in": "query",
        "description": "First month of one of the `windows`; by default the running one.",
        "schema": MONTH,
    },
    {
        "name": "province",
        "in": "query",
        "description": "Only this province.",
        "schema": {"type": "string", "pattern": "^[0-9]{2}$"},
    },
]


def counter_components() -> Schema:
    """The named schemas of the counters."""
    window = {"since": MONTH, "until": MONTH}
    area = {
        "level": {"enum": ["regency", "abroad", "province", "country"]},
        "code": {"type": ["string", "null"]},
        "name": TEXT,
        "province": {"type": ["string", "null"]},
    }
    line = {
        "area": ref("CounterArea"),
        "need": ref("Need"),
        "counts": _whole(dict.fromkeys(MEASURES, ref("Figure"))),
        "nearby_percent": {"anyOf": [ref("Figure"), {"type": "null"}]},
        "median_wait": {"type": ["string", "null"]},
    }
    document = {
        **window,
        "months": {"type": "integer"},
        "windows": {"type": "array", "items": _whole(window)},
        "province": {"anyOf": [ref("CounterArea"), {"type": "null"}]},
        "withheld_below": {"type": "integer"},
        "rows": {"type": "array", "items": ref("CounterLine")},
        "totals": {"type": "array", "items": ref("CounterLine")},
    }
    return {
        "Figure": FIGURE,
        "CounterArea": _whole(area),
        "CounterLine": _whole(line),
        "Counters": _whole(document),
    }


def _whole(properties: Schema) -> Schema:
    """An object that has every one of these and nothing else."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
