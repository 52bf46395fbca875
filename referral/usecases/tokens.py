"""API tokens: made, listed, taken back, and recognised. The secret is shown once, never stored."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from hmac import compare_digest
from uuid import uuid4

from referral.domain.access import Action, Actor, Scope
from referral.domain.accounts import MAX_TOKEN_DAYS, ApiToken
from referral.domain.errors import NotFound, Problem, RequestRejected
from referral.store import audit, tokens
from referral.usecases.permission import demand
from referral.usecases.records import Records
from referral.usecases.sessions import hash_of

PREFIX = "rujuk_"
"""What a token begins with, so that it is recognised where it should not be."""
MAX_NAME = 120


def add_token(
    records: Records, by: Actor, now: datetime, *, name: str, scopes: Iterable[str], days: int
) -> tuple[ApiToken, str]:
    """A new token and its secret, which is not shown again.

    :raises NotPermitted: `by` is no administrator
    :raises RequestRejected: no name, an unknown scope or none, more than a year
    """
    demand(by, Action.MANAGE_ACCOUNTS)
    asked, name = sorted(set(scopes)), name.strip()
    if problems := tuple(_problems(name, asked, days)):
        raise RequestRejected(problems)
    secret = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken(
        id=str(uuid4()),
        name=name,
        scopes=frozenset(map(Scope, asked)),
        created_at=now,
        created_by=by.id,
        expires_at=now + timedelta(days=days),
    )
    with records.writing() as session:
        tokens.add_token(session, token, hash_of(secret))
        audit.append(session, now, by.id, "token_made", "token", token.id)
    return token, secret


def _problems(name: str, scopes: Sequence[str], days: int) -> Iterator[Problem]:
    known = [scope.value for scope in Scope]
    if not name:
        yield Problem("name", "required")
    elif len(name) > MAX_NAME:
        yield Problem("name", "too_long", {"limit": MAX_NAME})
    if not scopes:
        yield Problem("scopes", "required")
    for one in scopes:
        if one not in known:
            yield Problem("scopes", "invalid_choice", {"value": one, "allowed": known})
    if not 1 <= days <= MAX_TOKEN_DAYS:
        yield Problem("days", "token_days", {"limit": MAX_TOKEN_DAYS})


def list_tokens(records: Records, by: Actor) -> list[ApiToken]:
    """Every token, newest first, without its secret.

    :raises NotPermitted: `by` is no administrator
    """
    demand(by, Action.MANAGE_ACCOUNTS)
    with records.reading() as session:
        return tokens.all_tokens(session)


def revoke_token(records: Records, by: Actor, now: datetime, token_id: str) -> None:
    """Take a token back at once.

    :raises NotPermitted: `by` is no administrator
    :raises NotFound: there is none of that id, or it was taken back before
    """
    demand(by, Action.MANAGE_ACCOUNTS)
    with records.writing() as session:
        if not tokens.revoke_token(session, token_id, now):
            raise NotFound(token_id)
        audit.append(session, now, by.id, "token_revoked", "token", token_id)


def token_of_secret(records: Records, secret: str, now: datetime) -> ApiToken | None:
    """The live token of a secret; marks the day it was used on."""
    wanted = hash_of(secret)
    with records.reading() as session:
        found = tokens.find_token(session, wanted)
    if found is None or not compare_digest(found[1], wanted) or not found[0].alive(now):
        return None
    token, today = found[0], now.date()
    if token.last_used_on != today:
        with records.writing() as session:
            tokens.used_token(session, token.id, today)
    return token
