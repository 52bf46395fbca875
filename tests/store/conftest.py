"""Databases for the tests of the store: SQLite files, and a throwaway PostgreSQL database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import Engine

from referral.store.engine import make_engine
from referral.store.migrate import upgrade
from tests.needs import require

SERVER = "host=127.0.0.1 port=5432 user=root dbname=postgres connect_timeout=3"
HOW = "PostgreSQL does not answer on 127.0.0.1:5432: apt install postgresql, and a role root"


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The address of an empty PostgreSQL database that goes when the tests end."""
    name = f"rujuk_test_{uuid4().hex[:12]}"
    try:
        server = psycopg.connect(SERVER, autocommit=True)
    except psycopg.OperationalError:
        require(False, HOW)
        raise
    with server:
        server.execute(f"CREATE DATABASE {name}")
        yield f"postgresql+psycopg://root@127.0.0.1:5432/{name}"
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")
    server.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'directory.db'}"
    address: str = request.getfixturevalue("postgres_url")
    engine = make_engine(address)
    with engine.connect() as connection, connection.begin():
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
    engine.dispose()
    return address


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    """An engine over an empty directory with its tables."""
    upgrade(url)
    engine = make_engine(url)
    yield engine
    engine.dispose()
