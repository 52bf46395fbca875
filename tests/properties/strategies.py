"""Random services and requests over the small map.

Both are drawn from pools made once: a property then costs a plan, not the drawing of its world,
and a failing example still shrinks to few services.
"""

from __future__ import annotations

import os
import random
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from hypothesis import strategies as st

from referral.domain.requests import Attempt, Child, HelpRequest
from referral.domain.services import (
    FACT_NAMES,
    Capacity,
    Fact,
    Hours,
    Interval,
    NeedMet,
    Phone,
    Provenance,
    Service,
    fact,
)
from referral.domain.vocabulary import (
    AgeBand,
    Basis,
    CameFrom,
    Companion,
    Confidence,
    Contact,
    Danger,
    Disability,
    How,
    Kind,
    LastAbuse,
    Level,
    Nationality,
    Need,
    Operator,
    Sex,
    Status,
    SubNeed,
    Suspect,
    Trilean,
    TryOutcome,
)
from tests.builders import REGIONS, place

THOROUGH = os.environ.get("HYPOTHESIS_PROFILE") == "thorough"
POOL = 20_000 if THOROUGH else 800
REGENCIES = [code for code in REGIONS if len(code) == 5]
KINDS = list(Kind)
COMMON = [
    *(Kind.HOSPITAL, Kind.UPTD_PPA, Kind.NGO_SHELTER, Kind.WOMEN_CRISIS_CENTRE) * 6,
    *(Kind.UPPA, Kind.DINAS_SOSIAL, Kind.SENTRA, Kind.PUSKESMAS, Kind.LEGAL_AID) * 3,
]
WHENS = [
    datetime(2026, 11, 24, 2, 0, tzinfo=UTC),
    datetime(2026, 11, 24, 14, 0, tzinfo=UTC),
    datetime(2026, 11, 29, 3, 0, tzinfo=UTC),
]


def _some(dice: random.Random, share: float, value: Any, other: Any = None) -> Any:
    return value if dice.random() < share else other


def _facts(dice: random.Random) -> dict[str, Fact]:
    names = dice.sample(FACT_NAMES, dice.randrange(len(FACT_NAMES)))
    bases = [Basis.STATED, Basis.STATED, *Basis]
    return {name: fact(dice.choice(list(Trilean)), dice.choice(bases)) for name in names}


def _hours(dice: random.Random) -> Hours:
    start = dice.choice([0, 480, 1200])
    days = dice.choice([range(5), range(7)])
    spans = tuple(Interval(day, start, start + dice.choice([480, 540, 1440])) for day in days)
    return Hours(_some(dice, 0.3, spans, ()), dice.choice(list(Trilean)))


def random_service(dice: random.Random, number: int) -> Service:
    """A service with anything a record may hold."""
    regency = dice.choice([*REGENCIES, "53.07", "53.07", "53.08"])
    kind = dice.choice(COMMON if dice.random() < 0.8 else KINDS)
    seat = REGIONS[regency]
    level = dice.choice([Level.DISTRICT] * 4 + [Level.PROVINCE, Level.NATIONAL])
    areas = {Level.DISTRICT: regency, Level.PROVINCE: regency[:2], Level.NATIONAL: "ID"}
    needs = dice.sample(list(Need), dice.choice([1, 1, 2, 3, 6]))
    stands = dice.random() < 0.9
    return Service(
        id=f"s-{number:05}",
        name=f"Nama {number:05}",
        organization=f"Lembaga {number:05}",
        kind=kind,
        status=dice.choice([Status.ACTIVE] * 12 + list(Status)),
        level=level,
        operator=dice.choice([Operator.POLICE] if kind is Kind.UPPA else list(Operator)),
        needs=tuple(NeedMet(n, dice.choice(list(How)), Basis.STATED) for n in sorted(needs)),
        sub_needs=(),
        takes_reports=False,
        regency_code=regency,
        province_code=regency[:2],
        coverage=(areas[level], *_some(dice, 0.15, (dice.choice(REGENCIES),), ())),
        provenance=Provenance(
            "Sumber",
            2025,
            dice.choice(list(Confidence)),
            _some(dice, 0.4, date(dice.choice([2024, 2025, 2026]), dice.randrange(1, 11), 5)),
        ),
        kecamatan_code=_some(dice, 0.3, f"{regency}.0{dice.randrange(1, 4)}"),
        latitude=seat.latitude + dice.choice([0, 0.1, 0.5, 1.5, 4.0]) if stands else None,
        longitude=seat.longitude if stands else None,
        country=_some(dice, 0.02, "MY"),
        confidential=dice.random() < (0.3 if kind is not Kind.HOSPITAL else 0),
        phones=_some(dice, 0.75, (Phone(f"+62{number:09}", f"0{number:09}"),), ()),
        email=f"surat{number:05}@contoh.id",
        website=f"https://situs{number:05}.contoh.id",
        address=f"Jalan Rahasia {number:05}",
        min_age=_some(dice, 0.15, dice.choice([0, 6, 12, 18])),
        max_age=_some(dice, 0.15, dice.choice([11, 17])),
        boys_with_mother_max_age=_some(dice, 0.1, 10),
        facts=_facts(dice),
        hours=_hours(dice),
        capacity=_some(
            dice,
            0.2,
            Capacity(9, dice.choice([0, 0, 3]), date(2026, dice.choice([3, 11]), 20)),
            Capacity(),
        ),
        hospital_type=_some(dice, 0.1, "psychiatric") if kind is Kind.HOSPITAL else None,
    )


def random_request(dice: random.Random) -> HelpRequest:
    """A request with anything triage may say; exclusions only now and then."""
    ids = [f"s-{dice.randrange(POOL):05}" for _ in range(dice.choice([0, 0, 30]))]
    avoid = [dice.choice([*REGENCIES, "53", "53.07.01"])] if dice.random() < 0.15 else []
    suspects = [{Suspect.NONE}, {Suspect.UNKNOWN}, {dice.choice(list(Suspect))}]
    return HelpRequest(
        place=place(dice.choice([*REGENCIES, "53.07", "53.07"])),
        needs=tuple(dice.sample(list(Need), dice.choice([1, 1, 2, 6]))),
        now=dice.choice(WHENS),
        sub_needs=tuple(dice.sample(list(SubNeed), dice.choice([0, 0, 0, 1, 2]))),
        children=tuple(_child(dice) for _ in range(dice.choice([1, 1, 1, 2, 3]))),
        danger=dice.choice(list(Danger)),
        self_harm=dice.choice(list(Trilean)),
        contact=dice.choice(list(Contact)),
        last_abuse=dice.choice(list(LastAbuse)),
        suspect=frozenset(dice.choice(suspects)),
        avoid=tuple(avoid + ids[:10]),
        tried=tuple(Attempt(one, dice.choice(list(TryOutcome))) for one in ids[10:]),
        nationality=dice.choice(list(Nationality)),
        companions=frozenset(dice.sample(list(Companion), dice.choice([1, 1, 2]))),
        came_from=dice.choice(list(CameFrom)),
        disability=dice.choice([Disability.UNKNOWN, Disability.NONE, *Disability]),
    )


def _child(dice: random.Random) -> Child:
    known = dice.random() < 0.6
    return Child(
        age=dice.randrange(18) if known else None,
        band=None if known else dice.choice([None, *AgeBand]),
        sex=dice.choice(list(Sex)),
        own_baby=dice.random() < 0.1,
    )


_dice = random.Random(20261124)
SERVICES = [random_service(_dice, number) for number in range(POOL)]
REQUESTS = [random_request(_dice) for _ in range(POOL)]

directories = st.lists(st.sampled_from(SERVICES), max_size=14, unique_by=lambda one: one.id)
requests = st.sampled_from(REQUESTS)

PLAIN = [
    replace(one, needs=one.needs[:1], hours=Hours(), status=Status.ACTIVE, country=None)
    for one in SERVICES
    if one.province_code in ("52", "53") and not one.fact("accepts_outsiders").stated_no
]
crowds = st.lists(
    st.sampled_from(SERVICES) | st.sampled_from(PLAIN), max_size=50, unique_by=lambda one: one.id
)
"""Directories large enough for ranking to pass over what cannot be shown."""
