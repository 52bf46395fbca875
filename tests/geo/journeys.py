"""Journeys that people have made and published, and what the map says of them.

`journeys.csv` names them with their sources; minutes are those under way, without the wait for
a departure. Every other row, from the first, served to tune the policy's factors; the rest
judges them.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from referral.domain.travel_policy import TravelPolicy
from referral.geo.atlas import Atlas
from referral.geo.network import PortNetwork
from referral.geo.travel import ServicePoints, TravelMap

FILE = Path(__file__).parent / "journeys.csv"
LINKS = {
    "road": (),
    "ferry": ("ferry",),
    "fast_boat": ("ferry", "fast_boat"),
    "flight": ("flight",),
}
"""Modes of links that a journey of a mode may use beside the road."""


@dataclass(frozen=True)
class Journey:
    """A row of the table; `explanation` says why the map is far from the source, if it is."""

    id: str
    from_name: str
    from_code: str
    to_name: str
    to_code: str
    mode: str
    minutes: int
    source: str
    year: str
    how: str
    explanation: str


def read() -> list[Journey]:
    """All rows of the table."""
    with FILE.open(encoding="utf-8", newline="") as handle:
        return [Journey(minutes=int(row.pop("minutes")), **row) for row in csv.DictReader(handle)]


def tuning(journeys: Sequence[Journey]) -> Sequence[Journey]:
    """The half that the factors were tuned on."""
    return journeys[::2]


def held_out(journeys: Sequence[Journey]) -> Sequence[Journey]:
    """The half that judges them."""
    return journeys[1::2]


def modelled(
    atlas: Atlas, policy: TravelPolicy, journeys: Iterable[Journey]
) -> dict[str, int | None]:
    """Minutes under way by the map, by journey: no wait, no boarding, only the journey's modes."""
    moving = replace(
        policy,
        max_wait_minutes=0.0,
        crossings=tuple((m, replace(c, boarding_minutes=0.0)) for m, c in policy.crossings),
    )
    networks = {
        mode: PortNetwork(atlas, [link for link in atlas.links if link.mode in allowed], moving)
        for mode, allowed in LINKS.items()
    }
    found = {}
    for journey in journeys:
        network, end = networks[journey.mode], atlas.place(journey.to_code)
        points = ServicePoints.on(network, np.array([[end.latitude, end.longitude]]))
        travel = TravelMap(atlas, network, points, (60, 180, 360, 1440))
        (found[journey.id],) = travel.reach(atlas.place(journey.from_code), [0]).minutes
    return found


def factor(journey: Journey, minutes: int) -> float:
    """How many times too long (or, below 1, too short) the map takes the journey to be."""
    return minutes / journey.minutes


def off(journey: Journey, minutes: int) -> float:
    """The relative error: 0.25 is a quarter of the source's minutes too much or too little."""
    return abs(minutes - journey.minutes) / journey.minutes
