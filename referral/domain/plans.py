"""A plan as a value: offers, answers, and the reasons for each, as codes with facts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from referral.domain.regions import Travel
from referral.domain.requests import HelpRequest
from referral.domain.services import Service
from referral.domain.vocabulary import Freshness, GapCode, How, Need, OpenState, Tier


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: a rule (`R19`), a code, and the facts its sentence needs."""

    rule: str
    code: str
    facts: tuple[tuple[str, str | int], ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """How a service may be shown without signing in (R35).

    A confidential place is shown as its `gateway`, under `public_id`; `hide_place` hides an
    address and the true point.
    """

    service: Service
    gateway: Service | None
    public_id: str
    hide_place: bool

    @property
    def checked_on(self) -> date | None:
        """The day since which all that is shown stands verified (R32).

        Of a confidential place two records count, its own for whom it takes and its gateway's
        for the number: the older day, and none where either was never verified.
        """
        own = self.service.provenance.verified_on
        if self.gateway is None:
            return own
        other = self.gateway.provenance.verified_on
        return None if own is None or other is None else min(own, other)


@dataclass(frozen=True, slots=True)
class Offer:
    """A service offered for a need, with all that the operator must know of it."""

    shown: Shown
    need: Need
    how: How
    tier: Tier
    travel: Travel
    open: OpenState
    opens_at: datetime | None
    freshness: Freshness
    warnings: tuple[Reason, ...]
    reasons: tuple[Reason, ...]

    @property
    def service(self) -> Service:
        """The service itself, before any masking."""
        return self.shown.service


@dataclass(frozen=True, slots=True)
class Rejection:
    """A service that was a candidate and is not offered, with each reason.

    `overridable` where a human may let it back in, with a coded reason (R40).
    """

    shown: Shown
    reasons: tuple[Reason, ...]
    overridable: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """The rung of the gap ladder; `unverified` is the hatch over it (G5)."""

    code: GapCode
    unverified: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """What is offered for one need: one recommendation, alternatives, lines, and why."""

    need: Need
    added_by_rule: str | None
    urgent: bool
    tier: Tier | None
    recommended: Offer | None
    alternatives: tuple[Offer, ...]
    remaining: int
    meanwhile: tuple[Offer, ...]
    interim: tuple[str, ...]
    rejected: tuple[Rejection, ...]
    gap: Gap | None
    notes: tuple[Reason, ...]
    next_after: Reason | None = None  # how long to wait for a yes before calling the next


@dataclass(frozen=True, slots=True)
class Banner:
    """A warning above everything else, with whom to call."""

    code: str
    contacts: tuple[Offer, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """Something to ask: of the caller (`service` None) or of a service on the phone."""

    code: str
    service: Shown | None = None


@dataclass(frozen=True, slots=True)
class CallCard:
    """What to say, what to ask, what not to do."""

    say: tuple[str, ...]
    ask: tuple[Question, ...]
    do_not: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OneStop:
    """One place for several needs (R36), with its travel and that of going need by need.

    `separate_minutes` are those to each of the `separate_moves` places that need by need would
    take, each counted from where the child is now.
    """

    shown: Shown
    needs: tuple[Need, ...]
    minutes: int | None
    separate_minutes: int | None
    separate_moves: int


@dataclass(frozen=True, slots=True)
class ChainStep:
    """One hand-over on the way home of a child abroad, with who takes part."""

    code: str
    offers: tuple[Offer, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a service stands in a plan ("why not X?"), with reasons."""

    shown: Shown
    standing: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole answer to a request."""

    request: HelpRequest
    ruleset: str
    directory_version: str
    now_local: datetime
    banners: tuple[Banner, ...]
    call_card: CallCard
    answers: tuple[Answer, ...]
    one_stop: OneStop | None
    chain: tuple[ChainStep, ...] = ()
