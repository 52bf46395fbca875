"""Rows of the worklist and of the hand-over: an open case, its next step and its last attempt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from referral.web.cases.hours import due_text, hour_text
from referral.web.cases.work_words import (
    WARNINGS,
    attempt_text,
    need_text,
    paper_text,
    status_text,
    step_text,
)


@dataclass(frozen=True)
class Step:
    """Something to be done: what, at which hour, and how late or how soon that is.

    On paper (R47) stands `paper`: no need, and of a deadline of law nothing but that it is one.
    """

    text: str
    paper: str
    hour: str
    when: str
    late: bool
    warning: str | None


@dataclass(frozen=True)
class NeedState:
    """A need and where its referral stands."""

    label: str
    status: str


@dataclass(frozen=True)
class Attempt:
    """What was done last, and when; `service` is all of it that stands on paper."""

    text: str
    service: str
    hour: str


@dataclass(frozen=True)
class WorkRow:
    """An open case. `next` comes first, `also` is what else is late."""

    code: str
    regency: str
    danger: bool
    late: bool
    needs: tuple[NeedState, ...]
    next: Step | None
    also: tuple[Step, ...]
    last: Attempt | None


def work_row(row: dict[str, Any], now: datetime) -> WorkRow:
    """A row of the use case's document in words."""
    steps = [step(one, now) for one in row["overdue"]]
    upcoming = step(row["next"], now) if row["next"] else None
    last = row["last_attempt"]
    return WorkRow(
        code=row["code"],
        regency=row["regency"]["name"],
        danger=row["danger"] == "yes",
        late=bool(steps),
        needs=tuple(
            NeedState(need_text(one["need"]), status_text(one["status"])) for one in row["needs"]
        ),
        next=upcoming,
        also=tuple(one for one in steps if one != upcoming),
        last=_attempt(last, now) if last else None,
    )


def _attempt(event: dict[str, Any], now: datetime) -> Attempt:
    return Attempt(attempt_text(event), event["service"] or "", hour_text(event["at"], now))


def step(due: dict[str, Any], now: datetime) -> Step:
    """Something due in words."""
    return Step(
        text=step_text(due),
        paper=paper_text(due),
        hour=hour_text(due["at"], now),
        when=due_text(due["at"], now),
        late=due["overdue"],
        warning=str(WARNINGS[due["warning"]]) if due["warning"] in WARNINGS else None,
    )
