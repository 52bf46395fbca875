from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from referral.domain.fact_texts import FACT_TEXTS
from referral.domain.services import FACT_NAMES, Service
from referral.files.columns import COLUMNS
from referral.files.problems import CODES
from referral.files.reader import read_directory
from referral.files.schema import column_guide, presence_guide, schema_text
from referral.files.services import dumps, loads, problems_of
from tests.files.strategies import services

DATA = Path(__file__).parents[2] / "data" / "services"
GOOD = {
    "id": "uptd-ppa-sikka",
    "name": "UPTD PPA Kabupaten Sikka",
    "organization": "Pemerintah Kabupaten Sikka",
    "kind": "uptd_ppa",
    "status": "active",
    "level": "district",
    "operator": "child_protection",
    "needs": "legal:direct:law;medical:arranged:kind",
    "province_code": "53",
    "regency_code": "53.07",
    "coverage": "53.07",
    "publisher": "Antara",
    "confidence": "high",
}


def table(*rows: dict[str, str]) -> str:
    out = io.StringIO()
    header = list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.DictWriter(out, header, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def read_one(**cells: str) -> Service:
    found, problems = loads(table({**GOOD, **cells}), "x.csv")
    assert problems == []
    return found[0]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(services(), max_size=3, unique_by=lambda service: service.id))
def test_a_service_survives_writing_and_reading_unchanged(some: list[Service]) -> None:
    found, problems = loads(dumps(some), "x.csv")
    assert problems == []
    assert found == sorted(some, key=lambda service: service.id)


def test_the_public_file_holds_neither_source_links_nor_evidence() -> None:
    service = read_one(source_url="https://example.org/a", evidence="Said so on the telephone.")
    public = dumps([service], full=False)
    assert "example.org" not in public
    assert "telephone" not in public
    assert "example.org" in dumps([service])
    assert loads(public, "x.csv")[1] == []


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        ("id", "Not A Slug", "not_a_slug"),
        ("name", "", "required"),
        ("name", "=HYPERLINK(1)", "formula"),
        ("name", "two\x07bells", "control_character"),
        ("name", "two\u2028lines", "control_character"),
        ("name", "x" * 301, "too_long"),
        ("kind", "spaceship", "not_allowed"),
        ("needs", "legal:direct", "not_a_need"),
        ("needs", "legal:direct:law;legal:arranged:kind", "repeated_item"),
        ("sub_needs", "hiv_pep;hiv_pep", "repeated_item"),
        ("sub_needs", "emergency_shelter", "sub_need_without_need"),
        ("regency_code", "5307", "not_a_code"),
        ("regency_code", "62.07", "province_mismatch"),
        ("coverage", "53.07;Sikka", "not_a_code"),
        ("latitude", "8,62", "not_a_number"),
        ("latitude", "-8.6", "incomplete_coordinates"),
        ("location_basis", "village", "basis_without_coordinates"),
        ("min_age", "-1", "out_of_range"),
        ("max_age", "121", "out_of_range"),
        ("accepts_boys", "maybe", "not_a_fact"),
        ("accepts_boys", "yes:hearsay", "not_a_fact"),
        ("hours", "Mon 8-16", "not_hours"),
        ("hours", "Fr-Mo 08:00-16:00", "not_hours"),
        ("hours", "Mo 08:00-25:00", "not_hours"),
        ("phones", "021-1|sometimes", "not_a_phone"),
        ("email", "nobody", "not_an_email"),
        ("email", f"{'a' * 400}@contoh.example.org", "not_an_email"),
        ("website", "example.org", "not_a_url"),
        ("verified_on", "21-11-2026", "not_a_date"),
        ("verified_on", "20261121", "not_a_date"),
        ("source_year", "20226", "out_of_range"),
        ("ecpat_member", "maybe", "not_allowed"),
        ("country", "MY", "country_unexpected"),
        ("capacity_total", "many", "not_a_number"),
    ],
)
def test_a_bad_cell_names_its_place_and_rejects_only_its_row(
    column: str, cell: str, code: str
) -> None:
    good = {**GOOD, "id": "another"}
    text = table({**good, column: ""} if column not in GOOD else good, {**GOOD, column: cell})
    found, problems = loads(text, "x.csv")
    assert [service.id for service in found] == ["another"]
    assert [(p.file, p.line, p.code) for p in problems] == [("x.csv", 3, code)]
    assert code in CODES


def test_a_cell_may_be_as_long_as_it_may_be_and_begin_with_a_number_in_brackets() -> None:
    assert len(read_one(name="x" * 300).name) == 300
    assert read_one(name="+(62) 382 Sikka").name == "+(62) 382 Sikka", "no formula"


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        pytest.param({"latitude": "-1.3", "longitude": "36.8", "location_basis": "stated"},
                     "out_of_range", id="a point in Nairobi"),
        pytest.param({"min_age": "17", "max_age": "12"}, "ages_reversed", id="ages"),
        pytest.param({"capacity_total": "3", "capacity_free": "4"}, "free_exceeds_total",
                     id="beds"),
        pytest.param({"confidential": "yes", "address": "Jl. Apa Saja 1"},
                     "place_must_be_hidden", id="the address of a confidential place"),
        pytest.param({"needs": "shelter:direct:stated", "latitude": "-8.6", "longitude": "122.2",
                      "location_basis": "stated"}, "place_must_be_hidden",
                     id="the point of a place where children live"),
        pytest.param({"needs": "shelter:direct:stated", "kecamatan_code": "53.07.01"},
                     "place_must_be_hidden", id="its kecamatan"),
    ],
)  # fmt: skip
def test_cells_that_contradict_or_betray_are_refused(cells: dict[str, str], code: str) -> None:
    found, problems = loads(table({**GOOD, **cells}), "x.csv")
    assert found == []
    assert [problem.code for problem in problems] == [code]


def test_a_confidential_place_may_stand_at_its_regencys_seat() -> None:
    seat = {"latitude": "-8.62", "longitude": "122.21", "location_basis": "regency_seat"}
    assert read_one(confidential="yes", **seat).latitude == -8.62


def test_an_empty_fact_and_a_plain_unknown_read_the_same() -> None:
    assert read_one(accepts_boys="unknown") == read_one(accepts_boys="")


def test_a_fact_without_basis_is_taken_as_stated() -> None:
    assert read_one(accepts_boys="no").fact("accepts_boys").stated_no


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param("", "empty_file", id="nothing"),
        pytest.param(table({**GOOD, "accept_boys": "yes"}), "unknown_column", id="misspelt"),
        pytest.param("id,id\n", "repeated_column", id="twice"),
        pytest.param("id\nabc\n", "missing_column", id="no name"),
    ],
)
def test_a_wrong_header_rejects_the_file(text: str, code: str) -> None:
    found, problems = loads(text, "x.csv")
    assert found == []
    assert code in {problem.code for problem in problems}
    assert {problem.line for problem in problems} == {1}


def test_a_row_with_a_cell_too_many_is_rejected() -> None:
    text = table(GOOD).rstrip("\r\n") + ",more\r\n"
    assert [problem.code for problem in loads(text, "x.csv")[1]] == ["wrong_cell_count"]


def test_lines_are_counted_past_quoted_line_breaks_and_the_byte_order_mark() -> None:
    text = "\ufeff" + table({**GOOD, "name": "two\nlines"}, {**GOOD, "id": "Bad"})
    assert [(p.line, p.code) for p in loads(text, "x.csv")[1]] == [
        (2, "control_character"),
        (4, "not_a_slug"),
    ]


def test_a_cell_too_large_for_any_table_refuses_the_file_with_its_line() -> None:
    found, problems = loads(table(GOOD, {**GOOD, "id": "x", "name": "y" * 140_000}), "x.csv")
    assert found == [] and [(p.line, p.code) for p in problems] == [(3, "empty_file")]


def test_an_id_that_stands_twice_is_a_problem_of_the_second_row() -> None:
    found, problems = loads(table(GOOD, GOOD), "x.csv")
    assert len(found) == 1
    assert [(p.line, p.code) for p in problems] == [(3, "duplicate_id")]


def test_an_id_of_an_earlier_file_is_a_problem_of_the_later_one(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(table(GOOD))
    (tmp_path / "b.csv").write_text(table({**GOOD, "id": "other"}, GOOD))
    result = read_directory(tmp_path)
    assert [service.id for service in result.services] == ["other", "uptd-ppa-sikka"]
    assert [(p.file, p.line, p.code) for p in result.problems] == [("b.csv", 3, "duplicate_id")]
    assert [(c.file, c.read, c.loaded) for c in result.counts] == [("a.csv", 1, 1), ("b.csv", 2, 1)]


def test_a_file_that_is_not_utf_8_is_a_problem_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(table(GOOD).encode() + b"caf\xe9\n")
    assert [(p.line, p.code) for p in read_directory(tmp_path).problems] == [(3, "not_utf8")]


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(NotADirectoryError):
        read_directory(tmp_path / "missing")


def test_a_record_made_elsewhere_is_held_to_the_same_rules() -> None:
    service = read_one()
    assert problems_of(service) == []
    assert [p.code for p in problems_of(replace(service, max_age=300))] == ["out_of_range"]


def test_every_fact_has_a_column_and_a_meaning() -> None:
    assert set(FACT_TEXTS) == set(FACT_NAMES) <= {column.name for column in COLUMNS}


def test_the_committed_schema_is_the_generated_one() -> None:
    assert (DATA / "schema.json").read_text(encoding="utf-8") == schema_text()
    assert len(json.loads(schema_text())["fields"]) == len(COLUMNS)


def test_the_readme_describes_every_column_as_the_code_does() -> None:
    text = (DATA / "README.md").read_text(encoding="utf-8")
    assert column_guide() in text
    assert presence_guide() in text
