"""Accounts as Flask-Security wants them: an object it may change, and where it looks them up."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import g
from flask_security import RoleMixin, UserDatastore, UserMixin
from flask_security.utils import get_message

from referral.domain.access import Actor
from referral.domain.accounts import Account, normal_email
from referral.usecases import accounts, sessions
from referral.usecases.records import Records

AUTHENTICATOR = "authenticator"
"""The one kind of second factor: no message is ever sent."""
_FIELDS = {
    "password": "password",
    "fs_uniquifier": "uniquifier",
    "tf_totp_secret": "totp_secret",
    "totp_counter": "totp_counter",
}
"""What the library changes, and how the account calls it."""


class Member(UserMixin):
    """An account in the library's hands. Changes count once the datastore commits them."""

    fs_uniquifier = ""

    def __init__(self, account: Account, records: Records) -> None:
        self.account = account
        self._records = records
        self.email, self.active = account.email, account.active
        self.roles: list[Any] = []
        """Roles are the permission table's matter alone."""
        for theirs, ours in _FIELDS.items():
            setattr(self, theirs, getattr(account, ours))
        self.tf_primary_method = AUTHENTICATOR if account.second_factor else None
        self.mf_recovery_codes = list(account.recovery_codes)

    def changes(self) -> dict[str, object]:
        """What differs from the account as it was read."""
        found = {
            ours: getattr(self, theirs)
            for theirs, ours in _FIELDS.items()
            if getattr(self, theirs) != getattr(self.account, ours)
        }
        if self.tf_primary_method is None and self.account.second_factor:
            found |= {"totp_secret": None, "totp_counter": None}
        if tuple(self.mf_recovery_codes or ()) != self.account.recovery_codes:
            found["recovery_codes"] = tuple(self.mf_recovery_codes or ())
        return found

    def actor(self, *, open_door: bool = True) -> Actor:
        """Who acts, for the permission table."""
        return self.account.actor(open_door=open_door)

    def check_tf_required(self, tf_setup_methods: Any, tf_fresh: bool) -> tuple[bool, Any]:  # noqa: ARG002
        """A second factor that is set up is always asked for; some roles must set one up."""
        return bool(tf_setup_methods) or self.account.needs_second_factor, tf_setup_methods

    def check_tf_required_setup(self) -> bool:
        """True where it may not be switched off."""
        return self.account.needs_second_factor

    def track_failed_authn(self, auth_type: str, tfa: bool = False) -> None:
        """Count a wrong password or code towards the lock."""
        super().track_failed_authn(auth_type, tfa)
        sessions.count_failure(self._records, self.account.id, datetime.now(UTC))

    def is_locked(self, form_error: list[str] | None = None) -> bool:
        """True while the account is shut; says no more than a wrong password does."""
        locked = self.account.locked(datetime.now(UTC))
        if locked and form_error is not None:
            form_error.append(get_message("GENERIC_AUTHN_FAILED")[0])
        return locked


class NoRole(RoleMixin):
    """The library asks for a class of roles; ours are the permission table's matter."""


class Members(UserDatastore):
    """Looks accounts up and commits what changed of them, field by field."""

    def __init__(self, records: Records) -> None:
        super().__init__(Member, NoRole)
        self.records = records

    def find_user(self, case_insensitive: bool = False, **by: Any) -> Member | None:  # noqa: ARG002
        """The member of an e-mail, an id or a `fs_uniquifier`."""
        ((name, value),) = by.items()
        name, value = _FIELDS.get(name, name), str(value)
        account = accounts.find(
            self.records, **{name: normal_email(value) if name == "email" else value}
        )
        return None if account is None else Member(account, self.records)

    def find_role(self, role: str) -> None:  # noqa: ARG002
        """None: the library knows no roles."""
        return

    def put(self, model: Any) -> Any:
        """Note a member whose changes are to be kept."""
        g.setdefault("changed_members", []).append(member_of(model))
        return model

    def commit(self) -> None:
        """Write what changed."""
        for member in g.pop("changed_members", []):
            if changes := member.changes():
                accounts.update(self.records, datetime.now(UTC), member.account.id, **changes)


def member_of(user: Any) -> Member:
    """The member behind the library's stand-in for the current user."""
    found = user._get_current_object() if hasattr(user, "_get_current_object") else user
    assert isinstance(found, Member)
    return found
