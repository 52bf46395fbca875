"""`referral audit verify`, on a log that is whole and on one that is not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from referral.cli.main import run
from referral.store.audit import append, drop_before
from referral.store.engine import make_engine
from referral.store.migrate import upgrade
from referral.store.sessions import writing

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """A database of three entries, which the commands find."""
    url = f"sqlite:///{tmp_path / 'rujuk.db'}"
    monkeypatch.setenv("DATABASE_URL", url)
    upgrade(url)
    engine = make_engine(url)
    with writing(engine) as session:
        for turn in range(3):
            append(session, NOW, "a-1", "read_case", "case", f"case-{turn}")
    yield engine
    engine.dispose()


def test_a_whole_log_prints_its_length_and_its_last_seal(
    engine: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["audit", "verify", "--lang", "en"]) == 0
    out = capsys.readouterr().out
    assert re.search(r"^3 entries.* 3 [0-9a-f]{64}$", out, re.M)


def test_a_broken_log_names_the_first_broken_entry_and_exits_1(
    engine: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    with writing(engine) as session:
        session.execute(text("DROP TRIGGER audit_entry_no_update"))
        session.execute(text("UPDATE audit_entry SET actor_id = 'a-2' WHERE seq = 2"))
    assert run(["audit", "verify"]) == 1
    seen = capsys.readouterr()
    assert seen.out == ""
    assert seen.err.startswith("audit:2 - chain_broken ")


def test_what_retention_dropped_is_said(engine: Engine, capsys: pytest.CaptureFixture[str]) -> None:
    with writing(engine) as session:
        drop_before(session, date(2026, 11, 25))
    assert run(["audit", "verify", "--lang", "en"]) == 0
    assert "dropped the first 3" in capsys.readouterr().out


def test_without_a_database_it_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'none.db'}")
    assert run(["audit", "verify"]) == 1
    assert "referral db upgrade" in capsys.readouterr().err
