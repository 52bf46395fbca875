"""When each record last changed, for those who fetch what is new: `modified_after`."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the moment; of what is there already it is now, so that nobody misses a record.

    It may be empty: SQLite adds no other column without writing the table anew, which would take
    with it whatever hangs on a service.
    """
    op.add_column("service", sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True))
    service = sa.table("service", sa.column("changed_at", sa.DateTime(timezone=True)))
    op.execute(service.update().values(changed_at=datetime.now(UTC)))


def downgrade() -> None:
    """Take it away."""
    op.drop_column("service", "changed_at")
