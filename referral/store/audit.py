"""The audit log in the database: appended to inside the transaction of what it tells of.

Who appends holds the state row until its transaction ends, so that two writers are one after
the other and the chain never forks; should a lock fail, the key of the entries refuses a second
entry of the same number. Append last in a transaction: everybody else's next entry waits.

What triggers forbid (changing an entry, taking one out before retention has moved the anchor
past it, moving the state backwards) still leaves somebody with full rights over the database
two ways: to drop the triggers and rewrite the log from some entry to its end with fresh seals,
or to cut off its tail and set the state back. Both end in another head than before: note
elsewhere, now and then, the head that `referral audit verify` prints, and compare.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import Row, Select, delete, func, insert, select, update
from sqlalchemy.orm import Session

from referral.domain.audit import (
    AuditEntry,
    Mark,
    SealedEntry,
    checked_entry,
    entry_hash,
)
from referral.store.audit_tables import AuditEntryRow, AuditStateRow
from referral.store.tables import metadata

_ENTRY = metadata().tables[str(AuditEntryRow.__tablename__)]
_STATE = metadata().tables[str(AuditStateRow.__tablename__)]
_BATCH = 1_000


def append(
    session: Session,
    at: datetime,
    actor_id: str | None,
    action: str,
    object_kind: str,
    object_id: str,
) -> AuditEntry:
    """Seal one more entry to the chain, as part of the session's transaction.

    `actor_id`: an account's, a token's or a reply link's id, `system`, or None for nobody;
    `object_id`: of a confidential place its public id. The session must be one for writing.

    :raises ValueError: `audit_entry`, where anything is not a code or an id
    """
    last = session.execute(select(_STATE.c.last_seq, _STATE.c.last_hash).with_for_update()).one()
    entry = checked_entry(last.last_seq + 1, at, actor_id, action, object_kind, object_id)
    seal = entry_hash(last.last_hash, entry)
    session.execute(
        insert(_ENTRY).values(
            seq=entry.seq,
            at=entry.at,
            actor_id=entry.actor_id,
            action=entry.action,
            object_kind=entry.object_kind,
            object_id=entry.object_id,
            hash=seal,
        )
    )
    session.execute(update(_STATE).values(last_seq=entry.seq, last_hash=seal))
    return entry


def marks(session: Session) -> tuple[Mark, Mark]:
    """The anchor and the head of the chain."""
    row = session.execute(select(_STATE)).one()
    return Mark(row.anchor_seq, row.anchor_hash), Mark(row.last_seq, row.last_hash)


def hold_still(session: Session) -> None:
    """Let every read of a session that has read nothing yet see one state of the log.

    SQLite does so anyway; PostgreSQL would show each statement what was committed before it.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def every_entry(session: Session) -> Iterator[SealedEntry]:
    """All entries in their order, a batch at a time."""
    query = select(_ENTRY).order_by(_ENTRY.c.seq)
    with session.execute(query.execution_options(yield_per=_BATCH)) as rows:
        for row in rows:
            yield SealedEntry(_entry(row), row.hash)


def count_entries(session: Session, kind: str | None = None, object_id: str | None = None) -> int:
    """How many entries there are about an object, a kind of object, or at all."""
    query = _about(select(func.count()).select_from(_ENTRY), kind, object_id)
    return int(session.execute(query).scalar_one())


def latest_entries(
    session: Session,
    kind: str | None = None,
    object_id: str | None = None,
    *,
    skip: int = 0,
    limit: int = 100,
) -> list[AuditEntry]:
    """Entries about an object, a kind of object, or anything; the newest first."""
    query = _about(select(_ENTRY), kind, object_id).order_by(_ENTRY.c.seq.desc())
    return [_entry(row) for row in session.execute(query.offset(skip).limit(limit))]


def drop_before(session: Session, day: date) -> int:
    """Take out what was entered before a day (UTC) and move the anchor; how many went.

    Only a beginning of the chain goes, so that what is left can still be verified.
    """
    session.execute(select(_STATE.c.id).with_for_update())
    start = datetime.combine(day, time.min, tzinfo=UTC)
    kept = session.execute(select(func.min(_ENTRY.c.seq)).where(_ENTRY.c.at >= start)).scalar()
    older = select(_ENTRY.c.seq, _ENTRY.c.hash).order_by(_ENTRY.c.seq.desc()).limit(1)
    if kept is not None:
        older = older.where(_ENTRY.c.seq < kept)
    last = session.execute(older).one_or_none()
    if last is None:
        return 0
    session.execute(update(_STATE).values(anchor_seq=last.seq, anchor_hash=last.hash))
    gone = session.execute(delete(_ENTRY).where(_ENTRY.c.seq <= last.seq).returning(_ENTRY.c.seq))
    return len(gone.all())


def _about(query: Select[Any], kind: str | None, object_id: str | None) -> Select[Any]:
    if kind is not None:
        query = query.where(_ENTRY.c.object_kind == kind)
    if object_id is not None:
        query = query.where(_ENTRY.c.object_id == object_id)
    return query


def _entry(row: Row[Any]) -> AuditEntry:
    return AuditEntry(row.seq, row.at, row.actor_id, row.action, row.object_kind, row.object_id)
