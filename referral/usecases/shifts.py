"""Shift hand-over: a desk's open cases pass from one shift to the next, which accepts the list."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from referral.domain.access import Action, Actor, may
from referral.domain.errors import ActionRefused, NotFound, Overtaken
from referral.store import audit, cases
from referral.store.accounts import find_desk
from referral.store.cases import Handover
from referral.usecases.case_views import desk_rows
from referral.usecases.office import Office, new_id

Document = dict[str, Any]


def show_handover(office: Office, actor: Actor, *, now: datetime, language: str) -> Document:
    """The desk's list for the next shift, and the hand-over that waits, or the last one.

    :raises ActionRefused: `not_allowed` or `no_desk`
    """
    desk_id = _desk_of(actor)
    with office.records.writing() as session:
        desk = find_desk(session, desk_id)
        latest = cases.latest_handover(session, desk_id)
        rows = desk_rows(office, session, actor, now=now, language=language)
        audit.append(session, now, str(actor.id), "cases_listed", "desk", desk_id)
    return {
        "desk": desk.name if desk else desk_id,
        "phone": desk.phone if desk else None,
        "now": now,
        "accept_minutes": office.policy.handover_accept_minutes,
        "handover": _handover(office, latest, actor, now) if latest else None,
        "cases": rows,
        "overdue": sum(bool(row["overdue"]) for row in rows),
    }


def _handover(office: Office, handover: Handover, actor: Actor, now: datetime) -> Document:
    until = handover.given_at + timedelta(minutes=office.policy.handover_accept_minutes)
    waits = handover.accepted_at is None
    return {
        "id": handover.id,
        "waits": waits,
        "given_at": handover.given_at,
        "own": handover.given_by == actor.id,
        "accepted_at": handover.accepted_at,
        "accept_by": until,
        "late": waits and now >= until,
    }


def give_desk(office: Office, actor: Actor, *, now: datetime) -> str:
    """Give the desk's list to the next shift; the hand-over's id.

    :raises ActionRefused: `not_allowed`, `no_desk`, or `handover_waits` where one is not
        accepted yet
    """
    desk = _desk_of(actor)
    with office.records.writing() as session:
        cases.hold_desk(session, desk)  # of two who give at once, one is told
        latest = cases.latest_handover(session, desk)
        if latest is not None and latest.accepted_at is None:
            raise ActionRefused("handover_waits")
        given = Handover(new_id(), desk, now, str(actor.id))
        cases.add_handover(session, given)
        audit.append(session, now, str(actor.id), "handover_given", "desk", desk)
    return given.id


def accept_desk(office: Office, actor: Actor, handover_id: str, *, now: datetime) -> None:
    """Take the desk's list over; not by whoever gave it.

    :raises ActionRefused: `not_allowed`, `no_desk`, `unknown_handover` or `own_handover`
    :raises Overtaken: somebody else accepted it already
    """
    desk = _desk_of(actor)
    with office.records.writing() as session:
        latest = cases.latest_handover(session, desk)
        if latest is None or latest.id != handover_id:
            raise ActionRefused("unknown_handover")
        if latest.given_by == actor.id:
            raise ActionRefused("own_handover")
        if latest.accepted_at is not None:
            raise Overtaken()
        cases.accept_handover(session, handover_id, by=str(actor.id), at=now)
        audit.append(session, now, str(actor.id), "handover_accepted", "desk", desk)


def waiting_handover(office: Office, actor: Actor, *, now: datetime) -> Document | None:
    """The list that the actor's desk gave and nobody accepted yet."""
    if actor.desk is None:
        return None
    with office.records.reading() as session:
        latest = cases.latest_handover(session, actor.desk)
    if latest is None or latest.accepted_at is not None:
        return None
    return _handover(office, latest, actor, now)


def alerts(office: Office, actor: Actor, *, now: datetime) -> list[Document]:
    """For the coordinator: desks whose list nobody took over in time, with how many open cases.

    :raises NotFound: the actor may not read them
    """
    if not may(actor, Action.READ_ALERTS):
        raise NotFound("alerts")
    limit = timedelta(minutes=office.policy.handover_accept_minutes)
    found = []
    with office.records.reading() as session:
        for one in cases.waiting_handovers(session):
            if now < one.given_at + limit:
                continue
            desk = find_desk(session, one.desk)
            found.append(
                {
                    "desk": desk.name if desk else one.desk,
                    "organization": desk.organization if desk else "",
                    "phone": desk.phone if desk else None,
                    "given_at": one.given_at,
                    "open_cases": cases.count_open_cases(session, one.desk),
                }
            )
    return found


def _desk_of(actor: Actor) -> str:
    if not may(actor, Action.HAND_OVER):
        raise ActionRefused("not_allowed")
    if actor.desk is None:
        raise ActionRefused("no_desk")
    return actor.desk
