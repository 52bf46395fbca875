"""A plan asked for once more: what was tried, how many more to show, and "why not …?".

A plan page carries the console's own fields as hidden inputs, so that "no answer" brings the
next number without a script, an account or anything kept on the server.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

from referral.domain.vocabulary import TryOutcome
from referral.web.forms.console import ConsoleForm

STEP = 3
_MOST = 60
"""More than any worker reads; keeps a hand-made request from asking for the whole list."""
_OUTCOMES = frozenset(outcome.value for outcome in TryOutcome)
_OWN = ("tried", "try", "untry", "more", "why", "why_text", "add", "drop")


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
class Again:
    """What a plan page adds to the console's answers."""

    tried: tuple[Tried, ...] = ()
    latest_id: str | None = None
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
        counts = [int(text) for text in given.getlist("more") if re.fullmatch(r"[0-9]{1,4}", text)]
        return cls(
            tried=tuple(table.values()),
            latest_id=latest.service_id if latest else None,
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
        if self.more:
            body["more"] = self.more
        if self.why:
            body["why"] = self.why
        return body


def kept_answers(given: MultiDict[str, str], form: ConsoleForm) -> tuple[tuple[str, str], ...]:
    """The posted answers as hidden inputs: only this form's own fields, only what was answered."""
    return tuple(
        (name, value) for name, value in _flat(given) if value.strip() and _belongs(name, form)
    )


def _flat(given: MultiDict[str, str]) -> Iterator[tuple[str, str]]:
    """Every name with each of its values."""
    for name, values in given.lists():
        for value in values:
            yield name, value


def _belongs(name: str, form: ConsoleForm) -> bool:
    """True for a field of the console or a part of one (`places-0-text`)."""
    return name not in _OWN and name.partition("-")[0] in form
