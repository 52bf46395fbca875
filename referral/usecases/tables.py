"""The routing table and the travel map of a directory snapshot, made once per version."""

from __future__ import annotations

import gc
import threading
from dataclasses import dataclass

import numpy as np

from referral.domain.directory import Directory
from referral.domain.policy import Policy
from referral.domain.services import Service
from referral.domain.table import RoutingTable
from referral.geo.atlas import Atlas
from referral.geo.network import port_network
from referral.geo.travel import ServicePoints, TravelMap
from referral.usecases.world import World


@dataclass(frozen=True)
class Tables:
    """What routing over one snapshot needs."""

    directory: Directory
    routing: RoutingTable
    travel: TravelMap


def tables_with(world: World, policy: Policy) -> Tables:
    """The tables of the world's snapshot under another policy than its own."""
    directory = world.directory()
    return Tables(
        directory,
        RoutingTable(directory, policy),
        travel_map(directory, world.atlas, policy),
    )


class _Latest:
    """The tables of the snapshot last asked for."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: tuple[Policy, Tables] | None = None

    def of(self, world: World) -> Tables:
        directory, held = world.directory(), self._held
        if held and held[0] is world.policy and held[1].directory is directory:
            return held[1]
        with self._lock:
            made = tables_with(world, world.policy)
            self._held = (world.policy, made)
            # A snapshot lives long: without this the collector walks it, a tenth of a second
            # in the middle of somebody's call.
            gc.collect()
            gc.freeze()
            return made


tables_of = _Latest().of
"""`tables_of(world)`: the tables of the world's current snapshot."""


def travel_map(directory: Directory, atlas: Atlas, policy: Policy) -> TravelMap:
    """Where every service stands; one without a point stands at its regency's seat."""
    points = [_point(service, atlas) for service in directory.services]
    degrees = np.array(points, dtype=float).reshape(-1, 2)
    network = port_network(atlas, policy.travel)
    return TravelMap(atlas, network, ServicePoints.on(network, degrees), policy.band_limits)


def _point(service: Service, atlas: Atlas) -> tuple[float, float]:
    # R35: where children live, the point is the regency's seat, whatever a record says
    if service.latitude is not None and service.longitude is not None:
        hidden = service.confidential or service.houses_children
        if not hidden:
            return service.latitude, service.longitude
    seat = atlas.regions.get(service.regency_code or service.province_code or "")
    return (seat.latitude, seat.longitude) if seat else (float("nan"), float("nan"))
