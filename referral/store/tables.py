"""All tables, imported so that their metadata is whole; migrations are compared with it."""

from __future__ import annotations

from sqlalchemy import MetaData
from sqlmodel import SQLModel

from referral.store import (
    account_tables,
    action_tables,
    audit_tables,
    case_tables,
    directory_tables,
    history_tables,
    upkeep_tables,
    verification_tables,
)

MODULES = (
    action_tables,
    directory_tables,
    account_tables,
    case_tables,
    audit_tables,
    history_tables,
    upkeep_tables,
    verification_tables,
)
"""Every module that defines tables; one that is missing here is missing from `check`."""


def metadata() -> MetaData:
    """The metadata of every table of the store."""
    return SQLModel.metadata
