"""`referral purge`: a rehearsal unless told otherwise, in both languages."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from referral.cli.main import run
from referral.store.audit import append
from referral.store.engine import make_engine
from referral.store.migrate import upgrade
from referral.store.sessions import writing
from referral.usecases.jobs import Jobs

LONG_AGO = datetime.now(UTC) - timedelta(days=500)


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """A database with three old entries of the log, which the command finds."""
    url = f"sqlite:///{tmp_path / 'rujuk.db'}"
    monkeypatch.setenv("DATABASE_URL", url)
    upgrade(url)
    engine = make_engine(url)
    with writing(engine) as session:
        for turn in range(3):
            append(session, LONG_AGO, "a-1", "case_read", "case", f"case-{turn}")
    yield engine
    engine.dispose()


def entries(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.execute(text("SELECT count(*) FROM audit_entry")).scalar_one())


def test_without_commit_it_says_what_would_go_and_how_to_remove_it(
    engine: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["purge", "--lang", "en"]) == 0
    out = capsys.readouterr().out
    assert "Entries of the audit log before" in out and ": 3\n" in out
    assert "referral purge --commit" in out
    assert entries(engine) == 3


def test_files_that_were_handed_in_go_after_an_hour(
    engine: Engine,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("INSTANCE", str(tmp_path))
    jobs = Jobs(tmp_path / "jobs", lambda: LONG_AGO)
    jobs.start("a", lambda _progress: None, kind="import", files={"upload": io.BytesIO(b"x")})
    for thread in threading.enumerate():
        if thread.name.startswith("job-"):
            thread.join(20)
    assert run(["purge", "--lang", "en"]) == 0
    assert "more than an hour ago: 1\n" in capsys.readouterr().out
    assert list(tmp_path.rglob("file-upload"))
    assert run(["purge", "--commit", "--lang", "en"]) == 0
    assert list(tmp_path.rglob("file-upload")) == []


def test_with_commit_it_goes_and_the_log_verifies(
    engine: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["purge", "--commit", "--lang", "en"]) == 0
    assert capsys.readouterr().out.endswith("Removed. The counters stay.\n")
    assert entries(engine) == 1  # that it was done
    assert run(["audit", "verify"]) == 0


def test_it_says_so_where_nothing_is_old_enough(
    engine: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["purge", "--commit"])
    assert run(["purge", "--lang", "en"]) == 0
    assert capsys.readouterr().out.endswith("Nothing is old enough to go.\n")
    assert entries(engine) == 1


def test_it_speaks_indonesian_first(engine: Engine, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["purge"]) == 0
    assert "Tidak ada yang dihapus" in capsys.readouterr().out
    assert entries(engine) == 3


def test_without_a_database_it_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'none.db'}")
    assert run(["purge"]) == 1
    assert "referral db upgrade" in capsys.readouterr().err
