"""What happens after a plan: cases and their referrals, for those whose they are.

Every module of `PARTS` gives the blueprint the routes of one kind of page.
"""

from __future__ import annotations

from types import ModuleType

from flask import Blueprint

from referral.usecases.office import Office
from referral.web import locale, manage, reply
from referral.web.cases import case, counters, handover, opening, received, worklist

PARTS: tuple[ModuleType, ...] = (
    worklist,
    opening,
    case,
    handover,
    counters,
    received,
    reply,
    manage,
)
"""Modules with `add_routes(cases, office)`."""


def blueprint(office: Office) -> Blueprint:
    """Every page of cases under `/id/` and `/en/`; endpoints are `cases.…`."""
    cases = Blueprint("cases", __name__, url_prefix=locale.PREFIX)
    for part in PARTS:
        part.add_routes(cases, office)
    return cases
