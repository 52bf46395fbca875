"""Upkeep: what waits for a second editor, what was removed, and pairs that are no duplicates."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_REMOVALS = "'closed', 'duplicate', 'mistake', 'moved_away'"


def upgrade() -> None:
    """Create the tables."""
    _approval()
    op.create_table(
        "tombstone",
        sa.Column("service_id", sa.String(length=400), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_by", sa.String(length=100), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("successor_id", sa.String(length=400), nullable=True),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("region_code", sa.String(length=5), nullable=True),
        sa.CheckConstraint(f"reason IN ({_REMOVALS})", name="ck_tombstone_reason_known"),
        sa.CheckConstraint("successor_id <> service_id", name="ck_tombstone_not_its_own_successor"),
        sa.CheckConstraint(
            "NOT hidden OR (name IS NULL AND region_code IS NULL)",
            name="ck_tombstone_hidden_tells_nothing",
        ),
        sa.PrimaryKeyConstraint("service_id", name="pk_tombstone"),
    )
    op.create_index("ix_tombstone_successor_id", "tombstone", ["successor_id"])
    op.create_table(
        "not_duplicate",
        sa.Column("first_id", sa.String(length=400), nullable=False),
        sa.Column("second_id", sa.String(length=400), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(length=100), nullable=False),
        sa.CheckConstraint("first_id < second_id", name="ck_not_duplicate_ordered"),
        sa.PrimaryKeyConstraint("first_id", "second_id", name="pk_not_duplicate"),
    )


def _approval() -> None:
    op.create_table(
        "approval",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("service_id", sa.String(length=400), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=True),
        sa.Column("base", sa.String(length=64), nullable=True),
        sa.Column("successor_id", sa.String(length=400), nullable=True),
        sa.Column("successor_base", sa.String(length=64), nullable=True),
        sa.Column("removal", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("batch", sa.String(length=36), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.String(length=100), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(length=100), nullable=True),
        sa.Column("decision", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('publish', 'unhide', 'delete')", name="ck_approval_kind_known"
        ),
        sa.CheckConstraint(
            "source IN ('seed', 'edit', 'proposal', 'import', 'verification', 'restore')",
            name="ck_approval_source_known",
        ),
        sa.CheckConstraint(
            f"removal IS NULL OR removal IN ({_REMOVALS})", name="ck_approval_removal_known"
        ),
        sa.CheckConstraint(
            "decision IS NULL OR decision IN ('approved', 'rejected', 'withdrawn')",
            name="ck_approval_decision_known",
        ),
        sa.CheckConstraint(
            "reason IS NULL OR reason IN ('not_confirmed', 'wrong_details', 'already_listed',"
            " 'unsafe', 'other')",
            name="ck_approval_reason_known",
        ),
        sa.CheckConstraint(
            "(kind = 'delete') = (removal IS NOT NULL)", name="ck_approval_removal_said"
        ),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (decision IS NULL)"
            " AND (decided_at IS NULL) = (decided_by IS NULL)",
            name="ck_approval_decided_whole",
        ),
        sa.CheckConstraint(
            "decision IS NULL OR (decision = 'withdrawn') = (decided_by = asked_by)",
            name="ck_approval_two_people",
        ),
        sa.CheckConstraint(
            "reason IS NULL OR decision = 'rejected'",
            name="ck_approval_reason_of_a_rejection",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_approval"),
    )
    op.create_index("ix_approval_batch", "approval", ["batch"])
    op.create_index("ix_approval_service_id", "approval", ["service_id"])


def downgrade() -> None:
    """Drop them."""
    for name in ("not_duplicate", "tombstone", "approval"):
        op.drop_table(name)
