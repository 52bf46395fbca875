"""Desks: made and changed by administrators. Cases belong to one, accounts work at one."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime

from referral.domain.access import Action, Actor
from referral.domain.accounts import Desk
from referral.domain.errors import NotFound, Problem, RequestRejected
from referral.store import accounts, audit
from referral.usecases.permission import demand
from referral.usecases.records import Records

_PHONE = re.compile(r"[0-9+() ./-]{3,40}")
_LIMITS = {"name": 120, "organization": 300}


def list_desks(records: Records, by: Actor) -> list[Desk]:
    """Every desk, by name.

    :raises NotPermitted: `by` is no administrator
    """
    demand(by, Action.MANAGE_ACCOUNTS)
    with records.reading() as session:
        return accounts.all_desks(session)


def add_desk(
    records: Records, by: Actor, now: datetime, *, name: str, organization: str, phone: str
) -> Desk:
    """A new desk; its id is made of its name and never changes.

    :raises NotPermitted: `by` is no administrator
    :raises RequestRejected: a name is missing or too long, or the number is none
    """
    demand(by, Action.MANAGE_ACCOUNTS)
    values = _checked(name, organization, phone)
    with records.writing() as session:
        taken = {one.id for one in accounts.all_desks(session)}
        desk = Desk(id=_free_id(name, taken), created_at=now, **values)  # type: ignore[arg-type]
        accounts.add_desk(session, desk)
        audit.append(session, now, by.id, "desk_made", "desk", desk.id)
    return desk


def change_desk(
    records: Records,
    by: Actor,
    now: datetime,
    desk_id: str,
    *,
    name: str,
    organization: str,
    phone: str,
) -> None:
    """Another name, organisation or number; the desk's accounts follow its organisation.

    :raises NotPermitted: `by` is no administrator
    :raises NotFound: there is no such desk
    :raises RequestRejected: a name is missing or too long, or the number is none
    """
    demand(by, Action.MANAGE_ACCOUNTS)
    values = _checked(name, organization, phone)
    with records.writing() as session:
        if accounts.find_desk(session, desk_id) is None:
            raise NotFound(desk_id)
        accounts.change_desk(session, desk_id, **values)
        for account in accounts.hold_accounts(session):
            if account.desk == desk_id:
                accounts.change_account(session, account.id, organization=values["organization"])
        audit.append(session, now, by.id, "desk_changed", "desk", desk_id)


def _checked(name: str, organization: str, phone: str) -> dict[str, str | None]:
    """The texts as they are kept, and whether they can be."""
    texts = {"name": name.strip(), "organization": organization.strip()}
    problems = [Problem(field, "required") for field, text in texts.items() if not text]
    problems += [
        Problem(field, "too_long", {"limit": _LIMITS[field]})
        for field, text in texts.items()
        if len(text) > _LIMITS[field]
    ]
    number = phone.strip()
    if number and not _PHONE.fullmatch(number):
        problems.append(Problem("phone", "bad_number"))
    if problems:
        raise RequestRejected(tuple(problems))
    return {**texts, "phone": number or None}


def _free_id(name: str, taken: set[str]) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:50] or "meja"
    return next(
        one
        for one in (slug, *(f"{slug}-{number}" for number in range(2, len(taken) + 3)))
        if one not in taken
    )
