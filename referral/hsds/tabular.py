"""The tabular form of HSDS: a zip of one CSV a table and a `datapackage.json`."""

from __future__ import annotations

import csv
import io
import json
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from datetime import datetime
from tempfile import SpooledTemporaryFile
from typing import IO, Any, BinaryIO

from referral.domain.regions import Region
from referral.domain.services import Service
from referral.hsds.documents import to_service_documents
from referral.hsds.inward import read_service
from referral.hsds.problems import HsdsProblem
from referral.hsds.rows import Row, Rows, rows_of, shared_rows
from referral.hsds.tables import BY_NAME, TABLES, Table, datapackage

PACKAGE = "datapackage.json"
SERVICES = "services.csv"
MAX_UNPACKED = 1 << 30
"""Bytes that a package may unpack to: some forty times the directory of Indonesia."""
_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,  # a way of compressing that Python does not know
    RuntimeError,  # a password is asked for
    OSError,
    EOFError,
)
_IN_MEMORY = 4 << 20
_ALWAYS = (1980, 1, 1, 0, 0, 0)
"""The date of every file inside, so that equal content gives equal bytes."""
_ROWS_ONCE = frozenset({"organization"})
_FILES: Mapping[str, str] = {table.file: table.name for table in TABLES} | {
    "service_at_locations.csv": "service_at_location"
}


def write_zip(
    stream: BinaryIO,
    services: Iterable[Service],
    *,
    regions: Mapping[str, Region] | None = None,
    changed: Mapping[str, datetime] | None = None,
    full: bool = False,
) -> None:
    """Write the services as an HSDS tabular data package; arguments as `to_service_documents`."""
    documents = to_service_documents(services, regions=regions, changed=changed, full=full)
    with ExitStack() as stack, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        spools = {table.name: stack.enter_context(_Spool(table)) for table in TABLES}
        for name, row in _every_row(documents):
            spools[name].add(row)
        package.writestr(_info(PACKAGE), json.dumps(datapackage(), indent=2))
        for table in TABLES:
            with package.open(_info(table.file), "w", force_zip64=True) as inside:
                spools[table.name].copy_to(inside)


def read_zip(stream: BinaryIO) -> tuple[list[Service], list[HsdsProblem]]:
    """The services of an HSDS tabular data package, and a problem for whatever cannot be read.

    `stream` must be seekable. Bounded: a zip that unpacks to more than it may is refused unread.
    """
    found, problems = read_zip_lines(stream)
    return [service for _, service in found], problems


def read_zip_lines(
    stream: BinaryIO, tell: Callable[[int], None] | None = None
) -> tuple[list[tuple[int, Service]], list[HsdsProblem]]:
    """The same, each service with its line in the table of services.

    `tell` hears now and then how many services have been read.
    """
    try:
        with zipfile.ZipFile(stream) as package:
            return _read(package, tell)
    except _UNREADABLE as error:
        return [], [HsdsProblem(0, "", "not_a_zip", {"found": type(error).__name__})]


def _every_row(documents: Iterable[dict[str, Any]]) -> Iterator[Row]:
    yield from shared_rows()
    seen: set[str] = set()
    for document in documents:
        for name, row in rows_of(document):
            if name in _ROWS_ONCE:
                if row["id"] in seen:
                    continue
                seen.add(row["id"])
            yield name, row


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _ALWAYS)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    return info


class _Spool:
    """A table while it grows: in memory first, then in a file that nobody else sees."""

    def __init__(self, table: Table) -> None:
        self._columns = table.columns
        self._raw: IO[bytes] = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - closed with the text
        self._text = io.TextIOWrapper(self._raw, encoding="utf-8", newline="")
        self._writer = csv.writer(self._text, lineterminator="\n")
        self._writer.writerow(self._columns)

    def __enter__(self) -> _Spool:
        return self

    def __exit__(self, *_: object) -> None:
        self._text.close()

    def add(self, row: Mapping[str, Any]) -> None:
        """Write a row; what it does not say is an empty cell."""
        self._writer.writerow([_cell(row.get(name)) for name in self._columns])

    def copy_to(self, stream: IO[bytes]) -> None:
        """Hand the whole table over."""
        self._text.flush()
        self._raw.seek(0)
        while chunk := self._raw.read(1 << 16):
            stream.write(chunk)


def _cell(value: object) -> str:
    return "" if value is None else str(value)


def _read(
    package: zipfile.ZipFile, tell: Callable[[int], None] | None
) -> tuple[list[tuple[int, Service]], list[HsdsProblem]]:
    files = {info.filename.rpartition("/")[2]: info for info in package.infolist()}
    if sum(info.file_size for info in package.infolist()) > MAX_UNPACKED:
        return [], [HsdsProblem(0, "", "too_large", {"limit": str(MAX_UNPACKED)})]
    if SERVICES not in files:
        return [], [HsdsProblem(0, "", "missing_table", {"expected": SERVICES})]
    problems: list[HsdsProblem] = []
    rows, services = Rows(), []
    for file, info in files.items():
        name = _FILES.get(file)
        if name is None:
            continue
        with package.open(info) as inside:
            for line, row in _table(inside, BY_NAME[name], file, problems):
                rows.add(name, row)
                if file == SERVICES:
                    services.append((line, row))
    if problems:
        return [], problems
    return _services(rows, services, tell)


def _services(
    rows: Rows, services: list[tuple[int, dict[str, Any]]], tell: Callable[[int], None] | None
) -> tuple[list[tuple[int, Service]], list[HsdsProblem]]:
    found: dict[str, tuple[int, Service]] = {}
    problems: list[HsdsProblem] = []
    for line, row in services:
        service, wrong = read_service(rows.nested(row), line)
        if service is not None and service.id in found:
            facts = {"found": service.id, "first_item": str(found[service.id][0])}
            wrong = [HsdsProblem(line, "id", "duplicate_id", facts)]
        elif service is not None:
            found[service.id] = (line, service)
        problems += [_at(one) for one in wrong]
        if tell is not None:
            tell(len(found))
    return list(found.values()), problems


def _at(problem: HsdsProblem) -> HsdsProblem:
    return HsdsProblem(problem.item, problem.field, problem.code, problem.facts, SERVICES)


def _table(
    inside: IO[bytes], table: Table, file: str, problems: list[HsdsProblem]
) -> Iterator[tuple[int, dict[str, Any]]]:
    """The rows of a table with their physical lines; other columns than ours are read too."""
    reader = csv.reader(io.TextIOWrapper(inside, encoding="utf-8-sig", newline=""))
    try:
        header = next(reader, [])
        for name in table.required:
            if name not in header:
                problems.append(HsdsProblem(1, name, "required", {}, file))
        line = reader.line_num
        for cells in reader:
            if cells and len(cells) != len(header):
                facts = {"found": str(len(cells)), "expected": str(len(header))}
                problems.append(HsdsProblem(line + 1, "", "wrong_cell_count", facts, file))
            elif cells:
                pairs = zip(header, cells, strict=True)
                yield line + 1, {name: cell for name, cell in pairs if cell}
            line = reader.line_num
    except UnicodeDecodeError:
        problems.append(HsdsProblem(reader.line_num + 1, "", "not_utf8", {}, file))
    except csv.Error as error:
        facts = {"csv": str(error)}
        problems.append(HsdsProblem(reader.line_num, "", "unreadable_table", facts, file))
