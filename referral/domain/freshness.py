"""How old a verification, or a count of places, is (R30, R32)."""

from __future__ import annotations

from datetime import date

from referral.domain.policy import Policy
from referral.domain.services import Service
from referral.domain.vocabulary import Freshness

FRESHNESS_RANK = {
    Freshness.FRESH: 0,
    Freshness.AGEING: 1,
    Freshness.STALE: 2,
    Freshness.SEED_ONLY: 2,  # R32 ranks both alike, below fresh records
}


def freshness(verified_on: date | None, today: date, policy: Policy) -> Freshness:
    """Freshness of a record verified on a day, in whole calendar months."""
    if verified_on is None:
        return Freshness.SEED_ONLY
    months = (today.year - verified_on.year) * 12 + today.month - verified_on.month
    if today.day > verified_on.day:
        months += 1  # a started month counts: the doubtful day is the older one
    if months <= policy.fresh_months:
        return Freshness.FRESH
    return Freshness.AGEING if months <= policy.ageing_months else Freshness.STALE


def is_full(service: Service, today: date, policy: Policy) -> bool:
    """True if the last count says no free place and is not too old to say anything (R30)."""
    capacity = service.capacity
    if capacity.free is None or capacity.free > 0:
        return False
    counted = capacity.counted_on
    return counted is None or (today - counted).days <= policy.capacity_valid_days


def has_places(service: Service, today: date, policy: Policy) -> bool:
    """True if a recent count says that places are free."""
    capacity = service.capacity
    return (
        bool(capacity.free)
        and capacity.counted_on is not None
        and (today - capacity.counted_on).days <= policy.capacity_valid_days
    )


def too_few(service: Service, today: date, policy: Policy, wanted: int) -> bool:
    """True if a recent count says that places are free, but fewer than the children (R33)."""
    free = service.capacity.free
    return free is not None and free < wanted and has_places(service, today, policy)
