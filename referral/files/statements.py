"""Presence files: sourced statements that a region has, or has not, a unit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from referral.domain.services import Statement
from referral.domain.vocabulary import Trilean
from referral.files import cells
from referral.files.columns import YEARS
from referral.files.problems import CellError, Problem
from referral.files.tables import Row, read_table, write_table
from referral.files.text import clean_text


@dataclass(frozen=True)
class Field:
    """A column of a presence file; its name is the Statement's field."""

    name: str
    text: str
    read: cells.Read
    type: str = "string"
    required: bool = False
    public: bool = True


FIELDS: tuple[Field, ...] = (
    Field("region_code", "Province or regency the statement is about (Kemendagri code).",
          cells.matching(r"\d{2}(\.\d{2})?", "not_a_code"), required=True),
    Field("unit", "What it is about: `uptd_ppa`, `uptd_ppa_province`, `p2tp2a`, `safe_house`, "
          "`psychologist`, …; empty where the words do not say it plainly.",
          cells.matching(r"[a-z0-9]+(_[a-z0-9]+)*", "not_a_slug")),
    Field("status", "`yes` it has one, `no` it has none, `unknown`.", cells.one_of(Trilean),
          required=True),
    Field("have", "Regencies that have one, where the source counts.", cells.whole(0, 600),
          "integer"),
    Field("of", "Of how many regencies.", cells.whole(1, 600), "integer"),
    Field("year", "Year of the source.", cells.whole(*YEARS), "integer"),
    Field("note", "The statement in the compilers' words.", clean_text, required=True),
    Field("publisher", "Who published it.", cells.read_name, required=True),
    Field("source_url", "Address of the source. Editors only.",
          cells.matching(cells.URL, "not_a_url", limit=2000), public=False),
)  # fmt: skip


def dump_statements(statements: Iterable[Statement], *, full: bool = True) -> str:
    """The CSV text of statements in their order; without `full` no source links."""
    fields = [field for field in FIELDS if full or field.public]
    rows = (
        [cells.write_text(getattr(statement, field.name)) for field in fields]
        for statement in statements
    )
    return write_table([field.name for field in fields], rows)


def load_statements(text: str, file_name: str) -> tuple[list[Statement], list[Problem]]:
    """The statements of a CSV text, in its order, and a Problem for each bad cell."""
    required = [field.name for field in FIELDS if field.required]
    table = read_table(text, file_name, [field.name for field in FIELDS], required)
    by_name = {field.name: field for field in FIELDS}
    fields = [by_name[name] for name in table.header] if not table.problems else []
    statements: list[Statement] = []
    problems = list(table.problems)
    for row in table.rows:
        statement, wrong = _read_row(row, fields, file_name)
        problems += wrong
        if statement is not None:
            statements.append(statement)
    return statements, problems


def _read_row(
    row: Row, fields: list[Field], file_name: str
) -> tuple[Statement | None, list[Problem]]:
    if len(row.cells) != len(fields):
        facts = {"found": str(len(row.cells)), "expected": str(len(fields))}
        return None, [Problem(file_name, row.line, "", "wrong_cell_count", facts)]
    values: dict[str, Any] = dict.fromkeys(field.name for field in FIELDS)
    problems = []
    for field, cell in zip(fields, row.cells, strict=True):
        if not cell:
            if field.required:
                problems.append(Problem(file_name, row.line, field.name, "required"))
            continue
        try:
            values[field.name] = field.read(cell)
        except CellError as error:
            facts = {**error.facts}
            problems.append(Problem(file_name, row.line, field.name, error.code, facts))
    have, of = values["have"], values["of"]
    if have is not None and of is not None and have > of:
        problems.append(Problem(file_name, row.line, "have", "free_exceeds_total",
                                {"total": str(of), "free": str(have)}))  # fmt: skip
    return (None, problems) if problems else (Statement(**values), [])
