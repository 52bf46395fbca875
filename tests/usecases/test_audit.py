"""Reading the audit log: who may, what of it, and that reading is entered too."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from referral.domain.access import Actor, Role
from referral.domain.errors import NotFound
from referral.store.audit import append
from referral.store.migrate import upgrade
from referral.usecases.audit import PAGE, read_log, verify_log
from referral.usecases.records import Records, open_records

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
ADMIN = Actor("a-1", frozenset({Role.ADMIN}), second_factor=True)


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    """Records with entries about one case and one service."""
    url = f"sqlite:///{tmp_path / 'rujuk.db'}"
    upgrade(url)
    made = open_records(url, b"")
    with made.writing() as session:
        append(session, NOW, "a-2", "read_case", "case", "bako-tume-siri")
        append(session, NOW, "reply:r-1", "accept", "referral", "r-7")
    yield made
    made.engine.dispose()


def test_an_administrator_reads_the_newest_first_and_that_is_entered(records: Records) -> None:
    assert [one.action for one in read_log(records, ADMIN, now=NOW).entries] == [
        "accept",
        "read_case",
    ]
    again = read_log(records, ADMIN, now=NOW)
    assert (again.entries[0].action, again.entries[0].actor_id) == ("audit_read", "a-1")
    assert verify_log(records).broken_at is None


def test_one_object_or_one_kind_can_be_asked_for(records: Records) -> None:
    with records.writing() as session:
        append(session, NOW, "a-3", "read_case", "case", "goge-soka-ripo")
    one = read_log(records, ADMIN, now=NOW, kind="case", object_id="bako-tume-siri")
    assert [entry.actor_id for entry in one.entries] == ["a-2"]
    assert read_log(records, ADMIN, now=NOW, kind="token").total == 0


def test_a_log_whose_end_was_cut_off_is_not_whole(records: Records) -> None:
    """Somebody with full rights over the database takes the guard away and the last entry out."""
    with records.writing() as session:
        connection = session.connection()
        connection.exec_driver_sql("DROP TRIGGER audit_entry_no_delete")
        connection.exec_driver_sql("DELETE FROM audit_entry WHERE seq = 2")
    report = verify_log(records)
    assert (report.entries, report.head.seq, report.broken_at) == (1, 2, 2)


def test_a_full_page_is_the_last_one(records: Records) -> None:
    with records.writing() as session:
        for turn in range(PAGE - 1):
            append(session, NOW, "a-2", "read_case", "case", f"case-{turn}")
    found = read_log(records, ADMIN, now=NOW, kind="case")
    assert (len(found.entries), found.total, found.pages) == (PAGE, PAGE, 1)


def test_pages_hold_everything_once(records: Records) -> None:
    with records.writing() as session:
        for turn in range(PAGE):
            append(session, NOW, "a-2", "read_case", "case", f"case-{turn}")
    pages = [read_log(records, ADMIN, now=NOW, kind="case", page=at) for at in (1, 2)]
    assert [len(one.entries) for one in pages] == [PAGE, 1] and pages[0].pages == 2
    assert {e.seq for e in pages[0].entries}.isdisjoint({e.seq for e in pages[1].entries})


@pytest.mark.parametrize(
    "actor",
    [
        pytest.param(Actor(), id="nobody"),
        pytest.param(Actor("a", frozenset(set(Role) - {Role.ADMIN}), second_factor=True), id="all"),
        pytest.param(Actor("a", frozenset({Role.ADMIN})), id="without second factor"),
    ],
)
def test_nobody_else_reads_it(records: Records, actor: Actor) -> None:
    with pytest.raises(NotFound):
        read_log(records, actor, now=NOW)
