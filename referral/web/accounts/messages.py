"""The library's messages in our words, by its own names. What is not here is never shown."""

from __future__ import annotations

from typing import Any


def _(message: str) -> str:
    """Mark a message for extraction; the library translates it when it is shown."""
    return message


MESSAGES: dict[str, tuple[str, str]] = {
    "GENERIC_AUTHN_FAILED": (
        _(
            "That did not work: e-mail or password is wrong, or too many attempts have closed the "
            "account for up to an hour. Password lost? Ask your administrator for a new link."
        ),
        "error",
    ),
    "ACCOUNT_SHUT": (
        _("Too many wrong attempts have closed this account for up to an hour. Try again later."),
        "error",
    ),
    "UNAUTHENTICATED": (_("Sign in to go on."), "info"),
    "UNAUTHORIZED": (_("Your account may not do this."), "error"),
    "REAUTHENTICATION_REQUIRED": (_("Enter your password once more to go on."), "info"),
    "REAUTHENTICATION_SUCCESSFUL": (_("Thank you. You can go on."), "info"),
    "EMAIL_NOT_PROVIDED": (_("Enter your e-mail address."), "error"),
    "INVALID_EMAIL_ADDRESS": (_("Enter a whole e-mail address."), "error"),
    "PASSWORD_NOT_PROVIDED": (_("Enter a password."), "error"),
    "INVALID_PASSWORD": (_("This password is wrong."), "error"),
    "PASSWORD_INVALID_LENGTH": (
        _("Use at least %(length)s characters (at most 128). Several words are easy to keep."),
        "error",
    ),
    "PASSWORD_TOO_SIMPLE": (
        _("This would be guessed too easily. Use several words that do not belong together."),
        "error",
    ),
    "PASSWORD_IS_THE_SAME": (_("The new password is the old one. Choose another."), "error"),
    "RETYPE_PASSWORD_MISMATCH": (_("The two passwords are not the same."), "error"),
    "PASSWORD_CHANGE": (
        _("The password is changed. Other devices are signed out."),
        "success",
    ),
    "API_ERROR": (_("This cannot be used here."), "error"),
    "INVALID_REDIRECT": (_("The way back does not lead to this site."), "error"),
    "INVALID_RECOVERY_CODE": (
        _("This recovery code is wrong, or was used before."),
        "error",
    ),
    "NO_RECOVERY_CODES_SETUP": (_("There are no recovery codes yet."), "info"),
    "CODE_NOT_PROVIDED": (_("Enter the code."), "error"),
    "TWO_FACTOR_INVALID_TOKEN": (
        _("This code is wrong or was used before. Wait for the next one in the app."),
        "error",
    ),
    "TWO_FACTOR_LOGIN_SUCCESSFUL": (_("You are signed in."), "success"),
    "TWO_FACTOR_CHANGE_METHOD_SUCCESSFUL": (
        _("The authenticator is set up. Make recovery codes now, in case the device is lost."),
        "success",
    ),
    "TWO_FACTOR_PERMISSION_DENIED": (_("Please sign in from the start."), "info"),
    "TWO_FACTOR_METHOD_NOT_AVAILABLE": (
        _("Your role needs the authenticator: it cannot be switched off."),
        "error",
    ),
    "TWO_FACTOR_DISABLED": (_("The authenticator is switched off."), "success"),
    "TWO_FACTOR_SETUP_EXPIRED": (_("This took longer than %(within)s. Start again."), "error"),
}


def settings() -> dict[str, Any]:
    """The messages as the library's settings."""
    return {f"SECURITY_MSG_{name}": message for name, message in MESSAGES.items()}
