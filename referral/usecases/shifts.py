"""Shift hand-over: a desk's open cases pass from one shift to the next, which accepts the list."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from referral.domain.access import Action, Actor, may
from referral.domain.errors import ActionRefused
from referral.store import audit, cases
from referral.store.accounts import find_desk
from referral.store.cases import Handover
from referral.usecases.office import Office, new_id


def give_desk(office: Office, actor: Actor, *, now: datetime) -> str:
    """Give the desk's list to the next shift; the hand-over's id.

    :raises ActionRefused: `not_allowed`, `no_desk`, or `handover_waits` where one is not
        accepted yet
    """
    desk = _desk_of(actor)
    with office.records.writing() as session:
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
        cases.accept_handover(session, handover_id, by=str(actor.id), at=now)
        audit.append(session, now, str(actor.id), "handover_accepted", "desk", desk)


def waiting_handover(office: Office, actor: Actor) -> Handover | None:
    """The list that the actor's desk gave and nobody accepted yet."""
    if actor.desk is None:
        return None
    with office.records.reading() as session:
        latest = cases.latest_handover(session, actor.desk)
    return latest if latest is not None and latest.accepted_at is None else None


def alerts(office: Office, *, now: datetime) -> list[dict[str, Any]]:
    """For the coordinator: desks whose list nobody took over in time, with how many open cases."""
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
                    "phone": desk.phone if desk else None,
                    "given_at": one.given_at,
                    "open_cases": len(cases.cases_of_desk(session, one.desk)),
                }
            )
    return found


def _desk_of(actor: Actor) -> str:
    if not may(actor, Action.HAND_OVER):
        raise ActionRefused("not_allowed")
    if actor.desk is None:
        raise ActionRefused("no_desk")
    return actor.desk
