"""Travel from a place to every service of a directory, over land and recorded links.

Minutes are the shortest of the road on one landmass and of every chain of road and links.
Great-circle distance alone says nothing between islands (R25): where no chain of recorded links
leads, minutes are None and the band is unknown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from referral.domain.regions import NO_TRAVEL, Place, Region, Travel, TravelLeg
from referral.domain.vocabulary import Band
from referral.geo.atlas import Atlas
from referral.geo.network import ROAD, Arrivals, Leg, PortNetwork, road
from referral.geo.roads import NOWHERE, Nodes
from referral.geo.sphere import Floats, haversine_km

BANDS = tuple(Band)
Indices = Sequence[int] | npt.NDArray[np.integer]

_NAMED_MINUTES = 1.0
"""A road leg shorter than this is the walk from the quay, not a part of the journey."""

_ROUNDING = 1e-6


@dataclass(frozen=True, slots=True)
class ServicePoints:
    """Where the services of a directory stand, by their index in it.

    `degrees` (n, 2) are latitude and longitude, NaN where a service stands nowhere (a line);
    `node` (n,) is the part of a regency they stand in (`referral.geo.roads`), -1 unknown.
    `extra` (n,) are minutes added where a service stands somewhere in its regency, not known where.
    """

    degrees: Floats
    node: Nodes
    extra: Floats

    @classmethod
    def on(
        cls, network: PortNetwork, degrees: Floats, extra: Floats | None = None
    ) -> ServicePoints:
        """Points that stand where the village nearest to them stands."""
        none = np.zeros(len(degrees))
        return cls(degrees, network.roads.nodes(degrees), none if extra is None else extra)


class TravelMap:
    """What routing asks of the map (`referral.domain.regions.Geography`).

    `band_limits` are the upper minutes of the travel bands.
    """

    def __init__(
        self,
        atlas: Atlas,
        network: PortNetwork,
        points: ServicePoints,
        band_limits: Sequence[int],
    ) -> None:
        self._atlas = atlas
        self.network = network
        self.points = points
        self._limits = np.array(band_limits)
        # Services in the order of their landmass, so that each landmass is one slice.
        landmass = self._landmass = network.roads.landmass_of(points.node)
        order = np.argsort(landmass, kind="stable")
        self._rank = np.argsort(order, kind="stable")
        self._sorted_node = points.node[order]
        self._sorted = np.radians(points.degrees[order])
        self._slices = _slices(landmass[order])
        self._port_landmass = network.roads.landmass_of(network.nodes)
        self._legs = [self._from_port(port) for port in range(len(network.nodes))]
        self._ports_on: dict[int, list[int]] = {}
        for port, number in enumerate(self._port_landmass.tolist()):
            self._ports_on.setdefault(number, []).append(port)

    @property
    def regions(self) -> Mapping[str, Region]:
        """Provinces and regencies by code."""
        return self._atlas.regions

    def neighbours(self, province_code: str) -> frozenset[str]:
        """Provinces with a land border or a direct recorded link."""
        return self._atlas.neighbours(province_code)

    def reach(self, place: Place, services: Indices, hour: float | None = None) -> Reach:
        """Travel to services, by their index in the directory: one pass over all of them.

        `hour` (0 to 24) is the local hour of setting out; without it the wait for every link is
        that of an average hour.
        """
        index = np.asarray(services, dtype=np.intp)
        node = self.network.roads.node(
            place.regency_code, place.landmass, place.latitude, place.longitude
        )
        start = self.network.from_point(node, place.latitude, place.longitude)
        arrivals = self.network.set_out(start, hour)
        best = self._by_road(node, place)
        by_road = best.copy()
        for port in self.network.gates(arrivals):
            slot = self._slices.get(int(self._port_landmass[port]))
            if slot is not None:
                part = best[slot]
                np.minimum(part, self._legs[port] + arrivals.minutes[port], out=part)
        rank = self._rank[index]
        return Reach(self, place, index, best[rank], best[rank] >= by_road[rank], arrivals)

    def band(self, minutes: int) -> Band:
        """The travel band of so many minutes."""
        return BANDS[int(np.searchsorted(self._limits, minutes))]

    def last_roads(self, service: int) -> list[tuple[int, float]]:
        """Ports on the landmass of a service, with the minutes by road from each to it."""
        landmass, rank = int(self._landmass[service]), int(self._rank[service])
        slot = self._slices.get(landmass)
        if slot is None:
            return []
        at = rank - slot.start
        return [(port, float(self._legs[port][at])) for port in self._ports_on.get(landmass, ())]

    def _by_road(self, node: int, place: Place) -> Floats:
        """Minutes by road to every service in landmass order; inf where there is none."""
        best = np.full(len(self._sorted_node), np.inf)
        slot = None if node == NOWHERE else self._slices.get(place.landmass)
        if slot is not None:
            here = np.radians([place.latitude, place.longitude])
            best[slot] = self._road_minutes(node, here, slot)
        return best

    def _from_port(self, port: int) -> Floats:
        """Minutes by road from a port to the services of its landmass."""
        slot = self._slices.get(int(self._port_landmass[port]))
        if slot is None or self.network.nodes[port] == NOWHERE:
            return np.empty(0)
        return self._road_minutes(int(self.network.nodes[port]), self.network.radians[port], slot)

    def _road_minutes(self, node: int, here: Floats, slot: slice) -> Floats:
        part = self._sorted[slot]
        km = haversine_km(here[0], here[1], part[:, 0], part[:, 1])
        return self.network.roads.minutes(km, node, self._sorted_node[slot])


def _slices(landmass: npt.NDArray[np.int32]) -> dict[int, slice]:
    """Where each landmass begins and ends among services sorted by it; 0 (unknown) left out."""
    numbers, begins, counts = np.unique(landmass, return_index=True, return_counts=True)
    return {
        int(number): slice(int(begin), int(begin + count))
        for number, begin, count in zip(numbers, begins, counts, strict=True)
        if number > 0
    }


@dataclass(frozen=True)
class Reach:
    """Travel to many services at once, in the order they were asked for.

    Made by `TravelMap.reach`; journeys are put together when they are looked at.
    """

    _map: TravelMap
    _place: Place
    _index: npt.NDArray[np.intp]
    _minutes: Floats
    _straight_on: npt.NDArray[np.bool_]  # by road alone: no chain of links is shorter
    _arrivals: Arrivals

    @cached_property
    def km(self) -> list[float | None]:
        """Great-circle kilometres; None where a service stands nowhere."""
        here = np.radians([self._place.latitude, self._place.longitude])
        there = np.radians(self._map.points.degrees[self._index])
        found = haversine_km(here[0], here[1], there[:, 0], there[:, 1])
        return [None if value != value else value for value in found.tolist()]  # noqa: PLR0124 - NaN

    @cached_property
    def minutes(self) -> list[int | None]:
        """Whole minutes; None where no recorded chain of ways is known (R25)."""
        total = self._minutes + self._map.points.extra[self._index]
        whole = np.where(np.isfinite(total), np.ceil(total - _ROUNDING), -1).astype(int)
        return [None if value < 0 else value for value in whole.tolist()]

    def journey(self, position: int) -> Travel:
        """The travel at a position of the columns: modes and links in the order of travel.

        A mode is named once, where it is first taken. Confidence is `recorded` when all that
        is not road is recorded, and the road is short; otherwise `estimated`.
        """
        km = self.km[position]
        if km is None:
            return NO_TRAVEL
        minutes = self.minutes[position]
        if minutes is None:
            return Travel(km=km, minutes=None, band=Band.UNKNOWN)
        legs = self.legs(position)
        return Travel(
            km=km,
            minutes=minutes,
            band=self._map.band(minutes),
            modes=tuple(dict.fromkeys(leg.mode for leg in legs)) or (ROAD,),
            links=tuple(leg.link for leg in legs if leg.link is not None),
            confidence=self._confidence(legs),
            legs=tuple(map(_in_words, legs)),
        )

    def legs(self, position: int) -> tuple[Leg, ...]:
        """The parts of the journey in their order; none where no way is known.

        Roads that follow one another are one leg; one below a minute is left out.
        """
        if self.minutes[position] is None:
            return ()
        total = float(self._minutes[position])
        if self._straight_on[position]:
            return _joined([road(total)])
        by_link = self._map.last_roads(int(self._index[position]))
        _, port, last = min(
            ((float(self._arrivals.minutes[port]) + last, port, last) for port, last in by_link),
            default=(np.inf, NOWHERE, 0.0),
        )
        return _joined([*self._map.network.way(self._arrivals, port), road(last)])

    def _confidence(self, legs: Sequence[Leg]) -> str:
        links = [leg for leg in legs if leg.link is not None]
        roads = sum(leg.minutes for leg in legs if leg.link is None)
        sure = links and all(leg.recorded for leg in links)
        short = roads <= self._map.network.policy.short_land_minutes
        return "recorded" if sure and short else "estimated"


def _in_words(leg: Leg) -> TravelLeg:
    """A leg in whole minutes, as it is told."""
    return TravelLeg(leg.mode, round(leg.minutes), round(leg.wait), leg.link)


def _joined(legs: Sequence[Leg]) -> tuple[Leg, ...]:
    """The same with neighbouring roads made one, and without those that are not worth naming."""
    joined: list[Leg] = []
    for leg in legs:
        if joined and leg.link is None and joined[-1].link is None:
            joined[-1] = road(joined[-1].minutes + leg.minutes)
        else:
            joined.append(leg)
    return tuple(leg for leg in joined if leg.link is not None or leg.minutes >= _NAMED_MINUTES)
