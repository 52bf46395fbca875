"""Times and limits of accounts as values: locks, sessions, links, tokens, the last admin."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from referral.domain.access import Role, Scope
from referral.domain.accounts import (
    Account,
    ApiToken,
    Invitation,
    SessionLimits,
    SignIn,
    is_last_admin,
    lock_after,
    normal_email,
)

NOW = datetime(2026, 11, 21, 15, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def account(name: str = "a", *roles: Role, **more: object) -> Account:
    whole = Account(
        id=name, email=f"{name}@contoh.example.org", active=True, roles=frozenset(roles),
        desk=None, organization=None, created_at=NOW, uniquifier=name,
    )  # fmt: skip
    return replace(whole, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("failures", "minutes"),
    [
        (0, None),
        (1, None),
        (9, None),
        (10, 15),
        (11, None),
        (20, 30),
        (30, 60),
        (40, 60),
        (400, 60),
    ],
)
def test_every_tenth_failure_shuts_for_longer_up_to_an_hour(
    failures: int, minutes: int | None
) -> None:
    expected = None if minutes is None else timedelta(minutes=minutes)
    assert lock_after(failures) == expected


def test_a_lock_ends_at_its_moment() -> None:
    shut = account(locked_until=NOW)
    assert shut.locked(NOW - timedelta(seconds=1)) and not shut.locked(NOW)
    assert not account().locked(NOW)


@pytest.mark.parametrize(
    ("began", "seen", "ended", "alive"),
    [
        pytest.param(0, 0, False, True, id="just begun"),
        pytest.param(11.9, 1.9, False, True, id="at the end of a night"),
        pytest.param(12, 0, False, False, id="twelve hours"),
        pytest.param(2, 2, False, False, id="two hours without a press"),
        pytest.param(1, 0, True, False, id="ended"),
    ],
)
def test_a_session_lives_by_use_and_by_shift(
    began: float, seen: float, ended: bool, alive: bool
) -> None:
    one = SignIn("s", "a", NOW - began * HOUR, NOW - seen * HOUR, NOW if ended else None)
    assert SessionLimits().alive(one, NOW) is alive


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, None),
        ({"used_at": NOW}, "used"),
        ({"revoked_at": NOW}, "revoked"),
        ({"expires_at": NOW}, "expired"),
        ({"expires_at": None}, None),
        ({"used_at": NOW, "expires_at": NOW}, "used"),
    ],
)
def test_a_link_says_why_it_does_not_open(changes: dict[str, object], code: str | None) -> None:
    link = Invitation("i", "a", NOW - HOUR, None, NOW + HOUR)
    assert replace(link, **changes).refusal(NOW) == code  # type: ignore[arg-type]


def test_a_token_ends_with_its_day_or_when_it_is_taken_back() -> None:
    token = ApiToken("t", "n", frozenset({Scope.ROUTE}), NOW, None, NOW + HOUR)
    assert token.alive(NOW) and not token.alive(NOW + HOUR)
    assert not replace(token, revoked_at=NOW).alive(NOW)
    assert token.actor().roles == frozenset() and token.actor().scopes == {Scope.ROUTE}


def test_the_last_administrator_is_the_last_that_is_not_shut() -> None:
    one, two = account("a", Role.ADMIN), account("b", Role.ADMIN, active=False)
    assert is_last_admin("a", [one, two, account("c", Role.EDITOR)])
    assert not is_last_admin("a", [one, replace(two, active=True)])
    assert not is_last_admin("c", [one, account("c", Role.EDITOR)])


def test_an_address_is_one_however_it_is_typed() -> None:
    assert normal_email("  Nama@Contoh.Example.ORG ") == "nama@contoh.example.org"


def test_secrets_do_not_show_in_a_printed_account() -> None:
    shown = repr(account(password="HASH", totp_secret="KEY", uniquifier="COOKIE"))
    assert not {"HASH", "KEY", "COOKIE"} & set(shown.replace("'", " ").split())
