"""The JSON interface from outside: plans, places, services, and every way to ask wrongly."""

from __future__ import annotations

import json
import logging
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from referral.app import create_app
from referral.settings import Settings
from referral.usecases.world import World
from referral.web.openapi import openapi_document

SCHEMA = json.loads(
    (Path(__file__).parents[2] / "referral/web/schemas/plan.schema.json").read_text("utf-8")
)
PLAN = Draft202012Validator(SCHEMA)
ASKED: dict[str, Any] = {
    "at": {"code": "53.07"},
    "needs": ["medical", "legal"],
    "children": [{"age": 14, "sex": "female"}],
    "when": "2026-11-21T22:00",
    "suspect": ["household"],
    "tried": [],
}


def conforms(document: Any, component: str) -> list[str]:
    """What is wrong with a document by a component of the OpenAPI description."""
    schema = {**openapi_document(), "$ref": f"#/components/schemas/{component}"}
    return [error.message for error in Draft202012Validator(schema).iter_errors(document)]


def test_a_plan_follows_its_schema_and_is_kept_nowhere(client: FlaskClient) -> None:
    response = client.post("/api/v1/plans", json=ASKED)
    assert response.status_code == 200, response.text
    assert [error.message for error in PLAN.iter_errors(response.get_json())] == []
    assert conforms(response.get_json(), "Plan") == [] and conforms(ASKED, "PlanRequest") == []
    assert [answer["need"] for answer in response.get_json()["answers"]] == ["medical", "legal"]
    assert response.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in response.headers


def test_equal_requests_get_equal_bytes(client: FlaskClient) -> None:
    first, second = (client.post("/api/v1/plans", json=ASKED).data for _ in range(2))
    assert first == second


def test_the_reader_chooses_the_language(client: FlaskClient) -> None:
    def asked(query: str, accept: str) -> str:
        response = client.post(
            f"/api/v1/plans{query}", json=ASKED, headers={"Accept-Language": accept}
        )
        return response.headers["Content-Language"]

    assert asked("", "") == "id"
    assert asked("", "en-GB,en;q=0.8") == "en"
    assert asked("?lang=id", "en") == "id"
    assert asked("?lang=xx", "fr") == "id"


def test_a_place_is_looked_up_without_reaching_an_address(client: FlaskClient) -> None:
    response = client.post("/api/v1/places", json={"text": "ds nita sikka", "limit": 3})
    assert response.status_code == 200
    assert 1 <= len(response.get_json()["places"]) <= 3
    assert response.get_json()["places"][0]["regency_code"] == "53.07"
    assert conforms(response.get_json(), "Places") == []
    assert response.headers["Cache-Control"] == "no-store"
    assert client.get("/api/v1/places?text=nita").status_code == 405


def test_an_ambiguous_place_lists_its_candidates(client: FlaskClient) -> None:
    response = client.post("/api/v1/plans", json={"at": {"text": "Bogor"}, "needs": ["legal"]})
    assert response.status_code == 422
    (error,) = response.get_json()["errors"]
    assert (error["path"].split("/")[0], error["code"]) == ("at", "place_ambiguous")
    assert {"32.01", "32.71"} <= {place["code"] for place in error["facts"]["candidates"]}


def test_services_are_listed_page_by_page_and_shown(client: FlaskClient) -> None:
    page = client.get("/api/v1/services?need=legal&region=53&per_page=5&page=2").get_json()
    assert len(page["services"]) == 5 and page["page"] == 2 and page["total"] > 10
    assert conforms(page, "ServicePage") == []
    shown = client.get(f"/api/v1/services/{page['services'][0]['service_id']}")
    assert shown.status_code == 200 and conforms(shown.get_json(), "Service") == []
    assert "source_urls" not in shown.text and "evidence" not in shown.text


@pytest.mark.parametrize(
    "query",
    ["page=0", "page=x", "page=1e9", "per_page=100000", "need=love", "kind=x", "colour=red",
     "region=99", "page=%F0%9F%98%80"],
)  # fmt: skip
def test_a_wrong_filter_is_named(client: FlaskClient, query: str) -> None:
    response = client.get(f"/api/v1/services?{query}")
    assert response.status_code in (400, 422)
    assert [error["path"] for error in response.get_json()["errors"]] == [query.partition("=")[0]]


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/api/v1/nothing", 404, "not_found"),
        ("GET", "/api", 404, "not_found"),
        ("GET", "/api/v1/services/no-such-service", 404, "not_found"),
        ("GET", "/api/v1/plans", 405, "method_not_allowed"),
        ("DELETE", "/api/v1/services", 405, "method_not_allowed"),
    ],
)
def test_what_is_not_there_is_a_problem_and_not_a_page(
    client: FlaskClient, method: str, path: str, status: int, code: str
) -> None:
    response = client.open(path, method=method)
    assert (response.status_code, response.get_json()["code"]) == (status, code)
    assert response.mimetype == "application/problem+json"
    assert conforms(response.get_json(), "Problem") == []
    assert ("Allow" in response.headers) == (status == 405)


@pytest.mark.parametrize("path", ["/api/v1/plans", "/api/v1/places"])
@pytest.mark.parametrize(
    ("raw", "kind", "status"),
    [
        pytest.param(b"", "application/json", 400, id="empty"),
        pytest.param(b"{", "application/json", 400, id="cut off"),
        pytest.param(b"[" * 30000, "application/json", 400, id="deep"),
        pytest.param(b'{"text": "\xff"}', "application/json", 400, id="not UTF-8"),
        pytest.param(b"{}", "text/plain", 415, id="another type"),
        pytest.param(b'{"text": "' + b"x" * 70000 + b'"}', "application/json", 413, id="large"),
        pytest.param(b"{}", "application/json", 422, id="nothing asked"),
    ],
)
def test_a_body_that_is_no_request_is_a_problem(
    client: FlaskClient, path: str, raw: bytes, kind: str, status: int
) -> None:
    response = client.post(path, data=raw, content_type=kind)
    assert response.status_code == status
    assert response.mimetype == "application/problem+json"
    assert conforms(response.get_json(), "Problem") == []
    assert response.headers["Cache-Control"] == "no-store"


NASTY: list[Any] = [
    None, True, -1, 0, 3.5, 10**15, 1e300, "", " ", "💥", "a\nb", "'; DROP TABLE service; --",
    "x" * 500,
    "%s%n{0}{x.__class__}", [], [None], [[]], [{}], ["medical"] * 60, {}, {"code": None}, {"": ""},
    {"lat": "a", "lon": []}, {"lat": 91, "lon": 181}, {"any_of": []},
    {"any_of": [{"any_of": [{}]}]},
    {"country": "ZZ"}, {"text": "\u202e"}, {"code": "53.07", "text": "Sikka"},
]  # fmt: skip
FIELDS = sorted(openapi_document()["components"]["schemas"]["PlanRequest"]["properties"])


@pytest.mark.parametrize("field", FIELDS)
def test_no_value_of_any_field_breaks_the_server(client: FlaskClient, field: str) -> None:
    for value in NASTY:
        response = client.post("/api/v1/plans", json={**ASKED, field: value})
        assert response.status_code in (200, 400, 422), (field, value)
        if response.status_code == 200:
            assert [error.message for error in PLAN.iter_errors(response.get_json())] == [], value
            continue
        errors = response.get_json()["errors"]
        assert errors and all(error["path"] and error["text"] for error in errors), (field, value)


@pytest.mark.parametrize("field", ["age", "age_band", "sex", "own_baby", "name"])
def test_no_value_inside_a_child_breaks_the_server(client: FlaskClient, field: str) -> None:
    for value in NASTY:
        response = client.post("/api/v1/plans", json={**ASKED, "children": [{field: value}]})
        assert response.status_code in (200, 400, 422), (field, value)


@pytest.mark.parametrize("value", NASTY)
def test_no_value_breaks_the_search_of_places(client: FlaskClient, value: Any) -> None:
    for body in ({"text": value}, {"text": "nita", "limit": value}, {"text": "nita", "x": value}):
        assert client.post("/api/v1/places", json=body).status_code in (200, 400, 422)


def test_an_adult_is_told_where_adults_can_turn(client: FlaskClient) -> None:
    response = client.post("/api/v1/plans", json={**ASKED, "children": [{"age": 18}]})
    assert response.status_code == 422
    assert [error["code"] for error in response.get_json()["errors"]] == ["adult"]
    assert "129" in response.get_json()["errors"][0]["text"]


def test_too_many_requests_are_told_when_to_come_back(settings: Settings, world: World) -> None:
    limited = create_app(replace(settings, rate_limit_places="2 per minute"), world).test_client()
    answers = [limited.post("/api/v1/places", json={"text": "nita"}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2].get_json()["code"] == "too_many_requests"
    assert int(answers[2].headers["Retry-After"]) > 0
    assert limited.get("/api/v1/openapi.json").status_code == 200


def test_plans_are_limited_on_pages_too(settings: Settings, world: World) -> None:
    limited = create_app(replace(settings, rate_limit_plans="1 per minute"), world).test_client()
    statuses = [limited.post("/id/plan", data={}).status_code for _ in range(2)]
    assert statuses[0] != 429 and statuses[1] == 429
    assert limited.get("/id/").status_code == 200


def test_the_description_is_valid_and_names_every_address(app: Flask, client: FlaskClient) -> None:
    document = client.get("/api/v1/openapi.json").get_json()
    validate(document)
    served = {
        str(rule).replace("<service_id>", "{id}").replace("<crosswalk>", "{name}")
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("api.") or str(rule) in ("/healthz", "/readyz")
    }
    assert served == set(document["paths"])


def test_the_copy_of_the_plans_schema_is_the_contracts() -> None:
    from tests.needs import require

    original = Path(__file__).parents[3] / "shared" / "plan.schema.json"
    require(original.exists(), "needs the contract's plan.schema.json beside the checkout")
    assert json.loads(original.read_text("utf-8")) == SCHEMA


def test_nothing_that_was_asked_is_logged(
    app: Flask, client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    client.post("/api/v1/plans", json={**ASKED, "at": {"text": "Lamahora"}})
    client.post("/api/v1/places", json={"text": "Lamahora"})
    client.post("/api/v1/plans", json={**ASKED, "at": {"text": "Lamahora"}, "danger": "Lamahora"})
    assert "lamahora" not in caplog.text.lower() and "household" not in caplog.text


def test_a_failure_is_logged_without_what_was_asked(
    settings: Settings,
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(_world: World, text: str, _limit: int) -> list[Any]:
        raise KeyError(text)

    monkeypatch.setattr("referral.web.api.find_places", broken)
    response = (
        create_app(settings, world).test_client().post("/api/v1/places", json={"text": "Lamahora"})
    )
    assert (response.status_code, response.get_json()["code"]) == (500, "internal_error")
    assert "KeyError" in caplog.text and "broken" in caplog.text
    assert "Lamahora" not in caplog.text and "Lamahora" not in response.text


def test_probes_tell_a_living_process_from_a_readable_directory(
    settings: Settings, world: World
) -> None:
    def unreadable() -> None:
        raise ConnectionError

    broken = create_app(settings, replace(world, check=unreadable)).test_client()
    assert broken.get("/healthz").json == {"status": "ok"}
    response = broken.get("/readyz")
    assert (response.status_code, response.get_json()["code"]) == (503, "not_ready")
    assert create_app(settings, world).test_client().get("/readyz").status_code == 200


@pytest.mark.parametrize("path", ["/id/", "/api/v1/openapi.json", "/nothing", "/api/x", "/healthz"])
def test_every_answer_carries_the_protective_headers(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "unsafe" not in policy and "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "Access-Control-Allow-Origin" not in headers
