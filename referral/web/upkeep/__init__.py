"""Keeping the directory true, under `/manage`: what editors do, and what shows how it stands.

Every module of `PARTS` gives the blueprint the routes of one kind of page, and may have `TASKS`:
what the start page leads to. Endpoints are `upkeep.…`.
"""

from __future__ import annotations

from types import ModuleType

from flask import Blueprint

from referral.usecases.office import Office
from referral.web import locale
from referral.web.upkeep import (
    approvals,
    call_sheet,
    dashboard,
    duplicates,
    edit,
    exports,
    history,
    imports,
    own,
    removed,
    removing,
    start,
)
from referral.web.upkeep.tasks import Task

PARTS: tuple[ModuleType, ...] = (
    call_sheet,
    dashboard,
    own,
    edit,
    history,
    approvals,
    duplicates,
    removing,
    removed,
    imports,
    exports,
)
"""Modules with `add_routes(upkeep, office)`, and perhaps `TASKS`, in the order of their tasks."""


def blueprint(office: Office) -> Blueprint:
    """Every page of upkeep under `/id/` and `/en/`."""
    upkeep = Blueprint("upkeep", __name__, url_prefix=locale.PREFIX)
    for part in PARTS:
        part.add_routes(upkeep, office)
    start.add_routes(upkeep, office, tasks())
    return upkeep


def tasks() -> tuple[Task, ...]:
    """What there is to do, in the order of the parts."""
    more = (task for part in PARTS for task in getattr(part, "TASKS", ()))
    return (*start.TASKS, *more)
