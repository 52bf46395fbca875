"""Services into the database: the whole seed at once, or one record that somebody edited.

The transaction belongs to the caller. Every write leaves the directory's version right.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from referral.domain.services import Service, Statement
from referral.store.checked import check_rows
from referral.store.history import SEEDED, Author, note
from referral.store.reading import load_services, load_tombstones
from referral.store.rows import Rows, rows_of, statement_rows, version_of
from referral.store.tables import metadata

_T = metadata().tables
_BELOW = (
    "service_at_location", "phone", "schedule", "service_alias", "source", "service_area",
    "language", "attribute", "service_capacity",
)  # fmt: skip
"""Tables whose rows belong to one service."""
_BATCH = 500
SEED, LOCAL = "seed", "local"


class SeedFiles(Protocol):
    """What was read from a folder of service files."""

    @property
    def services(self) -> Sequence[Service]:
        """Services, each id once."""

    @property
    def statements(self) -> Sequence[Statement]:
        """Statements of presence, in their order."""

    @property
    def problems(self) -> Sequence[object]:
        """What could not be read: while there are any, no record is removed."""


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load did with each service read; `kept` ones were edited or verified here since.

    `spent` ones were removed or merged here: the files do not bring them back.
    """

    read: int
    loaded: int
    unchanged: int
    kept: int
    removed: int
    statements: int
    spent: int = 0


def replace_seed(session: Session, result: SeedFiles, *, now: datetime | None = None) -> LoadReport:
    """Make the seed's part of the directory equal to the files; `now` is the clock's by default.

    Loading the same files again changes nothing, the version included. A record that was edited
    or verified here stays as it is, one that was removed here stays away. A record that the files
    no longer hold goes, unless some row could not be read.
    """
    lock_directory(session)
    stored = _stored(session)
    local = {key for key, (origin, _hash) in stored.items() if origin == LOCAL}
    spent = load_tombstones(session).keys()
    fresh = [
        rows_of(service, SEED)
        for service in result.services
        if service.id not in local and service.id not in spent
    ]
    changed = [rows for rows in fresh if stored.get(_id(rows)) != (SEED, _hash_of(rows))]
    named = {service.id for service in result.services}
    gone = [] if result.problems else sorted(set(stored) - named - local)
    _stamp(session, changed, now)
    if stored:  # the first load is where every history begins
        _note_seed(session, result, [_id(rows) for rows in changed], gone, now)
    _remove(session, [*gone, *(_id(rows) for rows in changed if _id(rows) in stored)])
    _insert(session, changed)
    statements = _replace_statements(session, result)
    _set_version(session)
    return LoadReport(
        read=len(result.services),
        loaded=len(changed),
        unchanged=len(fresh) - len(changed),
        kept=len(named & local),
        removed=len(gone),
        statements=statements,
        spent=len(named & spent),
    )


def save_service(
    session: Session, service: Service, *, now: datetime | None = None, author: Author | None = None
) -> None:
    """Write one record that somebody edited or verified here; the seed leaves it alone then.

    :raises ValueError: a value that the tables do not take
    """
    save_services(session, [service], now=now, author=author)


def save_services(
    session: Session,
    services: Iterable[Service],
    *,
    now: datetime | None = None,
    author: Author | None = None,
) -> None:
    """Write many records, each id once, as edited here: one lock, one new version.

    What differs from before is written into the records' history, with the author. A record
    that says the same as before has not changed; `now` is the clock's by default.

    :raises ValueError: a value that the tables do not take, or an id that was removed here; then
        nothing was written
    """
    every = list(services)
    changed = [rows_of(service, LOCAL) for service in every]
    for rows in changed:
        check_rows(rows)
    lock_directory(session)
    if load_tombstones(session).keys() & {service.id for service in every}:
        raise ValueError("removed_id")
    before = _before(session, [service.id for service in every])
    note(session, before, every, author or Author(), now or datetime.now(UTC))
    _stamp(session, changed, now)
    _remove(session, [_id(rows) for rows in changed])
    _insert(session, changed)
    _set_version(session)


def remove_service(
    session: Session,
    service_id: str,
    *,
    now: datetime | None = None,
    author: Author | None = None,
) -> bool:
    """Take one record out; True if there was one. Its history stays."""
    lock_directory(session)
    found = session.scalar(select(_T["service"].c.id).where(_T["service"].c.id == service_id))
    if found is not None:
        at = now or datetime.now(UTC)
        note(session, {}, (), author or Author(), at, removed=[service_id])
    _remove(session, [service_id])
    _set_version(session)
    return found is not None


def set_ruleset(session: Session, ruleset: str | None) -> None:
    """Remember which routing policy the directory was last routed with."""
    session.execute(update(_T["directory_state"]).values(ruleset=ruleset))


def lock_directory(session: Session) -> None:
    """Let nobody else write the directory until this transaction ends."""
    session.execute(select(_T["directory_state"].c.id).with_for_update())


def _stored(session: Session) -> dict[str, tuple[str, str]]:
    columns = _T["service"].c
    query = select(columns.id, columns.origin, columns.content_hash)
    return {row.id: (row.origin, row.content_hash) for row in session.execute(query)}


def _before(session: Session, ids: Sequence[str]) -> dict[str, Service]:
    """The records as they are, before they are written."""
    found: dict[str, Service] = {}
    for start in range(0, len(ids), _BATCH):
        some = load_services(session, ids[start : start + _BATCH])
        found |= {service.id: service for service in some}
    return found


def _note_seed(
    session: Session,
    result: SeedFiles,
    ids: Sequence[str],
    gone: Sequence[str],
    now: datetime | None,
) -> None:
    """Write what the files change into the history."""
    written = set(ids)
    after = [service for service in result.services if service.id in written]
    at = now or datetime.now(UTC)
    note(session, _before(session, ids), after, SEEDED, at, removed=gone)


def _id(rows: Rows) -> str:
    return str(rows["service"][0]["id"])


def _hash_of(rows: Rows) -> str:
    return str(rows["service"][0]["content_hash"])


def _stamp(session: Session, written: Sequence[Rows], now: datetime | None) -> None:
    """Say in rows about to be written when their record last changed in what it says."""
    columns = _T["service"].c
    query = select(columns.id, columns.content_hash, columns.changed_at)
    since = {(row.id, row.content_hash): row.changed_at for row in session.execute(query)}
    at = now or datetime.now(UTC)
    for rows in written:
        rows["service"][0]["changed_at"] = since.get((_id(rows), _hash_of(rows))) or at


def _remove(session: Session, ids: Iterable[str]) -> None:
    every = list(ids)
    for start in range(0, len(every), _BATCH):
        some = every[start : start + _BATCH]
        for name in _BELOW:
            table = _T[name]
            session.execute(delete(table).where(table.c.service_id.in_(some)))
        for name in ("service", "location"):
            session.execute(delete(_T[name]).where(_T[name].c.id.in_(some)))


def _insert(session: Session, changed: Sequence[Rows]) -> None:
    _add_organizations(session, changed)
    for name in ("location", "service", *_BELOW):
        every = [row for rows in changed for row in rows[name]]
        if every:
            session.execute(insert(_T[name]), every)


def _add_organizations(session: Session, changed: Sequence[Rows]) -> None:
    table = _T["organization"]
    wanted = {row["id"]: row for rows in changed for row in rows["organization"]}
    present = set(session.scalars(select(table.c.id)))
    missing = [wanted[key] for key in sorted(set(wanted) - present)]
    if missing:
        session.execute(insert(table), missing)


def _replace_statements(session: Session, result: SeedFiles) -> int:
    table = _T["presence_statement"]
    rows = statement_rows(result.statements)
    stored = list(_stored_statements(session))
    incomplete = bool(result.problems) and len(rows) < len(stored)
    if incomplete:
        return len(stored)
    if rows != stored:
        session.execute(delete(table))
        if rows:
            session.execute(insert(table), rows)
    return len(rows)


def _stored_statements(session: Session) -> Iterator[dict[str, Any]]:
    table = _T["presence_statement"]
    for row in session.execute(select(table).order_by(table.c.position)).mappings():
        yield dict(row)


def _set_version(session: Session) -> None:
    service, state = _T["service"], _T["directory_state"]
    rows = session.execute(select(service.c.id, service.c.content_hash))
    hashes = {row.id: row.content_hash for row in rows}
    version = version_of((hashes[key] for key in sorted(hashes)), _stored_statements(session))
    session.execute(update(state).where(state.c.version != version).values(version=version))
