"""One pass to all services: against a plain search, by the hour, and as a whole."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from geopy.distance import great_circle

from referral.domain.policy import parse_policy
from referral.domain.regions import Geography, Place
from referral.domain.vocabulary import Band
from referral.geo.atlas import Atlas
from referral.geo.links import Link
from referral.geo.network import Passage, PortNetwork, port_network
from tests.geo.travelling import LIMITS, POLICY, journey, reach, travel_map


@pytest.fixture(scope="module")
def network(atlas: Atlas) -> PortNetwork:
    return port_network(atlas, POLICY.travel)


# --- against a plain search


def test_one_pass_finds_what_a_plain_search_finds(atlas: Atlas, network: PortNetwork) -> None:
    seats = [code for code in atlas.regions if len(code) == 5][::3]
    travel = travel_map(atlas, *seats)
    for code in ("53.20", "31.71", "95.01", "81.07", "62.13", "65.03.06.2001"):
        place = atlas.place(code)
        expected = _plain_search(atlas, network, place, seats)
        found = travel.reach(place, range(len(seats))).minutes
        assert [value is None for value in found] == [value is None for value in expected]
        known = [(a, b) for a, b in zip(found, expected, strict=True) if a is not None]
        # By road past a port in another regency may be a shade shorter than straight on.
        assert all(0 <= a - b <= 0.08 * b for a, b in known if b is not None)


def _plain_search(
    atlas: Atlas, network: PortNetwork, place: Place, codes: Sequence[str]
) -> list[int | None]:
    """Dijkstra over place, ports and services, edge by edge."""
    node = network.roads.node(place.regency_code, place.landmass, place.latitude, place.longitude)
    best = dict(enumerate(network.from_point(node, place.latitude, place.longitude).tolist()))
    edges: dict[int, list[tuple[int, float]]] = {}
    ends = [_port(network, link, end) for link in atlas.links for end in ("from", "to")]
    for number, link in enumerate(atlas.links):
        if link.mode != "bridge":
            here, there = ends[2 * number], ends[2 * number + 1]
            minutes = Passage.of(link, POLICY.travel).minutes
            edges.setdefault(here, []).append((there, minutes))
            edges.setdefault(there, []).append((here, minutes))
    queue = [(minutes, port) for port, minutes in best.items() if np.isfinite(minutes)]
    heapq.heapify(queue)
    while queue:
        minutes, port = heapq.heappop(queue)
        if minutes > best[port]:
            continue
        degrees = np.degrees(network.radians[port]).tolist()
        by_road = network.from_point(int(network.nodes[port]), *degrees)
        for other, more in [*edges.get(port, []), *enumerate(by_road.tolist())]:
            if minutes + more < best[other] - 1e-9:
                best[other] = minutes + more
                heapq.heappush(queue, (best[other], other))
    found: list[int | None] = []
    for code in codes:
        service = atlas.place(code)
        node_there = int(network.roads.nodes(np.array([[service.latitude, service.longitude]]))[0])
        last = network.from_point(node_there, service.latitude, service.longitude)
        direct = _road(network, place, node, service, node_there)
        shortest = min([direct, *(best[port] + last[port] for port in best)])
        found.append(int(np.ceil(shortest - 1e-6)) if np.isfinite(shortest) else None)
    return found


def _port(network: PortNetwork, link: Link, end: str) -> int:
    degrees = [getattr(link, f"{end}_latitude"), getattr(link, f"{end}_longitude")]
    apart = np.abs(network.radians - np.radians(degrees)).sum(axis=1)
    return int(apart.argmin())


def _road(network: PortNetwork, one: Place, node: int, other: Place, node_there: int) -> float:
    km = great_circle((one.latitude, one.longitude), (other.latitude, other.longitude)).km
    return float(network.roads.minutes(np.array([km]), node, np.array([node_there]))[0])


# --- waits and hours


def test_in_the_evening_one_waits_for_the_morning_boat(atlas: Atlas) -> None:
    """Ten boats a day from Nunukan to Tarakan, none at night."""
    travel, nunukan = travel_map(atlas, "65.71"), atlas.place("65.03")
    by_hour = {hour: travel.reach(nunukan, [0], hour).minutes[0] for hour in (3, 9, 14, 21)}
    assert by_hour[9] == by_hour[14]
    assert by_hour[21] > by_hour[3] > by_hour[9]  # type: ignore[operator]
    (average,) = travel.reach(nunukan, [0]).minutes
    assert by_hour[9] < average < by_hour[21]  # type: ignore[operator]


def test_over_all_hours_the_wait_is_the_average_wait(atlas: Atlas) -> None:
    travel, nunukan = travel_map(atlas, "65.71"), atlas.place("65.03")
    quarters = np.arange(0, 24, 0.25)
    minutes = [travel.reach(nunukan, [0], float(hour)).minutes[0] for hour in quarters]
    (average,) = travel.reach(nunukan, [0]).minutes
    assert np.mean(np.array(minutes, dtype=float)) == pytest.approx(average, abs=20)


def test_the_hour_means_nothing_to_the_road_and_to_rare_ships(atlas: Atlas) -> None:
    for here, there in (("53.07", "53.08"), ("53.20", "53.71")):
        travel, place = travel_map(atlas, there), atlas.place(here)
        assert travel.reach(place, [0], 2.0).minutes == travel.reach(place, [0]).minutes


def test_the_wait_for_the_first_link_is_that_of_the_hour_one_comes_to_it(atlas: Atlas) -> None:
    """Half past five at Nunukan, with the road to the quay: the first boat has just begun."""
    travel, nunukan = travel_map(atlas, "65.71"), atlas.place("65.03")
    road, boat, *_ = travel.reach(nunukan, [0], 6 - 0.5).legs(0)
    assert boat.wait == pytest.approx(30 - road.minutes + 36, abs=1)


# --- confidence, gaps, bands


def test_confidence_is_recorded_only_when_every_link_is_and_the_road_is_short(
    atlas: Atlas,
) -> None:
    assert journey(atlas, "65.03", "65.71").confidence == "recorded"
    assert journey(atlas, "65.03", "64.72").confidence == "estimated"  # a day by road beyond
    assert journey(atlas, "33.20.10", "33.20").confidence == "estimated"  # frequency unknown


def test_what_a_link_leaves_out_is_taken_from_its_mode(atlas: Atlas) -> None:
    (known,) = (link for link in atlas.links if link.id == "nunukan-tarakan-speed")
    usual = POLICY.travel.crossing("fast_boat")
    full = Passage.of(known, POLICY.travel)
    assert (full.under_way, full.boarding, full.recorded) == (180, usual.boarding_minutes, True)
    gaps = replace(known, duration_minutes=None, frequency_per_week=None, runs_at_night=None)
    taken = Passage.of(gaps, POLICY.travel)
    assert taken.under_way == pytest.approx(usual.duration(95), abs=5)
    assert taken.wait == POLICY.travel.wait(usual.departures(95), usual.runs_at_night)
    assert not taken.recorded
    for guessed in (
        replace(known, duration_estimated=True),
        replace(known, frequency_assumed=True),
    ):
        assert not Passage.of(guessed, POLICY.travel).recorded
    assert not Passage.of(replace(known, confidence="low"), POLICY.travel).recorded


def test_a_service_that_stands_nowhere_has_no_travel(atlas: Atlas) -> None:
    found = travel_map(atlas, None, "53.07").reach(atlas.place("53.07"), [0, 1])
    line = found.journey(0)
    assert (line.km, line.minutes, line.band) == (None, None, Band.UNKNOWN)
    assert found.km[0] is None
    assert found.minutes == [None, 0]
    assert found.legs(0) == ()


def test_a_place_on_unknown_land_reaches_nothing(atlas: Atlas) -> None:
    nowhere = Place(
        "53.07", "", "53.07", "", "53", "", None, "Asia/Makassar", -8.6, 122.2, 0, "code"
    )
    assert travel_map(atlas, "53.07").reach(nowhere, [0]).minutes == [None]


def test_every_seat_reaches_itself_at_once_and_nearly_all_reach_jakarta(atlas: Atlas) -> None:
    seats = [code for code in atlas.regions if len(code) == 5]
    travel = travel_map(atlas, *seats, "31.71")
    lost = []
    for number, code in enumerate(seats):
        here, jakarta = travel.reach(atlas.place(code), [number, len(seats)]).minutes
        assert here is not None, code
        assert here <= 3, code
        if jakarta is None:
            lost.append(code)
    assert lost == ["21.04"]  # Daik on Lingga: the recorded boats call at Singkep


@pytest.mark.parametrize(
    ("minutes", "band"),
    [(0, "<=1h"), (60, "<=1h"), (61, "<=3h"), (180, "<=3h"), (181, "<=6h"), (360, "<=6h"),
     (361, "<=24h"), (1440, "<=24h"), (1441, ">24h")],
)  # fmt: skip
def test_bands_end_where_the_contract_says(atlas: Atlas, minutes: int, band: str) -> None:
    assert travel_map(atlas, "53.07").band(minutes) == band


# --- as a whole


def test_columns_and_single_journeys_agree(atlas: Atlas) -> None:
    codes = [code for code in atlas.regions if len(code) == 5]
    found = travel_map(atlas, *codes).reach(atlas.place("31.71"), np.arange(len(codes)))
    singly = [found.journey(number) for number in range(len(codes))]
    assert [one.km for one in singly] == pytest.approx(found.km)
    assert [one.minutes for one in singly] == found.minutes
    limits = [*LIMITS, np.inf]
    for one in singly:
        if one.minutes is not None:
            assert one.minutes <= limits[list(Band).index(one.band)]
            assert all(
                mode in ("road", "ferry", "fast_boat", "pelni", "flight") for mode in one.modes
            )


def test_a_part_of_the_services_in_any_order_gives_the_same(atlas: Atlas) -> None:
    codes = [code for code in atlas.regions if len(code) == 5][::5]
    travel, place = travel_map(atlas, *codes), atlas.place("81.71")
    whole = travel.reach(place, range(len(codes))).minutes
    some = [40, 3, 77, 3, 0]
    assert travel.reach(place, some).minutes == [whole[number] for number in some]


def test_the_same_twice_over(atlas: Atlas) -> None:
    again = PortNetwork(atlas, atlas.links, POLICY.travel)
    seats = [code for code in atlas.regions if len(code) == 5][::11]
    for code in ("71.03", "12.14"):
        one, other = reach(atlas, code, *seats), reach(atlas, code, *seats, network=again)
        assert [one.journey(n) for n in range(len(seats))] == [
            other.journey(n) for n in range(len(seats))
        ]


def test_one_network_serves_all_directories_under_a_policy(atlas: Atlas) -> None:
    text = (Path(__file__).parents[2] / "referral/policies/national.toml").read_text("utf-8")
    assert port_network(atlas, parse_policy(text).travel) is port_network(atlas, POLICY.travel)
    slower = replace(POLICY.travel, day_hours=10)
    assert port_network(atlas, slower) is not port_network(atlas, POLICY.travel)


def test_routing_can_use_the_map(atlas: Atlas) -> None:
    geography: Geography = travel_map(atlas, "53.07")
    assert geography.regions is atlas.regions
    assert geography.neighbours("51") == atlas.neighbours("51")
