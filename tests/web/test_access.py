"""Who may use which address: every one says so, and what says nothing is refused."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from referral.domain.access import Action, Actor, Role, Subject
from referral.web.access import DECLARED, access_of, check, conceivable, current_actor, requires
from tests.web.accounts import sign_in


def test_every_address_declares_who_may_use_it(app: Flask) -> None:
    undeclared = {
        rule.endpoint for rule in app.url_map.iter_rules() if access_of(app, rule.endpoint) is None
    }
    assert undeclared == set(), (
        "Say who may use it, below the route: @public for everybody, @requires(Action.…) for "
        "whom the table in referral/domain/access.py allows that action."
    )


def test_nothing_is_declared_that_is_not_there(app: Flask) -> None:
    assert DECLARED.keys() - app.view_functions.keys() == set()


def planted() -> Flask:
    """A small app with the guard, one view that says nothing and one that asks for an action."""
    from referral.web import access

    app = Flask("planted")
    access.install(app)
    app.add_url_rule("/silent", "silent", lambda: "open")
    app.add_url_rule("/public", "public", access.public(lambda: "open"))
    app.add_url_rule("/route", "route", requires(Action.ROUTE)(lambda: "open"))
    app.add_url_rule("/audit", "audit", requires(Action.READ_AUDIT)(lambda: "open"))
    app.add_url_rule("/api/audit", "api", requires(Action.READ_AUDIT)(lambda: "open"))
    app.add_url_rule("/in", "security.login", access.public(lambda: "in"))
    return app


@pytest.mark.parametrize(
    ("path", "status"),
    [
        pytest.param("/silent", 403, id="undeclared"),
        pytest.param("/public", 200, id="for everybody"),
        pytest.param("/route", 200, id="the door is open"),
        pytest.param("/audit", 302, id="to the sign-in"),
        pytest.param("/api/audit", 401, id="no sign-in page for programs"),
        pytest.param("/nowhere", 404, id="not there at all"),
    ],
)
def test_what_says_nothing_is_refused(path: str, status: int) -> None:
    assert planted().test_client().get(path).status_code == status


def test_nobody_is_led_to_the_sign_in_and_back(client: FlaskClient) -> None:
    response = client.get("/en/account/")
    assert response.status_code == 302
    assert response.location == "/en/account/sign-in?next=/en/account/"


def test_the_actor_is_who_signed_in(app: Flask) -> None:
    client = sign_in(app, Role.CASEWORKER, desk="meja-akses", organization="UPTD PPA Uji")
    with client:
        assert client.get("/id/").status_code == 200
        actor = current_actor()
    assert (actor.roles, actor.desk) == (frozenset({Role.CASEWORKER}), "meja-akses")
    assert actor.organization == "UPTD PPA Uji" and actor.second_factor and actor.open_door


def test_an_object_that_is_not_the_readers_is_not_there(app: Flask) -> None:
    from werkzeug.exceptions import NotFound

    client = sign_in(app, Role.CASEWORKER, desk="meja-akses")
    with client:
        client.get("/id/")
        check(Action.READ_CASE, Subject(desk="meja-akses"))
        with pytest.raises(NotFound):
            check(Action.READ_CASE, Subject(desk="meja-lain"))


@pytest.mark.parametrize(
    ("actor", "action", "may"),
    [
        (Actor(id="1", roles=frozenset({Role.OPERATOR}), desk="a"), Action.READ_CASE, True),
        (Actor(id="1", roles=frozenset({Role.OPERATOR})), Action.READ_CASE, False),
        (Actor(id="1", roles=frozenset({Role.EDITOR}), desk="a"), Action.READ_CASE, False),
        (Actor(), Action.READ_CASE, False),
    ],
)
def test_the_guard_lets_in_whoever_could_have_such_an_object(
    actor: Actor, action: Action, may: bool
) -> None:
    assert conceivable(actor, action) is may


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        pytest.param({}, 200, id="a program"),
        pytest.param({"Sec-Fetch-Site": "same-origin"}, 200, id="our page"),
        pytest.param({"Sec-Fetch-Site": "none"}, 200, id="typed"),
        pytest.param({"Sec-Fetch-Site": "cross-site"}, 403, id="another site"),
        pytest.param({"Sec-Fetch-Site": "same-site"}, 403, id="a neighbour"),
        pytest.param({"Origin": "http://localhost"}, 200, id="our page, older browser"),
        pytest.param({"Origin": "https://example.org"}, 403, id="another site, older browser"),
        pytest.param({"Origin": "null"}, 200, id="a browser that may not say"),
    ],
)
def test_what_another_site_posts_is_refused(
    client: FlaskClient, headers: dict[str, str], status: int
) -> None:
    assert client.post("/id/services", data={"q": "x"}, headers=headers).status_code == status


@pytest.mark.parametrize("path", ["/id/", "/en/plan", "/id/services", "/kalender", "/"])
def test_a_visitor_gets_no_cookie(client: FlaskClient, path: str) -> None:
    assert "Set-Cookie" not in client.get(path).headers
