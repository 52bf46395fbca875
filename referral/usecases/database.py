"""The database of an installation: bring it up to date, and read the directory out of it."""

from __future__ import annotations

import os
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DatabaseError, DBAPIError, SQLAlchemyError
from sqlalchemy.orm import Session

from referral.domain.directory import Directory
from referral.domain.errors import StartupError
from referral.store.engine import make_engine
from referral.store.reading import Loaded, directory_version, renew_directory
from referral.usecases.world import CurrentDirectory

_NOT_THERE = ("no such table", "no such column", "undefinedtable", "undefinedcolumn")


def file_of(url: str) -> Path | None:
    """The file of an embedded database; None for a server's, and for one in memory."""
    address = make_url(url)
    if address.get_backend_name() != "sqlite" or not address.database:
        return None
    return None if address.database == ":memory:" else Path(address.database)


@contextmanager
def named_failures(url: str) -> Iterator[None]:
    """Turn what a driver raises into a StartupError that says what to do, without the address.

    :raises StartupError: `database_outdated`, `database_unwritable` or `database_unreachable`
    """
    try:
        yield
    except (SQLAlchemyError, OSError) as error:
        raise _named(error, file_of(url)) from error


def _named(error: Exception, file: Path | None) -> StartupError:
    cause = error.orig if isinstance(error, DBAPIError) else None
    said = f"{type(cause).__name__} {cause}".lower()
    if isinstance(error, DatabaseError) and any(mark in said for mark in _NOT_THERE):
        return StartupError("database_outdated")
    if file is not None:
        return StartupError("database_unwritable", path=str(file))
    return StartupError("database_unreachable")


def upgrade(url: str) -> None:
    """Create the database where there is none, and bring it to this version's tables.

    :raises StartupError: it does not answer or cannot be written
    """
    from referral.store import migrate  # noqa: PLC0415 - Alembic; routing does without

    with named_failures(url):
        if (file := file_of(url)) is not None:
            file.parent.mkdir(parents=True, exist_ok=True)
        migrate.upgrade(url)


def differences(url: str) -> list[str]:
    """What keeps the database from being this version's, a line each; changes nothing.

    :raises StartupError: there is none, or it does not answer
    """
    from referral.store import migrate  # noqa: PLC0415

    require_file(url)
    with named_failures(url):
        return migrate.check(url)


def require_file(url: str) -> None:
    """Opening an embedded database would create it empty: fail instead."""
    file = file_of(url)
    if file is not None and not file.is_file():
        raise StartupError("database_missing", path=str(file))


class StoredDirectory:
    """The directory of a database: `current()` gives its snapshot, `check()` asks the database."""

    def __init__(self, url: str) -> None:
        require_file(url)
        self._url = url
        self._engine = make_engine(url)
        self._loaded: Loaded | None = None
        self.current = CurrentDirectory(self._version, self._load)
        forget_connections_after_fork(self._engine)

    def check(self) -> None:
        """Ask the database for anything.

        :raises StartupError: it does not answer
        """
        with named_failures(self._url), self._engine.connect() as connection:
            connection.execute(text("SELECT 1"))

    def _version(self) -> str:
        with named_failures(self._url), Session(self._engine) as session:
            return directory_version(session)

    def _load(self) -> Directory:
        with named_failures(self._url), Session(self._engine) as session:
            self._loaded = renew_directory(session, self._loaded)
        if not self._loaded.directory.services:
            raise StartupError("database_empty")
        return self._loaded.directory


def open_directory(url: str) -> StoredDirectory:
    """The directory of a database, read when it is first asked for.

    :raises StartupError: `database_missing` with `path`
    """
    return StoredDirectory(url)


def forget_connections_after_fork(engine: Engine) -> None:
    """A connection that two processes share would answer one with what the other asked."""
    held = weakref.ref(engine)

    def forget() -> None:
        if (mine := held()) is not None:
            mine.dispose(close=False)

    os.register_at_fork(after_in_child=forget)
