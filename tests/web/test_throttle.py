"""Attempts to get in are limited by address, each kind of attempt by itself."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from referral.app import create_app
from referral.domain.access import Role
from referral.settings import Settings
from referral.usecases.database import upgrade
from referral.usecases.world import World
from referral.web.accounts import SIGN_IN_ENDPOINTS
from tests.web.accounts import send, sign_in
from tests.web.lint import faults


@pytest.fixture
def narrow(settings: Settings, world: World, tmp_path: Path) -> Flask:
    own = replace(settings, rate_limit_sign_in="3 per minute", instance=tmp_path)
    upgrade(own.database)
    return create_app(own, world)


@pytest.mark.parametrize(
    "path", ["account/sign-in", "account/code", "account/recovery", "account/invitation/abc"]
)
def test_the_fourth_attempt_waits_and_is_told_so(narrow: Flask, path: str) -> None:
    client = narrow.test_client()
    statuses = [client.post(f"/id/{path}", data={}).status_code for _each in range(4)]
    assert statuses[3] == 429 and 429 not in statuses[:3]
    response = client.post(f"/en/{path}", data={})
    assert response.status_code == 429, "the other language is the same door"
    assert faults(response.text) == [] and "Retry-After" in response.headers
    assert client.get("/id/account/sign-in").status_code == 200, "looking is not an attempt"


def test_whoever_is_in_is_limited_where_a_password_is_typed(narrow: Flask) -> None:
    client = sign_in(narrow, Role.OPERATOR, desk="m")
    for path in ("/id/account/again", "/id/account/password"):
        statuses = [send(client, path, {"password": "x"}).status_code for _each in range(4)]
        assert statuses == [422, 422, 422, 429]


def test_a_second_factor_that_is_being_set_up_is_no_way_round(narrow: Flask) -> None:
    client = sign_in(narrow, Role.OPERATOR, desk="m")
    path = "/id/account/authenticator/abc"
    statuses = [send(client, path, {"code": "0"}, "/id/account/").status_code for _each in range(4)]
    assert statuses[3] == 429 and 429 not in statuses[:3]


def test_every_place_that_takes_a_secret_is_limited(app: Flask) -> None:
    assert set(SIGN_IN_ENDPOINTS) <= app.view_functions.keys()
