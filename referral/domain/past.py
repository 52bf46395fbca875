"""The directory as it was: what happened to its records since, undone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from referral.domain.services import Service
from referral.domain.upkeep_fields import FieldChange, Fields, service_of, undone


class Happened(StrEnum):
    """What happened to a record, as its history names it."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Step:
    """One change of a record: in some fields, or as a whole.

    `last` is what a removed record said when it went; None where that was not kept.
    """

    service_id: str
    happened: Happened
    changes: tuple[FieldChange, ...] = ()
    last: Fields | None = None


@dataclass(frozen=True, slots=True)
class Past:
    """The records of an earlier moment, and the ids of those that were hidden at any time since.

    Who was hidden once may not be named by an older state (R35).
    """

    services: tuple[Service, ...]
    hidden: frozenset[str]


def undo(services: Iterable[Service], steps: Iterable[Step]) -> Past:
    """The records before these steps, which are given the newest first.

    What was withheld of a hidden place stays as it is; it counts at its regency's seat in any
    case. A removed record of which nothing was kept does not come back.
    """
    found = {service.id: service for service in services}
    hidden = {service.id for service in found.values() if service.hidden}
    for step in steps:
        held = found.pop(step.service_id, None)
        if step.happened is Happened.CHANGED and held is not None:
            held = undone(held, step.changes)
        elif step.happened is Happened.REMOVED:
            held = service_of(step.service_id, step.last) if step.last else None
        else:
            held = None
        if held is not None:
            found[held.id] = held
            if held.hidden:
                hidden.add(held.id)
    return Past(tuple(found.values()), frozenset(hidden))


def differing(before: Mapping[str, Service], after: Mapping[str, Service]) -> frozenset[str]:
    """Ids of records that are in one state only, or say something else in the other."""
    return frozenset(
        ref for ref in before.keys() | after.keys() if before.get(ref) != after.get(ref)
    )
