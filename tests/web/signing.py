"""What tests of the sign-in do at a browser: passwords, codes, setting up an authenticator."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from passlib.totp import TOTP  # type: ignore[import-untyped]
from werkzeug.test import TestResponse

from referral.domain.accounts import Account
from referral.store import accounts as store
from referral.usecases import accounts
from tests.web.accounts import records_of, send, token_in
from tests.web.lint import faults

PASSWORD = "empat kuda makan semangka biru"
WRONG = "lima kuda makan semangka hijau"
SIGN_IN, CODE = "/id/account/sign-in", "/id/account/code"


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
