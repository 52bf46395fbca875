"""Retention over both databases: what is over goes, the counters stay, the log can be verified."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from referral.domain.access import Role
from referral.domain.accounts import Account, SignIn
from referral.domain.cases import Case, Closure
from referral.domain.vocabulary import Need
from referral.store import accounts, audit, cases
from referral.store.tables import metadata
from referral.usecases import referring, shifts
from referral.usecases.audit import verify_log
from referral.usecases.office import Office
from referral.usecases.open_case import open_case
from referral.usecases.purge import PurgeReport, purge
from tests.offices import NOW, OPERATOR, SECOND, body

SHUT = Account(
    id="shut-1",
    email="lama@contoh.example.org",
    active=False,
    roles=frozenset({Role.COORDINATOR}),
    desk=None,
    organization=None,
    created_at=NOW,
    uniquifier="u",
)
CASE_TABLES = ("referral_case", "referral", "referral_candidate", "case_event", "reply_link")


def rows(office: Office, *tables: str) -> dict[str, int]:
    with office.records.reading() as session:
        return {
            name: session.scalar(select(func.count()).select_from(metadata().tables[name])) or 0
            for name in tables
        }


def read(office: Office, code: str) -> Case | None:
    with office.records.reading() as session:
        return cases.case_by_code(session, code)


def opened(office: Office, at: datetime = NOW) -> str:
    """A case that was sent: it has a link and events."""
    code = open_case(office, body("medical", danger="yes"), actor=OPERATOR, now=at)
    made = read(office, code)
    assert made is not None
    sent = made.current(Need.MEDICAL)
    assert sent is not None
    referring.send(office, OPERATOR, code, [sent.id], version=made.version, now=at)
    return code


def closed(office: Office, at: datetime = NOW) -> str:
    """The same, taken back and closed."""
    code = opened(office, at)
    made = read(office, code)
    assert made is not None
    referring.withdraw_refused(office, OPERATOR, code, version=made.version, now=at)
    made = read(office, code)
    assert made is not None
    referring.close(office, OPERATOR, code, Closure.WITHDRAWN, version=made.version, now=at)
    return code


def run(office: Office, days: float, *, commit: bool = True) -> PurgeReport:
    now = NOW + timedelta(days=days)
    return purge(office.records, office.policy, now=now, commit=commit)


def test_a_case_closed_91_days_ago_goes_whole_and_its_counters_stay(office: Office) -> None:
    code = closed(office)
    before = rows(office, "referral_count")
    found = run(office, 91)
    assert (found.cases, found.cases_kept_from) == (1, date(2026, 11, 25))
    assert read(office, code) is None
    assert set(rows(office, *CASE_TABLES).values()) == {0}
    assert rows(office, "referral_count") == before != {"referral_count": 0}
    assert verify_log(office.records).broken_at is None


def test_an_open_case_stays_however_old_but_its_old_links_go(office: Office) -> None:
    code = opened(office)
    found = run(office, 200)
    assert (found.cases, found.links) == (0, 1)
    assert read(office, code) is not None
    assert rows(office, "reply_link") == {"reply_link": 0}


def test_a_case_closed_89_days_ago_stays(sqlite_office: Office) -> None:
    code = closed(sqlite_office)
    assert not run(sqlite_office, 89).anything
    assert read(sqlite_office, code) is not None


def test_a_rehearsal_says_the_same_and_changes_nothing(office: Office) -> None:
    closed(office)
    tables = (*CASE_TABLES, "audit_entry", "referral_count")
    before = rows(office, *tables)
    rehearsed = run(office, 400, commit=False)
    assert rehearsed.cases == 1 and rehearsed.audit_entries > 3
    assert rows(office, *tables) == before
    assert run(office, 400) == rehearsed


def test_the_log_is_kept_for_a_year_and_can_still_be_verified(office: Office) -> None:
    closed(office)
    entries = rows(office, "audit_entry")["audit_entry"]
    assert run(office, 364).audit_entries == 0
    assert run(office, 367).audit_entries == entries
    report = verify_log(office.records)
    assert (report.broken_at, report.anchor.seq) == (None, entries)
    with office.records.reading() as session:
        newest = audit.latest_entries(session, limit=2)
    assert {(one.actor_id, one.action) for one in newest} == {("system", "purged")}


def test_a_purge_that_finds_nothing_leaves_no_entry(sqlite_office: Office) -> None:
    assert not run(sqlite_office, 1).anything
    assert rows(sqlite_office, "audit_entry") == {"audit_entry": 0}


def test_accepted_handovers_go_and_one_that_waits_stays(office: Office) -> None:
    first = shifts.give_desk(office, OPERATOR, now=NOW)
    shifts.accept_desk(office, SECOND, first, now=NOW)
    shifts.give_desk(office, OPERATOR, now=NOW)
    assert run(office, 91).handovers == 1
    assert rows(office, "handover") == {"handover": 1}


def test_a_shut_account_stays_while_the_log_still_tells_of_it(office: Office) -> None:
    """Its sign-ins go long before: whose id stands in the log could no more be told."""
    with office.records.writing() as session:
        accounts.add_account(session, SHUT)
        accounts.add_sign_in(session, SignIn("s-1", SHUT.id, NOW, NOW))
        audit.append(session, NOW, SHUT.id, "counters_read", "counters", "2026-11.all")
        shut_on = NOW + timedelta(days=300)
        audit.append(session, shut_on, "admin-1", "account_disabled", "account", SHUT.id)

    assert [run(office, days).sign_ins for days in (89, 91)] == [0, 1]

    def gone_after(days: int) -> int:
        found = run(office, days)
        with office.records.reading() as session:
            left = {one.id for one in accounts.all_accounts(session)}
        assert (SHUT.id in left) is (found.accounts == 0)
        return found.accounts

    assert [gone_after(days) for days in (91, 366, 367, 300 + 364)] == [0, 0, 0, 0]
    assert gone_after(300 + 366) == 1


def test_the_policy_says_how_long(sqlite_office: Office) -> None:
    closed(sqlite_office)
    short = replace(sqlite_office.policy, closed_case_days=7)
    now = NOW + timedelta(days=8)
    assert purge(sqlite_office.records, short, now=now, commit=True).cases == 1
