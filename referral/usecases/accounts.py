"""Accounts: invited, taken up, changed, shut by administrators. No e-mail is ever sent.

A link is handed over by the person who made it. Only its hash is kept, so it can be made anew
but never looked up.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection, Container, Iterable
from datetime import datetime
from hmac import compare_digest
from uuid import uuid4

from sqlmodel import Session

from referral.domain.access import Action, Actor, Role
from referral.domain.accounts import (
    INVITATION_LIFE,
    Account,
    Invitation,
    is_last_admin,
    normal_email,
)
from referral.domain.errors import ActionRefused, NotFound, Problem, RequestRejected
from referral.store import accounts, audit
from referral.store.reading import organization_names
from referral.usecases.permission import demand
from referral.usecases.records import Records
from referral.usecases.sessions import hash_of

_EMAIL = re.compile(r"[^\s@<>()\[\],;:\"\\]{1,64}@[a-z0-9-]+(\.[a-z0-9-]+)+", re.ASCII)
WITH_DESK = frozenset({Role.OPERATOR, Role.CASEWORKER})
"""Roles whose work belongs to a desk."""


def invite(
    records: Records,
    by: Actor,
    now: datetime,
    *,
    email: str,
    roles: Iterable[str],
    desk: str | None = None,
    organization: str | None = None,
    organizations: Container[str] | None = None,
) -> tuple[Account, str]:
    """A new account and the secret of its one-time link.

    `organizations`: those of the directory, one of which a receiver's must be.

    :raises NotPermitted: `by` is no administrator
    :raises RequestRejected: the address is none or taken, roles and desk do not fit
    """
    demand(by, Action.MANAGE_ACCOUNTS)
    address = normal_email(email)
    with records.writing() as session:
        problems = email_problems(session, address)
        belongs, more = _belonging(session, roles, desk, organization, organizations)
        if problems or more:
            raise RequestRejected((*problems, *more))
        account = Account(
            id=str(uuid4()), email=address, active=True, created_at=now, uniquifier=uuid4().hex,
            **belongs,  # type: ignore[arg-type]  # roles, desk, organization
        )  # fmt: skip
        accounts.add_account(session, account)
        audit.append(session, now, by.id, "account_invited", "account", account.id)
        return account, _new_link(session, account.id, by.id, now)


def known_organizations(records: Records) -> frozenset[str]:
    """The organisations of the directory: a receiver belongs to one of them."""
    with records.reading() as session:
        return organization_names(session)


def email_problems(session: Session, address: str) -> list[Problem]:
    """What keeps an address from being a new account's."""
    if len(address) > 254 or not _EMAIL.fullmatch(address):
        return [Problem("email", "bad_email")]
    if accounts.find_account(session, email=address) is not None:
        return [Problem("email", "email_taken")]
    return []


def _belonging(
    session: Session,
    roles: Iterable[str],
    desk: str | None,
    organization: str | None,
    organizations: Container[str] | None,
) -> tuple[dict[str, object], list[Problem]]:
    """Roles, desk and organisation as they are kept, and what does not fit together."""
    asked, known = sorted(set(roles)), [role.value for role in Role]
    problems = [
        Problem("roles", "invalid_choice", {"value": one, "allowed": known})
        for one in asked
        if one not in known
    ]
    if not asked:
        problems.append(Problem("roles", "required"))
    held = frozenset(Role(one) for one in asked if one in known)
    name = (organization or "").strip() or None
    found = accounts.find_desk(session, desk) if desk else None
    if desk and found is None:
        problems.append(Problem("desk", "unknown_desk", {"value": desk}))
    elif held & WITH_DESK and found is None:
        problems.append(Problem("desk", "desk_required"))
    if found is not None:
        if Role.RECEIVER in held and name not in (None, found.organization):
            problems.append(Problem("organization", "organization_differs"))
        name = found.organization
    if Role.RECEIVER in held and name is None:
        problems.append(Problem("organization", "organization_required"))
    elif Role.RECEIVER in held and organizations is not None and name not in organizations:
        problems.append(Problem("organization", "unknown_organization", {"value": name}))
    return {"roles": held, "desk": found and found.id, "organization": name}, problems


def _new_link(session: Session, account_id: str | None, by: str | None, now: datetime) -> str:
    """A fresh link in place of any that is still open."""
    accounts.revoke_invitations(session, account_id, now)
    secret = secrets.token_urlsafe(32)
    expires = now + INVITATION_LIFE if account_id else None
    accounts.add_invitation(session, Invitation(hash_of(secret), account_id, now, by, expires))
    return secret


def new_link(
    records: Records,
    by: Actor,
    now: datetime,
    account_id: str,
    *,
    forget_second_factor: bool = False,
) -> str:
    """The secret of a new one-time link: for a password that was lost, or a link that was.

    `forget_second_factor` is for a lost device: the person sets up another.

    :raises NotPermitted: `by` is no administrator
    :raises NotFound: there is no such account
    :raises ActionRefused: `disabled`, the account is shut
    """
    demand(by, Action.MANAGE_ACCOUNTS)
    with records.writing() as session:
        account = _held(accounts.hold_accounts(session, account_id), account_id)
        if not account.active:
            raise ActionRefused("disabled")
        if forget_second_factor:
            gone: dict[str, object] = {"totp_secret": None, "totp_counter": None}
            accounts.change_account(session, account_id, recovery_codes=(), **gone)
            accounts.end_sign_ins(session, account_id, now)
            audit.append(session, now, by.id, "second_factor_forgotten", "account", account_id)
        audit.append(session, now, by.id, "link_made", "account", account_id)
        return _new_link(session, account_id, by.id, now)


def revoke_link(records: Records, by: Actor, now: datetime, account_id: str) -> None:
    """Take back the open link of an account.

    :raises NotPermitted: `by` is no administrator
    """
    demand(by, Action.MANAGE_ACCOUNTS)
    with records.writing() as session:
        accounts.revoke_invitations(session, account_id, now)
        audit.append(session, now, by.id, "link_revoked", "account", account_id)


def _held(found: Collection[Account], account_id: str) -> Account:
    account = next((one for one in found if one.id == account_id), None)
    if account is None:
        raise NotFound(account_id)
    return account


# Taking an invitation up ------------------------------------------------------------------


def invitation(records: Records, secret: str, now: datetime) -> tuple[Invitation, Account | None]:
    """The open invitation of a link, and whose it is (None: the first administrator's).

    :raises NotFound: there never was one
    :raises ActionRefused: `used`, `revoked` or `expired`
    """
    with records.reading() as session:
        return _open_invitation(session, secret, now)


def _open_invitation(
    session: Session, secret: str, now: datetime
) -> tuple[Invitation, Account | None]:
    found = accounts.find_invitation(session, hash_of(secret))
    if found is None:
        raise NotFound("invitation")
    account = found.account_id and accounts.find_account(session, id=found.account_id)
    if refusal := found.refusal(now):
        raise ActionRefused(refusal)
    if account and not account.active:
        raise ActionRefused("revoked")
    return found, account or None


def take_up(
    records: Records, secret: str, password_hash: str, now: datetime, *, email: str | None = None
) -> Account:
    """Set the password of an invitation's account; the link opens nothing any more.

    The first administrator's link makes the account, for `email`. Whoever was signed in with
    the old password is not any more.

    :raises NotFound: there never was such a link
    :raises ActionRefused: `used`, `revoked` or `expired`
    :raises RequestRejected: the first administrator's address cannot be used
    """
    with records.writing() as session:
        found, account = _open_invitation(session, secret, now)
        if account is None:
            account = _first_admin(session, normal_email(email or ""), now)
        changes = {"password": password_hash, "uniquifier": uuid4().hex, "failures": 0}
        accounts.change_account(session, account.id, locked_until=None, **changes)
        accounts.end_sign_ins(session, account.id, now)
        accounts.use_invitation(session, found.id, now)
        audit.append(session, now, account.id, "link_taken_up", "account", account.id)
        taken = accounts.find_account(session, id=account.id)
    assert taken is not None
    return taken


def _first_admin(session: Session, address: str, now: datetime) -> Account:
    if problems := email_problems(session, address):
        raise RequestRejected(tuple(problems))
    account = Account(
        id=str(uuid4()), email=address, active=True, roles=frozenset({Role.ADMIN}), desk=None,
        organization=None, created_at=now, uniquifier=uuid4().hex,
    )  # fmt: skip
    accounts.add_account(session, account)
    return account


def first_admin_link(records: Records, now: datetime) -> str | None:
    """The secret of the link that makes the first administrator; None where there is one.

    Each call replaces the link of the one before, which is valid until used.
    """
    with records.writing() as session:
        if any(
            one.active and one.password and Role.ADMIN in one.roles
            for one in accounts.hold_accounts(session)
        ):
            accounts.revoke_invitations(session, None, now)
            return None
        return _new_link(session, None, None, now)


# Changing accounts ------------------------------------------------------------------------


def list_accounts(records: Records, by: Actor) -> list[tuple[Account, Invitation | None]]:
    """Every account with its open invitation, by e-mail.

    :raises NotPermitted: `by` is no administrator
    """
    demand(by, Action.MANAGE_ACCOUNTS)
    with records.reading() as session:
        links = {one.account_id: one for one in accounts.open_invitations(session)}
        return [(one, links.get(one.id)) for one in accounts.all_accounts(session)]


def show_account(records: Records, by: Actor, account_id: str) -> Account:
    """One account.

    :raises NotPermitted: `by` is no administrator
    :raises NotFound: there is none
    """
    demand(by, Action.MANAGE_ACCOUNTS)
    with records.reading() as session:
        account = accounts.find_account(session, id=account_id)
    if account is None:
        raise NotFound(account_id)
    return account


def set_active(
    records: Records, by: Actor, now: datetime, account_id: str, *, active: bool
) -> None:
    """Shut an account, which signs it out everywhere and takes its link back; or open it again.

    :raises NotPermitted: `by` is no administrator
    :raises NotFound: there is no such account
    :raises ActionRefused: `last_admin`
    """
    demand(by, Action.MANAGE_ACCOUNTS)
    with records.writing() as session:
        every = accounts.hold_accounts(session)
        _held(every, account_id)
        if not active and is_last_admin(account_id, every):
            raise ActionRefused("last_admin")
        accounts.change_account(session, account_id, active=active)
        if not active:
            accounts.end_sign_ins(session, account_id, now)
            accounts.revoke_invitations(session, account_id, now)
        action = "account_enabled" if active else "account_disabled"
        audit.append(session, now, by.id, action, "account", account_id)


def change_belonging(
    records: Records,
    by: Actor,
    now: datetime,
    account_id: str,
    *,
    roles: Iterable[str],
    desk: str | None = None,
    organization: str | None = None,
    organizations: Container[str] | None = None,
) -> None:
    """Give an account other roles, another desk or organisation; it acts so from now on.

    :raises NotPermitted: `by` is no administrator
    :raises NotFound: there is no such account
    :raises RequestRejected: roles, desk and organisation do not fit
    :raises ActionRefused: `last_admin`
    """
    demand(by, Action.MANAGE_ACCOUNTS)
    with records.writing() as session:
        every = accounts.hold_accounts(session)
        _held(every, account_id)
        belongs, problems = _belonging(session, roles, desk, organization, organizations)
        if problems:
            raise RequestRejected(tuple(problems))
        held = belongs["roles"]
        assert isinstance(held, frozenset)
        if Role.ADMIN not in held and is_last_admin(account_id, every):
            raise ActionRefused("last_admin")
        accounts.change_account(session, account_id, **belongs)
        audit.append(session, now, by.id, "account_changed", "account", account_id)


# What the sign-in itself changes ----------------------------------------------------------


def claim_code(records: Records, account_id: str, counter: int) -> bool:
    """Use up an authenticator's code of a time step; False where it or a later one was used."""
    with records.writing() as session:
        return accounts.raise_counter(session, account_id, counter)


def claim_recovery_code(records: Records, now: datetime, account_id: str, code: str) -> bool:
    """Use up a recovery code (as it is kept); False where there is no such code."""
    with records.writing() as session:
        held = _held(accounts.hold_accounts(session, account_id), account_id).recovery_codes
        left = tuple(one for one in held if not compare_digest(one, code))
        if len(left) == len(held):
            return False
        accounts.change_account(session, account_id, recovery_codes=left)
        audit.append(session, now, account_id, "recovery_codes_changed", "account", account_id)
    return True


def find(records: Records, **by: str) -> Account | None:
    """The account of an `id`, an `email` or a `uniquifier`, for the sign-in."""
    with records.reading() as session:
        return accounts.find_account(session, **by)


OWN = {
    "password": "password_changed",
    "totp_secret": "second_factor_changed",
    "recovery_codes": "recovery_codes_changed",
}
"""What is entered in the audit log where a person changes it; a code used up is no change."""


def update(records: Records, now: datetime, account_id: str, **changes: object) -> None:
    """Set what a person changes about the own account: password, second factor, codes."""
    with records.writing() as session:
        accounts.change_account(session, account_id, **changes)
        for action in (OWN[name] for name in OWN if name in changes):
            audit.append(session, now, account_id, action, "account", account_id)
