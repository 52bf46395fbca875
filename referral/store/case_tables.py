"""Tables of cases: what a plan became, who was asked, what was answered, and the counters.

Nothing here identifies a child: age band, sex, regency, needs, coded triage, times, services,
statuses (field brief, section 6). There is no column for a text.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from referral.domain.cases import Closure, EventKind
from referral.domain.consent import Assent, GuardianConsent
from referral.domain.referrals import ReferralStatus
from referral.domain.vocabulary import How, Need
from referral.store.base import UtcMoment, between, known

_CASE = "referral_case.id"
_REFERRAL = "referral.id"


def _moment(*, empty: bool = False, index: bool = False) -> Any:
    return Field(default=None, sa_column=Column(UtcMoment(), nullable=empty, index=index))


def _coded() -> Any:
    return Field(sa_column=Column(JSON, nullable=False))


class CaseRow(SQLModel, table=True):
    """A case of a desk. `children` and `triage` hold codes only."""

    __tablename__ = "referral_case"
    __table_args__ = (
        known("assent", Assent, empty=True),
        known("guardian", GuardianConsent, empty=True),
        known("closure", Closure, empty=True),
        CheckConstraint("(closed_at IS NULL) = (closure IS NULL)", name="closed_with_reason"),
        CheckConstraint("(assent IS NULL) = (guardian IS NULL)", name="consent_complete"),
    )
    id: str = Field(primary_key=True, max_length=36)
    code: str = Field(unique=True, max_length=40)
    desk_id: str = Field(foreign_key="desk.id", index=True)
    opened_at: datetime = _moment()
    opened_by: str = Field(max_length=60)
    regency_code: str = Field(max_length=5)
    needs: list[str] = _coded()
    sub_needs: list[str] = _coded()
    children: list[dict[str, Any]] = _coded()
    triage: dict[str, Any] = _coded()
    ruleset: str
    directory_version: str
    assent: str | None = None
    guardian: str | None = None
    closed_at: datetime | None = _moment(empty=True, index=True)
    closure: str | None = None
    version: int


class CandidateRow(SQLModel, table=True):
    """The stored plan: the places for a need in their order, and the lines beside them."""

    __tablename__ = "referral_candidate"
    __table_args__ = (known("need", Need), known("how", How), between("tier", 1, 4))
    case_id: str = Field(foreign_key=_CASE, primary_key=True, ondelete="CASCADE")
    need: str = Field(primary_key=True)
    line: bool = Field(primary_key=True)
    position: int = Field(primary_key=True)
    service_id: str
    how: str
    tier: int


class ReferralRow(SQLModel, table=True):
    """One need sent to one service. `organization` is that of the service, for its own staff."""

    __tablename__ = "referral"
    __table_args__ = (
        known("need", Need),
        known("how", How),
        known("status", ReferralStatus),
        between("tier", 1, 4),
        UniqueConstraint("case_id", "need", "attempt"),
    )
    id: str = Field(primary_key=True, max_length=36)
    case_id: str = Field(foreign_key=_CASE, index=True, ondelete="CASCADE")
    need: str
    attempt: int
    service_id: str = Field(index=True)
    organization: str = Field(index=True)
    how: str
    tier: int
    urgent: bool
    status: str
    reason: str | None = None
    version: int


class CaseEventRow(SQLModel, table=True):
    """Something that happened. The database refuses to change a row once it stands."""

    __tablename__ = "case_event"
    __table_args__ = (
        known("kind", EventKind),
        known("from_status", ReferralStatus, empty=True),
        known("to_status", ReferralStatus, empty=True),
    )
    id: int | None = Field(default=None, primary_key=True)
    case_id: str = Field(foreign_key=_CASE, index=True, ondelete="CASCADE")
    referral_id: str | None = Field(default=None, foreign_key=_REFERRAL, ondelete="CASCADE")
    at: datetime = _moment()
    actor: str = Field(max_length=60)
    kind: str
    from_status: str | None = None
    to_status: str | None = None
    code: str | None = None
    detail: str | None = None


class ReplyLinkRow(SQLModel, table=True):
    """A link by which a service answers one referral without an account.

    The signed address is made of the id and the installation's secret; the spoken code is kept
    as a keyed hash.
    """

    __tablename__ = "reply_link"
    id: str = Field(primary_key=True, max_length=36)
    referral_id: str = Field(foreign_key=_REFERRAL, index=True, ondelete="CASCADE")
    code_hash: str = Field(unique=True, max_length=64)
    made_at: datetime = _moment()
    made_by: str = Field(max_length=60)
    expires_at: datetime = _moment(index=True)
    revoked_at: datetime | None = _moment(empty=True)


class ProposalRow(SQLModel, table=True):
    """What a service says of itself, for an editor to take over or not."""

    __tablename__ = "proposal"
    __table_args__ = (
        CheckConstraint(
            "field IN ('capacity', 'hours', 'phones', 'ages', 'languages', 'status', 'confirmed')"
            " OR field LIKE 'facts.%' OR field LIKE 'needs.%'",
            name="field_known",
        ),
        known("decision", ("accepted", "rejected"), empty=True),
        CheckConstraint("(decided_at IS NULL) = (decision IS NULL)", name="decided_whole"),
    )
    id: str = Field(primary_key=True, max_length=36)
    service_id: str = Field(index=True)
    field: str
    value: dict[str, Any] = _coded()
    made_at: datetime = _moment()
    made_by: str = Field(max_length=60)
    decided_at: datetime | None = _moment(empty=True)
    decided_by: str | None = Field(default=None, max_length=60)
    decision: str | None = None


class HandoverRow(SQLModel, table=True):
    """A shift's list given to the next one."""

    __tablename__ = "handover"
    id: str = Field(primary_key=True, max_length=36)
    desk_id: str = Field(foreign_key="desk.id", index=True)
    given_at: datetime = _moment()
    given_by: str = Field(max_length=60)
    accepted_at: datetime | None = _moment(empty=True)
    accepted_by: str | None = Field(default=None, max_length=60)


class ReferralCountRow(SQLModel, table=True):
    """How often something happened for a need in a regency in a month; no identity."""

    __tablename__ = "referral_count"
    __table_args__ = (
        known("need", Need),
        CheckConstraint("times > 0", name="times_positive"),
        Index("ix_referral_count_code", "code"),
    )
    month: date = Field(primary_key=True)
    regency_code: str = Field(primary_key=True, max_length=5)
    need: str = Field(primary_key=True)
    code: str = Field(primary_key=True, max_length=60)
    times: int
