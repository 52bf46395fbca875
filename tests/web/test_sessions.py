"""Sessions: ended by the server, by time, by a new password; and what they show to whom."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.exc import OperationalError

from referral.domain.access import Role
from referral.domain.accounts import Account
from referral.store import accounts as store
from referral.store.tables import metadata
from tests.web.accounts import client_of, records_of, send, sign_in, token_in
from tests.web.lint import faults
from tests.web.signing import PASSWORD, WRONG, change, is_signed_in, try_password


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
    assert client.get("/en/account/").text.count("last used") == 1
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


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_page_of_a_code_out_of_turn_does_not_sign_out(
    app: Flask, operator: Account, method: str
) -> None:
    client = client_of(app, operator)
    token = token_in(client.get("/id/account/").text)
    sent = {"data": {"csrf_token": token, "code": "123456"}} if method == "post" else {}
    answer = getattr(client, method)("/id/account/code", **sent)
    assert answer.status_code == 302 and answer.location == "/id/account/"
    assert is_signed_in(client)
