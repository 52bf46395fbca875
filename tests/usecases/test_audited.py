"""Signing in and what administrators do leave entries in the audit log: codes and ids alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from referral.domain.access import Actor, Role
from referral.domain.accounts import FAILURES_BEFORE_LOCK, Account
from referral.domain.errors import NotFound, NotPermitted
from referral.store import accounts as stored
from referral.store.audit import latest_entries
from referral.store.migrate import upgrade
from referral.usecases import accounts, desks, sessions, tokens
from referral.usecases.audit import verify_log
from referral.usecases.records import Records, open_records

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
ADMIN = Actor("a-1", frozenset({Role.ADMIN}), second_factor=True)
OPERATOR = Account(
    id="a-2",
    email="meja@contoh.example.org",
    active=True,
    roles=frozenset({Role.OPERATOR}),
    desk=None,
    organization=None,
    created_at=NOW,
    uniquifier="u-2",
)


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    """Records with one account."""
    url = f"sqlite:///{tmp_path / 'rujuk.db'}"
    upgrade(url)
    made = open_records(url, b"")
    with made.writing() as session:
        stored.add_account(session, OPERATOR)
    yield made
    assert verify_log(made).broken_at is None
    made.engine.dispose()


def entered(records: Records) -> list[tuple[str, str, str, str]]:
    """Who did what to which thing, in order."""
    with records.reading() as session:
        found = latest_entries(session)
    return [(e.actor_id, e.action, e.object_kind, e.object_id) for e in reversed(found)]


def test_a_sign_in_is_entered_from_its_beginning_to_its_end(records: Records) -> None:
    secret = sessions.begin_session(records, "a-2", NOW)
    sessions.end_other_sessions(records, "a-2", secret, NOW)
    sessions.end_session(records, secret, NOW)
    sessions.end_session(records, "never one", NOW)
    assert entered(records) == [
        ("a-2", action, "account", "a-2")
        for action in ("signed_in", "sign_ins_ended", "signed_out")
    ]


def test_wrong_passwords_are_entered_and_the_one_that_shuts_the_account(records: Records) -> None:
    for _turn in range(FAILURES_BEFORE_LOCK):
        sessions.count_failure(records, "a-2", NOW)
    wrong = ("nobody", "sign_in_failed", "account", "a-2")
    shut = ("nobody", "sign_in_locked", "account", "a-2")
    assert entered(records) == [wrong] * (FAILURES_BEFORE_LOCK - 1) + [shut]


def test_tokens_made_and_taken_back_are_entered_by_their_id(records: Records) -> None:
    token, secret = tokens.add_token(records, ADMIN, NOW, name="peta", scopes=["route"], days=3)
    tokens.revoke_token(records, ADMIN, NOW, token.id)
    assert entered(records) == [
        ("a-1", "token_made", "token", token.id),
        ("a-1", "token_revoked", "token", token.id),
    ]
    assert secret not in str(entered(records))


def test_what_administrators_do_to_accounts_is_entered(records: Records) -> None:
    made, _secret = accounts.invite(
        records, ADMIN, NOW, email="baru@contoh.example.org", roles=["editor"]
    )
    accounts.new_link(records, ADMIN, NOW, made.id, forget_second_factor=True)
    accounts.revoke_link(records, ADMIN, NOW, made.id)
    accounts.change_belonging(records, ADMIN, NOW, made.id, roles=["coordinator"])
    accounts.set_active(records, ADMIN, NOW, made.id, active=False)
    accounts.set_active(records, ADMIN, NOW, made.id, active=True)
    assert entered(records) == [
        ("a-1", action, "account", made.id)
        for action in (
            "account_invited",
            "second_factor_forgotten",
            "link_made",
            "link_revoked",
            "account_changed",
            "account_disabled",
            "account_enabled",
        )
    ]
    assert "contoh" not in str(entered(records)), "an address is no id"


def test_what_a_person_changes_of_the_own_account_is_entered(records: Records) -> None:
    _account, secret = accounts.invite(
        records, ADMIN, NOW, email="baru@contoh.example.org", roles=["editor"]
    )
    taken = accounts.take_up(records, secret, "hashed", NOW)
    accounts.update(records, NOW, taken.id, password="hashed again", totp_secret="x")
    accounts.update(records, NOW, taken.id, recovery_codes=("x",))
    accounts.update(records, NOW, taken.id, totp_counter=7)
    assert [action for _who, action, _kind, _id in entered(records)] == [
        "account_invited",
        "link_taken_up",
        "password_changed",
        "second_factor_changed",
        "recovery_codes_changed",
    ]


def test_desks_are_entered_by_their_id(records: Records) -> None:
    given = {"name": "Meja Malam", "organization": "UPTD PPA Uji", "phone": "129"}
    desk = desks.add_desk(records, ADMIN, NOW, **given)
    desks.change_desk(records, ADMIN, NOW, desk.id, **given)
    assert entered(records) == [
        ("a-1", action, "desk", desk.id) for action in ("desk_made", "desk_changed")
    ]


def test_what_is_refused_leaves_no_entry(records: Records) -> None:
    for nobody in (Actor(), Actor("a-9", frozenset({Role.ADMIN}))):
        with pytest.raises(NotPermitted):
            accounts.set_active(records, nobody, NOW, "a-2", active=False)
    with pytest.raises(NotFound):
        accounts.set_active(records, ADMIN, NOW, "nobody", active=False)
    assert entered(records) == []
