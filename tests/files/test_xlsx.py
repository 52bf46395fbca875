"""Workbooks: nothing is lost, nothing is computed, and what is broken or huge is refused."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from referral.domain.services import FACT_NAMES, Service
from referral.files import xlsx
from referral.files.columns import COLUMNS, PUBLIC_COLUMNS
from referral.files.columns_id import COLUMN_TEXTS_ID
from referral.files.services import Entries, loads, read_entries
from referral.files.unpacking import declares_entities, unpacks_to_too_much
from referral.files.xlsx import SHEET, read_workbook, write_workbook
from referral.files.xlsx_guide import choices_of, example_cells
from tests.files.strategies import services
from tests.files.test_service_files import GOOD, table


def written(some: Iterable[Service], **options: Any) -> io.BytesIO:
    stream = io.BytesIO()
    write_workbook(stream, some, **{"full": True, **options})
    stream.seek(0)
    return stream


def entries(stream: io.BytesIO) -> Entries:
    return read_entries(read_workbook(stream, "x.xlsx"), "x.xlsx")


def book(*rows: list[Any], sheet: str = SHEET) -> io.BytesIO:
    """A workbook as somebody's spreadsheet would save it."""
    made = Workbook()
    assert made.active is not None
    made.active.title = sheet
    for row in rows:
        made.active.append(row)
    stream = io.BytesIO()
    made.save(stream)
    stream.seek(0)
    return stream


def typed(**cells: Any) -> Entries:
    """What a sheet with one row gives, its cells typed by a spreadsheet."""
    row = {**GOOD, **cells}
    return entries(book(list(row), list(row.values())))


def codes(found: Entries) -> list[tuple[int, str, str]]:
    return [(one.line, one.column, one.code) for one in found.problems]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(services(), max_size=3, unique_by=lambda service: service.id))
def test_a_service_survives_a_workbook_unchanged(some: list[Service]) -> None:
    found = entries(written(some))
    assert found.problems == ()
    assert [one.service for one in found.entries] == some


def test_without_full_the_editors_columns_are_left_out() -> None:
    service = loads(table({**GOOD, "evidence": "Said so.", "source_url": "https://a.id/b"}), "x")[0]
    header = read_workbook(written(service, full=False), "x").header
    assert header == [column.name for column in PUBLIC_COLUMNS]
    assert "Said so." not in str(read_workbook(written(service, full=False), "x").rows)


def test_the_template_comes_back_as_no_service_and_one_remark() -> None:
    found = entries(written((), template=True))
    assert (found.entries, found.problems, found.remarks) == ((), (), 1)


def test_the_example_row_is_a_service_once_its_mark_is_taken_off() -> None:
    cells = example_cells(COLUMNS)
    cells[0] = "uptd-ppa-kabupaten-contoh"
    header = ",".join(column.name for column in COLUMNS)
    row = ",".join(f'"{cell}"' for cell in cells)
    found, problems = loads(f"{header}\n{row}\n", "x.csv")
    assert problems == [] and len(found) == 1


def test_every_column_with_choices_has_a_drop_down_of_exactly_these() -> None:
    made = load_workbook(written((), template=True))
    sheet, lists = made[SHEET], made["choices"]
    assert lists.sheet_state == "hidden"
    offered = {}
    for rule in sheet.data_validations.dataValidation:
        cells = lists[rule.formula1.split("!")[1].replace("$", "")]
        column = sheet.cell(1, next(iter(rule.sqref.ranges)).min_col).value
        offered[column] = tuple(cell.value for (cell,) in cells)
    expected = {column.name: choices_of(column) for column in COLUMNS if choices_of(column)}
    assert offered == expected
    assert {*FACT_NAMES, "needs", "sub_needs", "kind", "status", "confidential"} <= offered.keys()


def test_every_choice_offered_can_be_read() -> None:
    for column in COLUMNS:
        for choice in choices_of(column):
            column.read(choice)


def test_the_guide_speaks_of_every_column_in_both_languages() -> None:
    assert COLUMN_TEXTS_ID.keys() == {column.name for column in COLUMNS}
    guide = load_workbook(written((), template=True))["petunjuk - guide"]
    texts = {str(cell) for row in guide.iter_rows(values_only=True) for cell in row}
    for column in COLUMNS:
        assert {column.name, column.text, COLUMN_TEXTS_ID[column.name]} <= texts


@pytest.mark.parametrize(
    ("column", "cell", "path", "value"),
    [
        pytest.param("regency_code", 53.1, "regency_code", "53.10", id="a code typed as a number"),
        pytest.param("province_code", 53, "province_code", "53", id="a whole number"),
        pytest.param("takes_reports", True, "takes_reports", True, id="a tick"),
        pytest.param("source_year", 2025.0, "provenance.year", 2025, id="a year"),
        pytest.param(
            "verified_on",
            date(2026, 11, 21),
            "provenance.verified_on",
            date(2026, 11, 21),
            id="day",
        ),
        pytest.param(
            "verified_on",
            datetime(2026, 11, 21),  # noqa: DTZ001 - a spreadsheet knows no zones
            "provenance.verified_on",
            date(2026, 11, 21),
            id="a moment",
        ),
    ],
)
def test_what_a_spreadsheet_made_of_a_cell_is_turned_back(
    column: str, cell: Any, path: str, value: Any
) -> None:
    extra = {"coverage": "53.10"} if column == "regency_code" else {}
    found = typed(**{column: cell, **extra})
    assert found.problems == ()
    held: Any = found.entries[0].service
    for name in path.split("."):
        held = getattr(held, name)
    assert held == value


@pytest.mark.parametrize(
    "formula", ["=1+1", '=HYPERLINK("http://a.example","b")', "=cmd|'/C x'!A0"]
)
def test_a_formula_is_refused_and_never_computed(formula: str) -> None:
    assert codes(typed(name=formula)) == [(2, "name", "formula")]


def test_text_that_begins_like_a_formula_is_written_as_text() -> None:
    stream = io.BytesIO()
    made = Workbook(write_only=True)
    sheet = made.create_sheet(SHEET)
    sheet.append([xlsx._plain(sheet, "=1+1"), xlsx._plain(sheet, "+62 811")])
    made.save(stream)
    row = next(load_workbook(stream)[SHEET].iter_rows())
    assert [(cell.value, cell.data_type) for cell in row] == [("=1+1", "s"), ("+62 811", "s")]


def test_a_problem_stands_at_its_row_of_the_sheet_past_empty_ones() -> None:
    bad = {**GOOD, "id": "Bad"}
    found = entries(book(list(GOOD), [], list(GOOD.values()), [], list(bad.values())))
    assert codes(found) == [(5, "id", "not_a_slug")]
    assert found.entries[0].line == 3


def test_the_first_sheet_serves_where_none_is_named_services() -> None:
    found = entries(book(list(GOOD), list(GOOD.values()), sheet="Lembar1"))
    assert len(found.entries) == 1


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        pytest.param([], "empty_file", id="an empty sheet"),
        pytest.param([["id", "id"]], "repeated_column", id="a column twice"),
        pytest.param([["id", "nama"]], "unknown_column", id="a column in another language"),
        pytest.param([["id"]], "missing_column", id="without a name"),
    ],
)
def test_a_wrong_header_rejects_the_sheet(rows: list[list[str]], code: str) -> None:
    found = entries(book(*rows))
    assert found.entries == ()
    assert code in {one.code for one in found.problems}


def test_cells_beyond_the_header_are_a_problem_only_if_they_hold_something() -> None:
    values = [*GOOD.values()]
    assert entries(book(list(GOOD), [*values, None, ""])).problems == ()
    assert codes(entries(book(list(GOOD), [*values, None, "x"]))) == [(2, "", "wrong_cell_count")]


def test_more_rows_than_may_be_are_refused_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "MOST_ROWS", 1)
    values = list(GOOD.values())
    found = entries(book(list(GOOD), values, values))
    assert found.entries == ()
    assert codes(found) == [(3, "", "too_many_rows")]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 and no more", b"id,name\n", b"\x00" * 900])
def test_what_is_no_workbook_is_said_to_be_none(content: bytes) -> None:
    assert [one.code for one in entries(io.BytesIO(content)).problems] == ["not_a_workbook"]


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param({"xl/workbook.xml": None}, id="a part missing"),
        pytest.param({"xl/worksheets/sheet1.xml": b"<worksheet"}, id="XML that breaks off"),
        pytest.param({"[Content_Types].xml": b"<x/>"}, id="another package"),
    ],
)
def test_a_damaged_workbook_is_refused(damage: dict[str, bytes | None]) -> None:
    found = entries(repacked(written(()), damage))
    assert found.entries == ()
    assert [one.code for one in found.problems] == ["not_a_workbook"]


def repacked(stream: io.BytesIO, parts: dict[str, bytes | None]) -> io.BytesIO:
    """The same zip with some parts replaced, or taken out where None."""
    out = io.BytesIO()
    with zipfile.ZipFile(stream) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = parts.get(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
    out.seek(0)
    return out


def test_what_a_sheet_says_of_its_own_size_is_not_believed() -> None:
    stream = book(list(GOOD), list(GOOD.values()))
    name = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(stream) as packed:
        sheet = packed.read(name)
    small = re.sub(rb'<dimension ref="[^"]*" ?/>', b'<dimension ref="A1:B1"/>', sheet)
    assert small != sheet
    found = entries(repacked(stream, {name: small}))
    assert (found.problems, [one.service.id for one in found.entries]) == ((), [GOOD["id"]])


def test_empty_columns_after_the_last_name_are_no_columns() -> None:
    """A spreadsheet saves them where only their format was touched."""
    found = entries(book([*GOOD, None, " "], [*GOOD.values(), None, " "]))
    assert (found.problems, len(found.entries)) == ((), 1)


BOMB = b"<?xml version='1.0'?><!-- x --><!DOCTYPE a [<!ENTITY b 'bbbb'>]><worksheet/>"


@pytest.mark.parametrize(
    "xml", [BOMB, BOMB.decode().replace("?>", " encoding='utf-16'?>", 1).encode("utf-16")]
)
def test_a_workbook_that_declares_entities_is_refused_unread(xml: bytes) -> None:
    stream = repacked(written(()), {"xl/worksheets/sheet1.xml": xml})
    assert declares_entities(stream)
    assert [one.code for one in entries(stream).problems] == ["not_a_workbook"]
    assert not declares_entities(written(()))


@pytest.mark.parametrize(
    ("size", "most", "refused"),
    [
        pytest.param(20_000_000, 300_000_000, True, id="packed beyond belief"),
        pytest.param(4_000_000, 300_000_000, False, id="small enough to be harmless"),
        pytest.param(4_000_000, 1_000_000, True, id="more than may be"),
    ],
)
def test_a_zip_bomb_is_known_by_what_it_tells(size: int, most: int, refused: bool) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * size)
    assert unpacks_to_too_much(stream, most) is refused


@pytest.mark.parametrize(("members", "refused"), [(2_000, False), (2_001, True)])
def test_a_zip_of_very_many_parts_is_refused(members: int, refused: bool) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        for number in range(members):
            packed.writestr(str(number), b"")
    assert unpacks_to_too_much(stream, 300_000_000) is refused


def test_a_workbook_that_unpacks_to_too_much_is_refused_unread() -> None:
    bomb = repacked(written(()), {"xl/styles.xml": b" " * 30_000_000})
    assert [one.code for one in entries(bomb).problems] == ["too_large"]
