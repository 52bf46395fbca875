"""Engines for the two databases that are supported, set up alike."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.pool import StaticPool
from sqlmodel import create_engine

from referral.domain.errors import StartupError

BUSY_MILLISECONDS = 10_000
WRITING = "sqlite_immediate"
"""Execution option of a connection that will write: takes SQLite's write lock at the start."""


def make_engine(url: str) -> Engine:
    """An engine for `sqlite:///…` (WAL, foreign keys on) or `postgresql+psycopg://…`.

    :raises StartupError: `bad_setting` for any other address
    """
    address = _address(url)
    if address.get_backend_name() == "sqlite":
        return _sqlite(address)
    return create_engine(address, pool_pre_ping=True)


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except Exception as error:
        raise _unusable() from error
    backend = address.get_backend_name()
    if backend == "postgresql" and address.drivername in ("postgresql", "postgresql+psycopg"):
        return address.set(drivername="postgresql+psycopg")
    if backend == "sqlite" and address.drivername in ("sqlite", "sqlite+pysqlite"):
        return address
    raise _unusable()


def _unusable() -> StartupError:
    # the address itself may hold a password: it is not repeated
    expected = "sqlite:///FILE, postgresql+psycopg://HOST/DATABASE"
    return StartupError("bad_setting", name="DATABASE_URL", expected=expected)


def _sqlite(address: URL) -> Engine:
    in_memory = not address.database or address.database == ":memory:"
    options: dict[str, Any] = {"poolclass": StaticPool} if in_memory else {}
    engine = create_engine(address, connect_args={"check_same_thread": False}, **options)

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        # the driver must not open transactions behind SQLAlchemy's back: see `_begin`
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
        if not in_memory:
            cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = NORMAL")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writing = connection.get_execution_options().get(WRITING, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine
