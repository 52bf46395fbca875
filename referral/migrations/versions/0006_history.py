"""The history of each record: every change, field by field, with who, when and from what."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables. What was before has no history: it is the first state known."""
    op.create_table(
        "service_version",
        sa.Column("service_id", sa.String(length=400), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=100), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.CheckConstraint(
            "source IN ('seed', 'edit', 'proposal', 'import', 'verification', 'restore')",
            name="ck_service_version_source_known",
        ),
        sa.CheckConstraint(
            "what IN ('added', 'changed', 'removed')", name="ck_service_version_what_known"
        ),
        sa.PrimaryKeyConstraint("service_id", "number", name="pk_service_version"),
    )
    op.create_table(
        "service_change",
        sa.Column("service_id", sa.String(length=400), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("field", sa.String(length=60), nullable=False),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=True),
        sa.Column("withheld", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "NOT withheld OR (before IS NULL AND after IS NULL)",
            name="ck_service_change_withheld_tells_nothing",
        ),
        sa.ForeignKeyConstraint(
            ["service_id", "number"],
            ["service_version.service_id", "service_version.number"],
            name="fk_service_change_version",
        ),
        sa.PrimaryKeyConstraint("service_id", "number", "field", name="pk_service_change"),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("service_change")
    op.drop_table("service_version")
