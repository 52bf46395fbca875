"""The rung of the gap ladder an answer stands on (domain: gap ladder; G5 is the hatch)."""

from __future__ import annotations

from collections.abc import Iterable

from referral.domain.context import FAR, Context
from referral.domain.freshness import freshness
from referral.domain.plans import Gap, Reason, Rejection
from referral.domain.ranking import Entry, answers_day_and_night
from referral.domain.services import Hours, Service
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
    context: Context, *, urgent: bool, best: Entry | None, rejected: Iterable[Rejection]
) -> Gap | None:
    """The worst defect of the best service; None where nothing is amiss at all.

    `best` is what the answer shows first; `rejected` tell what stood in the way of the others.
    """
    if best is None:
        return Gap(_nothing(context, rejected), unverified=False)
    service = context.table.directory.services[best.at]
    code = min(_defects(context, best, service, urgent), key=SEVERITY.index)
    age = freshness(context.shown(service).checked_on, context.today, context.policy)
    unverified = age in (Freshness.SEED_ONLY, Freshness.STALE)
    return None if code is GapCode.OK and not unverified else Gap(code, unverified)


def _defects(context: Context, best: Entry, service: Service, urgent: bool) -> list[GapCode]:
    policy, found = context.policy, [GapCode.OK]
    limit = policy.too_far_urgent if urgent else policy.too_far_routine
    minutes = context.minutes[best.at]
    if presumed_for_others(best.judged.verdict.warnings):
        found.append(GapCode.ADULT_OR_ONE_SEX)
    if minutes == FAR or minutes > limit:
        found.append(GapCode.TOO_FAR)
    if _office_hours_only(context, service):
        found.append(GapCode.OFFICE_HOURS)
    if best.judged.how is How.ARRANGED or not best.recommendable:
        found.append(GapCode.ARRANGED_ONLY)  # if not recommendable, others reach it (R44)
    return found


def presumed_for_others(warnings: Iterable[Reason]) -> bool:
    """Whether a place probably is for adults, offenders or the other sex (R1-R4 with R43)."""
    return any(w.rule in PERSON_RULES and w.code.startswith("presumed_no_") for w in warnings)


def _office_hours_only(context: Context, service: Service) -> bool:
    """A place that a line answers for day and night is not shut at night (R29)."""
    if service.fact("open_24h").stated_yes or answers_day_and_night(service):
        return False
    if service.hours.recorded:
        return open_minutes(service.hours) < ROUND_THE_CLOCK_MINUTES
    return service.kind in context.policy.office_presumed_kinds


def open_minutes(hours: Hours) -> int:
    """Minutes a week that recorded hours add up to."""
    return sum(span.end - span.start for span in hours.intervals)


def _nothing(context: Context, rejected: Iterable[Rejection]) -> GapCode:
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
