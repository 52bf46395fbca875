"""A request for help as a value: what triage asks, and nothing that names a child."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from referral.domain.regions import Place
from referral.domain.vocabulary import (
    BAND_YEARS,
    NEED_OF,
    AgeBand,
    Caller,
    CameFrom,
    Companion,
    Contact,
    Danger,
    Disability,
    LastAbuse,
    Nationality,
    Need,
    OverrideReason,
    Sex,
    SubNeed,
    Suspect,
    Trilean,
    TryOutcome,
)

NEED_ORDER: tuple[Need, ...] = tuple(Need)
"""Order of the answers: medical, shelter, psychosocial, legal, return, reintegration."""

URGENT_CARE = frozenset({SubNeed.EMERGENCY_CARE, SubNeed.HIV_PEP, SubNeed.EMERGENCY_CONTRACEPTION})
"""Sub-needs that make medical care urgent (order of judgement, 4)."""


@dataclass(frozen=True, slots=True)
class Child:
    """One child: an age in years or a band (unknown is `uncertain`, under 18 by R5), and sex."""

    age: int | None = None
    band: AgeBand | None = None
    sex: Sex = Sex.UNKNOWN
    own_baby: bool = False

    @property
    def years(self) -> tuple[int, int]:
        """Youngest and oldest age the child may have, in completed years."""
        if self.age is not None:
            return self.age, self.age
        return BAND_YEARS[self.band or AgeBand.UNCERTAIN]


@dataclass(frozen=True, slots=True)
class Attempt:
    """A call already made for this plan, and what came of it (R45)."""

    service_id: str
    outcome: TryOutcome


@dataclass(frozen=True, slots=True)
class Override:
    """A rejected service let back in by a human, and why (R40)."""

    service_id: str
    reason: OverrideReason


@dataclass(frozen=True, slots=True)
class HelpRequest:
    """Everything a plan depends on besides the directory, the map and the policy.

    `now` is aware; `language` is a language the child speaks, not that of the answer.
    """

    place: Place
    needs: tuple[Need, ...]
    now: datetime
    sub_needs: tuple[SubNeed, ...] = ()
    children: tuple[Child, ...] = (Child(),)
    danger: Danger = Danger.UNKNOWN
    self_harm: Trilean = Trilean.UNKNOWN
    contact: Contact = Contact.NONE
    last_abuse: LastAbuse = LastAbuse.UNKNOWN
    suspect: frozenset[Suspect] = frozenset({Suspect.UNKNOWN})
    avoid: tuple[str, ...] = ()
    tried: tuple[Attempt, ...] = ()
    nationality: Nationality = Nationality.UNKNOWN
    companions: frozenset[Companion] = frozenset({Companion.UNKNOWN})
    came_from: CameFrom = CameFrom.UNKNOWN
    home: str | None = None
    language: str | None = None
    disability: Disability = Disability.UNKNOWN
    travel_means: str | None = None
    caller: Caller | None = None
    safe_to_talk: bool | None = None
    overrides: tuple[Override, ...] = ()
    more: int = 0
    given: frozenset[str] = frozenset()
    any_of: tuple[Place, ...] = ()

    def sub_needs_of(self, need: Need) -> tuple[SubNeed, ...]:
        """The sub-needs asked under one need."""
        return tuple(sub for sub in self.sub_needs if NEED_OF[sub] is need)

    @property
    def unaccompanied(self) -> bool:
        """True unless a safe adult is known to be with the child, who is not also alone (R3)."""
        return Companion.SAFE_ADULT not in self.companions or Companion.ALONE in self.companions

    @property
    def family_implicated(self) -> bool:
        """True if somebody of the household or family is suspected (R16)."""
        return bool(self.suspect & {Suspect.HOUSEHOLD, Suspect.FAMILY})

    @property
    def recent_contact(self) -> bool:
        """True inside R12's 72 hours; an unknown time counts as inside."""
        if self.contact not in (Contact.REPORTED, Contact.SUSPECTED):
            return False
        return self.last_abuse in (LastAbuse.UNDER_24H, LastAbuse.H24_TO_72, LastAbuse.UNKNOWN)

    @property
    def online_only(self) -> bool:
        """True where all that is known happened on line: no clock of R12 runs."""
        return self.contact is Contact.ONLINE_ONLY

    @property
    def contraception_window(self) -> bool:
        """True for a girl who may be pubertal within R12's 120 hours, or at an unknown time."""
        if self.contact not in (Contact.REPORTED, Contact.SUSPECTED):
            return False
        return self.last_abuse is not LastAbuse.LATER and any(
            child.sex is not Sex.MALE and child.years[1] >= 9 for child in self.children
        )

    @property
    def urgent_health(self) -> bool:
        """True while care cannot wait: R12's windows, self-harm, or life-saving care asked."""
        return (
            self.recent_contact
            or self.contraception_window
            or self.self_harm is Trilean.YES
            or bool(URGENT_CARE & set(self.sub_needs))
        )
