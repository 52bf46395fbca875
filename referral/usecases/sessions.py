"""Sign-ins that the server knows: begun, seen, ended. A cookie without one opens nothing.

The browser holds a random secret inside its signed cookie; the database holds the secret's hash.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy.exc import DBAPIError

from referral.domain.accounts import Account, SessionLimits, SignIn, lock_after
from referral.store import accounts, audit
from referral.usecases.records import Records

SEEN_EVERY = timedelta(minutes=1)
"""How finely "last seen" is kept: one write a minute and session at most."""


KEPT = timedelta(days=90)
"""How long a session that is over is kept: until the next sign-in after that."""


def hash_of(secret: str) -> str:
    """What is stored of a link's, a token's or a session's random secret."""
    return sha256(secret.encode()).hexdigest()


def begin_session(records: Records, account_id: str, now: datetime) -> str:
    """Begin a session and forget earlier failures; returns the secret for the cookie."""
    secret = secrets.token_urlsafe(32)
    with records.writing() as session:
        accounts.drop_sign_ins_before(session, account_id, now - KEPT)
        accounts.add_sign_in(session, SignIn(hash_of(secret), account_id, now, now))
        accounts.change_account(session, account_id, failures=0, locked_until=None)
        audit.append(session, now, account_id, "signed_in", "account", account_id)
    return secret


def account_of_session(
    records: Records, secret: str, uniquifier: str, limits: SessionLimits, now: datetime
) -> Account | None:
    """The account of a live session, which is seen by this; None where it may not be used.

    None too while the database does not answer: whoever is signed in can then do what a visitor
    can, and finds help all the same.
    """
    try:
        return _account_of_session(records, hash_of(secret), uniquifier, limits, now)
    except DBAPIError:
        return None


def _account_of_session(
    records: Records, key: str, uniquifier: str, limits: SessionLimits, now: datetime
) -> Account | None:
    with records.reading() as session:
        one = accounts.find_sign_in(session, key)
        if one is None or not limits.alive(one, now):
            return None
        account = accounts.find_account(session, id=one.account_id)
    if account is None or not account.active or account.uniquifier != uniquifier:
        return None
    if now - one.seen_at >= SEEN_EVERY:
        with records.writing() as session:
            accounts.saw_sign_in(session, key, now)
    return account


def end_session(records: Records, secret: str, now: datetime) -> None:
    """End a session for good: its cookie opens nothing any more."""
    key = hash_of(secret)
    with records.writing() as session:
        one = accounts.find_sign_in(session, key)
        accounts.end_sign_in(session, key, now)
        if one is not None:
            audit.append(session, now, one.account_id, "signed_out", "account", one.account_id)


def end_other_sessions(
    records: Records, account_id: str, secret: str | None, now: datetime
) -> None:
    """End an account's sessions, all but the one of a secret."""
    with records.writing() as session:
        accounts.end_sign_ins(session, account_id, now, but=secret and hash_of(secret))
        audit.append(session, now, account_id, "sign_ins_ended", "account", account_id)


def open_sessions(
    records: Records, account_id: str, limits: SessionLimits, now: datetime
) -> list[SignIn]:
    """The sessions of an account that may still be used, newest first."""
    with records.reading() as session:
        found = accounts.sign_ins_of(session, account_id)
    return [one for one in found if limits.alive(one, now)]


def count_failure(records: Records, account_id: str, now: datetime) -> None:
    """A wrong password or code; every tenth in a row shuts the account for a while."""
    with records.writing() as session:
        account = next(
            (one for one in accounts.hold_accounts(session, account_id) if not one.locked(now)),
            None,
        )
        if account is None:
            return
        failures = account.failures + 1
        shut = lock_after(failures)
        accounts.change_account(
            session,
            account_id,
            failures=failures,
            locked_until=now + shut if shut else account.locked_until,
        )
        action = "sign_in_locked" if shut else "sign_in_failed"
        audit.append(session, now, None, action, "account", account_id)
