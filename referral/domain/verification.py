"""Which record is verified next: oldest, most used and riskiest first (R32).

Pure: what is known of each record comes in as a value, the policy and the day as arguments.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from referral.domain.verification_policy import VerificationPolicy

MONTH_DAYS = 30.44
SETTLING = timedelta(minutes=1)
"""How long what was noted may take to be seen everywhere: so long a record is not given again."""


class Outcome(StrEnum):
    """What came of a call to a service."""

    CORRECT = "correct"
    CORRECTED = "corrected"
    NO_ANSWER = "no_answer"
    CLOSED = "closed"
    WRONG_NUMBER = "wrong_number"


class Closing(StrEnum):
    """Why a service is no longer to be used."""

    FOR_GOOD = "for_good"
    SUSPENDED = "suspended"
    MERGED = "merged"
    MOVED = "moved"


REACHED = frozenset({Outcome.CORRECT, Outcome.CORRECTED, Outcome.CLOSED})
"""Somebody who knows the service answered."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call to a service, dated; `undone_at` where the editor took it back.

    `version` is the record's change that it made; None where it made none.
    """

    id: str
    service_id: str
    at: datetime
    by: str
    outcome: Outcome
    reason: Closing | None = None
    version: int | None = None
    undone_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """What the calls to a service came to: when last and how, and how often in vain since."""

    last: datetime | None = None
    outcome: Outcome | None = None
    unanswered: int = 0


NEVER_CALLED = Contact()


@dataclass(frozen=True, slots=True)
class Candidate:
    """What the order of the sheet weighs of a record. `people` is weighed by need."""

    service_id: str
    verified_on: date | None
    uses: int = 0
    people: float = 0.0
    gateway_for: int = 0
    conflict: bool = False
    proposal: bool = False
    contact: Contact = NEVER_CALLED


@dataclass(frozen=True, slots=True)
class Urgency:
    """The points of a record and the parts that gave them, the heaviest first."""

    service_id: str
    points: float
    why: tuple[str, ...]


def contact_of(calls: Iterable[Call]) -> Contact:
    """What the calls to one service came to; those taken back do not count."""
    found = NEVER_CALLED
    for call in sorted(calls, key=lambda one: (one.at, one.id)):
        if call.undone_at is None:
            vain = found.unanswered + 1 if call.outcome is Outcome.NO_ANSWER else 0
            found = Contact(call.at, call.outcome, vain)
    return found


def is_doubtful(contact: Contact, policy: VerificationPolicy) -> bool:
    """True where nobody has answered so often in a row that the number is in doubt."""
    return contact.unanswered >= policy.doubtful_after


def is_due(one: Candidate, now: datetime, today: date, policy: VerificationPolicy) -> bool:
    """True for a record to be called: not verified lately, and not called in vain just now."""
    contact = one.contact
    if contact.last is not None and now < contact.last + _rest(contact, policy):
        return False
    return months_since(one.verified_on, today) >= policy.verified_months


def _rest(contact: Contact, policy: VerificationPolicy) -> timedelta:
    """How long after the last call a record is left alone."""
    if contact.outcome is not Outcome.NO_ANSWER:
        return SETTLING
    doubtful = is_doubtful(contact, policy)
    return timedelta(days=policy.doubtful_days if doubtful else policy.no_answer_days)


def months_since(day: date | None, today: date) -> float:
    """Months since a day; infinite where there was none."""
    return (today - day).days / MONTH_DAYS if day else float("inf")


def urgency(one: Candidate, today: date, policy: VerificationPolicy) -> Urgency:
    """The points of one record."""
    shares = {
        "age": months_since(one.verified_on, today) / policy.full_age_months,
        "use": one.uses / policy.full_uses,
        "people": one.people / policy.full_people,
        "gateway": one.gateway_for / policy.full_gateway_for,
        "conflict": float(one.conflict),
        "proposal": float(one.proposal),
    }
    points = {name: policy.order[name] * min(share, 1.0) for name, share in shares.items()}
    said = sorted((-value, name) for name, value in points.items() if value > 0)
    return Urgency(one.service_id, sum(points.values()), tuple(name for _points, name in said))


def sheet(
    records: Iterable[Candidate], now: datetime, today: date, policy: VerificationPolicy
) -> Sequence[Urgency]:
    """The records to be called, most urgent first; equal ones by id."""
    due = (urgency(one, today, policy) for one in records if is_due(one, now, today, policy))
    return sorted(due, key=lambda one: (-one.points, one.service_id))
