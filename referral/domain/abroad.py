"""A child abroad: the country's Indonesian missions, what they owe, and the chain home.

PP 9/2008 art. 17-18: the mission protects an Indonesian child and arranges the way back at the
state's cost; the home government receives the child. A foreign service is never offered (R24).
"""

from __future__ import annotations

from referral.domain.answers import assessment
from referral.domain.call_card import call_card
from referral.domain.context import Context, is_urgent
from referral.domain.eligibility import Profile
from referral.domain.freshness import freshness
from referral.domain.homeward import from_abroad
from referral.domain.hours import open_state
from referral.domain.lines import NATIONAL_LINE, distinct
from referral.domain.offers import age_warnings, line_offer
from referral.domain.plans import (
    Answer,
    Banner,
    Gap,
    Offer,
    Plan,
    Reason,
    Rejection,
)
from referral.domain.regions import NO_TRAVEL
from referral.domain.services import Service
from referral.domain.tiers import has_number
from referral.domain.vocabulary import (
    Danger,
    Freshness,
    GapCode,
    How,
    Level,
    Need,
    OpenState,
    Status,
    Tier,
)

MISSION = Reason("R22", "mission_abroad")
DUTY = {
    Need.MEDICAL: "mission_takes_to_care",
    Need.SHELTER: "mission_shelters",
    Need.PSYCHOSOCIAL: "mission_protects",
    Need.LEGAL: "mission_legal_help",
    Need.RETURN: "mission_returns",
    Need.REINTEGRATION: "home_reintegrates",
}


def answers_abroad(context: Context, needs: list[tuple[Need, str | None]]) -> tuple[Answer, ...]:
    """One answer a need: the missions of the country, reachable ones first."""
    return tuple(_answer(context, need, rule) for need, rule in needs)


def plan_abroad(context: Context, needs: list[tuple[Need, str | None]]) -> Plan:
    """The plan for a child in another country; `context.place` is that country."""
    answers = answers_abroad(context, needs)
    request, table = context.request, context.table
    return Plan(
        request=request,
        ruleset=table.policy.ruleset,
        directory_version=table.directory.version,
        now_local=context.clock.local(context.place.timezone),
        banners=_banners(context, answers),
        call_card=call_card(context, answers),
        answers=answers,
        one_stop=None,
        chain=from_abroad(context, answers),
    )


def missions(context: Context) -> list[Service]:
    """The active missions in the country: those with a number first, then by id."""
    found = [
        service
        for service in context.table.directory.services
        if service.level is Level.ABROAD and service.country == context.place.country
    ]
    return sorted(found, key=lambda service: (not has_number(service), service.id))


def _answer(context: Context, need: Need, rule: str | None) -> Answer:
    found = missions(context)
    out = {service.id: _out(context, service) for service in found}
    staying = [service for service in found if not out[service.id]]
    wanted = 1 + context.policy.alternatives + context.request.more
    offers = [_mission_offer(context, need, service) for service in staying[:wanted]]
    first = bool(offers) and has_number(offers[0].service)
    recommended = offers[0] if first else None
    return Answer(
        need=need,
        added_by_rule=rule,
        urgent=is_urgent(context.request, need),
        tier=Tier.NATIONAL if recommended else None,
        recommended=recommended,
        alternatives=tuple(offers[1:] if first else offers),
        remaining=len(staying) - len(offers),
        meanwhile=_lines(context, need),
        interim=(),
        rejected=tuple(
            Rejection(context.shown(service), out[service.id])
            for service in found
            if out[service.id]
        ),
        gap=_gap(offers, recommended),
        notes=_notes(context, need),
    )


def _out(context: Context, service: Service) -> tuple[Reason, ...]:
    if service.status in (Status.SUSPENDED, Status.CLOSED):
        return (Reason("R30", "suspended"),)
    return context.exclusions.reasons(service)


def _mission_offer(context: Context, need: Need, service: Service) -> Offer:
    met = service.meets(need)
    zone = context.place.timezone
    state, opens_at = open_state(service, zone, context.clock, context.policy, need)
    age = freshness(service.provenance.verified_on, context.today, context.policy)
    warnings = list(age_warnings(age))
    if not has_number(service):
        warnings.append(Reason("R44", "no_number"))
    if state is OpenState.UNKNOWN:
        warnings.append(Reason("R28", "unknown_hours"))
    return Offer(
        shown=context.shown(service),
        need=need,
        how=met.how if met else How.ARRANGED,
        tier=Tier.NATIONAL,
        travel=NO_TRAVEL,
        open=state,
        opens_at=opens_at,
        freshness=age,
        warnings=tuple(warnings),
        reasons=(MISSION,),
    )


def _lines(context: Context, need: Need) -> tuple[Offer, ...]:
    lines = [context.table.lines[name] for name in context.policy.lines["abroad"]]
    usable = [line for line in lines if not context.exclusions.reasons(line)] or lines
    return tuple(distinct(line_offer(context, need, line, NATIONAL_LINE) for line in usable))


def _gap(offers: list[Offer], recommended: Offer | None) -> Gap:
    code = GapCode.OK if recommended else GapCode.ARRANGED_ONLY if offers else GapCode.NOTHING
    unverified = any(o.freshness in (Freshness.SEED_ONLY, Freshness.STALE) for o in offers[:1])
    return Gap(code, unverified)


def _notes(context: Context, need: Need) -> tuple[Reason, ...]:
    found = [Reason("R22", DUTY[need]), Reason("R24", "no_foreign_service")]
    profile = Profile.of(context.request, need, context.policy)
    if profile.risk_assessment:
        found.append(assessment(context.request))
    return tuple(found)


def _banners(context: Context, answers: tuple[Answer, ...]) -> tuple[Banner, ...]:
    """In danger the country's own emergency number comes first; Indonesian ones do not ring."""
    if context.request.danger is not Danger.YES or not answers:
        return ()
    first = answers[0].recommended
    contacts = ((first,) if first else ()) + answers[0].meanwhile[:1]
    return (Banner("danger_abroad", contacts),)
