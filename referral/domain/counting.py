"""What of a referral's life is counted per regency and need, with no identity (peers: nobody does).

The counters say how often, never who: they outlive the cases they were counted from.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from referral.domain.cases import Case
from referral.domain.next_service import Proposal
from referral.domain.referrals import Referral, ReferralStatus, WithdrawalReason
from referral.domain.vocabulary import Need, Tier

S = ReferralStatus
WAITS = ((10, "10m"), (30, "30m"), (120, "2h"), (1440, "1d"), (4320, "3d"))
"""Upper limits in minutes of the bands in which the wait for a yes is counted."""
LONGER = "longer"


@dataclass(frozen=True, slots=True)
class Count:
    """One more of `code` for a need in a regency."""

    regency_code: str
    need: Need
    code: str


def counts_of_opening(case: Case) -> Iterator[Count]:
    """Needs asked for, and those for which only national lines could be named."""
    for need in case.needs:
        yield Count(case.regency_code, need, "opened")
        places = case.candidates_of(need)
        if not places or all(one.tier is Tier.NATIONAL for one in places):
            yield Count(case.regency_code, need, "national_only")


def counts_of_move(case: Case, before: Referral, after: Referral) -> Iterator[Count]:
    """What a change of status counts as."""

    def one(code: str) -> Count:
        return Count(case.regency_code, after.need, code)

    if after.status is S.SENT:
        yield one("sent")
    elif after.status is S.ACCEPTED:
        yield one("accepted")
        yield one(f"accepted_tier:{int(after.tier)}")
        yield one(f"accepted_within:{wait_band(after.reached[S.SENT], after.reached[S.ACCEPTED])}")
    elif after.status is S.DECLINED:
        yield one(f"declined:{after.reason}")
    elif after.status is S.WITHDRAWN and after.reason == WithdrawalReason.CHILD_REFUSED:
        yield one("child_refused")
    elif after.status is S.WITHDRAWN and after.reason == WithdrawalReason.SERVICE_RETRACTED:
        yield one("retracted")
    elif after.status in (S.NO_ANSWER, S.COMPLETED, S.LOST_CONTACT, S.UNSAFE_STOP):
        yield one(after.status.value)
    if before.status is S.DRAFT and after.status is S.SENT and before.never_waits:
        yield one("urgent")


def counts_of_proposal(case: Case, proposal: Proposal) -> Iterator[Count]:
    """After a no or a silence: a tier was left, or nobody is left to ask."""
    if proposal.candidate is None:
        yield Count(case.regency_code, proposal.need, "unmet")
    elif proposal.escalated:
        yield Count(case.regency_code, proposal.need, "escalated")


def wait_band(sent: datetime, accepted: datetime) -> str:
    """The band of a wait for a yes."""
    minutes = (accepted - sent).total_seconds() / 60
    return next((name for limit, name in WAITS if minutes <= limit), LONGER)


def median_band(counts: dict[str, int]) -> str | None:
    """The band in which the median wait lies; None where nothing was counted."""
    order = [*(name for _limit, name in WAITS), LONGER]
    total = sum(counts.get(name, 0) for name in order)
    seen = 0
    for name in order:
        seen += counts.get(name, 0)
        if total and seen * 2 >= total:
            return name
    return None
