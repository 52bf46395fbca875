"""What the pages of the administration may print."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from referral.web.header import Link
from referral.web.pages import MendedPage


@dataclass(frozen=True)
class Choice:
    """One box or option, ticked or not."""

    value: str
    label: str
    hint: str = ""
    chosen: bool = False


@dataclass(frozen=True, kw_only=True)
class AdminPage(MendedPage):
    """Base of the administration: its own pages, and what is to be mended in a form."""

    section: str = "admin"
    links: tuple[Link, ...]
    values: Mapping[str, str] = field(default_factory=dict)

    def value_of(self, field_id: str) -> str:
        """What a field shows."""
        return self.values.get(field_id, "")


@dataclass(frozen=True)
class AccountRow:
    """A line of the list of accounts."""

    account_id: str
    email: str
    roles: tuple[str, ...]
    belongs: str
    state: str
    href: str


@dataclass(frozen=True, kw_only=True)
class BelongingPage(AdminPage):
    """A page with the form of roles, desk and organisation."""

    roles: tuple[Choice, ...]
    desks: tuple[Choice, ...]


@dataclass(frozen=True, kw_only=True)
class AccountsPage(BelongingPage):
    """Every account, and the form that invites one more."""

    template: ClassVar[str] = "admin/accounts.html"
    rows: tuple[AccountRow, ...]


@dataclass(frozen=True, kw_only=True)
class OneAccountPage(BelongingPage):
    """One account and everything that can be done with it."""

    template: ClassVar[str] = "admin/account.html"
    row: AccountRow
    active: bool
    taken_up: bool
    second_factor: bool
    open_link: str | None


@dataclass(frozen=True, kw_only=True)
class SecretPage(AdminPage):
    """A link or a token, shown this once."""

    template: ClassVar[str] = "admin/secret.html"
    heading: str
    text: str
    secret: str
    back: str


@dataclass(frozen=True)
class DeskLine:
    """A line of the list of desks."""

    name: str
    organization: str
    phone: str | None
    href: str


@dataclass(frozen=True, kw_only=True)
class DesksPage(AdminPage):
    """Every desk, and the form that adds one."""

    template: ClassVar[str] = "admin/desks.html"
    rows: tuple[DeskLine, ...]


@dataclass(frozen=True, kw_only=True)
class OneDeskPage(AdminPage):
    """One desk to be changed."""

    template: ClassVar[str] = "admin/desk.html"
    name: str
    action: str


@dataclass(frozen=True)
class TokenRow:
    """A line of the list of tokens. `revoke` is the address that takes it back, while it lives."""

    name: str
    scopes: tuple[str, ...]
    expires: str
    used: str | None
    state: str
    revoke: str | None


@dataclass(frozen=True, kw_only=True)
class TokensPage(AdminPage):
    """Every token, and the form that makes one."""

    template: ClassVar[str] = "admin/tokens.html"
    rows: tuple[TokenRow, ...]
    scopes: tuple[Choice, ...]
    most_days: int
