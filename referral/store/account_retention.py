"""What is over of accounts: ended sign-ins, spent links, dead tokens, and accounts long shut."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, delete, exists, func, or_, select
from sqlalchemy.orm import Session

from referral.domain.audit import ObjectKind
from referral.store.tables import metadata

_T = metadata().tables
_ACCOUNT, _SIGN_IN = _T["account"], _T["account_session"]
_LINK, _TOKEN = _T["invitation"], _T["api_token"]
_ENTRY = _T["audit_entry"]


def remove_spent_before(session: Session, day: datetime) -> int:
    """Sign-ins, one-time links and tokens that ended before a moment; how many went.

    A sign-in that nobody ended is over long after it was last seen.
    """
    over = (
        (_SIGN_IN, func.coalesce(_SIGN_IN.c.ended_at, _SIGN_IN.c.seen_at) < day),
        (_LINK, _any_before(day, _LINK.c.used_at, _LINK.c.revoked_at, _LINK.c.expires_at)),
        (_TOKEN, _any_before(day, _TOKEN.c.revoked_at, _TOKEN.c.expires_at)),
    )
    gone = 0
    for table, condition in over:
        gone += len(session.execute(delete(table).where(condition).returning(table.c.id)).all())
    return gone


def remove_shut_accounts_before(session: Session, day: datetime) -> int:
    """Accounts that are shut, made before a moment and not signed in since; how many went.

    One of whom the audit log still tells stays: sign-ins go sooner than the log's entries, whose
    id would lead nowhere.
    """
    seen_since = exists(
        select(_SIGN_IN.c.id).where(
            _SIGN_IN.c.account_id == _ACCOUNT.c.id, _SIGN_IN.c.seen_at >= day
        )
    )
    about = select(_ENTRY.c.object_id).where(_ENTRY.c.object_kind == ObjectKind.ACCOUNT)
    over = delete(_ACCOUNT).where(
        _ACCOUNT.c.active.is_(False),
        _ACCOUNT.c.created_at < day,
        ~seen_since,
        _ACCOUNT.c.id.not_in(select(_ENTRY.c.actor_id)),
        _ACCOUNT.c.id.not_in(about),
    )
    return len(session.execute(over.returning(_ACCOUNT.c.id)).all())


def _any_before(day: datetime, *moments: ColumnElement[datetime]) -> ColumnElement[bool]:
    return or_(*(one < day for one in moments))
