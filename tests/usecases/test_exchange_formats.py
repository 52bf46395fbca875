"""Every format out and in again: nothing lost, and broken files refused with their line."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from shutil import copyfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from referral.domain.services import Service
from referral.files.services import csv_lines, dumps
from referral.store.engine import make_engine
from referral.store.migrate import upgrade
from referral.usecases.exchange import incoming
from referral.usecases.exchange.exporting import FORMATS, Export, export_chunks
from referral.usecases.exchange.importing import report_document
from referral.usecases.exchange.incoming import read_incoming
from referral.usecases.records import Records
from tests.builders import hospital
from tests.exchanging import (
    BOTH_WAYS,
    STORED,
    Import,
    codes,
    exported,
    fill,
    importer,
    stored,
    world_over,
)
from tests.files.strategies import services as any_services
from tests.leaks.planted import world_of


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file that was seeded with four services."""
    path = tmp_path_factory.mktemp("exchange") / "seeded.db"
    url = f"sqlite:///{path}"
    upgrade(url)
    engine = make_engine(url)
    fill(Records(engine, b""))
    engine.dispose()
    return path


@pytest.fixture
def records(seeded: Path, tmp_path: Path) -> Iterator[Records]:
    """A copy of it: what the formats do does not depend on the kind of database."""
    path = copyfile(seeded, tmp_path / "rujuk.db")
    engine = make_engine(f"sqlite:///{path}")
    yield Records(engine, b"")
    engine.dispose()


@pytest.fixture
def bring(records: Records) -> Import:
    """Imports a text or bytes, by default as a rehearsal."""
    return importer(records)


# --- out and in again ---


@pytest.mark.parametrize("name", BOTH_WAYS)
def test_a_second_installation_takes_the_whole_export(
    records: Records, bring: Import, name: str
) -> None:
    before = stored(records)
    content = exported(world_over(records), format=name, full=True)
    fill(records, ())
    assert stored(records) == {}
    report = bring(content, commit=True)
    assert codes(report) == []
    assert stored(records) == before


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(any_services(), max_size=3, unique_by=lambda one: one.id), st.sampled_from(BOTH_WAYS)
)
def test_a_full_export_loses_nothing(some: list[Service], name: str) -> None:
    content = exported(world_of(some), format=name, full=True)
    found = read_incoming(io.BytesIO(content), "x")
    assert found.problems == ()
    assert [told.service for told in found.records] == sorted(some, key=lambda one: one.id)


@pytest.mark.parametrize("full", [False, True])
@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_written_in_pieces(name: str, full: bool) -> None:
    some = [hospital(f"rsud-{at}", address="Jalan Uji " * 20) for at in range(400)]
    pieces = list(export_chunks(world_of(some), Export(name, full=full)))
    assert all(len(piece) < 200_000 for piece in pieces)
    assert b"".join(pieces)


def test_a_tagged_export_has_the_tags_under_the_header_and_comes_back(bring: Import) -> None:
    content = exported(world_of(STORED), format="csv", full=True, tags=True)
    assert content.splitlines()[1].startswith(b"#service+id,")
    report = bring(content)
    assert (report.remarks, codes(report)) == (1, [])


def test_the_template_is_the_same_for_every_directory() -> None:
    found = read_incoming(
        io.BytesIO(exported(world_of(STORED), format="xlsx", template=True)), "template.xlsx"
    )
    assert (found.records, found.problems, found.remarks) == ((), (), 1)


# --- files that are no such files ---


def content_of(name: str) -> bytes:
    return exported(world_of(STORED), format=name, full=True)


@pytest.mark.parametrize(
    ("content", "line", "code"),
    [
        pytest.param(b"", 1, "empty_file", id="nothing"),
        pytest.param(b"id,name\ncaf\xe9,x\n", 2, "not_utf8", id="another encoding"),
        pytest.param("id,name\n".encode("utf-16"), 1, "not_utf8", id="two bytes a letter"),
        pytest.param(b"PK\x05\x06", 0, "not_a_format", id="a broken zip"),
        pytest.param(b'id,"' + b"y" * 140_000 + b'"\n', 1, "empty_file", id="a giant name"),
        pytest.param(b"{", 1, "not_json", id="a brace"),
        pytest.param(b"[" * 100_000, 1, "not_json", id="nested without end"),
        pytest.param(b'[{"id": NaN}]', 1, "not_json", id="no number of JSON"),
        pytest.param(b"[1" + b"0" * 9_000 + b"]", 1, "not_json", id="a giant number"),
        pytest.param(b'[{},\n{"id": 1},\nnull,\n', 4, "not_json", id="broken off"),
        pytest.param(b'"just words"', 1, "unknown_column", id="a word in quotes"),
        pytest.param(b"\x00\x01\x02", 1, "unknown_column", id="bytes"),
    ],
)
def test_a_broken_file_is_a_problem_with_its_line(content: bytes, line: int, code: str) -> None:
    found = read_incoming(io.BytesIO(content), "x")
    assert (line, code) in [(one.line, one.code) for one in found.problems]
    assert found.records == ()


@pytest.mark.parametrize("name", ["hsds-json", "csv"])
def test_a_byte_order_mark_changes_nothing(bring: Import, name: str) -> None:
    """Some editors put one before whatever they save, JSON too."""
    report = bring(b"\xef\xbb\xbf" + content_of(name))
    assert (report.unchanged, codes(report)) == (len(STORED), [])


def test_a_source_that_a_record_names_itself_stays() -> None:
    own = replace(STORED[0].provenance, publisher=STORED[0].organization, evidence=None)
    told = [
        replace(STORED[0], id=f"satu-{year or 0}", provenance=replace(own, year=year))
        for year in (2024, None)
    ]
    content = exported(world_of(told), format="hsds-json", full=True)
    source = incoming.Source("Dinas Uji", 2026)
    found = read_incoming(io.BytesIO(content), "x", source=source).records
    sources = {one.service.id: one.service.provenance for one in found}
    assert sources["satu-2024"].publisher == STORED[0].organization
    assert sources["satu-2024"].year == 2024
    assert (sources["satu-0"].publisher, sources["satu-0"].year) == ("Dinas Uji", 2026)


def test_a_file_that_is_too_large_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(incoming, "MOST_BYTES", 10)
    found = read_incoming(io.BytesIO(b"id,name\nabcdef,g\n"), "x")
    assert [one.code for one in found.problems] == ["too_large"]


def test_a_zip_without_the_table_of_services_is_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        packed.writestr("readme.txt", "no services")
    assert [one.code for one in read_incoming(stream, "x").problems] == ["missing_table"]


def test_a_problem_of_a_document_stands_at_its_line(bring: Import) -> None:
    lines = content_of("hsds-json").decode().splitlines()
    documents = [json.loads(line.rstrip(",")) for line in lines[1:-1]]
    documents[2]["name"] = ""
    broken = "[\n" + ",\n".join(json.dumps(one) for one in documents) + "\n]\n"
    report = bring(broken)
    assert {one.line for one in report.problems} == {4}
    assert report.unchanged == len(STORED) - 1


def test_an_id_that_stands_twice_in_a_list_is_a_problem_of_the_second(bring: Import) -> None:
    lines = content_of("hsds-json").decode().splitlines()
    twice = "\n".join([*lines[:2], *lines[1:]])
    assert codes(bring(twice)) == [(3, "id", "duplicate_id")]


def test_a_page_of_a_feed_is_read_as_its_contents(bring: Import) -> None:
    documents = json.loads(content_of("hsds-json"))
    page = {"total_items": 4, "empty": False, "contents": documents}
    assert bring(json.dumps(page)).unchanged == len(STORED)
    assert bring(json.dumps(documents[0])).unchanged == 1
    assert bring("[]").unchanged == 0


def test_a_problem_of_a_zip_names_its_table_and_line(bring: Import) -> None:
    packed = content_of("hsds-zip")
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"53.07", b"53.98"))
    found = bring(out.getvalue()).problems
    assert {one.file for one in found} == {"x.csv/services.csv"}
    assert {one.line for one in found} == {2, 3, 4, 5}
    assert "unknown_region" in {one.code for one in found}


def test_the_report_as_data_holds_no_value_of_a_record(records: Records, bring: Import) -> None:
    told = replace(stored(records)["rsud-uji"], name="RSUD Rahasia")
    document = report_document(bring(dumps([told])))
    assert document["changed"] == [{"id": "rsud-uji", "line": 2, "columns": ["name"]}]
    assert "Rahasia" not in json.dumps(document)


def test_csv_for_spreadsheets_comes_back_too(records: Records, bring: Import) -> None:
    content = "".join(csv_lines(stored(records).values(), full=True))
    assert bring(content).unchanged == len(STORED)


def test_cells_that_contradict_each_other_are_judged_with_what_is_known(bring: Import) -> None:
    told = "id,name,organization,kind,status,level,operator,publisher,confidence,latitude,longitude"
    known = "uji,Lembaga uji,ngo,active,district,civil_society,Sumber uji,high,-8.6,122.2"
    assert codes(bring(f"{told}\nrsud-uji,{known}\n")) == []
    assert codes(bring(f"{told}\nrsud-lain,{known}\n")) == [
        (2, "location_basis", "coordinates_without_basis")
    ]
