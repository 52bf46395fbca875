"""Bringing a database up to the tables of this version, and checking that it is."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from referral.store.engine import WRITING, make_engine
from referral.store.tables import metadata

MIGRATIONS = Path(__file__).resolve().parents[1] / "migrations"


def upgrade(url: str) -> None:
    """Upgrade the database at the address to the newest version; create it if it is empty."""
    engine = make_engine(url)
    try:
        upgrade_engine(engine)
    finally:
        engine.dispose()


def upgrade_engine(engine: Engine) -> None:
    """Upgrade over an engine, in one transaction; two processes at once are one after the other."""
    with engine.connect().execution_options(**{WRITING: True}) as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(5307)")
        command.upgrade(_config(connection), "head")


def check(url: str) -> list[str]:
    """What keeps the database from being this version's: nothing, or one line a difference."""
    engine = make_engine(url)
    try:
        with engine.connect() as connection:
            return check_connection(connection)
    finally:
        engine.dispose()


def check_connection(connection: Connection) -> list[str]:
    """The same over an open connection."""
    options = {"compare_type": True, "compare_server_default": True}
    context = MigrationContext.configure(connection, opts=options)
    head = ScriptDirectory.from_config(_config(connection)).get_current_head()
    current = context.get_current_revision()
    if current != head:
        return [f"version {current or 'none'}, expected {head}"]
    return [_difference(one) for one in compare_metadata(context, metadata())]


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    config.attributes["metadata"] = metadata()
    logging.getLogger("alembic").setLevel(logging.WARNING)
    return config


def _difference(change: Any) -> str:
    if isinstance(change, list):
        return "; ".join(_difference(one) for one in change)
    return " ".join(str(part) for part in change)
