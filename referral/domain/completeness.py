"""How much of what routing needs a record holds: 0 to 100, and what is missing, heaviest first.

A fact counts only where its source states it: a presumption is a question still to be asked (R10,
R43). What a kind of service cannot have (the age limits of a hospital, the point of a place that
may not be shown, R35) is not asked of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from referral.domain.services import Service
from referral.domain.tiers import has_number
from referral.domain.upkeep_fields import tells_no_place
from referral.domain.verification_policy import VerificationPolicy
from referral.domain.vocabulary import Basis, Freshness, How, Kind, Need, Trilean

TAKES_ANYBODY = frozenset({Kind.HOSPITAL, Kind.PPT_HOSPITAL, Kind.PUSKESMAS})
"""Places of health care: of any age and sex by law, so neither is missing."""
WITHOUT_PLACE = frozenset({Kind.HOTLINE, Kind.CONTENT_REMOVAL})
GIVEN_THERE = frozenset({Need.SHELTER, Need.MEDICAL})
"""Needs that are met at a place, by those who work there."""
_POINTED = frozenset({"stated", "village", "kecamatan"})


@dataclass(frozen=True, slots=True)
class Completeness:
    """`score` from 0 to 100; `missing` are codes of parts and names of facts, heaviest first."""

    score: int
    missing: tuple[str, ...]


def completeness(service: Service, age: Freshness, policy: VerificationPolicy) -> Completeness:
    """How complete a record is; `age` is the freshness of its verification."""
    got = whole = 0.0
    missing: list[tuple[float, str]] = []
    for code, weight, has in _parts(service, age, policy):
        whole += weight
        got += has
        if has < weight:
            missing.append((-weight, code))
    ordered = tuple(code for _weight, code in sorted(missing))
    return Completeness(round(100 * got / whole) if whole else 0, ordered)


def _parts(
    service: Service, age: Freshness, policy: VerificationPolicy
) -> Iterator[tuple[str, float, float]]:
    """What is asked of the record: its code, what it weighs, and how much of that is there."""
    record = policy.record
    for code, holds in (
        ("number", has_number(service)),
        ("hours", _says_hours(service)),
        ("needs", _says_needs(service)),
        *_by_kind(service),
    ):
        yield code, record[code], record[code] if holds else 0.0
    seen = {Freshness.FRESH: record["verified"], Freshness.AGEING: record["ageing"]}
    yield "verified", record["verified"], seen.get(age, 0.0)
    for name, weight in facts_wanted(service, policy).items():
        yield name, weight, weight if is_stated(service, name) else 0.0


def _by_kind(service: Service) -> Iterator[tuple[str, bool]]:
    if service.kind not in TAKES_ANYBODY:
        yield "ages", service.min_age is not None or service.max_age is not None
    if service.kind not in WITHOUT_PLACE and not tells_no_place(service):
        yield "point", service.location_basis in _POINTED
    if service.houses_children:
        yield "capacity", service.capacity.total is not None


def facts_wanted(service: Service, policy: VerificationPolicy) -> dict[str, float]:
    """The facts that routing asks of this service, each with its greatest weight.

    Of care and of a bed that it only arranges it is asked nothing: whoever gives them is.
    """
    found: dict[str, float] = {}
    for met in service.needs:
        if met.need in GIVEN_THERE and met.how is How.ARRANGED:
            continue
        for name, weight in policy.facts[met.need].items():
            found[name] = max(weight, found.get(name, 0.0))
    return found


def is_stated(service: Service, name: str) -> bool:
    """True if the source says yes or no."""
    known = service.fact(name)
    return known.basis is Basis.STATED and known.value is not Trilean.UNKNOWN


def _says_hours(service: Service) -> bool:
    answers = any(phone.open_24h for phone in service.phones)
    always = is_stated(service, "open_24h") or is_stated(service, "line_24h")
    return service.hours.recorded or answers or always


def _says_needs(service: Service) -> bool:
    """True if the source itself says what the service does, and whether it does so itself."""
    return bool(service.needs) and all(met.basis is Basis.STATED for met in service.needs)
