"""The steps of each case, and the order in which a desk works."""

from __future__ import annotations

from dataclasses import replace

import pytest

from referral.domain.cases import Case, CaseEvent, EventKind
from referral.domain.referrals import ReferralStatus, move
from referral.domain.vocabulary import Danger, Need
from referral.domain.worklist import Work, work_of, worklist
from tests.cases import OPENED, S, calendar, case, case_policy, later, referral, taken_to, triage


def work(made: Case) -> Work:
    return work_of(made, case_policy(), calendar())


@pytest.mark.parametrize(
    ("status", "step"),
    [
        (S.DRAFT, "note_consent"),
        (S.CONSENT_NOTED, "send"),
        (S.SENT, "answer"),
        (S.ACKNOWLEDGED, "answer"),
        (S.DECLINED, "ask_next"),
        (S.NO_ANSWER, "ask_next"),
        (S.ACCEPTED, "confirm_arrival"),
        (S.ARRIVED, "confirm_start"),
        (S.SERVICE_STARTED, "complete"),
        (S.COMPLETED, "close_case"),
    ],
)
def test_every_status_has_its_next_step(status: ReferralStatus, step: str) -> None:
    codes = [task.code for task in work(case(taken_to(status))).tasks]
    assert step in codes
    others = {"note_consent", "send", "answer", "ask_next", "confirm_arrival", "confirm_start",
              "complete", "close_case"} - {step}  # fmt: skip
    assert not others & set(codes)


def test_urgent_care_is_sent_at_once() -> None:
    found = work(case(referral(need="medical", urgent=True))).next
    assert found is not None and found.code == "send" and found.overdue(OPENED)


def test_what_is_not_urgent_may_lie_for_half_an_hour_before_it_is_sent() -> None:
    (found,) = work(case(referral())).tasks
    assert (found.code, found.at) == ("note_consent", later(minutes=30))
    (found,) = work(case(referral(urgent=True))).tasks
    assert found.at == OPENED, "a bed for tonight"
    (found,) = work(case(referral(), triage=triage(danger=Danger.YES))).tasks
    assert found.at == OPENED


def test_a_need_without_any_place_goes_to_a_line() -> None:
    found = work(case(needs=(Need.SHELTER,))).next
    assert found is not None and (found.code, found.need) == ("call_line", Need.SHELTER)


def test_while_one_is_still_asked_nobody_has_to_be_found() -> None:
    made = case(taken_to(S.DECLINED), taken_to(S.SENT, referral("r2", attempt=2)))
    assert [task.code for task in work(made).tasks] == ["answer"]


def test_a_yes_taken_back_asks_for_the_next_and_a_mistake_does_not() -> None:
    accepted = taken_to(S.ACCEPTED)
    for reason, step in (("service_retracted", "ask_next"), ("met_elsewhere", "close_case")):
        gone = move(accepted, S.WITHDRAWN, at=later(hours=9), reason=reason)
        assert [task.code for task in work(case(gone)).tasks] == [step]


def test_overdue_cases_come_first_then_the_next_hour() -> None:
    late = case(taken_to(S.SENT, referral(urgent=True)), code="late")
    soon = case(taken_to(S.ACCEPTED), code="soon")
    idle = case(taken_to(S.SERVICE_STARTED), code="idle")
    now = later(hours=2, minutes=40)
    order = worklist([work(idle), work(soon), work(late)], now)
    assert [one.case.code for one in order] == ["late", "soon", "idle"]
    assert order[0].overdue(now) and not order[1].overdue(now)


def test_the_last_attempt_is_the_latest_of_calls_and_changes() -> None:
    early = CaseEvent("case", OPENED, "a", EventKind.MOVED)
    late = CaseEvent("case", later(hours=3), "a", EventKind.CONTACT_ATTEMPT, code="reached")
    note = CaseEvent("case", later(hours=9), "a", EventKind.HANDOVER_CHECK)
    made = case(taken_to(S.ACCEPTED), events=(late, early, note))
    assert work(made).last_attempt == late


def test_of_two_attempts_at_one_moment_the_one_written_last_counts() -> None:
    asked = CaseEvent("case", OPENED, "a", EventKind.MOVED, to_status=S.SENT)
    called = CaseEvent("case", OPENED, "a", EventKind.CONTACT_ATTEMPT, code="reached")
    assert work(case(taken_to(S.SENT), events=(asked, called))).last_attempt == called


def test_that_consent_was_noted_is_no_attempt() -> None:
    ready = CaseEvent("case", OPENED, "a", EventKind.MOVED, to_status=S.CONSENT_NOTED)
    assert work(case(taken_to(S.CONSENT_NOTED), events=(ready,))).last_attempt is None


def test_a_closed_case_has_no_work() -> None:
    assert work(replace(case(taken_to(S.SENT)), closed_at=later(days=1))).tasks == ()
