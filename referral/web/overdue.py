"""How much of the reader's own work is overdue: one line on the console, nothing for others."""

from __future__ import annotations

from flask import current_app

from referral.domain.access import Action, may
from referral.usecases.case_views import overdue_count
from referral.usecases.office import Office
from referral.web.access import current_actor
from referral.web.moment import now


def overdue_here() -> int:
    """How many of the reader's cases are overdue; 0, unasked, for whoever has none to work on."""
    office: Office | None = current_app.extensions.get("office")
    if office is None:
        return 0
    actor = current_actor()
    return overdue_count(office, actor, now=now()) if may(actor, Action.LIST_CASES) else 0
