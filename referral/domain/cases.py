"""A case as a value: what is kept once a plan becomes a referral, and nothing more.

Field brief, section 6: age band, sex, regency, needs, coded triage, times, services, statuses.
No exact age, no place below the regency, no text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from referral.domain.access import Subject
from referral.domain.consent import Consent, ConsentRule, consent_rule
from referral.domain.errors import ActionRefused
from referral.domain.referrals import ENDED, TAKEN, Referral, ReferralStatus
from referral.domain.requests import Child, HelpRequest
from referral.domain.vocabulary import (
    BAND_YEARS,
    AgeBand,
    Caller,
    CameFrom,
    Companion,
    Contact,
    Danger,
    Disability,
    How,
    LastAbuse,
    Nationality,
    Need,
    Sex,
    SubNeed,
    Suspect,
    Tier,
    Trilean,
)

REGENCY = len("53.07")


@dataclass(frozen=True, slots=True)
class ChildNote:
    """All that is kept of one child."""

    band: AgeBand
    sex: Sex
    own_baby: bool = False

    @classmethod
    def of(cls, child: Child) -> ChildNote:
        """A child of a request, its age in years turned into the band."""
        band = child.band or AgeBand.UNCERTAIN
        if child.age is not None:
            age = child.age
            band = next(b for b, (low, high) in BAND_YEARS.items() if low <= age <= high)
        return cls(band, child.sex, child.own_baby)


@dataclass(frozen=True, slots=True)
class Triage:
    """The coded answers of triage, as they were when the case was opened."""

    danger: Danger = Danger.UNKNOWN
    self_harm: Trilean = Trilean.UNKNOWN
    contact: Contact = Contact.NONE
    last_abuse: LastAbuse = LastAbuse.UNKNOWN
    suspect: frozenset[Suspect] = frozenset({Suspect.UNKNOWN})
    avoid: tuple[str, ...] = ()
    nationality: Nationality = Nationality.UNKNOWN
    companions: frozenset[Companion] = frozenset({Companion.UNKNOWN})
    came_from: CameFrom = CameFrom.UNKNOWN
    home: str | None = None
    language: str | None = None
    disability: Disability = Disability.UNKNOWN
    caller: Caller | None = None
    safe_to_talk: bool | None = None

    @classmethod
    def of(cls, request: HelpRequest) -> Triage:
        """The triage of a request; places no finer than a regency.

        What nobody was asked stays unknown: a plan's default is no answer (R10).
        """
        asked = request.contact is not Contact.NONE or "contact" in request.given
        return cls(
            danger=request.danger,
            self_harm=request.self_harm,
            contact=request.contact if asked else Contact.UNKNOWN,
            last_abuse=request.last_abuse,
            suspect=request.suspect,
            avoid=tuple(dict.fromkeys(map(coarse, request.avoid))),
            nationality=request.nationality,
            companions=request.companions,
            came_from=request.came_from,
            home=coarse(request.home) if request.home else None,
            language=request.language,
            disability=request.disability,
            caller=request.caller,
            safe_to_talk=request.safe_to_talk,
        )


def coarse(ref: str) -> str:
    """A region code no finer than a regency; a service's id as it is."""
    return ref[:REGENCY] if ref[:2].isdigit() else ref


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place of the stored plan for a need; `line` marks a number that answers meanwhile."""

    need: Need
    position: int
    service_id: str
    how: How
    tier: Tier
    line: bool = False


class Closure(StrEnum):
    """Why a case is closed (field brief, section 4)."""

    MET = "met"
    TRANSFERRED = "transferred"
    UNREACHABLE = "unreachable"
    WITHDRAWN = "withdrawn"


class EventKind(StrEnum):
    """What happened to a case."""

    OPENED = "opened"
    CONSENT = "consent"
    MOVED = "moved"
    CHILD_REFUSED = "child_refused"
    HANDOVER_CHECK = "handover_check"
    CONTACT_ATTEMPT = "contact_attempt"
    FOLLOW_UP = "follow_up"
    LINK_MADE = "link_made"
    LEGAL_DONE = "legal_done"
    CLOSED = "closed"


class HandoverCheck(StrEnum):
    """Steps of a warm hand-over, in order: the child never retells the story to get a bed."""

    VOICE_CONFIRMED = "voice_confirmed"
    PLACE_AND_TIME = "place_and_time"
    ESCORT = "escort"
    NO_RETELLING = "no_retelling"
    STAYED_UNTIL_ARRIVAL = "stayed_until_arrival"


class ContactOutcome(StrEnum):
    """What came of an attempt to reach the child or the person with the child."""

    REACHED = "reached"
    NOT_REACHED = "not_reached"
    NOT_SAFE = "not_safe"


class FollowUpOutcome(StrEnum):
    """What a follow-up found."""

    WELL = "well"
    NEEDS_MORE = "needs_more"
    UNSAFE = "unsafe"
    NOT_REACHED = "not_reached"


@dataclass(frozen=True, slots=True)
class CaseEvent:
    """Something that happened: never changed afterwards.

    `actor` is an account's id, `link:…` for a service that answered by its link, or `system`.
    """

    case_id: str
    at: datetime
    actor: str
    kind: EventKind
    referral_id: str | None = None
    from_status: ReferralStatus | None = None
    to_status: ReferralStatus | None = None
    code: str | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """One call that became referrals. It belongs to a desk, not to a person."""

    id: str
    code: str
    desk: str
    organization: str
    opened_at: datetime
    opened_by: str
    regency_code: str
    needs: tuple[Need, ...]
    sub_needs: tuple[SubNeed, ...]
    children: tuple[ChildNote, ...]
    triage: Triage
    ruleset: str
    directory_version: str
    consent: Consent | None = None
    closed_at: datetime | None = None
    closure: Closure | None = None
    version: int = 1
    referrals: tuple[Referral, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    events: tuple[CaseEvent, ...] = field(default=(), compare=False)

    @property
    def open(self) -> bool:
        """True until it is closed."""
        return self.closed_at is None

    @property
    def subject(self) -> Subject:
        """What permission depends on."""
        return Subject(desk=self.desk, organization=self.organization, opened_by=self.opened_by)

    @property
    def consent_rule(self) -> ConsentRule:
        """What assent and consent this case asks for."""
        bands = [child.band for child in self.children]
        return consent_rule(bands, self.triage.suspect, self.triage.companions)

    def attempts(self, need: Need) -> tuple[Referral, ...]:
        """The referrals of a need, first to last."""
        return tuple(one for one in self.referrals if one.need is need)

    def current(self, need: Need) -> Referral | None:
        """The referral that stands for a need: one that was taken, else the latest."""
        every = self.attempts(need)
        taken = [one for one in every if one.status in TAKEN]
        standing = taken or every
        return standing[-1] if standing else None

    def referral(self, referral_id: str) -> Referral | None:
        """One of its referrals."""
        return next((one for one in self.referrals if one.id == referral_id), None)

    def candidates_of(self, need: Need, *, line: bool = False) -> tuple[Candidate, ...]:
        """The stored plan of a need, in its order: places, or the lines beside them."""
        return tuple(c for c in self.candidates if c.need is need and c.line is line)


def check_closure(case: Case, closure: Closure, attempts_needed: int, failed_contacts: int) -> None:
    """Refuse to close a case that is not at its end.

    :raises ActionRefused: `needs_open` (with the needs), `nobody_accepted` or
        `more_attempts` (with how many are needed and made)
    """
    current = [one for one in map(case.current, case.needs) if one is not None]
    if closure in (Closure.MET, Closure.WITHDRAWN):
        done = {ReferralStatus.COMPLETED, *(ENDED if closure is Closure.WITHDRAWN else ())}
        waiting = [one for one in current if one.status not in done]
        if closure is Closure.MET:
            taken_back = ReferralStatus.WITHDRAWN
            waiting = [one for one in waiting if one.status is not taken_back or one.failed]
        if waiting:
            raise ActionRefused("needs_open", needs=needs_of(waiting))
    elif closure is Closure.TRANSFERRED:
        if not any(one.status in TAKEN for one in current):
            raise ActionRefused("nobody_accepted")
        waiting = [one for one in current if one.status not in TAKEN | ENDED]
        if waiting:
            raise ActionRefused("needs_open", needs=needs_of(waiting))
    elif failed_contacts < attempts_needed:
        raise ActionRefused("more_attempts", needed=attempts_needed, made=failed_contacts)


def needs_of(referrals: Sequence[Referral]) -> str:
    """The needs of referrals as codes in one text, for an error's facts."""
    return ",".join(dict.fromkeys(one.need.value for one in referrals))
