"""A file of services, whatever its format, read into records with their lines and problems.

The format is told by the content, never by the name. Nothing here looks at the directory.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import BinaryIO

from referral.domain.services import Service
from referral.files.columns import COLUMNS, PUBLIC_COLUMNS, Column
from referral.files.problems import Problem
from referral.files.services import problems_of, read_csv, read_entries
from referral.files.tables import Table
from referral.files.xlsx import read_workbook
from referral.hsds.documents import from_documents
from referral.hsds.problems import HsdsProblem
from referral.hsds.tabular import SERVICES, read_zip_lines
from referral.usecases.exchange.json_items import JsonBroken, json_items

MOST_BYTES = 200_000_000
"""Of a file as it comes; the directory of today is 60 MB in its longest form."""
PACKED = b"PK"
BEGINNING = 512
"""Bytes at the beginning by which a file is told."""
_BLANK = b" \t\r\n"
_NO_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")
Tell = Callable[[int], None]
"""Told now and then how many records have been read."""


@dataclass(frozen=True, slots=True)
class Told:
    """One record of a file, the line where it stands, and the columns that the file speaks of."""

    service: Service
    file: str
    line: int
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Incoming:
    """All that a file tells; `remarks` are rows that say of themselves that they are none."""

    file: str
    records: tuple[Told, ...]
    problems: tuple[Problem, ...] = ()
    remarks: int = 0


@dataclass(frozen=True, slots=True)
class Source:
    """Who published a file that does not say so itself, and in which year."""

    publisher: str
    year: int | None = None


def could_be_read(start: bytes) -> bool:
    """False where a file's beginning shows that it is neither text nor a zip: not to be taken."""
    return start.startswith(PACKED) or (bool(start) and not _NO_TEXT.search(start))


def read_incoming(
    stream: BinaryIO, file_name: str, *, source: Source | None = None, tell: Tell | None = None
) -> Incoming:
    """Every record of a CSV, XLSX, HSDS JSON or HSDS tabular zip file.

    `stream` must be seekable; it is read from its beginning and left open. Never raises over
    what a file holds. `source` is whose word the records of other systems are, which say nothing
    of it: otherwise each is taken as its own organisation's.
    """
    read = _read(stream, file_name, tell or _silent)
    if source is None:
        return read
    return replace(read, records=tuple(_sourced(one, source) for one in read.records))


def _silent(_done: int) -> None:
    """Nobody waits."""


def _read(stream: BinaryIO, file_name: str, tell: Tell) -> Incoming:
    stream.seek(0, 2)
    if stream.tell() > MOST_BYTES:
        facts = {"limit": str(MOST_BYTES)}
        return Incoming(file_name, (), (Problem(file_name, 0, "", "too_large", facts),))
    stream.seek(0)
    start = stream.read(BEGINNING).removeprefix(b"\xef\xbb\xbf").lstrip(_BLANK)
    stream.seek(0)
    if start.startswith(PACKED):
        return _packed(stream, file_name, tell)
    try:
        text = stream.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        facts = {"byte": str(error.start)}
        return Incoming(file_name, (), (Problem(file_name, line, "", "not_utf8", facts),))
    if start[:1] in (b"[", b"{"):
        return _json(text, file_name, tell)
    return _rows(read_csv(text, file_name), file_name, tell)


def _packed(stream: BinaryIO, file_name: str, tell: Tell) -> Incoming:
    try:
        with zipfile.ZipFile(stream) as packed:
            names = packed.namelist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return Incoming(file_name, (), (Problem(file_name, 0, "", "not_a_format"),))
    finally:
        stream.seek(0)
    if "[Content_Types].xml" in names:
        return _rows(read_workbook(stream, file_name), file_name, tell)
    found, wrong = read_zip_lines(stream, tell)
    lined = ((service, line) for line, service in found)
    return _standard(lined, wrong, file_name, f"{file_name}/{SERVICES}")


def _rows(table: Table, file: str, tell: Tell) -> Incoming:
    tell(len(table.rows))
    found = read_entries(table, file, alone=False)
    records = tuple(Told(one.service, file, one.line, found.columns) for one in found.entries)
    return Incoming(file, records, found.problems, found.remarks)


def _json(text: str, file_name: str, tell: Tell) -> Incoming:
    found: list[tuple[Service, int]] = []
    wrong: list[HsdsProblem] = []
    first: dict[str, int] = {}
    try:
        for line, item in json_items(text):
            services, problems = from_documents([item])
            wrong += (HsdsProblem(line, one.field, one.code, one.facts) for one in problems)
            for service in services:
                if service.id in first:
                    facts = {"found": service.id, "first_line": str(first[service.id])}
                    wrong.append(HsdsProblem(line, "id", "duplicate_id", facts))
                else:
                    first[service.id] = line
                    found.append((service, line))
            tell(len(found))
    except JsonBroken as broken:
        wrong.append(HsdsProblem(broken.line, "", broken.code))
    return _standard(found, wrong, file_name)


def _standard(
    found: Iterable[tuple[Service, int]],
    wrong: Iterable[HsdsProblem],
    file_name: str,
    table: str = "",
) -> Incoming:
    """Records in the words of HSDS, held to the same rules as those of a service file."""
    problems = [_problem(one, file_name) for one in wrong]
    records = []
    for service, line in found:
        broken = problems_of(service, table or file_name, line)
        problems += broken
        if not broken:
            records.append(Told(service, table or file_name, line, _spoken_of(service)))
    return Incoming(file_name, tuple(records), tuple(problems))


def _spoken_of(service: Service) -> tuple[Column, ...]:
    """A document for everybody leaves out the sources: that is no word on them."""
    known = service.provenance
    return COLUMNS if known.evidence or known.source_urls else PUBLIC_COLUMNS


def _sourced(told: Told, source: Source) -> Told:
    """The record with its source, where its document names none: it stands as its own word."""
    known = told.service.provenance
    if known.publisher != told.service.organization or known.year is not None or known.evidence:
        return told
    named = replace(known, publisher=source.publisher, year=source.year)
    return replace(told, service=replace(told.service, provenance=named))


def _problem(one: HsdsProblem, file_name: str) -> Problem:
    file = f"{file_name}/{one.table}" if one.table else file_name
    return Problem(file, one.item, one.field, one.code, one.facts)
