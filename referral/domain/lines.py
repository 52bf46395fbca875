"""Who answers now: national and regional lines, and those who can telephone others (R22, R44)."""

from __future__ import annotations

from collections.abc import Iterable

from referral.domain.context import Context, is_urgent
from referral.domain.offers import line_offer
from referral.domain.plans import Offer, Reason
from referral.domain.services import Service
from referral.domain.tiers import has_number
from referral.domain.vocabulary import CameFrom, Need, Status, SubNeed, Suspect

NATIONAL_LINE = Reason("R22", "national_line")
REGIONAL_LINE = Reason("R22", "regional_line")
CAN_TELEPHONE = Reason("R44", "can_telephone_them")
ACCOMPANIES = Reason("R41", "accompanies")
REMOVES_CONTENT = Reason("R41", "removes_content")
REMOTE_SUPPORT = Reason("R27", "remote_support")
OUTREACH = Reason("R27", "outreach")
TRIED_ALREADY = Reason("R38", "tried_already")


def meanwhile(context: Context, need: Need, shown: Iterable[Offer]) -> tuple[Offer, ...]:
    """Lines of the policy for a need, the region's own, and who reaches services without number.

    Never empty (R38): when every line was tried or must be avoided, those that were only
    tried stand again, marked.
    """
    offers = list(shown)
    taken = {offer.service.id for offer in offers}
    found = [
        line_offer(context, need, line, NATIONAL_LINE)
        for line in _national(context, need)
        if _usable(context, line)
    ]
    found += [
        line_offer(context, need, line, reason)
        for line, reason in (*_online(context, need), *_from_afar(context, need, offers))
        if _usable(context, line)
    ]
    found += [
        line_offer(context, need, line, REGIONAL_LINE)
        for line in _regional(context, need)
        if _usable(context, line)
    ]
    found += [
        line_offer(context, need, unit, reason)
        for unit, reason in _local_units(context, need, offers)
        if _usable(context, unit) and unit.id not in taken
    ]
    return tuple(distinct(found)) or _last_resort(context, need)


def _national(context: Context, need: Need) -> list[Service]:
    names = list(context.policy.lines[need.value])
    if need is Need.RETURN and context.request.came_from is CameFrom.ABROAD:
        names += context.policy.lines["from_abroad"]
    return [context.table.lines[name] for name in names if name in context.table.lines]


def _online(context: Context, need: Need) -> list[tuple[Service, Reason]]:
    """Who has material removed: beside legal help when it is only on line, or asked for."""
    asked = context.request.online_only or SubNeed.CONTENT_REMOVAL in context.request.sub_needs
    if need is not Need.LEGAL or not asked:
        return []
    return [(line, REMOVES_CONTENT) for line in _named(context, "online")]


def _from_afar(context: Context, need: Need, offers: list[Offer]) -> list[tuple[Service, Reason]]:
    """R27: urgent, and the journey long or unknown: support by telephone, and outreach."""
    if not too_far(context, need, offers):
        return []
    remote = [(line, REMOTE_SUPPORT) for line in _named(context, "remote")]
    unit = context.table.gateways.local(context.place.regency_code)
    return [(unit, OUTREACH), *remote] if unit else remote


def too_far(context: Context, need: Need, offers: list[Offer]) -> bool:
    """True if the need is urgent and the first place is beyond the policy's limit (R27)."""
    if not is_urgent(context.request, need):
        return False
    minutes = offers[0].travel.minutes if offers else None
    return minutes is None or minutes > context.policy.too_far_urgent


def _named(context: Context, name: str) -> list[Service]:
    """Those of a list that can be reached: by number, or on their site."""
    found = [context.table.directory.get(ref) for ref in context.policy.lines[name]]
    return [one for one in found if one and (has_number(one) or one.website)]


def _regional(context: Context, need: Need) -> list[Service]:
    here = {context.place.province_code, context.place.regency_code}
    return [
        line
        for line in context.table.regional_lines
        if line.meets(need) and here & set(line.coverage)
    ]


def _local_units(context: Context, need: Need, offers: list[Offer]) -> list[tuple[Service, Reason]]:
    """The unit beside the child, where it can telephone a service or go along with the child."""
    unit = context.table.gateways.local(context.place.regency_code)
    if unit is None:
        return []
    if any(not offer.service.hidden and not has_number(offer.service) for offer in offers):
        return [(unit, CAN_TELEPHONE)]
    return [(unit, ACCOMPANIES)] if need is Need.MEDICAL and unit.meets(need) else []


def police_run(context: Context, line: Service) -> bool:
    """True for a line that the police answer, when an officer is the suspect (R48)."""
    return (
        Suspect.POLICE in context.request.suspect and line.id in context.policy.lines["police_run"]
    )


def _usable(context: Context, line: Service) -> bool:
    return (
        line.status is Status.ACTIVE
        and not police_run(context, line)
        and not context.exclusions.reasons(line)
    )


def danger_lines(context: Context) -> tuple[Offer, ...]:
    """Whom to call in immediate danger; never a line to avoid (R34), if need be a tried one."""
    lines = [
        line
        for name in context.policy.lines["danger"]
        if not police_run(context, line := context.table.lines[name])
        and line.id not in context.exclusions.avoid_ids
    ]
    usable = [line for line in lines if _usable(context, line)] or lines
    offers = [line_offer(context, Need.MEDICAL, line, NATIONAL_LINE) for line in usable]
    return tuple(offers) or _last_resort(context, Need.MEDICAL)


def distinct(offers: Iterable[Offer]) -> list[Offer]:
    """Each service once, in the order given."""
    first: dict[str, Offer] = {}
    for offer in offers:
        first.setdefault(offer.service.id, offer)
    return list(first.values())


def _last_resort(context: Context, need: Need) -> tuple[Offer, ...]:
    """Any other national line that was not tried; else those tried, said so."""
    abroad = context.request.came_from is CameFrom.ABROAD
    elsewhere = set() if abroad else set(context.policy.lines["from_abroad"])  # R22
    lines = [
        line
        for name in sorted(set(context.policy.line) - elsewhere)
        if not police_run(context, line := context.table.lines[name])
    ]
    fresh = [line for line in lines if _usable(context, line)]
    if fresh:
        return tuple(line_offer(context, need, line, NATIONAL_LINE) for line in fresh[:2])
    again = [line for line in lines if line.id not in context.exclusions.avoid_ids] or lines
    return tuple(line_offer(context, need, line, TRIED_ALREADY) for line in again[:2])
