from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, insert, select, text
from sqlalchemy.exc import IntegrityError

from referral.domain.errors import StartupError
from referral.domain.services import FACT_NAMES, Service, Statement
from referral.domain.vocabulary import Confidence, Need, SubNeed, Trilean
from referral.files.reader import ReadResult, read_directory
from referral.store.engine import make_engine
from referral.store.migrate import check, upgrade, upgrade_engine
from referral.store.reading import directory_version, load_directory, load_services
from referral.store.sessions import reading, writing
from referral.store.tables import metadata
from referral.store.writing import LoadReport, remove_service, replace_seed, save_service
from tests.builders import service
from tests.files.strategies import services

DATA = Path(__file__).parents[2] / "data" / "services"
TABLES = metadata().tables


@dataclass(frozen=True)
class Files:
    """A few services as if they had been read from files."""

    services: tuple[Service, ...]
    statements: tuple[Statement, ...] = ()
    problems: tuple[object, ...] = ()


@cache
def committed() -> ReadResult:
    return read_directory(DATA)


def seed(engine: Engine, files: Files | ReadResult) -> LoadReport:
    with writing(engine) as session:
        return replace_seed(session, files)


def stored(engine: Engine) -> dict[str, Service]:
    with reading(engine) as session:
        return {one.id: one for one in load_directory(session).services}


def version(engine: Engine) -> str:
    with reading(engine) as session:
        return directory_version(session)


A, B, C = service("a"), service("b"), service("c")


def test_the_real_directory_comes_back_whole_and_equal_on_every_database(engine: Engine) -> None:
    report = seed(engine, committed())
    assert (report.read, report.loaded, report.statements) == (13_077, 13_077, 192)
    with reading(engine) as session:
        directory = load_directory(session)
        assert directory.version == directory_version(session)
    assert directory.services == committed().services
    assert directory.statements == committed().statements


def test_the_version_says_what_is_in_it_whatever_the_database(
    tmp_path: Path, postgres_url: str
) -> None:
    versions = set()
    for address in (f"sqlite:///{tmp_path / 'one.db'}", postgres_url):
        upgrade(address)
        engine = make_engine(address)
        seed(engine, Files((A, B)))
        versions.add(version(engine))
        engine.dispose()
    assert len(versions) == 1


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(services(), max_size=3, unique_by=lambda one: one.id))
def test_any_well_formed_service_survives_the_database(some: list[Service]) -> None:
    engine = make_engine("sqlite://")
    upgrade_engine(engine)
    seed(engine, Files(tuple(some)))
    assert list(stored(engine).values()) == sorted(some, key=lambda one: one.id)
    engine.dispose()


def test_seeding_twice_changes_nothing(engine: Engine) -> None:
    seed(engine, Files((A, B)))
    before = version(engine)
    report = seed(engine, Files((A, B)))
    assert (report.loaded, report.unchanged, report.removed) == (0, 2, 0)
    assert version(engine) == before


def test_a_change_of_the_files_changes_the_record_and_the_version(engine: Engine) -> None:
    seed(engine, Files((A, B, C)))
    before = version(engine)
    renamed = replace(B, name="Another name")
    report = seed(engine, Files((A, renamed)))
    assert (report.loaded, report.unchanged, report.removed) == (1, 1, 1)
    assert stored(engine) == {"a": A, "b": renamed}
    assert version(engine) != before


def test_a_change_of_the_statements_changes_the_version(engine: Engine) -> None:
    one = Statement("53", "uptd_ppa", Trilean.NO, 9, 22, 2025, "9 of 22.", "KemenPPPA", None)
    seed(engine, Files((A,)))
    before = version(engine)
    seed(engine, Files((A,), (one,)))
    assert version(engine) != before


def test_nothing_is_removed_while_a_row_could_not_be_read(engine: Engine) -> None:
    seed(engine, Files((A, B)))
    report = seed(engine, Files((A,), problems=("b is broken",)))
    assert report.removed == 0
    assert set(stored(engine)) == {"a", "b"}


def test_a_record_verified_here_outlives_the_seed(engine: Engine) -> None:
    seed(engine, Files((A, B)))
    verified = replace(A, provenance=replace(A.provenance, verified_on=date(2026, 11, 1)))
    with writing(engine) as session:
        save_service(session, verified)
    before = version(engine)
    report = seed(engine, Files((A, B)))
    assert (report.kept, report.unchanged, report.loaded) == (1, 1, 0)
    assert stored(engine)["a"] == verified
    assert version(engine) == before
    seed(engine, Files((B,)))
    assert "a" in stored(engine), "dropping it from the files does not undo a local edit"


def test_saving_and_taking_back_restores_the_version(engine: Engine) -> None:
    seed(engine, Files((A,)))
    before = version(engine)
    with writing(engine) as session:
        save_service(session, B)
    assert version(engine) != before
    with writing(engine) as session:
        assert remove_service(session, "b")
        assert not remove_service(session, "never-there")
    assert version(engine) == before


def test_a_failed_load_leaves_everything_as_it_was(engine: Engine) -> None:
    seed(engine, Files((A, B)))
    bad = replace(C, provenance=replace(C.provenance, year=1200))
    with pytest.raises(IntegrityError):
        seed(engine, Files((replace(A, name="Half done"), bad)))
    assert stored(engine) == {"a": A, "b": B}


def test_some_services_can_be_read_alone(engine: Engine) -> None:
    seed(engine, Files((A, B, C)))
    with reading(engine) as session:
        assert load_services(session, ["c", "a", "unheard-of"]) == [A, C]


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(replace(A, id="Not A Slug"), id="id"),
        pytest.param(replace(A, max_age=300), id="age"),
        pytest.param(replace(A, min_age=17, max_age=3), id="ages reversed"),
        pytest.param(replace(A, confidential=True, address="Jl. Apa 1"), id="secret address"),
        pytest.param(replace(A, longitude=None), id="half a point"),
        pytest.param(replace(A, provenance=replace(A.provenance, publisher="")), id="no source"),
    ],
)
def test_a_record_saved_by_hand_is_checked_before_it_is_written(
    engine: Engine, wrong: Service
) -> None:
    with pytest.raises(ValueError), writing(engine) as session:
        save_service(session, wrong)
    assert stored(engine) == {}


@pytest.mark.parametrize(
    ("table", "row"),
    [
        pytest.param("location", {"id": "x", "hidden": True, "location_basis": "none",
                                  "address": "Jl. Apa 1"}, id="the address of a hidden place"),
        pytest.param("location", {"id": "x", "hidden": True, "location_basis": "stated",
                                  "latitude": -8.6, "longitude": 122.2}, id="its point"),
        pytest.param("location", {"id": "x", "hidden": False, "location_basis": "guessed"},
                     id="an unknown basis"),
        pytest.param("attribute", {"service_id": "a", "term_id": "fact:hiv_pep", "position": 0,
                                   "value": "maybe", "basis": "stated"}, id="a fourth answer"),
        pytest.param("attribute", {"service_id": "a", "term_id": "fact:unheard_of",
                                   "position": 0, "value": "yes"}, id="an unknown term"),
        pytest.param("phone", {"service_id": "nobody", "channel": "voice", "position": 0,
                               "display": "129", "short_code": True}, id="a phone of nobody"),
        pytest.param("schedule", {"service_id": "a", "weekday": 7, "opens_at": 0,
                                  "closes_at": 60}, id="an eighth day"),
        pytest.param("service_capacity", {"service_id": "a", "total": 2, "free": 3},
                     id="more free than there are"),
        pytest.param("directory_state", {"id": 2, "version": "x", "opaque_key": b"y"},
                     id="a second state"),
    ],
)  # fmt: skip
def test_the_database_itself_refuses(engine: Engine, table: str, row: dict[str, object]) -> None:
    seed(engine, Files((A,)))
    with pytest.raises(IntegrityError), writing(engine) as session:
        session.execute(insert(TABLES[table]), [row])


def test_migrations_end_at_the_tables_of_the_code(url: str) -> None:
    (difference,) = check(url)
    assert difference.startswith("version none, expected ")
    upgrade(url)
    assert check(url) == []
    upgrade(url)
    assert check(url) == []


def test_a_table_that_drifted_is_told(url: str) -> None:
    upgrade(url)
    engine = make_engine(url)
    with engine.connect() as connection, connection.begin():
        connection.execute(text("ALTER TABLE service ADD COLUMN nickname VARCHAR"))
    engine.dispose()
    assert any("nickname" in line for line in check(url))


def test_the_terms_of_the_database_are_those_of_the_code(engine: Engine) -> None:
    with reading(engine) as session:
        terms = set(session.scalars(select(TABLES["taxonomy_term"].c.id)))
    assert terms == {
        *(f"need:{need}" for need in Need),
        *(f"sub_need:{sub_need}" for sub_need in SubNeed),
        *(f"fact:{name}" for name in FACT_NAMES),
    }


def test_upgrading_a_full_database_loses_nothing_and_keeps_its_key(engine: Engine) -> None:
    seed(engine, Files((A,)))
    with reading(engine) as session:
        key = load_directory(session).opaque_key
    upgrade_engine(engine)
    with reading(engine) as session:
        directory = load_directory(session)
    assert (directory.opaque_key, len(key)) == (key, 32)
    assert directory.services == (A,)


def test_two_databases_have_different_keys(tmp_path: Path) -> None:
    keys = set()
    for name in ("one", "two"):
        engine = make_engine(f"sqlite:///{tmp_path / name}.db")
        upgrade_engine(engine)
        with reading(engine) as session:
            keys.add(load_directory(session).opaque_key)
        engine.dispose()
    assert len(keys) == 2


def test_two_writers_at_once_wait_for_one_another(engine: Engine) -> None:
    failures: list[BaseException] = []

    def write(name: str) -> None:
        try:
            for turn in range(5):
                with writing(engine) as session:
                    save_service(session, service(f"{name}-{turn}"))
        except BaseException as failure:
            failures.append(failure)

    writers = [threading.Thread(target=write, args=(name,)) for name in ("one", "two")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert failures == []
    assert len(stored(engine)) == 10
    before = version(engine)
    with writing(engine) as session:
        save_service(session, service("one-0"))
    assert version(engine) == before, "the version written last covers both writers' records"


def test_sqlite_runs_with_a_write_ahead_log_and_checks_references(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'one.db'}")
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    engine.dispose()


@pytest.mark.parametrize("address", ["mysql://u:secret@h/x", "nonsense", "sqlite+aiosqlite://"])
def test_another_database_is_refused_without_repeating_its_password(address: str) -> None:
    with pytest.raises(StartupError) as raised:
        make_engine(address)
    assert "secret" not in f"{raised.value} {raised.value.facts}"


def test_confidence_and_unknown_stay_explicit(engine: Engine) -> None:
    low = replace(A, provenance=replace(A.provenance, confidence=Confidence.LOW))
    seed(engine, Files((low,)))
    assert stored(engine)["a"].provenance.confidence is Confidence.LOW
    assert stored(engine)["a"].fact("hiv_pep").value is Trilean.UNKNOWN


EARLY, LATE = datetime(2026, 11, 1, 2, tzinfo=UTC), datetime(2026, 11, 9, 5, tzinfo=UTC)


def changes(engine: Engine) -> dict[str, datetime]:
    with reading(engine) as session:
        return dict(load_directory(session).changed)


def load(engine: Engine, files: Files, now: datetime) -> None:
    with writing(engine) as session:
        replace_seed(session, files, now=now)


def test_a_record_tells_when_it_last_changed(engine: Engine) -> None:
    load(engine, Files((A, B)), EARLY)
    load(engine, Files((A, replace(B, name="Nama lain"), C)), LATE)
    assert changes(engine) == {"a": EARLY, "b": LATE, "c": LATE}


def test_saving_what_is_there_already_is_no_change_of_the_record(engine: Engine) -> None:
    load(engine, Files((A, B)), EARLY)
    with writing(engine) as session:
        save_service(session, A, now=LATE)
        save_service(session, replace(B, name="Nama lain"), now=LATE)
    assert changes(engine) == {"a": EARLY, "b": LATE}


def test_without_a_moment_given_the_clock_tells_it(engine: Engine) -> None:
    before = datetime.now(UTC)
    seed(engine, Files((A,)))
    assert before <= changes(engine)["a"] <= datetime.now(UTC)


def test_records_from_before_the_column_count_as_changed_when_it_came(url: str) -> None:
    from alembic import command

    from referral.store.migrate import _config

    upgrade(url)
    engine = make_engine(url)
    seed(engine, Files((A,)))
    with engine.connect() as connection, connection.begin():
        command.downgrade(_config(connection), "0004")
        command.upgrade(_config(connection), "head")
    assert changes(engine).keys() == {"a"} and stored(engine) == {"a": A}
    engine.dispose()
