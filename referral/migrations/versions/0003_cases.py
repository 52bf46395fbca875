"""Cases, referrals, what happened to them, replies, proposals, hand-overs and counters."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables, and have the database refuse to change an event that stands."""
    op.create_table(
        "proposal",
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
        sa.CheckConstraint("field IN ('capacity', 'hours')", name="ck_proposal_field_known"),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (decision IS NULL)", name="ck_proposal_decided_whole"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_proposal"),
    )
    op.create_index("ix_proposal_service_id", "proposal", ["service_id"], unique=False)
    op.create_table(
        "referral_count",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("regency_code", sa.String(length=5), nullable=False),
        sa.Column("need", sa.String(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "need IN ('medical', 'shelter', 'psychosocial', 'legal', 'return', 'reintegration')",
            name="ck_referral_count_need_known",
        ),
        sa.CheckConstraint("times > 0", name="ck_referral_count_times_positive"),
        sa.PrimaryKeyConstraint("month", "regency_code", "need", "code", name="pk_referral_count"),
    )
    op.create_index("ix_referral_count_code", "referral_count", ["code"], unique=False)
    op.create_table(
        "handover",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("desk_id", sa.String(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given_by", sa.String(length=60), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_by", sa.String(length=60), nullable=True),
        sa.ForeignKeyConstraint(["desk_id"], ["desk.id"], name="fk_handover_desk_id_desk"),
        sa.PrimaryKeyConstraint("id", name="pk_handover"),
    )
    op.create_index("ix_handover_desk_id", "handover", ["desk_id"], unique=False)
    op.create_table(
        "referral_case",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("desk_id", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.String(length=60), nullable=False),
        sa.Column("regency_code", sa.String(length=5), nullable=False),
        sa.Column("needs", sa.JSON(), nullable=False),
        sa.Column("sub_needs", sa.JSON(), nullable=False),
        sa.Column("children", sa.JSON(), nullable=False),
        sa.Column("triage", sa.JSON(), nullable=False),
        sa.Column("ruleset", sa.String(), nullable=False),
        sa.Column("directory_version", sa.String(), nullable=False),
        sa.Column("assent", sa.String(), nullable=True),
        sa.Column("guardian", sa.String(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closure", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "assent IS NULL OR assent IN ('given', 'too_young', 'not_possible', 'refused')",
            name="ck_referral_case_assent_known",
        ),
        sa.CheckConstraint(
            "closure IS NULL OR closure IN ('met', 'transferred', 'unreachable', 'withdrawn')",
            name="ck_referral_case_closure_known",
        ),
        sa.CheckConstraint(
            "guardian IS NULL OR guardian IN ('given', 'refused', 'absent', 'not_sought')",
            name="ck_referral_case_guardian_known",
        ),
        sa.CheckConstraint(
            "(assent IS NULL) = (guardian IS NULL)", name="ck_referral_case_consent_complete"
        ),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (closure IS NULL)",
            name="ck_referral_case_closed_with_reason",
        ),
        sa.ForeignKeyConstraint(["desk_id"], ["desk.id"], name="fk_referral_case_desk_id_desk"),
        sa.PrimaryKeyConstraint("id", name="pk_referral_case"),
        sa.UniqueConstraint("code", name="uq_referral_case_code"),
    )
    op.create_index("ix_referral_case_closed_at", "referral_case", ["closed_at"], unique=False)
    op.create_index("ix_referral_case_desk_id", "referral_case", ["desk_id"], unique=False)
    op.create_table(
        "referral",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("need", sa.String(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.String(), nullable=False),
        sa.Column("organization", sa.String(), nullable=False),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("tier", sa.Integer(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("how IN ('direct', 'arranged')", name="ck_referral_how_known"),
        sa.CheckConstraint(
            "need IN ('medical', 'shelter', 'psychosocial', 'legal', 'return', 'reintegration')",
            name="ck_referral_need_known",
        ),
        sa.CheckConstraint(
            "status IN ('draft', 'consent_noted', 'sent', 'acknowledged', 'accepted', 'declined', 'no_answer', 'arrived', 'service_started', 'completed', 'withdrawn', 'lost_contact', 'unsafe_stop')",
            name="ck_referral_status_known",
        ),
        sa.CheckConstraint("tier BETWEEN 1 AND 4", name="ck_referral_tier_range"),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["referral_case.id"],
            name="fk_referral_case_id_referral_case",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_referral"),
        sa.UniqueConstraint("case_id", "need", "attempt", name="uq_referral_case_id_need_attempt"),
    )
    op.create_index("ix_referral_case_id", "referral", ["case_id"], unique=False)
    op.create_index("ix_referral_organization", "referral", ["organization"], unique=False)
    op.create_index("ix_referral_service_id", "referral", ["service_id"], unique=False)
    op.create_table(
        "referral_candidate",
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("need", sa.String(), nullable=False),
        sa.Column("line", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.String(), nullable=False),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("tier", sa.Integer(), nullable=False),
        sa.CheckConstraint("how IN ('direct', 'arranged')", name="ck_referral_candidate_how_known"),
        sa.CheckConstraint(
            "need IN ('medical', 'shelter', 'psychosocial', 'legal', 'return', 'reintegration')",
            name="ck_referral_candidate_need_known",
        ),
        sa.CheckConstraint("tier BETWEEN 1 AND 4", name="ck_referral_candidate_tier_range"),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["referral_case.id"],
            name="fk_referral_candidate_case_id_referral_case",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "case_id", "need", "line", "position", name="pk_referral_candidate"
        ),
    )
    op.create_table(
        "case_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("referral_id", sa.String(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("from_status", sa.String(), nullable=True),
        sa.Column("to_status", sa.String(), nullable=True),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("detail", sa.String(), nullable=True),
        sa.CheckConstraint(
            "from_status IS NULL OR from_status IN ('draft', 'consent_noted', 'sent', 'acknowledged', 'accepted', 'declined', 'no_answer', 'arrived', 'service_started', 'completed', 'withdrawn', 'lost_contact', 'unsafe_stop')",
            name="ck_case_event_from_status_known",
        ),
        sa.CheckConstraint(
            "kind IN ('opened', 'consent', 'moved', 'child_refused', 'handover_check', 'contact_attempt', 'follow_up', 'link_made', 'legal_done', 'closed')",
            name="ck_case_event_kind_known",
        ),
        sa.CheckConstraint(
            "to_status IS NULL OR to_status IN ('draft', 'consent_noted', 'sent', 'acknowledged', 'accepted', 'declined', 'no_answer', 'arrived', 'service_started', 'completed', 'withdrawn', 'lost_contact', 'unsafe_stop')",
            name="ck_case_event_to_status_known",
        ),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["referral_case.id"],
            name="fk_case_event_case_id_referral_case",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["referral_id"],
            ["referral.id"],
            name="fk_case_event_referral_id_referral",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_case_event"),
    )
    op.create_index("ix_case_event_case_id", "case_event", ["case_id"], unique=False)
    op.create_table(
        "reply_link",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("referral_id", sa.String(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(length=60), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["referral_id"],
            ["referral.id"],
            name="fk_reply_link_referral_id_referral",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_reply_link"),
        sa.UniqueConstraint("code_hash", name="uq_reply_link_code_hash"),
    )
    op.create_index("ix_reply_link_expires_at", "reply_link", ["expires_at"], unique=False)
    op.create_index("ix_reply_link_referral_id", "reply_link", ["referral_id"], unique=False)
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION case_event_stands() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'an event is never changed'; END $$"
        )
        op.execute(
            "CREATE TRIGGER case_event_stands BEFORE UPDATE ON case_event "
            "FOR EACH ROW EXECUTE FUNCTION case_event_stands()"
        )
    else:
        op.execute(
            "CREATE TRIGGER case_event_stands BEFORE UPDATE ON case_event "
            "BEGIN SELECT RAISE(ABORT, 'an event is never changed'); END"
        )


def downgrade() -> None:
    """Remove them."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER case_event_stands ON case_event")
        op.execute("DROP FUNCTION case_event_stands()")
    for table in (
        "reply_link",
        "case_event",
        "referral",
        "referral_candidate",
        "referral_case",
        "handover",
        "proposal",
        "referral_count",
    ):
        op.drop_table(table)
