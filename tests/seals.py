"""Small audit logs for tests: entries a minute apart, each sealed after the one before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from referral.domain.audit import GENESIS, AuditEntry, Mark, ObjectKind, SealedEntry, entry_hash

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


def entry(seq: int, **changes: Any) -> AuditEntry:
    """Somebody read a case."""
    made = AuditEntry(
        seq, NOW + timedelta(minutes=seq), "a-1", "read_case", ObjectKind.CASE, f"case-{seq}"
    )
    return replace(made, **changes)


def chain(length: int, anchor: Mark = GENESIS) -> list[SealedEntry]:
    """So many entries after the anchor."""
    made, last = [], anchor
    for seq in range(anchor.seq + 1, anchor.seq + length + 1):
        last = Mark(seq, entry_hash(last.hash, entry(seq)))
        made.append(SealedEntry(entry(seq), last.hash))
    return made


def head_of(entries: Sequence[SealedEntry]) -> Mark:
    """The mark that the last entry leaves."""
    return Mark(entries[-1].entry.seq, entries[-1].hash) if entries else GENESIS
