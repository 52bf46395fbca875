"""What stays of a record that was removed: its id is spent, and may lead to another record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class RemovalReason(StrEnum):
    """Why a record leaves the directory."""

    CLOSED = "closed"
    DUPLICATE = "duplicate"
    MISTAKE = "mistake"
    MOVED_AWAY = "moved_away"


@dataclass(frozen=True, slots=True)
class Tombstone:
    """That a record was removed, when and why; no record comes back under its id by itself.

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
