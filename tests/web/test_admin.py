"""The administration: invitations and their links, changing and shutting, desks, tokens."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update as change

from referral.app import create_app
from referral.domain.access import Role
from referral.settings import Settings
from referral.store.tables import metadata
from referral.usecases import accounts
from referral.usecases.database import upgrade
from referral.usecases.permission import SYSTEM
from referral.usecases.world import World
from tests.web.accounts import client_of, make_account, make_desk, records_of, send, sign_in
from tests.web.conftest import Visitor
from tests.web.lint import faults

PASSWORD = "empat kuda makan semangka biru"
LIST = "/id/admin/accounts"


@pytest.fixture
def admin(app: Flask) -> FlaskClient:
    return sign_in(app, Role.ADMIN)


def link_in(html: str) -> str:
    """The path of the invitation that a page shows."""
    found = re.search(r'class="secret">http://localhost(/[^<]+)<', html)
    assert found, html
    return found[1]


def invited(app: Flask, admin: FlaskClient, **more: Any) -> tuple[str, str]:
    """Somebody invited on the page: the address and the link."""
    email = f"{uuid4().hex[:10]}@contoh.example.org"
    desk = make_desk(app, "meja-undang").id
    typed = {"email": email, "roles": ["operator"], "desk": desk, **more}
    response = send(admin, LIST, typed)
    assert response.status_code == 200 and faults(response.text) == []
    return email, link_in(response.text)


def account_id(app: Flask, email: str) -> str:
    found = accounts.find(records_of(app), email=email)
    assert found is not None
    return found.id


def take_up(client: FlaskClient, link: str, password: str = PASSWORD) -> int:
    response = send(client, link, {"password": password, "password_confirm": password})
    return response.status_code


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("page", ["accounts", "desks", "tokens"])
def test_every_page_of_the_administration_holds_to_the_rules(
    app: Flask, admin: FlaskClient, language: str, page: str
) -> None:
    response = Visitor(admin).get(f"/{language}/admin/{page}")
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_only_administrators_administer(app: Flask, role: Role) -> None:
    client = sign_in(app, role, desk="meja-undang")
    for page in ("accounts", "desks", "tokens"):
        response = client.get(f"/id/admin/{page}")
        assert response.status_code == 403 and faults(response.text) == []


def test_what_is_administered_asks_for_the_password_again(app: Flask, admin: FlaskClient) -> None:
    with admin.session_transaction() as session:
        session["fs_paa"] -= 16 * 60
    response = admin.get(LIST)
    assert response.status_code == 302 and "/id/account/again?next=" in response.location


def test_an_invitation_from_link_to_sign_in(app: Flask, admin: FlaskClient) -> None:
    email, link = invited(app, admin)
    newcomer = app.test_client()
    for _look in range(2):  # a preview of a chat looks too, and does not use it up
        assert email in Visitor(newcomer).get(link).text
    assert take_up(newcomer, link) == 302
    signed = send(newcomer, "/id/account/sign-in", {"email": email, "password": PASSWORD})
    assert signed.status_code == 302 and newcomer.get("/id/account/").status_code == 200
    used = Visitor(app.test_client()).get(link, status=410)
    assert "sudah dipakai" in used.text
    assert "sudah dipakai" in Visitor(app.test_client()).get(link, status=410).text


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_link_that_nobody_made_says_so_kindly(app: Flask, language: str) -> None:
    Visitor(app.test_client()).get(f"/{language}/account/invitation/abc", status=404)


def test_a_link_expires_and_is_replaced_or_taken_back(app: Flask, admin: FlaskClient) -> None:
    email, first = invited(app, admin)
    page = f"{LIST}/{account_id(app, email)}"
    Visitor(admin).get(page)
    second = link_in(send(admin, f"{page}/link", {}, page=page).text)
    guest = app.test_client()
    assert guest.get(first).status_code == 410 and guest.get(second).status_code == 200
    assert send(admin, f"{page}/revoke", {}, page=page).status_code == 302
    assert guest.get(second).status_code == 410

    third = link_in(send(admin, f"{page}/link", {}, page=page).text)
    table, ago = metadata().tables["invitation"], datetime.now(UTC) - timedelta(minutes=1)
    with records_of(app).writing() as session:
        session.execute(
            change(table).where(table.c.account_id == account_id(app, email)).values(expires_at=ago)
        )
    assert guest.get(third).status_code == 410
    assert "kedaluwarsa" in admin.get(page).text


def test_a_lost_password_is_a_new_link_for_the_same_account(app: Flask, admin: FlaskClient) -> None:
    account = make_account(app, [Role.OPERATOR], desk="meja-undang", password="an old hash")
    browser, page = client_of(app, account), f"{LIST}/{account.id}"
    link = link_in(send(admin, f"{page}/link", {}, page=page).text)
    assert browser.get("/id/account/").status_code == 200, "a link alone ends nothing"
    assert take_up(app.test_client(), link) == 302
    assert browser.get("/id/account/").status_code == 302, "the new password ends every session"
    changed = accounts.find(records_of(app), id=account.id)
    assert changed is not None and changed.second_factor, "the second factor stays"


def test_a_lost_device_is_forgotten_with_a_new_link(app: Flask, admin: FlaskClient) -> None:
    account = make_account(app, [Role.EDITOR])
    page = f"{LIST}/{account.id}"
    send(admin, f"{page}/link", {"forget": "yes"}, page=page)
    changed = accounts.find(records_of(app), id=account.id)
    assert changed is not None and not changed.second_factor


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        pytest.param({"email": "nobody"}, "alamat surel", id="no address"),
        pytest.param({"roles": []}, "perlu diisi", id="no role"),
        pytest.param({"roles": ["king"]}, "king", id="unknown role"),
        pytest.param({"desk": ""}, "pilih satu", id="no desk"),
        pytest.param({"desk": "meja-tidak-ada"}, "meja-tidak-ada", id="unknown desk"),
        pytest.param({"roles": ["receiver"], "desk": ""}, "sebutkan", id="no organisation"),
        pytest.param(
            {"roles": ["receiver"], "desk": "", "organization": "Lembaga Khayalan"},
            "Lembaga Khayalan",
            id="an organisation without services",
        ),
    ],
)
def test_an_invitation_that_does_not_fit_is_explained(
    app: Flask, admin: FlaskClient, typed: dict[str, Any], text: str
) -> None:
    whole = {
        "email": f"{uuid4().hex[:10]}@contoh.example.org",
        "roles": ["operator"],
        "desk": make_desk(app, "meja-undang").id,
    }
    response = send(admin, LIST, {**whole, **typed})
    assert response.status_code == 422 and faults(response.text) == []
    assert 'class="problems"' in response.text and text in response.text


def test_an_address_has_one_account(app: Flask, admin: FlaskClient) -> None:
    email, _link = invited(app, admin)
    typed = {"email": email.upper(), "roles": ["coordinator"]}
    assert send(admin, LIST, typed).status_code == 422


def test_changed_roles_count_at_once(app: Flask, admin: FlaskClient) -> None:
    account = make_account(app, [Role.OPERATOR], desk="meja-undang")
    browser, page = client_of(app, account), f"{LIST}/{account.id}"
    assert browser.get(LIST).status_code == 403
    assert send(admin, page, {"roles": ["admin"]}).status_code == 302
    assert browser.get(LIST).status_code == 200


def test_a_disabled_account_is_out_at_once_and_may_come_back(
    app: Flask, admin: FlaskClient
) -> None:
    account = make_account(app, [Role.OPERATOR], desk="meja-undang")
    browser, page = client_of(app, account), f"{LIST}/{account.id}"
    target = f"{page}/active"
    assert send(admin, target, {"active": "no"}, page=page).status_code == 302
    assert browser.get("/id/account/").status_code == 302
    assert send(admin, f"{page}/link", {}, page=page).status_code == 409
    assert send(admin, target, {"active": "yes"}, page=page).status_code == 302
    assert browser.get("/id/account/").status_code == 302, "its old sessions stay ended"


def test_no_form_of_the_administration_works_without_its_token(
    app: Flask, admin: FlaskClient
) -> None:
    account = make_account(app, [Role.OPERATOR], desk="meja-undang")
    for path in (f"{LIST}/{account.id}/active", f"{LIST}/{account.id}", LIST, "/id/admin/tokens"):
        response = admin.post(path, data={"active": "no"})
        assert response.status_code == 400 and faults(response.text) == []
    kept = accounts.find(records_of(app), id=account.id)
    assert kept is not None and kept.active


def test_an_account_that_is_not_there_is_a_404(app: Flask, admin: FlaskClient) -> None:
    assert admin.get(f"{LIST}/{uuid4()}").status_code == 404
    target = f"{LIST}/{uuid4()}/active"
    assert send(admin, target, {"active": "no"}, page=LIST).status_code == 404


def test_desks_are_made_and_renamed_and_their_accounts_follow(
    app: Flask, admin: FlaskClient
) -> None:
    name = f"Meja {uuid4().hex[:6]}"
    typed = {"name": name, "organization": "UPTD PPA Uji A", "phone": "(0382) 21617"}
    assert send(admin, "/id/admin/desks", typed).status_code == 302
    page = Visitor(admin).get("/id/admin/desks").text
    assert name in page
    desk_id = name.lower().replace(" ", "-")
    account = make_account(app, [Role.CASEWORKER], desk=desk_id, organization="UPTD PPA Uji A")
    one = f"/id/admin/desks/{desk_id}"
    Visitor(admin).get(one)
    assert send(admin, one, {**typed, "organization": "UPTD PPA Uji B"}).status_code == 302
    moved = accounts.find(records_of(app), id=account.id)
    assert moved is not None and moved.organization == "UPTD PPA Uji B"
    for wrong in ({"name": ""}, {"phone": "call me"}, {"organization": "x" * 301}):
        assert send(admin, one, {**typed, **wrong}).status_code == 422


def test_a_token_is_shown_once_and_taken_back(app: Flask, admin: FlaskClient) -> None:
    name = f"Papan {uuid4().hex[:6]}"
    typed = {"name": name, "scopes": ["directory"], "days": "30"}
    response = send(admin, "/id/admin/tokens", typed)
    assert response.status_code == 200 and faults(response.text) == []
    secret = re.search(r'class="secret">(rujuk_[^<]+)<', response.text)
    assert secret
    listed = Visitor(admin).get("/id/admin/tokens").text
    assert name in listed and secret[1] not in listed
    back = re.search(rf"{name}.*?action=\"([^\"]+/revoke)\"", listed, re.S)
    assert back
    assert send(admin, back[1], {}, page="/id/admin/tokens").status_code == 302
    assert send(admin, back[1], {}, page="/id/admin/tokens").status_code == 404
    mistakes: list[dict[str, Any]] = [{"name": ""}, {"scopes": []}, {"days": "400"}, {"days": "x"}]
    for wrong in mistakes:
        assert send(admin, "/id/admin/tokens", {**typed, **wrong}).status_code == 422


@pytest.fixture
def empty(settings: Settings, world: World, tmp_path: Path) -> Flask:
    """An installation on its first day."""
    fresh = replace(settings, instance=tmp_path)
    upgrade(fresh.database)
    return create_app(fresh, world)


def test_the_first_administrators_link_makes_the_account_once(empty: Flask) -> None:
    app, records, now = empty, records_of(empty), datetime.now(UTC)
    old, secret = (accounts.first_admin_link(records, now) for _start in range(2))
    guest = app.test_client()
    assert guest.get(f"/id/account/invitation/{old}").status_code == 410
    link = f"/id/account/invitation/{secret}"
    Visitor(guest).get(link)
    email = f"{uuid4().hex[:10]}@contoh.example.org"
    typed = {"email": "", "password": PASSWORD, "password_confirm": PASSWORD}
    assert send(guest, link, typed).status_code == 422
    assert send(guest, link, {**typed, "email": email}).status_code == 302
    made = accounts.find(records, email=email)
    assert made is not None and made.roles == {Role.ADMIN}
    assert accounts.first_admin_link(records, now) is None
    assert guest.get(link).status_code == 410


def test_the_last_administrator_stays(empty: Flask) -> None:
    records, now = records_of(empty), datetime.now(UTC)
    last, other = make_account(empty, [Role.ADMIN]), make_account(empty, [Role.ADMIN])
    accounts.set_active(records, SYSTEM, now, other.id, active=False)
    page = f"{LIST}/{last.id}"
    client = client_of(empty, last)
    refused = send(client, f"{page}/active", {"active": "no"}, page=page)
    assert refused.status_code == 409 and faults(refused.text) == []
    assert send(client, page, {"roles": ["coordinator"]}).status_code == 409
    kept = accounts.find(records, id=last.id)
    assert kept is not None and kept.active and kept.roles == {Role.ADMIN}
