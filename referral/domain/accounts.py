"""Accounts, sign-ins, invitations and tokens as values, and the rules of time about them.

Nothing here hashes or asks the clock: what is secret arrives hashed, what time it is is an
argument.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from referral.domain.access import SECOND_FACTOR_ROLES, Actor, Role, Scope

INVITATION_LIFE = timedelta(days=7)
MAX_TOKEN_DAYS = 366
FAILURES_BEFORE_LOCK = 10
_LOCK_MINUTES = (15, 30, 60)


@dataclass(frozen=True, slots=True)
class Desk:
    """A hotline's or unit's desk. `phone` stands on slips, so that a service can call back."""

    id: str
    name: str
    organization: str
    phone: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Account:
    """An account as it is stored. Password, second factor and recovery codes only as kept.

    `failures` are wrong passwords and codes in a row; `uniquifier` names the account inside
    signed cookies and changes with the password. An account without a password has not been
    taken up yet.
    """

    id: str
    email: str
    active: bool
    roles: frozenset[Role]
    desk: str | None
    organization: str | None
    created_at: datetime
    uniquifier: str = field(repr=False)
    password: str | None = field(default=None, repr=False)
    totp_secret: str | None = field(default=None, repr=False)
    totp_counter: int | None = field(default=None, repr=False)
    recovery_codes: tuple[str, ...] = field(default=(), repr=False)
    failures: int = 0
    locked_until: datetime | None = None

    @property
    def second_factor(self) -> bool:
        """True once an authenticator is set up."""
        return self.totp_secret is not None

    @property
    def needs_second_factor(self) -> bool:
        """True where one of its roles may do nothing without one."""
        return bool(self.roles & SECOND_FACTOR_ROLES)

    def locked(self, now: datetime) -> bool:
        """True while nothing that is typed opens it."""
        return self.locked_until is not None and now < self.locked_until

    def actor(self, *, open_door: bool = True) -> Actor:
        """Who acts, for the permission table."""
        return Actor(
            id=self.id,
            roles=self.roles,
            desk=self.desk,
            organization=self.organization,
            second_factor=self.second_factor,
            open_door=open_door,
        )


@dataclass(frozen=True, slots=True)
class SignIn:
    """One sign-in of an account: where the session began and was last seen; no address."""

    id: str = field(repr=False)
    account_id: str
    began_at: datetime
    seen_at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SessionLimits:
    """How long a sign-in lasts: without being used, and in all."""

    idle: timedelta = timedelta(hours=2)
    absolute: timedelta = timedelta(hours=12)

    def alive(self, one: SignIn, now: datetime) -> bool:
        """True while the session may be used."""
        return (
            one.ended_at is None
            and now - one.seen_at < self.idle
            and now - one.began_at < self.absolute
        )


@dataclass(frozen=True, slots=True)
class Invitation:
    """A one-time link as it is stored: its hash, for whom, until when.

    Without an account it makes the first administrator; without an expiry it holds until used.
    """

    id: str = field(repr=False)
    account_id: str | None
    created_at: datetime
    created_by: str | None
    expires_at: datetime | None
    used_at: datetime | None = None
    revoked_at: datetime | None = None

    def refusal(self, now: datetime) -> str | None:
        """Why the link does not open (any more): a code, or None where it does."""
        if self.used_at is not None:
            return "used"
        if self.revoked_at is not None:
            return "revoked"
        if self.expires_at is not None and now >= self.expires_at:
            return "expired"
        return None


@dataclass(frozen=True, slots=True)
class ApiToken:
    """A token of the JSON interface, without its secret. `last_used_on` is a day in UTC."""

    id: str
    name: str
    scopes: frozenset[Scope]
    created_at: datetime
    created_by: str | None
    expires_at: datetime
    revoked_at: datetime | None = None
    last_used_on: date | None = None

    def alive(self, now: datetime) -> bool:
        """True while it opens anything."""
        return self.revoked_at is None and now < self.expires_at

    def actor(self, *, open_door: bool = True) -> Actor:
        """Who acts, for the permission table."""
        return Actor(id=f"token:{self.id}", scopes=self.scopes, open_door=open_door)


def lock_after(failures: int) -> timedelta | None:
    """How long an account is shut after that many failures in a row.

    Every tenth failure shuts it: 15 minutes, then 30, then an hour each time. What is tried
    while it is shut is not counted.
    """
    if failures <= 0 or failures % FAILURES_BEFORE_LOCK:
        return None
    times = min(failures // FAILURES_BEFORE_LOCK, len(_LOCK_MINUTES))
    return timedelta(minutes=_LOCK_MINUTES[times - 1])


def normal_email(text: str) -> str:
    """An address as accounts hold it: without spaces around, in small letters."""
    return text.strip().casefold()


def is_last_admin(account_id: str, accounts: Iterable[Account]) -> bool:
    """True where nobody else could administer: the last one stays."""
    admins = {one.id for one in accounts if one.active and Role.ADMIN in one.roles}
    return admins == {account_id}
