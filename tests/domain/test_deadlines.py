"""What is due when: the clock is an argument, so it can be moved."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from referral.domain.cases import Case, CaseEvent, EventKind
from referral.domain.deadlines import Calendar, Due, answer_due, dues_of, follow_up_codes
from referral.domain.referrals import EXITS, FAILED, ReferralStatus, move
from referral.domain.vocabulary import Contact, Danger, SubNeed, Suspect
from tests.cases import OPENED, S, calendar, case, case_policy, later, referral, taken_to, triage


def dues(made: Case, *holidays: date) -> dict[str, Due]:
    return {due.code: due for due in dues_of(made, case_policy(), calendar(*holidays))}


@pytest.mark.parametrize(
    ("danger", "urgent", "minutes"),
    [(Danger.YES, False, 10), (Danger.YES, True, 10), (Danger.POSSIBLE, True, 30)],
)
def test_how_long_to_wait_for_a_yes_goes_by_danger_and_urgency(
    danger: Danger, urgent: bool, minutes: int
) -> None:
    sent = taken_to(S.SENT, referral(urgent=urgent))
    due = answer_due(sent, danger, case_policy(), calendar())
    assert due == sent.reached[S.SENT] + timedelta(minutes=minutes)


def test_where_nothing_is_urgent_one_working_day_is_waited() -> None:
    friday = datetime(2026, 11, 27, 6, 30, tzinfo=UTC)  # 14:30 in Makassar
    sent = move(taken_to(S.CONSENT_NOTED), S.SENT, at=friday)
    due = answer_due(sent, Danger.NONE, case_policy(), calendar())
    assert due == datetime(2026, 11, 30, 6, 30, tzinfo=UTC), "Monday, the same hour"
    shut = answer_due(sent, Danger.NONE, case_policy(), calendar(date(2026, 11, 30)))
    assert shut == datetime(2026, 12, 1, 6, 30, tzinfo=UTC), "a holiday does not count"


def test_working_days_are_those_of_the_place() -> None:
    night = datetime(2026, 11, 27, 17, 30, tzinfo=UTC)  # Saturday, 01:30 in Makassar
    sent = move(taken_to(S.CONSENT_NOTED), S.SENT, at=night)
    due = answer_due(sent, Danger.NONE, case_policy(), calendar())
    assert due == datetime(2026, 11, 29, 17, 30, tzinfo=UTC), "Monday, 01:30"


def test_the_holidays_that_count_are_those_of_each_days_own_year() -> None:
    thursday = datetime(2026, 12, 31, 6, 30, tzinfo=UTC)
    sent = move(taken_to(S.CONSENT_NOTED), S.SENT, at=thursday)
    new_year = {2027: frozenset({date(2027, 1, 1)})}
    year_by_year = Calendar("Asia/Makassar", lambda year: new_year.get(year, frozenset()))
    due = answer_due(sent, Danger.NONE, case_policy(), year_by_year)
    assert due == datetime(2027, 1, 4, 6, 30, tzinfo=UTC), "Monday, not New Year's Day"


def test_an_acknowledgement_starts_the_wait_anew_and_an_answer_ends_it() -> None:
    seen = taken_to(S.ACKNOWLEDGED, referral(urgent=True))
    due = answer_due(seen, Danger.NONE, case_policy(), calendar())
    assert due == seen.reached[S.ACKNOWLEDGED] + timedelta(minutes=30)
    for status in set(ReferralStatus) - {S.SENT, S.ACKNOWLEDGED}:
        other = replace(seen, status=status)
        assert answer_due(other, Danger.NONE, case_policy(), calendar()) is None


def test_a_due_is_overdue_from_its_very_minute() -> None:
    due = dues(case(taken_to(S.SENT, referral(urgent=True))))["answer"]
    assert not due.overdue(due.at - timedelta(seconds=1)) and due.overdue(due.at)


ABUSE = {"contact": Contact.REPORTED}


@pytest.mark.parametrize(
    ("code", "need", "status", "hours", "law", "changes", "told"),
    [
        pytest.param("police_told", "medical", S.ARRIVED, 24, "PP 9/2008 art. 14(5)", (), {}),
        pytest.param("violence_reported", "shelter", S.ACCEPTED, 72, "UU 12/2022 art. 41(3)", (),
                     ABUSE),
        pytest.param("temporary_protection", "legal", S.SERVICE_STARTED, 24, "UU 12/2022 art. 42",
                     (SubNeed.REPORT_TO_POLICE,), {}),
        pytest.param("protection_asked", "legal", S.SERVICE_STARTED, 48, "UU 12/2022 art. 43",
                     (SubNeed.REPORT_TO_POLICE,), {}),
        pytest.param("rehabilitation", "return", S.SENT, 168, "UU 21/2007 art. 52(1)", (), {}),
        pytest.param("first_aid", "medical", S.SENT, 168, "UU 21/2007 art. 53", (), {}),
        pytest.param("lpsk_decision", "legal", S.SENT, 168, "UU 31/2014 art. 29",
                     (SubNeed.WITNESS_PROTECTION,), {}),
    ],
)  # fmt: skip
def test_a_legal_deadline_has_its_article_its_start_and_its_condition(
    code: str,
    need: str,
    status: ReferralStatus,
    hours: int,
    law: str,
    changes: tuple[SubNeed, ...],
    told: dict[str, Any],
) -> None:
    there = taken_to(status, referral(need=need))
    made = case(there, sub_needs=changes, triage=triage(**told))
    due = dues(made)[code]
    assert due.at == there.reached[status] + timedelta(hours=hours)
    assert (due.law, due.source, due.referral_id) == (law, "law", "r1")
    if changes or told:
        assert code not in dues(case(there)), "without its condition it does not run"
    done = CaseEvent("case", OPENED, "account", EventKind.LEGAL_DONE, "r1", code=code)
    assert code not in dues(replace(made, events=(*made.events, done)))
    for over in EXITS | FAILED:
        ended = case(replace(there, status=over), sub_needs=changes, triage=triage(**told))
        assert code not in dues(ended), "what is over asks for nothing, a no as little as an exit"


@pytest.mark.parametrize("contact", list(Contact))
def test_violence_is_told_where_contact_was_reported_or_is_suspected(contact: Contact) -> None:
    there = taken_to(S.ACCEPTED, referral(need="shelter"))
    found = dues(case(there, triage=triage(contact=contact)))
    told = contact in (Contact.REPORTED, Contact.SUSPECTED)
    assert ("violence_reported" in found) is told


def test_care_that_has_begun_meets_the_ceiling_of_seven_days() -> None:
    assert "first_aid" in dues(case(taken_to(S.ARRIVED, referral(need="medical"))))
    assert "first_aid" not in dues(case(taken_to(S.SERVICE_STARTED, referral(need="medical"))))


def test_police_who_are_suspected_are_not_told_without_a_thought() -> None:
    there = taken_to(S.ARRIVED, referral(need="medical"))
    assert dues(case(there))["police_told"].warning is None
    told = case(there, triage=triage(suspect=frozenset({Suspect.POLICE})))
    assert dues(told)["police_told"].warning == "police_suspected"


def test_follow_ups_run_from_the_arrival_and_after_a_return_for_months() -> None:
    home = taken_to(S.COMPLETED, referral(need="return"))
    found = dues(case(home))
    arrived, completed = home.reached[S.ARRIVED], home.reached[S.COMPLETED]
    assert found["follow_up_24h"].at == arrived + timedelta(hours=24)
    assert found["follow_up_168h"].at == arrived + timedelta(days=7)
    assert found["follow_up_720h"].at == arrived + timedelta(days=30)
    assert found["return_1m"].at == completed.replace(month=12)
    assert found["return_3m"].at == completed.replace(year=2027, month=2)
    assert found["return_6m"].at == completed.replace(year=2027, month=5)
    assert set(follow_up_codes(case_policy())) <= set(found)
    assert "return_1m" not in dues(case(taken_to(S.COMPLETED)))


def test_a_child_who_arrived_at_two_places_is_followed_up_from_the_first() -> None:
    first = taken_to(S.ARRIVED, referral("r1", need="medical"))
    second = taken_to(S.ACCEPTED, referral("r2", need="shelter"))
    second = move(second, S.ARRIVED, at=first.reached[S.ARRIVED] + timedelta(days=3))
    found = dues(case(second, first))
    assert found["follow_up_24h"].at == first.reached[S.ARRIVED] + timedelta(hours=24)


@pytest.mark.parametrize("exit_", sorted(EXITS))
def test_whoever_left_after_the_arrival_is_not_followed_up_there(exit_: ReferralStatus) -> None:
    arrived = taken_to(S.ARRIVED, referral("r1"))
    assert "follow_up_24h" in dues(case(arrived))
    assert "follow_up_24h" not in dues(case(replace(arrived, status=exit_)))


def test_a_month_without_the_day_ends_on_its_last() -> None:
    end = datetime(2026, 8, 31, 3, 0, tzinfo=UTC)
    home = move(taken_to(S.SERVICE_STARTED, referral(need="return")), S.COMPLETED, at=end)
    found = dues(case(home))
    assert found["return_1m"].at == end.replace(month=9, day=30)
    assert found["return_6m"].at == end.replace(year=2027, month=2, day=28)


def test_a_follow_up_that_was_made_and_a_closed_case_ask_for_nothing() -> None:
    made = case(taken_to(S.ARRIVED))
    event = CaseEvent("case", OPENED, "account", EventKind.FOLLOW_UP, code="follow_up_24h")
    assert "follow_up_24h" not in dues(replace(made, events=(event,)))
    assert dues(replace(made, closed_at=later(days=1))) == {}
