"""What provinces mean to do: acts with an owner, a day and a state, and every decision on them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_NEEDS = "'medical', 'shelter', 'psychosocial', 'legal', 'return', 'reintegration'"
_CHILDREN = "'any', 'boy', 'girl', 'under_12', '12-17'"
_KINDS = "'number', 'verify', 'agreement', 'night', 'transport', 'beds', 'centre'"
_STATES = "'proposed', 'planned', 'under_way', 'done', 'dropped'"
_OWNERS = (
    "'province_unit', 'regency_unit', 'women_child_office', 'social_office', 'health_office', "
    "'transport_office', 'planning_office', 'police', 'civil_society', 'editors', "
    "'women_child_ministry', 'social_ministry'"
)


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "planned_act",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("province_code", sa.String(length=2), nullable=False),
        sa.Column("need", sa.String(), nullable=False),
        sa.Column("children", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(length=400), nullable=False),
        sa.CheckConstraint(f"need IN ({_NEEDS})", name="ck_planned_act_need_known"),
        sa.CheckConstraint(f"children IN ({_CHILDREN})", name="ck_planned_act_children_known"),
        sa.CheckConstraint(f"kind IN ({_KINDS})", name="ck_planned_act_kind_known"),
        sa.PrimaryKeyConstraint("id", name="pk_planned_act"),
        sa.UniqueConstraint(
            "province_code", "need", "children", "kind", "subject", name="uq_planned_act_subject"
        ),
    )
    op.create_table(
        "planned_act_step",
        sa.Column("act_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=100), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=True),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.CheckConstraint(f"state IN ({_STATES})", name="ck_planned_act_step_state_known"),
        sa.CheckConstraint(
            f"owner IS NULL OR owner IN ({_OWNERS})", name="ck_planned_act_step_owner_known"
        ),
        sa.CheckConstraint(
            "state NOT IN ('planned', 'under_way') OR (owner IS NOT NULL AND due IS NOT NULL)",
            name="ck_planned_act_step_owned",
        ),
        sa.CheckConstraint(
            "people IS NULL OR people >= 0", name="ck_planned_act_step_people_counted"
        ),
        sa.ForeignKeyConstraint(
            ["act_id"],
            ["planned_act.id"],
            name="fk_planned_act_step_act_id_planned_act",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("act_id", "number", name="pk_planned_act_step"),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("planned_act_step")
    op.drop_table("planned_act")
