"""The sign-in's forms: the library's, asked to keep quiet about who has an account."""

from __future__ import annotations

from typing import Any

from flask import current_app
from flask_security import (
    ChangePasswordForm,
    LoginForm,
    MfRecoveryForm,
    TwoFactorRescueForm,
    TwoFactorSetupForm,
    TwoFactorVerifyCodeForm,
    VerifyForm,
)
from flask_security.forms import EqualToLocalize, RequiredLocalize
from flask_security.utils import get_message, hash_password
from flask_wtf import FlaskForm  # type: ignore[import-untyped]
from wtforms import HiddenField, PasswordField, StringField  # type: ignore[import-untyped]

from referral.domain.accounts import Account
from referral.web.accounts.factors import MAX_PASSWORD, datastore
from referral.web.accounts.member import AUTHENTICATOR, Member, member_of


def refused(form: Any) -> bool:
    """One answer for a wrong password, an unknown, a shut and a disabled account."""
    form.password.errors = []
    form.email.errors = []
    form.form_errors = [get_message("GENERIC_AUTHN_FAILED")[0]]
    return False


class SignInForm(LoginForm):
    """E-mail and password. A shut account is as much work as an open one, and says the same."""

    remember = None

    def validate(self, **kwargs: Any) -> bool:
        """True for the right password of an account that is open."""
        typed = self.password.data or ""
        if len(typed) > MAX_PASSWORD:  # no password is so long, and hashing it would take long
            return refused(self)
        if not super(LoginForm, self).validate(**kwargs):
            return False
        member = datastore().find_user(email=self.email.data)
        if member is not None and (member.is_locked() or not member.active):
            hash_password(typed)
            return refused(self)
        return bool(super().validate(**kwargs)) or refused(self)


def shut(member: Any, field: Any) -> bool:
    """True while the member's account is shut, said at a field."""
    if not isinstance(member, Member):
        member = member_of(member)
    if not member.is_locked():
        return False
    field.errors = [*field.errors, get_message("ACCOUNT_SHUT")[0]]
    return True


class AgainForm(VerifyForm):
    """The password once more, before something that matters."""

    def validate(self, **kwargs: Any) -> bool:
        """True for the right password, unless too many wrong ones came before."""
        return not shut(self.user, self.password) and bool(super().validate(**kwargs))


class CodeForm(TwoFactorVerifyCodeForm):
    """The six digits of the authenticator."""

    code = StringField(validators=[RequiredLocalize(message="CODE_NOT_PROVIDED")])

    def validate(self, **kwargs: Any) -> bool:
        """True for a fresh code, unless too many wrong ones came before."""
        self.code.data = "".join((self.code.data or "").split())
        return not shut(self.user, self.code) and bool(super().validate(**kwargs))


class RecoveryForm(MfRecoveryForm):
    """One of the recovery codes."""

    code = StringField(validators=[RequiredLocalize(message="CODE_NOT_PROVIDED")])

    def validate(self, **kwargs: Any) -> bool:
        """True for an unused code, unless too many wrong ones came before."""
        if shut(self.user, self.code):
            return False
        if super().validate(**kwargs):
            return True
        if self.code.data:
            member_of(self.user).track_failed_authn("recovery", True)
        return False


class FactorForm(TwoFactorSetupForm):
    """Setting up an authenticator (the only kind), or switching it off."""

    setup = HiddenField(default=AUTHENTICATOR)
    phone = HiddenField()


class RescueForm(TwoFactorRescueForm):
    """Without an authenticator: the recovery code's page is linked instead."""

    help_setup = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.help_setup.choices = []  # the library adds to it

    def validate(self, **kwargs: Any) -> bool:  # noqa: ARG002
        """Never: what the library would do is to send mail."""
        return False


class PasswordForm(ChangePasswordForm):
    """The old password, and the new one twice."""


class InvitationForm(FlaskForm):  # type: ignore[misc]
    """The password of a new account, twice; for the first administrator the address too."""

    email = StringField()
    password = PasswordField(validators=[RequiredLocalize(message="PASSWORD_NOT_PROVIDED")])
    password_confirm = PasswordField(
        validators=[EqualToLocalize("password", message="RETYPE_PASSWORD_MISMATCH")]
    )

    def validate_for(self, account: Account | None) -> bool:
        """True for a password that may be set for this account."""
        if not self.validate():
            return False
        email = account.email if account else self.email.data
        passwords = current_app.extensions["security"].password_util
        wrong, self.password.data = passwords.validate(self.password.data, True, email=email)
        self.password.errors = [*self.password.errors, *(wrong or ())]
        return not wrong
