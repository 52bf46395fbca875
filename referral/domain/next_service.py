"""Whom to ask next after a no or a silence: the stored plan, a step on or a tier up (R39, R45)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from referral.domain.cases import Candidate, Case
from referral.domain.referrals import (
    TAKEN,
    WAITING,
    Referral,
    ReferralStatus,
    WithdrawalReason,
)
from referral.domain.vocabulary import Danger, Need, Tier


@dataclass(frozen=True, slots=True)
class Proposal:
    """The next candidate of a need; `escalated` where a tier was left, None where none is left."""

    need: Need
    candidate: Candidate | None
    escalated: bool
    lines: tuple[Candidate, ...]


def next_service(
    case: Case, need: Need, escalate_after: int, usable: Callable[[str], bool]
) -> Proposal:
    """The first candidate of the stored plan that was not asked yet.

    After `escalate_after` services of one tier without a yes, the first of a higher tier comes
    before the rest of that tier. `usable` is False for a service that the directory has
    closed or suspended since.
    """
    tried = case.attempts(need)
    places = [c for c in left(case, need) if usable(c.service_id)]
    lines = case.candidates_of(need, line=True)
    if not places:
        return Proposal(need, None, escalated=True, lines=lines)
    spent = _spent_tiers(tried, escalate_after)
    chosen = places[0]
    higher = [c for c in places if c.tier not in spent and c.tier > chosen.tier]
    if chosen.tier in spent and higher:
        chosen = higher[0]
    last = tried[-1].tier if tried else chosen.tier
    return Proposal(need, chosen, escalated=chosen.tier > last, lines=lines)


def left(case: Case, need: Need) -> tuple[Candidate, ...]:
    """The places of the stored plan that may still be asked.

    A place that was taken back because the child or a guardian said no has not refused anybody:
    it may be asked once they say otherwise.
    """
    asked = {one.service_id for one in case.attempts(need) if not _refused_here(one)}
    return tuple(c for c in case.candidates_of(need) if c.service_id not in asked)


_OUR_NO = frozenset({WithdrawalReason.CHILD_REFUSED, WithdrawalReason.GUARDIAN_REFUSED})


def _refused_here(referral: Referral) -> bool:
    return referral.status is ReferralStatus.WITHDRAWN and referral.reason in _OUR_NO


def _spent_tiers(tried: Sequence[Referral], escalate_after: int) -> set[Tier]:
    """Tiers in which so many services gave no yes."""
    failed = [one.tier for one in tried if one.failed]
    return {tier for tier in failed if failed.count(tier) >= escalate_after}


def may_ask_more(case: Case, need: Need) -> bool:
    """True if another service may be asked for the need now.

    One at a time, but in immediate danger several at once (field brief, section 4).
    """
    every = case.attempts(need)
    if not case.open or any(one.status in TAKEN for one in every):
        return False
    if any(not one.ended and one.status not in WAITING for one in every):
        return False
    waiting = [one for one in every if one.status in WAITING]
    return not waiting or case.triage.danger is Danger.YES
