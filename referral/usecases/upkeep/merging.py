"""Two records of one place: looked at side by side, and merged into one of them.

Both histories are kept; the id of the one that goes leads to the other. Where a hidden place
would go, two editors decide.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from referral.domain.access import Action, Actor, may
from referral.domain.approvals import ApprovalKind
from referral.domain.errors import ActionRefused, NotFound, Overtaken
from referral.domain.merging import Difference, Side, differences, merged
from referral.domain.services import Service
from referral.domain.tombstones import RemovalReason, Tombstone
from referral.files.services import problems_of
from referral.store import audit, upkeep
from referral.store.history import Author
from referral.store.history_tables import ChangeSource
from referral.store.reading import load_tombstones
from referral.store.writing import lock_directory, save_service
from referral.usecases.exchange.comparing import uncovers
from referral.usecases.office import Office
from referral.usecases.upkeep.approvals import Removal, ask, needs_second
from referral.usecases.upkeep.burying import take_out
from referral.usecases.upkeep.removing import Seen, seen_now


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Two records, the one that stays first, and where they differ."""

    kept: Seen
    gone: Seen
    parts: tuple[Difference, ...]
    two_editors: bool


def set_side_by_side(
    office: Office, actor: Actor, kept_ref: str, gone_ref: str, *, now: datetime
) -> SideBySide:
    """Two records to be merged, by the ids they may be known by.

    Whoever looks at a hidden place is written down.

    :raises NotFound: no such record, the same twice, or the actor does not edit
    """
    with office.records.writing() as session:
        kept, gone = _both(office, session, actor, kept_ref, gone_ref)
        for one in (kept, gone):
            if one.service.hidden:
                audit.append(session, now, actor.id, "hidden_service_read", "service", one.ref)
    return SideBySide(
        kept,
        gone,
        differences(kept.service, gone.service),
        needs_second(gone.service, None) is not None,
    )


def merge(
    office: Office,
    actor: Actor,
    kept_ref: str,
    gone_ref: str,
    choices: Mapping[str, Side],
    *,
    marks: tuple[str, str],
    now: datetime,
) -> str | None:
    """Merge one record into another, in one transaction; the id of what waits, if it must.

    `marks` are those of both records as they were seen, the one that stays first.

    :raises NotFound: no such record, the same twice, or the actor does not edit
    :raises Overtaken: one of them no longer says what the editor saw
    :raises ActionRefused: `uncovers_hidden_place`; `contradicts` with the `problem`, the code of
        what would not fit together; `no_such_choice`
    """
    with office.records.writing() as session:
        lock_directory(session)
        kept, gone = _both(office, session, actor, kept_ref, gone_ref)
        if (kept.mark, gone.mark) != marks:
            raise Overtaken()
        after = _checked(kept.service, gone.service, choices)
        removal = Removal(RemovalReason.DUPLICATE, kept.service.id)
        if needs_second(gone.service, None) is not None:
            about = gone.service.id
            return ask(session, actor, ApprovalKind.DELETE, after, about, now, removal=removal)
        author = Author(str(actor.id), ChangeSource.EDIT)
        save_service(session, after, now=now, author=author)
        heir = removal.successor_id
        take_out(session, gone.service, removal.reason, author, now, successor_id=heir)
        audit.append(session, now, actor.id, "service_merged", "service", gone_ref)
    return None


def list_merged(office: Office, service_id: str) -> list[Tombstone]:
    """The records that were merged into one, the latest first; hidden ones are left out."""
    with office.records.reading() as session:
        every = load_tombstones(session).values()
    found = [one for one in every if one.successor_id == service_id and not one.hidden]
    return sorted(found, key=lambda one: (one.removed_at, one.service_id), reverse=True)


def tell_apart(
    office: Office, actor: Actor, first_ref: str, second_ref: str, *, now: datetime
) -> None:
    """Remember that two records are two: they are not shown as duplicates any more.

    :raises NotFound: no such record, the same twice, or the actor does not edit
    """
    with office.records.writing() as session:
        first, second = _both(office, session, actor, first_ref, second_ref)
        pair = (first.service.id, second.service.id)
        upkeep.note_not_duplicate(session, pair, by=str(actor.id), at=now)
        audit.append(session, now, actor.id, "services_told_apart", "service", first_ref)


def _checked(kept: Service, gone: Service, choices: Mapping[str, Side]) -> Service:
    try:
        after = merged(kept, gone, choices)
    except KeyError:
        raise ActionRefused("no_such_choice") from None
    if uncovers(kept, after) or uncovers(gone, after):
        raise ActionRefused("uncovers_hidden_place")
    wrong = problems_of(after)
    if wrong:
        raise ActionRefused("contradicts", problem=wrong[0].code)
    return after


def _both(
    office: Office, session: Session, actor: Actor, kept_ref: str, gone_ref: str
) -> tuple[Seen, Seen]:
    if not may(actor, Action.EDIT_DIRECTORY) or kept_ref == gone_ref:
        raise NotFound(gone_ref)
    return (
        seen_now(office, session, actor, kept_ref),
        seen_now(office, session, actor, gone_ref),
    )
