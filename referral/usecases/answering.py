"""A service answers a referral: by its link without an account, or signed in for its institution.

Both see the same few facts, none of them about the child or the suspect (R47), and may do the
same. Nobody is asked for a version here: the state of the referral itself decides.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlmodel import Session

from referral.domain.access import Action, Actor, Subject, may
from referral.domain.cases import Case
from referral.domain.deadlines import answer_due
from referral.domain.errors import ActionRefused, NotFound, Overtaken
from referral.domain.plans import Shown
from referral.domain.referrals import (
    ENDED,
    WAITING,
    Referral,
    ReferralStatus,
    possible,
)
from referral.present.hours import hours_lines
from referral.present.labels import label
from referral.present.translate import translator
from referral.store import audit, cases, replies
from referral.store.accounts import find_desk
from referral.usecases.office import Office, begin, finish
from referral.usecases.referring import moved
from referral.usecases.reply_codes import code_hash, read_token, token_of, typed_code

S = ReferralStatus
ANSWERS = (S.ACKNOWLEDGED, S.ACCEPTED, S.DECLINED, S.ARRIVED, S.SERVICE_STARTED)
"""What a service may say of a referral, in the order of its life."""
TRIES = 5
"""A desk may note something else of the case at the same moment: then once more."""
Document = dict[str, Any]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Asked:
    """A referral that somebody may answer, with its case; `by` is who answers, for the events."""

    case: Case
    referral: Referral
    by: str


Find = Callable[[Session], Asked]
"""Finds what is to be answered, inside the transaction that answers it."""


def token_of_code(office: Office, typed: str) -> str:
    """The token of the reply page whose code somebody typed, whether the link still works or not.

    :raises NotFound: there is none; a text that is no code at all gives the same answer
    """
    secret, code = office.records.secret, typed_code(typed)
    if code is not None:
        with office.records.reading() as session:
            link = replies.link_by_code(session, code_hash(secret, code))
        if link is not None:
            return token_of(secret, link.id)
    raise NotFound("reply")


def link_of_token(office: Office, token: str) -> str:
    """The id of the link that a token was signed for.

    :raises NotFound: the signature is not ours
    """
    link_id = read_token(office.records.secret, token)
    if link_id is None:
        raise NotFound("reply")
    return link_id


def show_reply(office: Office, link_id: str, *, now: datetime, language: str) -> Document:
    """What a service sees of the referral that it is asked about.

    Nothing is written: programs that show a preview of a link fetch it, too.

    :raises NotFound: no such link
    :raises ActionRefused: `link_ended`, with `desk`, `organization` and `phone` to call instead
    """
    with office.records.reading() as session:
        return document(office, session, _by_link(session, link_id, now), now, language)


def answer(
    office: Office, link_id: str, to: ReferralStatus, reason: str | None = None, *, now: datetime
) -> None:
    """Take down what a service answers by its link. The same answer twice counts once.

    :raises NotFound: no such link
    :raises ActionRefused: `link_ended`; `wrong_state`, `reason_required` or `unknown_reason`
    :raises Overtaken: others changed the case over and over at this moment
    """
    _answer(office, lambda session: _by_link(session, link_id, now), to, reason, now)


def list_received(office: Office, actor: Actor, *, now: datetime, language: str) -> list[Document]:
    """Referrals of open cases to services of the actor's institution.

    Those that wait for an answer come first, then those under way, then those that ended; of
    each the newest first.
    """
    if not may(actor, Action.LIST_RECEIVED) or actor.organization is None:
        return []
    with office.records.reading() as session:
        found = [
            document(office, session, Asked(case, one, str(actor.id)), now, language)
            for case in cases.cases_sent_to(session, actor.organization)
            for one in case.referrals
            if S.SENT in one.reached
            and cases.organization_of(session, one.id) == actor.organization
        ]
    newest = sorted(found, key=lambda one: one["sent_at"], reverse=True)
    return sorted(newest, key=lambda one: (one["ended"], not one["waiting"]))


def show_received(
    office: Office, actor: Actor, referral_id: str, *, now: datetime, language: str
) -> Document:
    """One referral to a service of the actor's institution; that it was read is written down.

    :raises NotFound: no such referral, or not for this actor
    """
    with office.records.writing() as session:
        asked = by_account(session, actor, Action.READ_RECEIVED, referral_id)
        audit.append(session, now, actor.id, "received_read", "referral", referral_id)
        return document(office, session, asked, now, language)


def answer_received(
    office: Office,
    actor: Actor,
    referral_id: str,
    to: ReferralStatus,
    reason: str | None = None,
    *,
    now: datetime,
) -> None:
    """Take down what the staff of the asked institution answers.

    :raises NotFound: no such referral, or not for this actor
    :raises ActionRefused: `case_closed`; `wrong_state`, `reason_required` or `unknown_reason`
    :raises Overtaken: others changed the case over and over at this moment
    """

    def find(session: Session) -> Asked:
        return by_account(session, actor, Action.ANSWER_RECEIVED, referral_id)

    _answer(office, find, to, reason, now)


def by_link(link_id: str, now: datetime) -> Find:
    """Finds what a link is for, as `show_reply` does."""
    return lambda session: _by_link(session, link_id, now)


def by_account(session: Session, actor: Actor, action: Action, referral_id: str) -> Asked:
    """A referral to the actor's institution, once it was sent.

    :raises NotFound: no such referral, or not for this actor
    """
    case = cases.case_of_referral(session, referral_id)
    referral = case.referral(referral_id) if case else None
    whose = cases.organization_of(session, referral_id)
    subject = Subject(receivers=frozenset({whose} if whose else ()))
    if case is None or referral is None or S.SENT not in referral.reached:
        raise NotFound(referral_id)
    if not may(actor, action, subject):
        raise NotFound(referral_id)
    return Asked(case, referral, str(actor.id))


def _by_link(session: Session, link_id: str, now: datetime) -> Asked:
    link = replies.link_by_id(session, link_id)
    case = cases.case_of_referral(session, link.referral_id) if link else None
    referral = case.referral(link.referral_id) if link and case else None
    if link is None or case is None or referral is None:
        raise NotFound("reply")
    if not link.works(now) or not case.open or referral.ended:
        raise ActionRefused("link_ended", **_desk(session, case))
    return Asked(case, referral, f"link:{link_id}")


def _answer(
    office: Office, find: Find, to: ReferralStatus, reason: str | None, now: datetime
) -> None:
    def attempt() -> None:
        with office.records.writing() as session:
            asked = find(session)
            if to not in ANSWERS:
                raise ActionRefused("wrong_state", status=asked.referral.status.value, to=to.value)
            if _said_already(asked.referral, to, reason):
                return
            change = begin(office, session, asked.case, asked.by, None, now)
            moved(change, asked.referral, to, reason)
            finish(change, "referral_answered")

    _again_if_overtaken(attempt)


def _said_already(referral: Referral, to: ReferralStatus, reason: str | None) -> bool:
    """A button pressed twice over a slow line, or what the desk has noted by telephone since."""
    return to in referral.reached and (to is not S.DECLINED or reason == referral.reason)


def _again_if_overtaken(attempt: Callable[[], T]) -> T:
    """Run a transaction again while somebody else changes the case: each time on what is then."""
    for _try in range(TRIES - 1):
        try:
            return attempt()
        except Overtaken:
            continue
    return attempt()


def document(
    office: Office, session: Session, asked: Asked, now: datetime, language: str
) -> Document:
    """Everything that the asked service may know of a referral, times on its own clocks.

    How a referral ended is told only where the service itself ended it: the rest is the child's.
    """
    case, referral = asked.case, asked.referral
    words = translator(language)
    service = office.service(referral.service_id)
    shown = office.tables.routing.shown(service) if service else None
    zone = office.zone(_region(shown))
    due = answer_due(referral, case.triage.danger, office.policy, office.calendar(case))
    return {
        "id": referral.id,
        "code": case.code,
        "desk": _desk(session, case),
        "service": (shown.gateway or shown.service).name if shown else None,
        "need": referral.need.value,
        "need_label": label("need", referral.need, words),
        "zone": zone,
        "sent_at": referral.reached[S.SENT].astimezone(ZoneInfo(zone)),
        "due_at": due.astimezone(ZoneInfo(zone)) if due else None,
        "overdue": due is not None and now >= due,
        "status": _outside(referral.status),
        "reason": referral.reason if referral.status is S.DECLINED else None,
        "waiting": case.open and referral.status in WAITING,
        "ended": not case.open or referral.ended,
        "may": [to.value for to in _open_answers(case, referral)],
        "record": _record(office, shown, language),
    }


def _open_answers(case: Case, referral: Referral) -> list[ReferralStatus]:
    """What may be answered now; a yes may come without "we have seen it" before."""
    if not case.open:
        return []
    ways = possible(referral) | ({S.ACCEPTED} if referral.status is S.SENT else frozenset())
    return [to for to in ANSWERS if to in ways]


def _outside(status: ReferralStatus) -> str:
    """A status for the asked service: whether the child refused, or was lost, is not its matter."""
    told = status not in ENDED or status in (S.DECLINED, S.COMPLETED)
    return status.value if told else "ended"


def _record(office: Office, shown: Shown | None, language: str) -> Document | None:
    """What the directory says of the service and the service may correct.

    None for a line that the policy names. Of a hidden place nothing stands here: whoever opens
    the page may be its gateway (R35).
    """
    if shown is None or office.tables.directory.get(shown.service.id) is None:
        return None
    if shown.gateway is not None:
        return {"total": None, "free": None, "hours": []}
    service = shown.service
    return {
        "total": service.capacity.total,
        "free": service.capacity.free,
        "hours": hours_lines(service.hours, translator(language)),
    }


def _region(shown: Shown | None) -> str:
    face = (shown.gateway or shown.service) if shown else None
    return (face.regency_code or face.province_code or "") if face else ""


def _desk(session: Session, case: Case) -> Document:
    desk = find_desk(session, case.desk)
    return {
        "desk": desk.name if desk else "",
        "organization": case.organization,
        "phone": desk.phone if desk else None,
    }
