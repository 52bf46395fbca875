"""Removing a record: an editor alone, or for a hidden place two of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from referral.domain.access import Action, Actor, may
from referral.domain.approvals import ApprovalKind
from referral.domain.errors import ActionRefused, NotFound, Overtaken
from referral.domain.services import Service
from referral.domain.tombstones import RemovalReason, Tombstone
from referral.domain.upkeep_fields import placeless, service_of, tells_no_place
from referral.store import accounts, audit, upkeep
from referral.store.history import Author, RecordVersion, history_of
from referral.store.history_tables import ChangeSource
from referral.store.reading import load_services, load_tombstones
from referral.store.writing import lock_directory, save_service
from referral.usecases.find_help import find_public
from referral.usecases.office import Office
from referral.usecases.upkeep.approvals import Pending, Removal, ask, needs_second, pending
from referral.usecases.upkeep.burying import take_out
from referral.usecases.upkeep.deciding import unfit


@dataclass(frozen=True, slots=True)
class Seen:
    """A record as an editor sees it; `mark` tells later whether it still says the same.

    `waiting` is what a second editor has yet to decide about it.
    """

    ref: str
    service: Service
    mark: str
    waiting: tuple[Pending, ...] = ()


@dataclass(frozen=True, slots=True)
class Removed:
    """A record that is no longer in the directory, with its history, the newest first.

    `last` is what it said last, where that is kept; `waiting` asks a second editor for its return.
    """

    stone: Tombstone
    last: Service | None
    versions: tuple[RecordVersion, ...]
    waiting: tuple[Pending, ...] = ()

    @property
    def returnable(self) -> bool:
        """True where it can be brought back: it was not merged, and what it said is kept."""
        return self.last is not None and self.stone.successor_id is None


def see(office: Office, actor: Actor, ref: str, *, now: datetime) -> Seen:
    """A record by the id it may be known by, as the database has it now.

    Whoever looks at a hidden place is written down.

    :raises NotFound: no such record, or the actor does not edit
    """
    with office.records.writing() as session:
        seen = seen_now(office, session, actor, ref)
        if seen.service.hidden:
            audit.append(session, now, actor.id, "hidden_service_read", "service", ref)
    return seen


def seen_now(office: Office, session: Session, actor: Actor, ref: str) -> Seen:
    """The same inside a transaction. Raises as `see` does."""
    if not may(actor, Action.EDIT_DIRECTORY):
        raise NotFound(ref)
    found = find_public(office.tables.routing, ref)
    current = load_services(session, [found.id]) if found else []
    if not current:
        raise NotFound(ref)
    mark = upkeep.content_hashes(session, [current[0].id])[current[0].id]
    return Seen(ref, current[0], mark, pending(session, actor, current[0].id))


def remove(
    office: Office, actor: Actor, ref: str, reason: RemovalReason, *, mark: str, now: datetime
) -> str | None:
    """Take a record out, or ask a second editor to: then the id of what waits.

    :raises NotFound: no such record, or the actor does not edit
    :raises Overtaken: the record no longer says what the editor saw
    """
    with office.records.writing() as session:
        lock_directory(session)
        seen = seen_now(office, session, actor, ref)
        if seen.mark != mark:
            raise Overtaken()
        service = seen.service
        if needs_second(service, None) is not None:
            removal = Removal(reason)
            return ask(session, actor, ApprovalKind.DELETE, None, service.id, now, removal=removal)
        take_out(session, service, reason, Author(str(actor.id), ChangeSource.EDIT), now)
        audit.append(session, now, actor.id, "service_removed", "service", ref)
    return None


def list_removed(office: Office, actor: Actor) -> list[Tombstone]:
    """Records that were removed, the latest first, for editors; hidden places are left out.

    :raises NotFound: the actor does not edit
    """
    if not may(actor, Action.EDIT_DIRECTORY):
        raise NotFound("removed")
    with office.records.reading() as session:
        found = load_tombstones(session).values()
    shown = [one for one in found if not one.hidden]
    return sorted(shown, key=lambda one: (one.removed_at, one.service_id), reverse=True)


def show_removed(office: Office, actor: Actor, service_id: str) -> Removed:
    """What was, and the history of it.

    :raises NotFound: no record of that id was removed, it was hidden, or the actor does not edit
    """
    if not may(actor, Action.EDIT_DIRECTORY):
        raise NotFound(service_id)
    with office.records.reading() as session:
        return _removed(session, actor, service_id)


def _removed(session: Session, actor: Actor, service_id: str) -> Removed:
    stone = load_tombstones(session).get(service_id)
    if stone is None or stone.hidden:
        raise NotFound(service_id)
    fields = upkeep.last_fields(session, service_id)
    last = service_of(service_id, fields) if fields is not None else None
    if last is not None and fields is not None and tells_no_place(last):
        last = service_of(service_id, placeless(fields))
    versions = tuple(history_of(session, service_id))
    return Removed(stone, last, versions, pending(session, actor, service_id))


def bring_back(office: Office, actor: Actor, service_id: str, *, now: datetime) -> str | None:
    """Put a removed record back as it was, under its id; or ask a second editor to.

    Where children live two people agreed to its removal, and two must agree to its return: then
    the id of what waits. Afterwards it is a record as any other that was edited here.

    :raises NotFound: no record of that id was removed, it was hidden, or the actor does not edit
    :raises ActionRefused: `already_there`; `not_returnable`, merged or without anything kept; or
        `contradicts` with the `problem`: the code of what no longer fits together
    """
    if not may(actor, Action.EDIT_DIRECTORY):
        raise NotFound(service_id)
    with office.records.writing() as session:
        lock_directory(session)
        there = load_services(session, [service_id])
        if there and not there[0].hidden:
            raise ActionRefused("already_there")
        found = _removed(session, actor, service_id)
        if found.last is None or not found.returnable:
            raise ActionRefused("not_returnable")
        if (wrong := unfit(found.last, office.world.atlas.find_code)) is not None:
            raise ActionRefused("contradicts", problem=wrong)
        source = ChangeSource.RESTORE
        if tells_no_place(found.last):
            kind = ApprovalKind.PUBLISH
            return ask(session, actor, kind, found.last, service_id, now, source=source)
        upkeep.lift_tombstones(session, [service_id])
        save_service(session, found.last, now=now, author=Author(str(actor.id), source))
        audit.append(session, now, actor.id, "service_brought_back", "service", service_id)
    return None


def versions_of(office: Office, service_id: str) -> tuple[RecordVersion, ...]:
    """The changes of a record, the newest first."""
    with office.records.reading() as session:
        return tuple(history_of(session, service_id))


def people(office: Office, ids: Collection[str]) -> dict[str, str]:
    """The e-mails of accounts, by their ids."""
    with office.records.reading() as session:
        return {one.id: one.email for one in accounts.all_accounts(session) if one.id in ids}
