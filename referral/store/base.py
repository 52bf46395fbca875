"""What all tables share: names of constraints, and checks made of vocabularies."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import CheckConstraint
from sqlmodel import SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
"""Every constraint has a name: SQLite can only alter a table whose constraints it can name."""


def known(column: str, values: Iterable[str], *, empty: bool = False) -> CheckConstraint:
    """A named CHECK that a column holds one of the values, or NULL where `empty`."""
    listed = ", ".join(f"'{value}'" for value in values)
    null = f"{column} IS NULL OR " if empty else ""
    return CheckConstraint(f"{null}{column} IN ({listed})", name=f"{column}_known")


def between(column: str, low: float, high: float) -> CheckConstraint:
    """A named CHECK that a column lies in a range, or is NULL."""
    return CheckConstraint(f"{column} BETWEEN {low} AND {high}", name=f"{column}_range")
