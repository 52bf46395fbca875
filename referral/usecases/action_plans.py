"""Deciding on the acts of a province: who sees to them, until when, and how far they are.

When the map is measured again, an act whose gap is gone is said to be reached, whatever anybody
wrote of it; one that is called done while its gap is still there is said to be open.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from referral.domain.access import Action, Actor, may
from referral.domain.act_plans import (
    ActKind,
    ActOwner,
    ActPlan,
    ActState,
    ActSubject,
    PlannedAct,
    Standing,
    lacking,
)
from referral.domain.coverage import Column
from referral.domain.errors import NotFound, Problem, RequestRejected
from referral.store import actions as store
from referral.store import audit
from referral.usecases.actions_document import ToldAct, ToldAdvice
from referral.usecases.permission import demand
from referral.usecases.records import Records


@dataclass(frozen=True)
class Decided:
    """An act on which something was decided, beside what the map says of it now.

    `now` is the act as it is advised now, None where it is not among the first any more.
    """

    act: PlannedAct
    standing: Standing
    now: ToldAct | None


def decided(records: Records, actor: Actor, advice: ToldAdvice, column: Column) -> list[Decided]:
    """What was decided on the acts of a province; nothing for whoever may not read it."""
    if not may(actor, Action.PLAN_ACTS):
        return []
    with records.reading() as session:
        found = store.acts_of(session, advice.province, column)
    return [
        Decided(
            act,
            standing_of(act.subject, advice),
            advice.act(act.subject.kind.value, act.subject.subject),
        )
        for act in found
    ]


def decided_elsewhere(
    records: Records, actor: Actor, province: str, column: Column
) -> dict[Column, int]:
    """For which other needs and groups something was decided here; nothing for who may not read."""
    if not may(actor, Action.PLAN_ACTS):
        return {}
    with records.reading() as session:
        found = store.columns_of(session, province)
    return {one: count for one, count in found.items() if one != column}


def standing_of(subject: ActSubject, advice: ToldAdvice) -> Standing:
    """What measuring again says of an act."""
    still = advice.asks_for(subject.kind.value, subject.subject)
    return Standing.OPEN if still else Standing.REACHED


def decide(
    records: Records,
    actor: Actor,
    advice: ToldAdvice,
    subject: ActSubject,
    plan: ActPlan,
    *,
    version: int,
    now: datetime,
) -> None:
    """Decide on an act that is advised, or on which something was decided before.

    `version` is the number of the last decision that was seen, 0 for none.

    :raises NotPermitted: the actor is no coordinator
    :raises NotFound: there is no such act
    :raises RequestRejected: `owner_needed`, `due_needed`; `day_past`, the day is over
    :raises Overtaken: somebody else has decided since
    """
    demand(actor, Action.PLAN_ACTS)
    problems = [Problem(name, f"{name}_needed") for name in lacking(plan)]
    if plan.due and plan.due < now.date() and plan.state in (ActState.PLANNED, ActState.UNDER_WAY):
        problems.append(Problem("due", "day_past"))
    if problems:
        raise RequestRejected(tuple(problems))
    told = advice.act(subject.kind.value, subject.subject)
    with records.writing() as session:
        if told is None and store.act_of(session, subject) is None:
            raise NotFound(subject.subject)
        ref = store.decide(
            session,
            subject,
            plan,
            version=version,
            people=told.people if told else None,
            by=str(actor.id),
            at=now,
        )
        audit.append(session, now, str(actor.id), "act_decided", "act", ref)


def read_plan(state: str, owner: str, due: str) -> ActPlan:
    """A plan out of the codes and the day (ISO 8601) of a form.

    :raises RequestRejected: `bad_choice` or `bad_day`
    """
    problems, day = [], None
    if state not in set(ActState):
        problems.append(Problem("state", "bad_choice"))
    if owner and owner not in set(ActOwner):
        problems.append(Problem("owner", "bad_choice"))
    try:
        day = date.fromisoformat(due.strip()) if due.strip() else None
    except ValueError:
        problems.append(Problem("due", "bad_day"))
    if problems:
        raise RequestRejected(tuple(problems))
    return ActPlan(ActState(state), ActOwner(owner) if owner else None, day)


def read_subject(province: str, column: Column, kind: str, subject: str) -> ActSubject:
    """The subject that a form names.

    :raises NotFound: the kind is none
    """
    if kind not in set(ActKind):
        raise NotFound(kind)
    return ActSubject(province, column, ActKind(kind), subject)
