"""The routing table and the travel map of a directory snapshot, made once per version."""

from __future__ import annotations

import gc
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from referral.domain.directory import Directory
from referral.domain.policy import Policy
from referral.domain.requests import HelpRequest
from referral.domain.services import Service
from referral.domain.table import RoutingTable
from referral.domain.vocabulary import Kind
from referral.geo.atlas import Atlas
from referral.geo.network import port_network
from referral.geo.travel import ServicePoints, TravelMap
from referral.usecases.world import World

log = logging.getLogger(__name__)
CLINICS = frozenset({Kind.HOSPITAL, Kind.PPT_HOSPITAL, Kind.PUSKESMAS})
REGENCY = len("53.07")


@dataclass(frozen=True)
class Tables:
    """What routing over one snapshot needs."""

    directory: Directory
    routing: RoutingTable
    travel: TravelMap

    def travel_for(self, world: World, request: HelpRequest) -> TravelMap:
        """The map for a request: no way leads through a region to avoid (R34).

        Ways out of the region where the child is stay open, even if it is to be avoided.
        """
        here = request.place.regency_code
        regions = sorted(
            code for code in request.avoid if code[:2].isdigit() and len(code) <= REGENCY
        )
        shut = tuple(code for code in regions if not here.startswith(code))
        if not shut:
            return self.travel
        network = port_network(world.atlas, self.routing.policy.travel, shut)
        points = ServicePoints.on(network, self.travel.points.degrees, self.travel.points.extra)
        return TravelMap(world.atlas, network, points, self.routing.policy.band_limits)


def tables_with(world: World, policy: Policy) -> Tables:
    """The tables of the world's snapshot under another policy than its own."""
    directory = world.directory()
    return Tables(
        directory,
        RoutingTable(directory, policy),
        travel_map(directory, world.atlas, policy),
    )


Prepare = Callable[[World], None]
_prepared: list[Prepare] = []


def after_reload(prepare: Prepare) -> Prepare:
    """Have something made anew when a directory has changed, beside the requests.

    What is asked for its indexes next finds them ready. `prepare` should do nothing where nobody
    has asked for them before.
    """
    _prepared.append(prepare)
    return prepare


def _prepare(world: World) -> None:
    try:
        for prepare in _prepared:
            prepare(world)
    except Exception as error:  # whoever asks for it makes it then, and hears of it
        log.warning("Nothing could be prepared: %s", type(error).__name__)


class _Latest:
    """The tables of the snapshot last asked for."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: tuple[Policy, Tables] | None = None
        self._source: object = None

    def of(self, world: World) -> Tables:
        directory, held = world.directory(), self._held
        if held and held[0] is world.policy and held[1].directory is directory:
            return held[1]
        with self._lock:
            made = tables_with(world, world.policy)
            self._held = (world.policy, made)
            if self._source is world.directory:
                threading.Thread(target=_prepare, args=(world,), name="reload", daemon=True).start()
            self._source = world.directory
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
    extra = np.array([_extra(service, atlas, policy) for service in directory.services])
    network = port_network(atlas, policy.travel)
    return TravelMap(atlas, network, ServicePoints.on(network, degrees, extra), policy.band_limits)


def _extra(service: Service, atlas: Atlas, policy: Policy) -> float:
    """Minutes more to a clinic of which only the regency is known; offices stand at the seat."""
    region = atlas.regions.get(service.regency_code or "")
    if region is None or service.latitude is not None or service.kind not in CLINICS:
        return 0.0
    return policy.travel.unplaced_minutes(region.code, region.population, region.area_km2)


def _point(service: Service, atlas: Atlas) -> tuple[float, float]:
    # R35: where children live, the point is the regency's seat, whatever a record says
    if service.latitude is not None and service.longitude is not None:
        hidden = service.confidential or service.houses_children
        if not hidden:
            return service.latitude, service.longitude
    seat = atlas.regions.get(service.regency_code or service.province_code or "")
    return (seat.latitude, seat.longitude) if seat else (float("nan"), float("nan"))
