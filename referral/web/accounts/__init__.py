"""Accounts on the web: signing in, the own account, and their administration.

Flask-Security brings the views of the sign-in, the second factor, recovery codes and the change
of password; this package gives it our accounts, our texts, our pages and our sessions.
"""

from __future__ import annotations

from flask import Flask

from referral.domain.accounts import SessionLimits
from referral.usecases.records import Records
from referral.web.accounts import admin_more, own, setup
from referral.web.accounts.setup import before

__all__ = ["SIGN_IN_ENDPOINTS", "before", "register"]

SIGN_IN_ENDPOINTS = (
    "security.login",
    "security.verify",
    "security.change_password",
    "security.two_factor_token_validation",
    "security.two_factor_setup_validate",
    "security.mf_recovery",
    "account.take_up",
)
"""Endpoints that take a password or a code, for the composition root to limit."""


def register(app: Flask, records: Records, limits: SessionLimits) -> None:
    """Give an app its accounts and their pages."""
    setup.install(app, records, limits)
    app.register_blueprint(own.bp)
    app.register_blueprint(admin_more.bp)
