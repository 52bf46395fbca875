"""How near the map's travel times are to published journeys, and how long a pass takes.

Prints; asserts nothing (the tests do).
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from referral.geo.atlas import Atlas
from referral.geo.network import port_network
from referral.geo.travel import ServicePoints, TravelMap
from referral.usecases.policy_file import load_policy
from tests.geo import journeys

DATA = Path(__file__).parents[2] / "data"


def main() -> None:
    """Errors of both halves, the journeys farthest off, and milliseconds of a pass."""
    atlas, policy = Atlas.load(DATA), load_policy()
    table = journeys.read()
    found = journeys.modelled(atlas, policy.travel, table)
    known = {name: minutes for name, minutes in found.items() if minutes is not None}
    print(f"  {len(table)} journeys, minutes under way against published ones")
    _errors("tuning", journeys.tuning(table), known)
    _errors("held out", journeys.held_out(table), known)
    reckoned = [journey for journey in table if journey.id in known]
    reckoned.sort(key=lambda journey: journeys.factor(journey, known[journey.id]))
    for journey in [*reckoned[:4], *reckoned[-4:]]:
        times = journeys.factor(journey, known[journey.id])
        print(f"    x {times:4.2f}  {journey.from_name} - {journey.to_name} ({journey.mode})")
    _passes(atlas)


def _errors(name: str, half: Sequence[journeys.Journey], found: dict[str, int]) -> None:
    errors = sorted(journeys.off(j, found[j.id]) for j in half if j.id in found)
    tenths = statistics.quantiles(errors, n=10)
    bias = statistics.median(journeys.factor(j, found[j.id]) for j in half if j.id in found)
    worst = max(max(f, 1 / f) for j in half if (f := journeys.factor(j, found[j.id])))
    print(
        f"  {name:<9} n {len(half):3}   error median {statistics.median(errors):4.0%}   "
        f"p90 {tenths[-1]:4.0%}   worst x {worst:4.2f}   median factor {bias:4.2f}"
    )


def _passes(atlas: Atlas) -> None:
    policy = load_policy()
    start = time.perf_counter()
    network = port_network(atlas, policy.travel)
    print(f"  roads and {len(network.nodes)} ports {time.perf_counter() - start:5.2f} s")
    points = atlas.villages.points[~np.isnan(atlas.villages.points[:, 0])]
    places = [atlas.place(code) for code in atlas.regions]
    for count in (3_000, 13_000):
        some = points[np.linspace(0, len(points) - 1, count).astype(int)]
        travel = TravelMap(atlas, network, ServicePoints.on(network, some), policy.band_limits)
        taken = []
        for place in places:
            begin = time.perf_counter()
            minutes = travel.reach(place, np.arange(count)).minutes
            taken.append((time.perf_counter() - begin) * 1000)
            assert len(minutes) == count
        p95 = statistics.quantiles(taken, n=20)[-1]
        print(
            f"  reach of {count:6} services   p50 {statistics.median(taken):5.2f} ms   "
            f"p95 {p95:5.2f} ms   max {max(taken):5.2f} ms"
        )


if __name__ == "__main__":
    main()
