"""Travel from every village to the nearest of many sets of services: the map of coverage.

The same ways as `referral.geo.travel`, for whole regencies at once: by road on one landmass, or
over recorded links from the ports of the village's landmass, setting out at the same hour. A
village without a coordinate stands at its kecamatan, as a plan would have it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from geopy.distance import EARTH_RADIUS

from referral.geo.atlas import Atlas
from referral.geo.network import PortNetwork
from referral.geo.roads import NOWHERE, Nodes
from referral.geo.sphere import Floats, chords, haversine_km
from referral.geo.travel import ServicePoints

Rows = npt.NDArray[np.intp]
Minutes = npt.NDArray[np.int32]

UNKNOWN = 2**30
"""Whole minutes where no way is recorded: after every known one (R25)."""

_ROUNDING = 1e-6  # as in `referral.geo.travel`
_FEW = 300  # columns that are not worth a look at which of them can be nearest
_CHUNK = 3_000_000  # floats at once


def _all_km(here: Floats, there: Floats) -> Floats:
    """Great-circle kilometres from each point to each, given as `chords`."""
    square = np.zeros((len(here), len(there)))
    for axis in range(3):
        apart = here[:, axis, None] - there[:, axis]
        square += apart * apart
    half = np.sqrt(square) / (2 * EARTH_RADIUS)
    kilometres: Floats = 2 * EARTH_RADIUS * np.arcsin(np.minimum(half, 1.0))
    return kilometres


def whole_minutes(minutes: Floats) -> Minutes:
    """Minutes rounded up, as plans give them; UNKNOWN where they are infinite."""
    known = np.isfinite(minutes)
    whole = np.ceil(np.where(known, minutes, 0) - _ROUNDING)
    return np.where(known, whole, UNKNOWN).astype(np.int32)


@dataclass(frozen=True, eq=False)
class Villages:
    """Villages in code order, and the rows of each regency.

    `node` is the part of the regency a village stands in (`referral.geo.roads`).
    """

    codes: tuple[str, ...]
    radians: Floats
    node: Nodes
    rows: dict[str, slice]

    @classmethod
    def of(cls, atlas: Atlas, network: PortNetwork) -> Villages:
        """All villages of the map."""
        table, node = atlas.villages, network.roads.node
        degrees, landmass = table.points.copy(), table.landmass.copy()
        without = np.isnan(degrees[:, 0])
        for row in np.flatnonzero(without).tolist():
            degrees[row], landmass[row] = atlas.point_of(table.codes[row])
        seen: dict[tuple[str, int], int] = {}
        nodes = np.empty(len(table.codes), dtype=np.int32)
        places = zip(table.codes, landmass.tolist(), degrees.tolist(), without, strict=True)
        for row, (code, land, (latitude, longitude), moved) in enumerate(places):
            key = (code[:5], land)
            if moved or key not in seen:
                seen[key] = node(*key, latitude, longitude)
            nodes[row] = seen[key]
        return cls(table.codes, np.radians(degrees), nodes, _slices(table.codes))


def _slices(codes: Sequence[str]) -> dict[str, slice]:
    names, begins = np.unique([code[:5] for code in codes], return_index=True)
    ends = [*begins[1:].tolist(), len(codes)]
    return {
        name: slice(begin, end)
        for name, begin, end in zip(names.tolist(), begins.tolist(), ends, strict=True)
    }


@dataclass(frozen=True, eq=False)
class Stands:
    """The distinct points at which the services of a directory stand.

    `of_service` is the point of a service by its position in the directory, -1 where it stands
    nowhere (a line); `extra` as in `ServicePoints`; `from_port` (points, ports) are minutes by
    road, `extra` included.
    """

    of_service: Rows
    radians: Floats
    node: Nodes
    extra: Floats
    from_port: Floats

    @classmethod
    def at(cls, network: PortNetwork, points: ServicePoints) -> Stands:
        """Where these services stand."""
        placed = np.flatnonzero(points.node >= 0)
        keys = np.column_stack([points.degrees, points.extra, points.node])[placed]
        distinct, inverse = np.unique(keys, axis=0, return_inverse=True)
        of_service = np.full(len(points.node), -1, dtype=np.intp)
        of_service[placed] = inverse.reshape(-1)
        radians, node = np.radians(distinct[:, :2]), distinct[:, 3].astype(np.int32)
        ports, extra = network.radians, distinct[:, 2]
        km = haversine_km(radians[:, :1], radians[:, 1:], ports[:, 0], ports[:, 1])
        by_road = network.roads.minutes(km, node[:, None], network.nodes)
        return cls(of_service, radians, node, extra, by_road + extra[:, None])

    def points(self, services: Sequence[int] | Rows) -> Rows:
        """The points of services; those that stand nowhere are left out."""
        found = self.of_service[np.asarray(services, dtype=np.intp)]
        return found[found >= 0]


class VillageTravel:
    """Minutes from the villages of a regency to points, setting out at a local hour."""

    def __init__(
        self, villages: Villages, network: PortNetwork, stands: Stands, hour: float
    ) -> None:
        self.villages = villages
        self.stands = stands
        self._network = network
        self._hour = hour
        self._villages_at = chords(np.degrees(villages.radians))
        self._stands_at = chords(np.degrees(stands.radians))
        self._ports_at = chords(np.degrees(network.radians))
        last = max(
            int(nodes.max(initial=0)) for nodes in (villages.node, stands.node, network.nodes)
        )
        nodes = np.arange(last + 1, dtype=np.int32)
        self._in_reach = np.isfinite(network.roads.minutes(np.ones(1), nodes[:, None], nodes))
        self._ports = [
            np.flatnonzero((network.nodes >= 0) & reached[network.nodes])
            for reached in self._in_reach
        ]

    def nearest(self, regency: str, sets: Sequence[Rows]) -> list[Minutes]:
        """Whole minutes from each village to the nearest point of each set."""
        rows = self.villages.rows[regency]
        best = np.full((len(sets), rows.stop - rows.start), np.inf)
        for node, here in self._parts(regency):
            self._by_road(best, node, here, rows.start, sets)
        self._by_link(best, rows, sets)
        return [whole_minutes(minutes) for minutes in best]

    def minutes(self, regency: str, points: Rows, some: Rows | None = None) -> Floats:
        """Minutes (villages, points) from each village to each point; inf without a way.

        `some` are villages counted from the regency's first, instead of all.
        """
        rows = self.villages.rows[regency]
        wanted = np.arange(rows.stop - rows.start) if some is None else some
        found = np.full((len(wanted), len(points)), np.inf)
        nodes = self.villages.node[rows][wanted]
        for node in np.unique(nodes[nodes != NOWHERE]).tolist():
            here = np.flatnonzero(nodes == node)
            found[here] = self._road(node, wanted[here] + rows.start, points)
        landed, there = self._landings(rows)
        if len(there):
            arrived = self._network.beyond(landed[wanted], there)
            for port in np.flatnonzero(np.isfinite(arrived).any(axis=0)).tolist():
                last = self.stands.from_port[points, port]
                np.minimum(found, arrived[:, port, None] + last, out=found)
        return found

    def _parts(self, regency: str) -> Iterator[tuple[int, Rows]]:
        """Each part of the regency with its villages, counted from the regency's first."""
        nodes = self.villages.node[self.villages.rows[regency]]
        for node in np.unique(nodes).tolist():
            if node != NOWHERE:
                yield node, np.flatnonzero(nodes == node)

    def _by_road(
        self, best: Floats, node: int, here: Rows, begin: int, sets: Sequence[Rows]
    ) -> None:
        rows, near = here + begin, self._in_reach[node]
        on_land = [points[near[self.stands.node[points]]] for points in sets]
        on_land = [
            points if len(points) <= _FEW else self._possible(node, rows, points)
            for points in on_land
        ]
        union = np.unique(np.concatenate(on_land)) if on_land else np.empty(0, dtype=np.intp)
        if not len(union):
            return
        minutes = self._road(node, rows, union)
        for number, points in enumerate(on_land):
            if len(points):
                best[number, here] = minutes[:, np.searchsorted(union, points)].min(axis=1)

    def _road(self, node: int, rows: Rows, points: Rows) -> Floats:
        km = _all_km(self._villages_at[rows], self._stands_at[points])
        minutes = self._network.roads.minutes(km, node, self.stands.node[points])
        return minutes + self.stands.extra[points]

    def _possible(self, node: int, rows: Rows, points: Rows) -> Rows:
        """The points that may be nearest to one of the villages: bounds from their middle."""
        village, point = self.villages.radians[rows], self.stands.radians[points]
        middle = village.mean(axis=0)
        km = haversine_km(middle[0], middle[1], point[:, 0], point[:, 1])
        around = float(haversine_km(middle[0], middle[1], village[:, 0], village[:, 1]).max())
        to, extra = self.stands.node[points], self.stands.extra[points]
        road = self._network.roads.minutes
        at_most = road(km + around, node, to) + extra
        at_least = road(np.maximum(km - around, 0.0), node, to) + extra
        possible: Rows = points[at_least <= at_most.min(initial=np.inf)]
        return possible

    def _landings(self, rows: slice) -> tuple[Floats, Rows]:
        """Minutes from villages to where first links land; ports of their landmasses only."""
        nodes = self.villages.node[rows]
        start = np.full((len(nodes), len(self._network.nodes)), np.inf)
        village, port = self._villages_at[rows], self._ports_at
        for node in np.unique(nodes).tolist():
            if node == NOWHERE or not len(self._ports[node]):
                continue
            near = self._ports[node]
            here = np.flatnonzero(nodes == node)
            km = _all_km(village[here], port[near])
            minutes = self._network.roads.minutes(km, node, self._network.nodes[near])
            start[np.ix_(here, near)] = minutes
        return self._network.landings(start, self._hour)

    def _by_link(self, best: Floats, rows: slice, sets: Sequence[Rows]) -> None:
        """Shorten `best` over links, looking only at villages that may gain by one."""
        landed, there = self._landings(rows)
        if not len(there):
            return
        late = best > landed.min(axis=1)
        last: dict[int, Floats] = {}
        for number in np.flatnonzero(late.any(axis=1)).tolist():
            last[number] = self.stands.from_port[sets[number]].min(axis=0, initial=np.inf)
            onward = (self._network.minutes[there] + last[number]).min(axis=1)
            some = np.flatnonzero(late[number])
            at_least = (landed[some] + onward).min(axis=1)
            late[number, some] = best[number, some] > at_least
        gaining = np.flatnonzero(late.any(axis=0))
        step = max(1, _CHUNK // (len(there) * len(self._network.nodes)))
        for begin in range(0, len(gaining), step):
            some = gaining[begin : begin + step]
            arrived = self._network.beyond(landed[some], there)
            for number in np.flatnonzero(late[:, some].any(axis=1)).tolist():
                by_link = (arrived + last[number]).min(axis=1)
                best[number, some] = np.minimum(best[number, some], by_link)
