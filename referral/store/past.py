"""What happened to the directory's records since a moment, and since when that is known."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Select, Table, func, select
from sqlalchemy.orm import Session

from referral.domain.past import Happened, Step
from referral.domain.upkeep_fields import FieldChange
from referral.store.tables import metadata

_T = metadata().tables


def history_begin(session: Session) -> datetime | None:
    """Since when every change is told; None where there is neither record nor history yet.

    An installation that is older than the history says so itself; elsewhere it begins with the
    first record.
    """
    noted = session.scalar(select(_T["directory_state"].c.history_since))
    if noted is not None:
        return noted  # type: ignore[no-any-return]  # the column's type says so
    firsts = (
        session.scalar(select(func.min(_T["service"].c.changed_at))),
        session.scalar(select(func.min(_T["service_version"].c.at))),
    )
    return min((one for one in firsts if one is not None), default=None)


def count_since(session: Session, moment: datetime) -> int:
    """How many changes of records came after a moment."""
    version = _T["service_version"]
    query = select(func.count()).select_from(version).where(version.c.at > moment)
    return int(session.scalar(query) or 0)


def steps_since(session: Session, moment: datetime) -> list[Step]:
    """The changes after a moment, of each record the newest first."""
    version = _T["service_version"]
    later = version.c.at > moment
    changes = _changes(session, moment)
    removed = _removed(session, moment)
    query = select(version.c.service_id, version.c.number, version.c.what).where(later)
    ordered = query.order_by(version.c.service_id, version.c.number.desc())
    found = []
    for row in session.execute(ordered):
        key = (row.service_id, row.number)
        found.append(
            Step(
                row.service_id,
                Happened(row.what),
                tuple(changes.get(key, ())),
                removed.get(key),
            )
        )
    return found


def _changes(session: Session, moment: datetime) -> dict[tuple[str, int], list[FieldChange]]:
    change = _T["service_change"]
    found: dict[tuple[str, int], list[FieldChange]] = {}
    for row in session.execute(_later(change, moment)):
        told = FieldChange(row.field, row.before, row.after, row.withheld)
        found.setdefault((row.service_id, row.number), []).append(told)
    return found


def _removed(session: Session, moment: datetime) -> dict[tuple[str, int], dict[str, object]]:
    rows = session.execute(_later(_T["service_removed"], moment))
    return {(row.service_id, row.number): row.fields for row in rows}


def _later(table: Table, moment: datetime) -> Select[Any]:
    version = _T["service_version"]
    same = (version.c.service_id == table.c.service_id) & (version.c.number == table.c.number)
    return select(table).join(version, same).where(version.c.at > moment)
