"""The audit log: entries sealed in a chain, and triggers that let nobody quietly mend them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# Table, statement, and when the database refuses it.
GUARDS = (
    ("audit_entry", "UPDATE", "TRUE"),
    ("audit_entry", "DELETE", "OLD.seq > (SELECT anchor_seq FROM audit_state)"),
    ("audit_state", "DELETE", "TRUE"),
    (
        "audit_state",
        "UPDATE",
        "NEW.last_seq < OLD.last_seq OR NEW.anchor_seq < OLD.anchor_seq"
        " OR (NEW.last_seq = OLD.last_seq AND NEW.last_hash <> OLD.last_hash)"
        " OR (NEW.last_seq > OLD.last_seq AND NOT EXISTS (SELECT 1 FROM audit_entry"
        " WHERE seq = NEW.last_seq AND hash = NEW.last_hash))"
        " OR (NEW.anchor_seq = OLD.anchor_seq AND NEW.anchor_hash <> OLD.anchor_hash)"
        " OR (NEW.anchor_seq > OLD.anchor_seq AND NOT EXISTS (SELECT 1 FROM audit_entry"
        " WHERE seq = NEW.anchor_seq AND hash = NEW.anchor_hash))",
    ),
)


def upgrade() -> None:
    """Create the tables, the one row of state, and the guards."""
    op.create_table(
        "audit_entry",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.String(length=100), nullable=False),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("object_kind", sa.String(length=60), nullable=False),
        sa.Column("object_id", sa.String(length=400), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint("length(hash) = 64", name="ck_audit_entry_hash_whole"),
        sa.PrimaryKeyConstraint("seq", name="pk_audit_entry"),
    )
    op.create_index("ix_audit_entry_object", "audit_entry", ["object_kind", "object_id"])
    op.create_index("ix_audit_entry_at", "audit_entry", ["at"])
    state = op.create_table(
        "audit_state",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last_seq", sa.Integer(), nullable=False),
        sa.Column("last_hash", sa.String(length=64), nullable=False),
        sa.Column("anchor_seq", sa.Integer(), nullable=False),
        sa.Column("anchor_hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint("id = 1", name="ck_audit_state_one_row"),
        sa.CheckConstraint("anchor_seq <= last_seq", name="ck_audit_state_anchor_not_ahead"),
        sa.PrimaryKeyConstraint("id", name="pk_audit_state"),
    )
    none = "0" * 64
    op.bulk_insert(
        state, [{"id": 1, "last_seq": 0, "last_hash": none, "anchor_seq": 0, "anchor_hash": none}]
    )
    if op.get_bind().dialect.name == "postgresql":
        _guard_postgresql()
    else:
        _guard_sqlite()


def downgrade() -> None:
    """Drop them all."""
    op.drop_table("audit_state")
    op.drop_table("audit_entry")
    if op.get_bind().dialect.name == "postgresql":
        for table, event, _refused in GUARDS:
            op.execute(f"DROP FUNCTION {table}_no_{event.lower()}()")
        op.execute("DROP FUNCTION audit_refuse()")


def _guard_sqlite() -> None:
    for table, event, refused in GUARDS:
        op.execute(
            f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table}"
            f" WHEN {refused} BEGIN SELECT RAISE(ABORT, 'audit_append_only'); END"
        )


def _guard_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " RAISE EXCEPTION 'audit_append_only' USING ERRCODE = 'integrity_constraint_violation';"
        " END $$"
    )
    for table, event, refused in GUARDS:
        # a trigger's own WHEN may not look into other tables: the function is made for each
        name = f"{table}_no_{event.lower()}"
        row = "OLD" if event == "DELETE" else "NEW"
        op.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" IF {refused} THEN RAISE EXCEPTION 'audit_append_only'"
            f" USING ERRCODE = 'integrity_constraint_violation'; END IF;"
            f" RETURN {row}; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {event} ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION {name}()"
        )
    for table in ("audit_entry", "audit_state"):
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()"
        )
