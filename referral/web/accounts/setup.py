"""Flask-Security over our accounts: its settings, its signals, and who is signed in."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from flask import Flask, Response, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, user_logged_out  # type: ignore[import-untyped]
from flask_security import (
    Security,
    password_changed,
    tf_disabled,
    tf_profile_changed,
    user_authenticated,
)
from flask_security.decorators import default_reauthn_handler
from flask_security.tf_plugin import tf_clean_session
from flask_security.utils import check_and_update_authn_fresh, set_request_attr

from referral.domain.access import Actor
from referral.domain.accounts import SessionLimits
from referral.usecases import sessions
from referral.usecases.records import Records
from referral.web.access import SAFE, STATELESS, UNFINISHED, Access
from referral.web.accounts import forms, messages
from referral.web.accounts.cookies import Sessions
from referral.web.accounts.factors import MIN_PASSWORD, Codes, Passwords, RecoveryCodes
from referral.web.accounts.member import AUTHENTICATOR, Member, Members, member_of
from referral.web.accounts.printing import print_page
from referral.web.locale import DOMAIN, PREFIX

FRESH = timedelta(minutes=15)
"""How long a password counts as just given; going on with such work prolongs it."""
SESSION_KEY = "sid"
"""Where the signed cookie keeps the secret of the server's own session."""
HALFWAY, SINCE = "tf_user_id", "tf_since"
"""Where it keeps whose second factor is awaited, and since when (seconds)."""
CODE_PAGE = "security.two_factor_token_validation"
PATIENCE = timedelta(minutes=10)
"""How long a second factor is awaited."""

ARGON2 = {"argon2__type": "id", "argon2__memory_cost": 19_456, "argon2__time_cost": 2,
          "argon2__parallelism": 1}  # fmt: skip
"""The first choice of OWASP's cheat sheet for storing passwords (2025)."""


class Library(Security):
    """Flask-Security without a second library for QR codes: `factors.Codes` draws its own."""

    def _check_modules(self, module: str, config_name: str) -> Any:
        checked: Any = super()._check_modules
        return module == "qrcode" or checked(module, config_name)


@dataclass(frozen=True)
class Accounts:
    """What the web keeps about accounts beside the library."""

    records: Records = field(repr=False)
    limits: SessionLimits

    def current(self) -> Member | None:
        """The member whose live session this request belongs to."""
        return member_of(current_user) if current_user.is_authenticated else None

    def load(self, uniquifier: str) -> Member | None:
        """The member of a cookie, as long as the server knows its session."""
        secret = session.get(SESSION_KEY)
        if not secret:
            return None
        found = sessions.account_of_session(self.records, secret, uniquifier, self.limits, now())
        if found is None:
            return None
        set_request_attr("fs_authn_via", "session")
        set_request_attr("fs_paa", session.get("fs_paa", 0))
        return Member(found, self.records)

    def began(self, _app: Flask, user: Any, **_more: Any) -> None:
        """Somebody has signed in: a new session, a new token for forms."""
        self.ended(_app)
        session[SESSION_KEY] = sessions.begin_session(
            self.records, member_of(user).account.id, now()
        )
        session.pop("csrf_token", None)
        g.pop("csrf_token", None)
        g.pop("actor", None)

    def halfway(self, response: Response) -> Response:
        """Note when a right password began to wait for its second factor."""
        if HALFWAY not in session:
            session.pop(SINCE, None)
        elif SINCE not in session:
            session[SINCE] = int(now().timestamp())
        return response

    def forget_halfway(self) -> None:
        """A password that was given too long ago is asked for again."""
        if HALFWAY in session and now().timestamp() - session.get(SINCE, 0) > PATIENCE.seconds:
            tf_clean_session()  # type: ignore[no-untyped-call]

    def out_of_turn(self) -> ResponseReturnValue | None:
        """To the own account where somebody signed in asks for the page of a code for nothing.

        The library would take it for an attack and sign them out.
        """
        awaited = session.get("tf_state") == "validating_profile" and "tf_totp_secret" in session
        if request.endpoint != CODE_PAGE or awaited or self.current() is None:
            return None
        return redirect(url_for("account.show"))

    def ended(self, _app: Flask, **_more: Any) -> None:
        """Somebody has signed out: the cookie opens nothing any more."""
        if secret := session.pop(SESSION_KEY, None):
            sessions.end_session(self.records, secret, now())

    def changed(self, _app: Flask, user: Any, **_more: Any) -> None:
        """Password or second factor are others now: only this session goes on."""
        secret = session.get(SESSION_KEY)
        account = member_of(user).account
        sessions.end_other_sessions(self.records, account.id, secret, now())


def install(app: Flask, records: Records, limits: SessionLimits) -> Accounts:
    """Give the app its accounts."""
    accounts = Accounts(records, limits)
    app.extensions["accounts"] = accounts
    app.extensions["records"] = records
    app.session_interface = Sessions()
    app.config.update(configuration(records.secret, limits))
    library = Library(
        app,
        Members(records),
        login_form=forms.SignInForm,
        verify_form=forms.AgainForm,
        change_password_form=forms.PasswordForm,
        two_factor_setup_form=forms.FactorForm,
        two_factor_verify_code_form=forms.CodeForm,
        two_factor_rescue_form=forms.RescueForm,
        mf_recovery_form=forms.RecoveryForm,
        password_util_cls=Passwords,
        totp_cls=Codes,
        mf_recovery_codes_util_cls=RecoveryCodes,
        render_template=print_page,  # type: ignore[arg-type]  # a page and its status
    )
    library.want_json(lambda _request: False)
    library.login_manager.user_loader(accounts.load)
    library.login_manager.request_loader(lambda _request: None)  # tokens are ours (web.access)
    library.login_manager.session_protection = None  # it would keep a hash of the address
    for signal, receiver in {
        user_authenticated: accounts.began,
        user_logged_out: accounts.ended,
        password_changed: accounts.changed,
        tf_profile_changed: accounts.changed,
        tf_disabled: accounts.changed,
    }.items():
        signal.connect(receiver, app, weak=False)
    app.before_request_funcs.setdefault("security", []).extend(
        (accounts.forget_halfway, accounts.out_of_turn)
    )
    app.after_request_funcs.setdefault("security", []).append(accounts.halfway)
    return accounts


def now() -> datetime:
    """The present moment."""
    return datetime.now(UTC)


def configuration(secret: bytes, limits: SessionLimits) -> Mapping[str, Any]:
    """The library's settings."""
    return {
        "PERMANENT_SESSION_LIFETIME": limits.absolute,
        "WTF_CSRF_TIME_LIMIT": None,  # as long as the session: a page stays open all night
        **{f"SECURITY_{name}": value for name, value in _settings(secret).items()},
        **messages.settings(),
    }


def _settings(secret: bytes) -> dict[str, Any]:
    key = base64.b64encode(hmac.new(secret, b"second factor", sha256).digest()).decode()
    return {
        "URL_PREFIX": f"{PREFIX}/account",
        "LOGIN_URL": "/sign-in",
        "LOGOUT_URL": "/sign-out",
        "VERIFY_URL": "/again",
        "CHANGE_URL": "/password",
        "TWO_FACTOR_SETUP_URL": "/authenticator",
        "TWO_FACTOR_TOKEN_VALIDATION_URL": "/code",
        "TWO_FACTOR_RESCUE_URL": "/rescue",
        "TWO_FACTOR_SELECT_URL": "/select",
        "MULTI_FACTOR_RECOVERY_CODES_URL": "/recovery-codes",
        "MULTI_FACTOR_RECOVERY_URL": "/recovery",
        "LOGIN_USER_TEMPLATE": "sign_in",
        "VERIFY_TEMPLATE": "again",
        "CHANGE_PASSWORD_TEMPLATE": "password",
        "TWO_FACTOR_SETUP_TEMPLATE": "factor",
        "TWO_FACTOR_VERIFY_CODE_TEMPLATE": "code",
        "MULTI_FACTOR_RECOVERY_CODES_TEMPLATE": "recovery_codes",
        "MULTI_FACTOR_RECOVERY_TEMPLATE": "recovery",
        "POST_LOGIN_VIEW": "account.start",
        "POST_LOGOUT_VIEW": "pages.console",
        "POST_CHANGE_VIEW": "account.show",
        "POST_VERIFY_VIEW": "account.show",
        "TWO_FACTOR_POST_SETUP_VIEW": "account.show",
        "STATIC_FOLDER": None,
        "CLI_USERS_NAME": None,
        "CLI_ROLES_NAME": None,
        "CHANGEABLE": True,
        "SEND_PASSWORD_CHANGE_EMAIL": False,
        "TWO_FACTOR": True,
        "TWO_FACTOR_ENABLED_METHODS": [AUTHENTICATOR],
        "TWO_FACTOR_RESCUE_EMAIL": False,
        "TWO_FACTOR_AUTHENTICATOR_VALIDITY": 30,  # seconds that a clock may be wrong
        "MULTI_FACTOR_RECOVERY_CODES": True,
        "MULTI_FACTOR_RECOVERY_CODES_N": 8,
        "TOTP_SECRETS": {"1": key},
        "TOTP_ISSUER": "Rujuk",
        "FRESHNESS": FRESH,
        "FRESHNESS_GRACE_PERIOD": FRESH,
        "API_ENABLED_METHODS": ["session"],
        "PASSWORD_SCHEMES": ["argon2"],
        "PASSWORD_HASH_PASSLIB_OPTIONS": ARGON2,
        "PASSWORD_SINGLE_HASH": True,  # Argon2 salts each password itself
        "PASSWORD_LENGTH_MIN": MIN_PASSWORD,
        "EMAIL_VALIDATOR_ARGS": {"check_deliverability": False, "test_environment": True},
        "I18N_DOMAIN": DOMAIN,
        "I18N_DIRNAME": None,  # set by the app: where its catalogues are
    }


def before(access: Access, actor: Actor) -> ResponseReturnValue | None:
    """Where somebody signed in must go first: to set up a second factor, to the password."""
    accounts: Accounts = accounts_here()
    member = accounts.current()
    if member is None:
        return None
    if member.account.needs_second_factor and not actor.second_factor:
        if access.action in STATELESS and actor.open_door:
            return None
        if request.endpoint not in UNFINISHED:
            return redirect(url_for("security.two_factor_setup"))
    if access.fresh and not check_and_update_authn_fresh(FRESH, FRESH, "session"):
        if request.method in SAFE:
            again: ResponseReturnValue = default_reauthn_handler(FRESH, FRESH)  # type: ignore[no-untyped-call]
            return again
        return redirect(url_for("security.verify"))
    return None


def accounts_here() -> Accounts:
    """The accounts of the app that answers this request."""
    found: Accounts = current_app.extensions["accounts"]
    return found
