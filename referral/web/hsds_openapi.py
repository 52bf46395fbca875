"""The OpenAPI 3.1 description of the HSDS interface: what is honoured, failures included."""

from __future__ import annotations

from typing import Any

from referral import __version__
from referral.web import openapi_schemas
from referral.web.hsds_parameters import PARAMETERS, TAKEN
from referral.web.hsds_schemas import components, page, ref

Document = dict[str, Any]
LISTS = {
    "services": ("Services", "ListedService", "Service"),
    "organizations": ("Organizations", "NestedOrganization", "NestedOrganization"),
    "service_at_locations": ("ServiceAtLocations", "ServiceAtLocation", "ServiceAtLocation"),
    "taxonomies": ("Taxonomies", "Taxonomy", "Taxonomy"),
    "taxonomy_terms": ("TaxonomyTerms", "TaxonomyTerm", "TaxonomyTerm"),
}
"""Each list with its name in operationIds, its items' schema and that of a single object."""
OPTIONAL = ["optional"]
"""The tag by which the Open Referral UK validator knows what the standard does not demand."""
FAILURES = {
    304: "You have this state of the directory already.",
    400: "The body is not a JSON object or a form.",
    401: "This installation asks for a token.",
    403: "Sent by a page of another site, or not allowed to this account.",
    404: "Nothing public of that id.",
    405: "The address takes another method.",
    410: "There was such a record, and it was removed.",
    413: "The body is larger than 64 KB.",
    415: "The body is neither JSON nor a form.",
    422: "A parameter that is not taken here, or that makes no sense; `errors` names each.",
}


def _answer(text: str, schema: Document, *, kept: bool = True) -> Document:
    found: Document = {"description": text, "content": {"application/json": {"schema": schema}}}
    if kept:
        tag = {"description": "Of the state of the directory.", "schema": {"type": "string"}}
        found["headers"] = {"ETag": tag}
    return found


def _failures(*statuses: int) -> Document:
    problem = {"application/problem+json": {"schema": ref("Problem")}}
    found: Document = {}
    for status in (401, 403, 405, *statuses):
        found[str(status)] = {"description": FAILURES[status], "content": problem}
    return found


def _unchanged() -> Document:
    return {"304": {"description": FAILURES[304]}}


def _parameters(kind: str) -> list[Document]:
    return [
        {
            "name": name,
            "in": "query",
            "required": False,
            "description": PARAMETERS[name].text,
            "schema": dict(PARAMETERS[name].schema),
        }
        for name in TAKEN[kind]
    ]


def _list_paths(name: str) -> Document:
    words, item, _one = LISTS[name]
    tags = {} if name == "services" else {"tags": OPTIONAL}
    page_schema = page(item)
    return {
        "get": {
            "operationId": f"list{words}",
            "summary": f"A page of {name.replace('_', ' ')}",
            **tags,
            "parameters": _parameters(name),
            "responses": {
                "200": _answer("A page.", page_schema), **_unchanged(), **_failures(422),
            },
        },
        "post": {
            "operationId": f"query{words}",
            "summary": "The same by a body",
            "description": "The query is heeded too, as the standard has it; the body goes first.",
            "tags": OPTIONAL,
            "requestBody": _body(name),
            "responses": {
                "200": _answer("A page.", page_schema, kept=False),
                **_failures(400, 413, 415, 422),
            },
        },
    }  # fmt: skip


def _body(name: str) -> Document:
    properties = {one: dict(PARAMETERS[one].schema) for one in TAKEN[name]}
    schema = {"type": "object", "properties": properties, "additionalProperties": False}
    return {"required": False, "content": {"application/json": {"schema": schema}}}


def _one_path(name: str) -> Document:
    words, _item, one = LISTS[name]
    singular = words.removesuffix("ies") + "y" if words.endswith("ies") else words.removesuffix("s")
    key = {
        "name": "id",
        "in": "path",
        "required": True,
        "description": "UUID.",
        "schema": {"type": "string", "format": "uuid"},
    }
    kind = "organization" if name == "organizations" else "object"
    return {
        "get": {
            "operationId": f"show{singular}",
            "summary": "One, fully nested",
            **({} if name == "services" else {"tags": OPTIONAL}),
            "parameters": [key, *_parameters(kind)],
            "responses": {
                "200": _answer("It.", ref(one)), **_unchanged(), **_failures(404, 422),
                **(_removed() if name in ("services", "service_at_locations") else {}),
            },
        }
    }  # fmt: skip


def _removed() -> Document:
    where = {"schema": {"type": "string"}, "description": "Of the record that stays."}
    merged = {"description": "It was merged into another.", "headers": {"Location": where}}
    return {"308": merged, "410": _failures(410)["410"]}


def _about() -> Document:
    properties = {
        "version": {"type": "string", "description": "Of HSDS."},
        "profile": {"type": "string", "format": "uri"},
        "openapi_url": {"type": "string", "format": "uri"},
    }
    schema = {"type": "object", "required": list(properties), "properties": properties}
    return {
        "get": {
            "operationId": "describeInterface",
            "summary": "The version of the standard, and where this description is",
            "responses": {"200": _answer("It.", schema), **_unchanged(), **_failures()},
        }
    }


def hsds_openapi(address: str) -> Document:
    """The whole description of the interface at an address."""
    paths: Document = {"/": _about()}
    for name in LISTS:
        paths[f"/{name}"] = _list_paths(name)
        paths[f"/{name}/{{id}}"] = _one_path(name)
    problem = openapi_schemas.components()["Problem"]
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Rujuk: services for child victims in Indonesia, as HSDS 3.1",
            "version": __version__,
            "description": (
                "The public facts of the directory by the Human Services Data Specification 3.1,"
                " with the corrections 3.1.1 to 3.1.3. Places that must stay secret appear as"
                " whoever leads to them, without address, point or regency. All parameters given"
                " must hold; a parameter that is not listed is refused. Nothing asked is logged."
            ),
            "contact": {"name": "Who runs this installation"},
            "license": {"name": "CC BY 4.0", "identifier": "CC-BY-4.0"},
        },
        "servers": [{"url": address}],
        "security": [],
        "paths": paths,
        "components": {"schemas": {**components(), "Problem": problem}},
    }
