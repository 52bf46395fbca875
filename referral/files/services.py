"""Service files: CSV text to services and problems, and services to CSV text.

A bad cell rejects its row and nothing else; every row becomes a service or a Problem.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
from referral.files.problems import CellError, Problem
from referral.files.tables import Row, read_table, write_table

_BY_NAME = {column.name: column for column in COLUMNS}
_REQUIRED = tuple(column.name for column in COLUMNS if column.required)
_EMPTY = {column.path: column.empty for column in COLUMNS if "." not in column.path}
_GROUPS = ("facts", "provenance", "capacity", "hours")


def dumps(services: Iterable[Service], *, full: bool = True) -> str:
    """The CSV text of services, one row each, sorted by id.

    Without `full` the editors' columns (source links, evidence) are left out.
    """
    columns = COLUMNS if full else PUBLIC_COLUMNS
    ordered = sorted(services, key=lambda service: service.id)
    rows = ([column.write(column.value_in(service)) for column in columns] for service in ordered)
    return write_table([column.name for column in columns], rows)


def loads(text: str, file_name: str) -> tuple[list[Service], list[Problem]]:
    """The services of a CSV text, in its order, and a Problem for whatever is wrong.

    Columns may stand in any order and optional ones may be absent.
    """
    table = read_table(text, file_name, tuple(_BY_NAME), _REQUIRED)
    columns = [_BY_NAME[name] for name in table.header] if not table.problems else []
    services: list[Service] = []
    problems = list(table.problems)
    seen: dict[str, int] = {}
    for row in table.rows:
        service, wrong = _read_row(row, columns, file_name)
        if service is not None and service.id in seen:
            facts = {"found": service.id, "first_line": str(seen[service.id])}
            service, wrong = None, [Problem(file_name, row.line, "id", "duplicate_id", facts)]
        if service is None:
            problems += wrong
            continue
        seen[service.id] = row.line
        services.append(service)
    return services, problems


def problems_of(service: Service, file_name: str = "", line: int = 0) -> list[Problem]:
    """What a service made elsewhere (a form, another format) breaks of this format's rules.

    Each value is written and read again, so that the same rules hold for every way in.
    """
    row = Row(line, [column.write(column.value_in(service)) for column in COLUMNS])
    return _read_row(row, COLUMNS, file_name)[1]


def _read_row(
    row: Row, columns: Sequence[Column], file_name: str
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
