"""A plan becomes a case: one referral for each need, the rest of the plan kept for a no."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from referral.domain.access import Action, Actor, may
from referral.domain.cases import Candidate, Case, CaseEvent, ChildNote, EventKind, Triage
from referral.domain.counting import counts_of_opening
from referral.domain.errors import ActionRefused
from referral.domain.plans import Answer, Offer, Plan
from referral.domain.referrals import Referral, ReferralStatus
from referral.store import audit, cases
from referral.store.accounts import find_desk
from referral.usecases.find_help import MOST_AT_ONCE, hardest, read_request
from referral.usecases.office import Office, new_case_code, new_id


def open_case(
    office: Office,
    body: Mapping[str, Any],
    *,
    actor: Actor,
    now: datetime,
    chosen: Mapping[str, str] | None = None,
) -> str:
    """Open a case for the request's plan; its spoken code.

    `chosen` names by public id, for a need, another place of the plan than the recommended one.
    Of the request only what `Case` holds is kept.

    :raises RequestRejected: the request cannot be used
    :raises ActionRefused: `not_allowed`, or `no_desk` where the account belongs to none
    """
    if not may(actor, Action.OPEN_CASE):
        raise ActionRefused("not_allowed")
    request, _why = read_request(office.world, office.tables, body, now)
    plan = hardest(office.world, office.tables, replace(request, more=MOST_AT_ONCE))
    with office.records.writing() as session:
        desk = find_desk(session, actor.desk) if actor.desk else None
        if desk is None:
            raise ActionRefused("no_desk")
        case = case_of(
            plan,
            case_id=new_id(),
            code=new_case_code(session),
            desk=desk.id,
            organization=desk.organization,
            by=str(actor.id),
            now=now,
            chosen=chosen or {},
        )
        cases.add_case(session, case, _organizations(office, case))
        counts = counts_of_opening(case)
        cases.add_counts(session, counts, office.day(case, now))
        audit.append(session, now, case.opened_by, "case_opened", "case", case.code)
    return case.code


def case_of(
    plan: Plan,
    *,
    case_id: str,
    code: str,
    desk: str,
    organization: str,
    by: str,
    now: datetime,
    chosen: Mapping[str, str],
) -> Case:
    """The case of a plan: a draft for each need that has a place to send it to."""
    request, place = plan.request, plan.request.place
    referrals = tuple(
        _draft(case_id, answer, first, now)
        for answer in plan.answers
        if (first := _first(answer, chosen.get(answer.need.value))) is not None
    )
    opened = [CaseEvent(case_id, now, by, EventKind.OPENED)]
    opened += [
        CaseEvent(case_id, now, by, EventKind.OPENED, one.id, to_status=ReferralStatus.DRAFT)
        for one in referrals
    ]
    return Case(
        id=case_id,
        code=code,
        desk=desk,
        organization=organization,
        opened_at=now,
        opened_by=by,
        regency_code=place.code if place.abroad else place.regency_code,
        needs=tuple(answer.need for answer in plan.answers),
        sub_needs=request.sub_needs,
        children=tuple(map(ChildNote.of, request.children)),
        triage=Triage.of(request),
        ruleset=plan.ruleset,
        directory_version=plan.directory_version,
        referrals=referrals,
        candidates=tuple(c for answer in plan.answers for c in candidates_of(answer)),
        events=tuple(opened),
    )


def _draft(case_id: str, answer: Answer, first: Offer, now: datetime) -> Referral:
    return Referral(
        id=new_id(),
        case_id=case_id,
        need=answer.need,
        attempt=1,
        service_id=first.service.id,
        how=first.how,
        tier=first.tier,
        urgent=answer.urgent,
        reached={ReferralStatus.DRAFT: now},
    )


def _first(answer: Answer, chosen: str | None) -> Offer | None:
    """The place to begin with: the chosen one, else the recommended one (R44: no other)."""
    offers = [one for one in (answer.recommended, *answer.alternatives) if one is not None]
    if chosen:
        return next((one for one in offers if one.shown.public_id == chosen), answer.recommended)
    return answer.recommended


def candidates_of(answer: Answer) -> Iterator[Candidate]:
    """The places of an answer in their order, then the lines beside them."""
    offers = [one for one in (answer.recommended, *answer.alternatives) if one is not None]
    for position, one in enumerate(offers):
        yield Candidate(answer.need, position, one.service.id, one.how, one.tier)
    for position, one in enumerate(answer.meanwhile):
        yield Candidate(answer.need, position, one.service.id, one.how, one.tier, line=True)


def _organizations(office: Office, case: Case) -> dict[str, str]:
    return {one.service_id: office.organization(one.service_id) for one in case.referrals}
