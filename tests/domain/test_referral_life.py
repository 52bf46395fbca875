"""A referral's statuses: the ways there are, what each asks for, and that nothing else is."""

from __future__ import annotations

import pytest

from referral.domain.errors import ActionRefused
from referral.domain.referrals import (
    ENDED,
    EXITS,
    REASONS,
    TRANSITIONS,
    DeclineReason,
    ReferralStatus,
    accept,
    move,
    possible,
)
from tests.cases import OPENED, STEPS, S, later, referral, taken_to

BRIEF = {
    "draft": "consent_noted sent withdrawn lost_contact unsafe_stop",
    "consent_noted": "sent withdrawn lost_contact unsafe_stop",
    "sent": "acknowledged declined no_answer withdrawn lost_contact unsafe_stop",
    "acknowledged": "accepted declined no_answer withdrawn lost_contact unsafe_stop",
    "accepted": "arrived withdrawn lost_contact unsafe_stop",
    "arrived": "service_started withdrawn lost_contact unsafe_stop",
    "service_started": "completed withdrawn lost_contact unsafe_stop",
}
"""Field brief, section 4."""


def test_the_ways_are_exactly_those_of_the_brief() -> None:
    ways = {one.value: {to.value for to in TRANSITIONS[one]} for one in ReferralStatus}
    assert ways == {name: set(BRIEF.get(name, "").split()) for name in ways}


def refused(*arguments: object, **more: object) -> ActionRefused:
    with pytest.raises(ActionRefused) as caught:
        move(*arguments, **{"at": OPENED, **more})  # type: ignore[arg-type]
    return caught.value


@pytest.mark.parametrize("start", list(ReferralStatus))
@pytest.mark.parametrize("to", list(ReferralStatus))
def test_a_way_that_is_not_there_is_refused(start: ReferralStatus, to: ReferralStatus) -> None:
    if start.value not in BRIEF or to.value not in BRIEF[start.value]:
        problem = refused(referral(status=start), to)
        assert problem.code == "wrong_state"
        assert problem.facts == {"status": start.value, "to": to.value}


def test_only_urgent_medical_care_is_sent_without_a_note_of_consent() -> None:
    assert refused(referral(), S.SENT).code == "wrong_state"
    assert refused(referral(urgent=True), S.SENT).code == "wrong_state"  # a bed is no care
    assert refused(referral(need="medical"), S.SENT).code == "wrong_state"
    care = referral(need="medical", urgent=True)
    assert S.SENT in possible(care) and move(care, S.SENT, at=OPENED).status is S.SENT


def test_a_no_a_silence_and_a_withdrawal_have_coded_reasons() -> None:
    sent = taken_to(S.SENT)
    assert refused(sent, S.DECLINED).code == "reason_required"
    assert refused(sent, S.DECLINED, reason="no idea").code == "unknown_reason"
    assert refused(sent, S.NO_ANSWER, reason="full").code == "unknown_reason"
    assert refused(sent, S.ACKNOWLEDGED, reason="full").code == "unknown_reason"
    assert move(sent, S.DECLINED, at=OPENED, reason="full").reason == "full"
    assert move(sent, S.WITHDRAWN, at=OPENED, reason="child_refused").reason == "child_refused"


def test_the_decline_reasons_are_those_of_the_brief() -> None:
    assert [one.value for one in DeclineReason] == [
        "full", "age", "sex", "disability", "no_specialist", "outside_area",
        "documents_demanded", "nationality", "unsafe", "closed", "wrong_contact",
    ]  # fmt: skip
    assert set(REASONS) == {S.DECLINED, S.NO_ANSWER, S.WITHDRAWN}


def test_every_change_is_one_version_on_and_keeps_its_hour() -> None:
    sent = move(taken_to(S.CONSENT_NOTED), S.SENT, at=later(hours=5))
    assert sent.version == 3 and sent.reached[S.SENT] == later(hours=5)
    assert set(sent.reached) == {S.DRAFT, S.CONSENT_NOTED, S.SENT}


def test_a_yes_to_what_was_only_sent_acknowledges_it_first() -> None:
    steps = accept(taken_to(S.SENT), at=OPENED)
    assert [one.status for one in steps] == [S.ACKNOWLEDGED, S.ACCEPTED]
    assert [one.status for one in accept(taken_to(S.ACKNOWLEDGED), at=OPENED)] == [S.ACCEPTED]
    with pytest.raises(ActionRefused):
        accept(taken_to(S.ARRIVED), at=OPENED)


def test_the_usual_way_leads_to_the_end() -> None:
    done = taken_to(S.COMPLETED)
    assert set(done.reached) == {S.DRAFT, *STEPS, S.COMPLETED} and done.ended
    assert EXITS < ENDED and S.ACCEPTED not in ENDED
