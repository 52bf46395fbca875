"""Signing in: password, second factor, recovery codes, locks, sessions that the server ends."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urljoin

import pytest
from flask import Flask
from flask.testing import FlaskClient
from passlib.totp import TOTP  # type: ignore[import-untyped]
from sqlalchemy import update
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from referral.domain.access import Role
from referral.domain.accounts import Account
from referral.store import accounts as store
from referral.store.tables import metadata
from referral.usecases import accounts
from tests.web.accounts import TOKEN, client_of, make_account, records_of, send, sign_in, token_in
from tests.web.conftest import Visitor
from tests.web.lint import faults

PASSWORD = "empat kuda makan semangka biru"
WRONG = "lima kuda makan semangka hijau"
SIGN_IN, CODE = "/id/account/sign-in", "/id/account/code"


@pytest.fixture(scope="module")
def hashed(app: Flask) -> str:
    from flask_security import hash_password

    with app.app_context():
        return str(hash_password(PASSWORD))


@pytest.fixture
def operator(app: Flask, hashed: str) -> Account:
    return make_account(
        app, [Role.OPERATOR], desk="meja-masuk", second_factor=False, password=hashed
    )


@pytest.fixture
def admin(app: Flask, hashed: str) -> Account:
    """An administrator who has not set up a second factor yet."""
    return make_account(app, [Role.ADMIN], second_factor=False, password=hashed)


def try_password(client: FlaskClient, account: Account, password: str) -> TestResponse:
    return send(client, SIGN_IN, {"email": account.email, "password": password})


def is_signed_in(client: FlaskClient) -> bool:
    return client.get("/id/account/").status_code == 200


def key_on(page: str) -> str:
    """The secret that the set-up page shows."""
    found = re.search(r'class="key-text">([^<]+)<', page)
    assert found, "no key on the page"
    return re.sub(r"[-\s]", "", found[1])


def code_for(key: str, ahead: int = 0) -> str:
    """What an authenticator shows for a secret, some steps of 30 seconds ahead."""
    moment = datetime.now(UTC) + timedelta(seconds=30 * ahead)
    return str(TOTP(key=key).generate(moment).token)


def set_up(client: FlaskClient) -> str:
    """Set up an authenticator in the browser; its secret."""
    page = send(client, "/id/account/authenticator", {"setup": "authenticator"})
    assert page.status_code == 200 and faults(page.text) == []
    key = key_on(page.text)
    target = page.text.split('class="stack" method="post" action="')[1].split('"')[0]
    done = client.post(target, data={"csrf_token": token_in(page.text), "code": code_for(key)})
    assert done.status_code == 302, done.text
    return key


def stored(app: Flask, account: Account) -> Account:
    found = accounts.find(records_of(app), id=account.id)
    assert found is not None
    return found


def change(app: Flask, account: Account, **changes: Any) -> None:
    with records_of(app).writing() as session:
        store.change_account(session, account.id, **changes)


def test_password_alone_is_enough_for_an_operator(app: Flask, operator: Account) -> None:
    client = app.test_client()
    response = try_password(client, operator, PASSWORD)
    assert response.status_code == 302, response.text
    assert is_signed_in(client)
    cookie = client.get_cookie("rujuk")
    assert cookie is not None and cookie.http_only and cookie.same_site == "Lax"


def test_over_https_the_cookie_stays_on_https_and_on_this_host(
    app: Flask, operator: Account
) -> None:
    client = app.test_client()
    response = client.get(SIGN_IN, base_url="https://localhost")
    cookie = response.headers["Set-Cookie"]
    assert cookie.startswith("__Host-rujuk=") and "Secure" in cookie and "Domain" not in cookie


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("path", ["sign-in", "again", "password", "authenticator",
                                  "recovery-codes", ""])  # fmt: skip
def test_every_page_of_an_account_holds_to_the_rules(app: Flask, language: str, path: str) -> None:
    client = app.test_client() if path == "sign-in" else sign_in(app, Role.OPERATOR, desk="m")
    Visitor(client).get(f"/{language}/account/{path}")


def test_the_answer_never_says_who_has_an_account(
    app: Flask, operator: Account, hashed: str
) -> None:
    client, now = app.test_client(), datetime.now(UTC)
    disabled, shut = (
        make_account(app, [Role.OPERATOR], desk="m", password=hashed) for _each in range(2)
    )
    change(app, disabled, active=False)
    change(app, shut, locked_until=now + timedelta(minutes=5))
    invited = make_account(app, [Role.OPERATOR], desk="m")
    answers = set()
    for email, password in [
        (operator.email, WRONG),
        (disabled.email, PASSWORD),
        (shut.email, PASSWORD),
        (invited.email, PASSWORD),
        ("siapa@contoh.example.org", PASSWORD),
    ]:
        response = send(client, SIGN_IN, {"email": email, "password": password})
        assert response.status_code == 422
        answers.add(TOKEN.sub("", response.text).replace(email, "…"))
    assert len(answers) == 1
    assert not is_signed_in(client)


def test_unknown_and_shut_accounts_are_as_much_work_as_others(
    app: Flask, operator: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashes: list[str] = []
    library = app.extensions["security"]
    for name in ("hash", "verify"):
        real = getattr(library.pwd_context, name)

        def counted(*given: Any, _name: str = name, _real: Any = real, **more: Any) -> Any:
            hashes.append(_name)
            return _real(*given, **more)

        monkeypatch.setattr(library.pwd_context, name, counted)
    client, work = app.test_client(), []
    change(app, operator, locked_until=None)
    for email in (operator.email, "siapa@contoh.example.org"):
        hashes.clear()
        send(client, SIGN_IN, {"email": email, "password": WRONG})
        work.append(len(hashes))
    change(app, operator, locked_until=datetime.now(UTC) + timedelta(minutes=5))
    hashes.clear()
    try_password(client, operator, PASSWORD)
    assert [*work, len(hashes)] == [1, 1, 1]


def test_ten_failures_shut_an_account_and_time_opens_it(app: Flask, operator: Account) -> None:
    client = app.test_client()
    for _each in range(10):
        assert try_password(client, operator, WRONG).status_code == 422
    shut = stored(app, operator)
    assert shut.failures == 10 and shut.locked_until is not None
    wait = shut.locked_until - datetime.now(UTC)
    assert timedelta(minutes=14) < wait <= timedelta(minutes=15)
    assert try_password(client, operator, PASSWORD).status_code == 422
    assert stored(app, operator).failures == 10, "what is tried while it is shut is not counted"
    change(app, operator, locked_until=datetime.now(UTC) - timedelta(seconds=1))
    assert try_password(client, operator, PASSWORD).status_code == 302
    assert stored(app, operator).failures == 0 and is_signed_in(client)


def test_wrong_codes_shut_an_account_too(app: Flask, admin: Account) -> None:
    client = app.test_client()
    assert try_password(client, admin, PASSWORD).location == "/id/account/authenticator"
    set_up(client)
    change(app, admin, failures=9)
    other = app.test_client()
    assert try_password(other, admin, PASSWORD).status_code == 302
    assert send(other, CODE, {"code": "000000"}).status_code == 422
    assert stored(app, admin).locked_until is not None
    assert send(other, CODE, {"code": "000000"}).status_code == 422
    assert stored(app, admin).failures == 10


def test_an_administrator_gets_in_only_with_a_second_factor(app: Flask, admin: Account) -> None:
    client = app.test_client()
    response = try_password(client, admin, PASSWORD)
    assert response.location == "/id/account/authenticator"
    assert not is_signed_in(client), "the password alone signs nobody in"
    assert client.get("/id/admin/accounts").status_code == 302
    Visitor(client).get("/id/account/authenticator")
    key = set_up(client)
    assert is_signed_in(client) and client.get("/id/admin/accounts").status_code == 200

    again = app.test_client()
    assert "/account/code" in try_password(again, admin, PASSWORD).location
    Visitor(again).get(CODE)
    assert not is_signed_in(again)
    assert send(again, CODE, {"code": code_for(key)}).status_code == 422, "a code opens once"
    assert send(again, CODE, {"code": code_for(key, ahead=1)}).status_code == 302
    assert is_signed_in(again)


def test_whoever_got_such_a_role_meanwhile_is_led_to_the_set_up(app: Flask) -> None:
    client = sign_in(app, Role.EDITOR, second_factor=False)
    response = client.get("/id/account/")
    assert response.status_code == 302 and response.location == "/id/account/authenticator"
    assert client.get("/id/").status_code == 200, "routing is for everybody, even so"
    set_up(client)
    assert is_signed_in(client)


def test_a_required_second_factor_cannot_be_switched_off(app: Flask, admin: Account) -> None:
    client = app.test_client()
    try_password(client, admin, PASSWORD)
    set_up(client)
    page = "/id/account/authenticator"
    assert send(client, page, {"setup": "disable"}).status_code == 422
    assert stored(app, admin).second_factor


def test_an_operators_may_be_switched_off(app: Flask, operator: Account) -> None:
    client = client_of(app, operator)
    set_up(client)
    assert stored(app, operator).second_factor
    assert send(client, "/id/account/authenticator", {"setup": "disable"}).status_code == 302
    assert not stored(app, operator).second_factor


def test_a_recovery_code_opens_once_and_is_not_kept_readable(app: Flask, operator: Account) -> None:
    client = client_of(app, operator)
    set_up(client)
    page = send(client, "/id/account/recovery-codes", {"generate_new_codes": "1"})
    codes = [part.split("<")[0] for part in page.text.split("<li><code>")[1:]]
    assert len(codes) == 8 and faults(page.text) == []
    assert not set(codes) & set(stored(app, operator).recovery_codes)
    assert codes[0] not in client.get("/id/account/recovery-codes?show_codes=1").text

    for code, status in [(codes[0], 302), (codes[0], 422), ("aaaa-bbbb-cccc", 422)]:
        other = app.test_client()
        try_password(other, operator, PASSWORD)
        Visitor(other).get("/id/account/recovery")
        assert send(other, "/id/account/recovery", {"code": code}).status_code == status
        assert is_signed_in(other) is (status == 302)
    assert stored(app, operator).failures == 2


def test_signing_out_ends_the_session_on_the_server(app: Flask, operator: Account) -> None:
    client = client_of(app, operator)
    kept = client.get_cookie("rujuk")
    assert kept is not None and is_signed_in(client)
    page = client.get("/id/account/").text
    gone = client.post("/id/account/sign-out", data={"csrf_token": token_in(page)})
    assert gone.status_code == 302 and not is_signed_in(client)
    thief = app.test_client()
    thief.set_cookie("rujuk", kept.value)
    assert not is_signed_in(thief), "the old cookie still opens the account"


def test_signing_out_needs_the_forms_token(app: Flask, operator: Account) -> None:
    client = client_of(app, operator)
    assert client.post("/id/account/sign-out").status_code == 400
    assert is_signed_in(client)


@pytest.mark.parametrize(
    ("began", "seen", "alive"),
    [
        pytest.param(11, 1, True, id="within a shift"),
        pytest.param(3, 2.01, False, id="not used for two hours"),
        pytest.param(12.01, 0, False, id="longer than a shift"),
    ],
)
def test_a_session_runs_out(
    app: Flask, operator: Account, began: float, seen: float, alive: bool
) -> None:
    client, table = client_of(app, operator), metadata().tables["account_session"]
    now = datetime.now(UTC)
    moments = {"began_at": now - timedelta(hours=began), "seen_at": now - timedelta(hours=seen)}
    with records_of(app).writing() as session:
        mine = table.c.account_id == operator.id
        session.execute(update(table).where(mine).values(moments))
    assert is_signed_in(client) is alive


def test_a_new_password_ends_every_other_session(app: Flask, operator: Account) -> None:
    client, other = client_of(app, operator), client_of(app, operator)
    new = "tujuh payung ungu terbang rendah"
    typed = {"password": PASSWORD, "new_password": new, "new_password_confirm": new}
    assert send(client, "/id/account/password", typed).status_code == 302
    assert is_signed_in(client) and not is_signed_in(other)
    assert try_password(app.test_client(), operator, PASSWORD).status_code == 422
    assert try_password(app.test_client(), operator, new).status_code == 302


@pytest.mark.parametrize(
    "password", ["pendek", "password1234", "aaaaaaaaaaaaaaaa", "rujukrujukrujuk", "qwertyuiop12"]
)
def test_a_password_that_is_guessed_easily_is_refused(
    app: Flask, operator: Account, password: str
) -> None:
    typed = {"password": PASSWORD, "new_password": password, "new_password_confirm": password}
    response = send(client_of(app, operator), "/id/account/password", typed)
    assert response.status_code == 422 and faults(response.text) == []


def test_the_account_lists_its_sessions_and_ends_the_others(app: Flask, operator: Account) -> None:
    client, other = client_of(app, operator), client_of(app, operator)
    page = client.get("/en/account/")
    assert page.text.count("last used") == 2 and page.text.count("<strong>this one") == 1
    assert "127.0.0.1" not in page.text
    assert send(client, "/id/account/sessions", {}, page="/id/account/").status_code == 302
    assert is_signed_in(client) and not is_signed_in(other)


def test_disabling_signs_out_at_once(app: Flask, operator: Account) -> None:
    client = client_of(app, operator)
    change(app, operator, active=False)
    assert not is_signed_in(client)


def test_what_matters_asks_for_the_password_again(app: Flask, operator: Account) -> None:
    client = client_of(app, operator)
    with client.session_transaction() as session:
        session["fs_paa"] -= 16 * 60
    response = client.get("/id/account/password")
    assert response.status_code == 302 and "/id/account/again?next=" in response.location
    assert send(client, response.location, {"password": WRONG}).status_code == 422
    done = send(client, response.location, {"password": PASSWORD, "next": "/id/account/password"})
    assert done.location == "/id/account/password"
    assert client.get("/id/account/password").status_code == 200


@pytest.mark.parametrize("target", ["https://example.org/", "//example.org", "/\\example.org"])
def test_the_way_back_stays_on_this_site(app: Flask, operator: Account, target: str) -> None:
    client = app.test_client()
    typed = {"email": operator.email, "password": PASSWORD, "next": target}
    response = send(client, SIGN_IN, typed)
    leads = urljoin("http://localhost/", response.location or "/")
    assert leads.startswith("http://localhost/")


def test_the_sign_in_refuses_without_its_token(app: Flask, operator: Account) -> None:
    client = app.test_client()
    client.get(SIGN_IN)
    response = client.post(SIGN_IN, data={"email": operator.email, "password": PASSWORD})
    assert response.status_code == 422 and not is_signed_in(client)


def test_no_json_and_no_query_signs_anybody_in(app: Flask, operator: Account) -> None:
    client = app.test_client()
    body = {"email": operator.email, "password": PASSWORD}
    response = client.post(SIGN_IN, json=body, headers={"Accept": "application/json"})
    assert response.status_code == 422 and "csrf" not in response.text.lower().replace(
        "csrf_token", ""
    )
    assert not is_signed_in(client)


def test_a_password_waits_ten_minutes_for_its_second_factor(app: Flask, operator: Account) -> None:
    key = set_up(client_of(app, operator))
    client = app.test_client()
    assert CODE in try_password(client, operator, PASSWORD).location
    assert client.get(CODE).status_code == 200
    with client.session_transaction() as session:
        session["tf_since"] -= 11 * 60
    response = client.post(CODE, data={"code": code_for(key, ahead=1)})
    assert response.status_code == 302 and "/account/sign-in" in response.location
    assert not is_signed_in(client)


def test_a_second_device_can_be_set_up_right_after_signing_in(
    app: Flask, operator: Account
) -> None:
    client = client_of(app, operator)
    first = set_up(client)
    second = set_up(client)
    other = app.test_client()
    try_password(other, operator, PASSWORD)
    assert send(other, CODE, {"code": code_for(first, ahead=1)}).status_code == 422
    assert send(other, CODE, {"code": code_for(second, ahead=1)}).status_code == 302


def test_nothing_offers_to_send_mail(app: Flask, operator: Account) -> None:
    set_up(client_of(app, operator))
    client = app.test_client()
    try_password(client, operator, PASSWORD)
    page = Visitor(client).get("/id/account/rescue")
    for choice in ("help", "email", "recovery_code"):
        typed = {"csrf_token": token_in(page.text), "help_setup": choice}
        assert client.post("/id/account/rescue", data=typed).status_code in (200, 422)


def test_without_an_answering_database_somebody_signed_in_still_finds_help(
    app: Flask, operator: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_of(app, operator)

    def broken(*_given: Any, **_more: Any) -> None:
        raise OperationalError("SELECT", {}, Exception("gone"))

    monkeypatch.setattr(store, "find_sign_in", broken)
    assert client.get("/id/").status_code == 200
    plan = client.post("/api/v1/plans", json={"at": {"code": "53.07"}, "needs": ["legal"]})
    assert plan.status_code == 200
    assert client.get("/id/account/").status_code == 302


@pytest.mark.parametrize(
    ("role", "there", "absent"),
    [
        (Role.OPERATOR, ["Rujukan", "Akun"], ["Kelola", "Angka"]),
        (Role.COORDINATOR, ["Angka", "Akun"], ["Kelola", ">Rujukan<"]),
        (Role.ADMIN, ["Kelola", "Akun"], ["Angka", ">Rujukan<"]),
    ],
)
def test_the_head_of_a_page_links_what_the_reader_may_use(
    app: Flask, role: Role, there: list[str], absent: list[str]
) -> None:
    page = sign_in(app, role, desk="meja-masuk").get("/id/").text
    head = page.split("<main")[0]
    assert "Keluar akun" in head and "Masuk" not in head
    assert all(text in head for text in there) and not any(text in head for text in absent)
    visitor = app.test_client().get("/id/").text.split("<main")[0]
    assert "Masuk" in visitor and "Akun" not in visitor


@pytest.mark.parametrize("role", Role)
def test_a_sign_in_leads_to_the_first_page_of_the_own_work(app: Flask, role: Role) -> None:
    client = sign_in(app, role, desk="meja-masuk")
    target = client.get("/id/account/start").location
    assert client.get(target).status_code == 200
