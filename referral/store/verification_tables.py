"""Tables of verification: calls to services, who is calling whom, a service's own links.

They refer to no service by key: a call that was made outlives its record.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column
from sqlmodel import Field, SQLModel

from referral.domain.verification import Closing, Outcome
from referral.store.base import UtcMoment, known


class VerificationCallRow(SQLModel, table=True):
    """What came of a call to a service, in a code; `version` is the record's change it made."""

    __tablename__ = "verification_call"
    __table_args__ = (known("outcome", Outcome), known("reason", Closing, empty=True))
    id: str = Field(primary_key=True, max_length=36)
    service_id: str = Field(index=True, max_length=400)
    at: datetime = Field(sa_column=Column(UtcMoment(), nullable=False, index=True))
    by: str = Field(max_length=60)
    outcome: str
    reason: str | None = None
    version: int | None = None
    undone_at: datetime | None = Field(default=None, sa_column=Column(UtcMoment(), nullable=True))


class VerificationClaimRow(SQLModel, table=True):
    """The record that an editor has before them, so that nobody else calls the same service."""

    __tablename__ = "verification_claim"
    service_id: str = Field(primary_key=True, max_length=400)
    by: str = Field(max_length=60, index=True)
    at: datetime = Field(sa_column=Column(UtcMoment(), nullable=False))
    until: datetime = Field(sa_column=Column(UtcMoment(), nullable=False))


class OwnLinkRow(SQLModel, table=True):
    """A link by which a service confirms or corrects its own record without an account.

    The signed address is made of the id and the installation's secret; the spoken code is kept
    as a keyed hash.
    """

    __tablename__ = "own_link"
    id: str = Field(primary_key=True, max_length=36)
    service_id: str = Field(index=True, max_length=400)
    code_hash: str = Field(unique=True, max_length=64)
    made_at: datetime = Field(sa_column=Column(UtcMoment(), nullable=False))
    made_by: str = Field(max_length=60)
    expires_at: datetime = Field(sa_column=Column(UtcMoment(), nullable=False, index=True))
    revoked_at: datetime | None = Field(default=None, sa_column=Column(UtcMoment(), nullable=True))
