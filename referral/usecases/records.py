"""Accounts, cases and the audit log: where use cases read and write what is not the directory."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from sqlalchemy import Engine
from sqlmodel import Session

from referral.store.engine import make_engine
from referral.store.sessions import reading, writing
from referral.usecases.database import forget_connections_after_fork, require_file


@dataclass(frozen=True)
class Records:
    """The installation's database, and the secret that signs what leaves it (reply links)."""

    engine: Engine = field(repr=False)
    secret: bytes = field(repr=False)

    def reading(self) -> AbstractContextManager[Session]:
        """A session whose reads see one state of the database."""
        return reading(self.engine)

    def writing(self) -> AbstractContextManager[Session]:
        """A session that commits at the end, or rolls back if anything is raised."""
        return writing(self.engine)


def open_records(url: str, secret: bytes) -> Records:
    """The records of a database that exists already.

    :raises StartupError: `database_missing` with `path`
    """
    require_file(url)
    engine = make_engine(url)
    forget_connections_after_fork(engine)
    return Records(engine, secret)
