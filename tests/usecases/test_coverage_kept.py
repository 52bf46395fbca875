"""The coverage that processes share: what is read again is what was measured, or is not read."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from referral.domain.directory import Directory
from referral.domain.vocabulary import Kind, Status
from referral.usecases.coverage import Coverage, measure_coverage
from referral.usecases.coverage_kept import KeptCoverage
from referral.usecases.coverage_now import CoverageNow, standard_days
from referral.usecases.tables import Tables
from referral.usecases.world import World
from tests.builders import KEY
from tests.usecases.test_coverage import same

NOW = datetime(2026, 11, 25, tzinfo=UTC)
SOME = ("53.07", "53.10", "53.71", "52.72")
LONG = 120.0


@pytest.fixture(scope="module")
def before(world: World) -> Directory:
    """The services of two provinces, and the national ones."""
    some = (s for s in world.directory().services if s.province_code in (None, "52", "53"))
    return Directory.of(some, version="some", opaque_key=KEY)


@pytest.fixture(scope="module")
def after(before: Directory) -> Directory:
    """The same after a unit closed."""
    unit = next(s for s in before.services if s.kind is Kind.UPTD_PPA and s.regency_code == "53.71")
    rest = (s for s in before.services if s is not unit)
    closed = replace(unit, status=Status.CLOSED)
    return Directory.of([*rest, closed], version="after", opaque_key=KEY)


def measured(world: World, now: datetime, tables: Tables) -> Coverage:
    return measure_coverage(world, now=now, tables=tables, regencies=SOME)


def over(world: World, directory: Directory) -> World:
    return replace(world, directory=lambda: directory)


def refused(_world: World, _now: datetime, _tables: Tables) -> Coverage:
    raise AssertionError("measured again")


def test_a_second_process_and_a_restart_find_what_was_measured(
    world: World, before: Directory, tmp_path: Path
) -> None:
    kept, here = KeptCoverage(tmp_path, ()), over(world, before)
    first = CoverageNow(here, measured, kept=kept).current(NOW, patience=LONG)
    found = CoverageNow(here, refused, kept=kept).current(NOW, patience=LONG)
    assert first and found and same(first.coverage, found.coverage)
    assert found.coverage.now == first.coverage.now == NOW and list(found.coverage.cells)
    assert (tmp_path / "coverage.npz").stat().st_mode & 0o777 == 0o600


def test_what_another_directory_week_map_or_program_gave_is_not_read(
    world: World, before: Directory, after: Directory, tmp_path: Path
) -> None:
    source = tmp_path / "links.csv"
    source.write_text("one")
    kept, here = KeptCoverage(tmp_path, [source]), over(world, before)
    held = CoverageNow(here, measured, kept=kept).current(NOW, patience=LONG)
    assert held
    tables, (version, days) = held.coverage.tables, held.key
    assert kept.read(here, tables, held.key)
    assert kept.read(here, tables, (after.version, days)) is None
    assert kept.read(here, tables, (version, (date(2026, 12, 8),))) is None
    source.write_text("another")
    assert KeptCoverage(tmp_path, [source]).read(here, tables, held.key) is None


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut short", b"{}"])
def test_a_file_that_cannot_be_used_is_measured_anew_and_replaced(
    world: World, before: Directory, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "coverage.npz").write_bytes(content)
    kept, here = KeptCoverage(tmp_path, ()), over(world, before)
    held = CoverageNow(here, measured, kept=kept).current(NOW, patience=LONG)
    assert held and kept.read(here, held.coverage.tables, held.key)


def test_a_folder_that_cannot_be_written_only_costs_time(
    world: World, before: Directory, tmp_path: Path
) -> None:
    kept = KeptCoverage(tmp_path / "nowhere", ())
    assert CoverageNow(over(world, before), measured, kept=kept).current(NOW, patience=LONG)


def test_after_a_change_only_what_it_touches_is_measured_with_the_same_result(
    world: World, before: Directory, after: Directory
) -> None:
    directory = [before]
    here = replace(world, directory=lambda: directory[0])
    calls = []

    def once(world: World, now: datetime, tables: Tables) -> Coverage:
        calls.append(tables.directory.version)
        return measure_coverage(world, now=now, tables=tables)

    now = CoverageNow(here, once)
    assert now.current(NOW, patience=LONG)
    directory[0] = after
    later = NOW + timedelta(hours=2)
    now.current(later)
    for thread in threading.enumerate():
        if thread.name == "coverage":
            thread.join(LONG)
    found = now.current(later)
    assert found and found.version == "after" and calls == ["some"]
    assert found.coverage.now == later
    assert same(found.coverage, measure_coverage(over(world, after), now=NOW))


def test_a_week_is_one_and_the_same_case(world: World) -> None:
    wednesday = standard_days(world, NOW)
    assert standard_days(world, NOW + timedelta(days=5)) == wednesday
    assert standard_days(world, NOW + timedelta(days=7)) != wednesday
