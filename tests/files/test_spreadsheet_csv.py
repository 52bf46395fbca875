"""CSV that spreadsheets write and open: separators, marks, formulas, tags, maps."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from referral.domain.plans import Shown
from referral.domain.services import Service
from referral.files.columns import COLUMNS
from referral.files.geojson import geojson_lines
from referral.files.hxl import HXL
from referral.files.merging import changed_columns, merged
from referral.files.services import csv_lines, dumps, loads, read_csv, read_entries
from referral.files.tables import guard, keep_apostrophe, unguard
from tests.builders import REGIONS, hospital, shelter
from tests.files.strategies import services
from tests.files.test_service_files import GOOD, read_one, table


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(services(), max_size=3, unique_by=lambda service: service.id), st.booleans())
def test_a_service_survives_the_export_unchanged(some: list[Service], tags: bool) -> None:
    text = "".join(csv_lines(some, full=True, tags=tags))
    assert loads(text, "x.csv") == (some, [])


@given(st.text(st.sampled_from("'=+-@a1 "), max_size=6))
def test_every_cell_comes_back_guarded_or_not(cell: str) -> None:
    assert unguard(guard(cell)) == cell
    assert unguard(keep_apostrophe(cell)) == cell


@pytest.mark.parametrize(
    ("cell", "safe"),
    [
        pytest.param("=1+1", "'=1+1", id="a formula"),
        pytest.param("@SUM(1)", "'@SUM(1)", id="an old formula"),
        pytest.param("+62-811-222", "'+62-811-222", id="a number that would be reckoned up"),
        pytest.param("-8.62", "-8.62", id="a coordinate"),
        pytest.param("+62811", "+62811", id="a plain number"),
        pytest.param("'+1-1", "''+1-1", id="an apostrophe of its own"),
        pytest.param("RSUD", "RSUD", id="a word"),
    ],
)
def test_no_exported_cell_is_computed(cell: str, safe: str) -> None:
    assert guard(cell) == safe


def test_a_telephone_number_abroad_is_guarded_in_an_export_and_read_as_it_was() -> None:
    service = read_one(phones="+60 17-668 8032")
    text = "".join(csv_lines([service], full=True))
    assert "'+60 17-668 8032" in text
    assert loads(text, "x.csv")[0] == [service]


@pytest.mark.parametrize("mark", [";", "\t"])
def test_cells_parted_by_semicolons_or_tabs_are_read_too(mark: str) -> None:
    cells = [f'"{cell}"' if mark in cell else cell for cell in GOOD.values()]
    text = f"\ufeff{mark.join(GOOD)}\r\n{mark.join(cells)}\r\n"
    assert loads(text, "x.csv") == ([read_one()], [])


def test_lists_full_of_semicolons_do_not_make_them_part_the_cells() -> None:
    """The first line alone tells: names hold no list."""
    languages = ";".join(f"{first}{second}" for first in "abcdefgh" for second in "abcdefgh")
    rows = [{**GOOD, "id": f"satu-{n}", "languages": languages} for n in range(9)]
    text = table(*rows)
    assert text.count(";") > text.count(",")
    found, problems = loads(text, "x.csv")
    assert problems == [] and [one.id for one in found] == [row["id"] for row in rows]


def test_a_row_whose_id_begins_with_a_number_sign_is_a_remark() -> None:
    text = table({**GOOD, "id": "#service+id"}, GOOD, {**GOOD, "id": "# contoh"})
    found = read_entries(read_csv(text, "x.csv"), "x.csv")
    assert (len(found.entries), found.remarks, found.problems) == (1, 2, ())
    assert found.entries[0].line == 3


def test_every_column_has_a_tag_of_the_standards_shape_and_no_two_the_same() -> None:
    assert HXL.keys() == {column.name for column in COLUMNS}
    assert all(re.fullmatch(r"#[a-z][a-z0-9_]*(\+[a-z][a-z0-9_]*)*", tag) for tag in HXL.values())
    assert len(set(HXL.values())) == len(HXL)


def test_a_file_without_a_column_leaves_what_is_known_there() -> None:
    cells = {
        "phones": "(0382) 21617",
        "evidence": "Said so.",
        "accepts_boys": "yes:stated",
        "hours": "Mo-Fr 08:00-16:00",
        "hours_text": "jam kerja",
        "capacity_total": "7",
    }
    known = read_one(**cells)
    found = read_entries(read_csv(table({**GOOD, "acronym": "UPTD"}), "x.csv"), "x.csv")
    after = merged(known, found.entries[0].service, found.columns)
    assert after == replace(known, acronym="UPTD")
    assert changed_columns(known, after) == ("acronym",)


def test_an_empty_cell_of_a_column_that_is_there_takes_away() -> None:
    known = read_one(phones="(0382) 21617", hours="24/7", hours_text="siang malam")
    row = {**GOOD, "phones": "", "hours": ""}
    found = read_entries(read_csv(table(row), "x.csv"), "x.csv")
    after = merged(known, found.entries[0].service, found.columns)
    assert changed_columns(known, after) == ("phones", "hours")
    assert after.hours.text == "siang malam"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(services(), services())
def test_a_record_told_whole_replaces_what_was_known(known: Service, told: Service) -> None:
    told = replace(told, id=known.id)
    after = merged(known, told, COLUMNS)
    kept = {"latitude", "longitude"} if told.latitude is None else set()
    assert set(changed_columns(told, after)) <= kept
    assert not set(changed_columns(known, after)) - set(changed_columns(known, told))


def test_dumps_keeps_an_apostrophe_that_reading_would_take_off() -> None:
    service = replace(read_one(), name="'+1")
    assert loads(dumps([service]), "x.csv")[0] == [service]


def shown(service: Service) -> Shown:
    hide = service.confidential or service.houses_children
    return Shown(service, None, service.id, hide)


def test_the_map_has_points_of_open_places_and_only_counts_of_where_children_live() -> None:
    open_place = hospital("rsud-uji")
    unplaced = replace(hospital("rsud-lain"), latitude=None, longitude=None, location_basis="none")
    line = replace(unplaced, id="saluran", regency_code=None, province_code=None)
    living = shelter("rumah-uji")
    text = "".join(
        geojson_lines(map(shown, (open_place, unplaced, line, living)), REGIONS, full=False)
    )
    document = json.loads(text)
    found = {one["id"]: one for one in document["features"]}
    assert found.keys() == {"rsud-uji", "rsud-lain", "saluran"}
    assert document["left_out"] == {"53": 1}
    assert found["rsud-uji"]["geometry"]["coordinates"] == [122.21, -8.62]
    assert found["rsud-lain"]["properties"]["location_basis"] == "regency_seat"
    assert found["saluran"]["geometry"] is None
    assert (
        found["rsud-uji"]["properties"]["phones"] == ["0810-0000-0000|dial:+6281000000000"]
        or (found["rsud-uji"]["properties"]["phones"])
    )
    assert "rumah-uji" not in text


def test_a_map_of_nothing_is_still_a_collection() -> None:
    assert json.loads("".join(geojson_lines([], REGIONS, full=True)))["features"] == []
