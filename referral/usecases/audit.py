"""The audit log for who looks after it: is it whole, and what does it say of something."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from referral.domain.access import Action, Actor, may
from referral.domain.audit import AuditEntry, Mark, ObjectKind, verify
from referral.domain.errors import NotFound
from referral.store import accounts
from referral.store import audit as log
from referral.usecases.records import Records

PAGE = 100
"""Entries on a page."""
EVERYTHING = "*"
"""The object of an entry about having read the log itself."""


@dataclass(frozen=True, slots=True)
class AuditReport:
    """What a verification found: entries seen, where the chain ends, the first broken one."""

    entries: int
    anchor: Mark
    head: Mark
    broken_at: int | None


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Entries, the newest first, and how many pages there are; addresses of accounts by id."""

    entries: tuple[AuditEntry, ...]
    emails: Mapping[str, str]
    page: int
    pages: int
    total: int


def verify_log(records: Records) -> AuditReport:
    """Whether every entry is as it was written, over one state of the database."""
    with records.reading() as session:
        log.hold_still(session)
        anchor, head = log.marks(session)
        broken = verify(log.every_entry(session), anchor, head)
        return AuditReport(log.count_entries(session), anchor, head, broken)


def read_log(
    records: Records,
    actor: Actor,
    *,
    now: datetime,
    kind: str | None = None,
    object_id: str | None = None,
    page: int = 1,
) -> AuditPage:
    """A page of the log, of one object or a kind of object where asked; that is entered too.

    :raises NotFound: the actor may not read it
    """
    if not may(actor, Action.READ_AUDIT):
        raise NotFound("audit")
    with records.writing() as session:
        total = log.count_entries(session, kind, object_id)
        skip = (page - 1) * PAGE
        found = log.latest_entries(session, kind, object_id, skip=skip, limit=PAGE)
        emails = {one.id: one.email for one in accounts.all_accounts(session)}
        log.append(session, now, actor.id, "audit_read", ObjectKind.AUDIT, EVERYTHING)
    return AuditPage(tuple(found), emails, page, max(1, -(-total // PAGE)), total)
