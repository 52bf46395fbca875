"""What waits, what was removed and what is no duplicate, in the database.

The transaction belongs to the caller.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from referral.domain.approvals import Decision, RejectReason
from referral.domain.errors import Overtaken
from referral.domain.tombstones import Tombstone
from referral.domain.upkeep_fields import tells_no_place
from referral.store.history import Author
from referral.store.reading import load_services
from referral.store.tables import metadata
from referral.store.withholding import withhold
from referral.store.writing import remove_service

_T = metadata().tables
_APPROVAL, _TOMBSTONE, _APART = _T["approval"], _T["tombstone"], _T["not_duplicate"]
_REMOVED = _T["service_removed"]
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Approval:
    """A request to a second editor, as the table holds it."""

    id: str
    kind: str
    service_id: str
    fields: Mapping[str, Any] | None
    base: str | None
    successor_id: str | None
    successor_base: str | None
    removal: str | None
    source: str
    batch: str | None
    asked_at: datetime
    asked_by: str
    decided_at: datetime | None = None
    decided_by: str | None = None
    decision: str | None = None
    reason: str | None = None


def content_hashes(session: Session, ids: Iterable[str]) -> dict[str, str]:
    """What each record of the ids says now, as a hash; an id without a record is left out."""
    columns, every = _T["service"].c, sorted(set(ids))
    found: dict[str, str] = {}
    for start in range(0, len(every), _BATCH):
        query = select(columns.id, columns.content_hash)
        rows = session.execute(query.where(columns.id.in_(every[start : start + _BATCH])))
        found |= {row.id: row.content_hash for row in rows}
    return found


def add_approvals(session: Session, approvals: Sequence[Approval]) -> None:
    """Write requests. One of the same person for the same record takes the earlier one's place."""
    for start in range(0, len(approvals), _BATCH):
        some = approvals[start : start + _BATCH]
        columns = _APPROVAL.c
        session.execute(
            delete(_APPROVAL).where(
                columns.decided_at.is_(None),
                columns.asked_by == some[0].asked_by,
                columns.service_id.in_([one.service_id for one in some]),
            )
        )
        rows = [{name: getattr(one, name) for name in Approval.__slots__} for one in some]
        session.execute(insert(_APPROVAL), rows)


def open_approvals(session: Session) -> list[Approval]:
    """Requests that nobody decided on, the oldest first."""
    return _approvals(session, _APPROVAL.c.decided_at.is_(None))


def open_approvals_about(session: Session, service_id: str) -> list[Approval]:
    """Those that would change one record: its own, and merges of others into it."""
    columns = _APPROVAL.c
    about = or_(columns.service_id == service_id, columns.successor_id == service_id)
    return _approvals(session, about & columns.decided_at.is_(None))


def count_open(session: Session, *, but_by: str) -> int:
    """How many requests wait that somebody else than `but_by` asked for."""
    columns = _APPROVAL.c
    query = select(func.count()).where(columns.decided_at.is_(None), columns.asked_by != but_by)
    return int(session.scalar(query) or 0)


def approvals_by_id(session: Session, ids: Iterable[str]) -> list[Approval]:
    """The requests of these ids, the oldest first, decided or not."""
    every, found = sorted(set(ids)), []
    for start in range(0, len(every), _BATCH):
        found += _approvals(session, _APPROVAL.c.id.in_(every[start : start + _BATCH]))
    return found


def decide_approvals(
    session: Session,
    ids: Sequence[str],
    decision: Decision,
    *,
    by: str,
    at: datetime,
    reason: RejectReason | None = None,
) -> None:
    """Write a decision on requests.

    :raises Overtaken: somebody else decided on one of them already
    """
    values = {"decided_at": at, "decided_by": by, "decision": str(decision)}
    values["reason"] = None if reason is None else str(reason)
    for start in range(0, len(ids), _BATCH):
        some = ids[start : start + _BATCH]
        changed = session.execute(
            update(_APPROVAL)
            .where(_APPROVAL.c.id.in_(some), _APPROVAL.c.decided_at.is_(None))
            .values(values)
        )
        if changed.rowcount != len(some):  # type: ignore[attr-defined]
            raise Overtaken()


def remove_approvals_decided_before(session: Session, moment: datetime) -> int:
    """Remove requests that were decided before a moment; how many."""
    gone = session.execute(delete(_APPROVAL).where(_APPROVAL.c.decided_at < moment))
    return int(gone.rowcount)  # type: ignore[attr-defined]


def bury(session: Session, service_id: str, stone: Tombstone, author: Author) -> None:
    """Take a record out of the directory and leave its tombstone; its history stays.

    Merged into a place that is hidden, it tells no more where that is (R35).
    """
    remove_service(session, service_id, now=stone.removed_at, author=author)
    add_tombstone(session, stone, by=author.by)
    forget_pairs_of(session, service_id)
    heirs = load_services(session, [stone.successor_id]) if stone.successor_id else []
    withhold(session, [heir.id for heir in heirs if tells_no_place(heir)])


def add_tombstone(session: Session, stone: Tombstone, *, by: str) -> None:
    """Write that a record was removed."""
    values = {name: getattr(stone, name) for name in Tombstone.__slots__}
    row = {**values, "reason": str(stone.reason), "removed_by": by}
    session.execute(insert(_TOMBSTONE), [row])


def lift_tombstones(session: Session, ids: Iterable[str]) -> None:
    """Take away that records were removed, so that they can be written under their ids again."""
    every = sorted(set(ids))
    for start in range(0, len(every), _BATCH):
        some = every[start : start + _BATCH]
        session.execute(delete(_TOMBSTONE).where(_TOMBSTONE.c.service_id.in_(some)))


def last_fields(session: Session, service_id: str) -> Mapping[str, Any] | None:
    """What a record said last before it was removed, by its history; None where there is none."""
    columns = _REMOVED.c
    query = select(columns.fields).where(columns.service_id == service_id)
    found: Mapping[str, Any] | None = session.scalar(query.order_by(columns.number.desc()).limit(1))
    return found


def note_not_duplicate(session: Session, pair: tuple[str, str], *, by: str, at: datetime) -> None:
    """Remember that two records are two. Said already, it stays as it was said first."""
    first, second = sorted(pair)
    columns = _APART.c
    same = (columns.first_id == first, columns.second_id == second)
    if session.execute(select(columns.first_id).where(*same)).first() is None:
        row = {"first_id": first, "second_id": second, "decided_at": at, "decided_by": by}
        session.execute(insert(_APART), [row])


def not_duplicates(session: Session) -> set[tuple[str, str]]:
    """Pairs of records that an editor found to be two, each in the order of their ids."""
    query = select(_APART.c.first_id, _APART.c.second_id)
    return {(row.first_id, row.second_id) for row in session.execute(query)}


def forget_pairs_of(session: Session, service_id: str) -> None:
    """Forget what was found about a record that is gone."""
    columns = _APART.c
    either = or_(columns.first_id == service_id, columns.second_id == service_id)
    session.execute(delete(_APART).where(either))


def _approvals(session: Session, which: ColumnElement[bool]) -> list[Approval]:
    columns = _APPROVAL.c
    query = select(_APPROVAL).where(which).order_by(columns.asked_at, columns.service_id)
    return [Approval(**row._mapping) for row in session.execute(query)]
