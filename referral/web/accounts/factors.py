"""Passwords, codes of an authenticator, recovery codes: how they are checked and kept."""

from __future__ import annotations

import hmac
import unicodedata
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import segno
from flask import current_app
from flask_security import MfRecoveryCodesUtil, PasswordUtil, Totp
from flask_security.utils import get_message
from passlib.totp import TokenError  # type: ignore[import-untyped]
from zxcvbn import zxcvbn  # type: ignore[import-untyped]

from referral.usecases import accounts
from referral.web.access import records

MIN_PASSWORD, MAX_PASSWORD = 12, 128
GUESSABLE = 3
"""The score of zxcvbn, from 0 to 4, below which a password is found too easily."""


class Passwords(PasswordUtil):
    """Length, and whether lists and patterns would find it: no rules about signs and digits."""

    def validate(
        self,
        password: str,
        is_register: bool,  # noqa: ARG002 - the library's signature
        **kwargs: Any,
    ) -> tuple[list[str] | None, str]:
        """What is wrong with a new password, and the password as it is hashed."""
        plain = unicodedata.normalize("NFKC", password)
        if not MIN_PASSWORD <= len(plain) <= MAX_PASSWORD:
            return [get_message("PASSWORD_INVALID_LENGTH", length=MIN_PASSWORD)[0]], plain
        user = kwargs.get("user")
        email = str(kwargs.get("email") or getattr(user, "email", ""))
        known = ["rujuk", "rujukan", email, *email.replace("@", ".").split(".")]
        if zxcvbn(plain[:72], user_inputs=known)["score"] < GUESSABLE:
            return [get_message("PASSWORD_TOO_SIMPLE")[0]], plain
        return None, plain

    def normalize(self, password: str) -> str:
        """The same typed on another keyboard is the same password."""
        return unicodedata.normalize("NFKC", password)


class Codes(Totp):
    """An authenticator's codes: each opens once, and its QR code is drawn here."""

    def verify_totp(self, token: str, totp_secret: str, user: Any, window: int = 0) -> bool:
        """True for a code of now, give or take the window in seconds, that was not used before.

        Of two who send the same code at once, one gets in. A device that is being set up has
        used none yet.
        """
        known = totp_secret == user.tf_totp_secret
        last = user.totp_counter if known else None
        try:
            match = self._totp.verify(token, totp_secret, window=window, last_counter=last)
        except TokenError:
            return False
        if known:
            return accounts.claim_code(records(), user.account.id, match.counter)
        user.totp_counter = match.counter  # kept with the new secret
        return True

    def generate_qrcode(self, username: str, totp: str) -> str:
        """The code as a picture in a data address."""
        return str(
            segno.make(self.get_totp_uri(username, totp)).svg_data_uri(scale=5, light="#fff")
        )


class RecoveryCodes(MfRecoveryCodesUtil):
    """Recovery codes, kept as keyed hashes: they are shown once, when they are made."""

    def _encrypt_codes(self, codes: list[str]) -> list[str]:
        return [_sealed(code) for code in codes]

    def get_recovery_codes(self, user: Any) -> list[str]:  # noqa: ARG002
        """None: what is kept cannot be read."""
        return []

    def check_recovery_code(self, user: Any, code: str) -> bool:
        """True for a code that was not used yet; it is used up by this."""
        sealed = _sealed(code.strip().lower())
        return accounts.claim_recovery_code(records(), datetime.now(UTC), user.account.id, sealed)

    def delete_recovery_code(self, user: Any, code: str) -> bool:  # noqa: ARG002
        """Nothing is left to do: the check has used it up."""
        return True


def datastore() -> Any:
    """Where members are looked up and kept."""
    return current_app.extensions["security"].datastore


def _sealed(code: str) -> str:
    return hmac.new(records().secret, b"recovery:" + code.encode(), sha256).hexdigest()
