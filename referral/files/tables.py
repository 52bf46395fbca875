"""Reading a CSV text into rows of cells with their line, and writing one."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from referral.files.problems import Problem


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


def read_table(text: str, file_name: str, known: Sequence[str], required: Iterable[str]) -> Table:
    """Split a CSV text and check its header against the known columns.

    A wrong header rejects the file: a misspelt column would lose facts without a word.
    """
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    try:
        header = [name.strip() for name in next(reader, [])]
        problems = list(_header_problems(header, file_name, known, required))
        rows = [] if problems else list(_rows(reader))
    except csv.Error as error:
        problems = [Problem(file_name, reader.line_num, "", "empty_file", {"csv": str(error)})]
        header, rows = [], []
    return Table(header, rows, problems)


def write_table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """The CSV text, with Unix line ends so that versions compare line by line."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


def _rows(reader: Iterator[list[str]]) -> Iterator[Row]:
    line = getattr(reader, "line_num", 1)
    for cells in reader:
        if cells:
            yield Row(line + 1, [cell.strip() for cell in cells])
        line = getattr(reader, "line_num", line)


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
