"""What every answer tells the browser; how much it takes; and that no log hears what was asked."""

from __future__ import annotations

import gzip
import logging
import re
import threading
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException

from referral.domain.access import Role
from referral.web.security import HEADERS, SAME_FOR_ALL
from tests.web.accounts import make_account, send, sign_in
from tests.web.lint import parsed

KEPT = {
    "shell.front_door": "no-cache",
    "shell.service_worker": "no-cache",
    "api.services": "no-cache",
    "api.service": "no-cache",
    "api.describe": "no-cache",
    "pages.search": "private, no-cache",
}
"""Answers that a browser may keep as long as it asks whether they still hold, and no others."""
ANSWERS = (
    ("GET", "/"),
    ("GET", "/id/"),
    ("GET", "/en/plan"),
    ("GET", "/id/services"),
    ("GET", "/kalender"),
    ("GET", "/sw.js"),
    ("GET", "/healthz"),
    ("GET", "/readyz"),
    ("GET", "/static/app.css"),
    ("GET", "/static/nothing.css"),
    ("GET", "/nothing"),
    ("GET", "/id/services/nothing"),
    ("GET", "/api/v1/services?per_page=1"),
    ("GET", "/api/v1/services/nothing"),
    ("GET", "/api/v1/openapi.json"),
    ("POST", "/api/v1/plans"),
    ("POST", "/id/plan"),
    ("POST", "/id/services"),
    ("PUT", "/id/plan"),
    ("GET", "/id/account/"),
)


@pytest.mark.parametrize(("method", "path"), ANSWERS)
def test_every_answer_carries_every_header(client: FlaskClient, method: str, path: str) -> None:
    with client.open(path, method=method) as response:
        missing = {name for name, value in HEADERS.items() if response.headers.get(name) != value}
        assert missing == set()
        assert "Server" not in response.headers and "X-Powered-By" not in response.headers


def test_no_policy_lets_inline_code_or_another_host_in() -> None:
    policy = HEADERS["Content-Security-Policy"]
    assert "unsafe" not in policy and "*" not in policy and "http" not in policy
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["default-src"] == rules["frame-ancestors"] == rules["base-uri"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == rules["form-action"] == "'self'"


@pytest.mark.parametrize("path", ["/id/", "/nothing", "/static/app.css", "/api/v1/openapi.json"])
def test_https_stays_https_for_a_year(client: FlaskClient, path: str) -> None:
    with client.get(path, base_url="https://rujuk.example") as secure:
        told = secure.headers["Strict-Transport-Security"]
    assert re.fullmatch(r"max-age=(\d{8,}); includeSubDomains", told)
    with client.get(path) as plain:
        assert "Strict-Transport-Security" not in plain.headers


@pytest.mark.parametrize(("method", "path"), ANSWERS)
def test_every_answer_says_how_long_it_may_be_kept(
    app: Flask, client: FlaskClient, method: str, path: str
) -> None:
    with client.open(path, method=method) as response:
        told, status = response.headers["Cache-Control"], response.status_code
    try:
        endpoint, _values = app.url_map.bind("localhost").match(path.partition("?")[0], method)
    except HTTPException:
        endpoint = None
    if endpoint == "static" and status == 200:
        assert told == "no-cache"
    elif status < 400 and endpoint in KEPT:
        assert told == KEPT[endpoint]
    else:
        assert told == "no-store"


def test_to_somebody_signed_in_no_page_may_be_kept(app: Flask) -> None:
    client = sign_in(app, *Role, desk="meja-1")
    walked = 0
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.arguments - {"language"}:
            continue
        path = app.url_map.bind("localhost").build(
            rule.endpoint, dict.fromkeys(rule.arguments, "id")
        )
        with client.get(path) as response:
            if rule.endpoint not in SAME_FOR_ALL:
                walked += 1
                assert response.headers["Cache-Control"] == "no-store", path
    assert walked > 10


def test_what_a_token_is_answered_may_not_be_kept(client: FlaskClient) -> None:
    given = {"Authorization": "Bearer rujuk_nothing"}
    answer = client.get("/api/v1/services?per_page=1", headers=given)
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_directory_pages_of_nobody_set_no_cookie_and_vary_with_none_of_theirs(
    client: FlaskClient,
) -> None:
    for path in ("/id/", "/id/services", "/kalender", "/static/app.css"):
        with client.get(path) as response:
            assert "Set-Cookie" not in response.headers, path


TOO_MUCH = 256 * 1024 + 1


@pytest.mark.parametrize(
    ("path", "more"),
    [
        pytest.param("/id/plan", {"data": {"needs": "x" * TOO_MUCH}}, id="a form"),
        pytest.param("/en/", {"data": {"places-0-text": "x" * TOO_MUCH}}, id="another"),
        pytest.param("/id/services", {"data": {"q": "x" * TOO_MUCH}}, id="a search"),
        pytest.param("/api/v1/plans", {"json": {"at": "x" * TOO_MUCH}}, id="a plan"),
        pytest.param("/api/v1/places", {"json": {"text": "x" * TOO_MUCH}}, id="a place"),
        pytest.param("/id/account/sign-in", {"data": {"email": "x" * TOO_MUCH}}, id="a sign-in"),
    ],
)
def test_nothing_large_is_taken_in(client: FlaskClient, path: str, more: dict[str, Any]) -> None:
    assert client.post(path, **more).status_code == 413


def test_many_fields_are_refused_as_well(client: FlaskClient) -> None:
    data = {f"field-{turn}": "x" for turn in range(2_000)}
    sent = client.post("/id/plan", data=data, content_type="multipart/form-data")
    assert sent.status_code == 413


# What no log may hear ----------------------------------------------------------------------

MARKS = ("Lamahora", "amahora", "self_harm", "rahasia", "203.0.113.77", "surat@contoh", "kunci-uji")
FROM = {"REMOTE_ADDR": "203.0.113.77"}
BODY = {"at": {"text": "Lamahora"}, "needs": ["medical"], "self_harm": "yes"}


class Heard(logging.Handler):
    """Everything that any logger says, with what it was said of."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(logging.Formatter("%(name)s %(message)s").format(record))


@pytest.fixture
def heard() -> Iterator[Heard]:
    """A handler on the root, which LOG_LEVEL=debug makes as talkative as it gets."""
    handler, root = Heard(), logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield handler
    root.removeHandler(handler)
    root.setLevel(before)


def everything(client: FlaskClient) -> None:
    """Requests of every kind, good and bad, each with something that must not be repeated."""
    for path in ("/id/services?q=rahasia", "/rahasia?Lamahora=1", "/id/services/rahasia"):
        client.get(path, environ_base=FROM).close()
    client.get("/api/v1/services?q=rahasia&page=x", environ_base=FROM)
    client.post("/api/v1/plans", json=BODY, environ_base=FROM)
    client.post(
        "/api/v1/plans", data="{rahasia", content_type="application/json", **{"environ_base": FROM}
    )
    client.post("/api/v1/places", json={"text": "Lamahora", "limit": "rahasia"}, environ_base=FROM)
    form = {"places-0-text": "Lamahora", "needs": "medical", "self_harm": "yes"}
    client.post("/id/plan", data=form, environ_base=FROM)
    client.post("/id/", data=form | {"add": "rahasia"}, environ_base=FROM)
    headers = {"Authorization": "Bearer rujuk_kunci-uji", "Origin": "https://rahasia.example"}
    client.post("/api/v1/plans", json=BODY, headers=headers, environ_base=FROM)
    login = {"email": "surat@contoh.example.org", "password": "rahasia"}
    client.post("/id/account/sign-in", data=login, environ_base=FROM)
    client.get("/id/account/invitation/rahasia", environ_base=FROM)


def test_no_log_hears_what_was_asked(
    app: Flask, client: FlaskClient, heard: Heard, capfd: pytest.CaptureFixture[str]
) -> None:
    everything(client)
    out, err = capfd.readouterr()
    said = "\n".join([*heard.texts, out, err])
    assert [mark for mark in MARKS if mark in said] == []


def test_the_handler_hears(heard: Heard) -> None:
    logging.getLogger("any.library").debug("Lamahora")
    assert heard.texts == ["any.library Lamahora"]


def test_no_log_hears_what_made_the_program_fail(
    app: Flask,
    heard: Heard,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_given: Any, **_more: Any) -> None:
        raise RuntimeError("Lamahora rahasia")

    monkeypatch.setattr(app, "testing", False)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    for endpoint in ("pages.plan", "pages.services", "api.make_plan", "security.login"):
        monkeypatch.setitem(app.view_functions, endpoint, _marked(fail, app, endpoint))
    everything(app.test_client())
    out, err = capfd.readouterr()
    said = "\n".join([*heard.texts, out, err])
    assert "Unexpected RuntimeError in fail" in said
    assert [mark for mark in MARKS if mark in said] == []


def _marked(view: Any, app: Flask, endpoint: str) -> Any:
    """A view in place of another, open to the same people."""

    def stand_in(*given: Any, **more: Any) -> Any:
        return view(*given, **more)

    known = getattr(app.view_functions[endpoint], "access", None)
    if known is not None:
        stand_in.access = known  # type: ignore[attr-defined]
    return stand_in


def test_a_refused_visitor_is_not_written_down(app: Flask, heard: Heard) -> None:
    from referral.app import create_app
    from referral.settings import Settings

    few = Settings.from_env(
        {
            "INSTANCE": str(app.extensions["records"].engine.url.database).rsplit("/", 1)[0],
            "SECRET_KEY": "a key for tests, of thirty-two characters and more",
            "RATE_LIMIT_PLANS": "1 per minute",
        }
    )
    client = create_app(few, app.extensions["rujuk"]).test_client()
    codes = [
        client.post("/api/v1/plans", json=BODY, environ_base=FROM).status_code for _ in range(3)
    ]
    assert 429 in codes, codes
    assert [mark for mark in MARKS if mark in "\n".join(heard.texts)] == []


def test_an_account_is_locked_without_its_address_in_a_log(app: Flask, heard: Heard) -> None:
    account = make_account(app, [Role.OPERATOR], desk="meja-1")
    client = app.test_client()
    for _turn in range(12):
        client.post("/id/account/sign-in", data={"email": account.email, "password": "x"})
    assert account.email not in "\n".join(heard.texts)


def test_many_threads_hear_only_their_own_session(app: Flask) -> None:
    """Signed in and not, at once: nobody is answered in the place of another."""
    inside = sign_in(app, Role.OPERATOR, desk="meja-1")
    seen: list[tuple[int, int]] = []

    def ask(client: FlaskClient, expected: int) -> None:
        seen.extend((client.get("/id/account/").status_code, expected) for _turn in range(10))

    threads = [
        threading.Thread(target=ask, args=(client, status))
        for client, status in ((inside, 200), (app.test_client(), 302))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 20 and all(got == expected for got, expected in seen)


# What is typed stays text ------------------------------------------------------------------

MARKUP = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>{{7777*7777}}"
SQL = "x'; DROP TABLE service; --"


@pytest.mark.parametrize(
    ("path", "data"),
    [
        pytest.param("/id/plan", {"places-0-text": MARKUP, "needs": "medical"}, id="a place"),
        pytest.param("/id/services", {"q": MARKUP}, id="a search"),
        pytest.param("/en/", {"places-0-text": MARKUP, "add": "place"}, id="a form kept"),
        pytest.param("/en/plan", {"needs": MARKUP, "places-0-text": "Nita"}, id="no option"),
    ],
)
def test_markup_that_was_typed_comes_back_as_text(
    client: FlaskClient, path: str, data: dict[str, str]
) -> None:
    text = client.post(path, data=data).text
    assert "<script>alert" not in text and "<img src=x" not in text
    assert parsed(text).all("img") == []
    assert "60481729" not in text, "no template is made of what was typed"


def test_markup_in_the_sign_in_comes_back_as_text(app: Flask) -> None:
    page = send(app.test_client(), "/id/account/sign-in", {"email": MARKUP, "password": "x"})
    assert "<script>alert" not in page.text


@pytest.mark.parametrize("path", ["/id/services?q=", "/api/v1/services?q=", "/id/services/"])
def test_nothing_typed_is_a_query_of_the_database(client: FlaskClient, path: str) -> None:
    assert client.get(path + quote(SQL)).status_code in (200, 404)
    assert client.get("/readyz").status_code == 200


@pytest.mark.parametrize("method", ["TRACE", "PUT", "DELETE", "PATCH", "CONNECT"])
def test_other_methods_are_refused(client: FlaskClient, method: str) -> None:
    for path in ("/id/", "/id/services", "/api/v1/services"):
        assert client.open(path, method=method).status_code in (400, 405)


def test_no_other_origin_is_let_in(client: FlaskClient) -> None:
    given = {"Origin": "https://other.example"}
    answer = client.get("/api/v1/services?per_page=1", headers=given)
    assert "Access-Control-Allow-Origin" not in answer.headers


FORWARDED = {"X-Forwarded-For": "198.51.100.9", "X-Forwarded-Host": "evil.example",
             "X-Forwarded-Proto": "https", "X-Forwarded-Prefix": "/evil"}  # fmt: skip


def test_what_a_visitor_says_of_proxies_is_not_believed(client: FlaskClient) -> None:
    answer = client.get("/", headers=FORWARDED)
    assert answer.headers["Location"] == "/id/"
    assert "Strict-Transport-Security" not in answer.headers


def test_every_text_says_its_charset(client: FlaskClient) -> None:
    for path in ("/id/", "/kalender", "/sw.js", "/static/app.css", "/id/nothing"):
        with client.get(path) as answer:
            assert "charset=utf-8" in answer.headers["Content-Type"], path


def test_the_length_of_somebodys_own_page_tells_nothing(app: Flask) -> None:
    client = sign_in(app, Role.OPERATOR, desk="meja-1")
    given = {"Accept-Encoding": "gzip"}
    answers = [client.get("/id/account/password", headers=given) for _turn in range(12)]
    assert {one.headers["Content-Encoding"] for one in answers} == {"gzip"}
    assert len({len(one.data) for one in answers}) > 3
    assert b"csrf_token" in gzip.decompress(answers[0].data)


def test_signing_out_empties_what_the_tab_has_stored(app: Flask) -> None:
    client = sign_in(app, Role.OPERATOR, desk="meja-1")
    answer = send(client, "/id/account/sign-out", {}, page="/id/account/")
    assert answer.headers["Clear-Site-Data"] == '"storage"'
