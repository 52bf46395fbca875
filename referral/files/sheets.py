"""Tables to be read in a spreadsheet, as an XLSX workbook: written row by row, never computed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

Value = str | int | float | None
_HEAD = PatternFill("solid", fgColor="DDE7EE")
_BOLD, _WRAPPED = Font(bold=True), Alignment(wrap_text=True, vertical="top")
_SHARE = "0.0%"
_MOST_OF_A_NAME = 31
"""Characters that a sheet's name may have."""


@dataclass(frozen=True)
class Sheet:
    """A table under a name. A fraction is shown as per cent; `widths` are in characters.

    `still` is the cell above and left of which nothing moves, such as `C2`.
    """

    name: str
    head: Sequence[str]
    rows: Iterable[Sequence[Value]]
    widths: Sequence[int]
    still: str = "A2"


def write_sheets(stream: BinaryIO, sheets: Iterable[Sheet]) -> None:
    """Write a workbook of these sheets."""
    book = Workbook(write_only=True)
    for told in sheets:
        sheet = book.create_sheet(_sheet_name(told.name))
        sheet.freeze_panes = told.still
        for at, width in enumerate(told.widths, 1):
            sheet.column_dimensions[get_column_letter(at)].width = width
        sheet.append([_head(sheet, text) for text in told.head])
        for row in told.rows:
            sheet.append([_cell(sheet, value) for value in row])
    book.save(stream)


def _sheet_name(name: str) -> str:
    """The name up to its first colon, without what a sheet's name may not hold."""
    plain = "".join(" " if sign in "[]*?/\\" else sign for sign in name.partition(":")[0])
    return plain[:_MOST_OF_A_NAME]


def _head(sheet: Any, text: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, text)
    cell.font, cell.alignment, cell.fill = _BOLD, _WRAPPED, _HEAD
    return cell


def _cell(sheet: Any, value: Value) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, float):
        cell.number_format = _SHARE
    elif isinstance(value, str):
        cell.data_type = "s"  # whatever it begins with, it is no formula
        cell.alignment = _WRAPPED
    return cell
