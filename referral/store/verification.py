"""Calls to services, claims and own links. The transaction belongs to the caller."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping, delete, func, insert, select, update
from sqlalchemy.orm import Session

from referral.domain.errors import Overtaken
from referral.domain.verification import Call, Closing, Outcome
from referral.store.tables import metadata

_CALL = metadata().tables["verification_call"]
_CLAIM = metadata().tables["verification_claim"]
_LINK = metadata().tables["own_link"]
_REFERRAL = metadata().tables["referral"]
_PROPOSAL = metadata().tables["proposal"]


@dataclass(frozen=True, slots=True)
class Claim:
    """That an editor has a record before them, until a moment."""

    service_id: str
    by: str
    at: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class OwnLink:
    """A link by which a service looks at its own record; `code_hash` is that of its code."""

    id: str
    service_id: str
    code_hash: str
    made_at: datetime
    made_by: str
    expires_at: datetime
    revoked_at: datetime | None = None

    def works(self, now: datetime) -> bool:
        """True until it expires or is taken back."""
        return self.revoked_at is None and now < self.expires_at


def add_call(session: Session, call: Call) -> None:
    """Write down a call."""
    values = {name: getattr(call, name) for name in Call.__slots__}
    session.execute(insert(_CALL), [values])


def call_by_id(session: Session, call_id: str) -> Call | None:
    """One call."""
    row = session.execute(select(_CALL).where(_CALL.c.id == call_id)).mappings().first()
    return _call(row) if row else None


def calls_of(session: Session, service_id: str) -> list[Call]:
    """The calls to a service, the newest first."""
    query = select(_CALL).where(_CALL.c.service_id == service_id)
    rows = session.execute(query.order_by(_CALL.c.at.desc(), _CALL.c.id)).mappings()
    return [_call(row) for row in rows]


def calls_by_service(session: Session) -> dict[str, list[Call]]:
    """Every call, by service."""
    found: dict[str, list[Call]] = defaultdict(list)
    for row in session.execute(select(_CALL)).mappings():
        found[row["service_id"]].append(_call(row))
    return dict(found)


def last_call_by(session: Session, by: str, since: datetime) -> Call | None:
    """The newest call of an editor that was not taken back, since a moment."""
    columns = _CALL.c
    query = select(_CALL).where(columns.by == by, columns.at >= since, columns.undone_at.is_(None))
    row = session.execute(query.order_by(columns.at.desc(), columns.id).limit(1)).mappings().first()
    return _call(row) if row else None


def undo_call(session: Session, call_id: str, at: datetime) -> None:
    """Take a call back.

    :raises Overtaken: it was taken back already
    """
    changed = session.execute(
        update(_CALL).where(_CALL.c.id == call_id, _CALL.c.undone_at.is_(None)).values(undone_at=at)
    )
    if changed.rowcount != 1:  # type: ignore[attr-defined]
        raise Overtaken()


def claims(session: Session, now: datetime) -> dict[str, Claim]:
    """The claims that hold, by service."""
    rows = session.execute(select(_CLAIM).where(_CLAIM.c.until > now))
    return {row.service_id: Claim(**row._mapping) for row in rows}


def claim_of(session: Session, service_id: str, now: datetime) -> Claim | None:
    """The claim on a record, where one holds."""
    query = select(_CLAIM).where(_CLAIM.c.service_id == service_id, _CLAIM.c.until > now)
    row = session.execute(query).first()
    return Claim(**row._mapping) if row else None


def take_claim(session: Session, claim: Claim) -> None:
    """Give a record to an editor, who lets go of every other; claims that ran out go too."""
    columns = _CLAIM.c
    gone = (columns.by == claim.by) | (columns.until <= claim.at)
    session.execute(delete(_CLAIM).where(gone | (columns.service_id == claim.service_id)))
    session.execute(insert(_CLAIM), [{n: getattr(claim, n) for n in Claim.__slots__}])


def drop_claims(session: Session, by: str) -> None:
    """Let go of whatever an editor has before them."""
    session.execute(delete(_CLAIM).where(_CLAIM.c.by == by))


def uses(session: Session) -> dict[str, int]:
    """How many referrals each service was chosen for, of the cases that are kept."""
    columns = _REFERRAL.c
    query = select(columns.service_id, func.count().label("times")).group_by(columns.service_id)
    return {row.service_id: row.times for row in session.execute(query)}


def with_open_proposals(session: Session) -> set[str]:
    """Services of which something is proposed that nobody decided on."""
    query = select(_PROPOSAL.c.service_id).where(_PROPOSAL.c.decided_at.is_(None)).distinct()
    return set(session.scalars(query))


def outcomes_since(session: Session, since: datetime) -> dict[tuple[str, str], int]:
    """How often each outcome was noted since a moment, by service and outcome."""
    columns = _CALL.c
    query = (
        select(columns.service_id, columns.outcome, func.count().label("times"))
        .where(columns.at >= since, columns.undone_at.is_(None))
        .group_by(columns.service_id, columns.outcome)
    )
    return {(row.service_id, row.outcome): row.times for row in session.execute(query)}


def add_own_link(session: Session, link: OwnLink) -> None:
    """Write a new link."""
    session.execute(insert(_LINK), [{name: getattr(link, name) for name in OwnLink.__slots__}])


def own_link_by_id(session: Session, link_id: str) -> OwnLink | None:
    """A link by its id."""
    row = session.execute(select(_LINK).where(_LINK.c.id == link_id)).first()
    return OwnLink(**row._mapping) if row else None


def own_link_by_code(session: Session, code_hash: str) -> OwnLink | None:
    """A link by the hash of its spoken code."""
    row = session.execute(select(_LINK).where(_LINK.c.code_hash == code_hash)).first()
    return OwnLink(**row._mapping) if row else None


def own_link_of(session: Session, service_id: str, now: datetime) -> OwnLink | None:
    """The link of a service that works: there is one at most."""
    columns = _LINK.c
    query = select(_LINK).where(
        columns.service_id == service_id, columns.revoked_at.is_(None), columns.expires_at > now
    )
    row = session.execute(query.order_by(columns.made_at.desc()).limit(1)).first()
    return OwnLink(**row._mapping) if row else None


def revoke_own_links(session: Session, service_id: str, at: datetime) -> int:
    """Take back every link of a service that still stands; how many."""
    gone = session.execute(
        update(_LINK)
        .where(_LINK.c.service_id == service_id, _LINK.c.revoked_at.is_(None))
        .values(revoked_at=at)
    )
    return int(gone.rowcount)  # type: ignore[attr-defined]


def remove_own_links_expired_before(session: Session, moment: datetime) -> int:
    """Remove links that ended before a moment, and claims; how many links."""
    session.execute(delete(_CLAIM).where(_CLAIM.c.until < moment))
    gone = session.execute(delete(_LINK).where(_LINK.c.expires_at < moment))
    return int(gone.rowcount)  # type: ignore[attr-defined]


def remove_calls_before(session: Session, moment: datetime) -> int:
    """Remove calls that were made before a moment; how many."""
    gone = session.execute(delete(_CALL).where(_CALL.c.at < moment))
    return int(gone.rowcount)  # type: ignore[attr-defined]


def _call(row: RowMapping) -> Call:
    reason = row["reason"]
    return Call(
        id=row["id"],
        service_id=row["service_id"],
        at=row["at"],
        by=row["by"],
        outcome=Outcome(row["outcome"]),
        reason=Closing(reason) if reason else None,
        version=row["version"],
        undone_at=row["undone_at"],
    )
