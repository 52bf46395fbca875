"""An office over a directory that stands in the database, and two editors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from sqlalchemy import Engine

from referral.domain.services import Service
from referral.store.engine import make_engine
from referral.store.migrate import upgrade
from referral.store.reading import load_services
from referral.store.writing import save_services
from referral.usecases.office import Office
from referral.usecases.records import Records
from referral.usecases.world import World
from tests.cases import case_policy
from tests.offices import EDITOR, SERVICES, StoredDirectory, add_desks
from tests.usecases.replying import unplaced

SECOND = replace(EDITOR, id="ed-2")
HIDDEN = "rumah-rahasia"


def stored_office(engine: Engine, world: World, services: Iterable[Service] = SERVICES) -> Office:
    """The office; its snapshot is read anew after every change."""
    records = Records(engine, b"a secret for tests")
    with records.writing() as session:
        save_services(session, [unplaced(one) for one in services])
    add_desks(records)

    current = StoredDirectory(records)
    return Office(replace(world, directory=current), records, case_policy())


@contextmanager
def sqlite_office(
    folder: Path, world: World, services: Iterable[Service] = SERVICES
) -> Iterator[Office]:
    """The same over a file of its own."""
    address = f"sqlite:///{folder}/rujuk.db"
    upgrade(address)
    engine = make_engine(address)
    yield stored_office(engine, world, services)
    engine.dispose()


def record(office: Office, service_id: str) -> Service | None:
    """A record as the database has it."""
    with office.records.reading() as session:
        found = load_services(session, [service_id])
    return found[0] if found else None


def public_id(office: Office, service_id: str = HIDDEN) -> str:
    """The id that a hidden place may be known by."""
    return office.tables.routing.opaque_id(service_id)
