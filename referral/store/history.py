"""The history of records in the database. The transaction belongs to the caller."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from referral.domain.audit import SYSTEM
from referral.domain.services import Service
from referral.domain.upkeep_fields import (
    FieldChange,
    changes_between,
    fields_of,
    tells_no_place,
)
from referral.store.history_tables import ChangeSource, What
from referral.store.reading import load_services
from referral.store.tables import metadata
from referral.store.withholding import withhold, without_place

_VERSION = metadata().tables["service_version"]
_CHANGE = metadata().tables["service_change"]
_REMOVED = metadata().tables["service_removed"]
_BATCH = 500
_Told = tuple[str, What, tuple[FieldChange, ...]]
"""A record by its id, what became of it, and in which fields."""


@dataclass(frozen=True, slots=True)
class Author:
    """Who changes records, and from what source; `by` is an id, never a name."""

    by: str = SYSTEM
    source: ChangeSource = ChangeSource.EDIT


SEEDED = Author(SYSTEM, ChangeSource.SEED)


@dataclass(frozen=True, slots=True)
class RecordVersion:
    """One change of a record; `changes` is empty where it was added or removed as a whole."""

    service_id: str
    number: int
    at: datetime
    by: str
    source: str
    what: str
    changes: tuple[FieldChange, ...] = ()


def note(
    session: Session,
    before: Mapping[str, Service],
    after: Iterable[Service],
    author: Author,
    at: datetime,
    *,
    removed: Iterable[str] = (),
) -> None:
    """Write down what becomes of records: added, changed in some fields, or removed.

    A record that says the same as before leaves no entry. Of one that is hidden from now on,
    what was kept of its place goes (R35). `removed` ones are still there: what each says last
    is kept, so that the directory of an earlier day can be put together again.
    """
    services = list(after)
    told = list(_different(before, services))
    going = _fields_by_id(session, sorted(removed))
    told += [(service_id, What.REMOVED, ()) for service_id in going]
    last = _last_numbers(session, [service_id for service_id, _what, _changes in told])
    versions, fields, gone = [], [], []
    for service_id, what, changes in told:
        number = last.get(service_id, 0) + 1
        versions.append(
            {"service_id": service_id, "number": number, "at": at, "by": author.by,
             "source": str(author.source), "what": str(what)}
        )  # fmt: skip
        fields += [_row(service_id, number, change) for change in changes]
        if what is What.REMOVED:
            said = going[service_id]
            gone.append({"service_id": service_id, "number": number, "fields": said})
    for table, rows in ((_VERSION, versions), (_CHANGE, fields), (_REMOVED, gone)):
        if rows:
            session.execute(insert(table), rows)
    withhold(session, [service.id for service in services if tells_no_place(service)])


def _different(before: Mapping[str, Service], after: Iterable[Service]) -> Iterator[_Told]:
    """Records that are new, or that say something else than before."""
    for service in after:
        old = before.get(service.id)
        changes = changes_between(old, service) if old else ()
        if old is None or changes:
            yield service.id, What.CHANGED if old else What.ADDED, changes


def history_of(session: Session, service_id: str) -> list[RecordVersion]:
    """The changes of a record, the newest first."""
    changes: dict[int, list[FieldChange]] = {}
    query = select(_CHANGE).where(_CHANGE.c.service_id == service_id).order_by(_CHANGE.c.field)
    for row in session.execute(query):
        change = FieldChange(row.field, row.before, row.after, row.withheld)
        changes.setdefault(row.number, []).append(change)
    found = select(_VERSION).where(_VERSION.c.service_id == service_id)
    return [
        RecordVersion(
            row.service_id, row.number, row.at, row.by, row.source, row.what,
            tuple(changes.get(row.number, ())),
        )
        for row in session.execute(found.order_by(_VERSION.c.number.desc()))
    ]  # fmt: skip


def _fields_by_id(session: Session, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """What records say that are about to go; of a hidden place nothing that tells where it is."""
    found: dict[str, dict[str, Any]] = {}
    for start in range(0, len(ids), _BATCH):
        for service in load_services(session, ids[start : start + _BATCH]):
            fields = fields_of(service)
            hidden = tells_no_place(service)
            found[service.id] = without_place(fields) if hidden else fields
    return found


def _last_numbers(session: Session, ids: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    columns = _VERSION.c
    for start in range(0, len(ids), _BATCH):
        query = (
            select(columns.service_id, func.max(columns.number).label("last"))
            .where(columns.service_id.in_(ids[start : start + _BATCH]))
            .group_by(columns.service_id)
        )
        found |= {row.service_id: row.last for row in session.execute(query)}
    return found


def _row(service_id: str, number: int, change: FieldChange) -> dict[str, Any]:
    return {
        "service_id": service_id,
        "number": number,
        "field": change.field,
        "before": change.before,
        "after": change.after,
        "withheld": change.withheld,
    }
