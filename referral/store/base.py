"""What all tables share: names of constraints, and checks made of vocabularies."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from sqlalchemy import CheckConstraint, DateTime, Dialect
from sqlalchemy.types import TypeDecorator
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


class UtcMoment(TypeDecorator[datetime]):
    """An aware moment, kept in UTC: SQLite holds no zone, and PostgreSQL answers in its own."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """In UTC; a moment without a zone is refused."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("moment_without_zone")
        moment = value.astimezone(UTC)
        return moment if dialect.name == "postgresql" else moment.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Aware, in UTC."""
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
