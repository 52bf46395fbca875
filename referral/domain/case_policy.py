"""The policy of open referrals as a value: deadlines, follow-ups, escalation, retention.

The file's text is read elsewhere; its content hash names this very policy.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from referral.domain.errors import Problem
from referral.domain.policy import Policy, content_hash
from referral.domain.policy_text import Fits, checked, misfits, speaks_of
from referral.domain.referrals import ReferralStatus
from referral.domain.vocabulary import Need


class Condition(StrEnum):
    """When a legal deadline applies."""

    ALWAYS = "always"
    SEXUAL_VIOLENCE = "sexual_violence"
    POLICE_REPORT = "police_report"
    PROTECTION = "protection"


class DeadlineOwner(StrEnum):
    """Who must act until a legal deadline."""

    RECEIVER = "receiver"
    POLICE = "police"
    LPSK = "lpsk"


@dataclass(frozen=True, slots=True)
class LegalDeadline:
    """A deadline of law: `hours` after a referral of one of `needs` has reached `start`."""

    code: str
    law: str
    needs: frozenset[Need]
    start: ReferralStatus
    hours: int
    when: Condition
    owner: DeadlineOwner


@dataclass(frozen=True, slots=True)
class CasePolicy:
    """What practice and law ask of an open case. Times in the unit of their name."""

    version: str
    unanswered_before_higher_tier: int
    handover_accept_minutes: int
    arrival_hours: int
    start_hours: int
    after_arrival_hours: tuple[int, ...]
    after_return_months: tuple[int, ...]
    contact_attempts: int
    link_hours: int
    closed_case_days: int
    audit_days: int
    deadlines: tuple[LegalDeadline, ...]
    danger_minutes: int
    urgent_minutes: int
    routine_working_days: int


def parse_case_policy(text: str, routing: Policy) -> CasePolicy:
    """A case policy from the text of its file; the waiting times are the routing policy's.

    Raises:
        RequestRejected: with a Problem for each thing wrong, its path that of the entry.
    """
    raw = checked(text, check_case_policy)
    return CasePolicy(
        version=f"{raw['version']}-{content_hash(raw)}",
        unanswered_before_higher_tier=raw["escalation"]["unanswered_before_higher_tier"],
        handover_accept_minutes=raw["handover"]["accept_minutes"],
        arrival_hours=raw["handover"]["arrival_hours"],
        start_hours=raw["handover"]["start_hours"],
        after_arrival_hours=tuple(raw["follow_up"]["after_arrival_hours"]),
        after_return_months=tuple(raw["follow_up"]["after_return_months"]),
        contact_attempts=raw["closing"]["contact_attempts"],
        link_hours=raw["link"]["hours"],
        closed_case_days=raw["retention"]["closed_case_days"],
        audit_days=raw["retention"]["audit_days"],
        deadlines=tuple(map(_deadline, raw["deadline"])),
        danger_minutes=routing.danger_minutes,
        urgent_minutes=routing.urgent_minutes,
        routine_working_days=routing.routine_working_days,
    )


def is_case_policy(text: str) -> bool:
    """True for a text that means to be a case policy: it speaks of what only such a one does."""
    return speaks_of(text, "deadline", "retention", "follow_up")


def _deadline(entry: Mapping[str, Any]) -> LegalDeadline:
    return LegalDeadline(
        code=entry["code"],
        law=entry["law"],
        needs=frozenset(map(Need, entry["needs"])),
        start=ReferralStatus(entry["from"]),
        hours=entry["hours"],
        when=Condition(entry["when"]),
        owner=DeadlineOwner(entry["owner"]),
    )


def _count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _counts(value: Any) -> bool:
    return isinstance(value, list) and value == sorted(set(value)) and all(map(_count, value))


def _text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


SECTIONS: Mapping[str, Mapping[str, Fits]] = {
    "escalation": {"unanswered_before_higher_tier": _count},
    "handover": {"accept_minutes": _count, "arrival_hours": _count, "start_hours": _count},
    "follow_up": {"after_arrival_hours": _counts, "after_return_months": _counts},
    "closing": {"contact_attempts": _count},
    "link": {"hours": _count},
    "retention": {"closed_case_days": _count, "audit_days": _count},
}
_ENTRY: Mapping[str, Fits] = {
    "code": _text,
    "law": _text,
    "needs": lambda value: isinstance(value, list) and bool(value) and set(value) <= set(Need),
    "from": lambda value: value in set(ReferralStatus),
    "hours": _count,
    "when": lambda value: value in set(Condition),
    "owner": lambda value: value in set(DeadlineOwner),
}
KNOWN_DEADLINES = frozenset(
    {
        "police_told",
        "violence_reported",
        "temporary_protection",
        "protection_asked",
        "rehabilitation",
        "first_aid",
        "lpsk_decision",
    }
)
"""Deadlines that have words in both languages."""


def check_case_policy(raw: Mapping[str, Any]) -> Iterator[Problem]:
    """Everything wrong with a case policy's content."""
    if not _text(raw.get("version")):
        yield Problem("version", "required")
    for section, entries in SECTIONS.items():
        yield from misfits(section, raw.get(section), entries)
    deadlines = raw.get("deadline")
    if not isinstance(deadlines, list):
        yield Problem("deadline", "required")
        return
    for at, entry in enumerate(deadlines):
        yield from misfits(f"deadline/{at}", entry, _ENTRY)
        if isinstance(entry, Mapping) and entry.get("code", "") not in KNOWN_DEADLINES:
            allowed = sorted(KNOWN_DEADLINES)
            yield Problem(f"deadline/{at}/code", "invalid_choice", {"allowed": allowed})
