"""Accounts, desks and sign-ins in the database, as domain values. A transaction is the caller's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.orm import Session

from referral.domain.access import Role
from referral.domain.accounts import Account, Desk, Invitation, SignIn
from referral.store.tables import metadata

_T = metadata().tables
_DESK, _ACCOUNT, _ROLE = _T["desk"], _T["account"], _T["account_role"]
_SESSION, _INVITATION = _T["account_session"], _T["invitation"]
_COLUMNS = {"desk": "desk_id"}
"""Fields of an account whose column has another name."""


def find_account(session: Session, **by: str) -> Account | None:
    """The account of an `id`, an `email` (as accounts hold it) or a `uniquifier`."""
    ((name, value),) = by.items()
    found = list(_accounts(session, select(_ACCOUNT).where(_ACCOUNT.c[name] == value)))
    return found[0] if found else None


def all_accounts(session: Session) -> list[Account]:
    """Every account, by e-mail."""
    return list(_accounts(session, select(_ACCOUNT).order_by(_ACCOUNT.c.email)))


def hold_accounts(session: Session, account_id: str | None = None) -> list[Account]:
    """All accounts, or the one of an id: nobody else changes them before the transaction ends."""
    query = select(_ACCOUNT).order_by(_ACCOUNT.c.id).with_for_update()
    if account_id is not None:
        query = query.where(_ACCOUNT.c.id == account_id)
    return list(_accounts(session, query))


def _accounts(session: Session, query: Any) -> Iterable[Account]:
    rows = list(session.execute(query))
    roles: dict[str, set[Role]] = defaultdict(set)
    wanted = select(_ROLE).where(_ROLE.c.account_id.in_([row.id for row in rows]))
    for row in session.execute(wanted):
        roles[row.account_id].add(Role(row.role))
    for row in rows:
        yield _account(row, frozenset(roles[row.id]))


def _account(row: Row[Any], roles: frozenset[Role]) -> Account:
    return Account(
        id=row.id,
        email=row.email,
        active=row.active,
        roles=roles,
        desk=row.desk_id,
        organization=row.organization,
        created_at=row.created_at,
        uniquifier=row.uniquifier,
        password=row.password,
        totp_secret=row.totp_secret,
        totp_counter=row.totp_counter,
        recovery_codes=tuple(row.recovery_codes),
        failures=row.failures,
        locked_until=row.locked_until,
    )


def add_account(session: Session, account: Account) -> None:
    """A new account with its roles."""
    names = (
        "id", "email", "active", "desk", "organization", "created_at", "uniquifier", "password",
        "totp_secret", "totp_counter", "failures", "locked_until",
    )  # fmt: skip
    values = {_COLUMNS.get(name, name): getattr(account, name) for name in names}
    values["recovery_codes"] = list(account.recovery_codes)
    session.execute(insert(_ACCOUNT).values(values))
    _add_roles(session, account.id, account.roles)


def change_account(session: Session, account_id: str, **changes: Any) -> None:
    """Set fields of an account, its `roles` among them; what is not named stays."""
    roles = changes.pop("roles", None)
    if "recovery_codes" in changes:
        changes["recovery_codes"] = list(changes["recovery_codes"])
    if changes:
        values = {_COLUMNS.get(name, name): value for name, value in changes.items()}
        session.execute(update(_ACCOUNT).where(_ACCOUNT.c.id == account_id).values(values))
    if roles is not None:
        session.execute(delete(_ROLE).where(_ROLE.c.account_id == account_id))
        _add_roles(session, account_id, roles)


def raise_counter(session: Session, account_id: str, counter: int) -> bool:
    """Note the time step of a code; False where it is not later than the one noted."""
    last = _ACCOUNT.c.totp_counter
    this = (_ACCOUNT.c.id == account_id, (last.is_(None)) | (last < counter))
    query = update(_ACCOUNT).where(*this).values(totp_counter=counter).returning(_ACCOUNT.c.id)
    return session.execute(query).one_or_none() is not None


def _add_roles(session: Session, account_id: str, roles: Iterable[Role]) -> None:
    rows = [{"account_id": account_id, "role": role.value} for role in sorted(roles)]
    if rows:
        session.execute(insert(_ROLE), rows)


# Desks ------------------------------------------------------------------------------------


def find_desk(session: Session, desk_id: str) -> Desk | None:
    """The desk of an id."""
    row = session.execute(select(_DESK).where(_DESK.c.id == desk_id)).one_or_none()
    return None if row is None else Desk(**row._mapping)


def all_desks(session: Session) -> list[Desk]:
    """Every desk, by name."""
    query = select(_DESK).order_by(_DESK.c.name, _DESK.c.id)
    return [Desk(**row._mapping) for row in session.execute(query)]


def add_desk(session: Session, desk: Desk) -> None:
    """A new desk."""
    names = ("id", "name", "organization", "phone", "created_at")
    session.execute(insert(_DESK).values({name: getattr(desk, name) for name in names}))


def change_desk(session: Session, desk_id: str, **changes: str | None) -> None:
    """Set a desk's name, organization or phone."""
    session.execute(update(_DESK).where(_DESK.c.id == desk_id).values(changes))


# Sign-ins ---------------------------------------------------------------------------------


def add_sign_in(session: Session, one: SignIn) -> None:
    """A session that begins."""
    values = {"id": one.id, "account_id": one.account_id}
    moments = {"began_at": one.began_at, "seen_at": one.seen_at, "ended_at": one.ended_at}
    session.execute(insert(_SESSION).values(values | moments))


def find_sign_in(session: Session, sign_in_id: str) -> SignIn | None:
    """The session of a hash, ended ones too."""
    row = session.execute(select(_SESSION).where(_SESSION.c.id == sign_in_id)).one_or_none()
    return None if row is None else SignIn(**row._mapping)


def sign_ins_of(session: Session, account_id: str) -> list[SignIn]:
    """The sessions of an account that nobody ended, newest first; some may have run out."""
    query = (
        select(_SESSION)
        .where(_SESSION.c.account_id == account_id, _SESSION.c.ended_at.is_(None))
        .order_by(_SESSION.c.began_at.desc(), _SESSION.c.id)
    )
    return [SignIn(**row._mapping) for row in session.execute(query)]


def saw_sign_in(session: Session, sign_in_id: str, at: datetime) -> None:
    """The session was used."""
    session.execute(update(_SESSION).where(_SESSION.c.id == sign_in_id).values(seen_at=at))


def end_sign_in(session: Session, sign_in_id: str, at: datetime) -> None:
    """End one session."""
    this = (_SESSION.c.id == sign_in_id, _SESSION.c.ended_at.is_(None))
    session.execute(update(_SESSION).where(*this).values(ended_at=at))


def end_sign_ins(session: Session, account_id: str, at: datetime, but: str | None = None) -> None:
    """End every session of an account, or every one but that of a hash."""
    these = [_SESSION.c.account_id == account_id, _SESSION.c.ended_at.is_(None)]
    if but is not None:
        these.append(_SESSION.c.id != but)
    session.execute(update(_SESSION).where(*these).values(ended_at=at))


def drop_sign_ins_before(session: Session, account_id: str, moment: datetime) -> None:
    """Forget the sessions of an account that were last seen before a moment."""
    these = (_SESSION.c.account_id == account_id, _SESSION.c.seen_at < moment)
    session.execute(delete(_SESSION).where(*these))


# Invitations ------------------------------------------------------------------------------


def add_invitation(session: Session, one: Invitation) -> None:
    """A new one-time link."""
    names = ("id", "account_id", "created_at", "created_by", "expires_at", "used_at", "revoked_at")
    session.execute(insert(_INVITATION).values({name: getattr(one, name) for name in names}))


def find_invitation(session: Session, invitation_id: str) -> Invitation | None:
    """The link of a hash; nobody else takes it before this transaction ends."""
    query = select(_INVITATION).where(_INVITATION.c.id == invitation_id).with_for_update()
    row = session.execute(query).one_or_none()
    return None if row is None else Invitation(**row._mapping)


def open_invitations(session: Session) -> list[Invitation]:
    """Links that were neither used nor revoked; some may have expired."""
    query = select(_INVITATION).where(
        _INVITATION.c.used_at.is_(None), _INVITATION.c.revoked_at.is_(None)
    )
    return [Invitation(**row._mapping) for row in session.execute(query)]


def use_invitation(session: Session, invitation_id: str, at: datetime) -> None:
    """The link was used, and opens nothing any more."""
    this = _INVITATION.c.id == invitation_id
    session.execute(update(_INVITATION).where(this).values(used_at=at))


def revoke_invitations(session: Session, account_id: str | None, at: datetime) -> None:
    """Take back the open links of an account, or (None) those of the first administrator."""
    table = _INVITATION.c
    whose = table.account_id.is_(None) if account_id is None else table.account_id == account_id
    these = (whose, table.used_at.is_(None), table.revoked_at.is_(None))
    session.execute(update(_INVITATION).where(*these).values(revoked_at=at))
