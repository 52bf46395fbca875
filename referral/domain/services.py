"""A service at a location, as the directory knows it: facts with their basis and source.

`unknown` is explicit and never becomes "yes" (R10). Nothing here decides: `eligibility` does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from referral.domain.vocabulary import (
    Basis,
    Confidence,
    How,
    Kind,
    Level,
    Need,
    Operator,
    Status,
    SubNeed,
    Trilean,
)


@dataclass(frozen=True, slots=True)
class Fact:
    """A yes/no statement about a service, and how it is known."""

    value: Trilean
    basis: Basis

    @property
    def stated_yes(self) -> bool:
        """True only if the source itself says yes."""
        return self.value is Trilean.YES and self.basis is Basis.STATED

    @property
    def stated_no(self) -> bool:
        """True only if the source itself says no."""
        return self.value is Trilean.NO and self.basis is Basis.STATED


@cache
def fact(value: Trilean, basis: Basis = Basis.DEFAULT) -> Fact:
    """A shared Fact: a directory of 13,000 services holds a dozen different ones."""
    return Fact(value, basis)


UNKNOWN = fact(Trilean.UNKNOWN, Basis.DEFAULT)

FACT_NAMES: tuple[str, ...] = (
    # whom it takes
    "accepts_girls",
    "accepts_boys",
    "accepts_unaccompanied",
    "accepts_siblings",
    "accepts_baby",
    "accepts_foreign",
    "accepts_outsiders",  # children from outside the area it covers
    "child_specific",
    # with whom the child would live
    "apart_from_adults",
    "apart_from_offenders",
    # how it takes them
    "emergency_intake",  # a bed tonight
    "walk_in",
    "inpatient",
    "open_24h",  # the place itself
    "line_24h",  # a telephone that answers day and night
    # what it demands (R6, R7: barriers, never exclusions)
    "requires_documents",
    "requires_residence",
    "requires_police_report",
    # what it can do
    "child_trained_staff",
    "hiv_pep",
    "emergency_contraception",
    "forensic_exam",
    "transport",
    # access (R9)
    "access_physical",
    "access_deaf",
    "access_blind",
    "access_intellectual",
    "access_psychosocial",
)
"""Every yes/no fact of a service record, in the order of the service file's columns."""


@dataclass(frozen=True, slots=True)
class NeedMet:
    """That a service meets a need, itself or by arranging it, and how that is known."""

    need: Need
    how: How
    basis: Basis


@dataclass(frozen=True, slots=True)
class Phone:
    """A number as dialled (`number`: E.164 or a short code) and as printed (`display`).

    `number` is None when it does not parse: the printed form is kept and reported.
    """

    number: str | None
    display: str
    short_code: bool = False
    open_24h: bool | None = None


@dataclass(frozen=True, slots=True)
class Interval:
    """Open on `weekday` (0 = Monday) from `start` to `end`, minutes after local midnight.

    `end` may pass 1440 when the service closes after midnight.
    """

    weekday: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Hours:
    """Opening hours in the service's own zone; empty `intervals` means not recorded."""

    intervals: tuple[Interval, ...] = ()
    closed_on_holidays: Trilean = Trilean.UNKNOWN
    text: str | None = None

    @property
    def recorded(self) -> bool:
        """True if any opening interval is known."""
        return bool(self.intervals)


NO_HOURS = Hours()


@dataclass(frozen=True, slots=True)
class Capacity:
    """Places in all and free, with the day they were counted; None is unknown."""

    total: int | None = None
    free: int | None = None
    counted_on: date | None = None


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a record comes from. `source_urls` and `evidence` are for editors only."""

    publisher: str
    year: int | None
    confidence: Confidence
    verified_on: date | None = None
    phone_year: int | None = None
    source_urls: tuple[str, ...] = ()
    evidence: str | None = None


PUBLIC_OFFICES = frozenset({Kind.UPTD_PPA, Kind.P2TP2A, Kind.PPT, Kind.DINAS_SOSIAL})


@dataclass(frozen=True, slots=True)
class Service:
    """One service at one location: what routing judges and what a page shows.

    `coverage` holds region codes, `ID` for the nation, or an ISO country for a mission.
    Coordinates are degrees (WGS 84); `location_basis` says how good they are: `stated`,
    `village`, `kecamatan`, `regency_seat`, `none`. Of a place that houses children, the point
    is its regency's seat, in storage too (R35).
    """

    id: str
    name: str
    organization: str
    kind: Kind
    status: Status
    level: Level
    operator: Operator
    needs: tuple[NeedMet, ...]
    sub_needs: tuple[SubNeed, ...]
    takes_reports: bool
    regency_code: str | None
    province_code: str | None
    coverage: tuple[str, ...]
    provenance: Provenance
    country: str | None = None
    kecamatan_code: str | None = None
    acronym: str | None = None
    aliases: tuple[str, ...] = ()
    ecpat_member: bool = False
    latitude: float | None = None
    longitude: float | None = None
    location_basis: str = "none"
    location_note: str | None = None
    address: str | None = None
    confidential: bool = False
    phones: tuple[Phone, ...] = ()
    whatsapp: tuple[Phone, ...] = ()
    email: str | None = None
    website: str | None = None
    min_age: int | None = None
    max_age: int | None = None
    boys_with_mother_max_age: int | None = None
    facts: Mapping[str, Fact] = field(default_factory=dict)
    hours: Hours = NO_HOURS
    languages: tuple[str, ...] = ()
    capacity: Capacity = Capacity()
    hospital_type: str | None = None
    hospital_class: str | None = None
    ownership: str | None = None
    registry_id: str | None = None
    accreditation: str | None = None
    status_note: str | None = None

    def fact(self, name: str) -> Fact:
        """The fact of that name; not recorded is unknown."""
        return self.facts.get(name, UNKNOWN)

    def meets(self, need: Need) -> NeedMet | None:
        """How the service meets a need, or None."""
        return next((met for met in self.needs if met.need is need), None)

    @property
    def hidden(self) -> bool:
        """True for a place shown only as its gateway (R35).

        A public office keeps its name and number, and hides its address alone.
        """
        return self.confidential and self.kind not in PUBLIC_OFFICES

    @property
    def houses_children(self) -> bool:
        """True where children live: gives shelter itself (R35 hides where)."""
        met = self.meets(Need.SHELTER)
        return met is not None and met.how is How.DIRECT


@dataclass(frozen=True, slots=True)
class Statement:
    """A sourced statement that a region has, or has not, a unit ("known absence").

    `have` of `of` regencies, where the source counts; `unit` None when it does not parse.
    """

    region_code: str
    unit: str | None
    status: Trilean
    have: int | None
    of: int | None
    year: int | None
    note: str
    publisher: str
    source_url: str | None
