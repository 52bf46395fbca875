"""Words about accounts: roles, scopes, what was refused and why, moments."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from babel.dates import format_datetime

from referral.domain.access import Role, Scope
from referral.web import numbers
from referral.web.locale import current_language
from referral.web.words import LazyText
from referral.web.words import lazy_gettext as _l

ROLES: Mapping[Role, LazyText] = {
    Role.OPERATOR: _l("Operator"),
    Role.CASEWORKER: _l("Caseworker"),
    Role.COORDINATOR: _l("Coordinator"),
    Role.EDITOR: _l("Directory editor"),
    Role.ADMIN: _l("Administrator"),
    Role.RECEIVER: _l("Receiving service"),
}
ROLE_HINTS: Mapping[Role, LazyText] = {
    Role.OPERATOR: _l("opens referrals and follows those of the own desk"),
    Role.CASEWORKER: _l("the same, and those of the own organisation"),
    Role.COORDINATOR: _l("sees figures and alerts, never a single referral"),
    Role.EDITOR: _l("keeps the directory: edits, verifies, imports, decides on proposals"),
    Role.ADMIN: _l("accounts, desks, tokens, the audit log; no referrals"),
    Role.RECEIVER: _l("answers referrals that are sent to its organisation"),
}
SCOPES: Mapping[Scope, LazyText] = {
    Scope.ROUTE: _l("Plans and places"),
    Scope.DIRECTORY: _l("The public directory"),
    Scope.COUNTERS: _l("Figures"),
}
REFUSED: Mapping[str, LazyText] = {
    "last_admin": _l("This is the last administrator. Make another one first."),
    "disabled": _l("This account is disabled. Enable it first."),
    "used": _l("This link has been used already. If it was you, simply sign in."),
    "revoked": _l("This link was taken back, or a newer one has replaced it."),
    "expired": _l("This link has expired: it was valid for seven days."),
    "unknown": _l("This link is not known here. Perhaps a part of it was cut off."),
}


def refusal(code: str) -> str:
    """Why something was refused, as a sentence."""
    return str(REFUSED.get(code, REFUSED["unknown"]))


def moment(at: datetime) -> str:
    """A moment to the minute, in the time of Jakarta, which it says."""
    return numbers.stamp_text(at, current_language())


def day(at: datetime) -> str:
    """The day of a moment, in the time of Jakarta."""
    return str(
        format_datetime(at.astimezone(numbers.JAKARTA), "d MMM y", locale=current_language())
    )
