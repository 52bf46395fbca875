"""What a service says of itself, for an editor to take over or not.

A service corrects its places and hours on the page where it answers a referral, and whatever else
is wrong by a link of its own. Nothing of it counts before an editor has taken it over.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from referral.domain.access import Action, Actor, may
from referral.domain.corrections import CAPACITY, CONFIRMED, HOURS, PHONES, Correction
from referral.domain.errors import ActionRefused, NotFound, Overtaken
from referral.domain.services import Hours, Service
from referral.files.hours import read_hours
from referral.files.services import problems_of
from referral.present.corrections import field_label, recorded_lines, said_lines
from referral.present.hours import hours_lines
from referral.present.plan import Painter
from referral.present.translate import Translator, translator
from referral.store import audit, replies
from referral.store.history import Author
from referral.store.history_tables import ChangeSource
from referral.store.reading import load_services
from referral.store.replies import Proposal
from referral.store.writing import save_service
from referral.usecases.answering import Asked, by_account, by_link
from referral.usecases.exchange.comparing import uncovers
from referral.usecases.office import Office, new_id
from referral.usecases.upkeep.corrections import capacity_typed, changed_by, hours_typed

__all__ = [
    "CAPACITY",
    "HOURS",
    "applied",
    "capacity_typed",
    "decide_answer",
    "decide_proposal",
    "hours_typed",
    "list_proposals",
    "propose_by_link",
    "propose_received",
    "put_down",
    "typed_lines",
]

Document = dict[str, Any]


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
    service_id = office.tables.directory.current_id(asked.referral.service_id)
    if office.tables.directory.get(service_id) is None:
        raise NotFound(service_id)
    put_down(session, service_id, correction, by=asked.by, now=now)


def put_down(
    session: Session, service_id: str, correction: Correction, *, by: str, now: datetime
) -> None:
    """Write a proposal in the place of the one that the same person made of this field before."""
    made = Proposal(new_id(), service_id, correction.field, correction.value, now, by)
    replies.drop_open_proposals(session, service_id, correction.field, made_by=by)
    replies.add_proposal(session, made)
    audit.append(session, now, by, "proposal_made", "proposal", made.id)


def list_proposals(office: Office, actor: Actor, *, language: str) -> list[Document]:
    """Proposals that nobody decided on, the oldest first, beside what is recorded.

    Of one answer, that the rest is right comes last: it counts once the others are decided on.

    A hidden place is named as its gateway, for editors too (R35).

    :raises NotFound: the actor does not decide on proposals
    """
    _demand(actor, "proposals")
    with office.records.reading() as session:
        found = replies.open_proposals(session)
        services = {s.id: s for s in load_services(session, {one.service_id for one in found})}
    found.sort(key=lambda one: (one.made_at, one.made_by, one.service_id, one.field == CONFIRMED))
    return [_document(office, one, services.get(one.service_id), language) for one in found]


def decide_proposal(
    office: Office, actor: Actor, proposal_id: str, *, accepted: bool, now: datetime
) -> None:
    """Take a proposal over into the directory, or not.

    :raises NotFound: no such proposal, or the actor does not decide
    :raises Overtaken: another editor decided already
    :raises ActionRefused: `service_gone`, where there is no record any more to change;
        `uncovers_hidden_place` or `contradicts`, where it cannot be taken over as it is;
        `rest_undecided`, where it says that all is right but for what still waits
    """
    _demand(actor, proposal_id)
    decision = "accepted" if accepted else "rejected"
    with office.records.writing() as session:
        found = replies.proposal_by_id(session, proposal_id)
        if found is None:
            raise NotFound(proposal_id)
        replies.decide(session, proposal_id, decision=decision, by=str(actor.id), at=now)
        if accepted and found.field == CONFIRMED and _answer_of(session, found):
            # verified with a number that the same answer corrects: nobody may be sent by it (R32)
            raise ActionRefused("rest_undecided")
        if accepted:
            every = load_services(session, [found.service_id])
            if not every:
                raise ActionRefused("service_gone")
            _take_over(office, session, actor, every[0], found, now)
        audit.append(session, now, actor.id, f"proposal_{decision}", "proposal", proposal_id)


def decide_answer(
    office: Office, actor: Actor, proposal_id: str, *, accepted: bool, now: datetime
) -> int:
    """Decide on everything that the same person says of the same service, as on one of it.

    What cannot be taken over stays open; how many did.

    :raises NotFound: no such proposal, or the actor does not decide
    :raises Overtaken: another editor decided already
    """
    _demand(actor, proposal_id)
    with office.records.reading() as session:
        one = replies.proposal_by_id(session, proposal_id)
        if one is None:
            raise NotFound(proposal_id)
        found = _answer_of(session, one)
    if not found:
        raise Overtaken()
    left = 0
    for other in sorted(found, key=lambda other: other.field == CONFIRMED):
        try:
            decide_proposal(office, actor, other.id, accepted=accepted, now=now)
        except ActionRefused:
            left += 1
    return left


def _answer_of(session: Session, one: Proposal) -> list[Proposal]:
    """What the same person says of the same service, as far as nobody has decided on it."""
    said = (one.service_id, one.made_by)
    found = replies.open_proposals(session)
    return [other for other in found if (other.service_id, other.made_by) == said]


def _take_over(
    office: Office,
    session: Session,
    actor: Actor,
    before: Service,
    proposal: Proposal,
    now: datetime,
) -> None:
    after = applied(office, before, proposal)
    if uncovers(before, after):
        raise ActionRefused("uncovers_hidden_place")
    if problems_of(after) and not problems_of(before):
        raise ActionRefused("contradicts")
    whole = proposal.field == CONFIRMED
    source = ChangeSource.VERIFICATION if whole else ChangeSource.PROPOSAL
    save_service(session, after, now=now, author=Author(str(actor.id), source))
    public_id = office.tables.routing.public_id(before)
    action = "service_verified" if whole else "service_changed"
    audit.append(session, now, actor.id, action, "service", public_id)


def applied(office: Office, service: Service, proposal: Proposal) -> Service:
    """The service with what was proposed. Places were counted on the day it was said, there.

    `verified_on` stays, unless the service has confirmed the whole record: that an editor
    believes it about one field is no check of the rest by a person (R32).
    """
    day = proposal.made_at.astimezone(ZoneInfo(_zone(office, service))).date()
    return changed_by(service, Correction(proposal.field, proposal.value), day)


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
        "label": field_label(proposal.field, words),
        "capacity": service.capacity if service else None,
        "hours": hours_lines(service.hours, words) if service else [],
        "hours_text": service.hours.text if service else None,
        "always_open": hours and says_always,
        "proposed": dict(proposal.value),
        "proposed_hours": typed_lines(str(proposal.value["text"]), language) if hours else [],
        "made_at": proposal.made_at.astimezone(ZoneInfo(zone)),
        "zone": zone,
        "by_link": proposal.made_by.startswith("link:"),
        "made_by": proposal.made_by,
        "by_own_link": proposal.made_by.startswith("own:"),
        **_in_words(
            proposal, service, hidden=shown is not None and shown.gateway is not None, words=words
        ),
    }


def _in_words(
    proposal: Proposal, service: Service | None, *, hidden: bool, words: Translator
) -> Document:
    """Both sides of a proposal as lines, of fields other than places and hours.

    The numbers of a hidden place are not told here either (R35).
    """
    field = proposal.field
    if field in (CAPACITY, HOURS):
        return {"recorded_lines": [], "proposed_lines": []}
    told = service is not None and not (hidden and field == PHONES)
    return {
        "recorded_lines": recorded_lines(service, field, words) if service and told else [],
        "proposed_lines": said_lines(field, proposal.value, words),
    }


def typed_lines(cell: str, language: str) -> list[str]:
    """Proposed hours as lines to read aloud."""
    intervals, holidays = read_hours(cell)
    return hours_lines(Hours(intervals, holidays), translator(language))
