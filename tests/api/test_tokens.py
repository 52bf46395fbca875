"""API tokens and the closed door: who may use the JSON interface, and what for."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from openapi_spec_validator import validate

from referral.app import create_app
from referral.domain.access import Role
from referral.settings import Settings
from referral.usecases import tokens
from referral.usecases.database import upgrade
from referral.usecases.permission import SYSTEM
from referral.usecases.world import World
from referral.web.openapi import openapi_document
from tests.web.accounts import records_of, sign_in

PLAN: dict[str, Any] = {"at": {"code": "53.07"}, "needs": ["legal"]}


@pytest.fixture(scope="module")
def closed(settings: Settings, world: World, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """An installation where everybody signs in."""
    folder: Path = tmp_path_factory.mktemp("closed")
    own = replace(settings, require_sign_in=True, instance=folder)
    upgrade(own.database)
    return create_app(own, world)


def token(app: Flask, *scopes: str, made: datetime | None = None, days: int = 10) -> str:
    when = made or datetime.now(UTC)
    _token, secret = tokens.add_token(
        records_of(app), SYSTEM, when, name="uji", scopes=scopes, days=days
    )
    return secret


def asked(app: Flask, secret: str | None) -> dict[str, int]:
    """The status of each part of the interface for a bearer."""
    headers = {} if secret is None else {"Authorization": f"Bearer {secret}"}
    client = app.test_client()
    return {
        "plans": client.post("/api/v1/plans", json=PLAN, headers=headers).status_code,
        "places": client.post("/api/v1/places", json={"text": "x"}, headers=headers).status_code,
        "services": client.get("/api/v1/services", headers=headers).status_code,
        "openapi": client.get("/api/v1/openapi.json", headers=headers).status_code,
    }


def test_with_an_open_door_nobody_needs_a_token(app: Flask) -> None:
    assert set(asked(app, None).values()) == {200}


def test_a_closed_door_asks_for_one(closed: Flask) -> None:
    assert asked(closed, None) == {"plans": 401, "places": 401, "services": 401, "openapi": 200}
    response = closed.test_client().post("/api/v1/plans", json=PLAN)
    assert response.mimetype == "application/problem+json"
    assert response.json is not None and response.json["code"] == "sign_in_needed"
    assert response.headers["WWW-Authenticate"] == "Bearer realm=Rujuk"


@pytest.mark.parametrize(
    ("scopes", "plans", "services"),
    [
        pytest.param(["route"], 200, 403, id="route"),
        pytest.param(["directory"], 403, 200, id="directory"),
        pytest.param(["route", "directory"], 200, 200, id="both"),
        pytest.param(["counters"], 403, 403, id="counters"),
    ],
)
def test_a_token_opens_what_its_scope_names(
    closed: Flask, scopes: list[str], plans: int, services: int
) -> None:
    found = asked(closed, token(closed, *scopes))
    assert (found["plans"], found["places"], found["services"]) == (plans, plans, services)


def test_an_expired_a_revoked_and_a_wrong_token_open_nothing(app: Flask, closed: Flask) -> None:
    for here in (app, closed):
        expired = token(here, "route", made=datetime.now(UTC) - timedelta(days=11))
        revoked = token(here, "route")
        newest = tokens.list_tokens(records_of(here), SYSTEM)[0]
        tokens.revoke_token(records_of(here), SYSTEM, datetime.now(UTC), newest.id)
        for secret in (expired, revoked, "rujuk_wrong", ""):
            assert asked(here, secret)["plans"] == 401, "even where nobody would need one"


def test_a_token_opens_no_page(closed: Flask) -> None:
    headers = {"Authorization": f"Bearer {token(closed, 'route', 'directory')}"}
    client = closed.test_client()
    assert client.get("/id/", headers=headers).status_code == 302
    assert client.get("/id/account/", headers=headers).status_code == 302


def test_the_cookie_of_somebody_signed_in_opens_the_interface_too(closed: Flask) -> None:
    client = sign_in(closed, Role.OPERATOR, desk="meja-api")
    assert client.post("/api/v1/plans", json=PLAN).status_code == 200
    assert client.get("/api/v1/services").status_code == 200


@pytest.mark.parametrize("path", ["/id/", "/en/plan", "/id/services", "/en/services/none"])
def test_a_closed_door_leads_pages_to_the_sign_in(closed: Flask, path: str) -> None:
    response = closed.test_client().get(path)
    assert response.status_code == 302
    assert response.location == f"{path[:3]}/account/sign-in?next={path}"
    assert sign_in(closed, Role.RECEIVER, organization="x").get(path).status_code in (200, 404)


def test_a_closed_door_leaves_open_what_everybody_needs(closed: Flask) -> None:
    client = closed.test_client()
    for path in ("/healthz", "/readyz", "/kalender", "/sw.js", "/id/account/sign-in"):
        with client.get(path) as response:
            assert response.status_code == 200, path
    with client.get("/static/app.css") as response:
        assert response.status_code == 200
    assert client.get("/").location == "/id/"
    assert client.post("/id/plan", data={}).status_code == 401


def test_the_service_worker_keeps_only_what_a_visitor_sees(app: Flask, closed: Flask) -> None:
    kept = app.test_client().get("/sw.js").text
    assert '"/id/"' in kept and 'credentials: "omit"' in kept
    assert sign_in(app, Role.OPERATOR, desk="meja-api").get("/sw.js").text == kept
    shut = closed.test_client().get("/sw.js").text
    assert '"/kalender"' in shut and '"/id/"' not in shut


def test_the_description_names_the_tokens(app: Flask) -> None:
    document = openapi_document()
    validate(document)
    assert document["components"]["securitySchemes"]["token"]["scheme"] == "bearer"
    assert {"token": []} in document["security"] and {} in document["security"]
    for path in ("/api/v1/plans", "/api/v1/places", "/api/v1/services"):
        for operation in document["paths"][path].values():
            assert {"401", "403"} <= operation["responses"].keys()
