"""A plan asked for once more: what was tried or let back in, how many more, "why not …?".

A plan page carries the console's own fields as hidden inputs, so that "no answer" brings the
next number without a script, an account or anything kept on the server.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

from referral.domain.vocabulary import OverrideReason, TryOutcome
from referral.web.forms.console import ConsoleForm

STEP = 3
_MOST = 60
"""More than any worker reads; keeps a hand-made request from asking for the whole list."""
_OUTCOMES = frozenset(outcome.value for outcome in TryOutcome)
_REASONS = frozenset(reason.value for reason in OverrideReason)
_OWN = (
    "tried", "try", "untry", "override", "use", "unuse", "more", "why", "why_text", "add", "drop",
)  # fmt: skip


@dataclass(frozen=True)
class Tried:
    """A call already made, and what came of it."""

    service_id: str
    outcome: str

    @property
    def text(self) -> str:
        """As a form carries it."""
        return f"{self.service_id}:{self.outcome}"

    @classmethod
    def of(cls, text: str) -> Tried | None:
        """The reverse of `text`; None where it is not a try."""
        service_id, _colon, outcome = text.rpartition(":")
        return cls(service_id, outcome) if service_id and outcome in _OUTCOMES else None


@dataclass(frozen=True)
class Overridden:
    """A rejected service that a human uses all the same, and the coded reason (R40)."""

    service_id: str
    reason: str

    @property
    def text(self) -> str:
        """As a form carries it."""
        return f"{self.service_id}:{self.reason}"

    @classmethod
    def of(cls, text: str) -> Overridden | None:
        """The reverse of `text`; None where it is not an override."""
        service_id, _colon, reason = text.rpartition(":")
        return cls(service_id, reason) if service_id and reason in _REASONS else None


@dataclass(frozen=True)
class Again:
    """What a plan page adds to the console's answers."""

    tried: tuple[Tried, ...] = ()
    latest_id: str | None = None
    overridden: tuple[Overridden, ...] = ()
    latest_use: Overridden | None = None
    more: int = 0
    why: str | None = None
    why_text: str = ""

    @classmethod
    def of(cls, given: MultiDict[str, str]) -> Again:
        """Read a posted form; a service tried twice keeps its last outcome."""
        tries = [Tried.of(text) for text in (*given.getlist("tried"), *given.getlist("try"))]
        table = {one.service_id: one for one in tries if one is not None}
        table.pop(given.get("untry", ""), None)
        latest = Tried.of(given.get("try", ""))
        uses = [Overridden.of(text) for text in (*given.getlist("override"), *given.getlist("use"))]
        used = {one.service_id: one for one in uses if one is not None}
        used.pop(given.get("unuse", ""), None)
        counts = [int(text) for text in given.getlist("more") if re.fullmatch(r"[0-9]{1,4}", text)]
        return cls(
            tried=tuple(table.values()),
            latest_id=latest.service_id if latest else None,
            overridden=tuple(used.values()),
            latest_use=Overridden.of(given.get("use", "")),
            more=min(max(counts, default=0), _MOST),
            why=given.get("why", "").strip() or None,
            why_text=given.get("why_text", "").strip()[:200],
        )

    @property
    def body(self) -> dict[str, Any]:
        """The part of the contract's request that this adds."""
        body: dict[str, Any] = {}
        if self.tried:
            body["tried"] = [
                {"service_id": one.service_id, "outcome": one.outcome} for one in self.tried
            ]
        if self.overridden:
            body["override"] = [
                {"service_id": one.service_id, "reason": one.reason} for one in self.overridden
            ]
        if self.more:
            body["more"] = self.more
        if self.why:
            body["why"] = self.why
        return body


def kept_answers(
    given: MultiDict[str, str], form: ConsoleForm, *, without: str | None = None
) -> tuple[tuple[str, str], ...]:
    """The posted answers as hidden inputs: only this form's own fields, only what was answered.

    `without` names a field that the page asks itself.
    """
    return tuple(
        (name, value)
        for name, value in _flat(given)
        if value.strip() and _belongs(name, form) and name.partition("-")[0] != without
    )


def _flat(given: MultiDict[str, str]) -> Iterator[tuple[str, str]]:
    """Every name with each of its values."""
    for name, values in given.lists():
        for value in values:
            yield name, value


def _belongs(name: str, form: ConsoleForm) -> bool:
    """True for a field of the console or a part of one (`places-0-text`)."""
    return name not in _OWN and name.partition("-")[0] in form
