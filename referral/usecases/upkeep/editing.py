"""Editing a record, and making a new one: what an editor typed, read as a row of a file would be.

Only the cells that the editor touched are written over the record, so that what others did to the
rest stays. Every change names its source. What needs two editors waits for the second.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from referral.domain.access import Action, Actor, may
from referral.domain.errors import ActionRefused, NotFound, Overtaken, Problem, RequestRejected
from referral.domain.services import Service
from referral.domain.upkeep_fields import undone
from referral.files.columns import COLUMNS
from referral.files.services import cells_of, service_from
from referral.store import audit
from referral.store.history import Author, RecordVersion, history_of
from referral.store.history_tables import ChangeSource, What
from referral.store.reading import load_services
from referral.store.writing import lock_directory, save_service
from referral.usecases.find_help import find_public
from referral.usecases.office import Office
from referral.usecases.upkeep.approvals import Pending, ask, needs_second, pending
from referral.usecases.upkeep.edit_cells import (
    EDITABLE,
    Cells,
    Source,
    completed,
    place_problems,
    secret_problems,
    with_source,
)
from referral.usecases.upkeep.new_ids import free_id
from referral.usecases.upkeep.restoring import note_look

UNNAMED = "new"
"""The id of a new record as long as it is only looked at."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A record as an editor saw it and as it is now; `meanwhile` are the changes in between.

    `number` is the newest change, 0 where there is none. `waiting` is what a second editor
    has yet to decide about it.
    """

    public_id: str
    seen: Service
    now: Service
    number: int
    meanwhile: tuple[RecordVersion, ...] = ()
    waiting: tuple[Pending, ...] = ()


@dataclass(frozen=True, slots=True)
class Saved:
    """Where the record is found from now on; `waiting` is the id of what a second editor decides.

    What waits is not in the directory: a new record has no page yet, and `public_id` is None.
    """

    public_id: str | None
    hidden: bool
    waiting: str | None = None


def open_record(office: Office, actor: Actor, ref: str, *, now: datetime) -> Draft:
    """A record to be edited. That a hidden place was looked at is entered in the log.

    An editor may know which place it is, as R35 hides it from whoever is not signed in; where it
    stands is not in the record at all.

    :raises NotFound: no such record, or the actor does not edit
    """
    known = _known(office, actor, ref)
    with office.records.reading() as session:
        service, versions = _read(session, known.id)
        waiting = pending(session, actor, known.id)
    note_look(office, actor, service, now)
    return Draft(ref, service, service, _number(versions), waiting=waiting)


def since(office: Office, actor: Actor, ref: str, seen: int) -> Draft:
    """The record as it was at the change that the editor saw, and what happened since.

    :raises NotFound: no such record, or the actor does not edit
    """
    known = _known(office, actor, ref)
    with office.records.reading() as session:
        service, versions = _read(session, known.id)
        waiting = pending(session, actor, known.id)
    later = tuple(one for one in versions if one.number > seen)
    if any(one.what != What.CHANGED for one in later):  # taken out and put in again meanwhile
        return Draft(ref, service, service, _number(versions), later, waiting)
    old = undone(service, (change for one in later for change in one.changes))
    return Draft(ref, old, service, _number(versions), later, waiting)


def save_record(
    office: Office,
    actor: Actor,
    ref: str,
    cells: Cells,
    source: Source,
    *,
    seen: int,
    now: datetime,
) -> Saved:
    """Write what was touched: `cells` by column, as a service file would hold them.

    `seen` is the newest change that the editor saw.

    :raises NotFound: no such record, or the actor does not edit
    :raises Overtaken: somebody else has changed the record meanwhile
    :raises RequestRejected: a cell that cannot be read or contradicts another, by column; or the
        source, at `edit_publisher`, `edit_year` or `edit_url`
    :raises ActionRefused: `already_so`
    """
    known = _known(office, actor, ref)
    with office.records.writing() as session:
        lock_directory(session)
        current, versions = _read(session, known.id)
        if seen != _number(versions):
            raise Overtaken()
        if not touched(cells, current):
            raise ActionRefused("already_so")
        after = _after(office, current, touched(cells, current), source, now)
        return _keep(office, session, actor, current, after, now)


def problems_of_cells(
    office: Office, draft: Draft | None, cells: Cells, source: Source, *, now: datetime
) -> tuple[Problem, ...]:
    """What is wrong with cells as `save_record` or, without a draft, `create_record` would say.

    Nothing is written: it is asked where something else cannot be read at all, so that an editor
    hears of everything at once.
    """
    try:
        if draft is None:
            _new(office, cells, now)
        elif changed := touched(cells, draft.seen):
            _after(office, draft.seen, changed, source, now)
    except RequestRejected as wrong:
        return wrong.problems
    return ()


def create_record(office: Office, actor: Actor, cells: Cells, *, now: datetime) -> Saved:
    """Ask for a new record: it waits until a second editor publishes it (field brief, section 6).

    Its id is made of its name, or of nothing that tells of it where the place is hidden.

    :raises NotFound: the actor does not edit
    :raises RequestRejected: as for `save_record`
    """
    if not may(actor, Action.EDIT_DIRECTORY):
        raise NotFound("new")
    with office.records.writing() as session:
        lock_directory(session)
        known = frozenset(one.id for one in office.tables.routing.directory.services)
        after = _new(office, cells, now, lambda made: free_id(session, made, known))
        return _keep(office, session, actor, None, after, now)


def _new(
    office: Office, cells: Cells, now: datetime, name: Callable[[Cells], str] = lambda _: UNNAMED
) -> Service:
    given = {name: cell for name, cell in cells.items() if name in EDITABLE}
    made = completed(given, {}, _today(office, given, now))
    row = {**made, "id": name(made), "verified_on": ""}
    return _read_cells(office, row, row, cells)


def touched(cells: Cells, current: Service) -> dict[str, str]:
    """The cells that differ from the record's, of those that an editor may change."""
    held = _cells(current)
    return {k: v for k, v in cells.items() if k in EDITABLE and held[k] != v}


def _after(
    office: Office, current: Service, cells: Cells, source: Source, now: datetime
) -> Service:
    held = _cells(current)
    today = _today(office, {**held, **cells}, now)
    changed = completed(cells, held, today)
    changed, problems = with_source(changed, held, source, today)
    return _read_cells(office, {**held, **changed}, changed, cells, problems, before=current)


def _read_cells(
    office: Office,
    row: Cells,
    changed: Cells,
    typed: Cells,
    problems: tuple[Problem, ...] = (),
    *,
    before: Service | None = None,
) -> Service:
    """The record of a row of cells; places are looked up where they were touched.

    `typed` are the cells as the editor left them, without what was added to them.
    """
    service, wrong = service_from(row)
    found = [*problems, *(Problem(one.column, one.code, one.facts) for one in wrong)]
    if service is not None:
        found += place_problems(office.world.atlas, service, changed)
        found += secret_problems(service, typed, before)
    if service is None or found:
        raise RequestRejected(tuple(_once(found)))
    return service


def _once(problems: list[Problem]) -> Iterator[Problem]:
    """The first problem of each column and code."""
    seen = set()
    for one in problems:
        if (one.path, one.code) not in seen:
            seen.add((one.path, one.code))
            yield one


def _keep(
    office: Office,
    session: Session,
    actor: Actor,
    before: Service | None,
    after: Service,
    now: datetime,
) -> Saved:
    """Write the record, or put it down for a second editor."""
    routing = office.tables.routing
    kind = needs_second(before, after)
    if kind is not None:
        waiting = ask(session, actor, kind, after, after.id, now)
        known = None if before is None else routing.public_id(before)
        return Saved(known, before is not None and before.hidden, waiting)
    save_service(session, after, now=now, author=Author(str(actor.id), ChangeSource.EDIT))
    public_id = routing.public_id(after)
    audit.append(session, now, actor.id, "service_changed", "service", public_id)
    return Saved(public_id, after.hidden)


def _known(office: Office, actor: Actor, ref: str) -> Service:
    found = find_public(office.tables.routing, ref)
    if found is None or not may(actor, Action.EDIT_DIRECTORY):
        raise NotFound(ref)
    return found


def _read(session: Session, service_id: str) -> tuple[Service, list[RecordVersion]]:
    found = load_services(session, [service_id])
    if not found:
        raise NotFound(service_id)
    return found[0], history_of(session, service_id)


def _number(versions: list[RecordVersion]) -> int:
    return versions[0].number if versions else 0


def _cells(service: Service) -> dict[str, str]:
    return dict(zip((one.name for one in COLUMNS), cells_of(service), strict=True))


def _today(office: Office, cells: Mapping[str, str], now: datetime) -> date:
    """The day at the service."""
    region = cells.get("regency_code") or cells.get("province_code") or ""
    return now.astimezone(ZoneInfo(office.zone(region))).date()
