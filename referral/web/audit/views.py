"""The page of the audit log. What is looked for is posted: an address is kept by browsers."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, Response, request

from referral.domain.access import Action
from referral.domain.audit import AuditEntry, ObjectKind
from referral.usecases.audit import AuditPage, read_log
from referral.web.access import current_actor, records, requires
from referral.web.accounts.admin import links
from referral.web.accounts.admin_pages import Choice
from referral.web.accounts.pages import title
from referral.web.accounts.wording import moment
from referral.web.audit import wording
from referral.web.audit.pages import AuditLogPage, EntryRow
from referral.web.locale import PREFIX
from referral.web.render import render
from referral.web.routing import private
from referral.web.words import gettext

bp = Blueprint("audit", __name__, url_prefix=f"{PREFIX}/admin/audit")
read = requires(Action.READ_AUDIT, fresh=True)
MOST_PAGES = 100_000


@bp.get("")
@read
def log() -> Response:
    """The newest entries."""
    return shown(None, None, 1)


@bp.post("")
@read
def find() -> Response:
    """Entries about one thing or one kind of thing, or another page of them."""
    kind = request.form.get("kind") or None
    object_id = (request.form.get("object") or "").strip()[:400] or None
    typed = request.form.get("page", "1")
    page = min(max(int(typed), 1), MOST_PAGES) if typed.isascii() and typed.isdigit() else 1
    return shown(kind if kind in set(ObjectKind) else None, object_id, page)


def shown(kind: str | None, object_id: str | None, page: int) -> Response:
    """The page; reading it is entered in the log as well."""
    now = datetime.now(UTC)
    found = read_log(records(), current_actor(), now=now, kind=kind, object_id=object_id, page=page)
    return private(
        render(
            AuditLogPage(
                title=title(gettext("log")),
                links=links(),
                values={"object": object_id or ""},
                rows=tuple(row_of(one, found) for one in found.entries),
                kinds=choices(kind),
                page=found.page,
                pages=found.pages,
                total=found.total,
            )
        )
    )


def row_of(entry: AuditEntry, found: AuditPage) -> EntryRow:
    """An entry in words; an account by its address."""
    return EntryRow(
        seq=entry.seq,
        at=moment(entry.at),
        who=found.emails.get(entry.actor_id) or wording.actor(entry.actor_id),
        what=wording.action(entry.action),
        kind=wording.kind(entry.object_kind),
        object_id=found.emails.get(entry.object_id, entry.object_id),
    )


def choices(chosen: str | None) -> tuple[Choice, ...]:
    """Kinds of things to look for; the first is any."""
    every = Choice("", gettext("anything"), chosen=chosen is None)
    return (every, *(Choice(one, wording.kind(one), chosen=one == chosen) for one in ObjectKind))
