"""Import over both databases: told before it is done, done whole or not at all."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import Engine, text

from referral.domain.services import Phone
from referral.domain.vocabulary import Need
from referral.files.services import dumps
from referral.store.reading import directory_version
from referral.store.writing import save_services
from referral.usecases.records import Records
from tests.builders import service
from tests.exchanging import (
    STORED,
    Import,
    codes,
    fill,
    importer,
    origins,
    stored,
    version,
)


@pytest.fixture
def records(engine: Engine) -> Records:
    """A database of each kind that was seeded with four services."""
    return fill(Records(engine, b""))


@pytest.fixture
def bring(records: Records) -> Import:
    """Imports a text or bytes, by default as a rehearsal."""
    return importer(records)


def test_a_rehearsal_tells_everything_and_writes_nothing(records: Records, bring: Import) -> None:
    before = version(records)
    changed = replace(STORED[0], phones=(Phone("+62382216170", "(0382) 216170"),), acronym="RSUD")
    bad = dumps([replace(STORED[1], regency_code="53.99")]).splitlines()[1]
    content = dumps([changed, STORED[3], service("lbh-baru", Need.LEGAL)]) + bad + "\n"
    report = bring(content)
    assert [one.service.id for one in report.added] == ["lbh-baru"]
    assert [(one.service.id, one.columns) for one in report.changed] == [
        ("rsud-uji", ("acronym", "phones"))
    ]
    assert report.unchanged == 1
    assert report.rejected == 1
    assert codes(report) == [(5, "regency_code", "unknown_region")]
    assert not report.written
    assert version(records) == before
    assert set(stored(records)) == {one.id for one in STORED}


def test_what_is_committed_is_there_and_is_the_installations_own(
    records: Records, bring: Import
) -> None:
    changed = replace(STORED[0], acronym="RSUD")
    report = bring(dumps([changed, STORED[1], service("lbh-baru", Need.LEGAL)]), commit=True)
    assert report.written
    assert stored(records)["rsud-uji"] == changed
    assert origins(records) == {
        "rsud-uji": "local",
        "lbh-baru": "local",
        "uptd-sikka": "seed",
        "rumah-senyap": "seed",
        "panti-uji": "seed",
    }
    fill(records)
    assert stored(records)["rsud-uji"] == changed
    assert "lbh-baru" in stored(records)


def test_the_same_file_twice_changes_nothing(records: Records, bring: Import) -> None:
    content = dumps([replace(STORED[0], acronym="RSUD"), service("lbh-baru", Need.LEGAL)])
    bring(content, commit=True)
    before = version(records)
    again = bring(content, commit=True)
    assert (again.added, again.changed, again.unchanged) == ((), (), 2)
    assert not again.written
    assert version(records) == before


def test_with_one_bad_row_nothing_is_written(records: Records, bring: Import) -> None:
    before = version(records)
    content = dumps([service("lbh-baru", Need.LEGAL)]) + "x\n"
    report = bring(content, commit=True)
    assert (report.written, report.rejected) == (False, 1)
    assert version(records) == before


def test_bad_rows_can_be_left_out(records: Records, bring: Import) -> None:
    content = dumps([service("lbh-baru", Need.LEGAL)]) + "x\n"
    report = bring(content, commit=True, skip_rejected=True)
    assert (report.written, report.rejected) == (True, 1)
    assert "lbh-baru" in stored(records)


def test_a_failure_in_the_middle_of_writing_leaves_everything_as_it_was(
    records: Records, bring: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("the log is full")

    before = version(records)
    monkeypatch.setattr("referral.usecases.exchange.importing.append", fail)
    with pytest.raises(RuntimeError):
        bring(dumps([service("lbh-baru", Need.LEGAL)]), commit=True)
    assert version(records) == before
    assert "lbh-baru" not in stored(records)


def test_a_committed_import_is_entered_in_the_audit_log_once(
    records: Records, bring: Import
) -> None:
    content = dumps([service("lbh-baru", Need.LEGAL)])
    for _ in range(2):
        bring(content)
        bring(content, commit=True, actor_id="a-1")
    with records.reading() as session:
        query = text("SELECT actor_id, action, object_id FROM audit_entry")
        rows = [tuple(row) for row in session.connection().execute(query)]
    assert rows == [("a-1", "services_imported", "*")]


def test_what_a_file_does_not_name_stays(records: Records, bring: Import) -> None:
    header, *rows = dumps([replace(STORED[0], name="RSUD Baru")], full=False).splitlines()
    bring("\n".join([header, *rows]) + "\n", commit=True)
    assert set(stored(records)) == {one.id for one in STORED}
    known = stored(records)["rsud-uji"]
    assert known == replace(STORED[0], name="RSUD Baru")


def test_many_records_at_once_make_one_new_version(records: Records) -> None:
    seen = {version(records)}
    some = [service(f"lbh-{at}", Need.LEGAL) for at in range(1_200)]
    with records.writing() as session:
        save_services(session, some)
        seen.add(directory_version(session))
    assert len(seen) == 2
    assert version(records) in seen
    assert len(stored(records)) == 1_200 + len(STORED)


def test_a_value_that_the_tables_refuse_writes_nothing(records: Records) -> None:
    bad = replace(STORED[3], id="panti-lain", address="Jalan Uji 1")
    with pytest.raises(ValueError, match="place_must_be_hidden"), records.writing() as session:
        save_services(session, [service("lbh-baru"), bad])
    assert "lbh-baru" not in stored(records)


def test_progress_is_told_now_and_then(bring: Import) -> None:
    told: list[tuple[int, int]] = []
    some = [service(f"lbh-{at}", Need.LEGAL) for at in range(1_001)]
    bring(dumps(some), progress=lambda done, of: told.append((done, of)))
    assert told == [(500, 1001), (1000, 1001)]
