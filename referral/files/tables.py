"""Reading a CSV text into rows of cells with their line, and writing one.

A spreadsheet takes a cell that begins with `=`, `+`, `-` or `@` for a formula. An apostrophe
before such a cell keeps it text; reading takes it off again, so that nothing is lost.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from referral.files.problems import Problem

_GUARDED = re.compile(r"'+[=+\-@]")
_FORMULA = re.compile(r"[=+\-@]")
_NUMBER = re.compile(r"[+-]\d+(\.\d+)?")
DELIMITERS = (",", ";", "\t")
"""A spreadsheet set to a language with decimal commas saves CSV with semicolons."""
REMARK = "#"
"""How the first named cell of a row begins that holds no service: HXL tags, an example."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its physical line (from 1) and its cells, stripped, by position."""

    line: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class Table:
    """The header and the rows of a file; with problems in the header there are no rows."""

    header: list[str]
    rows: list[Row]
    problems: list[Problem]


def guard(cell: str) -> str:
    """The cell as text that no spreadsheet computes; a plain number stays as it is."""
    if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell):
        return f"'{cell}"
    return keep_apostrophe(cell)


def keep_apostrophe(cell: str) -> str:
    """The cell with one apostrophe more where reading would take one off."""
    return f"'{cell}" if _GUARDED.match(cell) else cell


def unguard(cell: str) -> str:
    """The cell before it was guarded."""
    return cell[1:] if _GUARDED.match(cell) else cell


def read_table(text: str, file_name: str, known: Sequence[str], required: Iterable[str]) -> Table:
    """Split a CSV text and check its header against the known columns.

    A wrong header rejects the file: a misspelt column would lose facts without a word.
    """
    text = text.removeprefix("\ufeff")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        header = [name.strip() for name in next(reader, [])]
        problems = header_problems(header, file_name, known, required)
        rows = [] if problems else list(_rows(reader))
    except csv.Error as error:
        problems = [Problem(file_name, reader.line_num, "", "empty_file", {"csv": str(error)})]
        header, rows = [], []
    return Table(header, rows, problems)


def _delimiter(text: str) -> str:
    """What parts the names in the first line; a comma unless another one clearly does."""
    first = text[: text.find("\n")] if "\n" in text else text
    return max(DELIMITERS, key=lambda mark: (first.count(mark), -DELIMITERS.index(mark)))


def write_table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """The CSV text, with Unix line ends so that versions compare line by line."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(map(keep_apostrophe, row) for row in rows)
    return out.getvalue()


def write_line(cells: Iterable[str]) -> str:
    """One row as a line of CSV that a spreadsheet may open."""
    return write_table(tuple(map(guard, cells)), ())


def _rows(reader: Iterator[list[str]]) -> Iterator[Row]:
    line = getattr(reader, "line_num", 1)
    for cells in reader:
        if cells:
            yield Row(line + 1, [unguard(cell.strip()) for cell in cells])
        line = getattr(reader, "line_num", line)


def header_problems(
    header: list[str], file: str, known: Sequence[str], required: Iterable[str]
) -> list[Problem]:
    """What is wrong with the names of the columns."""
    return list(_header_problems(header, file, known, required))


def _header_problems(
    header: list[str], file: str, known: Sequence[str], required: Iterable[str]
) -> Iterator[Problem]:
    if not any(header):
        yield Problem(file, 1, "", "empty_file")
        return
    for name in dict.fromkeys(header):
        if name not in known:
            yield Problem(file, 1, name, "unknown_column")
        elif header.count(name) > 1:
            yield Problem(file, 1, name, "repeated_column")
    for name in required:
        if name not in header:
            yield Problem(file, 1, name, "missing_column")
