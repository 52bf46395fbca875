"""Passwords, codes of an authenticator, recovery codes: how they are checked and kept."""

from __future__ import annotations

import hmac
import unicodedata
from hashlib import sha256
from typing import Any

import segno
from flask import current_app
from flask_security import MfRecoveryCodesUtil, PasswordUtil, Totp
from flask_security.utils import get_message
from zxcvbn import zxcvbn  # type: ignore[import-untyped]

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

    def get_last_counter(self, user: Any) -> int | None:
        """The last code that this account used up."""
        found: int | None = user.totp_counter
        return found

    def set_last_counter(self, user: Any, tmatch: Any) -> None:
        """No code of that time or before opens again."""
        user.totp_counter = tmatch.counter
        keep(user)

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
        """True for a code that was not used yet."""
        sealed = _sealed(code.strip().lower())
        return any(hmac.compare_digest(one, sealed) for one in user.mf_recovery_codes or ())

    def delete_recovery_code(self, user: Any, code: str) -> bool:
        """A code opens once."""
        sealed = _sealed(code.strip().lower())
        user.mf_recovery_codes = [one for one in user.mf_recovery_codes if one != sealed]
        keep(user)
        return True


def keep(user: Any) -> None:
    """Have what was changed of a member written at the end."""
    datastore().put(user)


def datastore() -> Any:
    """Where members are looked up and kept."""
    return current_app.extensions["security"].datastore


def _sealed(code: str) -> str:
    return hmac.new(records().secret, b"recovery:" + code.encode(), sha256).hexdigest()
