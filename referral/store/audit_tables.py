"""Tables of the audit log: its entries, and the one row that says where the chain begins and ends.

The columns hold codes and ids alone (`referral.domain.audit` refuses anything else).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Column, Index
from sqlmodel import Field, SQLModel

from referral.store.base import UtcMoment


class AuditEntryRow(SQLModel, table=True):
    """One entry; triggers refuse to change it, or to take it out before retention has."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        CheckConstraint("length(hash) = 64", name="hash_whole"),
        Index("ix_audit_entry_object", "object_kind", "object_id"),
        Index("ix_audit_entry_at", "at"),
    )
    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime = Field(sa_column=Column(UtcMoment(), nullable=False))
    actor_id: str = Field(max_length=100)
    action: str = Field(max_length=60)
    object_kind: str = Field(max_length=60)
    object_id: str = Field(max_length=400)
    hash: str = Field(max_length=64)


class AuditStateRow(SQLModel, table=True):
    """The last mark of the chain, and the anchor: the last mark that retention dropped."""

    __tablename__ = "audit_state"
    __table_args__ = (
        CheckConstraint("id = 1", name="one_row"),
        CheckConstraint("anchor_seq <= last_seq", name="anchor_not_ahead"),
    )
    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    last_seq: int
    last_hash: str = Field(max_length=64)
    anchor_seq: int
    anchor_hash: str = Field(max_length=64)
