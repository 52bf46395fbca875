"""A referral's life as a pure state machine (field brief, section 4).

A referral is one need of one case sent to one service. Where the service declines or stays
silent, that referral ends and the next candidate gets one of its own: a further `attempt`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from referral.domain.errors import ActionRefused
from referral.domain.vocabulary import How, Need, Tier


class ReferralStatus(StrEnum):
    """Where a referral stands, in the order of its life; the last three are exits."""

    DRAFT = "draft"
    CONSENT_NOTED = "consent_noted"
    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    NO_ANSWER = "no_answer"
    ARRIVED = "arrived"
    SERVICE_STARTED = "service_started"
    COMPLETED = "completed"
    WITHDRAWN = "withdrawn"
    LOST_CONTACT = "lost_contact"
    UNSAFE_STOP = "unsafe_stop"


S = ReferralStatus
EXITS = frozenset({S.WITHDRAWN, S.LOST_CONTACT, S.UNSAFE_STOP})
FAILED = frozenset({S.DECLINED, S.NO_ANSWER})
ENDED = EXITS | FAILED | {S.COMPLETED}
"""Nothing follows these; after a failed one the next candidate gets its own referral."""
WAITING = frozenset({S.SENT, S.ACKNOWLEDGED})
"""The service has not said yes or no."""
TAKEN = frozenset({S.ACCEPTED, S.ARRIVED, S.SERVICE_STARTED, S.COMPLETED})
"""The service has said yes."""

_FORWARD: Mapping[ReferralStatus, frozenset[ReferralStatus]] = {
    S.DRAFT: frozenset({S.CONSENT_NOTED, S.SENT}),
    S.CONSENT_NOTED: frozenset({S.SENT}),
    S.SENT: frozenset({S.ACKNOWLEDGED, S.DECLINED, S.NO_ANSWER}),
    S.ACKNOWLEDGED: frozenset({S.ACCEPTED, S.DECLINED, S.NO_ANSWER}),
    S.ACCEPTED: frozenset({S.ARRIVED}),
    S.ARRIVED: frozenset({S.SERVICE_STARTED}),
    S.SERVICE_STARTED: frozenset({S.COMPLETED}),
}
TRANSITIONS: Mapping[ReferralStatus, frozenset[ReferralStatus]] = {
    status: frozenset() if status in ENDED else _FORWARD[status] | EXITS for status in S
}
"""Every change there is; `draft` → `sent` is for urgent care alone."""


class DeclineReason(StrEnum):
    """Why a service says no; each feeds the counters of the coverage view."""

    FULL = "full"
    AGE = "age"
    SEX = "sex"
    DISABILITY = "disability"
    NO_SPECIALIST = "no_specialist"
    OUTSIDE_AREA = "outside_area"
    DOCUMENTS_DEMANDED = "documents_demanded"
    NATIONALITY = "nationality"
    UNSAFE = "unsafe"
    CLOSED = "closed"
    WRONG_CONTACT = "wrong_contact"


class SilenceReason(StrEnum):
    """How a service did not answer."""

    NOT_PICKED_UP = "not_picked_up"
    TIMER = "timer"


class WithdrawalReason(StrEnum):
    """Why a referral is taken back. The child's own refusal is no refusal of a service.

    `service_retracted`: who had said yes cannot after all. That is told by telephone, and the
    next is looked for, as after a no.
    """

    CHILD_REFUSED = "child_refused"
    SERVICE_RETRACTED = "service_retracted"
    GUARDIAN_REFUSED = "guardian_refused"
    MET_ELSEWHERE = "met_elsewhere"
    OPENED_BY_MISTAKE = "opened_by_mistake"


REASONS: Mapping[ReferralStatus, type[StrEnum]] = {
    S.DECLINED: DeclineReason,
    S.NO_ANSWER: SilenceReason,
    S.WITHDRAWN: WithdrawalReason,
}
"""Statuses that are reached only with a coded reason."""


@dataclass(frozen=True, slots=True)
class Referral:
    """One need sent, or to be sent, to one service. `reached` says when each status began.

    `version` grows with every change: two people who act at once cannot both win.
    """

    id: str
    case_id: str
    need: Need
    attempt: int
    service_id: str
    how: How
    tier: Tier
    urgent: bool
    status: ReferralStatus = S.DRAFT
    version: int = 1
    reason: str | None = None
    reached: Mapping[ReferralStatus, datetime] = field(default_factory=dict)

    @property
    def ended(self) -> bool:
        """True where nothing follows."""
        return self.status in ENDED

    @property
    def failed(self) -> bool:
        """True where the service will not help: a no, a silence, a yes taken back."""
        retracted = self.reason == WithdrawalReason.SERVICE_RETRACTED
        return self.status in FAILED or (self.status is S.WITHDRAWN and retracted)

    @property
    def never_waits(self) -> bool:
        """True for urgent care, which needs nobody's consent to be sent (L35, L11 18)."""
        return self.urgent and self.need is Need.MEDICAL


def possible(referral: Referral) -> frozenset[ReferralStatus]:
    """What a referral may become now."""
    found = TRANSITIONS[referral.status]
    if referral.status is S.DRAFT and not referral.never_waits:
        return found - {S.SENT}
    return found


def move(
    referral: Referral, to: ReferralStatus, *, at: datetime, reason: str | None = None
) -> Referral:
    """The referral after a change, one version on.

    :raises ActionRefused: `wrong_state` (from, to), `reason_required` or `unknown_reason`
    """
    if to not in possible(referral):
        raise ActionRefused("wrong_state", status=referral.status.value, to=to.value)
    coded = REASONS.get(to)
    if coded is not None and reason is None:
        raise ActionRefused("reason_required", to=to.value)
    if reason is not None and (coded is None or reason not in set(coded)):
        raise ActionRefused("unknown_reason", to=to.value)
    reached = {**referral.reached, to: at}
    return replace(
        referral, status=to, version=referral.version + 1, reason=reason, reached=reached
    )


def accept(referral: Referral, *, at: datetime) -> tuple[Referral, ...]:
    """The steps to `accepted`: a yes to what was only sent acknowledges it first.

    :raises ActionRefused: `wrong_state`
    """
    if referral.status is S.SENT:
        seen = move(referral, S.ACKNOWLEDGED, at=at)
        return (seen, move(seen, S.ACCEPTED, at=at))
    return (move(referral, S.ACCEPTED, at=at),)
