"""What came of a call: noted with its day, put into the record, and taken back if it was a slip.

Nothing is ever deleted here: a wrong number leaves the record and stays in its history, a service
that has closed keeps its record with the day and the reason.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlmodel import Session

from referral.domain.access import Actor
from referral.domain.corrections import Correction
from referral.domain.errors import ActionRefused, NotFound, Overtaken
from referral.domain.services import Service
from referral.domain.upkeep_fields import undone
from referral.domain.verification import Call, Closing, Outcome, contact_of, is_doubtful
from referral.domain.vocabulary import Confidence, Status
from referral.files.services import problems_of
from referral.present.closing import closing_note
from referral.store import audit, verification
from referral.store.history import Author, RecordVersion, history_of
from referral.store.history_tables import ChangeSource
from referral.store.reading import load_services
from referral.store.writing import lock_directory, save_service
from referral.usecases.exchange.comparing import uncovers
from referral.usecases.office import Office, new_id
from referral.usecases.upkeep.call_sheet import day_of, demand_editor, known
from referral.usecases.upkeep.corrections import changed_by, verified, without_numbers

UNDO_MINUTES = 60


@dataclass(frozen=True, slots=True)
class Said:
    """What an editor heard: corrections, numbers that are wrong (as printed), why it closed."""

    corrections: tuple[Correction, ...] = ()
    wrong: frozenset[str] = frozenset()
    closing: Closing | None = None


NOTHING_ELSE = Said()


def note_call(
    office: Office,
    actor: Actor,
    ref: str,
    outcome: Outcome,
    said: Said = NOTHING_ELSE,
    *,
    seen: int,
    now: datetime,
) -> Call:
    """Note what came of a call and put it into the record; the editor lets go of the record.

    A record that the editor has corrected in its form meanwhile counts as corrected.

    :raises NotFound: no such record, or the actor does not edit
    :raises Overtaken: the record has changed since it was seen
    :raises ActionRefused: `service_gone`, `nothing_changed`, `reason_required`, `which_number`,
        `not_its_number`, `uncovers_hidden_place`, or `contradicts`
    """
    service = known(office, actor, ref)
    with office.records.writing() as session:
        lock_directory(session)
        found = load_services(session, [service.id])
        if not found:
            raise ActionRefused("service_gone")
        before, versions = found[0], history_of(session, service.id)
        if seen != _newest(versions):
            raise Overtaken()
        if outcome in (Outcome.CORRECT, Outcome.CORRECTED):
            edited = _edited_meanwhile(session, actor, service.id, versions, now)
            outcome = _corrected(outcome, said, edited=edited)
        after = _Heard(office, session, day_of(office, before, now), said).after(before, outcome)
        version = _save(session, actor, before, after, now)
        reason = said.closing if outcome is Outcome.CLOSED else None
        call = Call(new_id(), before.id, now, str(actor.id), outcome, reason, version)
        verification.add_call(session, call)
        verification.drop_claims(session, str(actor.id))
        audit.append(session, now, actor.id, f"call_{outcome}", "service", ref)
    return call


def last_call(office: Office, actor: Actor, *, now: datetime) -> tuple[Call, str] | None:
    """The editor's newest call that can still be taken back, and its record's public id."""
    demand_editor(actor, "calls")
    with office.records.reading() as session:
        since = now - timedelta(minutes=UNDO_MINUTES)
        call = verification.last_call_by(session, str(actor.id), since)
    service = office.service(call.service_id) if call else None
    return (call, office.tables.routing.public_id(service)) if call and service else None


def undo_call(office: Office, actor: Actor, call_id: str, *, now: datetime) -> str:
    """Take back one's own call of the last hour and what it changed; the record's public id.

    :raises NotFound: no such call, or not the actor's
    :raises Overtaken: it was taken back, or the record has changed since
    """
    demand_editor(actor, call_id)
    with office.records.writing() as session:
        lock_directory(session)
        call = verification.call_by_id(session, call_id)
        late = call is not None and now > call.at + timedelta(minutes=UNDO_MINUTES)
        if call is None or late or call.by != str(actor.id):
            raise NotFound(call_id)
        verification.undo_call(session, call_id, now)
        found = load_services(session, [call.service_id])
        if not found:
            raise Overtaken()
        if call.version is not None:
            versions = history_of(session, call.service_id)
            if _newest(versions) != call.version:
                raise Overtaken()
            author = Author(str(actor.id), ChangeSource.RESTORE)
            save_service(session, undone(found[0], versions[0].changes), now=now, author=author)
        ref = office.tables.routing.public_id(found[0])
        audit.append(session, now, actor.id, "call_undone", "service", ref)
    return ref


def _newest(versions: Iterable[RecordVersion]) -> int:
    return next((version.number for version in versions), 0)


def _edited_meanwhile(
    session: Session, actor: Actor, service_id: str, versions: list[RecordVersion], now: datetime
) -> bool:
    """True where the editor changed the record in its form since it was taken."""
    held = verification.claim_of(session, service_id, now)
    return held is not None and any(
        one.by == str(actor.id) and one.at >= held.at and one.source == ChangeSource.EDIT
        for one in versions
    )


def _corrected(outcome: Outcome, said: Said, *, edited: bool) -> Outcome:
    """Which of the two it is: something was changed, or nothing."""
    if said.corrections or edited:
        return Outcome.CORRECTED
    if outcome is Outcome.CORRECTED:
        raise ActionRefused("nothing_changed")
    return Outcome.CORRECT


def _save(
    session: Session, actor: Actor, before: Service, after: Service, now: datetime
) -> int | None:
    """Write the record; the number of the change, None where nothing is different."""
    if after == before:
        return None
    if uncovers(before, after):
        raise ActionRefused("uncovers_hidden_place")
    if problems_of(after) and not problems_of(before):
        raise ActionRefused("contradicts")
    author = Author(str(actor.id), ChangeSource.VERIFICATION)
    save_service(session, after, now=now, author=author)
    return _newest(history_of(session, after.id))


@dataclass(frozen=True)
class _Heard:
    """What was heard on a day, put into a record."""

    office: Office
    session: Session
    day: date
    said: Said

    def after(self, service: Service, outcome: Outcome) -> Service:
        """The record after the call."""
        if outcome is Outcome.NO_ANSWER:
            return self._unanswered(service)
        if outcome is Outcome.WRONG_NUMBER:
            return without_numbers(service, self._wrong_numbers(service))
        if outcome is Outcome.CLOSED:
            return self._closed(service)
        for correction in self.said.corrections:
            service = changed_by(service, correction, self.day)
        return verified(service, self.day)

    def _unanswered(self, service: Service) -> Service:
        """After so many calls in vain the record is doubtful: its confidence is low."""
        policy = self.office.verification
        contact = contact_of(verification.calls_of(self.session, service.id))
        now_one_more = replace(contact, unanswered=contact.unanswered + 1)
        if not is_doubtful(now_one_more, policy):
            return service
        known_as = replace(service.provenance, confidence=Confidence.LOW)
        return replace(service, provenance=known_as)

    def _wrong_numbers(self, service: Service) -> frozenset[str]:
        if service.hidden:
            raise ActionRefused("not_its_number")  # the number dialled is its gateway's
        numbers = frozenset(one.display for one in (*service.phones, *service.whatsapp))
        wrong = numbers if len(numbers) == 1 else numbers & self.said.wrong
        if not wrong:
            raise ActionRefused("which_number")
        return wrong

    def _closed(self, service: Service) -> Service:
        closing = self.said.closing
        if closing is None:
            raise ActionRefused("reason_required")
        resting = closing is Closing.SUSPENDED
        return replace(
            verified(service, self.day),
            status=Status.SUSPENDED if resting else Status.CLOSED,
            status_note=closing_note(closing, self.day),
        )
