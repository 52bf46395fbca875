"""What the pages of the sign-in and of the own account may print."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from referral.web.pages import FieldProblem, MendedPage, Page
from referral.web.words import gettext

SECTION = "account"


@dataclass(frozen=True, kw_only=True)
class FormPage(MendedPage):
    """A page with one form and what is to be mended in it."""

    section: str = SECTION
    form: Any


@dataclass(frozen=True, kw_only=True)
class SignInPage(FormPage):
    """E-mail and password; `next` is where the reader wanted to go."""

    template: ClassVar[str] = "account/sign_in.html"
    next: str


@dataclass(frozen=True, kw_only=True)
class AgainPage(FormPage):
    """The password once more."""

    template: ClassVar[str] = "account/again.html"
    email: str
    next: str


@dataclass(frozen=True, kw_only=True)
class CodePage(FormPage):
    """The authenticator's code, while signing in; `first` while it is only being set up."""

    template: ClassVar[str] = "account/code.html"
    next: str
    first: bool


@dataclass(frozen=True, kw_only=True)
class RecoveryPage(FormPage):
    """A recovery code instead of the authenticator's."""

    template: ClassVar[str] = "account/recovery.html"


@dataclass(frozen=True, kw_only=True)
class PasswordPage(FormPage):
    """Changing the password."""

    template: ClassVar[str] = "account/password.html"
    email: str
    least: int


@dataclass(frozen=True, kw_only=True)
class FactorPage(FormPage):
    """Setting up the authenticator: first a press, then key and picture with a field for a code.

    `validate` is the address that the code is sent to.
    """

    template: ClassVar[str] = "account/factor.html"
    code_form: Any
    required: bool
    active: bool
    picture: str | None
    key: str | None
    validate: str


@dataclass(frozen=True, kw_only=True)
class RecoveryCodesPage(FormPage):
    """Fresh recovery codes, shown once, or the press that makes them."""

    template: ClassVar[str] = "account/recovery_codes.html"
    codes: tuple[str, ...]
    left: int


@dataclass(frozen=True)
class SessionRow:
    """An open session of the own account."""

    began: str
    seen: str
    this: bool


@dataclass(frozen=True, kw_only=True)
class AccountPage(Page):
    """The own account."""

    template: ClassVar[str] = "account/account.html"
    section: str = SECTION
    email: str
    roles: tuple[str, ...]
    organization: str | None
    second_factor: bool
    needs_second_factor: bool
    codes_left: int
    sessions: tuple[SessionRow, ...]


@dataclass(frozen=True, kw_only=True)
class InvitationPage(FormPage):
    """An open invitation. Without an `email` it makes the first administrator.

    `again`: the account exists, and only its password is set anew.
    """

    template: ClassVar[str] = "account/invitation.html"
    email: str | None
    again: bool
    needs_second_factor: bool
    action: str
    least: int


@dataclass(frozen=True, kw_only=True)
class ClosedPage(Page):
    """A link that does not open."""

    template: ClassVar[str] = "account/closed.html"
    section: str = SECTION
    text: str


def title(what: str) -> str:
    """The neutral title of a tab."""
    return gettext("Rujuk – Notes: %(what)s", what=what)


def problems_in(form: Any, fields: Iterable[str] = ()) -> tuple[FieldProblem, ...]:
    """What a form complains about: each field's first message, then those of the whole form."""
    found = []
    if form.errors.get("csrf_token"):
        stale = gettext("This page was open for too long. Send it once more.")
        found.append(FieldProblem(None, stale))
    wanted = set(fields) or {field.name for field in form}
    # the library lists the password before the address, which stands first on every page
    for field in sorted(form, key=lambda field: bool(field.name != "email")):
        if field.name in wanted and field.name != "csrf_token" and field.errors:
            found.append(FieldProblem(field.name, str(field.errors[0])))
    found += [FieldProblem(None, str(text)) for text in dict.fromkeys(form.form_errors)]
    return tuple(found)
