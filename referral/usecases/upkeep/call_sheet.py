"""The call sheet: one record after another, each shown to one editor at a time.

To look at a record takes it from nobody; an editor takes the next one by asking for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from referral.domain.access import Action, Actor, may
from referral.domain.errors import NotFound
from referral.domain.services import Service
from referral.domain.verification import (
    NEVER_CALLED,
    Call,
    Candidate,
    Contact,
    Urgency,
    contact_of,
    is_doubtful,
    sheet,
    urgency,
)
from referral.domain.vocabulary import Kind
from referral.store import verification
from referral.store.history import history_of
from referral.store.reading import load_services
from referral.store.verification import Claim, OwnLink
from referral.store.writing import lock_directory
from referral.usecases.find_help import find_public
from referral.usecases.office import Office
from referral.usecases.upkeep.quality import Quality, qualities, quality_of

CALLS_SHOWN = 6
COUNTRY_ZONE = "Asia/Jakarta"


@dataclass(frozen=True, slots=True)
class Choice:
    """Which records an editor works on; `wanted` are those whose number is still to be found."""

    province: str | None = None
    kind: Kind | None = None
    wanted: bool = False

    def takes(self, one: Quality) -> bool:
        """True for a record of the choice; a hidden one is of its gateway's kind."""
        return (
            one.reachable is not self.wanted
            and self.province in (None, one.service.province_code)
            and self.kind in (None, one.face.kind)
        )


@dataclass(frozen=True, slots=True)
class SheetRecord:
    """A record to be verified, with what the calls came to. `seen` is its newest change.

    `mine`: the reader has taken it; `taken`: somebody else has.
    """

    quality: Quality
    urgency: Urgency
    contact: Contact
    doubtful: bool
    calls: tuple[Call, ...]
    seen: int
    mine: bool
    taken: bool
    link: OwnLink | None
    today: date

    @property
    def hidden(self) -> bool:
        """True where the number is that of a gateway, which speaks for the place (R35)."""
        return self.quality.shown.gateway is not None


def demand_editor(actor: Actor, what: str) -> None:
    """Go on for editors only.

    :raises NotFound: the actor does not edit
    """
    if not may(actor, Action.EDIT_DIRECTORY):
        raise NotFound(what)


def waiting(office: Office, actor: Actor, choice: Choice, *, now: datetime) -> int:
    """How many records wait to be verified.

    :raises NotFound: the actor does not edit
    """
    demand_editor(actor, "calls")
    with office.records.reading() as session:
        return len(_ordered(office, session, choice, now))


def take_next(
    office: Office, actor: Actor, choice: Choice, *, now: datetime, after: str | None = None
) -> str | None:
    """Take the most urgent record that nobody else has before them; its public id.

    `after` is the public id of a record that is left for later: the next one after it is taken,
    or the first again at the end. None where nothing waits.

    :raises NotFound: the actor does not edit
    """
    demand_editor(actor, "calls")
    with office.records.writing() as session:
        lock_directory(session)  # two who ask at the same moment get two records
        taken = verification.claims(session, now)
        for one in _beginning_after(office, _ordered(office, session, choice, now), after):
            held = taken.get(one.service_id)
            if held is None or held.by == str(actor.id):
                _claim(office, session, actor, one.service_id, now)
                return _public_id(office, one.service_id)
        verification.drop_claims(session, str(actor.id))
    return None


def take(office: Office, actor: Actor, ref: str, *, now: datetime) -> None:
    """Take one record, whoever had it before.

    :raises NotFound: no such record, or the actor does not edit
    """
    service = known(office, actor, ref)
    with office.records.writing() as session:
        lock_directory(session)
        _claim(office, session, actor, service.id, now)


def show_record(office: Office, actor: Actor, ref: str, *, now: datetime) -> SheetRecord:
    """A record as its sheet shows it. Nothing is changed.

    :raises NotFound: no such record, or the actor does not edit
    """
    service = known(office, actor, ref)
    policy = office.verification
    with office.records.reading() as session:
        stored = load_services(session, [service.id])
        versions = history_of(session, service.id)
        calls = verification.calls_of(session, service.id)
        held = verification.claim_of(session, service.id, now)
        link = verification.own_link_of(session, service.id, now)
        facts = _facts(session)
    today = day_of(office, service, now)
    quality = quality_of(office, stored[0] if stored else service, today)
    contact = contact_of(calls)
    return SheetRecord(
        quality=quality,
        urgency=urgency(facts.candidate(quality, contact), today, policy),
        contact=contact,
        doubtful=is_doubtful(contact, policy),
        calls=tuple(calls[:CALLS_SHOWN]),
        seen=versions[0].number if versions else 0,
        mine=held is not None and held.by == str(actor.id),
        taken=held is not None and held.by != str(actor.id),
        link=link,
        today=today,
    )


def calls_to(office: Office, service_id: str) -> tuple[Call, ...]:
    """Every call to a service, the newest first."""
    with office.records.reading() as session:
        return tuple(verification.calls_of(session, service_id))


def known(office: Office, actor: Actor, ref: str) -> Service:
    """The record of a public id.

    :raises NotFound: no such record, or the actor does not edit
    """
    demand_editor(actor, ref)
    found = find_public(office.tables.routing, ref)
    if found is None:
        raise NotFound(ref)
    return found


def day_of(office: Office, service: Service, now: datetime) -> date:
    """The day where the service is."""
    zone = office.zone(service.regency_code or service.province_code or "")
    return now.astimezone(ZoneInfo(zone)).date()


@dataclass(frozen=True)
class _Facts:
    """What the database says of all records."""

    uses: Mapping[str, int]
    proposed: frozenset[str]

    def candidate(self, one: Quality, contact: Contact) -> Candidate:
        """What the order weighs of a record."""
        service = one.service
        return Candidate(
            service_id=service.id,
            verified_on=service.provenance.verified_on,
            uses=self.uses.get(service.id, 0),
            people=one.people,
            gateway_for=one.gateway_for,
            conflict=bool(one.conflicts),
            proposal=service.id in self.proposed,
            contact=contact,
        )


def _facts(session: Session) -> _Facts:
    return _Facts(verification.uses(session), frozenset(verification.with_open_proposals(session)))


def _ordered(office: Office, session: Session, choice: Choice, now: datetime) -> Sequence[Urgency]:
    today = now.astimezone(ZoneInfo(COUNTRY_ZONE)).date()
    contacts = {
        service_id: contact_of(calls)
        for service_id, calls in verification.calls_by_service(session).items()
    }
    facts = _facts(session)

    def candidates() -> Iterator[Candidate]:
        for one in qualities(office, today):
            if choice.takes(one):
                yield facts.candidate(one, contacts.get(one.service.id, NEVER_CALLED))

    return sheet(candidates(), now, today, office.verification)


def _beginning_after(
    office: Office, ordered: Sequence[Urgency], after: str | None
) -> Sequence[Urgency]:
    """The same in a circle, beginning after one record, which comes last."""
    left = find_public(office.tables.routing, after) if after else None
    at = next((at for at, one in enumerate(ordered) if left and one.service_id == left.id), -1)
    return [*ordered[at + 1 :], *ordered[: at + 1]]


def _claim(office: Office, session: Session, actor: Actor, service_id: str, now: datetime) -> None:
    until = now + timedelta(minutes=office.verification.claim_minutes)
    verification.take_claim(session, Claim(service_id, str(actor.id), now, until))


def _public_id(office: Office, service_id: str) -> str:
    routing = office.tables.routing
    return routing.public_id(routing.directory.services[routing.directory.index[service_id]])
