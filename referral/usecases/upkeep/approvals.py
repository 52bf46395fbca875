"""The two-person rule: what one editor asks for and another, never the same, decides.

What waits is not in the directory. Its fields are kept as they would be written, without anything
that tells where a hidden place is (R35). When it is approved it is judged anew: the records must
be as the asker saw them, and the values must still fit together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from referral.domain.access import Action, Actor, may
from referral.domain.approvals import ApprovalKind
from referral.domain.errors import ActionRefused, NotFound
from referral.domain.services import Service
from referral.domain.tombstones import RemovalReason
from referral.domain.upkeep_fields import fields_of, placeless, tells_no_place
from referral.store import audit, upkeep
from referral.store.history_tables import ChangeSource
from referral.store.reading import load_services, load_tombstones
from referral.store.upkeep import Approval
from referral.store.writing import lock_directory
from referral.usecases.exchange.comparing import uncovers
from referral.usecases.office import new_id

RETURNS = frozenset({ChangeSource.RESTORE})
"""What a request to publish comes from that brings a removed record back under its id."""


@dataclass(frozen=True, slots=True)
class Removal:
    """Why a record goes, and the id of the one that it is merged into."""

    reason: RemovalReason
    successor_id: str | None = None


def needs_second(before: Service | None, after: Service | None) -> ApprovalKind | None:
    """What a second editor must agree to, if anything, before a record changes like this.

    `before` None is a record new to the directory; `after` None is its removal, or its being
    merged into another one.
    """
    if before is None:
        return None if after is None else ApprovalKind.PUBLISH
    if after is None:
        return ApprovalKind.DELETE if tells_no_place(before) else None
    return ApprovalKind.UNHIDE if uncovers(before, after) else None


def ask(
    session: Session,
    actor: Actor,
    kind: ApprovalKind,
    after: Service | None,
    service_id: str,
    now: datetime,
    *,
    removal: Removal | None = None,
    source: ChangeSource = ChangeSource.EDIT,
) -> str:
    """Put a record down for a second editor; the id of what waits.

    The caller has made sure, under `lock_directory`, that the record is as its editor saw it. A
    merge gives as `after` what the successor would say. The same person's earlier request for the
    same record goes.

    :raises NotFound: the actor does not edit
    :raises ActionRefused: `removed_id`, where a record of that id was taken out (its id is spent)
        and it is not this one that is to come back
    """
    made = _made(session, actor, kind, {service_id: after}, now, removal=removal, source=source)
    upkeep.add_approvals(session, made)
    audit.append(session, now, actor.id, "approval_asked", "approval", made[0].id)
    return made[0].id


def ask_many(
    session: Session,
    actor: Actor,
    kind: ApprovalKind,
    services: Iterable[Service],
    now: datetime,
    *,
    source: ChangeSource = ChangeSource.IMPORT,
) -> str:
    """Put the records of one import down, to be decided together or one by one; their batch's id.

    Raises as `ask` does; then nothing was put down.
    """
    after = {service.id: service for service in services}
    batch = new_id()
    made = _made(session, actor, kind, after, now, source=source, batch=batch)
    if made:
        upkeep.add_approvals(session, made)
        audit.append(session, now, actor.id, "approval_asked", "approval", batch)
    return batch


def _made(
    session: Session,
    actor: Actor,
    kind: ApprovalKind,
    after: Mapping[str, Service | None],
    now: datetime,
    *,
    source: ChangeSource,
    removal: Removal | None = None,
    batch: str | None = None,
) -> list[Approval]:
    if not may(actor, Action.EDIT_DIRECTORY):
        raise NotFound(str(kind))
    lock_directory(session)
    spent = load_tombstones(session)
    heir = removal.successor_id if removal else None
    hashes = upkeep.content_hashes(session, [*after, *([heir] if heir else [])])
    made = []
    for service_id, service in after.items():
        if service_id in spent and not (kind is ApprovalKind.PUBLISH and source in RETURNS):
            raise ActionRefused("removed_id", service_id=service_id)
        hidden = kind is not ApprovalKind.PUBLISH
        made.append(
            Approval(
                id=new_id(),
                kind=str(kind),
                service_id=service_id,
                fields=None if service is None else _kept(service, hidden=hidden),
                base=hashes.get(service_id),
                successor_id=heir,
                successor_base=hashes.get(heir) if heir else None,
                removal=str(removal.reason) if removal else None,
                source=str(source),
                batch=batch,
                asked_at=now,
                asked_by=str(actor.id),
            )
        )
    return made


def _kept(service: Service, *, hidden: bool) -> dict[str, Any]:
    """The fields of a record that waits: of a place that is hidden, or still is, no place (R35).

    Once it is open, an editor can say where it stands as with any other.
    """
    fields = fields_of(service)
    return placeless(fields) if hidden or tells_no_place(service) else fields


def brings_back(approval: Approval) -> bool:
    """True where a removed record would be in the directory again, under its own id."""
    return approval.kind == ApprovalKind.PUBLISH and approval.source in RETURNS


@dataclass(frozen=True, slots=True)
class Pending:
    """A request about a record that nobody decided on.

    `mine`: the reader asked for it. `replaced`: the reader's next request about the same record
    takes its place.
    """

    approval_id: str
    mine: bool
    replaced: bool


def pending(session: Session, actor: Actor, service_id: str) -> tuple[Pending, ...]:
    """What waits about a record, whoever asked for it, the oldest first."""
    found = upkeep.open_approvals_about(session, service_id)
    return tuple(
        Pending(one.id, mine, mine and one.service_id == service_id)
        for one in found
        for mine in [one.asked_by == actor.id]
    )


def asked_alike(
    session: Session, wanted: Mapping[str, tuple[ApprovalKind, Service]]
) -> frozenset[str]:
    """The ids of which exactly this waits for a second editor already, whoever asked."""
    hashes = upkeep.content_hashes(session, wanted)
    waiting = [one for one in upkeep.open_approvals(session) if one.service_id in wanted]
    return frozenset(
        one.service_id
        for one in waiting
        for kind, service in [wanted[one.service_id]]
        if one.kind == kind
        and one.base == hashes.get(one.service_id)
        and one.fields == _kept(service, hidden=kind is not ApprovalKind.PUBLISH)
    )


def current_services(session: Session, ids: Sequence[str]) -> dict[str, Service]:
    """The records of the ids as they are now."""
    found: dict[str, Service] = {}
    for start in range(0, len(ids), 500):
        found |= {one.id: one for one in load_services(session, ids[start : start + 500])}
    return found
