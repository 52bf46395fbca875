"""Reply links and what services propose about themselves. The transaction belongs to the caller."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from referral.domain.errors import Overtaken
from referral.store.tables import metadata

_LINK = metadata().tables["reply_link"]
_PROPOSAL = metadata().tables["proposal"]


@dataclass(frozen=True, slots=True)
class ReplyLink:
    """A link by which a service answers one referral; `code_hash` is that of its spoken code."""

    id: str
    referral_id: str
    code_hash: str
    made_at: datetime
    made_by: str
    expires_at: datetime
    revoked_at: datetime | None = None

    def works(self, now: datetime) -> bool:
        """True until it expires or is taken back."""
        return self.revoked_at is None and now < self.expires_at


def add_link(session: Session, link: ReplyLink) -> None:
    """Write a new link."""
    values = {name: getattr(link, name) for name in ReplyLink.__slots__}
    session.execute(insert(_LINK), [values])


def link_by_id(session: Session, link_id: str) -> ReplyLink | None:
    """A link by its id."""
    row = session.execute(select(_LINK).where(_LINK.c.id == link_id)).first()
    return ReplyLink(**row._mapping) if row else None


def link_by_code(session: Session, code_hash: str) -> ReplyLink | None:
    """A link by the hash of its spoken code."""
    row = session.execute(select(_LINK).where(_LINK.c.code_hash == code_hash)).first()
    return ReplyLink(**row._mapping) if row else None


def links_of(session: Session, referral_ids: Sequence[str]) -> dict[str, ReplyLink]:
    """The newest link of each referral."""
    query = select(_LINK).where(_LINK.c.referral_id.in_(referral_ids)).order_by(_LINK.c.made_at)
    return {row.referral_id: ReplyLink(**row._mapping) for row in session.execute(query)}


def revoke_links(session: Session, referral_id: str, at: datetime) -> None:
    """Take back every link of a referral that still works."""
    session.execute(
        update(_LINK)
        .where(_LINK.c.referral_id == referral_id, _LINK.c.revoked_at.is_(None))
        .values(revoked_at=at)
    )


def remove_links_expired_before(session: Session, moment: datetime) -> int:
    """Remove links that ended before a moment; how many."""
    gone = session.execute(delete(_LINK).where(_LINK.c.expires_at < moment))
    return int(gone.rowcount)  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a service says of itself: `capacity` ({"total", "free"}) or `hours` ({"text"})."""

    id: str
    service_id: str
    field: str
    value: Mapping[str, Any]
    made_at: datetime
    made_by: str
    decided_at: datetime | None = None
    decided_by: str | None = None
    decision: str | None = None


def add_proposal(session: Session, proposal: Proposal) -> None:
    """Write a new proposal."""
    values = {name: getattr(proposal, name) for name in Proposal.__slots__}
    session.execute(insert(_PROPOSAL), [{**values, "value": dict(proposal.value)}])


def drop_open_proposals(session: Session, service_id: str, field: str, *, made_by: str) -> None:
    """Take out what somebody proposed for a field and nobody decided on."""
    columns = _PROPOSAL.c
    session.execute(
        delete(_PROPOSAL).where(
            columns.service_id == service_id,
            columns.field == field,
            columns.made_by == made_by,
            columns.decided_at.is_(None),
        )
    )


def proposal_by_id(session: Session, proposal_id: str) -> Proposal | None:
    """One proposal."""
    row = session.execute(select(_PROPOSAL).where(_PROPOSAL.c.id == proposal_id)).first()
    return Proposal(**row._mapping) if row else None


def open_proposals(session: Session) -> list[Proposal]:
    """Proposals that nobody decided on, the oldest first."""
    query = select(_PROPOSAL).where(_PROPOSAL.c.decided_at.is_(None))
    rows = session.execute(query.order_by(_PROPOSAL.c.made_at, _PROPOSAL.c.id))
    return [Proposal(**row._mapping) for row in rows]


def decide(session: Session, proposal_id: str, *, decision: str, by: str, at: datetime) -> None:
    """Write the decision on a proposal.

    :raises Overtaken: somebody else decided already
    """
    changed = session.execute(
        update(_PROPOSAL)
        .where(_PROPOSAL.c.id == proposal_id, _PROPOSAL.c.decided_at.is_(None))
        .values(decided_at=at, decided_by=by, decision=decision)
    )
    if changed.rowcount != 1:  # type: ignore[attr-defined]
        raise Overtaken()
