"""Import by an editor in the browser: rehearsed, then written; what needs two editors is asked for.

New records and whatever would uncover a secret place never go straight into the directory: a
second editor decides. Everything else is written, all of it in one transaction or nothing. The
outcome is plain data, so that it can be kept beside a job.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlmodel import Session

from referral.domain.access import Action, Actor, may
from referral.domain.approvals import ApprovalKind
from referral.domain.audit import ObjectKind
from referral.domain.errors import NotFound, RequestRejected
from referral.domain.errors import Problem as RequestProblem
from referral.domain.upkeep_fields import PLACE, tells_no_place
from referral.files.columns import COLUMNS
from referral.files.problems import CellError, Problem
from referral.files.tables import write_line
from referral.store.audit import append
from referral.store.history import Author
from referral.store.history_tables import ChangeSource
from referral.store.reading import directory_version
from referral.store.upkeep import content_hashes
from referral.store.writing import lock_directory, save_services
from referral.usecases.audit import EVERYTHING
from referral.usecases.exchange.comparing import Change
from referral.usecases.exchange.importing import Report, compared
from referral.usecases.exchange.incoming import Incoming, Source, read_incoming
from referral.usecases.jobs import Progress
from referral.usecases.office import Office
from referral.usecases.upkeep.approvals import ask_many, asked_alike, needs_second

SHOWN = 50
"""Added and changed records of which the outcome tells more than that there are."""
LONGEST = 300
"""Characters of a cell that the outcome repeats."""
_BY_NAME = {column.name: column for column in COLUMNS}
Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was handed in: where it lies, what it was called, and whose word it is."""

    path: Path
    name: str
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """A report, and what of it a second editor decides on.

    `ask` is by kind what is to be asked; `waiting` are ids of which the same waits already;
    `mark` changes when anything of it does.
    """

    report: Report
    version: str
    mark: str
    ask: Mapping[ApprovalKind, tuple[Change, ...]] = field(default_factory=dict)
    waiting: frozenset[str] = frozenset()

    @property
    def save(self) -> tuple[Change, ...]:
        """What an editor may change alone."""
        return tuple(one for one in self.report.changed if _second(one) is None)

    @property
    def anything(self) -> bool:
        """True where something would be written or asked."""
        return bool(self.save or any(self.ask.values()))


def source_of(publisher: str, year: str) -> Source | None:
    """Whose word a file is, as somebody typed it; None where nothing was typed.

    :raises RequestRejected: the path is `publisher` or `year`, the code one of a file's problems
    """
    publisher, year = publisher.strip(), year.strip()
    if not publisher and not year:
        return None
    wrong: list[RequestProblem] = []
    read: dict[str, Any] = {}
    for path, column, cell in (
        ("publisher", "publisher", publisher),
        ("year", "source_year", year),
    ):
        try:
            read[path] = _BY_NAME[column].read(cell) if cell else None
        except CellError as error:
            wrong.append(RequestProblem(path, error.code, error.facts))
    if not publisher:
        wrong.append(RequestProblem("publisher", "required"))
    if wrong:
        raise RequestRejected(tuple(wrong))
    return Source(read["publisher"], read["year"])


def rehearse(office: Office, actor: Actor, upload: Upload, progress: Progress) -> Document:
    """What the file would do; nothing is written.

    :raises NotFound: the actor does not edit
    """
    _check(actor)
    incoming = _incoming(upload, progress)
    with office.records.reading() as session:
        outcome = _outcome(session, office, incoming, progress)
    return _document(outcome, done="")


def submit(
    office: Office,
    actor: Actor,
    upload: Upload,
    progress: Progress,
    *,
    mark: str,
    skip_rejected: bool,
    now: datetime,
) -> Document:
    """Write what was rehearsed, where it still does the same; else it is a rehearsal again.

    `mark` is the rehearsal's. The document's `done` is "written", "overtaken" where something in
    the directory has changed what the file does, or empty where rejected rows forbid it.

    :raises NotFound: the actor does not edit
    """
    _check(actor)
    incoming = _incoming(upload, progress)
    with office.records.reading() as session:
        outcome = _outcome(session, office, incoming, progress)
    progress.tell(0, 0, "writing")
    with office.records.writing() as session:
        lock_directory(session)
        if directory_version(session) != outcome.version:
            outcome = _outcome(session, office, incoming, progress)
        if outcome.mark != mark:
            return _document(outcome, done="overtaken")
        if outcome.report.problems and not skip_rejected:
            return _document(outcome, done="")
        _write(session, actor, outcome, now)
    return _document(outcome, done="written")


def problems_csv(told: Document, message: Callable[[Document], str]) -> str:
    """Every problem of an outcome as CSV, which a spreadsheet computes nothing of.

    `message` puts a problem into words.
    """
    names = ("file", "line", "column", "code")
    rows = ([str(one[name]) for name in names] + [message(one)] for one in told["problems"])
    return "".join(map(write_line, ((*names, "message"), *rows)))


def _check(actor: Actor) -> None:
    if not may(actor, Action.EDIT_DIRECTORY):
        raise NotFound("import")


def _incoming(upload: Upload, progress: Progress) -> Incoming:
    progress.tell(0, 0, "reading")
    with upload.path.open("rb") as stream:
        return read_incoming(
            stream,
            upload.name,
            source=upload.source,
            tell=lambda done: progress.tell(done, 0, "reading"),
        )


def _outcome(session: Session, office: Office, incoming: Incoming, progress: Progress) -> Outcome:
    total = len(incoming.records)
    progress.tell(0, total, "comparing")
    report = compared(
        session,
        office.world,
        incoming,
        lambda done, of: progress.tell(done, of, "comparing"),
        by_editor=True,
    )
    every = (*report.added, *report.changed)
    seconds = {one.service.id: (kind, one) for one in every if (kind := _second(one)) is not None}
    waiting = asked_alike(
        session, {ref: (kind, one.service) for ref, (kind, one) in seconds.items()}
    )
    ask = {
        kind: tuple(one for ref, (of, one) in seconds.items() if of is kind and ref not in waiting)
        for kind in (ApprovalKind.PUBLISH, ApprovalKind.UNHIDE)
    }
    hashes = content_hashes(session, (one.service.id for one in report.changed))
    mark = _mark(report, hashes, waiting)
    return Outcome(report, directory_version(session), mark, ask, waiting)


def _second(change: Change) -> ApprovalKind | None:
    return needs_second(change.before, change.service)


def _mark(report: Report, hashes: Mapping[str, str], waiting: Iterable[str]) -> str:
    """The same for equal effects of the same file."""
    told = [
        [one.service.id for one in report.added],
        [[one.service.id, hashes.get(one.service.id)] for one in report.changed],
        [[one.line, one.column, one.code] for one in report.problems],
        sorted(waiting),
    ]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def _write(session: Session, actor: Actor, outcome: Outcome, now: datetime) -> None:
    saved = [one.service for one in outcome.save]
    if saved:
        save_services(session, saved, now=now, author=Author(str(actor.id), ChangeSource.IMPORT))
        append(session, now, actor.id, "services_imported", ObjectKind.SERVICE, EVERYTHING)
    for kind, changes in outcome.ask.items():
        if changes:
            ask_many(session, actor, kind, [one.service for one in changes], now)


def _document(outcome: Outcome, *, done: str) -> Document:
    report = outcome.report
    return {
        "file": report.file,
        "done": done,
        "mark": outcome.mark,
        "anything": outcome.anything,
        "saved": len(outcome.save),
        "added": len(report.added),
        "changed": len(report.changed),
        "unchanged": report.unchanged,
        "rejected": report.rejected,
        "remarks": report.remarks,
        "waiting": len(outcome.waiting),
        "undialled": sum(len(_undialled(one)) for one in (*report.added, *report.changed)),
        "asked": {str(kind): len(changes) for kind, changes in outcome.ask.items()},
        "new": [_row(one, outcome) for one in report.added[:SHOWN]],
        "differing": [_row(one, outcome) for one in report.changed[:SHOWN]],
        "problems": [_told(one) for one in report.problems],
    }


def _row(change: Change, outcome: Outcome) -> Document:
    service = change.service
    second = _second(change)
    return {
        "id": service.id,
        "name": service.name,
        "kind": str(service.kind),
        "region": service.regency_code or service.province_code,
        "file": change.file,
        "line": change.line,
        "second": None if second is None else str(second),
        "waiting": service.id in outcome.waiting,
        "undialled": _undialled(change),
        "columns": [_difference(change, name) for name in change.columns],
    }


def _undialled(change: Change) -> list[str]:
    """Numbers that cannot be dialled and that the record did not have, as printed."""
    before = change.before
    had = {one.display for one in (*before.phones, *before.whatsapp)} if before else set()
    service = change.service
    return [
        one.display
        for one in (*service.phones, *service.whatsapp)
        if one.number is None and one.display not in had
    ]


def _difference(change: Change, name: str) -> Document:
    """A column's cells before and after; of a hidden place nothing that tells where it is."""
    column, before = _BY_NAME[name], change.before
    if before is None or (column.path in PLACE and tells_no_place(before)):
        return {"column": name, "before": None, "after": None}
    cells = [column.write(column.value_in(one))[:LONGEST] for one in (before, change.service)]
    return {"column": name, "before": cells[0], "after": cells[1]}


def _told(problem: Problem) -> Document:
    return {
        "file": problem.file,
        "line": problem.line,
        "column": problem.column,
        "code": problem.code,
        "facts": dict(problem.facts),
    }
