"""Acts that provinces decided on, in the database. The transaction belongs to the caller."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, and_, func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from referral.domain.act_plans import (
    ActKind,
    ActOwner,
    ActPlan,
    ActState,
    ActStep,
    ActSubject,
    PlannedAct,
)
from referral.domain.coverage import Column, Group
from referral.domain.errors import Overtaken
from referral.domain.vocabulary import Need
from referral.store.tables import metadata

_ACT = metadata().tables["planned_act"]
_STEP = metadata().tables["planned_act_step"]


def acts_of(session: Session, province: str, column: Column) -> list[PlannedAct]:
    """What was decided for a need and group in a province, in the order of the ids."""
    need, group = column
    columns = _ACT.c
    where = and_(
        columns.province_code == province,
        columns.need == need.value,
        columns.children == group.value,
    )
    return _acts(session, where)


def columns_of(session: Session, province: str) -> dict[Column, int]:
    """For which needs and groups something was decided in a province, and on how many acts."""
    columns = _ACT.c
    query = (
        select(columns.need, columns.children, func.count().label("acts"))
        .where(columns.province_code == province)
        .group_by(columns.need, columns.children)
        .order_by(columns.need, columns.children)
    )
    found = session.execute(query)
    return {(Need(row.need), Group(row.children)): row.acts for row in found}


def act_of(session: Session, subject: ActSubject) -> PlannedAct | None:
    """The act of a subject, if anything was decided on it."""
    found = acts_of(session, subject.province, subject.column)
    return next((act for act in found if act.subject == subject), None)


def _acts(session: Session, where: ColumnElement[bool]) -> list[PlannedAct]:
    steps: dict[str, list[ActStep]] = {}
    query = select(_STEP).join(_ACT, _ACT.c.id == _STEP.c.act_id).where(where)
    for row in session.execute(query.order_by(_STEP.c.act_id, _STEP.c.number)):
        steps.setdefault(row.act_id, []).append(_step(row))
    rows = session.execute(select(_ACT).where(where).order_by(_ACT.c.id))
    return [PlannedAct(row.id, _subject(row), tuple(steps[row.id])) for row in rows]


def _step(row: Any) -> ActStep:
    owner = ActOwner(row.owner) if row.owner else None
    return ActStep(
        row.number, row.at, row.by, ActPlan(ActState(row.state), owner, row.due), row.people
    )


def _subject(row: Any) -> ActSubject:
    column = (Need(row.need), Group(row.children))
    return ActSubject(row.province_code, column, ActKind(row.kind), row.subject)


def decide(
    session: Session,
    subject: ActSubject,
    plan: ActPlan,
    *,
    version: int,
    people: int | None,
    by: str,
    at: datetime,
) -> str:
    """Write a decision on an act; its id. `version` is that of the last one seen, 0 for none.

    :raises Overtaken: somebody else has decided since
    """
    found = act_of(session, subject)
    if (found.version if found else 0) != version:
        raise Overtaken()
    ref = found.id if found else str(uuid4())
    need, group = subject.column
    try:
        if found is None:
            values = {
                "id": ref, "province_code": subject.province, "need": need.value,
                "children": group.value, "kind": subject.kind.value, "subject": subject.subject,
            }  # fmt: skip
            session.execute(insert(_ACT).values(values))
        session.execute(
            insert(_STEP).values(
                act_id=ref, number=version + 1, at=at, by=by, state=plan.state.value,
                owner=plan.owner.value if plan.owner else None, due=plan.due, people=people,
            )
        )  # fmt: skip
    except IntegrityError as clash:  # two at once: the keys refuse the second
        raise Overtaken() from clash
    return ref
