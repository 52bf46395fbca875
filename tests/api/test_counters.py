"""The counters for programs: with a token of their scope, as described, small ones withheld."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from referral.domain.access import Role
from referral.domain.counting import Count
from referral.domain.vocabulary import Need
from referral.store import cases
from referral.usecases import tokens
from referral.usecases.permission import SYSTEM
from tests.api.test_api import conforms
from tests.web.accounts import records_of, sign_in

ADDRESS = "/api/v1/counters"


@pytest.fixture(scope="module")
def counted(app: Flask) -> None:
    """Enough and too few of one thing in two regencies of one province."""
    now = datetime.now(UTC).date()
    with records_of(app).writing() as session:
        for regency, times in (("94.01", 3), ("94.02", 20), ("MY", 9)):
            cases.add_counts(session, [Count(regency, Need.LEGAL, "opened")] * times, now)


def ask(app: Flask, scope: str, query: str = "") -> TestResponse:
    _token, secret = tokens.add_token(
        records_of(app), SYSTEM, datetime.now(UTC), name="peta", scopes=[scope], days=3
    )
    return app.test_client().get(
        ADDRESS + query, headers={"Authorization": f"Bearer {secret}", "Accept-Language": "id"}
    )


@pytest.mark.usefixtures("counted")
def test_a_token_of_the_scope_reads_what_the_description_says(app: Flask) -> None:
    response = ask(app, "counters")
    assert response.status_code == 200, response.text
    assert conforms(response.get_json(), "Counters") == []
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.usefixtures("counted")
def test_small_counts_are_withheld_here_too(app: Flask) -> None:
    document: Any = ask(app, "counters", "?province=94").get_json()
    assert document["province"]["code"] == "94"
    found = {one["area"]["code"]: one["counts"]["opened"] for one in document["rows"]}
    assert set(found) == {"94.01", "94.02"} and found["94.01"] == "withheld"
    assert "3" not in map(str, found.values())


def test_other_tokens_and_nobody_are_refused(app: Flask, client: FlaskClient) -> None:
    assert client.get(ADDRESS).status_code == 401
    assert ask(app, "directory").status_code == 403
    assert sign_in(app, Role.OPERATOR, desk="meja-1").get(ADDRESS).status_code == 403
    assert sign_in(app, Role.COORDINATOR).get(ADDRESS).status_code == 200


@pytest.mark.parametrize(
    ("query", "field"),
    [("?since=1999-01", "since"), ("?province=00", "province"), ("?age=14", "age")],
)
def test_what_cannot_be_asked_is_named(app: Flask, query: str, field: str) -> None:
    response = ask(app, "counters", query)
    assert response.status_code == 422
    assert field in response.text
