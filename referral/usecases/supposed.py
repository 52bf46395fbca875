"""A centre that nobody has built yet, as a record of the directory."""

from __future__ import annotations

from datetime import datetime

from referral.domain.services import NeedMet, Phone, Provenance, Service, fact
from referral.domain.vocabulary import (
    Basis,
    Confidence,
    How,
    Kind,
    Level,
    Need,
    Operator,
    Status,
    Trilean,
)
from referral.usecases.world import World

_STATED = (
    "accepts_girls",
    "accepts_boys",
    "accepts_unaccompanied",
    "accepts_siblings",
    "accepts_outsiders",
    "child_specific",
    "apart_from_adults",
    "apart_from_offenders",
    "emergency_intake",
    "open_24h",
)


def new_centre(world: World, code: str, need: Need, now: datetime) -> Service:
    """A centre as one would build it at the seat of a regency: for every child, day and night."""
    region = world.atlas.regions[code]
    kind = Kind.PPT_HOSPITAL if need is Need.MEDICAL else Kind.PPT
    yes = fact(Trilean.YES, Basis.STATED)
    return Service(
        id=f"new-centre-{code}",
        name=region.seat,
        organization=region.name,
        kind=kind,
        status=Status.ACTIVE,
        level=Level.DISTRICT,
        operator=Operator.CHILD_PROTECTION,
        needs=(NeedMet(need, How.DIRECT, Basis.STATED),),
        sub_needs=(),
        takes_reports=True,
        regency_code=code,
        province_code=code[:2],
        coverage=(code,),
        provenance=Provenance("", now.year, Confidence.HIGH, verified_on=now.date()),
        latitude=region.latitude,
        longitude=region.longitude,
        location_basis="regency_seat",
        phones=(Phone("+62000000000", ""),),
        facts=dict.fromkeys(_STATED, yes),
    )
