"""The rung of the gap ladder an answer stands on (domain: gap ladder; G5 is the hatch)."""

from __future__ import annotations

from collections.abc import Sequence

from referral.domain.context import Context
from referral.domain.plans import Gap, Offer, Rejection
from referral.domain.services import Hours
from referral.domain.vocabulary import Freshness, GapCode, How, Status

SEVERITY = (
    GapCode.NOTHING,
    GapCode.NOT_THIS_NEED,
    GapCode.ADULT_OR_ONE_SEX,
    GapCode.TOO_FAR,
    GapCode.OFFICE_HOURS,
    GapCode.ARRANGED_ONLY,
    GapCode.OK,
)
PERSON_RULES = {"R1", "R2", "R3", "R4"}
ROUND_THE_CLOCK_MINUTES = 7 * 1440


def gap_of(
    context: Context,
    *,
    urgent: bool,
    recommended: Offer | None,
    others: Sequence[Offer],
    rejected: Sequence[Rejection],
) -> Gap | None:
    """The worst defect of the best service; None where nothing is amiss at all."""
    best = recommended or next(iter(others), None)
    if best is None:
        return Gap(_nothing(context, rejected), unverified=False)
    defects = list(_defects(context, best, urgent))
    if recommended is None:
        defects.append(GapCode.ARRANGED_ONLY)  # only somebody else can reach it (R44)
    code = min(defects, key=SEVERITY.index)
    unverified = best.freshness in (Freshness.SEED_ONLY, Freshness.STALE)
    return None if code is GapCode.OK and not unverified else Gap(code, unverified)


def _defects(context: Context, offer: Offer, urgent: bool) -> list[GapCode]:
    policy, found = context.policy, [GapCode.OK]
    limit = policy.too_far_urgent if urgent else policy.too_far_routine
    if offer.travel.minutes is None or offer.travel.minutes > limit:
        found.append(GapCode.TOO_FAR)
    if _office_hours_only(context, offer):
        found.append(GapCode.OFFICE_HOURS)
    if offer.how is How.ARRANGED:
        found.append(GapCode.ARRANGED_ONLY)
    return found


def _office_hours_only(context: Context, offer: Offer) -> bool:
    service = offer.service
    if service.fact("open_24h").stated_yes:
        return False
    if service.hours.recorded:
        return open_minutes(service.hours) < ROUND_THE_CLOCK_MINUTES
    return service.kind in context.policy.office_presumed_kinds


def open_minutes(hours: Hours) -> int:
    """Minutes a week that recorded hours add up to."""
    return sum(span.end - span.start for span in hours.intervals)


def _nothing(context: Context, rejected: Sequence[Rejection]) -> GapCode:
    """G2 if only the child's age, sex or company stood in the way; G1 if a centre is there."""
    if any(reason.rule in PERSON_RULES for out in rejected for reason in out.reasons):
        return GapCode.ADULT_OR_ONE_SEX
    if centres_in(context, context.place.regency_code):
        return GapCode.NOT_THIS_NEED
    return GapCode.NOTHING


def centres_in(context: Context, regency: str) -> bool:
    """True if an active centre serves the regency."""
    table = context.table
    return any(
        regency in table.reaches[at].regencies
        for at, service in enumerate(table.directory.services)
        if service.kind in context.policy.centres and service.status is Status.ACTIVE
    )
