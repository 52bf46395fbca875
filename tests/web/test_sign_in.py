"""Signing in: password, second factor, recovery codes, locks."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urljoin

import pytest
from flask import Flask

from referral.domain.access import Role
from referral.domain.accounts import Account
from tests.web.accounts import TOKEN, client_of, make_account, send, sign_in, token_in
from tests.web.conftest import Visitor
from tests.web.lint import faults
from tests.web.signing import (
    CODE,
    PASSWORD,
    SIGN_IN,
    WRONG,
    change,
    code_for,
    is_signed_in,
    set_up,
    stored,
    try_password,
)


def test_password_alone_is_enough_for_an_operator(app: Flask, operator: Account) -> None:
    client = app.test_client()
    response = try_password(client, operator, PASSWORD)
    assert response.status_code == 302, response.text
    assert is_signed_in(client)
    cookie = client.get_cookie("rujuk")
    assert cookie is not None and cookie.http_only and cookie.same_site == "Lax"


def test_what_is_missing_is_told_in_the_order_of_the_fields(app: Flask) -> None:
    page = send(app.test_client(), SIGN_IN, {"email": "salah", "password": ""}).text
    problems = page[page.index('class="problems"') : page.index("</ul>", page.index("problems"))]
    assert re.findall(r'href="#(\w+)"', problems) == ["email", "password"]


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


def test_a_wrong_first_code_leads_back_to_the_set_up(app: Flask, admin: Account) -> None:
    client = app.test_client()
    try_password(client, admin, PASSWORD)
    send(client, "/id/account/authenticator", {"setup": "authenticator"})
    wrong = send(client, CODE, {"code": "000000"})
    assert wrong.status_code == 422 and faults(wrong.text) == []
    assert 'href="/id/account/authenticator"' in wrong.text
    assert "kode pemulihan" not in wrong.text, "nobody has one yet"
    set_up(client)
    assert is_signed_in(client)
    again = app.test_client()
    try_password(again, admin, PASSWORD)
    assert "kode pemulihan" in again.get(CODE).text


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
    assert "Buat kode pemulihan sekarang" in Visitor(client).get("/id/account/").text
    page = send(client, "/id/account/recovery-codes", {"generate_new_codes": "1"})
    assert "Buat kode pemulihan sekarang" not in client.get("/id/account/").text
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
