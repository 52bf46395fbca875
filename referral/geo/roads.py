"""Minutes over land, without a road map.

Every regency's part of a landmass is a node. Neighbours, and near nodes with villages all along
the line between them, are joined by the great circle, slowed by the terrain below it. The
shortest path over these edges tells how much longer than the great circle the way between any
two nodes is: around a gulf (Kendari to Watampone) or over slow country. That pace, minutes per
great-circle kilometre, then serves every pair of points of the two nodes.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
from geopy.distance import EARTH_RADIUS
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components, csgraph_from_dense, dijkstra

from referral.domain.regions import Region
from referral.domain.travel_policy import TravelPolicy
from referral.geo.atlas import Atlas
from referral.geo.sphere import Floats, chords

Nodes = npt.NDArray[np.int32]
Indices = npt.NDArray[np.intp]
NOWHERE = -1
"""The node of a point on unknown land."""

_LINE_KM, _STEP_KM, _BESIDE_KM = 100.0, 5.0, 10.0
"""Lines between nodes: at most so long, looked at every so many kilometres, villages so near."""

_TOLD_KM = 5.0
_LEAST_MINUTES = 1e-3  # a city's seat and its regency's may be one point; 0 would be "no edge"


class Roads:
    """Minutes by road between points of which the node, a part of a regency, is known.

    `avoid` are codes of provinces or regencies that no way may lead through.
    """

    def __init__(self, atlas: Atlas, policy: TravelPolicy, avoid: tuple[str, ...] = ()) -> None:
        self._atlas = atlas
        self._avoid = avoid
        villages = atlas.villages
        regency = np.array([int(code[:2] + code[3:5]) for code in villages.codes], dtype=np.int64)
        keys = regency * 100_000 + villages.landmass
        known, self._of_village = _numbered(keys, villages.landmass > 0)
        self._node = {(_code(key // 100_000), int(key % 100_000)): n for n, key in enumerate(known)}
        self._landmass = np.array([landmass for _, landmass in self._node], dtype=np.int32)
        self._points = self._middles(villages.points)
        own, radius, self._excess = _country(
            list(self._node), self._counts(), atlas.regions, policy
        )
        self._city_km = policy.city_km
        self._pace = self._paces(own, radius)

    def minutes(self, km: Floats, here: int | Nodes, there: Nodes) -> Floats:
        """Minutes for great-circle kilometres between nodes; inf without a way over land.

        In cities the first and last kilometres take longer. Arrays are broadcast.
        """
        pace = np.where((here >= 0) & (there >= 0), self._pace[here, there], np.inf)
        ends = (self._excess[here] + self._excess[there]) * np.minimum(km / 2, self._city_km)
        way = np.isfinite(pace)
        found: Floats = np.where(way, km * np.where(way, pace, 0) + ends, np.inf)
        return found

    def node(self, regency_code: str, landmass: int, latitude: float, longitude: float) -> int:
        """The node of a point in a regency on a landmass; NOWHERE on unknown land."""
        found = self._node.get((regency_code, landmass))
        if found is not None or landmass <= 0:
            return NOWHERE if found is None else found
        same = np.flatnonzero(self._landmass == landmass)
        if not len(same):
            return NOWHERE
        here = chords(np.array([[latitude, longitude]]))
        apart = ((chords(self._points[same]) - here) ** 2).sum(axis=1)
        return int(same[apart.argmin()])

    def nodes(self, points: Floats) -> Nodes:
        """The node of the village nearest to each point (n, 2); NOWHERE where it is not known."""
        rows = self._atlas.nearest_villages(points)
        return np.where(rows >= 0, self._of_village[rows], NOWHERE).astype(np.int32)

    def landmass_of(self, nodes: Nodes) -> Nodes:
        """The landmass of each node; 0 for NOWHERE."""
        return np.where(nodes >= 0, self._landmass[nodes], 0).astype(np.int32)

    def _counts(self) -> npt.NDArray[np.intp]:
        return np.bincount(self._of_village[self._of_village >= 0], minlength=len(self._node))

    def _middles(self, points: Floats) -> Floats:
        """A node's point: the regency's seat if it stands on that landmass, else the mean."""
        there = (self._of_village >= 0) & ~np.isnan(points[:, 0])
        counts = np.bincount(self._of_village[there], minlength=len(self._node))
        sums = [
            np.bincount(self._of_village[there], points[there, axis], minlength=len(self._node))
            for axis in (0, 1)
        ]
        middles = np.column_stack(sums) / np.maximum(counts, 1)[:, None]
        for (code, landmass), node in self._node.items():
            region = self._atlas.regions[code]
            if region.landmass == landmass:
                middles[node] = region.latitude, region.longitude
        return middles

    def _paces(self, own: Floats, radius: Floats) -> Floats:
        """Minutes per great-circle kilometre between any two nodes."""
        km = _all_km(self._points)
        edges = np.full(km.shape, np.inf)
        one, other = _columns(_joined(self._borders(), self._landmass, km))
        share = radius[one] / (radius[one] + radius[other])
        edges[one, other] = km[one, other] * (own[one] * share + own[other] * (1 - share))
        one, other, pace = self._lines(own, km)
        edges[one, other] = np.minimum(edges[one, other], km[one, other] * pace)
        shut = np.array([code.startswith(self._avoid) for code, _ in self._node], dtype=bool)
        edges[shut] = edges[:, shut] = np.inf  # no way leads through a place to avoid (R34)
        graph = csgraph_from_dense(np.maximum(edges, _LEAST_MINUTES), null_value=np.inf)
        total = dijkstra(graph, directed=False)
        # seats nearer than this say nothing of the way between the rest of their regencies
        told = np.isfinite(total) & (km > _TOLD_KM)
        mixed = np.where(np.isfinite(total), (own[:, None] + own) / 2, np.inf)
        paces: Floats = np.divide(total, km, out=mixed, where=told)
        np.fill_diagonal(paces, own)
        return np.minimum(paces, paces.T)  # the two differ in the last digit

    def _lines(self, own: Floats, km: Floats) -> tuple[Indices, Indices, Floats]:
        """Near nodes with villages all along the line between them, and the mean pace below it."""
        near = (self._landmass[:, None] == self._landmass) & (km < _LINE_KM)
        one, other = np.nonzero(np.triu(near, 1))
        count = np.maximum(np.ceil(km[one, other] / _STEP_KM), 1).astype(np.intp) + 1
        begin = np.cumsum(count) - count
        along = (np.arange(count.sum()) - np.repeat(begin, count)) / np.repeat(count - 1, count)
        here, there = (np.repeat(self._points[ends], count, axis=0) for ends in (one, other))
        spots = here + (there - here) * along[:, None]
        rows = self._atlas.nearest_villages(spots)
        apart = np.sqrt(((chords(spots) - chords(self._atlas.villages.points[rows])) ** 2).sum(1))
        below = self._of_village[rows]
        land = self.landmass_of(below) == np.repeat(self._landmass[one], count)
        whole = np.logical_and.reduceat(land & (apart < _BESIDE_KM), begin)
        pace = np.add.reduceat(own[below], begin) / count
        return one[whole], other[whole], pace[whole]

    def _borders(self) -> list[tuple[int, int]]:
        """Pairs of nodes of neighbouring regencies on one landmass."""
        return [
            (node, other)
            for (code, landmass), node in self._node.items()
            for beside in sorted(self._atlas.regency_neighbours(code))
            if (other := self._node.get((beside, landmass), node)) > node
        ]


def _numbered(keys: npt.NDArray[np.int64], known: npt.NDArray[np.bool_]) -> tuple[list[int], Nodes]:
    """The distinct known keys in order, and each row's number among them or NOWHERE."""
    distinct, inverse = np.unique(keys[known], return_inverse=True)
    numbers = np.full(len(keys), NOWHERE, dtype=np.int32)
    numbers[known] = inverse
    return distinct.tolist(), numbers


def _code(number: int) -> str:
    return f"{number // 100:02d}.{number % 100:02d}"


def _country(
    nodes: list[tuple[str, int]],
    counts: npt.NDArray[np.intp],
    regions: Mapping[str, Region],
    policy: TravelPolicy,
) -> tuple[Floats, Floats, Floats]:
    """Of each node: its pace, the radius of a disc of its share of land, a city's excess."""
    villages: dict[str, int] = {}
    for (code, _), count in zip(nodes, counts.tolist(), strict=True):
        villages[code] = villages.get(code, 0) + count
    found = np.empty((len(nodes), 3))
    for n, (code, _) in enumerate(nodes):
        region = regions[code]
        density = region.population / region.area_km2 if region.area_km2 > 0 else 0.0
        share = counts[n] / villages[code]
        found[n] = (
            policy.terrain(code, density).minutes_per_km,
            math.sqrt(max(region.area_km2, 1.0) * share / math.pi),
            policy.city_excess(code, density),
        )
    return found[:, 0], found[:, 1], found[:, 2]


def _all_km(points: Floats) -> Floats:
    unit = chords(points) / EARTH_RADIUS
    half = np.sqrt(np.maximum((1 - unit @ unit.T) / 2, 0))
    kilometres: Floats = 2 * EARTH_RADIUS * np.arcsin(np.minimum(half, 1))
    return kilometres


def _columns(pairs: list[tuple[int, int]]) -> tuple[Indices, Indices]:
    one, other = np.array(pairs, dtype=np.intp).reshape(-1, 2).T
    return one, other


def _joined(borders: list[tuple[int, int]], landmass: Nodes, km: Floats) -> list[tuple[int, int]]:
    """The borders, and the shortest hops that make every landmass hang together (bridges)."""
    pairs = list(borders)
    while True:
        one, other = _columns(pairs)
        graph = coo_array((np.ones(len(one)), (one, other)), shape=km.shape)
        _, part = connected_components(graph, directed=False)
        apart = (landmass[:, None] == landmass) & (part[:, None] != part)
        if not apart.any():
            return pairs
        pairs += _shortest_hops(apart, km, part)


def _shortest_hops(
    apart: npt.NDArray[np.bool_], km: Floats, part: npt.NDArray[np.int32]
) -> list[tuple[int, int]]:
    """For each connected part that others of its landmass lie apart from, its shortest hop."""
    hops: dict[int, tuple[float, int, int]] = {}
    nearest = np.where(apart, km, np.inf)
    to = nearest.argmin(axis=1)
    for node in np.flatnonzero(apart.any(axis=1)).tolist():
        hop = (float(nearest[node, to[node]]), node, int(to[node]))
        hops[int(part[node])] = min(hops.get(int(part[node]), hop), hop)
    return sorted({(min(a, b), max(a, b)) for _, a, b in hops.values()})
