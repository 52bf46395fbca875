"""What a province means to do: who sees to an act, until when, and how far it has come.

An owner is an office, never a person: no name, address or number of anybody has a place here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from referral.domain.coverage import Column


class ActKind(StrEnum):
    """Kinds of acts, the cheapest first."""

    NUMBER = "number"
    VERIFY = "verify"
    AGREEMENT = "agreement"
    NIGHT = "night"
    TRANSPORT = "transport"
    BEDS = "beds"
    CENTRE = "centre"


class ActState(StrEnum):
    """How far an act has come; one that nobody has touched is proposed."""

    PROPOSED = "proposed"
    PLANNED = "planned"
    UNDER_WAY = "under_way"
    DONE = "done"
    DROPPED = "dropped"


class ActOwner(StrEnum):
    """Offices that can see to an act."""

    PROVINCE_UNIT = "province_unit"
    REGENCY_UNIT = "regency_unit"
    WOMEN_CHILD_OFFICE = "women_child_office"
    SOCIAL_OFFICE = "social_office"
    HEALTH_OFFICE = "health_office"
    TRANSPORT_OFFICE = "transport_office"
    PLANNING_OFFICE = "planning_office"
    POLICE = "police"
    CIVIL_SOCIETY = "civil_society"
    EDITORS = "editors"
    WOMEN_CHILD_MINISTRY = "women_child_ministry"
    SOCIAL_MINISTRY = "social_ministry"


OWNED = frozenset({ActState.PLANNED, ActState.UNDER_WAY})
"""States in which an act must have an owner and a day."""


class Standing(StrEnum):
    """What measuring again says of an act agreed on."""

    OPEN = "open"
    REACHED = "reached"


@dataclass(frozen=True, slots=True)
class ActSubject:
    """What an act is about: a province, the cell asked for, the kind, and its subject.

    `subject` is the public id of who is telephoned, a link's id or a regency's code.
    """

    province: str
    column: Column
    kind: ActKind
    subject: str


@dataclass(frozen=True, slots=True)
class ActPlan:
    """Who sees to an act until when, and its state."""

    state: ActState
    owner: ActOwner | None = None
    due: date | None = None


@dataclass(frozen=True, slots=True)
class ActStep:
    """A plan as it was decided; `people` are those the act would have reached by that day's map.

    `by` is an account's id. `people` is None where the map no longer asked for the act.
    """

    number: int
    at: datetime
    by: str
    plan: ActPlan
    people: int | None


@dataclass(frozen=True, slots=True)
class PlannedAct:
    """An act that somebody has decided on, with every decision, the oldest first."""

    id: str
    subject: ActSubject
    steps: tuple[ActStep, ...]

    @property
    def plan(self) -> ActPlan:
        """The decision that holds."""
        return self.steps[-1].plan

    @property
    def version(self) -> int:
        """The number of the decision that holds."""
        return self.steps[-1].number


def lacking(plan: ActPlan) -> tuple[str, ...]:
    """Fields without which a plan cannot be kept."""
    wanted = (("owner", plan.owner), ("due", plan.due)) if plan.state in OWNED else ()
    return tuple(name for name, value in wanted if value is None)
