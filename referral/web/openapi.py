"""The OpenAPI 3.1 description of the JSON interface, made from the vocabulary itself."""

from __future__ import annotations

from functools import cache
from typing import Any

from referral import __version__
from referral.web.openapi_counters import PARAMETERS, counter_components
from referral.web.openapi_directory import EXAMPLES, directory_components, list_parameters
from referral.web.openapi_schemas import components, ref

Document = dict[str, Any]

PROBLEM_TEXTS = {
    400: "Not a request: no JSON, no object, or values that no field can take.",
    401: "No valid token, or nobody signed in, where this is asked for.",
    403: "The token or the account may not do this.",
    404: "Nothing public of that id.",
    405: "The address takes another method.",
    410: "There was such a record, and it was removed.",
    413: "The body is larger than 64 KB.",
    415: "The body is not application/json.",
    422: "Understood, but it cannot be acted on; `errors` names each field.",
    429: "Too many requests from this address; see Retry-After.",
    503: "The directory cannot be read at the moment.",
}
MERGED: Document = {
    "description": "It was merged into the record that `Location` leads to.",
    "headers": {"Location": {"schema": {"type": "string"}, "description": "Of that record."}},
}
SCHEMES: Document = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "rujuk_…",
        "description": (
            "A token of the administration or of `referral token add`, with the scope `route` "
            "(plans, places), `directory` (services) or `counters`. Needed only where the "
            "installation asks everybody to sign in (REQUIRE_SIGN_IN), and for counters."
        ),
    },
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "rujuk",
        "description": "The cookie of somebody signed in; `__Host-rujuk` over HTTPS.",
    },
}
LANGUAGE: list[Document] = [
    {
        "name": "lang",
        "in": "query",
        "description": "Language of the texts, `id` or `en`; otherwise Accept-Language decides.",
        "schema": {"type": "string", "examples": ["id", "en"]},
    }
]


def _answer(text: str, schema: Document | str, *, private: bool = False) -> Document:
    headers: Document = {
        "Content-Language": {"schema": {"enum": ["id", "en"]}, "description": "Of the texts."}
    }
    if private:
        headers["Cache-Control"] = {"schema": {"const": "no-store"}, "description": "Never kept."}
    content: Document = {"schema": ref(schema) if isinstance(schema, str) else schema}
    if isinstance(schema, str) and schema in EXAMPLES:
        content["example"] = EXAMPLES[schema]
    return {"description": text, "headers": headers, "content": {"application/json": content}}


def _unchanged() -> Document:
    return {"304": {"description": "You have this answer already."}}


def _kept(text: str, schema: Document | str) -> Document:
    """An answer that a program may keep, and ask whether it is still the same."""
    found = _answer(text, schema)
    found["headers"]["ETag"] = {
        "schema": {"type": "string"},
        "description": "For If-None-Match: the same answer again is 304, without a body.",
    }
    return found


def _problems(*statuses: int) -> Document:
    return {
        str(status): {
            "description": PROBLEM_TEXTS[status],
            "content": {"application/problem+json": {"schema": ref("Problem")}},
        }
        for status in statuses
    }


def _post(summary: str, body: str, answer: Document, example: Document) -> Document:
    return {
        "summary": summary,
        **_post_of(body, example),
        "responses": {"200": answer, **_problems(400, 401, 403, 405, 413, 415, 422, 429)},
    }


def _post_of(body: str, example: Document) -> Document:
    content = {"application/json": {"schema": ref(body), "example": example}}
    return {"parameters": LANGUAGE, "requestBody": {"required": True, "content": content}}


def _key(name: str, text: str) -> Document:
    schema = {"type": "string"}
    return {"name": name, "in": "path", "required": True, "description": text, "schema": schema}


def _paths() -> Document:
    return {
        "/api/v1/plans": {
            "post": {
                "operationId": "makePlan",
                **_post(
                    "Route a referral: for each need the nearest appropriate service",
                    "PlanRequest",
                    _answer("The plan.", "Plan", private=True),
                    {"at": {"code": "53.07"}, "needs": ["medical", "legal"], "sex": "female"},
                ),
            }
        },
        "/api/v1/places": {
            "post": {
                "operationId": "findPlaces",
                **_post(
                    "Look up a place, best candidate first",
                    "PlaceRequest",
                    _answer("Candidates.", "Places", private=True),
                    {"text": "ds nita sikka", "limit": 8},
                ),
            }
        },
        "/api/v1/services": {
            "get": {
                "operationId": "listServices",
                "summary": "Public services, a page at a time",
                "parameters": [*list_parameters(), *LANGUAGE],
                "responses": {
                    **_unchanged(),
                    "200": _kept("A page; its neighbours stand in Link too.", "ServicePage"),
                    **_problems(401, 403, 405, 422),
                },
            },
            "post": {
                "operationId": "searchServices",
                "summary": "The same by a body, with the place that travel is reckoned from",
                **_post_of("ServiceSearch", {"q": "lbh", "need": "legal", "from": "Maumere"}),
                "responses": {
                    "200": _answer("A page.", "FoundServices", private=True),
                    **_problems(400, 401, 403, 405, 413, 415, 422),
                },
            },
        },
        "/api/v1/services/{id}": {
            "get": {
                "operationId": "showService",
                "summary": "One public service",
                "parameters": [_key("id", "A service's id."), *LANGUAGE],
                "responses": {
                    **_unchanged(),
                    "200": _kept("It.", "Service"),
                    "308": MERGED,
                    **_problems(401, 403, 404, 405, 410),
                },
            }
        },
        "/api/v1/crosswalks": {
            "get": {
                "operationId": "listCrosswalks",
                "summary": "What other systems' words there are crosswalks to",
                "responses": {
                    **_unchanged(),
                    "200": _kept("They.", "Crosswalks"),
                    **_problems(405),
                },
            }
        },
        "/api/v1/crosswalks/{name}": {
            "get": {
                "operationId": "showCrosswalk",
                "summary": "One crosswalk, row by row",
                "parameters": [_key("name", "A crosswalk's name.")],
                "responses": {
                    **_unchanged(),
                    "200": _kept("It.", "Crosswalk"),
                    **_problems(404, 405),
                },
            }
        },
        "/api/v1/counters": {
            "get": {
                "operationId": "readCounters",
                "summary": "How often referrals were opened, sent, accepted, declined …",
                "security": [{"token": []}, {"session": []}],
                "parameters": [*PARAMETERS, *LANGUAGE],
                "responses": {
                    "200": _answer("The counters.", ref("Counters"), private=True),
                    **_problems(401, 403, 405, 422),
                },
            }
        },
        "/api/v1/openapi.json": {
            "get": {
                "operationId": "describe",
                "summary": "This document",
                "responses": {
                    **_unchanged(),
                    "200": _kept("This document.", {"type": "object"}),
                    **_problems(405),
                },
            }
        },
        "/healthz": _probe("checkProcess", "Whether the process answers"),
        "/readyz": _probe("checkReady", "Whether database and directory can be read", 503),
    }


def _probe(operation: str, summary: str, *failures: int) -> Document:
    schema = {"type": "object", "required": ["status"], "properties": {"status": {"const": "ok"}}}
    content = {"application/json": {"schema": schema}}
    return {
        "get": {
            "operationId": operation,
            "summary": summary,
            "responses": {"200": {"description": "Yes.", "content": content}}
            | _problems(405, *failures),
        }
    }


@cache
def openapi_document() -> Document:
    """The whole description."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Rujuk",
            "version": __version__,
            "summary": "Services for child victims in Indonesia, and the nearest appropriate one",
            "description": (
                "Nothing sent here is stored or logged. Never send a name, a birth date, a "
                "number or a story: no field takes one."
            ),
            "license": {"name": "Apache 2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "security": [{}, {"token": []}, {"session": []}],
        "paths": _paths(),
        "components": {
            "schemas": {**components(), **directory_components(), **counter_components()},
            "securitySchemes": SCHEMES,
        },
    }
