"""Calls to services, who is calling whom, a service's own links, and more fields to propose."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

OLD_FIELDS = "field IN ('capacity', 'hours')"
FIELDS = (
    "field IN ('capacity', 'hours', 'phones', 'ages', 'languages', 'status', 'confirmed')"
    " OR field LIKE 'facts.%' OR field LIKE 'needs.%'"
)


def upgrade() -> None:
    """Create the tables; a proposal may be about more than places and hours from now on."""
    _create_calls()
    op.create_table(
        "own_link",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("service_id", sa.String(length=400), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(length=60), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_own_link"),
        sa.UniqueConstraint("code_hash", name="uq_own_link_code_hash"),
    )
    op.create_index("ix_own_link_service_id", "own_link", ["service_id"], unique=False)
    op.create_index("ix_own_link_expires_at", "own_link", ["expires_at"], unique=False)
    _allow(FIELDS)


def _create_calls() -> None:
    op.create_table(
        "verification_call",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("service_id", sa.String(length=400), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "outcome IN ('correct', 'corrected', 'no_answer', 'closed', 'wrong_number')",
            name="ck_verification_call_outcome_known",
        ),
        sa.CheckConstraint(
            "reason IS NULL OR reason IN ('for_good', 'suspended', 'merged', 'moved')",
            name="ck_verification_call_reason_known",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_verification_call"),
    )
    op.create_index(
        "ix_verification_call_service_id", "verification_call", ["service_id"], unique=False
    )
    op.create_index("ix_verification_call_at", "verification_call", ["at"], unique=False)
    op.create_table(
        "verification_claim",
        sa.Column("service_id", sa.String(length=400), nullable=False),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("service_id", name="pk_verification_claim"),
    )
    op.create_index("ix_verification_claim_by", "verification_claim", ["by"], unique=False)


def downgrade() -> None:
    """Drop them; what is proposed of other fields goes."""
    op.execute("DELETE FROM proposal WHERE field NOT IN ('capacity', 'hours')")
    _allow(OLD_FIELDS)
    for name in ("own_link", "verification_claim", "verification_call"):
        op.drop_table(name)


def _allow(fields: str) -> None:
    """Say anew which fields a proposal may be about: SQLite writes the table anew for that."""
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint("ck_proposal_field_known", "proposal", type_="check")
        op.create_check_constraint("ck_proposal_field_known", "proposal", fields)
        return
    with op.batch_alter_table("proposal", copy_from=_proposal(fields), recreate="always"):
        pass


def _proposal(fields: str) -> sa.Table:
    return sa.Table(
        "proposal",
        sa.MetaData(),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("service_id", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(length=60), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(length=60), nullable=True),
        sa.Column("decision", sa.String(), nullable=True),
        sa.CheckConstraint(
            "decision IS NULL OR decision IN ('accepted', 'rejected')",
            name="ck_proposal_decision_known",
        ),
        sa.CheckConstraint(fields, name="ck_proposal_field_known"),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (decision IS NULL)", name="ck_proposal_decided_whole"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_proposal"),
        sa.Index("ix_proposal_service_id", "service_id"),
    )
