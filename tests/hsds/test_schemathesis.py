"""The HSDS interface asked by machine, by the standard's description and by our own."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import positive_data_acceptance, response_schema_conformance

from referral.web.hsds_openapi import hsds_openapi
from tests.hsds.standard import FOLDER, HOW
from tests.needs import require
from tests.walking import operations, walk

ADDRESS = "http://localhost/hsds"
DESCRIBED = hsds_openapi(ADDRESS)
BUNDLE = FOLDER / "openapi-3.1-bundled.json"
TOGETHER = ("GET /service_at_locations", "POST /service_at_locations")
"""A distance needs its point: no schema of single parameters can say so."""


@pytest.mark.parametrize("label", operations(DESCRIBED))
def test_every_answer_is_one_that_we_describe(app: Flask, label: str) -> None:
    left_out = [positive_data_acceptance] if label in TOGETHER else []
    assert walk(app, DESCRIBED, label, left_out=left_out) >= 1


@cache
def standard() -> dict[str, Any]:
    """The standard's own description over our address, with one of its later corrections."""
    require(BUNDLE.exists(), HOW)
    found: dict[str, Any] = json.loads(BUNDLE.read_text(encoding="utf-8"))
    found["servers"] = [{"url": ADDRESS}]
    # 3.1 describes a single service_at_location as a service; 3.1.2 puts that right
    wrong = found["paths"]["/service_at_locations/{id}"]["get"]["responses"]["200"]
    reference = {"$ref": "#/components/schemas/compiled_service_at_location_list_json"}
    wrong["content"]["application/json"]["schema"] = reference
    return found


STANDARD = [
    f"{method} /{name}"
    for name in ("services", "organizations", "service_at_locations", "taxonomies",
                 "taxonomy_terms")
    for method in ("GET", "POST")
]  # fmt: skip
SINGLE = [
    f"/{name}/{{id}}"
    for name in ("services", "organizations", "service_at_locations", "taxonomies",
                 "taxonomy_terms")
]  # fmt: skip


@pytest.mark.parametrize("label", ["GET /", *STANDARD])
def test_every_list_is_what_the_standard_describes(app: Flask, label: str) -> None:
    # it knows 200 alone, and parameters that only a postcode table could honour
    checks = [not_a_server_error, response_schema_conformance]
    assert walk(app, standard(), label, only=checks) >= 1


@pytest.mark.parametrize("path", SINGLE)
def test_every_single_object_is_what_the_standard_describes(
    app: Flask, client: FlaskClient, path: str
) -> None:
    found = client.get(f"/hsds/{path.split('/')[1]}?per_page=12").get_json()["contents"]
    known = json.loads(json.dumps(standard()))
    (key,) = known["paths"][path]["parameters"]
    key["schema"] = {"enum": [one["id"] for one in found]}
    checks = [not_a_server_error, response_schema_conformance]
    assert walk(app, known, f"GET {path}", only=checks, forbidden_too=False) > 2


def test_a_wrong_answer_is_seen(app: Flask) -> None:
    wrong = json.loads(json.dumps(DESCRIBED))
    wrong["components"]["schemas"]["Taxonomy"]["properties"]["version"] = {"type": "integer"}
    with pytest.raises(FailureGroup):
        walk(app, wrong, "GET /taxonomies")


def test_an_answer_that_is_not_described_is_seen(app: Flask) -> None:
    wrong = json.loads(json.dumps(DESCRIBED))
    del wrong["paths"]["/services"]["get"]["responses"]["422"]
    with pytest.raises(FailureGroup):
        walk(app, wrong, "GET /services")
