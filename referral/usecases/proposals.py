"""What a service says of its own capacity and hours, for an editor to take over or not.

A service corrects itself on the page where it answers a referral. Nothing of it counts before an
editor has taken it over.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from referral.domain.access import Action, Actor, may
from referral.domain.errors import ActionRefused, NotFound, Problem, RequestRejected
from referral.domain.services import Capacity, Hours, Service
from referral.domain.vocabulary import Trilean
from referral.files.hours import read_hours, write_hours
from referral.files.problems import CellError
from referral.files.typed_hours import LIMIT, cell_of_typed
from referral.present.hours import hours_lines
from referral.present.plan import Painter
from referral.present.translate import translator
from referral.store import audit, replies
from referral.store.history import Author
from referral.store.history_tables import ChangeSource
from referral.store.reading import load_services
from referral.store.replies import Proposal
from referral.store.writing import save_service
from referral.usecases.answering import Asked, by_account, by_link
from referral.usecases.office import Office, new_id

CAPACITY, HOURS = "capacity", "hours"
MOST_PLACES = 9999
Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Correction:
    """A field (`capacity` or `hours`) and what it should say, checked."""

    field: str
    value: Mapping[str, Any]


def capacity_typed(total: str, free: str) -> Correction:
    """Places in all and free, as typed.

    :raises RequestRejected: `not_a_number` or `too_many` at `total` or `free`, `more_than_all`
    """
    typed = {"total": total.strip(), "free": free.strip()}
    wrong = [
        Problem(name, "not_a_number")
        for name, text in typed.items()
        if not re.fullmatch(r"[0-9]{1,6}", text)
    ]
    numbers = {} if wrong else {name: int(text) for name, text in typed.items()}
    wrong += [Problem(name, "too_many") for name, n in numbers.items() if n > MOST_PLACES]
    if not wrong and numbers["free"] > numbers["total"]:
        wrong.append(Problem("free", "more_than_all"))
    if wrong:
        raise RequestRejected(tuple(wrong))
    return Correction(CAPACITY, numbers)


def hours_typed(text: str) -> Correction:
    """Opening hours as typed, in either language or in the form of the files.

    :raises RequestRejected: `not_hours` or `too_long` at `hours`
    """
    if len(text) > LIMIT:
        raise RequestRejected((Problem("hours", "too_long"),))
    try:
        intervals, holidays = read_hours(cell_of_typed(text))
    except CellError:
        intervals, holidays = (), Trilean.UNKNOWN
    if not intervals:
        raise RequestRejected((Problem("hours", "not_hours"),))
    return Correction(HOURS, {"text": write_hours(Hours(intervals, holidays))})


def propose_by_link(office: Office, link_id: str, correction: Correction, *, now: datetime) -> None:
    """Put down what a service says of itself by a reply link.

    :raises NotFound: no such link, or its service has no record to correct
    :raises ActionRefused: `link_ended`
    """
    with office.records.writing() as session:
        _propose(office, session, by_link(link_id, now)(session), correction, now)


def propose_received(
    office: Office, actor: Actor, referral_id: str, correction: Correction, *, now: datetime
) -> None:
    """Put down what the staff of the asked institution say of their service.

    :raises NotFound: no such referral, not for this actor, or no record to correct
    """
    with office.records.writing() as session:
        asked = by_account(session, actor, Action.ANSWER_RECEIVED, referral_id)
        _propose(office, session, asked, correction, now)


def _propose(
    office: Office, session: Session, asked: Asked, correction: Correction, now: datetime
) -> None:
    """One open proposal a field for each who answers: a later one takes the earlier's place."""
    service_id = asked.referral.service_id
    if office.tables.directory.get(service_id) is None:
        raise NotFound(service_id)
    made = Proposal(new_id(), service_id, correction.field, correction.value, now, asked.by)
    replies.drop_open_proposals(session, service_id, correction.field, made_by=asked.by)
    replies.add_proposal(session, made)
    audit.append(session, now, asked.by, "proposal_made", "proposal", made.id)


def list_proposals(office: Office, actor: Actor, *, language: str) -> list[Document]:
    """Proposals that nobody decided on, the oldest first, beside what is recorded.

    A hidden place is named as its gateway, for editors too (R35).

    :raises NotFound: the actor does not decide on proposals
    """
    _demand(actor, "proposals")
    with office.records.reading() as session:
        found = replies.open_proposals(session)
        services = {s.id: s for s in load_services(session, {one.service_id for one in found})}
    return [_document(office, one, services.get(one.service_id), language) for one in found]


def decide_proposal(
    office: Office, actor: Actor, proposal_id: str, *, accepted: bool, now: datetime
) -> None:
    """Take a proposal over into the directory, or not.

    :raises NotFound: no such proposal, or the actor does not decide
    :raises Overtaken: another editor decided already
    :raises ActionRefused: `service_gone`, where there is no record any more to change
    """
    _demand(actor, proposal_id)
    decision = "accepted" if accepted else "rejected"
    with office.records.writing() as session:
        found = replies.proposal_by_id(session, proposal_id)
        if found is None:
            raise NotFound(proposal_id)
        replies.decide(session, proposal_id, decision=decision, by=str(actor.id), at=now)
        if accepted:
            every = load_services(session, [found.service_id])
            if not every:
                raise ActionRefused("service_gone")
            author = Author(str(actor.id), ChangeSource.PROPOSAL)
            save_service(session, applied(office, every[0], found), now=now, author=author)
            public_id = office.tables.routing.public_id(every[0])
            audit.append(session, now, actor.id, "service_changed", "service", public_id)
        audit.append(session, now, actor.id, f"proposal_{decision}", "proposal", proposal_id)


def applied(office: Office, service: Service, proposal: Proposal) -> Service:
    """The service with what was proposed. Places were counted on the day it was said, there.

    `verified_on` stays: that an editor believes a service about one field is no check of the
    whole record by a person (R32).
    """
    value = proposal.value
    if proposal.field == CAPACITY:
        day = proposal.made_at.astimezone(ZoneInfo(_zone(office, service))).date()
        return replace(service, capacity=Capacity(value["total"], value["free"], day))
    intervals, holidays = read_hours(value["text"])
    if holidays is Trilean.UNKNOWN:
        holidays = service.hours.closed_on_holidays
    # The printed text of the source says what was before: it goes.
    return replace(service, hours=Hours(intervals, holidays))


def _demand(actor: Actor, what: str) -> None:
    if not may(actor, Action.DECIDE_PROPOSALS):
        raise NotFound(what)


def _zone(office: Office, service: Service) -> str:
    return office.zone(service.regency_code or service.province_code or "")


def _document(
    office: Office, proposal: Proposal, service: Service | None, language: str
) -> Document:
    words = translator(language)
    shown = office.tables.routing.shown(service) if service else None
    zone = _zone(office, service) if service else office.zone("")
    paint = Painter(office.world.atlas.regions, words)
    hours = proposal.field == HOURS
    says_always = service is not None and service.fact("open_24h").stated_yes
    return {
        "id": proposal.id,
        "field": proposal.field,
        "service_id": shown.public_id if shown else None,
        "name": (shown.gateway or shown.service).name if shown else None,
        "region": paint.region(shown) if shown else None,
        "hidden": shown is not None and shown.gateway is not None,
        "capacity": service.capacity if service else None,
        "hours": hours_lines(service.hours, words) if service else [],
        "hours_text": service.hours.text if service else None,
        "always_open": hours and says_always,
        "proposed": dict(proposal.value),
        "proposed_hours": typed_lines(str(proposal.value["text"]), language) if hours else [],
        "made_at": proposal.made_at.astimezone(ZoneInfo(zone)),
        "zone": zone,
        "by_link": proposal.made_by.startswith("link:"),
    }


def typed_lines(cell: str, language: str) -> list[str]:
    """Proposed hours as lines to read aloud."""
    intervals, holidays = read_hours(cell)
    return hours_lines(Hours(intervals, holidays), translator(language))
