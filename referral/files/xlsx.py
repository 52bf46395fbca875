"""Service files as XLSX workbooks: rows in, rows out, one at a time.

Every cell is text, as in the CSV, so that `53.10` stays a code; numbers, dates and ticks that a
spreadsheet made of a typed cell are turned back. A formula is never computed and never taken.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any, BinaryIO

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter

from referral.domain.services import UNKNOWN, Service
from referral.files.columns import COLUMNS, UNSAID, Column
from referral.files.problems import Problem
from referral.files.services import REQUIRED, cells_of, columns_of
from referral.files.tables import Row, Table, header_problems
from referral.files.unpacking import declares_entities, unpacks_to_too_much
from referral.files.xlsx_guide import add_choices, add_guide, example_cells

SHEET = "services"
MOST_ROWS = 50_000
"""Rows with anything in them; three times the directory of today."""
MOST_BYTES = 300_000_000
"""Of all parts of a workbook, unpacked."""
WIDTHS = {"id": 30, "name": 44, "organization": 36, "needs": 40, "phones": 30}
_CODES = frozenset({"regency_code", "coverage"})
"""Codes that look like numbers: `53.10` typed as a number has lost its last digit."""
_HEAD = PatternFill("solid", fgColor="DDE7EE")
_REQUIRED_HEAD = PatternFill("solid", fgColor="F6D9A8")
_EXAMPLE = Font(italic=True, color="777777")
_KNOWN = tuple(column.name for column in COLUMNS)
_BROKEN = (
    zipfile.BadZipFile,
    KeyError,
    ValueError,
    OSError,
    AttributeError,
    TypeError,
    SyntaxError,
)
"""What openpyxl raises over a broken workbook: XML errors are SyntaxErrors."""


def read_workbook(stream: BinaryIO, file_name: str) -> Table:
    """The rows of the sheet `services`, or of the first one, under a checked header.

    The line of a row is its number in the sheet. `stream` must be seekable.
    """
    if unpacks_to_too_much(stream, MOST_BYTES):
        return _refused(file_name, 0, "too_large")
    if declares_entities(stream):
        return _refused(file_name, 0, "not_a_workbook")
    try:
        book = load_workbook(stream, read_only=True, data_only=False, keep_links=False)
        try:
            sheet = book[SHEET] if SHEET in book.sheetnames else book.worksheets[0]
            sheet.reset_dimensions()  # what a sheet says of its own size may be wrong
            return _table(sheet.iter_rows(values_only=True), file_name)
        finally:
            book.close()
    except IndexError:
        return _refused(file_name, 1, "empty_file")
    except _BROKEN:
        return _refused(file_name, 0, "not_a_workbook")


def write_workbook(
    stream: BinaryIO, services: Iterable[Service], *, full: bool, template: bool = False
) -> None:
    """Write a workbook with drop-downs, a guide in two languages, and the services.

    A `template` holds a marked example row, which reading leaves out, and rows to fill.
    """
    columns = columns_of(full=full)
    book = Workbook(write_only=True)
    sheet = book.create_sheet(SHEET)
    sheet.freeze_panes = "C2"
    for at, column in enumerate(columns, 1):
        dimension = sheet.column_dimensions[get_column_letter(at)]
        dimension.width = WIDTHS.get(column.name, 18)
        dimension.number_format = "@"
    sheet.append([_head(sheet, column) for column in columns])
    if template:
        sheet.append([_cell(sheet, text, _EXAMPLE) for text in example_cells(columns)])
    for service in services:
        sheet.append(_cells(sheet, service, columns))
    add_choices(book, sheet, columns)
    add_guide(book, columns)
    book.save(stream)


def _refused(file_name: str, line: int, code: str) -> Table:
    return Table([], [], [Problem(file_name, line, "", code)])


def _table(rows: Iterator[Sequence[Any]], file_name: str) -> Table:
    header = [_text(cell, "") for cell in next(rows, ())]
    while header and not header[-1]:
        header.pop()
    problems = header_problems(header, file_name, _KNOWN, REQUIRED)
    found: list[Row] = []
    for line, row in enumerate(rows if not problems else (), 2):
        cells = _row(row, header)
        if not any(cells):
            continue
        if len(found) == MOST_ROWS:
            facts = {"limit": str(MOST_ROWS)}
            return Table(header, [], [Problem(file_name, line, "", "too_many_rows", facts)])
        found.append(Row(line, cells))
    return Table(header, found, problems)


def _row(row: Sequence[Any], header: list[str]) -> list[str]:
    """The cells under the header, empty ones filled up; more only where they hold something."""
    names = [*header, *[""] * (len(row) - len(header))]
    cells = [_text(cell, name) for cell, name in zip(row, names, strict=False)]
    cells += [""] * (len(header) - len(cells))
    while len(cells) > len(header) and not cells[-1]:
        cells.pop()
    return cells


def _text(value: object, name: str) -> str:
    """A cell's value as the text that was meant."""
    if isinstance(value, str):
        return value.strip()  # a formula begins with "=" and is refused where it is read
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float):
        return _number(value, name)
    return "" if value is None else str(value)


def _number(value: float, name: str) -> str:
    if float(value).is_integer():
        return str(int(value))
    return f"{value:.2f}" if name in _CODES else repr(value)


def _head(sheet: Any, column: Column) -> Any:
    cell = _cell(sheet, column.name, Font(bold=True))
    cell.fill = _REQUIRED_HEAD if column.required else _HEAD
    return cell


def _cell(sheet: Any, text: str, font: Font) -> Any:
    cell = WriteOnlyCell(sheet, value=None)
    cell.font = font
    cell.number_format = "@"
    if text:
        cell.value = text
        cell.data_type = "s"
    return cell


def _cells(sheet: Any, service: Service, columns: Sequence[Column]) -> list[Any]:
    """A row; a fact that nobody has stated is empty: half of all cells would say `unknown`."""
    texts = zip(columns, cells_of(service, columns), strict=True)
    return [
        None if text == UNSAID and column.empty is UNKNOWN else _plain(sheet, text)
        for column, text in texts
    ]


def _plain(sheet: Any, text: str) -> Any:
    """Text as it is; what begins like a formula is told to be text."""
    if not text:
        return None
    if text[0] != "=":
        return text
    cell = WriteOnlyCell(sheet, value=text)
    cell.data_type = "s"
    return cell
