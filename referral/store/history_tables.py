"""Tables of the history of records: each change of one, field by field.

They refer to no service by key: what is told of a record outlives it.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, ForeignKeyConstraint
from sqlmodel import Field, SQLModel

from referral.store.base import UtcMoment, known


class ChangeSource(StrEnum):
    """What a change of a record came from."""

    SEED = "seed"
    EDIT = "edit"
    PROPOSAL = "proposal"
    IMPORT = "import"
    VERIFICATION = "verification"
    RESTORE = "restore"


class What(StrEnum):
    """What happened to a record."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


class ServiceVersionRow(SQLModel, table=True):
    """That a record was added, changed or removed: when, by whom, and from what source."""

    __tablename__ = "service_version"
    __table_args__ = (known("source", ChangeSource), known("what", What))
    service_id: str = Field(primary_key=True, max_length=400)
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime = Field(sa_column=Column(UtcMoment(), nullable=False))
    by: str = Field(max_length=100)
    source: str
    what: str


class ServiceChangeRow(SQLModel, table=True):
    """One field of a change. A `withheld` one said where a hidden place is: nothing is kept."""

    __tablename__ = "service_change"
    __table_args__ = (
        ForeignKeyConstraint(
            ["service_id", "number"],
            ["service_version.service_id", "service_version.number"],
            name="fk_service_change_version",
        ),
        CheckConstraint(
            "NOT withheld OR (before IS NULL AND after IS NULL)", name="withheld_tells_nothing"
        ),
    )
    service_id: str = Field(primary_key=True, max_length=400)
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    field: str = Field(primary_key=True, max_length=60)
    before: Any = Field(sa_column=Column(JSON(none_as_null=True), nullable=True))
    after: Any = Field(sa_column=Column(JSON(none_as_null=True), nullable=True))
    withheld: bool


class ServiceRemovedRow(SQLModel, table=True):
    """What a record said when it was removed: `fields` as the history has them.

    Of a hidden place the fields that tell where it is are empty.
    """

    __tablename__ = "service_removed"
    __table_args__ = (
        ForeignKeyConstraint(
            ["service_id", "number"],
            ["service_version.service_id", "service_version.number"],
            name="fk_service_removed_version",
        ),
    )
    service_id: str = Field(primary_key=True, max_length=400)
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    fields: Any = Field(sa_column=Column(JSON(none_as_null=True), nullable=False))
