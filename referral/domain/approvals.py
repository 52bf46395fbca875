"""Codes of what two people decide together, and of how a record leaves the directory.

Field brief, section 6: two people publish or un-hide a service. Taking a hidden place out needs
two as well: a record that is gone cannot help anybody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ApprovalKind(StrEnum):
    """What a second editor is asked for."""

    PUBLISH = "publish"  # a record that the directory does not hold yet
    UNHIDE = "unhide"  # more of a hidden place could be seen
    DELETE = "delete"  # a hidden place is taken out


class Decision(StrEnum):
    """How a request ended; `withdrawn` by whoever asked."""

    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class RejectReason(StrEnum):
    """Why the second editor says no."""

    NOT_CONFIRMED = "not_confirmed"  # the source does not say so, or nobody could confirm it
    WRONG_DETAILS = "wrong_details"
    ALREADY_LISTED = "already_listed"
    UNSAFE = "unsafe"  # could endanger children or staff
    OTHER = "other"


class RemovalReason(StrEnum):
    """Why a record leaves the directory."""

    CLOSED = "closed"
    DUPLICATE = "duplicate"
    MISTAKE = "mistake"
    MOVED_AWAY = "moved_away"


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What stays of a record that was removed: never to come back under its id by itself.

    `successor_id` is the record that it was merged into. Of a `hidden` place nothing else is
    said: neither name nor region.
    """

    service_id: str
    removed_at: datetime
    reason: RemovalReason
    successor_id: str | None = None
    hidden: bool = False
    name: str | None = None
    region_code: str | None = None


def heir_of(tombstones: Mapping[str, Tombstone], service_id: str) -> str | None:
    """The id of the record that stands for a merged one now, through several merges; else None."""
    seen = {service_id}
    found = tombstones.get(service_id)
    while found is not None and found.successor_id is not None:
        heir = found.successor_id
        if heir in seen:
            return None
        seen.add(heir)
        found = tombstones.get(heir)
        if found is None:
            return heir
    return None
