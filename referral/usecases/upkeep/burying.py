"""Taking a record out for good: its tombstone, and what of it is kept."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from referral.domain.services import Service
from referral.domain.tombstones import RemovalReason, Tombstone
from referral.store.history import Author
from referral.store.upkeep import bury


def take_out(
    session: Session,
    service: Service,
    reason: RemovalReason,
    author: Author,
    now: datetime,
    *,
    successor_id: str | None = None,
) -> None:
    """Remove a record and leave its tombstone; of a hidden place that says nothing (R35)."""
    hidden = service.hidden
    stone = Tombstone(
        service_id=service.id,
        removed_at=now,
        reason=reason,
        successor_id=successor_id,
        hidden=hidden,
        name=None if hidden else service.name,
        region_code=None if hidden else service.regency_code or service.province_code,
    )
    bury(session, service.id, stone, author)
