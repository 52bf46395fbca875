"""Tables of upkeep: what waits for a second editor, what was removed, what is no duplicate.

They refer to no service by key: what they tell outlives the record, or comes before it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column
from sqlmodel import Field, SQLModel

from referral.domain.approvals import ApprovalKind, Decision, RejectReason
from referral.domain.tombstones import RemovalReason
from referral.store.base import UtcMoment, known
from referral.store.history_tables import ChangeSource


def _moment(*, empty: bool = False) -> Any:
    return Field(default=None if empty else ..., sa_column=Column(UtcMoment(), nullable=empty))


class ApprovalRow(SQLModel, table=True):
    """A record that waits for a second editor, as its fields; nothing of where a hidden one is.

    `base` and `successor_base` are the content hashes of the records as the asker saw them;
    `fields` is what the record (for a merge: its successor) would say, empty where it goes.
    """

    __tablename__ = "approval"
    __table_args__ = (
        known("kind", ApprovalKind),
        known("source", ChangeSource),
        known("removal", RemovalReason, empty=True),
        known("decision", Decision, empty=True),
        known("reason", RejectReason, empty=True),
        CheckConstraint("(kind = 'delete') = (removal IS NOT NULL)", name="removal_said"),
        CheckConstraint(
            "(decided_at IS NULL) = (decision IS NULL)"
            " AND (decided_at IS NULL) = (decided_by IS NULL)",
            name="decided_whole",
        ),
        CheckConstraint(
            "decision IS NULL OR (decision = 'withdrawn') = (decided_by = asked_by)",
            name="two_people",
        ),
        CheckConstraint("reason IS NULL OR decision = 'rejected'", name="reason_of_a_rejection"),
    )
    id: str = Field(primary_key=True, max_length=36)
    kind: str
    service_id: str = Field(index=True, max_length=400)
    fields: Any = Field(sa_column=Column(JSON(none_as_null=True), nullable=True))
    base: str | None = Field(default=None, max_length=64)
    successor_id: str | None = Field(default=None, max_length=400)
    successor_base: str | None = Field(default=None, max_length=64)
    removal: str | None = None
    source: str
    batch: str | None = Field(default=None, index=True, max_length=36)
    asked_at: datetime = _moment()
    asked_by: str = Field(max_length=100)
    decided_at: datetime | None = _moment(empty=True)
    decided_by: str | None = Field(default=None, max_length=100)
    decision: str | None = None
    reason: str | None = None


class TombstoneRow(SQLModel, table=True):
    """What stays of a removed record. Of a hidden one nothing but that it is gone (R35)."""

    __tablename__ = "tombstone"
    __table_args__ = (
        known("reason", RemovalReason),
        CheckConstraint("successor_id <> service_id", name="not_its_own_successor"),
        CheckConstraint(
            "NOT hidden OR (name IS NULL AND region_code IS NULL)", name="hidden_tells_nothing"
        ),
    )
    service_id: str = Field(primary_key=True, max_length=400)
    removed_at: datetime = _moment()
    removed_by: str = Field(max_length=100)
    reason: str
    successor_id: str | None = Field(default=None, index=True, max_length=400)
    hidden: bool
    name: str | None = None
    region_code: str | None = Field(default=None, max_length=5)


class NotDuplicateRow(SQLModel, table=True):
    """That an editor has looked at two records and found them to be two."""

    __tablename__ = "not_duplicate"
    __table_args__ = (CheckConstraint("first_id < second_id", name="ordered"),)
    first_id: str = Field(primary_key=True, max_length=400)
    second_id: str = Field(primary_key=True, max_length=400)
    decided_at: datetime = _moment()
    decided_by: str = Field(max_length=100)
