"""The way home: who hands the child to whom, and who looks at home before anybody does (R15).

Domain, section 1: from the landing point to the home province, from there to the home regency;
PP 9/2008 art. 19: the host regency settles it with the home regency, which pays.
"""

from __future__ import annotations

from collections.abc import Sequence

from referral.domain.context import Context
from referral.domain.eligibility import needs_assessment
from referral.domain.lines import NATIONAL_LINE
from referral.domain.offers import line_offer
from referral.domain.plans import Answer, ChainStep, Offer, Reason
from referral.domain.services import Service
from referral.domain.tiers import has_number
from referral.domain.vocabulary import Need, Status

HOME_UNIT = Reason("R19", "receives_at_home")


def from_abroad(context: Context, answers: Sequence[Answer]) -> tuple[ChainStep, ...]:
    """Mission, landing point, home province, home regency."""
    home = context.request.home
    first = next((a.recommended for a in answers if a.recommended), None)
    landing = [context.table.lines[name] for name in context.policy.lines["landing"]]
    steps = (
        ChainStep("from_mission", (first,) if first else ()),
        ChainStep("at_landing", tuple(_unit(context, one, NATIONAL_LINE) for one in landing)),
    )
    if home is None:
        return (*steps, ChainStep("home_unknown", ()))
    return (*steps, ChainStep("to_home_province", _province(context, home)), *_regency(context))


def inside(context: Context, answers: Sequence[Answer]) -> tuple[ChainStep, ...]:
    """For a child whose home is elsewhere in Indonesia: the assessment at both ends, or the way.

    Empty unless return is asked and a home is named that is not where the child is.
    """
    request, place = context.request, context.place
    answer = next((one for one in answers if one.need is Need.RETURN), None)
    home = request.home
    if answer is None or home is None or place.regency_code.startswith(home[:5]):
        return ()
    if needs_assessment(request):
        here = (answer.recommended,) if answer.recommended else ()
        at_home = _regency_units(context, home) or _province(context, home)
        return (ChainStep("assess_here", here), ChainStep("assess_at_home", at_home))
    if home[:2] == place.province_code:
        return _regency(context)
    return (ChainStep("to_home_province", _province(context, home)), *_regency(context))


def _regency(context: Context) -> tuple[ChainStep, ...]:
    home = context.request.home or ""
    if len(home) == 2:
        return ()
    return (ChainStep("to_home_regency", _regency_units(context, home)),)


def _province(context: Context, home: str) -> tuple[Offer, ...]:
    unit = context.table.gateways.by_province.get(home[:2])
    if unit is None or context.exclusions.reasons(unit):
        return ()
    return (_unit(context, unit, HOME_UNIT),)


def _regency_units(context: Context, home: str) -> tuple[Offer, ...]:
    """Who assesses the risk at home and receives the child (R15): dialable units first."""
    table, regency = context.table, home[:5]
    found = [
        service
        for at, service in enumerate(table.directory.services)
        if service.kind in context.policy.risk_assessors
        and service.status is Status.ACTIVE
        and regency in table.reaches[at].regencies
        and not context.exclusions.reasons(service)
    ]
    found.sort(key=lambda service: (not has_number(service), service.id))
    return tuple(_unit(context, unit, HOME_UNIT) for unit in found[:2])


def _unit(context: Context, service: Service, reason: Reason) -> Offer:
    return line_offer(context, Need.RETURN, service, reason)
