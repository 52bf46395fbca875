"""An office over a few made-up services in Sikka and around, and databases of both kinds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import Engine

from referral.store.engine import make_engine
from referral.usecases.office import Office
from referral.usecases.records import Records
from referral.usecases.world import World
from tests.cases import case_policy
from tests.offices import SERVICES, add_desks, directory_world
from tests.store.conftest import engine, postgres_url, url  # noqa: F401 - fixtures


@pytest.fixture(scope="session")
def small_world(world: World) -> World:
    """The real map over the made-up services."""
    return directory_world(world, SERVICES)


@pytest.fixture
def office(engine: Engine, small_world: World) -> Office:  # noqa: F811 - the fixture
    """An office with two desks of two organisations."""
    made = Office(small_world, Records(engine, b"a secret for tests"), case_policy())
    add_desks(made.records)
    return made


@pytest.fixture
def sqlite_office(tmp_path: object, small_world: World) -> Iterator[Office]:
    """The same over SQLite alone, where the database does not matter."""
    from referral.store.migrate import upgrade

    address = f"sqlite:///{tmp_path}/rujuk.db"
    upgrade(address)
    made = make_engine(address)
    found = Office(small_world, Records(made, b"a secret for tests"), case_policy())
    add_desks(found.records)
    yield replace(found)
    made.dispose()
