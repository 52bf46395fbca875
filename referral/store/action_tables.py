"""Tables of what provinces mean to do: an act, and every decision on it. No person is named."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from referral.domain.act_plans import ActKind, ActOwner, ActState
from referral.domain.coverage import Group
from referral.domain.vocabulary import Need
from referral.store.base import UtcMoment, known


class PlannedActRow(SQLModel, table=True):
    """An act on which something was decided; `subject` is a public id or a code."""

    __tablename__ = "planned_act"
    __table_args__ = (
        known("need", Need),
        known("children", Group),
        known("kind", ActKind),
        UniqueConstraint(
            "province_code", "need", "children", "kind", "subject", name="uq_planned_act_subject"
        ),
    )
    id: str = Field(primary_key=True, max_length=36)
    province_code: str = Field(max_length=2)
    need: str
    children: str
    kind: str
    subject: str = Field(max_length=400)


class PlannedActStepRow(SQLModel, table=True):
    """One decision: who sees to it until when, and how many people it would reach by then."""

    __tablename__ = "planned_act_step"
    __table_args__ = (
        known("state", ActState),
        known("owner", ActOwner, empty=True),
        CheckConstraint(
            "state NOT IN ('planned', 'under_way') OR (owner IS NOT NULL AND due IS NOT NULL)",
            name="owned",
        ),
        CheckConstraint("people IS NULL OR people >= 0", name="people_counted"),
    )
    act_id: str = Field(foreign_key="planned_act.id", primary_key=True, ondelete="CASCADE")
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime = Field(sa_column=Column(UtcMoment(), nullable=False))
    by: str = Field(max_length=100)
    state: str
    owner: str | None = None
    due: date | None = None
    people: int | None = None
