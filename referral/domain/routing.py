"""The core: a request, a directory, a map and a policy make a plan. A pure function."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from referral.domain.abroad import answers_abroad, plan_abroad
from referral.domain.answers import Worked, work_out
from referral.domain.call_card import banners, call_card
from referral.domain.context import Context
from referral.domain.eligibility import Profile, fits
from referral.domain.exclusions import Exclusions
from referral.domain.homeward import inside
from referral.domain.hours import Clock, Holidays
from referral.domain.one_stop import one_stop
from referral.domain.plans import Answer, Plan, Reason, Standing
from referral.domain.regions import Geography
from referral.domain.requests import NEED_ORDER, HelpRequest
from referral.domain.services import Service
from referral.domain.table import RoutingTable
from referral.domain.tiers import refuses_outsiders
from referral.domain.vocabulary import Kind, Level, Need, Status


def plan(
    request: HelpRequest, table: RoutingTable, geography: Geography, holidays: Holidays
) -> Plan:
    """Route a request: one answer for each need asked or added by a rule, never empty (R38).

    `geography` measures travel to the services of the table's directory, by their position;
    `holidays` gives the public holidays of a year. Equal arguments give an equal plan.
    """
    context = context_of(request, table, geography, holidays)
    if request.place.abroad:
        return plan_abroad(context, needs_to_answer(request))
    worked = _work(context)
    answers = tuple(work.answer for work in worked)
    return Plan(
        request=request,
        ruleset=table.policy.ruleset,
        directory_version=table.directory.version,
        now_local=request.now.astimezone(ZoneInfo(request.place.timezone)),
        banners=banners(context),
        call_card=call_card(context, answers),
        answers=answers,
        one_stop=one_stop(context, worked) if len(worked) > 1 else None,
        chain=inside(context, answers),
    )


def context_of(
    request: HelpRequest,
    table: RoutingTable,
    geography: Geography,
    holidays: Holidays,
    *,
    measured: bool = True,
) -> Context:
    """What every step of a plan looks at, travel to every candidate included if `measured`."""
    context = Context(
        request=request,
        table=table,
        geography=geography,
        clock=Clock(request.now, holidays),
        exclusions=Exclusions.of(request, table.real_ids),
        neighbours=geography.neighbours(request.place.province_code),
        plan_has_shelter=Need.SHELTER in request.needs,
    )
    if request.place.abroad:
        return context
    needs = [need for need, _ in needs_to_answer(request)]
    context.profiles = {need: Profile.of(request, need, table.policy) for need in needs}
    if measured:
        context.measure([context.candidates(profile) for profile in context.profiles.values()])
    return context


def _work(context: Context, *, whole: bool = False) -> list[Worked]:
    needs = needs_to_answer(context.request)
    return [work_out(context, need, rule, whole=whole) for need, rule in needs]


ONLINE_NEEDS = (Need.PSYCHOSOCIAL, Need.LEGAL)


def needs_to_answer(request: HelpRequest) -> list[tuple[Need, str | None]]:
    """Needs in the order of the answers: R11 and R12 first; with the rule that added one."""
    found: list[tuple[Need, str | None]] = [
        (need, None) for need in NEED_ORDER if need in request.needs
    ]
    if request.online_only:  # S3: removal, counselling and legal help go together
        found += [(n, "R41") for n in ONLINE_NEEDS if n not in request.needs]
        found.sort(key=lambda item: NEED_ORDER.index(item[0]))
    wants_care = request.recent_contact or request.contraception_window
    if wants_care and Need.MEDICAL not in request.needs:
        found.insert(0, (Need.MEDICAL, "R12"))
    return found


def why_not(
    request: HelpRequest,
    table: RoutingTable,
    geography: Geography,
    holidays: Holidays,
    service: Service,
) -> Standing:
    """Where one service stands in the plan of a request ("Mengapa bukan …?"), with reasons."""
    context = context_of(request, table, geography, holidays)
    shown = context.shown(service)
    if request.place.abroad:
        return _why_not_abroad(context, service)
    worked = _work(context, whole=True)
    for work in worked:
        standing = _stands(work.answer, service)
        if standing:
            return Standing(shown, *standing)
    for work in worked:
        for out in work.answer.rejected:
            if out.shown.service.id == service.id:
                return Standing(shown, "rejected", out.reasons)
    at = table.directory.index[service.id]
    for work in worked:
        for position, entry in enumerate(work.ranked.entries, start=1):
            if entry.at == at:
                place = (("position", position), ("total", len(work.ranked.entries)))
                reasons = (Reason("R39", "further_down", place), *entry.judged.verdict.warnings)
                return Standing(shown, "listed", reasons)
    return Standing(shown, "not_a_candidate", tuple(_not_a_candidate(context, worked, service)))


def _why_not_abroad(context: Context, service: Service) -> Standing:
    shown = context.shown(service)
    for answer in answers_abroad(context, needs_to_answer(context.request)):
        if standing := _stands(answer, service):
            return Standing(shown, *standing)
    mission = service.level is Level.ABROAD
    code = "mission_of_another_country" if mission else "not_abroad"
    return Standing(shown, "not_a_candidate", (Reason("R24", code),))


def _stands(answer: Answer, service: Service) -> tuple[str, tuple[Reason, ...]] | None:
    if answer.recommended and answer.recommended.service.id == service.id:
        return "recommended", answer.recommended.reasons + answer.recommended.warnings
    for name, offers in (("alternative", answer.alternatives), ("line", answer.meanwhile)):
        for offer in offers:
            if offer.service.id == service.id:
                return name, offer.reasons + offer.warnings
    return None


def _not_a_candidate(context: Context, worked: Sequence[Worked], service: Service) -> list[Reason]:
    policy = context.policy
    fit = any(fits(service, work.profile, policy) for work in worked)
    offers = any(service.meets(work.answer.need) for work in worked)
    ladder = (
        (service.status is Status.CLOSED, Reason("R30", "closed_down")),
        (service.level is Level.ABROAD, Reason("R24", "mission_abroad_only")),
        (service.kind is Kind.HOTLINE, Reason("R22", "line_is_no_place")),
        (service.kind in policy.never, Reason("R41", "takes_no_child")),
        (not fit and offers, Reason("R41", "kind_not_fit")),
        (not fit, Reason("R41", "need_not_offered")),
        (refuses_outsiders(service), Reason("R20", "no_outsiders")),
        (True, Reason("R21", "too_far_away")),
    )
    return [next(reason for applies, reason in ladder if applies)]
