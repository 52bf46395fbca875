"""Whom to ask after a no or a silence, and when several may be asked at once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from referral.domain.cases import Candidate, Case
from referral.domain.next_service import Proposal, may_ask_more, next_service
from referral.domain.referrals import Referral, ReferralStatus, move
from referral.domain.vocabulary import Danger, Need, Tier
from tests.cases import OPENED, S, candidate, case, referral, taken_to, triage


def numbered(*candidates: Candidate) -> tuple[Candidate, ...]:
    return tuple(replace(one, position=at) for at, one in enumerate(candidates))


PLAN = numbered(
    candidate("house"), candidate("near"), candidate("also-near"), candidate("province", 2)
)


def asked(
    ref: str, status: ReferralStatus = S.DECLINED, attempt: int = 1, tier: int = 1
) -> Referral:
    start = referral(f"r-{ref}", service_id=ref, attempt=attempt, tier=Tier(tier))
    return taken_to(status, start)


def proposed(made: Case, *, gone: frozenset[str] = frozenset()) -> Proposal:
    return next_service(made, Need.SHELTER, 2, lambda ref: ref not in gone)


def ref(found: Proposal) -> str | None:
    return found.candidate.service_id if found.candidate else None


def test_the_next_of_the_plan_follows_the_one_that_refused() -> None:
    found = proposed(case(asked("house"), candidates=PLAN))
    assert ref(found) == "near" and not found.escalated


def test_after_two_of_one_tier_without_a_yes_a_tier_up_is_asked() -> None:
    made = case(asked("house"), asked("near", S.NO_ANSWER, 2), candidates=PLAN)
    found = proposed(made)
    assert ref(found) == "province" and found.escalated


def test_where_no_higher_tier_is_left_the_rest_of_this_one_is_asked() -> None:
    three = numbered(*PLAN[:3])
    made = case(asked("house"), asked("near", S.NO_ANSWER, 2), candidates=three)
    assert ref(proposed(made)) == "also-near"


def test_a_spent_higher_tier_is_not_asked_for_a_lower_one() -> None:
    plan = numbered(candidate("p1", 2), candidate("p2", 2), candidate("n1", 3), candidate("p3", 2))
    made = case(asked("p1", tier=2), asked("p2", attempt=2, tier=2), candidates=plan)
    assert ref(proposed(made)) == "n1"


def test_no_tier_is_skipped_because_a_farther_one_is_spent() -> None:
    """Somebody chose the farther ones first: the tier between has still to be asked."""
    plan = numbered(
        candidate("h1"), candidate("h2"), candidate("h3"), candidate("province", 2),
        candidate("n1", 3), candidate("n2", 3), candidate("nation", 4),
    )  # fmt: skip
    far = (asked("n1", tier=3), asked("n2", attempt=2, tier=3))
    near = (asked("h1", attempt=3), asked("h2", attempt=4))
    assert ref(proposed(case(*far, *near, candidates=plan))) == "province"


def test_a_service_that_closed_since_is_passed_over() -> None:
    made = case(asked("house"), candidates=PLAN)
    assert ref(proposed(made, gone=frozenset({"near"}))) == "also-near"


def test_a_yes_taken_back_is_a_no_and_the_next_is_asked() -> None:
    gone = move(asked("house", S.ACCEPTED), S.WITHDRAWN, at=OPENED, reason="service_retracted")
    made = case(gone, candidates=PLAN)
    assert may_ask_more(made, Need.SHELTER) and ref(proposed(made)) == "near"
    again = asked("near", S.DECLINED, 2)
    assert ref(proposed(case(gone, again, candidates=PLAN))) == "province", "two of this tier"


@pytest.mark.parametrize(
    ("reason", "again"),
    [
        ("child_refused", True),
        ("guardian_refused", True),
        ("met_elsewhere", False),
        ("opened_by_mistake", False),
    ],
)
def test_a_service_that_our_side_refused_has_said_no_to_nobody(reason: str, again: bool) -> None:
    gone = move(asked("house", S.SENT), S.WITHDRAWN, at=OPENED, reason=reason)
    assert ref(proposed(case(gone, candidates=PLAN))) == ("house" if again else "near")


def test_when_nobody_is_left_the_lines_of_the_plan_are() -> None:
    line = candidate("hotline", 4, line=True)
    made = case(asked("house"), candidates=(*numbered(candidate("house")), line))
    found = proposed(made)
    assert found.candidate is None and found.escalated and found.lines == (line,)


@pytest.mark.parametrize(
    ("status", "danger", "more"),
    [
        (S.SENT, Danger.NONE, False),
        (S.ACKNOWLEDGED, Danger.POSSIBLE, False),
        (S.SENT, Danger.YES, True),
        (S.DECLINED, Danger.NONE, True),
        (S.NO_ANSWER, Danger.NONE, True),
        (S.ACCEPTED, Danger.YES, False),
        (S.DRAFT, Danger.YES, False),
    ],
)
def test_one_at_a_time_but_in_danger_several_at_once(
    status: ReferralStatus, danger: Danger, more: bool
) -> None:
    made = case(asked("house", status), triage=triage(danger=danger))
    assert may_ask_more(made, Need.SHELTER) is more
    closed = replace(made, closed_at=made.opened_at)
    assert not may_ask_more(closed, Need.SHELTER)
