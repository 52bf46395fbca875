"""Maps of travel for tests: services at the places of codes."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from referral.domain.policy import Policy, parse_policy
from referral.domain.regions import Travel
from referral.geo.atlas import Atlas
from referral.geo.network import PortNetwork, port_network
from referral.geo.travel import Reach, ServicePoints, TravelMap

POLICY = parse_policy(
    (Path(__file__).parents[2] / "referral" / "policies" / "national.toml").read_text("utf-8")
)
LIMITS = POLICY.band_limits


def travel_map(
    atlas: Atlas, *codes: str | None, network: PortNetwork | None = None, policy: Policy = POLICY
) -> TravelMap:
    """A map with services at these places; None stands nowhere."""
    places = [atlas.place(code) if code else None for code in codes]
    degrees = [[p.latitude, p.longitude] if p else [np.nan, np.nan] for p in places]
    network = network or port_network(atlas, policy.travel)
    points = ServicePoints.on(network, np.array(degrees, dtype=float))
    return TravelMap(atlas, network, points, policy.band_limits)


def reach(atlas: Atlas, here: str, *there: str, network: PortNetwork | None = None) -> Reach:
    return travel_map(atlas, *there, network=network).reach(atlas.place(here), range(len(there)))


def journey(atlas: Atlas, here: str, there: str, network: PortNetwork | None = None) -> Travel:
    return reach(atlas, here, there, network=network).journey(0)
