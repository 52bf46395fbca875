"""Accounts over both databases: kept as they were, changed field by field, two writers at once."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, insert, select
from sqlalchemy.exc import IntegrityError

from referral.domain.access import Role, Scope
from referral.domain.accounts import SessionLimits
from referral.domain.errors import (
    ActionRefused,
    NotFound,
    NotPermitted,
    RequestRejected,
)
from referral.store.tables import metadata
from referral.usecases import accounts, desks, sessions, tokens
from referral.usecases.permission import SYSTEM
from referral.usecases.records import Records

NOW = datetime(2026, 11, 21, 15, 0, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
TABLES = metadata().tables
LIMITS = SessionLimits()


@pytest.fixture
def records(engine: Engine) -> Records:
    return Records(engine, b"a secret for tests")


@pytest.fixture
def desk(records: Records) -> str:
    made = desks.add_desk(
        records, SYSTEM, NOW, name="Meja Malam", organization="UPTD PPA Uji", phone="129"
    )
    assert made.id == "meja-malam"
    return made.id


def invited(records: Records, desk: str, email: str = "a@contoh.example.org") -> tuple[str, str]:
    account, secret = accounts.invite(
        records, SYSTEM, NOW, email=email, roles=["operator", "caseworker"], desk=desk
    )
    return account.id, secret


def test_an_account_comes_back_as_it_was_made(records: Records, desk: str) -> None:
    key, secret = invited(records, desk, " A@Contoh.Example.org ")
    found = accounts.find(records, email="a@contoh.example.org")
    assert found is not None and found.id == key and found.created_at == NOW
    assert found.roles == {Role.OPERATOR, Role.CASEWORKER}
    assert (found.desk, found.organization) == (desk, "UPTD PPA Uji")
    taken = accounts.take_up(records, secret, "hash", NOW + MINUTE)
    assert taken.password == "hash" and taken.uniquifier != found.uniquifier
    accounts.update(records, NOW, key, totp_secret="k", totp_counter=7, recovery_codes=("x", "y"))
    changed = accounts.find(records, id=key)
    assert changed is not None and changed.recovery_codes == ("x", "y")
    assert (changed.totp_secret, changed.totp_counter, changed.password) == ("k", 7, "hash")


def test_links_and_tokens_are_kept_as_hashes_only(records: Records, desk: str) -> None:
    key, link = invited(records, desk)
    session_secret = sessions.begin_session(records, key, NOW)
    _token, token = tokens.add_token(records, SYSTEM, NOW, name="papan", scopes=["route"], days=1)
    held = []
    with records.reading() as session:
        for name in ("invitation", "account_session", "api_token", "account"):
            held += [str(row) for row in session.execute(select(TABLES[name]))]
    assert held and not [
        row for row in held for secret in (link, session_secret, token) if secret in row
    ]


@pytest.mark.parametrize(
    ("table", "row"),
    [
        pytest.param("account_role", {"account_id": "nobody", "role": "admin"}, id="no account"),
        pytest.param("api_token_scope", {"token_id": "none", "scope": "all"}, id="no scope"),
        pytest.param(
            "account",
            {"id": "x", "email": "BIG@x.org", "active": True, "created_at": NOW,
             "uniquifier": "x", "recovery_codes": [], "failures": 0},
            id="an address in capitals",
        ),
        pytest.param(
            "account",
            {"id": "x", "email": "x@x.org", "active": True, "created_at": NOW,
             "uniquifier": "x", "recovery_codes": [], "failures": -1},
            id="fewer than no failures",
        ),
    ],
)  # fmt: skip
def test_the_database_itself_refuses(records: Records, table: str, row: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), records.writing() as session:
        session.execute(insert(TABLES[table]), [row])


def test_only_administrators_may(records: Records, desk: str) -> None:
    key, _secret = invited(records, desk)
    nobody = accounts.find(records, id=key)
    assert nobody is not None
    by = nobody.actor()
    for refused in (
        lambda: accounts.invite(records, by, NOW, email="b@x.org", roles=["admin"]),
        lambda: accounts.new_link(records, by, NOW, key),
        lambda: accounts.revoke_link(records, by, NOW, key),
        lambda: accounts.list_accounts(records, by),
        lambda: accounts.show_account(records, by, key),
        lambda: accounts.set_active(records, by, NOW, key, active=False),
        lambda: accounts.change_belonging(records, by, NOW, key, roles=["admin"]),
        lambda: desks.list_desks(records, by),
        lambda: desks.add_desk(records, by, NOW, name="x", organization="x", phone=""),
        lambda: desks.change_desk(records, by, NOW, desk, name="x", organization="x", phone=""),
        lambda: tokens.add_token(records, by, NOW, name="x", scopes=["route"], days=1),
        lambda: tokens.list_tokens(records, by),
        lambda: tokens.revoke_token(records, by, NOW, "x"),
    ):
        with pytest.raises(NotPermitted):
            refused()


def test_two_at_once_take_a_link_up_only_once(records: Records, desk: str) -> None:
    _key, secret = invited(records, desk)
    done: list[str] = []

    def take(name: str) -> None:
        try:
            accounts.take_up(records, secret, name, NOW)
            done.append(name)
        except ActionRefused as refused:
            done.append(refused.code)

    threads = [threading.Thread(target=take, args=(f"hash {number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done)[1:] == ["used"] * 3


def test_failures_of_many_at_once_are_all_counted(records: Records, desk: str) -> None:
    key, _secret = invited(records, desk)
    threads = [
        threading.Thread(target=sessions.count_failure, args=(records, key, NOW))
        for _each in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = accounts.find(records, id=key)
    assert found is not None and found.failures == 8


def test_two_administrators_cannot_disable_each_other(records: Records) -> None:
    ids = []
    for name in ("a", "b"):
        account, _secret = accounts.invite(
            records, SYSTEM, NOW, email=f"{name}@x.org", roles=["admin"]
        )
        ids.append(account.id)

    def shut(key: str) -> None:
        with records_refusing():
            accounts.set_active(records, SYSTEM, NOW, key, active=False)

    threads = [threading.Thread(target=shut, args=(key,)) for key in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    active = [one.active for one, _link in accounts.list_accounts(records, SYSTEM)]
    assert sorted(active) == [False, True]


class records_refusing:  # noqa: N801 - reads as a word of the test
    """Lets a refusal pass: one of two must be refused."""

    def __enter__(self) -> None: ...

    def __exit__(self, _kind: object, error: object, _trace: object) -> bool:
        return isinstance(error, ActionRefused)


def test_a_session_is_seen_once_a_minute_and_ends_for_good(records: Records, desk: str) -> None:
    key, _secret = invited(records, desk)
    secret = sessions.begin_session(records, key, NOW)
    account = accounts.find(records, id=key)
    assert account is not None

    def at(moment: datetime) -> object:
        return sessions.account_of_session(records, secret, account.uniquifier, LIMITS, moment)

    def seen() -> datetime:
        return sessions.open_sessions(records, key, LIMITS, NOW)[0].seen_at

    assert at(NOW + timedelta(seconds=59)) == account and seen() == NOW
    assert at(NOW + MINUTE) == account and seen() == NOW + MINUTE
    assert at(NOW + MINUTE + LIMITS.idle) is None
    assert sessions.account_of_session(records, secret, "another", LIMITS, NOW) is None
    assert sessions.account_of_session(records, "wrong", account.uniquifier, LIMITS, NOW) is None
    sessions.end_session(records, secret, NOW + MINUTE)
    assert at(NOW + MINUTE) is None and sessions.open_sessions(records, key, LIMITS, NOW) == []


def test_a_token_opens_until_it_expires_and_marks_its_day(records: Records) -> None:
    token, secret = tokens.add_token(
        records, SYSTEM, NOW, name=" papan ", scopes=["route", "directory"], days=2
    )
    assert secret.startswith("rujuk_") and token.name == "papan"
    for moment in (NOW, NOW + timedelta(days=1)):
        found = tokens.token_of_secret(records, secret, moment)
        assert found is not None and found.scopes == {Scope.ROUTE, Scope.DIRECTORY}
        assert tokens.list_tokens(records, SYSTEM)[0].last_used_on == moment.date()
    assert tokens.token_of_secret(records, secret, NOW + timedelta(days=2)) is None
    assert tokens.token_of_secret(records, secret + "x", NOW) is None
    tokens.revoke_token(records, SYSTEM, NOW, token.id)
    assert tokens.token_of_secret(records, secret, NOW) is None
    with pytest.raises(NotFound):
        tokens.revoke_token(records, SYSTEM, NOW, token.id)


@pytest.mark.parametrize(
    "wrong", [{"name": " "}, {"name": "x" * 121}, {"scopes": []}, {"scopes": ["all"]},
              {"days": 0}, {"days": 367}],
)  # fmt: skip
def test_a_token_needs_a_name_a_scope_and_an_end_within_a_year(
    records: Records, wrong: dict[str, object]
) -> None:
    whole = {"name": "x", "scopes": ["route"], "days": 366} | wrong
    with pytest.raises(RequestRejected):
        tokens.add_token(records, SYSTEM, NOW, **whole)  # type: ignore[arg-type]


def test_the_first_link_is_there_while_nobody_administers(records: Records, desk: str) -> None:
    first = accounts.first_admin_link(records, NOW)
    assert first is not None
    accounts.invite(records, SYSTEM, NOW, email="b@x.org", roles=["admin"])
    second = accounts.first_admin_link(records, NOW)
    assert second is not None, "an invitation that nobody took up administers nothing"
    with pytest.raises(ActionRefused, match="revoked"):
        accounts.invitation(records, first, NOW)
    far = NOW + timedelta(days=400)
    assert accounts.invitation(records, second, far)[1] is None, "valid until used"
    made = accounts.take_up(records, second, "hash", far, email="Satu@x.org")
    assert made.email == "satu@x.org" and made.roles == {Role.ADMIN}
    assert accounts.first_admin_link(records, far) is None


def test_names_of_desks_make_their_ids(records: Records, desk: str) -> None:
    def again(name: str) -> str:
        return desks.add_desk(records, SYSTEM, NOW, name=name, organization="x", phone="").id

    assert [again("Meja Malam"), again("Méja, Malam!"), again("—")] == [
        "meja-malam-2", "meja-malam-3", "meja",
    ]  # fmt: skip
    with pytest.raises(NotFound):
        desks.change_desk(records, SYSTEM, NOW, "none", name="x", organization="x", phone="")


def test_two_at_once_use_a_code_only_once(records: Records, desk: str) -> None:
    key, _secret = invited(records, desk)
    accounts.update(records, NOW, key, totp_secret="k", totp_counter=6, recovery_codes=("x", "y"))
    done: list[bool] = []

    def use() -> None:
        done.append(accounts.claim_code(records, key, 7))
        done.append(accounts.claim_recovery_code(records, NOW, key, "x"))

    threads = [threading.Thread(target=use) for _each in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert done.count(True) == 2
    assert not accounts.claim_code(records, key, 6), "an earlier code came too late"
    found = accounts.find(records, id=key)
    assert found is not None and found.recovery_codes == ("y",) and found.totp_counter == 7


def test_old_sessions_are_forgotten_at_the_next_sign_in(records: Records, desk: str) -> None:
    key, _secret = invited(records, desk)
    sessions.begin_session(records, key, NOW - sessions.KEPT - MINUTE)
    sessions.begin_session(records, key, NOW - MINUTE)
    sessions.begin_session(records, key, NOW)
    with records.reading() as session:
        assert len(session.execute(select(TABLES["account_session"])).all()) == 2
