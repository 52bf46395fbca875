"""Desks: where cases belong, whoever is on shift."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from referral.store.tables import metadata

_DESK = metadata().tables["desk"]


@dataclass(frozen=True, slots=True)
class Desk:
    """A desk of an organisation; `phone` is what a service calls back."""

    id: str
    name: str
    organization: str
    phone: str | None = None


def desk_by_id(session: Session, desk_id: str) -> Desk | None:
    """One desk."""
    row = session.execute(select(_DESK).where(_DESK.c.id == desk_id)).first()
    return Desk(row.id, row.name, row.organization, row.phone) if row else None
