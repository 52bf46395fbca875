"""Transactions: one that only reads, and one that writes or leaves everything as it was."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine
from sqlmodel import Session

from referral.store.engine import WRITING


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A session whose reads see one state of the database."""
    with Session(engine) as session, session.begin():
        yield session


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """A session that commits at the end, or rolls back if anything is raised.

    On SQLite it takes the write lock first, so that two writers wait instead of failing.
    """
    with Session(engine.execution_options(**{WRITING: True})) as session, session.begin():
        yield session
