"""What removed records said last, and since when the history can tell of an earlier day."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table. Of a directory that is there already the history begins now."""
    op.create_table(
        "service_removed",
        sa.Column("service_id", sa.String(length=400), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["service_id", "number"],
            ["service_version.service_id", "service_version.number"],
            name="fk_service_removed_version",
        ),
        sa.PrimaryKeyConstraint("service_id", "number", name="pk_service_removed"),
    )
    op.add_column(
        "directory_state", sa.Column("history_since", sa.DateTime(timezone=True), nullable=True)
    )
    state = sa.table("directory_state", sa.column("history_since", sa.DateTime(timezone=True)))
    service = sa.table("service", sa.column("id"))
    there = sa.exists(sa.select(service.c.id))
    op.execute(sa.update(state).where(there).values(history_since=datetime.now(UTC)))


def downgrade() -> None:
    """Drop them."""
    op.drop_column("directory_state", "history_since")
    op.drop_table("service_removed")
