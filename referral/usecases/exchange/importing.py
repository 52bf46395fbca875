"""Import: a file held against the directory, and written in one transaction if asked.

Records that are written are the installation's own (origin `local`): a later seed keeps them.
Nothing is ever removed by an import.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, BinaryIO

from sqlmodel import Session

from referral.domain.audit import SYSTEM, ObjectKind
from referral.files.columns import COLUMNS
from referral.files.problems import Problem
from referral.store.audit import append
from referral.store.history import Author
from referral.store.history_tables import ChangeSource
from referral.store.reading import load_directory
from referral.store.writing import lock_directory, save_services
from referral.usecases.audit import EVERYTHING
from referral.usecases.exchange.comparing import Change, Comparer
from referral.usecases.exchange.incoming import Incoming, read_incoming
from referral.usecases.records import Records
from referral.usecases.upkeep.edit_cells import (
    FREE_TEXTS,
    SEATED,
    place_problems,
    secret_problems,
)
from referral.usecases.world import World

_LOOKED_AT = {column.name: column for column in COLUMNS if column.name in FREE_TEXTS | SEATED}
Progress = Callable[[int, int], None]
"""Told now and then how many records of how many have been compared."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a file does to the directory; `written` tells whether it has been done.

    `rejected` counts rows; a row may have several problems, and a problem of the whole file
    belongs to no row.
    """

    file: str
    added: tuple[Change, ...]
    changed: tuple[Change, ...]
    unchanged: int
    problems: tuple[Problem, ...]
    remarks: int
    written: bool

    @property
    def rejected(self) -> int:
        """Rows that cannot be taken."""
        rows = {(one.file, one.line) for one in self.problems}
        return len(rows)

    @property
    def anything(self) -> bool:
        """True where something would be written."""
        return bool(self.added or self.changed)


def import_services(
    world: World,
    records: Records,
    stream: BinaryIO,
    file_name: str,
    *,
    now: datetime,
    actor_id: str = SYSTEM,
    commit: bool = False,
    skip_rejected: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Rehearse a file, or with `commit` write it: all of it or nothing.

    With a rejected row nothing is written, unless `skip_rejected` leaves such rows out. `stream`
    must be seekable.
    """
    incoming = read_incoming(stream, file_name)
    if not commit:
        with records.reading() as session:
            return compared(session, world, incoming, progress)
    with records.writing() as session:
        lock_directory(session)
        report = compared(session, world, incoming, progress)
        if not report.anything or (report.problems and not skip_rejected):
            return report
        written = [one.service for one in (*report.added, *report.changed)]
        author = Author(actor_id, ChangeSource.IMPORT)
        save_services(session, written, now=now, author=author)
        append(session, now, actor_id, "services_imported", ObjectKind.SERVICE, EVERYTHING)
    return replace(report, written=True)


def compared(
    session: Session,
    world: World,
    incoming: Incoming,
    progress: Progress | None,
    *,
    by_editor: bool = False,
) -> Report:
    """What a file would do to the directory as it is; nothing is written.

    `by_editor`: new about a record can only be what an editor's form would take. A change that
    uncovers a secret place is no problem then: whoever asks must lay it before a second editor.
    """
    comparer = Comparer(
        load_directory(session), world.policy, world.atlas.find_code, may_uncover=by_editor
    )
    added: list[Change] = []
    changed: list[Change] = []
    problems = list(incoming.problems)
    unchanged = 0
    for at, told in enumerate(incoming.records, 1):
        found = comparer.compare(told)
        if found is None:
            unchanged += 1
        elif isinstance(found, tuple):
            problems += found
        elif by_editor and (wrong := list(_form_problems(found, world))):
            problems += wrong
        else:
            (added if found.before is None else changed).append(found)
        if progress is not None and at % 500 == 0:
            progress(at, len(incoming.records))
    ordered = sorted(problems, key=lambda one: (one.file, one.line))
    return Report(
        file=incoming.file,
        added=tuple(added),
        changed=tuple(changed),
        unchanged=unchanged,
        problems=tuple(ordered),
        remarks=incoming.remarks,
        written=False,
    )


def _form_problems(change: Change, world: World) -> Iterator[Problem]:
    """What is new about the record's place and texts, held to the same as in an editor's form.

    The day on which somebody verified it is no field of that form either (R32).
    """
    service = change.service
    verified_on = change.before.provenance.verified_on if change.before else None
    if service.provenance.verified_on != verified_on:
        yield Problem(change.file, change.line, "verified_on", "only_by_verifying")
    names = change.columns if change.before is not None else tuple(_LOOKED_AT)
    cells = {
        name: _LOOKED_AT[name].write(_LOOKED_AT[name].value_in(service))
        for name in names
        if name in _LOOKED_AT
    }
    for one in (
        *place_problems(world.atlas, service, cells),
        *secret_problems(service, cells, change.before),
    ):
        yield Problem(change.file, change.line, one.path, one.code, one.facts)


def report_document(report: Report) -> dict[str, Any]:
    """The report as plain data: ids and columns, no values."""
    return {
        "file": report.file,
        "written": report.written,
        "added": [{"id": one.service.id, "line": one.line} for one in report.added],
        "changed": [
            {"id": one.service.id, "line": one.line, "columns": list(one.columns)}
            for one in report.changed
        ],
        "unchanged": report.unchanged,
        "rejected": report.rejected,
        "remarks": report.remarks,
        "problems": [
            {"file": one.file, "line": one.line, "column": one.column, "code": one.code,
             "facts": dict(one.facts)}
            for one in report.problems
        ],
    }  # fmt: skip
