"""Tables of accounts: desks, accounts with their roles, sign-ins, invitations, API tokens.

Passwords are Argon2 hashes, second factors encrypted, every link and token a hash. Nothing here
says from where somebody signed in.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column
from sqlmodel import Field, SQLModel

from referral.domain.access import Role, Scope
from referral.store.base import UtcMoment, known

_ACCOUNT = "account.id"


def _moment(*, empty: bool = False) -> Any:
    return Field(default=None, sa_column=Column(UtcMoment(), nullable=empty))


class DeskRow(SQLModel, table=True):
    """A desk that cases belong to."""

    __tablename__ = "desk"
    id: str = Field(primary_key=True, max_length=60)
    name: str = Field(max_length=120)
    organization: str = Field(max_length=300)
    phone: str | None = Field(default=None, max_length=40)
    created_at: datetime = _moment()


class AccountRow(SQLModel, table=True):
    """An account; what it may do stands in `account_role`."""

    __tablename__ = "account"
    __table_args__ = (
        CheckConstraint("failures >= 0", name="failures_counted"),
        CheckConstraint("email = lower(email)", name="email_normal"),
    )
    id: str = Field(primary_key=True, max_length=36)
    email: str = Field(unique=True, max_length=254)
    active: bool
    desk_id: str | None = Field(default=None, foreign_key="desk.id", index=True)
    organization: str | None = Field(default=None, max_length=300)
    created_at: datetime = _moment()
    uniquifier: str = Field(unique=True, max_length=64)
    password: str | None = Field(default=None, max_length=255)
    totp_secret: str | None = Field(default=None, max_length=1000)
    totp_counter: int | None = None
    recovery_codes: list[str] = Field(sa_column=Column(JSON, nullable=False))
    failures: int
    locked_until: datetime | None = _moment(empty=True)


class AccountRoleRow(SQLModel, table=True):
    """A role of an account."""

    __tablename__ = "account_role"
    __table_args__ = (known("role", Role),)
    account_id: str = Field(foreign_key=_ACCOUNT, primary_key=True, ondelete="CASCADE")
    role: str = Field(primary_key=True, max_length=20)


class AccountSessionRow(SQLModel, table=True):
    """A sign-in; `id` is the hash of what the browser's cookie holds."""

    __tablename__ = "account_session"
    id: str = Field(primary_key=True, max_length=64)
    account_id: str = Field(foreign_key=_ACCOUNT, index=True, ondelete="CASCADE")
    began_at: datetime = _moment()
    seen_at: datetime = _moment()
    ended_at: datetime | None = _moment(empty=True)


class InvitationRow(SQLModel, table=True):
    """A one-time link; `id` is the hash of its secret. Without an account: the first admin's."""

    __tablename__ = "invitation"
    id: str = Field(primary_key=True, max_length=64)
    account_id: str | None = Field(
        default=None, foreign_key=_ACCOUNT, index=True, ondelete="CASCADE"
    )
    created_at: datetime = _moment()
    created_by: str | None = Field(default=None, max_length=60)
    expires_at: datetime | None = _moment(empty=True)
    used_at: datetime | None = _moment(empty=True)
    revoked_at: datetime | None = _moment(empty=True)


class ApiTokenRow(SQLModel, table=True):
    """A token of the JSON interface; only its hash is kept."""

    __tablename__ = "api_token"
    id: str = Field(primary_key=True, max_length=36)
    name: str = Field(max_length=120)
    token_hash: str = Field(unique=True, max_length=64)
    created_at: datetime = _moment()
    created_by: str | None = Field(default=None, max_length=60)
    expires_at: datetime = _moment()
    revoked_at: datetime | None = _moment(empty=True)
    last_used_on: date | None = None


class ApiTokenScopeRow(SQLModel, table=True):
    """What a token is for."""

    __tablename__ = "api_token_scope"
    __table_args__ = (known("scope", Scope),)
    token_id: str = Field(foreign_key="api_token.id", primary_key=True, ondelete="CASCADE")
    scope: str = Field(primary_key=True, max_length=20)
