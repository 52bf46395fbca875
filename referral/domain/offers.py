"""An offer: a ranked candidate with what the operator must know of it, and why it is there."""

from __future__ import annotations

from datetime import datetime

from referral.domain.context import Context
from referral.domain.freshness import freshness
from referral.domain.hours import open_state
from referral.domain.plans import Offer, Reason
from referral.domain.ranking import Entry
from referral.domain.regions import NO_TRAVEL, Travel
from referral.domain.services import Service
from referral.domain.tiers import has_number
from referral.domain.vocabulary import (
    Confidence,
    Freshness,
    How,
    Need,
    OpenState,
    Status,
    Tier,
)

TIER_REASON: dict[Tier, Reason] = {
    Tier.REGENCY: Reason("R19", "own_regency"),
    Tier.PROVINCE: Reason("R20", "same_province"),
    Tier.NEIGHBOUR: Reason("R21", "neighbour_province"),
    Tier.NATIONAL: Reason("R22", "national"),
}


def offer_of(context: Context, need: Need, entry: Entry, *, urgent: bool) -> Offer:
    """The offer for a ranked candidate."""
    service = context.table.directory.services[entry.at]
    travel = context.travel(entry.at)
    shown = context.shown(service)
    state, opens_at = _opening(context, service, need)
    age = freshness(shown.checked_on, context.today, context.policy)
    return Offer(
        shown=shown,
        need=need,
        how=entry.judged.how,
        tier=entry.tier,
        travel=travel,
        open=state,
        opens_at=opens_at,
        freshness=age,
        warnings=_warnings(context, need, service, entry, state, age, travel),
        reasons=_reasons(entry, urgent, state, shown.gateway is not None, service),
    )


def line_offer(context: Context, need: Need, line: Service, reason: Reason) -> Offer:
    """A line, or a unit that telephones for others, as it stands in `meanwhile`."""
    state, opens_at = _opening(context, line, need)
    if state is not OpenState.OPEN and line.fact("line_24h").stated_yes:
        state, opens_at = OpenState.OPEN, None
    age = freshness(line.provenance.verified_on, context.today, context.policy)
    tier = Tier.NATIONAL
    if line.regency_code == context.place.regency_code:
        tier = Tier.REGENCY
    elif line.province_code == context.place.province_code:
        tier = Tier.PROVINCE
    return Offer(
        shown=context.shown(line),
        need=need,
        how=How.DIRECT,
        tier=tier,
        travel=NO_TRAVEL,
        open=state,
        opens_at=opens_at,
        freshness=age,
        warnings=age_warnings(age),
        reasons=(reason,),
    )


def _opening(context: Context, service: Service, need: Need) -> tuple[OpenState, datetime | None]:
    return open_state(service, context.zone(service), context.clock, context.policy, need)


def age_warnings(age: Freshness) -> tuple[Reason, ...]:
    """What to say of a contact by its freshness (R32)."""
    if age in (Freshness.SEED_ONLY, Freshness.STALE):
        return (Reason("R32", "call_first"),)
    return (Reason("R32", "ageing"),) if age is Freshness.AGEING else ()


def _warnings(
    context: Context,
    need: Need,
    service: Service,
    entry: Entry,
    state: OpenState,
    age: Freshness,
    travel: Travel,
) -> tuple[Reason, ...]:
    found = list(age_warnings(age))
    if service.status is Status.HISTORICAL:
        found.append(Reason("R32", "historical"))
    found += _room_warnings(context, service, entry)
    if not service.hidden and not has_number(service):
        found.append(Reason("R44", "no_number"))
    found.extend(entry.judged.verdict.warnings)
    if context.near_network(need) and entry.tier is Tier.REGENCY:
        found.append(Reason("R34", "near_network"))
    if context.shut_by_presumption(service):
        found.append(Reason("R43", "presumed_closed_now"))
    elif state is OpenState.CLOSED:
        found.append(Reason("R29", "closed_now"))
    elif state is OpenState.UNKNOWN:
        found.append(Reason("R28", "unknown_hours"))
    if entry.tier in (Tier.PROVINCE, Tier.NEIGHBOUR) and _outsiders_unknown(context, service):
        found.append(Reason("R20", "unknown_accepts_outsiders"))
    found += _travel_warnings(service, travel)
    if service.provenance.confidence is Confidence.LOW:
        found.append(Reason("R32", "low_confidence"))
    return tuple(found)


def _room_warnings(context: Context, service: Service, entry: Entry) -> list[Reason]:
    if entry.few:
        counted = (("free", service.capacity.free or 0), ("wanted", context.heads))
        return [Reason("R33", "too_few_places", counted)]
    return [Reason("R30", "full")] if entry.full else []


def _travel_warnings(service: Service, travel: Travel) -> list[Reason]:
    if travel.minutes is None:
        return [Reason("R25", "unknown_travel")]
    if service.latitude is None and not service.hidden:
        return [Reason("R23", "approximate_location")]
    return []


def _outsiders_unknown(context: Context, service: Service) -> bool:
    if service.fact("accepts_outsiders").stated_yes:
        return False
    covered = {context.place.regency_code, context.place.province_code, "ID"}
    return not covered & set(service.coverage)


def _reasons(
    entry: Entry, urgent: bool, state: OpenState, masked: bool, service: Service
) -> tuple[Reason, ...]:
    found = [TIER_REASON[entry.tier]]
    if urgent:
        found.append(Reason("R13", "urgent_by_travel"))
    if masked:
        found.append(Reason("R35", "through_gateway"))
    if entry.judged.how is How.ARRANGED:
        found.append(Reason("R31", "arranged"))
    if state is OpenState.PRESUMED_OPEN:
        emergency = service.kind.value != "puskesmas"
        rule, code = ("R42", "presumed_open") if emergency else ("R43", "presumed_office_hours")
        found.append(Reason(rule, code))
    if entry.overridden:
        found.append(Reason("R40", "overridden"))
    if entry.judged.verdict.certain:
        found.append(Reason("R10", "all_stated"))
    return tuple(found)
