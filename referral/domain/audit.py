"""The audit log as values: who did what, to which thing, when; each entry sealed by the one before.

An entry holds codes and ids alone, so that no attribute of a child, no name and no address can
stand in it. The seal of an entry covers its content and the seal before it: whoever changes,
removes or slips in an entry breaks every seal that follows.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

SYSTEM = "system"
"""Who acts where nobody does: timers, retention, the command line of the machine."""
NOBODY = "nobody"
"""Who acts before anybody has signed in."""

_CODE = re.compile(r"[a-z][a-z0-9_]{0,59}")
_ACTOR = re.compile(r"[A-Za-z0-9][A-Za-z0-9_:-]{0,99}")
_OBJECT = re.compile(r"[A-Za-z0-9*][A-Za-z0-9._:-]{0,399}")


class ObjectKind(StrEnum):
    """What an entry can be about."""

    CASE = "case"
    REFERRAL = "referral"
    REPLY_LINK = "reply_link"
    HANDOVER = "handover"
    SERVICE = "service"
    PROPOSAL = "proposal"
    APPROVAL = "approval"
    COUNTERS = "counters"
    ACCOUNT = "account"
    INVITATION = "invitation"
    SESSION = "session"
    TOKEN = "token"  # noqa: S105 - a word, not one
    DESK = "desk"
    ACT = "act"  # of a province, to close a gap
    AUDIT = "audit"
    RETENTION = "retention"


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in the chain: the number of an entry and its seal (64 hex digits)."""

    seq: int
    hash: str


GENESIS = Mark(0, "0" * 64)
"""What stands before the first entry."""


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One line of the log. `at` is aware; the ids are those of the tables, never a name."""

    seq: int
    at: datetime
    actor_id: str
    action: str
    object_kind: str  # an ObjectKind; whatever stands there where somebody forged it
    object_id: str


@dataclass(frozen=True, slots=True)
class SealedEntry:
    """An entry as it is kept, with its seal."""

    entry: AuditEntry
    hash: str


def checked_entry(
    seq: int, at: datetime, actor_id: str | None, action: str, object_kind: str, object_id: str
) -> AuditEntry:
    """An entry of codes and ids alone; `actor_id` None is nobody.

    :raises ValueError: `audit_entry`, where anything could be a text, an e-mail or a number
    """
    actor = NOBODY if actor_id is None else actor_id
    sound = (
        at.tzinfo is not None
        and _ACTOR.fullmatch(actor)
        and _CODE.fullmatch(action)
        and _OBJECT.fullmatch(object_id)
        and object_kind in set(ObjectKind)
    )
    if not sound:
        raise ValueError("audit_entry")  # without the value: it may be what must not be kept
    return AuditEntry(seq, at.astimezone(UTC), actor, action, str(object_kind), object_id)


def entry_hash(previous: str, entry: AuditEntry) -> str:
    """The seal of an entry after the one whose seal is `previous`: SHA-256 of canonical JSON."""
    content = {
        "action": entry.action,
        "actor": entry.actor_id,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "object": [entry.object_kind, entry.object_id],
        "previous": previous,
        "seq": entry.seq,
    }
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def verify(entries: Iterable[SealedEntry], anchor: Mark, head: Mark | None = None) -> int | None:
    """The number of the first entry that is not as it was written, or None.

    `entries` in their order, the first one following `anchor` (what retention left as the end of
    what it dropped). With `head`, the last mark that was noted, a tail cut off is found too.
    """
    last = anchor
    for sealed in entries:
        expected = last.seq + 1
        if sealed.entry.seq != expected or sealed.hash != entry_hash(last.hash, sealed.entry):
            return expected
        last = Mark(expected, sealed.hash)
    if head is not None and head != last:
        return min(head.seq, last.seq) + 1 if head.seq != last.seq else last.seq
    return None
