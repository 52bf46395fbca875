"""What was kept of a place goes once it is hidden: nothing stored tells where it is (R35).

History, removed records and requests to a second editor, of the place itself and of every record
that was merged into it: they stood for the same place. The transaction belongs to the caller.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from referral.domain.upkeep_fields import PLACE, TEXTS, placeless, says_where
from referral.store.tables import metadata

_T = metadata().tables
_CHANGE, _REMOVED = _T["service_change"], _T["service_removed"]
_APPROVAL, _TOMBSTONE = _T["approval"], _T["tombstone"]
_BATCH = 500


def withhold(session: Session, ids: Iterable[str]) -> None:
    """Take what tells where these hidden places are out of all that was kept of them."""
    every = _with_merged(session, sorted(set(ids)))
    for start in range(0, len(every), _BATCH):
        some = every[start : start + _BATCH]
        told = (_CHANGE.c.service_id.in_(some), _CHANGE.c.withheld.is_(False))
        nothing = update(_CHANGE).values(before=None, after=None, withheld=True)
        session.execute(nothing.where(*told, _CHANGE.c.field.in_(PLACE)))
        for row in session.execute(select(_CHANGE).where(*told, _CHANGE.c.field.in_(TEXTS))).all():
            if says_where(row.field, row.before, row.after):
                key = (_CHANGE.c.service_id == row.service_id, _CHANGE.c.number == row.number)
                session.execute(nothing.where(*key, _CHANGE.c.field == row.field))
        _withhold_removed(session, some)
        _withhold_asked(session, some)


def without_place(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a removed record, those that tell where it was empty."""
    where = {name for name, value in fields.items() if name in PLACE or says_where(name, value)}
    return {**fields, **dict.fromkeys(where)}


def _with_merged(session: Session, ids: Sequence[str]) -> list[str]:
    """The ids, and those of all records that were merged into them, through several merges."""
    found, new = list(ids), list(ids)
    columns = _TOMBSTONE.c
    while new:
        before: list[str] = []
        for start in range(0, len(new), _BATCH):
            into = columns.successor_id.in_(new[start : start + _BATCH])
            before += session.scalars(select(columns.service_id).where(into))
        new = sorted(set(before) - set(found))
        found += new
    return found


def _withhold_removed(session: Session, ids: Sequence[str]) -> None:
    columns = _REMOVED.c
    for row in session.execute(select(_REMOVED).where(columns.service_id.in_(ids))).all():
        session.execute(
            update(_REMOVED)
            .where(columns.service_id == row.service_id, columns.number == row.number)
            .values(fields=without_place(row.fields))
        )


def _withhold_asked(session: Session, ids: Sequence[str]) -> None:
    """The same of what was asked of a second editor, decided or not."""
    columns = _APPROVAL.c
    about = or_(columns.service_id.in_(ids), columns.successor_id.in_(ids))
    query = select(columns.id, columns.fields).where(about, columns.fields.is_not(None))
    for row in session.execute(query).all():
        kept = placeless(row.fields)
        if kept != row.fields:
            session.execute(update(_APPROVAL).where(columns.id == row.id).values(fields=kept))
