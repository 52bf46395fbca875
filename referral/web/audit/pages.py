"""What the page of the audit log may print."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from referral.web.accounts.admin_pages import AdminPage, Choice


@dataclass(frozen=True)
class EntryRow:
    """One entry in words; `object_id` is the id as it stands in the log."""

    seq: int
    at: str
    who: str
    what: str
    kind: str
    object_id: str


@dataclass(frozen=True, kw_only=True)
class AuditLogPage(AdminPage):
    """Entries, the newest first, and the form that looks for those about one thing."""

    template: ClassVar[str] = "admin/audit.html"
    rows: tuple[EntryRow, ...]
    kinds: tuple[Choice, ...]
    page: int
    pages: int
    total: int
