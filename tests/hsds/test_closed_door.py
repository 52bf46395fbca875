"""Where everybody must sign in, the feeds are for programs with a token of the directory."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient

from referral.app import create_app
from referral.domain.access import Scope
from referral.settings import Settings
from referral.usecases import tokens
from referral.usecases.permission import SYSTEM
from referral.usecases.world import World
from tests.web.accounts import records_of

PATHS = ("/hsds/", "/hsds/services?per_page=1", "/fhir/Location?_count=1", "/fhir/metadata")


@pytest.fixture
def closed(settings: Settings, world: World) -> FlaskClient:
    """A visitor of an installation that asks everybody to sign in."""
    return create_app(replace(settings, require_sign_in=True), world).test_client()


def bearer(client: FlaskClient, scope: Scope) -> dict[str, str]:
    records, now = records_of(client.application), datetime.now(UTC)
    _token, secret = tokens.add_token(records, SYSTEM, now, name="umpan", scopes=[scope], days=1)
    return {"Authorization": f"Bearer {secret}"}


@pytest.mark.parametrize("path", PATHS)
def test_nobody_is_told_and_not_led_to_a_page(closed: FlaskClient, path: str) -> None:
    response = closed.get(path)
    assert response.status_code == 401
    kind = "application/fhir+json" if path.startswith("/fhir") else "application/problem+json"
    assert response.mimetype == kind


@pytest.mark.parametrize("path", PATHS)
def test_a_token_of_the_directory_opens_and_another_does_not(
    closed: FlaskClient, path: str
) -> None:
    opened = closed.get(path, headers=bearer(closed, Scope.DIRECTORY))
    assert opened.status_code == 200
    assert opened.headers["Cache-Control"] == "no-store", "not the same for everybody here"
    refused = closed.get(path, headers=bearer(closed, Scope.COUNTERS))
    assert refused.status_code == 403


def test_a_token_that_is_not_valid_is_refused_though_the_door_is_open(client: FlaskClient) -> None:
    headers = {"Authorization": "Bearer rujuk_nothing"}
    for path in PATHS:
        assert client.get(path, headers=headers).status_code == 401


def test_the_description_itself_is_for_everybody(closed: FlaskClient) -> None:
    assert closed.get("/hsds/openapi.json").status_code == 200
