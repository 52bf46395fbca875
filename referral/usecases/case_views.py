"""Cases as plain documents for pages: codes, hours, and services as the public sees them (R35).

Texts of codes are the pages' own; services are named as in a plan.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from referral.domain.access import Action, Actor, may
from referral.domain.cases import Candidate, Case, CaseEvent, EventKind
from referral.domain.deadlines import Due
from referral.domain.errors import NotFound
from referral.domain.next_service import left, may_ask_more, next_service
from referral.domain.referrals import ENDED, Referral, ReferralStatus, possible
from referral.domain.vocabulary import Need
from referral.domain.worklist import Work, work_of, worklist
from referral.present.labels import label
from referral.present.plan import Painter, contacts
from referral.present.translate import translator
from referral.store import audit, cases, replies
from referral.store.accounts import find_desk
from referral.usecases.office import Office
from referral.usecases.reply_codes import spoken_code, token_of

CLOSED_SHOWN = 20
NEXT_SHOWN = 6
Document = dict[str, Any]


def show_case(office: Office, actor: Actor, code: str, *, now: datetime, language: str) -> Document:
    """A case with everything that its page prints; that it was read is written down.

    :raises NotFound: no such case, or not for this actor
    """
    with office.records.writing() as session:
        case = cases.case_by_code(session, code)
        if case is None or not may(actor, Action.READ_CASE, case.subject):
            raise NotFound(code)
        audit.append(session, now, str(actor.id), "case_read", "case", case.code)
        return _View(office, session, now, language).case(case)


def desk_cases(session: Session, actor: Actor) -> list[Case]:
    """The open cases that are the actor's to work on, each once."""
    found: dict[str, Case] = {}
    every: Iterable[Case] = cases.cases_opened_by(session, str(actor.id))
    if actor.desk:
        every = [*every, *cases.cases_of_desk(session, actor.desk)]
    if actor.organization:
        every = [*every, *cases.cases_of_organization(session, actor.organization)]
    for case in every:
        if may(actor, Action.READ_CASE, case.subject):
            found[case.id] = case
    return list(found.values())


def show_work(office: Office, actor: Actor, *, now: datetime, language: str) -> Document:
    """The open cases in the order of work, overdue first, and those closed last.

    That the list was read is written down.
    """
    with office.records.writing() as session:
        audit.append(session, now, str(actor.id), "cases_listed", "desk", actor.desk or "*")
        view = _View(office, session, now, language)
        works = worklist((view.work(case) for case in desk_cases(session, actor)), now)
        closed = cases.closed_cases(session, actor.desk, CLOSED_SHOWN) if actor.desk else []
        return {
            "now": now,
            "cases": [view.row(work) for work in works],
            "overdue": sum(bool(work.overdue(now)) for work in works),
            "closed": [
                {
                    "code": case.code,
                    "closed_at": case.closed_at,
                    "closure": case.closure.value if case.closure else None,
                }
                for case in closed
                if may(actor, Action.READ_CASE, case.subject)
            ],
        }


def desk_rows(
    office: Office, session: Session, actor: Actor, *, now: datetime, language: str
) -> list[Document]:
    """The open cases of the actor's desk alone, in the order of work."""
    view = _View(office, session, now, language)
    found = [one for one in desk_cases(session, actor) if one.desk == actor.desk]
    return [view.row(work) for work in worklist(map(view.work, found), now)]


def overdue_count(office: Office, actor: Actor, *, now: datetime) -> int:
    """How many of the actor's open cases wait for something that is overdue."""
    with office.records.reading() as session:
        view = _View(office, session, now, "id")
        return sum(bool(view.work(case).overdue(now)) for case in desk_cases(session, actor))


class _View:
    """Documents of cases at one moment, in one language."""

    def __init__(self, office: Office, session: Session, now: datetime, language: str) -> None:
        self.office = office
        self.session = session
        self.now = now
        self.words = translator(language)
        self.paint = Painter(office.world.atlas.regions, self.words)

    def work(self, case: Case) -> Work:
        """What is to be done for a case."""
        return work_of(case, self.office.policy, self.office.calendar(case))

    def row(self, work: Work) -> Document:
        """A line of the worklist, and of a hand-over."""
        case = work.case
        return {
            "code": case.code,
            "opened_at": self.local(case, case.opened_at),
            "regency": self.region(case.regency_code),
            "danger": case.triage.danger.value,
            "needs": [
                {"need": need.value, "status": self.status(case, need)} for need in case.needs
            ],
            "next": self.due(case, work.next) if work.next else None,
            "overdue": [self.due(case, due) for due in work.overdue(self.now)],
            "last_attempt": self.event(case, work.last_attempt) if work.last_attempt else None,
        }

    def status(self, case: Case, need: Need) -> str | None:
        """The status of the referral that stands for a need."""
        current = case.current(need)
        return current.status.value if current else None

    def case(self, case: Case) -> Document:
        """The whole case."""
        work = self.work(case)
        desk = find_desk(self.session, case.desk)
        return {
            **self.row(work),
            "version": case.version,
            "open": case.open,
            "desk": {"id": case.desk, "name": desk.name if desk else "", "phone": desk.phone}
            if desk
            else None,
            "organization": case.organization,
            "closed_at": self.local(case, case.closed_at) if case.closed_at else None,
            "closure": case.closure.value if case.closure else None,
            "children": [
                {"band": child.band.value, "sex": child.sex.value, "own_baby": child.own_baby}
                for child in case.children
            ],
            "sub_needs": [sub.value for sub in case.sub_needs],
            "triage": _triage(case),
            "consent": self.consent(case),
            "tasks": [self.due(case, due) for due in work.tasks],
            "answers": [self.need(case, need) for need in case.needs],
            "events": [self.event(case, event) for event in reversed(case.events)],
            "follow_ups_done": [
                {"code": event.code, "outcome": event.detail, "at": self.local(case, event.at)}
                for event in case.events
                if event.kind is EventKind.FOLLOW_UP
            ],
        }

    def consent(self, case: Case) -> Document:
        """What was noted, and what may be noted."""
        rule = case.consent_rule
        return {
            "assent": case.consent.assent.value if case.consent else None,
            "guardian": case.consent.guardian.value if case.consent else None,
            "may_assent": sorted(one.value for one in rule.assent),
            "guardian_rule": rule.guardian_rule.value,
            "may_guardian": sorted(one.value for one in rule.guardian),
        }

    def need(self, case: Case, need: Need) -> Document:
        """One need: who was asked, who comes next, which lines answer."""
        attempts = case.attempts(need)
        links = replies.links_of(self.session, [one.id for one in attempts])
        after = self.office.policy.unanswered_before_higher_tier
        askable = self.office.askable(case, need)
        found = next_service(case, need, after, askable)
        others = [c for c in left(case, need) if askable(c.service_id)]
        return {
            "need": need.value,
            "label": label("need", need, self.words),
            "status": self.status(case, need),
            "referrals": [self.referral(case, one, links.get(one.id)) for one in attempts],
            "may_ask_more": may_ask_more(case, need) or self._silent(case, need),
            "next": self.candidate(found.candidate) if found.candidate else None,
            "escalated": found.escalated,
            "others": [self.candidate(c) for c in others[:NEXT_SHOWN] if c != found.candidate],
            "lines": [self.candidate(c) for c in found.lines],
        }

    def _silent(self, case: Case, need: Need) -> bool:
        """True where every service asked let its timer run out."""
        work = self.work(case)
        late = {due.referral_id for due in work.overdue(self.now) if due.code == "answer"}
        running = {one.id for one in case.attempts(need) if not one.ended}
        return case.open and bool(running) and running <= late

    def referral(self, case: Case, referral: Referral, link: replies.ReplyLink | None) -> Document:
        """One service that was asked, with what may be done next and how it may answer."""
        work = self.work(case)
        checks = [
            event.code
            for event in case.events
            if event.kind is EventKind.HANDOVER_CHECK and event.referral_id == referral.id
        ]
        return {
            "id": referral.id,
            "attempt": referral.attempt,
            "service": self.service(referral.service_id),
            "how": referral.how.value,
            "tier": int(referral.tier),
            "urgent": referral.urgent,
            "never_waits": referral.never_waits,
            "status": referral.status.value,
            "reason": referral.reason,
            "since": self.local(case, referral.reached.get(referral.status, case.opened_at)),
            "ended": referral.status in ENDED,
            "possible": [s.value for s in ReferralStatus if s in possible(referral)],
            "dues": [self.due(case, d) for d in work.tasks if d.referral_id == referral.id],
            "checks": checks,
            "link": self.link(case, link) if link else None,
        }

    def link(self, case: Case, link: replies.ReplyLink) -> Document:
        """How the service may answer without an account."""
        secret = self.office.records.secret
        return {
            "token": token_of(secret, link.id),
            "code": spoken_code(secret, link.id),
            "expires_at": self.local(case, link.expires_at),
            "works": link.works(self.now),
        }

    def candidate(self, candidate: Candidate) -> Document:
        """A place or a line of the stored plan."""
        return {
            **self.service(candidate.service_id),
            "how": candidate.how.value,
            "tier": int(candidate.tier),
        }

    def service(self, service_id: str) -> Document:
        """A service as the public sees it: a hidden one is its gateway (R35)."""
        found = self.office.service(service_id)
        if found is None:
            ref, name = self.lost(service_id)
            return {
                "service_id": ref,
                "name": name,
                "kind": None,
                "region": None,
                "gone": True,
                "phones": [],
                "whatsapp": [],
                "email": None,
                "website": None,
                "hidden": False,
            }
        shown = self.office.tables.routing.shown(found)
        face = shown.gateway or found
        return {
            "service_id": shown.public_id,
            "name": face.name,
            "kind": label("kind", face.kind, self.words),
            "region": self.paint.region(shown),
            "gone": not self.office.usable(service_id),
            "hidden": shown.gateway is not None,
            **contacts(face),
        }

    def lost(self, service_id: str) -> tuple[str, str]:
        """The id and the name of a service that is gone, as far as they may be told."""
        gone = self.office.tables.directory.gone(service_id)
        if gone is not None and gone.name:
            return service_id, gone.name
        # the directory lost it, and with it whether it was hidden: its own id may be its name
        opaque = self.office.tables.routing.opaque_id(service_id)
        return opaque, opaque

    def due(self, case: Case, due: Due) -> Document:
        """Something due, with its hour at the place of the child."""
        return {
            "code": due.code,
            "at": self.local(case, due.at),
            "overdue": due.overdue(self.now),
            "source": due.source.value,
            "need": due.need.value if due.need else None,
            "referral_id": due.referral_id,
            "law": due.law,
            "owner": due.owner,
            "warning": due.warning,
        }

    def event(self, case: Case, event: CaseEvent) -> Document:
        """Something that happened."""
        referral = case.referral(event.referral_id) if event.referral_id else None
        return {
            "at": self.local(case, event.at),
            "by_link": event.actor.startswith("link:"),
            "kind": event.kind.value,
            "need": referral.need.value if referral else None,
            "service": self.service(referral.service_id)["name"] if referral else None,
            "from": event.from_status.value if event.from_status else None,
            "to": event.to_status.value if event.to_status else None,
            "code": event.code,
            "detail": event.detail,
        }

    def region(self, code: str) -> Document:
        """Code and name of a regency, or of a country."""
        region = self.office.world.atlas.regions.get(code)
        if region is None:
            return {"code": code, "name": code, "province": ""}
        province = self.office.world.atlas.regions.get(code[:2])
        return {"code": code, "name": region.name, "province": province.name if province else ""}

    def local(self, case: Case, moment: datetime) -> datetime:
        """A moment on the clocks where the child is."""
        return moment.astimezone(ZoneInfo(self.office.zone(case.regency_code)))


def _triage(case: Case) -> Document:
    """Coded answers that were given, as codes; what is unknown is left out."""
    triage = case.triage
    found: Document = {
        "danger": triage.danger.value,
        "self_harm": triage.self_harm.value,
        "contact": triage.contact.value,
        "last_abuse": triage.last_abuse.value,
        "suspect": sorted(one.value for one in triage.suspect),
        "nationality": triage.nationality.value,
        "companions": sorted(one.value for one in triage.companions),
        "came_from": triage.came_from.value,
        "disability": triage.disability.value,
        "caller": triage.caller.value if triage.caller else "unknown",
        "language": triage.language or "unknown",
    }
    return {
        name: value for name, value in found.items() if value not in ("unknown", ["unknown"], [])
    }
