"""The directory and the crosswalks in the OpenAPI description, with an example of each answer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from referral.domain import vocabulary as words
from referral.domain.services import FACT_NAMES
from referral.usecases.browse import CHOICES
from referral.web.openapi_schemas import ref

Schema = dict[str, Any]

PLAN_EXAMPLE = Path(__file__).parent / "schemas" / "plan.example.json"
"""A plan over made-up services (the scenario of Jayawijaya)."""
TEXT: Schema = {"type": "string"}
MAYBE_TEXT: Schema = {"type": ["string", "null"]}
MAYBE_NUMBER: Schema = {"type": ["number", "null"]}
MAYBE_WHOLE: Schema = {"type": ["integer", "null"]}
YES: Schema = {"type": "boolean"}
TEXTS = {
    "q": "Words of a name, an organisation or an acronym, or a number; typing errors are forgiven.",
    "region": "Only services of this province or regency.",
    "need": "Only services that meet this need.",
    "kind": "Only services of this kind.",
    "child_specific": "Only services for children alone.",
    "accepts_boys": "`yes`: its source says so; `not_no`: nobody has said no.",
    "open": "Only what is open now.",
    "hours": "Only what is open day and night, or answers then.",
    "verified": "How long ago a person here checked the record.",
    "sort": "Order; `travel` needs `from`, and so a body.",
    "from": "Place that travel is reckoned from, as one would type it.",
}
NEED = {"need": "legal", "label": "Bantuan hukum dan pelindungan", "how": "direct",
        "how_label": "menangani langsung", "basis": "stated"}  # fmt: skip
SUMMARY: Schema = {
    "service_id": "uptd-ppa-contoh",
    "name": "UPTD PPA Contoh",
    "organization": "Pemerintah Kabupaten Contoh",
    "kind": "uptd_ppa",
    "kind_label": "Unit perlindungan perempuan dan anak (UPTD PPA)",
    "status": "active",
    "status_label": "Aktif",
    "region": {"code": "53.07", "name": "Kabupaten Sikka", "province": "Nusa Tenggara Timur"},
    "needs": [NEED],
    "sub_needs": [],
    "takes_reports": True,
    "phones": [{"number": "129", "display": "129", "short_code": True, "open_24h": True}],
    "whatsapp": [],
    "email": None,
    "website": None,
    "open": "unknown",
    "open_label": "Jam buka belum diketahui: tanyakan",
    "opens_at": None,
    "freshness": "seed_only",
    "freshness_label": "Kontak ini belum pernah diperiksa",
    "verified_on": None,
    "source": "Contoh, 2025",
    "warnings": [
        {"code": "call_first", "text": "Telepon dulu: kontak ini belum pernah diperiksa."}
    ],
}
"""A made-up service, as a line of the list."""
LINKS = {
    "self": "/api/v1/services?need=legal&page=1",
    "first": "/api/v1/services?need=legal&page=1",
    "prev": None,
    "next": "/api/v1/services?need=legal&page=2",
    "last": "/api/v1/services?need=legal&page=7",
}
ROW = {
    "vocabulary": "need",
    "code": "medical",
    "relation": "exact",
    "target_code": "H",
    "target_name": "Rehabilitasi kesehatan",
    "source": "PP 9/2008 on integrated services for victims of trafficking",
    "note": None,
}
ABOUT = {
    "name": "pp-9-2008",
    "title": "PP 9/2008: the five services",
    "target": "letters of the field brief: H, S, P, R, B",
    "read_on": "2026-11-25",
    "covers": ["need", "sub_need"],
}
PLACE = {
    "code": "53.07.05",
    "name": "Nita",
    "level": "kecamatan",
    "label": "Nita, Kabupaten Sikka, Nusa Tenggara Timur",
    "parents": ["Kabupaten Sikka", "Nusa Tenggara Timur"],
    "regency_code": "53.07",
    "latitude": -8.66,
    "longitude": 122.17,
}
EXAMPLES: dict[str, Schema] = {
    "Plan": json.loads(PLAN_EXAMPLE.read_text(encoding="utf-8")),
    "Places": {"places": [PLACE]},
    "ServicePage": {"total": 1, "page": 1, "pages": 7, "services": [SUMMARY], "links": LINKS},
    "FoundServices": {"total": 1, "page": 1, "pages": 1, "services": [SUMMARY]},
    "Service": {
        **SUMMARY,
        "status_note": None,
        "address": None,
        "latitude": -8.62,
        "longitude": 122.21,
        "facts": [{"name": "accepts_boys", "label": "Menerima anak laki-laki", "value": "yes",
                   "value_label": "ya", "basis": "law", "basis_label": "menurut ketentuan hukum"}],
        "hours_text": None,
        "hours": [],
        "coverage": [{"code": "53.07", "name": "Kabupaten Sikka"}],
        "aliases": [],
        "acronym": None,
        "age": {"min": 0, "max": 17},
        "unparsed_phones": [],
    },
    "Crosswalks": {"crosswalks": [ABOUT]},
    "Crosswalk": {**ABOUT, "rows": [ROW]},
}  # fmt: skip
"""An example of each answer, by the name of its schema; nobody and nothing real."""


def _object(properties: Schema, optional: tuple[str, ...] = ()) -> Schema:
    required = [name for name in properties if name not in optional]
    return {
        "type": "object",
        "required": required,
        "properties": properties,
        "additionalProperties": False,
    }


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _maybe(schema: Schema) -> Schema:
    return {"oneOf": [schema, {"type": "null"}]}


def _enum(values: Any) -> Schema:
    return {"enum": [str(value) for value in values]}


def _labelled(name: str, schema: Schema) -> Schema:
    return {name: schema, f"{name}_label": TEXT}


def _summary() -> Schema:
    coded = _object({"code": TEXT, "label": TEXT})
    met = {"need": ref("Need"), "label": TEXT, **_labelled("how", _enum(words.How)),
           "basis": _enum(words.Basis)}  # fmt: skip
    phones = _list(ref("PlanPhone"))
    return {
        "service_id": {**TEXT, "description": "Opaque for a place that is kept secret."},
        "name": TEXT,
        "organization": TEXT,
        **_labelled("kind", ref("Kind")),
        **_labelled("status", _enum(words.Status)),
        "region": _maybe(ref("PlanRegion")),
        "needs": _list(_object(met)),
        "sub_needs": _list(coded),
        "takes_reports": YES,
        "phones": phones,
        "whatsapp": phones,
        "email": MAYBE_TEXT,
        "website": MAYBE_TEXT,
        **_labelled("open", _enum(words.OpenState)),
        "opens_at": MAYBE_TEXT,
        **_labelled("freshness", _enum(words.Freshness)),
        "verified_on": MAYBE_TEXT,
        "source": TEXT,
        "warnings": _list(ref("PlanLine")),
    }


def _whole() -> Schema:
    fact = {
        "name": _enum(FACT_NAMES),
        "label": TEXT,
        **_labelled("value", _enum(words.Trilean)),
        **_labelled("basis", _enum(words.Basis)),
    }
    day = {"day": {"type": "integer"}, "label": TEXT, "spans": _list(TEXT)}
    return {
        **_summary(),
        "status_note": MAYBE_TEXT,
        "address": {**MAYBE_TEXT, "description": "Null wherever children may be housed."},
        "latitude": MAYBE_NUMBER,
        "longitude": MAYBE_NUMBER,
        "facts": _list(_object(fact)),
        "hours_text": MAYBE_TEXT,
        "hours": _list(_object(day)),
        "coverage": _list(_object({"code": TEXT, "name": TEXT})),
        "aliases": _list(TEXT),
        "acronym": MAYBE_TEXT,
        "age": _maybe(_object({"min": MAYBE_WHOLE, "max": MAYBE_WHOLE})),
        "unparsed_phones": _list(TEXT),
    }


def _filters(*, body: bool) -> Schema:
    """What a list is filtered by; `from` only in a body."""
    found: Schema = {"q": {**TEXT, "maxLength": 200}, "region": ref("RegionCode")}
    for name, values in CHOICES.items():
        found[name] = _enum(value for value in values if body or value != "travel")
    if body:
        found["from"] = {**TEXT, "maxLength": 200}
    return {
        **{name: {**schema, "description": TEXTS[name]} for name, schema in found.items()},
        "page": {"type": "integer", "minimum": 1, "maximum": 100_000, "default": 1},
        "per_page": {"type": "integer", "minimum": 1, "maximum": 200, "default": 50},
        "facets": {**YES, "default": False, "description": "Count each value of each filter."},
    }


def list_parameters() -> list[Schema]:
    """The query of the list."""
    found = []
    for name, schema in _filters(body=False).items():
        text = schema.pop("description", "Page, from 1." if name == "page" else "Services a page.")
        found.append({"name": name, "in": "query", "description": text, "schema": schema})
    return found


def directory_components() -> Schema:
    """The named schemas of the directory and the crosswalks."""
    counted = {"type": "object", "additionalProperties": {"type": "integer"}}
    travelling: Schema = {"distance_km": {}, "travel": {}}
    found = {
        "total": {"type": "integer"},
        "page": {"type": "integer"},
        "pages": {"type": "integer"},
        "services": _list(ref("ServiceSummary")),
        "facets": {"type": "object", "additionalProperties": counted},
    }
    links = _object(dict.fromkeys(LINKS, MAYBE_TEXT))
    about = {"name": TEXT, "title": TEXT, "target": TEXT,
             "read_on": {"type": "string", "format": "date"}, "covers": _list(TEXT)}  # fmt: skip
    row = {
        "vocabulary": TEXT,
        "code": TEXT,
        "relation": _enum(("exact", "broader", "narrower", "related", "none")),
        "target_code": MAYBE_TEXT,
        "target_name": MAYBE_TEXT,
        "source": TEXT,
        "note": MAYBE_TEXT,
    }
    search: Schema = _object(_filters(body=True))
    return {
        "ServiceSummary": _object({**_summary(), **travelling}, tuple(travelling)),
        "Service": _object(_whole()),
        "ServicePage": _object({**found, "links": links}, ("facets",)),
        "FoundServices": _object(found, ("facets",)),
        "ServiceSearch": {**search, "required": []},
        "Crosswalks": _object({"crosswalks": _list(_object(about))}),
        "Crosswalk": _object({**about, "rows": _list(_object(row))}),
    }
