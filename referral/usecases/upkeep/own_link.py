"""A service's own link: it confirms or corrects its record without an account.

Nothing counts before an editor has taken it over (R32: verified by a person here). One link a
service works at a time; it ends by itself, and an editor may take it back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from referral.domain.access import Actor
from referral.domain.completeness import facts_wanted
from referral.domain.corrections import CONFIRMED, Correction
from referral.domain.errors import ActionRefused, NotFound
from referral.domain.freshness import freshness
from referral.domain.services import Service
from referral.domain.vocabulary import Freshness, Status
from referral.store import audit, verification
from referral.store.reading import load_services
from referral.store.verification import OwnLink
from referral.store.writing import lock_directory
from referral.usecases.office import Office, new_id
from referral.usecases.proposals import put_down
from referral.usecases.reply_codes import (
    OWN,
    code_hash,
    read_token,
    spoken_code,
    token_of,
    typed_code,
)
from referral.usecases.upkeep.call_sheet import day_of, known

ALWAYS_ASKED = ("accepts_girls", "accepts_boys", "line_24h")
ACCESS = ("access_physical", "access_deaf", "access_blind", "access_intellectual")


@dataclass(frozen=True, slots=True)
class OwnRecord:
    """What a service may see of its own record; of a hidden one neither name nor number (R35).

    `asked` are the facts to be asked, those that routing weighs most first.
    """

    service: Service
    hidden: bool
    asked: tuple[str, ...]
    age: Freshness
    expires_at: datetime
    zone: str


@dataclass(frozen=True, slots=True)
class Handed:
    """A link to give to a service: the last part of its address, and its spoken code."""

    token: str
    code: str
    expires_at: datetime


def make_link(office: Office, actor: Actor, ref: str, *, now: datetime) -> OwnLink:
    """Make the link of a service; an earlier one no longer works.

    :raises NotFound: no such record, or the actor does not edit
    :raises ActionRefused: `service_closed`, for a record that is no longer in use
    """
    service = known(office, actor, ref)
    if service.status is Status.CLOSED:
        raise ActionRefused("service_closed")
    secret, link_id = office.records.secret, new_id()
    link = OwnLink(
        id=link_id,
        service_id=service.id,
        code_hash=code_hash(secret, spoken_code(secret, link_id, OWN), OWN),
        made_at=now,
        made_by=str(actor.id),
        expires_at=now + timedelta(days=office.verification.link_days),
    )
    with office.records.writing() as session:
        lock_directory(session)  # of two made at the same moment one works
        verification.revoke_own_links(session, service.id, now)
        verification.add_own_link(session, link)
        audit.append(session, now, actor.id, "own_link_made", "service", ref)
    return link


def revoke_link(office: Office, actor: Actor, ref: str, *, now: datetime) -> None:
    """Take back the link of a service.

    :raises NotFound: no such record, no link that stands, or the actor does not edit
    """
    service = known(office, actor, ref)
    with office.records.writing() as session:
        if not verification.revoke_own_links(session, service.id, now):
            raise NotFound(ref)
        audit.append(session, now, actor.id, "own_link_revoked", "service", ref)


def handed(office: Office, link: OwnLink) -> Handed:
    """What an editor gives to the service."""
    secret = office.records.secret
    return Handed(
        token_of(secret, link.id, OWN), spoken_code(secret, link.id, OWN), link.expires_at
    )


def token_of_own_code(office: Office, typed: str) -> str:
    """The token of the page whose code somebody typed.

    :raises NotFound: there is none; a text that is no code at all gives the same answer
    """
    secret, code = office.records.secret, typed_code(typed)
    if code is not None:
        with office.records.reading() as session:
            link = verification.own_link_by_code(session, code_hash(secret, code, OWN))
        if link is not None:
            return token_of(secret, link.id, OWN)
    raise NotFound("own")


def show_own(office: Office, token: str, *, now: datetime) -> OwnRecord:
    """The record of a link. Nothing is written: programs that show a preview fetch it, too.

    :raises NotFound: the signature is not ours
    :raises ActionRefused: `link_ended`
    """
    with office.records.reading() as session:
        link, service = _by_token(office, session, token, now)
        stored = load_services(session, [service.id])
    service = stored[0] if stored else service
    today = day_of(office, service, now)
    verified_on = service.provenance.verified_on
    return OwnRecord(
        service=service,
        hidden=service.hidden,
        asked=asked_of(office, service),
        age=freshness(verified_on, today, office.world.policy),
        expires_at=link.expires_at.astimezone(ZoneInfo(_zone(office, service))),
        zone=_zone(office, service),
    )


def asked_of(office: Office, service: Service) -> tuple[str, ...]:
    """The facts that a service is asked for, heaviest first."""
    wanted = facts_wanted(service, office.verification)
    ordered = sorted(wanted, key=lambda name: (-wanted[name], name))
    return tuple(dict.fromkeys((*ordered, *ALWAYS_ASKED, *ACCESS)))


def propose_own(
    office: Office,
    token: str,
    corrections: Sequence[Correction],
    *,
    confirmed: bool,
    now: datetime,
) -> int:
    """Put down what a service says of its record; how many things it said.

    `confirmed`: whatever it does not correct is right.

    :raises NotFound: the signature is not ours
    :raises ActionRefused: `link_ended`, or `nothing_said`
    """
    said = [*corrections, *([Correction(CONFIRMED, {})] if confirmed else [])]
    if not said:
        raise ActionRefused("nothing_said")
    with office.records.writing() as session:
        link, service = _by_token(office, session, token, now)
        for correction in said:
            put_down(session, service.id, correction, by=f"own:{link.id}", now=now)
    return len(said)


def _by_token(
    office: Office, session: Session, token: str, now: datetime
) -> tuple[OwnLink, Service]:
    link_id = read_token(office.records.secret, token, OWN)
    link = verification.own_link_by_id(session, link_id) if link_id else None
    if link is None:
        raise NotFound("own")
    service = office.tables.directory.get(link.service_id)
    if not link.works(now) or service is None:
        raise ActionRefused("link_ended")
    return link, service


def _zone(office: Office, service: Service) -> str:
    return office.zone(service.regency_code or service.province_code or "")
