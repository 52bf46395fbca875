"""Cases as rows and back: what is coded goes in and out as codes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from referral.domain.cases import (
    Candidate,
    Case,
    CaseEvent,
    ChildNote,
    Closure,
    EventKind,
    Triage,
)
from referral.domain.consent import Assent, Consent, GuardianConsent
from referral.domain.referrals import Referral, ReferralStatus
from referral.domain.vocabulary import (
    AgeBand,
    Caller,
    CameFrom,
    Companion,
    Contact,
    Danger,
    Disability,
    How,
    LastAbuse,
    Nationality,
    Need,
    Sex,
    SubNeed,
    Suspect,
    Tier,
    Trilean,
)

Values = dict[str, Any]


def case_values(case: Case) -> Values:
    """The columns of a case."""
    return {
        "id": case.id,
        "code": case.code,
        "desk_id": case.desk,
        "opened_at": case.opened_at,
        "opened_by": case.opened_by,
        "regency_code": case.regency_code,
        "needs": [need.value for need in case.needs],
        "sub_needs": [sub.value for sub in case.sub_needs],
        "children": [
            {"band": child.band.value, "sex": child.sex.value, "own_baby": child.own_baby}
            for child in case.children
        ],
        "triage": triage_values(case.triage),
        "ruleset": case.ruleset,
        "directory_version": case.directory_version,
        "assent": case.consent.assent.value if case.consent else None,
        "guardian": case.consent.guardian.value if case.consent else None,
        "closed_at": case.closed_at,
        "closure": case.closure.value if case.closure else None,
        "version": case.version,
    }


def triage_values(triage: Triage) -> Values:
    """Coded triage as plain data."""
    return {
        "danger": triage.danger.value,
        "self_harm": triage.self_harm.value,
        "contact": triage.contact.value,
        "last_abuse": triage.last_abuse.value,
        "suspect": sorted(one.value for one in triage.suspect),
        "avoid": list(triage.avoid),
        "nationality": triage.nationality.value,
        "companions": sorted(one.value for one in triage.companions),
        "came_from": triage.came_from.value,
        "home": triage.home,
        "language": triage.language,
        "disability": triage.disability.value,
        "caller": triage.caller.value if triage.caller else None,
        "safe_to_talk": triage.safe_to_talk,
    }


def read_triage(raw: Mapping[str, Any]) -> Triage:
    """The reverse of `triage_values`."""
    return Triage(
        danger=Danger(raw["danger"]),
        self_harm=Trilean(raw["self_harm"]),
        contact=Contact(raw["contact"]),
        last_abuse=LastAbuse(raw["last_abuse"]),
        suspect=frozenset(map(Suspect, raw["suspect"])),
        avoid=tuple(raw["avoid"]),
        nationality=Nationality(raw["nationality"]),
        companions=frozenset(map(Companion, raw["companions"])),
        came_from=CameFrom(raw["came_from"]),
        home=raw["home"],
        language=raw["language"],
        disability=Disability(raw["disability"]),
        caller=Caller(raw["caller"]) if raw["caller"] else None,
        safe_to_talk=raw["safe_to_talk"],
    )


def candidate_values(case_id: str, candidate: Candidate) -> Values:
    """The columns of a candidate."""
    return {
        "case_id": case_id,
        "need": candidate.need.value,
        "line": candidate.line,
        "position": candidate.position,
        "service_id": candidate.service_id,
        "how": candidate.how.value,
        "tier": int(candidate.tier),
    }


def referral_values(referral: Referral, organization: str) -> Values:
    """The columns of a referral; `organization` is that of its service."""
    return {
        "id": referral.id,
        "case_id": referral.case_id,
        "need": referral.need.value,
        "attempt": referral.attempt,
        "service_id": referral.service_id,
        "organization": organization,
        "how": referral.how.value,
        "tier": int(referral.tier),
        "urgent": referral.urgent,
        "status": referral.status.value,
        "reason": referral.reason,
        "version": referral.version,
    }


def event_values(event: CaseEvent) -> Values:
    """The columns of an event."""
    return {
        "case_id": event.case_id,
        "referral_id": event.referral_id,
        "at": event.at,
        "actor": event.actor,
        "kind": event.kind.value,
        "from_status": event.from_status.value if event.from_status else None,
        "to_status": event.to_status.value if event.to_status else None,
        "code": event.code,
        "detail": event.detail,
    }


def read_event(row: Row[Any]) -> CaseEvent:
    """An event from its row."""
    return CaseEvent(
        case_id=row.case_id,
        at=row.at,
        actor=row.actor,
        kind=EventKind(row.kind),
        referral_id=row.referral_id,
        from_status=ReferralStatus(row.from_status) if row.from_status else None,
        to_status=ReferralStatus(row.to_status) if row.to_status else None,
        code=row.code,
        detail=row.detail,
    )


def read_referral(row: Row[Any], events: Iterable[CaseEvent]) -> Referral:
    """A referral from its row; when it reached each status stands in its events."""
    reached: dict[ReferralStatus, datetime] = {
        event.to_status: event.at
        for event in events
        if event.referral_id == row.id and event.to_status is not None
    }
    return Referral(
        id=row.id,
        case_id=row.case_id,
        need=Need(row.need),
        attempt=row.attempt,
        service_id=row.service_id,
        how=How(row.how),
        tier=Tier(row.tier),
        urgent=row.urgent,
        status=ReferralStatus(row.status),
        version=row.version,
        reason=row.reason,
        reached=reached,
    )


def read_candidate(row: Row[Any]) -> Candidate:
    """A candidate from its row."""
    return Candidate(
        Need(row.need), row.position, row.service_id, How(row.how), Tier(row.tier), row.line
    )


def read_case(
    row: Row[Any],
    referrals: Sequence[Row[Any]],
    candidates: Sequence[Row[Any]],
    events: Sequence[CaseEvent],
) -> Case:
    """A case from its rows; `row` also holds the desk's `organization`."""
    consent = None
    if row.assent is not None:
        consent = Consent(Assent(row.assent), GuardianConsent(row.guardian))
    return Case(
        id=row.id,
        code=row.code,
        desk=row.desk_id,
        organization=row.organization,
        opened_at=row.opened_at,
        opened_by=row.opened_by,
        regency_code=row.regency_code,
        needs=tuple(map(Need, row.needs)),
        sub_needs=tuple(map(SubNeed, row.sub_needs)),
        children=tuple(
            ChildNote(AgeBand(one["band"]), Sex(one["sex"]), one["own_baby"])
            for one in row.children
        ),
        triage=read_triage(row.triage),
        ruleset=row.ruleset,
        directory_version=row.directory_version,
        consent=consent,
        closed_at=row.closed_at,
        closure=Closure(row.closure) if row.closure else None,
        version=row.version,
        referrals=tuple(read_referral(one, events) for one in referrals),
        candidates=tuple(map(read_candidate, candidates)),
        events=tuple(events),
    )
