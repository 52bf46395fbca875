"""Service files: CSV text to services and problems, and services to CSV text.

A bad cell rejects its row and nothing else; every row becomes a service or a Problem.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from referral.domain.services import (
    UNKNOWN,
    Capacity,
    Fact,
    Hours,
    Provenance,
    Service,
)
from referral.domain.vocabulary import Trilean
from referral.files.checks import complaints
from referral.files.columns import COLUMNS, PUBLIC_COLUMNS, UNSAID, Column
from referral.files.hxl import HXL
from referral.files.problems import CellError, Problem
from referral.files.tables import REMARK, Row, Table, read_table, write_line, write_table

_BY_NAME = {column.name: column for column in COLUMNS}
REQUIRED = tuple(column.name for column in COLUMNS if column.required)
_EMPTY = {column.path: column.empty for column in COLUMNS if "." not in column.path}
_GROUPS = ("facts", "provenance", "capacity", "hours")


@dataclass(frozen=True, slots=True)
class Entry:
    """A service that was read, and the line where it stands."""

    service: Service
    line: int


@dataclass(frozen=True, slots=True)
class Entries:
    """What a table holds; `columns` are those that it speaks of, `remarks` its rows without any."""

    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]
    columns: tuple[Column, ...]
    remarks: int


def dumps(services: Iterable[Service], *, full: bool = True) -> str:
    """The CSV text of services, one row each, sorted by id.

    Without `full` the editors' columns (source links, evidence) are left out.
    """
    columns = columns_of(full=full)
    ordered = sorted(services, key=lambda service: service.id)
    rows = (cells_of(service, columns) for service in ordered)
    return write_table([column.name for column in columns], rows)


def csv_lines(services: Iterable[Service], *, full: bool, tags: bool = False) -> Iterator[str]:
    """The same line by line in the order given, safe to open in a spreadsheet.

    With `tags` a row of HXL tags stands under the names.
    """
    columns = columns_of(full=full)
    yield write_table([column.name for column in columns], ())
    if tags:
        yield write_table([HXL[column.name] for column in columns], ())
    for service in services:
        yield write_line(cells_of(service, columns))


def columns_of(*, full: bool) -> tuple[Column, ...]:
    """The columns of a whole file, or of a public one."""
    return COLUMNS if full else PUBLIC_COLUMNS


def cells_of(service: Service, columns: Iterable[Column] = COLUMNS) -> list[str]:
    """A service as the cells of a row."""
    return [column.write(column.value_in(service)) for column in columns]


def loads(text: str, file_name: str) -> tuple[list[Service], list[Problem]]:
    """The services of a CSV text, in its order, and a Problem for whatever is wrong.

    Columns may stand in any order and optional ones may be absent.
    """
    found = read_entries(read_csv(text, file_name), file_name)
    return [entry.service for entry in found.entries], list(found.problems)


def read_csv(text: str, file_name: str) -> Table:
    """The rows of a CSV text under a checked header."""
    return read_table(text, file_name, tuple(_BY_NAME), REQUIRED)


def read_entries(table: Table, file_name: str, *, alone: bool = True) -> Entries:
    """The services of a table, each with its line; a row whose id begins with `#` is a remark.

    A row that does not stand `alone` will be joined with what is known already: whether its
    cells contradict each other is seen then.
    """
    columns = [_BY_NAME[name] for name in table.header] if not table.problems else []
    at_id = next((at for at, column in enumerate(columns) if column.name == "id"), 0)
    entries: dict[str, Entry] = {}
    problems = list(table.problems)
    remarks = 0
    for row in table.rows:
        if len(row.cells) > at_id and row.cells[at_id].startswith(REMARK):
            remarks += 1
            continue
        service, wrong = _read_row(row, columns, file_name, alone=alone)
        if service is None:
            problems += wrong
        elif (first := entries.get(service.id)) is not None:
            facts = {"found": service.id, "first_line": str(first.line)}
            problems.append(Problem(file_name, row.line, "id", "duplicate_id", facts))
        else:
            entries[service.id] = Entry(service, row.line)
    return Entries(tuple(entries.values()), tuple(problems), tuple(columns), remarks)


def problems_of(service: Service, file_name: str = "", line: int = 0) -> list[Problem]:
    """What a service made elsewhere (a form, another format) breaks of this format's rules.

    Each value is written and read again, so that the same rules hold for every way in.
    """
    row = Row(line, cells_of(service))
    return _read_row(row, COLUMNS, file_name)[1]


def service_from(cells: Mapping[str, str]) -> tuple[Service | None, list[Problem]]:
    """The service that has these cells (by column; a column left out is empty), or what is wrong.

    What a form says is read as a row of a file would be: nothing can be said in one way alone.
    """
    row = Row(0, [cells.get(column.name, "") for column in COLUMNS])
    return _read_row(row, COLUMNS, "")


def _read_row(
    row: Row, columns: Sequence[Column], file_name: str, *, alone: bool = True
) -> tuple[Service | None, list[Problem]]:
    if len(row.cells) != len(columns):
        facts = {"found": str(len(row.cells)), "expected": str(len(columns))}
        return None, [Problem(file_name, row.line, "", "wrong_cell_count", facts)]
    groups: dict[str, dict[str, Any]] = {group: {} for group in _GROUPS}
    values = dict(_EMPTY)
    problems: list[Problem] = []
    for column, cell in zip(columns, row.cells, strict=True):
        if not cell or (cell == UNSAID and column.empty is UNKNOWN):
            if column.required:
                problems.append(Problem(file_name, row.line, column.name, "required"))
            continue
        group, _, name = column.path.rpartition(".")
        try:
            (groups[group] if group else values)[name] = column.read(cell)
        except CellError as error:
            facts = {**error.facts}
            problems.append(Problem(file_name, row.line, column.name, error.code, facts))
    if problems:
        return None, problems
    service = _service(values, groups)
    if not alone:
        return service, []
    problems = [Problem(file_name, row.line, *complaint) for complaint in complaints(service)]
    return (None, problems) if problems else (service, [])


def _service(values: dict[str, Any], groups: dict[str, dict[str, Any]]) -> Service:
    intervals, holidays = values.pop("hours") or ((), Trilean.UNKNOWN)
    facts: dict[str, Fact] = {k: v for k, v in groups["facts"].items() if v != UNKNOWN}
    provenance = {"year": None, **groups["provenance"]}
    return Service(
        **values,
        facts=facts,
        provenance=Provenance(**provenance),
        capacity=Capacity(**groups["capacity"]),
        hours=Hours(intervals, holidays, groups["hours"].get("text")),
    )
