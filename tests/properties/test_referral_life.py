"""Whatever is pressed in whatever order, a referral keeps to its ways and loses nothing."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from referral.domain.case_codes import CASE_SYLLABLES, REPLY_SYLLABLES, code_of, read_code
from referral.domain.deadlines import dues_of
from referral.domain.errors import ActionRefused
from referral.domain.next_service import next_service
from referral.domain.referrals import (
    ENDED,
    EXITS,
    REASONS,
    TRANSITIONS,
    DeclineReason,
    Referral,
    ReferralStatus,
    SilenceReason,
    WithdrawalReason,
    accept,
    move,
    possible,
)
from referral.domain.vocabulary import Danger, Need, Tier
from referral.domain.worklist import work_of
from tests.cases import OPENED, S, calendar, candidate, case, case_policy, referral, triage

statuses = st.sampled_from(list(ReferralStatus))
reasons = st.sampled_from([None, *DeclineReason, *SilenceReason, *WithdrawalReason, "unheard of"])
presses = st.lists(st.tuples(statuses, reasons), max_size=12)
starts = st.builds(
    lambda need, urgent: referral(need=need.value, urgent=urgent),
    st.sampled_from(list(Need)),
    st.booleans(),
)


def pressed(start: Referral, wanted: list[tuple[ReferralStatus, str | None]]) -> list[Referral]:
    """The states a referral goes through under these presses; what is refused changes nothing."""
    states = [start]
    for at, (to, reason) in enumerate(wanted, start=1):
        try:
            states.append(move(states[-1], to, at=OPENED + timedelta(hours=at), reason=reason))
        except ActionRefused:
            continue
    return states


@given(starts, presses)
def test_only_the_ways_of_the_brief_are_gone(
    start: Referral, wanted: list[tuple[ReferralStatus, str | None]]
) -> None:
    states = pressed(start, wanted)
    for before, after in pairwise(states):
        assert after.status in TRANSITIONS[before.status] and after.status in possible(before)
        assert after.version == before.version + 1
        assert before.status not in ENDED, "nothing follows an end"
        assert (after.reason is None) == (after.status not in REASONS)


@given(starts, presses)
def test_nothing_goes_out_without_consent_but_urgent_care(
    start: Referral, wanted: list[tuple[ReferralStatus, str | None]]
) -> None:
    for state in pressed(start, wanted):
        if S.SENT in state.reached and S.CONSENT_NOTED not in state.reached:
            assert state.urgent and state.need is Need.MEDICAL


@given(starts, presses)
def test_every_status_keeps_its_hour_and_the_service_never_changes(
    start: Referral, wanted: list[tuple[ReferralStatus, str | None]]
) -> None:
    states = pressed(start, wanted)
    last = states[-1]
    assert {state.status for state in states} == set(last.reached)
    hours = [last.reached[state.status] for state in states]
    assert hours == sorted(hours)
    assert {(s.id, s.service_id, s.need, s.attempt) for s in states} == {
        (start.id, start.service_id, start.need, start.attempt)
    }


@given(starts, presses)
def test_whoever_waits_can_always_stop(
    start: Referral, wanted: list[tuple[ReferralStatus, str | None]]
) -> None:
    for state in pressed(start, wanted):
        assert (possible(state) == frozenset()) == state.ended
        if not state.ended:
            assert possible(state) >= EXITS


@given(starts, presses)
def test_an_open_case_always_has_something_to_do(
    start: Referral, wanted: list[tuple[ReferralStatus, str | None]]
) -> None:
    made = case(pressed(start, wanted)[-1])
    work = work_of(made, case_policy(), calendar())
    assert work.next is not None, "no case is forgotten"
    assert list(work.tasks) == sorted(
        work.tasks, key=lambda due: (due.at, due.code, due.referral_id or "")
    )
    assert set(dues_of(made, case_policy(), calendar())) <= set(work.tasks)


@given(starts, presses)
def test_a_yes_is_only_ever_given_to_who_was_asked(
    start: Referral, wanted: list[tuple[ReferralStatus, str | None]]
) -> None:
    for state in pressed(start, wanted):
        try:
            steps = accept(state, at=OPENED)
        except ActionRefused:
            assert state.status not in (S.SENT, S.ACKNOWLEDGED)
        else:
            assert state.status in (S.SENT, S.ACKNOWLEDGED)
            assert steps[-1].status is S.ACCEPTED


@given(
    st.lists(st.integers(1, 4), min_size=1, max_size=8),
    st.lists(st.sampled_from([S.DECLINED, S.NO_ANSWER]), max_size=8),
    st.integers(1, 3),
    st.sets(st.integers(0, 7)),
)
def test_the_stored_plan_is_gone_through_once_and_to_its_end(
    tiers: list[int], ends: list[ReferralStatus], patience: int, gone: set[int]
) -> None:
    plan = tuple(candidate(f"s{at}", tier, position=at) for at, tier in enumerate(tiers))
    shut = {f"s{at}" for at in gone}
    asked: list[Referral] = []
    for _step in range(len(plan) + 1):
        made = case(*asked, candidates=plan, triage=triage(danger=Danger.NONE))
        found = next_service(made, Need.SHELTER, patience, lambda ref: ref not in shut).candidate
        if found is None:
            break
        assert found.service_id not in {one.service_id for one in asked} | shut
        status = ends[len(asked) % len(ends)] if ends else S.DECLINED
        asked.append(
            referral(f"r{len(asked)}", service_id=found.service_id, attempt=len(asked) + 1,
                     tier=Tier(found.tier), status=status)
        )  # fmt: skip
    assert {one.service_id for one in asked} == {c.service_id for c in plan} - shut


@given(st.binary(min_size=2 * REPLY_SYLLABLES, max_size=40), st.sampled_from(["", " ", "-"]))
def test_a_code_is_found_again_however_it_was_typed(chance: bytes, between: str) -> None:
    for syllables in (CASE_SYLLABLES, REPLY_SYLLABLES):
        code = code_of(chance, syllables)
        assert read_code(code.replace("-", between).upper(), syllables) == code
