"""Somebody signed in, for tests of pages: an account of its own, its second factor set up."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from referral.domain.access import Role
from referral.domain.accounts import Account, Desk
from referral.store import accounts
from referral.usecases.records import Records
from referral.usecases.sessions import begin_session
from referral.web.accounts.setup import SESSION_KEY

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


def records_of(app: Flask) -> Records:
    """The database of an app's accounts and cases."""
    found: Records = app.extensions["records"]
    return found


def make_desk(app: Flask, desk_id: str = "meja-1", organization: str = "UPTD PPA Uji") -> Desk:
    """A desk of an id, made where there is none yet."""
    desk = Desk(desk_id, f"Meja {desk_id}", organization, "129", datetime.now(UTC))
    with records_of(app).writing() as session:
        found = accounts.find_desk(session, desk_id)
        if found is None:
            accounts.add_desk(session, desk)
    return found or desk


def make_account(
    app: Flask,
    roles: Iterable[Role],
    *,
    desk: str | None = None,
    organization: str | None = None,
    second_factor: bool = True,
    **more: Any,
) -> Account:
    """An account. A desk's organisation is the account's, unless another is named."""
    if desk is not None:
        organization = make_desk(app, desk, organization or "UPTD PPA Uji").organization
    account = Account(
        id=str(uuid4()),
        email=f"{uuid4().hex[:12]}@contoh.example.org",
        active=True,
        roles=frozenset(roles),
        desk=desk,
        organization=organization,
        created_at=datetime.now(UTC),
        uniquifier=uuid4().hex,
        totp_secret="set up" if second_factor else None,
        **more,
    )
    with records_of(app).writing() as session:
        accounts.add_account(session, account)
    return account


def client_of(app: Flask, account: Account) -> FlaskClient:
    """A browser in which an account has just signed in."""
    client = app.test_client()
    secret = begin_session(records_of(app), account.id, datetime.now(UTC))
    with client.session_transaction() as session:
        session["_user_id"] = account.uniquifier
        session["_fresh"] = True
        session["fs_paa"] = time.time()
        session[SESSION_KEY] = secret
    return client


def sign_in(
    app: Flask,
    *roles: Role,
    desk: str | None = None,
    organization: str | None = None,
    second_factor: bool = True,
) -> FlaskClient:
    """A browser in which an account of these roles has just signed in."""
    account = make_account(
        app, roles, desk=desk, organization=organization, second_factor=second_factor
    )
    return client_of(app, account)


def token_in(html: str) -> str:
    """The form token of a page."""
    found = TOKEN.search(html)
    assert found, "the page has no form token"
    return found[1]


def send(
    client: FlaskClient, path: str, data: dict[str, Any], page: str | None = None
) -> TestResponse:
    """Post a form with the token of the page it stands on (by default that of `path`)."""
    token = token_in(client.get(page or path).text)
    return client.post(path, data={"csrf_token": token, **data})
