"""API tokens in the database, as domain values. A transaction is the caller's."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from referral.domain.access import Scope
from referral.domain.accounts import ApiToken
from referral.store.tables import metadata

_T = metadata().tables
_TOKEN, _SCOPE = _T["api_token"], _T["api_token_scope"]
_FIELDS = ("id", "name", "created_at", "created_by", "expires_at", "revoked_at", "last_used_on")


def add_token(session: Session, token: ApiToken, token_hash: str) -> None:
    """A new token with its scopes."""
    values = {name: getattr(token, name) for name in _FIELDS}
    session.execute(insert(_TOKEN).values(values | {"token_hash": token_hash}))
    session.execute(
        insert(_SCOPE),
        [{"token_id": token.id, "scope": scope.value} for scope in sorted(token.scopes)],
    )


def find_token(session: Session, token_hash: str) -> tuple[ApiToken, str] | None:
    """The token of a hash, with the hash that is stored."""
    found = _tokens(session, select(_TOKEN).where(_TOKEN.c.token_hash == token_hash))
    return found[0] if found else None


def all_tokens(session: Session) -> list[ApiToken]:
    """Every token, newest first."""
    query = select(_TOKEN).order_by(_TOKEN.c.created_at.desc(), _TOKEN.c.id)
    return [token for token, _hash in _tokens(session, query)]


def _tokens(session: Session, query: Any) -> list[tuple[ApiToken, str]]:
    rows = list(session.execute(query))
    scopes: dict[str, set[Scope]] = defaultdict(set)
    wanted = select(_SCOPE).where(_SCOPE.c.token_id.in_([row.id for row in rows]))
    for row in session.execute(wanted):
        scopes[row.token_id].add(Scope(row.scope))
    return [
        (
            ApiToken(
                scopes=frozenset(scopes[row.id]),
                **{name: getattr(row, name) for name in _FIELDS},
            ),
            row.token_hash,
        )
        for row in rows
    ]


def used_token(session: Session, token_id: str, day: date) -> None:
    """The token was used on a day."""
    session.execute(update(_TOKEN).where(_TOKEN.c.id == token_id).values(last_used_on=day))


def revoke_token(session: Session, token_id: str, at: datetime) -> bool:
    """Take a token back; False where there is none that could be."""
    this = (_TOKEN.c.id == token_id, _TOKEN.c.revoked_at.is_(None))
    query = update(_TOKEN).where(*this).values(revoked_at=at).returning(_TOKEN.c.id)
    return session.execute(query).one_or_none() is not None
