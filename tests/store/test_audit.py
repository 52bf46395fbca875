"""The audit log in both databases: it never forks, and lets nobody quietly mend it."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from referral.domain.audit import verify
from referral.store.audit import (
    append,
    count_entries,
    drop_before,
    every_entry,
    hold_still,
    latest_entries,
    marks,
)
from referral.store.sessions import reading, writing

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
GUARDS = ("audit_entry_no_update", "audit_entry_no_delete", "audit_state_no_update")


def fill(engine: Engine, number: int, at: datetime = NOW, step: timedelta = timedelta()) -> None:
    with writing(engine) as session:
        for turn in range(number):
            append(session, at + turn * step, "a-1", "read_case", "case", f"case-{turn}")


def broken(engine: Engine) -> int | None:
    with reading(engine) as session:
        hold_still(session)
        anchor, head = marks(session)
        return verify(every_entry(session), anchor, head)


def execute(engine: Engine, statement: str) -> None:
    with writing(engine) as session:
        session.execute(text(statement))


def without_guards(engine: Engine) -> None:
    """What somebody with full rights over the database would do first."""
    for name in GUARDS:
        table = name.split("_no_")[0]
        where = f" ON {table}" if engine.dialect.name == "postgresql" else ""
        execute(engine, f"DROP TRIGGER {name}{where}")


def test_an_empty_log_holds(engine: Engine) -> None:
    assert broken(engine) is None


def test_what_was_entered_comes_back_in_order_and_holds(engine: Engine) -> None:
    fill(engine, 3)
    assert broken(engine) is None
    with reading(engine) as session:
        assert [one.object_id for one in latest_entries(session)] == ["case-2", "case-1", "case-0"]
        assert [one.seq for one in latest_entries(session, "case", "case-1")] == [2]
        assert [one.seq for one in latest_entries(session, skip=1, limit=1)] == [2]
        assert latest_entries(session, "service") == []
        assert (count_entries(session), count_entries(session, "case", "case-0")) == (3, 1)


def test_an_entry_goes_with_the_transaction_it_tells_of(engine: Engine) -> None:
    with pytest.raises(RuntimeError), writing(engine) as session:
        append(session, NOW, "a-1", "change_case", "case", "bako-tume-siri")
        raise RuntimeError
    with reading(engine) as session:
        assert count_entries(session) == 0
    fill(engine, 1)
    assert broken(engine) is None


def test_two_writers_at_once_never_fork_the_chain(engine: Engine) -> None:
    failures: list[BaseException] = []
    together = threading.Barrier(2)

    def write(name: str) -> None:
        try:
            together.wait()
            for turn in range(15):
                with writing(engine) as session:
                    append(session, NOW, name, "read_case", "case", f"case-{turn}")
        except BaseException as failure:
            failures.append(failure)

    writers = [threading.Thread(target=write, args=(name,)) for name in ("one", "two")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert failures == []
    assert broken(engine) is None
    with reading(engine) as session:
        assert count_entries(session) == 30


def test_who_verifies_sees_one_state_while_others_write(engine: Engine) -> None:
    fill(engine, 2)
    with reading(engine) as session:
        hold_still(session)
        anchor, head = marks(session)
        fill(engine, 1)
        assert verify(every_entry(session), anchor, head) is None
    assert broken(engine) is None


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("UPDATE audit_entry SET actor_id = 'a-2' WHERE seq = 2", id="an entry"),
        pytest.param("UPDATE audit_entry SET seq = 9 WHERE seq = 3", id="its number"),
        pytest.param("DELETE FROM audit_entry WHERE seq = 3", id="the last entry taken out"),
        pytest.param("DELETE FROM audit_entry WHERE seq = 1", id="the first entry taken out"),
        pytest.param("UPDATE audit_state SET last_seq = 2", id="the head set back"),
        pytest.param("UPDATE audit_state SET last_seq = 9", id="the head without an entry"),
        pytest.param("UPDATE audit_state SET last_hash = anchor_hash", id="another seal"),
        pytest.param("UPDATE audit_state SET anchor_seq = 1", id="an anchor that is no seal"),
        pytest.param("DELETE FROM audit_state", id="the state"),
    ],
)
def test_the_database_itself_refuses_to_change(engine: Engine, statement: str) -> None:
    fill(engine, 3)
    with pytest.raises(IntegrityError, match="audit_append_only"):
        execute(engine, statement)
    assert broken(engine) is None


def test_the_database_refuses_to_empty_the_log_at_once(engine: Engine) -> None:
    fill(engine, 3)
    emptying = "TRUNCATE" if engine.dialect.name == "postgresql" else "DELETE FROM"
    with pytest.raises(IntegrityError, match="audit_append_only"):
        execute(engine, f"{emptying} audit_entry")


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        pytest.param("UPDATE audit_entry SET actor_id = 'a-2' WHERE seq = 2", 2, id="changed"),
        pytest.param("UPDATE audit_entry SET object_kind = 'child' WHERE seq = 2", 2, id="kind"),
        pytest.param("DELETE FROM audit_entry WHERE seq = 2", 2, id="taken out"),
        pytest.param("DELETE FROM audit_entry WHERE seq = 3", 3, id="cut off"),
    ],
)
def test_what_is_done_past_the_guards_is_found(engine: Engine, statement: str, found: int) -> None:
    fill(engine, 3)
    without_guards(engine)
    execute(engine, statement)
    assert broken(engine) == found


def test_what_retention_drops_leaves_a_chain_that_holds(engine: Engine) -> None:
    fill(engine, 10, step=timedelta(days=1))
    with writing(engine) as session:
        assert drop_before(session, date(2026, 11, 28)) == 4
    with reading(engine) as session:
        anchor, head = marks(session)
        assert (anchor.seq, head.seq, count_entries(session)) == (4, 10, 6)
    assert broken(engine) is None
    fill(engine, 2, NOW + timedelta(days=20))
    assert broken(engine) is None


def test_what_was_entered_at_midnight_belongs_to_the_day_that_begins(engine: Engine) -> None:
    midnight = datetime(2026, 11, 28, tzinfo=UTC)
    fill(engine, 1, midnight - timedelta(microseconds=1))
    fill(engine, 1, midnight)
    with writing(engine) as session:
        assert drop_before(session, midnight.date()) == 1
    assert broken(engine) is None


def test_retention_without_anything_old_changes_nothing(engine: Engine) -> None:
    with writing(engine) as session:
        assert drop_before(session, date(2026, 11, 24)) == 0
    fill(engine, 2)
    with writing(engine) as session:
        assert drop_before(session, date(2026, 11, 24)) == 0
    with reading(engine) as session:
        assert count_entries(session) == 2


def test_everything_may_grow_old(engine: Engine) -> None:
    fill(engine, 2)
    with writing(engine) as session:
        assert drop_before(session, date(2027, 11, 24)) == 2
    assert broken(engine) is None
    fill(engine, 1)
    assert broken(engine) is None


def test_a_young_entry_among_old_ones_keeps_what_follows_it(engine: Engine) -> None:
    """A clock that was set back: only a beginning of the chain ever goes."""
    fill(engine, 1)
    fill(engine, 1, NOW + timedelta(days=9))
    fill(engine, 1)
    with writing(engine) as session:
        assert drop_before(session, date(2026, 11, 25)) == 1
    assert broken(engine) is None
