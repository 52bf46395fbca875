"""`referral coverage` and `referral site` from outside, over a few made-up services."""

from __future__ import annotations

import csv
import io
import json
import random
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from referral.cli.main import run
from referral.domain.directory import Directory
from referral.domain.services import Service
from referral.domain.vocabulary import Kind, Level, Need
from referral.usecases.world import World
from tests.builders import KEY, hospital, service, shelter, uptd
from tests.needs import require

Output = tuple[int, str, str]
LIBRARY = Path(__file__).parents[3] / "shared" / "pmed"
NOBODY_KNOWS = (-8.0001, 122.9999)
SERVICES: tuple[Service, ...] = (
    hospital("rsud-uji-sikka"),
    uptd("uptd-uji-sikka"),
    uptd("uptd-uji-kupang", regency="53.71", coverage=("53.71",)),
    service("lbh-uji", Need.LEGAL, kind=Kind.LEGAL_AID),
    shelter(
        "rumah-rahasia-uji",
        confidential=True,
        latitude=NOBODY_KNOWS[0],
        longitude=NOBODY_KNOWS[1],
        facts={"accepts_girls": "yes", "accepts_boys": "no", "emergency_intake": "yes"},
    ),
    service("lpsk-uji", Need.LEGAL, kind=Kind.LPSK, level=Level.NATIONAL, coverage=("ID",)),
)


@pytest.fixture(scope="module")
def small(world: World) -> World:
    directory = Directory.of(SERVICES, version="uji", opaque_key=KEY)
    return replace(world, directory=lambda: directory)


@pytest.fixture
def referral(
    small: World, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Any:
    monkeypatch.setattr("referral.compose.database_world", lambda _settings: small)

    def call(*arguments: str) -> Output:
        capfd.readouterr()
        status = run(arguments)
        out, err = capfd.readouterr()
        assert "Traceback" not in out + err
        return status, out, err

    return call


@pytest.fixture(scope="module")
def document(small: World) -> dict[str, Any]:
    from datetime import UTC, datetime

    from referral.usecases.coverage import measure_coverage
    from referral.usecases.coverage_document import coverage_document

    now = datetime(2026, 11, 25, tzinfo=UTC)
    return coverage_document(small, measure_coverage(small, now=now), language="en")


def cells(document: dict[str, Any], code: str) -> dict[tuple[str, str], dict[str, Any]]:
    (regency,) = (one for one in document["regencies"] if one["code"] == code)
    return {(cell["need"], cell["group"]): cell for cell in regency["cells"]}


def test_the_document_holds_every_regency_need_and_group(document: dict[str, Any]) -> None:
    assert len(document["regencies"]) == 514
    assert {len(one["cells"]) for one in document["regencies"]} == {30}
    assert document["standard"]["local_time"] == "10:00"
    assert document["standard"]["date"] == "2026-12-01"
    sikka = cells(document, "53.07")
    assert sikka["medical", "any"]["gap"] == {"code": "OK", "unverified": True}
    assert sikka["legal", "boy"]["best"] and sikka["legal", "boy"]["evidence"] == "recorded"
    nothing = cells(document, "11.01")["shelter", "any"]
    assert (nothing["gap"]["code"], nothing["best"], nothing["evidence"]) == (
        "G0",
        None,
        "not_surveyed",
    )


def test_the_denominator_is_508_and_jakarta(document: dict[str, Any]) -> None:
    assert document["denominator"]["governments"] == 508
    assert document["denominator"]["units_without_government"] == 6
    assert document["denominator"]["provinces"] == 38
    assert "508" in document["denominator"]["text"]
    units = document["uptd_ppa"]
    assert units["yes"] + units["known_no"] + units["not_surveyed"] == 508 and units["yes"] == 2
    assert sum(not one["own_government"] for one in document["regencies"]) == 6


def test_people_add_up_in_every_cell(document: dict[str, Any]) -> None:
    for regency in document["regencies"]:
        for cell in regency["cells"]:
            assert sum(cell["people"].values()) == regency["population"]
    for one in document["summary"]:
        assert sum(one["regencies"].values()) == 514


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, one in value.items():
            yield str(key)
            yield from strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from strings(one)
    else:
        yield str(value)


def test_a_confidential_house_is_counted_with_its_province_and_nowhere_named(
    document: dict[str, Any],
) -> None:
    found = set(strings(document))
    assert not any("rumah-rahasia" in text or "Rahasia" in text for text in found)
    assert not any("-8.0001" in text or "tempat-" in text for text in found)
    counts = {one["code"]: one["confidential_places"] for one in document["provinces"]}
    assert counts["53"] == 1 and sum(counts.values()) == 1
    (sikka,) = (one for one in document["regencies"] if one["code"] == "53.07")
    assert sikka["services"] == 4  # the house is not among them
    girl = cells(document, "53.07")["shelter", "girl"]
    assert girl["best"] is None and girl["travel"] == {"minutes": None, "band": "<=1h"}


def test_the_table_shows_one_need_by_groups_or_all_needs(referral: Any) -> None:
    status, out, _err = referral("coverage", "--need", "shelter", "--lang", "en")
    assert status == 0
    (sikka,) = (line for line in out.splitlines() if line.startswith("53.07"))
    assert sikka.split()[-5:] == ["G6*", "G6*", "OK*", "G6*", "G6*"]
    (aceh,) = (line for line in out.splitlines() if line.startswith("11.01"))
    assert aceh.split()[-1] == "G0?"
    assert "508 + Jakarta" in out and "nobody has looked" in out
    status, out, _err = referral("coverage")
    assert status == 0
    (sikka,) = (line for line in out.splitlines() if line.startswith("53.07"))
    assert len(sikka.split()) == 3 + len(Need)
    assert "508 + Jakarta" in out


def test_the_csv_has_a_line_a_cell_and_hxl_tags_where_wanted(referral: Any) -> None:
    _status, plain, _err = referral("coverage", "--need", "legal", "--format", "csv")
    _status, tagged, _err = referral("coverage", "--need", "legal", "--format", "csv", "--hxl")
    rows = list(csv.DictReader(io.StringIO(plain)))
    assert len(rows) == 514 * 5
    (row,) = (r for r in rows if r["regency_code"] == "53.07" and r["group"] == "girl")
    assert (row["gap"], row["unverified"], row["evidence"]) == ("G6", "yes", "recorded")
    head, tags, *rest = list(csv.reader(io.StringIO(tagged)))
    assert len(rest) == len(rows) and len(tags) == len(head)
    assert all(tag.startswith("#") for tag in tags) and len(set(tags)) == len(tags)
    status, _out, err = referral("coverage", "--hxl")
    assert status == 2 and "--hxl" in err


def test_the_geojson_has_the_outlines_and_places_nothing(referral: Any) -> None:
    status, out, _err = referral("coverage", "--need", "shelter", "--format", "geojson")
    found = json.loads(out)
    assert status == 0 and found["type"] == "FeatureCollection" and len(found["features"]) == 514
    assert {feature["geometry"]["type"] for feature in found["features"]} == {"MultiPolygon"}
    (sikka,) = (one for one in found["features"] if one["id"] == "53.07")
    assert sikka["properties"]["shelter_girl_gap"] == "OK"
    corners = [point for polygon in sikka["geometry"]["coordinates"] for point in polygon[0]]
    assert all(121.5 < x < 123.2 and -9.2 < y < -7.5 for x, y in corners)
    assert "rahasia" not in out.casefold() and "-8.0001" not in out


def test_the_workbook_is_written_to_a_file(referral: Any, tmp_path: Path) -> None:
    file = tmp_path / "cakupan.xlsx"
    asked = ("coverage", "--format", "xlsx", "--need", "legal", "--lang", "en")
    assert referral(*asked, "--out", str(file)) == (0, "", "")
    words, legal = load_workbook(file).worksheets
    assert legal.max_row == 515 and words["A1"].value == "Coverage of services for child victims"
    status, _out, err = referral(*asked, "--out", str(tmp_path / "nowhere" / "cakupan.xlsx"))
    assert status != 0 and "cakupan.xlsx" in err


@pytest.mark.parametrize(
    "wrong",
    [("--format", "xlsx"), ("--out", "x.csv"), ("--hxl",), ("--at", "soon")],
    ids=" ".join,
)
def test_options_that_do_not_go_together_are_a_wrong_usage(
    referral: Any, wrong: tuple[str, ...]
) -> None:
    status, out, err = referral("coverage", *wrong)
    assert status == 2 and out == "" and err


def test_a_day_that_has_not_come_is_refused(referral: Any) -> None:
    status, out, err = referral("coverage", "--at", "2999-01-01", "--lang", "en")
    assert (status, out) == (1, "") and err.startswith("argument:0 --at day_not_come ")


def test_siting_finds_the_same_gain_that_the_map_then_shows(referral: Any) -> None:
    status, out, err = referral(
        "site", "--need", "shelter", "--group", "boy", "--centres", "2", "--within", "120",
        "--format", "json",
    )  # fmt: skip
    assert status == 0, err
    found = json.loads(out)
    assert found["model"] == "covering" and len(found["chosen"]) == 2
    outcome, people = found["outcome"], found["people"]
    assert outcome["proven"] and outcome["gap"] == 0
    assert abs(people["gained"] - outcome["value"]) <= 2  # rounding to whole people
    assert people["within_before"] + people["gained"] == people["within_after"]
    assert sum(people["after"].values()) == pytest.approx(people["total"], abs=6)
    assert found["chosen"][0]["people_gained_alone"] >= found["chosen"][1]["people_gained_alone"]


def test_without_a_limit_the_average_way_is_made_shortest(referral: Any) -> None:
    asked = ("site", "--need", "medical", "--centres", "2", "--at", "53.08", "--at", "53.71",
             "--at", "11.01")  # fmt: skip
    status, out, err = referral(*asked, "--format", "json")
    assert status == 0, err
    found = json.loads(out)
    assert found["model"] == "median" and found["question"]["where"] == "list"
    assert found["average_minutes"]["after"] < found["average_minutes"]["before"]
    assert {seat["code"] for seat in found["chosen"]} <= {"53.08", "53.71", "11.01"}
    status, out, _err = referral(*asked, "--format", "geojson")
    shapes = json.loads(out)["features"]
    points = [one for one in shapes if one["geometry"]["type"] == "Point"]
    assert len(points) == 2 and len(shapes) > 2
    status, out, _err = referral(*asked, "--lang", "en")
    assert status == 0 and "Average journey" in out and "gap 0" in out
    assert "No other seat" not in out
    status, out, _err = referral(*asked, "--centres", "4", "--within", "60", "--lang", "id")
    assert re.search(r"sebelumnya \d+(\.\d{3})+, sesudahnya \d+(\.\d{3})+", out), (
        "as Indonesian writes"
    )
    assert "Tidak ada ibu kota lain" in out, (
        "three seats may be chosen, four centres were asked for"
    )


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("site", "--need", "legal"), 2, "--centres"),
        (("site", "--centres", "2"), 2, "--need"),
        (("site", "--need", "legal", "--centres", "0"), 2, "--centres"),
        (("site", "--need", "legal", "--centres", "1", "--at", "99.99"), 1, "--at bad_code"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused(
    referral: Any, arguments: tuple[str, ...], status: int, said: str
) -> None:
    found, out, err = referral(*arguments)
    assert found == status and said in err and out == ""


@pytest.mark.parametrize(("name", "optimum"), [("pmed1.txt", 5819), ("pmed5.txt", 1355)])
def test_an_instance_of_the_library_is_solved(referral: Any, name: str, optimum: int) -> None:
    file = LIBRARY / name
    require(file.is_file(), "needs the OR-Library instances pmed1 and pmed5 beside the checkout")
    status, out, _err = referral("site", "--matrix", str(file), "--lang", "en")
    assert status == 0 and f"Optimum: {optimum} (proven)" in out
    _first, second = out.splitlines()
    assert len(second.split()) == 1 + (5 if name == "pmed1.txt" else 33)


def test_a_small_instance_with_another_number_of_centres(referral: Any, tmp_path: Path) -> None:
    file = tmp_path / "net.txt"
    file.write_text("4 3 1\n1 2 5\n2 3 5\n3 4 5\n")
    for centres, optimum in ((1, 20), (2, 10), (3, 5), (4, 0)):
        asked = ("site", "--matrix", str(file), "--centres", str(centres), "--format", "json")
        status, out, _err = referral(*asked)
        found = json.loads(out)
        assert status == 0 and found["value"] == optimum and found["proven"]
        assert len(found["vertices"]) == centres and set(found["vertices"]) <= {1, 2, 3, 4}
    status, _out, err = referral("site", "--matrix", str(file), "--centres", "5")
    assert status == 1 and "argument:0 --centres not_so_many" in err


def test_a_search_of_so_many_seconds_gives_the_best_so_far(referral: Any, tmp_path: Path) -> None:
    """As much as there is to say: the value, the bound that no choice can pass, the gap."""
    chance = random.Random(3)
    edges = [(a, b, chance.randint(1, 100)) for a in range(1, 61) for b in range(1, a)]
    lines = [f"60 {len(edges)} 6", *(f"{a} {b} {cost}" for a, b, cost in edges)]
    file = tmp_path / "dense.txt"
    file.write_text("\n".join(lines) + "\n")
    status, out, _err = referral(
        "site", "--matrix", str(file), "--seconds", "0.1", "--format", "json", "--lang", "en"
    )
    found = json.loads(out)
    assert status == 0 and found["bound"] <= found["value"] and len(found["vertices"]) == 6
    assert found["proven"] is (found["gap"] == 0)
    whole = json.loads(referral("site", "--matrix", str(file), "--format", "json")[1])
    assert whole["proven"] and found["bound"] <= whole["value"] <= found["value"]


def test_a_faulty_instance_is_told_line_by_line(referral: Any, tmp_path: Path) -> None:
    file = tmp_path / "bad.txt"
    file.write_text("3 2 1\n1 2 x\n2 9 4\n")
    status, out, err = referral("site", "--matrix", str(file), "--lang", "en")
    assert status == 1 and out == ""
    first, second = err.splitlines()
    assert first.startswith(f"{file}:2 cost not_a_number ")
    assert second.startswith(f"{file}:3 to out_of_range ")
    status, _out, err = referral("site", "--matrix", str(tmp_path / "none.txt"))
    assert status == 1 and "unreadable_file" in err


def test_a_search_that_is_broken_off_leaves_quietly(
    referral: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_arguments: object, **_more: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("referral.usecases.siting.cover_most", interrupted)
    status, out, err = referral("site", "--need", "legal", "--centres", "1", "--within", "60")
    assert (status, out, err.strip()) == (130, "", "")
