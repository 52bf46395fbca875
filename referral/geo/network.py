"""The recorded links as a graph of ports, and the shortest way between any two of them.

A port (harbour, airport) joins the land at the village nearest to it. Ports of one landmass are
joined by road, ports with a link between them by that link: minutes under way, for boarding, and
the wait to be expected. That wait is an average over all hours of the week: half the interval,
longer where nothing leaves at night. Only for the first link of a journey can the hour be given.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import nan

import numpy as np
import numpy.typing as npt
from scipy.sparse.csgraph import csgraph_from_dense, dijkstra

from referral.domain.travel_policy import TravelPolicy
from referral.geo.atlas import Atlas
from referral.geo.links import Link
from referral.geo.roads import Nodes, Roads
from referral.geo.sphere import Floats, distance_km, haversine_km

ROAD = "road"
_BRIDGE = "bridge"  # the landmasses are joined already


@dataclass(frozen=True, slots=True)
class Passage:
    """A link as a traveller meets it, in minutes; `recorded` when nothing in it is a default.

    `wait` is the average over all hours; `by_day` that of daytime, NaN where the hour is nothing
    to it.
    """

    link: Link
    under_way: float
    boarding: float
    wait: float
    by_day: float
    recorded: bool

    @classmethod
    def of(cls, link: Link, policy: TravelPolicy) -> Passage:
        """What the link says, and for what it leaves out, the policy's defaults of its mode."""
        usual = policy.crossing(link.mode)
        to = (link.to_latitude, link.to_longitude)
        km = distance_km(link.from_latitude, link.from_longitude, to)
        often = link.frequency_per_week or usual.departures(km)
        night = usual.runs_at_night if link.runs_at_night is None else link.runs_at_night
        duration = link.duration_minutes
        return cls(
            link=link,
            under_way=float(duration) if duration is not None else usual.duration(km),
            boarding=usual.boarding_minutes,
            wait=policy.wait(often, night),
            by_day=policy.daytime_wait(often) if policy.keeps_day_hours(often, night) else nan,
            recorded=duration is not None
            and not link.duration_estimated
            and bool(link.frequency_per_week)
            and not link.frequency_assumed
            and link.confidence != "low",
        )

    @property
    def minutes(self) -> float:
        """All of it together."""
        return self.under_way + self.boarding + self.wait


@dataclass(frozen=True, slots=True)
class Leg:
    """A part of a journey: `minutes` under way (boarding included), then the expected `wait`.

    `link` is None on the road.
    """

    mode: str
    minutes: float
    wait: float
    link: str | None
    recorded: bool


def road(minutes: float) -> Leg:
    """A leg by road."""
    return Leg(ROAD, minutes, 0.0, None, recorded=False)


def _over(passage: Passage, wait: float) -> Leg:
    link = passage.link
    return Leg(link.mode, passage.under_way + passage.boarding, wait, link.id, passage.recorded)


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Least minutes from one point to every port, by links (`minutes`) and by road (`start`).

    `first` numbers the first link taken; `wait` are the waits for links taken first.
    """

    start: Floats
    minutes: Floats
    first: npt.NDArray[np.intp]
    wait: Floats


class FirstLinks:
    """Every link in every direction as columns: what a journey can begin with."""

    def __init__(self, ways: Sequence[tuple[int, int, Passage]], policy: TravelPolicy) -> None:
        self.here = np.array([here for here, _, _ in ways], dtype=np.intp)
        self.there = np.array([there for _, there, _ in ways], dtype=np.intp)
        self.passages = [passage for _, _, passage in ways]
        self.aboard = np.array([p.under_way + p.boarding for p in self.passages], dtype=float)
        self.wait = np.array([p.wait for p in self.passages], dtype=float)
        self._by_day = np.array([p.by_day for p in self.passages], dtype=float)
        self._policy = policy

    def waits(self, numbers: npt.NDArray[np.intp], minute: Floats) -> Floats:
        """Waits for links that one comes to at these minutes after midnight of the first day."""
        begins, hours = self._policy.first_departure, self._policy.day_hours
        since = (minute - begins) % (24 * 60)
        till_morning = np.where(since < hours * 60, 0.0, 24 * 60 - since)
        by_day = np.minimum(till_morning + self._by_day[numbers], self._policy.max_wait_minutes)
        waits: Floats = np.where(np.isnan(by_day), self.wait[numbers], by_day)
        return waits


class PortNetwork:
    """Ports, and the least minutes from each to each."""

    def __init__(
        self,
        atlas: Atlas,
        links: Iterable[Link],
        policy: TravelPolicy,
        avoid: tuple[str, ...] = (),
    ) -> None:
        self.roads = Roads(atlas, policy, avoid)
        self.policy = policy
        ports: dict[tuple[str, float, float], int] = {}
        ways: list[tuple[int, int, Passage]] = []
        for link in links:
            if link.mode == _BRIDGE or _touches(link, avoid):
                continue
            here, there = (ports.setdefault(end, len(ports)) for end in _ends(link))
            passage = Passage.of(link, policy)
            ways.append((here, there, passage))
            if not link.one_way:
                ways.append((there, here, passage))
        self._first = FirstLinks(ways, policy)
        self._passages = _quickest(ways)
        points = np.array([key[1:] for key in ports], dtype=float).reshape(-1, 2)
        self.nodes: Nodes = self.roads.nodes(points)
        self.radians: Floats = np.radians(points)
        self._land = self._by_road()
        self.minutes, self._before = self._shortest()
        self._by_link = self._ends_with_link()

    def _by_road(self) -> Floats:
        latitude, longitude = self.radians.T
        km = haversine_km(latitude[:, None], longitude[:, None], latitude, longitude)
        land = self.roads.minutes(km, self.nodes[:, None], self.nodes)
        np.fill_diagonal(land, np.inf)
        return land

    def _shortest(self) -> tuple[Floats, npt.NDArray[np.int32]]:
        """Least minutes between ports, and the port before the last on the way."""
        edges = self._land.copy()
        for way, passage in self._passages.items():
            edges[way] = min(edges[way], passage.minutes)
        if not len(edges):
            return edges, np.empty((0, 0), dtype=np.int32)
        graph = csgraph_from_dense(edges, null_value=np.inf)
        minutes, before = dijkstra(graph, return_predecessors=True)
        return minutes, before

    def _ends_with_link(self) -> npt.NDArray[np.bool_]:
        """Whether the way from a port (row) to another (column) ends with a link.

        So does the way to the port itself: one has come there by the first link.
        """
        ends = np.eye(len(self.minutes), dtype=bool)
        for (here, there), passage in self._passages.items():
            if passage.minutes <= self._land[here, there]:
                ends[:, there] |= self._before[:, there] == here
        return ends

    def set_out(self, start: Floats, hour: float | None) -> Arrivals:
        """Least minutes to every port with at least one link on the way.

        `start` are minutes by road to the ports, `hour` the local hour of setting out: the wait
        for the first link is then that of the hour one comes to its port.
        """
        first = self._first
        near = np.flatnonzero(np.isfinite(start[first.here]))
        if not len(near):
            unreached = np.full(len(start), np.inf)
            return Arrivals(start, unreached, np.zeros(len(start), dtype=np.intp), first.wait)
        to_port = start[first.here[near]]
        wait = first.wait.copy()
        if hour is not None:
            wait[near] = first.waits(near, to_port + hour * 60)
        total = (to_port + wait[near] + first.aboard[near])[:, None]
        total = total + self.minutes[first.there[near]]
        best = total.argmin(axis=0)
        return Arrivals(start, total[best, np.arange(len(start))], near[best], wait)

    def landings(self, start: Floats, hour: float) -> tuple[Floats, npt.NDArray[np.intp]]:
        """For many points: least minutes to where first links lead, and the ports those are.

        `start` (points, ports) are minutes by road; the minutes (points, landings) count the wait
        for a link at the hour one comes to it, having set out at `hour`.
        """
        first = self._first
        near = np.flatnonzero(np.isfinite(start[:, first.here]).any(axis=0))
        to_port = start[:, first.here[near]]
        known = np.isfinite(to_port)
        wait = first.waits(near, np.where(known, to_port, 0.0) + hour * 60)
        total = to_port + wait + first.aboard[near]
        there = np.unique(first.there[near])
        landed = [total[:, first.there[near] == port].min(axis=1) for port in there.tolist()]
        return np.array(landed).reshape(len(there), len(start)).T, there

    def beyond(self, landed: Floats, there: npt.NDArray[np.intp]) -> Floats:
        """Least minutes to every port one arrives at by a link, from what `landings` gives.

        At any other port, inf here, one arrives by road from one of these (see `gates`).
        """
        if not len(there):
            return np.full((len(landed), len(self.minutes)), np.inf)
        minutes: Floats = landed[:, :1] + self.minutes[there[0]]
        gates = np.broadcast_to(self._by_link[there[0]], minutes.shape).copy()
        for number, port in enumerate(there.tolist()[1:], start=1):
            other = landed[:, number, None] + self.minutes[port]
            sooner = other < minutes
            minutes[sooner] = other[sooner]
            np.copyto(gates, self._by_link[port], where=sooner)
        minutes[~gates] = np.inf
        return minutes

    def gates(self, arrivals: Arrivals) -> list[int]:
        """Ports one arrives at by a link; at any other one arrives by the road from these."""
        there = self._first.there[arrivals.first]
        ports = np.arange(len(there))
        found = np.isfinite(arrivals.minutes) & self._by_link[there, ports]
        return [int(port) for port in np.flatnonzero(found)]

    def way(self, arrivals: Arrivals, end: int) -> list[Leg]:
        """The legs of the shortest way by which one arrives at a port."""
        number = int(arrivals.first[end])
        first, stops = self._first, [end]
        while stops[-1] != first.there[number]:
            stops.append(int(self._before[first.there[number], stops[-1]]))
        stops.reverse()
        return [
            road(float(arrivals.start[first.here[number]])),
            _over(first.passages[number], float(arrivals.wait[number])),
            *(self._leg(here, there) for here, there in pairwise(stops)),
        ]

    def _leg(self, here: int, there: int) -> Leg:
        passage = self._passages.get((here, there))
        if passage is None or self._land[here, there] < passage.minutes:
            return road(float(self._land[here, there]))
        return _over(passage, passage.wait)

    def from_point(self, node: int, latitude: float, longitude: float) -> Floats:
        """Minutes by road from a point (degrees) to every port; inf where there is no road."""
        here = np.radians([latitude, longitude])
        km = haversine_km(here[0], here[1], self.radians[:, 0], self.radians[:, 1])
        return self.roads.minutes(km, node, self.nodes)


def _touches(link: Link, avoid: tuple[str, ...]) -> bool:
    """True if a link begins or ends in a place to avoid."""
    ends = (link.from_regency_code, link.to_regency_code)
    return any(code.startswith(avoid) for code in ends)


def _ends(link: Link) -> tuple[tuple[str, float, float], tuple[str, float, float]]:
    return (
        (link.from_place, link.from_latitude, link.from_longitude),
        (link.to_place, link.to_latitude, link.to_longitude),
    )


def _quickest(ways: Iterable[tuple[int, int, Passage]]) -> dict[tuple[int, int], Passage]:
    """The passage that takes least on average, for each pair of ports."""
    best: dict[tuple[int, int], Passage] = {}
    for here, there, passage in ways:
        if (here, there) not in best or passage.minutes < best[here, there].minutes:
            best[here, there] = passage
    return best


@lru_cache(maxsize=4)
def port_network(atlas: Atlas, policy: TravelPolicy, avoid: tuple[str, ...] = ()) -> PortNetwork:
    """The network of all recorded links, made once for an atlas, a policy and what to avoid."""
    return PortNetwork(atlas, atlas.links, policy, avoid)
