"""One need's answer: a recommendation, alternatives, the lines, what is out, and the gap."""

from __future__ import annotations

from dataclasses import dataclass

from referral.domain.context import Context, is_urgent
from referral.domain.eligibility import Profile
from referral.domain.freshness import has_places, too_few
from referral.domain.gaps import gap_of
from referral.domain.lines import meanwhile, too_far
from referral.domain.offers import offer_of
from referral.domain.plans import Answer, Gap, Offer, Reason, Rejection
from referral.domain.ranking import Entry, Ranked, rank
from referral.domain.requests import HelpRequest
from referral.domain.together import kept_together
from referral.domain.vocabulary import Contact, Danger, Freshness, Need, SubNeed, Suspect

INTERIM = ("hospital_ward", "vetted_family", "provincial_outreach", "never_a_cell", "who_decides")


@dataclass(frozen=True)
class Worked:
    """An answer with the ranking it came from, for the steps that look across needs."""

    answer: Answer
    profile: Profile
    ranked: Ranked


def work_out(
    context: Context, need: Need, added_by_rule: str | None, *, whole: bool = False
) -> Worked:
    """The answer for one need; with `whole`, every candidate in its order."""
    urgent = is_urgent(context.request, need)
    profile = context.profiles[need]
    ranked = rank(context, profile, urgent=urgent, whole=whole)
    chosen, skipped, behind_line = _choose(context, ranked)
    offers = [offer_of(context, need, entry, urgent=urgent) for entry in chosen]
    first = chosen[0].recommendable if chosen else False
    recommended = offers[0] if first else None
    others = tuple(offers[1:] if first else offers)
    rejected = _nearest_first(context, ranked.rejected)
    answer = Answer(
        need=need,
        added_by_rule=added_by_rule,
        urgent=urgent,
        tier=recommended.tier if recommended else None,
        recommended=recommended,
        alternatives=others,
        remaining=ranked.total - skipped - len(offers),
        meanwhile=meanwhile(context, need, offers),
        interim=_interim(context, profile, recommended),
        rejected=rejected,
        gap=gap_of(context, urgent=urgent, best=chosen[0] if chosen else None, rejected=rejected),
        notes=(
            *_notes(context, profile, behind_line),
            *((OUTREACH_NOTE,) if too_far(context, need, offers) else ()),
            *kept_together(context, profile, recommended, offers),
        ),
        next_after=_next_after(context, urgent) if recommended else None,
    )
    return Worked(answer, profile, ranked)


def first_and_gap(context: Context, need: Need) -> tuple[Entry | None, Gap | None]:
    """What an answer would show first, and its gap, without making the answer."""
    urgent = is_urgent(context.request, need)
    ranked = rank(context, context.profiles[need], urgent=urgent)
    chosen, _skipped, _behind_line = _choose(context, ranked)
    best = chosen[0] if chosen else None
    return best, gap_of(context, urgent=urgent, best=best, rejected=ranked.rejected)


def _choose(context: Context, ranked: Ranked) -> tuple[list[Entry], int, bool]:
    """The entries to show, the recommended one first (R39, R44); and those never shown.

    Hidden places behind one gateway share its number, so only the first of them is shown;
    one behind a national line is named in a note, for a line never poses as a place (R22).
    Both are counted, so that "the next one" is never promised and then withheld.
    """
    wanted = 1 + context.policy.alternatives + context.request.more
    entries = ranked.entries
    first = next((entry for entry in entries if entry.recommendable), None)
    ordered = entries if first is None else [first, *(e for e in entries if e is not first)]
    if first is None:
        wanted -= 1
    chosen: list[Entry] = []
    numbers: set[str] = set()
    behind_line, skipped = False, 0
    for entry in ordered:
        contact = _contact(context, entry)
        behind_line |= contact is None and len(chosen) < wanted  # nobody better stands before it
        if contact is None or contact in numbers:
            skipped += 1
            continue
        numbers.add(contact)
        if len(chosen) < wanted:
            chosen.append(entry)
    return chosen, skipped + _passed_gateways(context, ranked), behind_line


def _passed_gateways(context: Context, ranked: Ranked) -> int:
    """Gateways of hidden places that were themselves passed over: their number stands already."""
    table = context.table
    services = table.directory.services
    hidden = (services[entry.at] for entry in ranked.entries if entry.judged.hidden)
    gateways = {table.gateways.for_service(service).id for service in hidden}
    return sum(table.directory.index.get(ref, -1) in ranked.passed_over for ref in gateways)


def _contact(context: Context, entry: Entry) -> str | None:
    """Whose number is dialled; None for a hidden place that only a national line reaches."""
    service = context.table.directory.services[entry.at]
    if not entry.judged.hidden:
        return service.id
    gateways = context.table.gateways
    gateway = gateways.for_service(service)
    return None if gateway is gateways.national else gateway.id


def _nearest_first(context: Context, rejected: list[Rejection]) -> tuple[Rejection, ...]:
    """R23: why nearer ones were rejected; a hidden place is listed once for each gateway."""
    index = context.table.directory.index
    ordered = sorted(
        rejected,
        key=lambda out: (context.minutes[index[out.shown.service.id]], out.shown.public_id),
    )
    return tuple(ordered)


def _next_after(context: Context, urgent: bool) -> Reason:
    """The acknowledgement timer of practice: then the next candidate is called (R39)."""
    policy = context.policy
    if context.request.danger is Danger.YES:
        return Reason("R39", "next_in_danger", (("minutes", policy.danger_minutes),))
    if urgent:
        return Reason("R39", "next_urgent", (("minutes", policy.urgent_minutes),))
    return Reason("R39", "next_routine", (("days", policy.routine_working_days),))


def _interim(context: Context, profile: Profile, recommended: Offer | None) -> tuple[str, ...]:
    """R46: the ladder while no bed is confirmed for tonight."""
    if profile.need is not Need.SHELTER or profile.sub_needs == {SubNeed.LONG_TERM_CARE}:
        return ()
    confirmed = (
        recommended is not None
        and recommended.freshness is Freshness.FRESH
        and recommended.service.fact("emergency_intake").stated_yes
        and has_places(recommended.service, context.today, context.policy)
        and not too_few(recommended.service, context.today, context.policy, context.heads)
        and not too_far(context, profile.need, [recommended])  # a bed hours away is none tonight
    )
    return () if confirmed else INTERIM


def _notes(context: Context, profile: Profile, behind_line: bool) -> tuple[Reason, ...]:
    request, found = context.request, []
    if profile.risk_assessment:
        found.append(assessment(request))
    if profile.need is Need.MEDICAL:
        found += _care_notes(request, profile)
    if profile.need is Need.LEGAL:
        found.append(Reason("R6", "no_proof_needed"))
    if profile.foreign:
        found.append(Reason("R8", "same_options"))
    if behind_line:
        found.append(Reason("R35", "hidden_place_by_line"))
    return tuple(found)


def _care_notes(request: HelpRequest, profile: Profile) -> list[Reason]:
    found = []
    if request.recent_contact:
        found.append(Reason("R12", "pep_window"))
    elif request.contact in (Contact.REPORTED, Contact.SUSPECTED):
        found.append(Reason("R12", "testing_not_pep"))
    if request.contraception_window:
        found.append(Reason("R12", "contraception_window"))
    if "forensic_exam" in profile.wanted:
        found.append(Reason("R14", "exam_with_treatment"))
    if Suspect.POLICE in request.suspect:
        found.append(Reason("R48", "hospital_must_report"))  # PP 9/2008 art. 14(5)
    return found


def assessment(request: HelpRequest) -> Reason:
    """Why the answer to *return* is the risk assessment: R16 where the family is implicated."""
    implicated = request.family_implicated
    return Reason("R16", "assessment_not_return") if implicated else ASSESSMENT_FIRST


OUTREACH_NOTE = Reason("R27", "outreach_request")
ASSESSMENT_FIRST = Reason("R15", "assessment_first")
