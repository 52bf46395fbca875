"""The history of a record for editors: shown field by field, and any of it restored.

To restore is a change like any other: it goes on top of the history and takes nothing out of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session

from referral.domain.access import Action, Actor, may
from referral.domain.errors import ActionRefused, NotFound, Overtaken
from referral.domain.services import Service
from referral.domain.upkeep_fields import undone, with_field
from referral.files.services import problems_of
from referral.store import accounts, audit
from referral.store.history import Author, RecordVersion, history_of
from referral.store.history_tables import ChangeSource, What
from referral.store.reading import load_services
from referral.store.writing import lock_directory, save_service
from referral.usecases.exchange.comparing import uncovers
from referral.usecases.find_help import find_public
from referral.usecases.office import Office

__all__ = [
    "ChangeSource",
    "RecordHistory",
    "RecordVersion",
    "What",
    "note_look",
    "restore_field",
    "restore_version",
    "show_history",
]


@dataclass(frozen=True, slots=True)
class RecordHistory:
    """A record as it is now, by the id it may be known by, and its changes, the newest first.

    `people` are the e-mails of those who made them, by the ids of their accounts.
    """

    public_id: str
    service: Service
    versions: tuple[RecordVersion, ...]
    people: Mapping[str, str] = field(default_factory=dict)

    @property
    def number(self) -> int:
        """The newest change; 0 where there is none."""
        return self.versions[0].number if self.versions else 0


def show_history(office: Office, actor: Actor, ref: str, *, now: datetime) -> RecordHistory:
    """The history of a record.

    Of a hidden place it is for editors too, under its opaque id: what told where it stands was
    not kept (R35). That somebody looked at it is entered in the log.

    :raises NotFound: no such record, or the actor does not edit
    """
    service = _known(office, actor, ref)
    with office.records.reading() as session:
        found, versions = _read(session, service.id)
        authors = {one.by for one in versions}
        people = {a.id: a.email for a in accounts.all_accounts(session) if a.id in authors}
    note_look(office, actor, found, now)
    return RecordHistory(ref, found, versions, people)


def note_look(office: Office, actor: Actor, service: Service, now: datetime) -> None:
    """Enter in the log that an editor has a hidden place before them, by its opaque id."""
    if service.hidden:
        public_id = office.tables.routing.public_id(service)
        with office.records.writing() as session:
            audit.append(session, now, actor.id, "hidden_service_read", "service", public_id)


def restore_field(
    office: Office, actor: Actor, ref: str, number: int, field: str, *, seen: int, now: datetime
) -> None:
    """Give one field the value that it had before a change.

    `seen` is the newest change that the editor saw.

    :raises NotFound: no such record or change, or the actor does not edit
    :raises Overtaken: somebody else has changed the record meanwhile
    :raises ActionRefused: `withheld`, `already_so`, `uncovers_hidden_place`, or
        `contradicts` with the `problem`: the code of what would not fit together
    """
    service = _known(office, actor, ref)
    with office.records.writing() as session:
        current, versions = _current(session, service.id, seen)
        version = next((one for one in versions if one.number == number), None)
        changes = version.changes if version else ()
        change = next((one for one in changes if one.field == field), None)
        if change is None:
            raise NotFound(field)
        if change.withheld:
            raise ActionRefused("withheld")
        _save(office, session, actor, current, with_field(current, field, change.before), now)


def restore_version(
    office: Office, actor: Actor, ref: str, number: int, *, seen: int, now: datetime
) -> None:
    """Make the record say what it said right after a change; 0 is the state before the first.

    Raises as `restore_field` does; of what was withheld nothing comes back.
    """
    service = _known(office, actor, ref)
    with office.records.writing() as session:
        current, versions = _current(session, service.id, seen)
        later = [one for one in versions if one.number > number]
        if not later or (number and all(one.number != number for one in versions)):
            raise NotFound(str(number))
        if any(one.what != What.CHANGED for one in later):
            raise ActionRefused("not_the_same_record")
        changes = [change for version in later for change in version.changes]
        _save(office, session, actor, current, undone(current, changes), now)


def _known(office: Office, actor: Actor, ref: str) -> Service:
    found = find_public(office.tables.routing, ref)
    if not may(actor, Action.EDIT_DIRECTORY) or found is None:
        raise NotFound(ref)
    return found


def _read(session: Session, service_id: str) -> tuple[Service, tuple[RecordVersion, ...]]:
    """The record as the database has it now, and its history."""
    found = load_services(session, [service_id])
    if not found:
        raise NotFound(service_id)
    return found[0], tuple(history_of(session, service_id))


def _current(
    session: Session, service_id: str, seen: int
) -> tuple[Service, tuple[RecordVersion, ...]]:
    lock_directory(session)
    service, versions = _read(session, service_id)
    if seen != (versions[0].number if versions else 0):
        raise Overtaken()
    return service, versions


def _save(
    office: Office,
    session: Session,
    actor: Actor,
    before: Service,
    after: Service,
    now: datetime,
) -> None:
    if after == before:
        raise ActionRefused("already_so")
    if uncovers(before, after):
        raise ActionRefused("uncovers_hidden_place")
    wrong = problems_of(after)
    if wrong:
        raise ActionRefused("contradicts", problem=wrong[0].code)
    save_service(session, after, now=now, author=Author(str(actor.id), ChangeSource.RESTORE))
    public_id = office.tables.routing.public_id(after)
    audit.append(session, now, actor.id, "service_restored", "service", public_id)
