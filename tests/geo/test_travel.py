"""Travel over land, sea and air, and its absence where no way is recorded."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from geopy.distance import great_circle

from referral.domain.policy import Policy, parse_policy
from referral.domain.regions import Geography, Place, Travel
from referral.domain.vocabulary import Band
from referral.geo.atlas import Atlas
from referral.geo.links import Link
from referral.geo.network import Passage, PortNetwork, port_network
from referral.geo.travel import Reach, ServicePoints, TravelMap

POLICY = parse_policy(
    (Path(__file__).parents[2] / "referral" / "policies" / "national.toml").read_text("utf-8")
)
LIMITS = POLICY.band_limits
SAME_LAND = {
    "bajoe-kolaka",
    "kariangau-penajam",
    "pelni-sorong-manokwari",
    "manokwari-wasior-napan",
}
"""Crossings between places that a road joins as well."""


def travel_map(
    atlas: Atlas, *codes: str | None, network: PortNetwork | None = None, policy: Policy = POLICY
) -> TravelMap:
    """A map with services at these places; None stands nowhere."""
    places = [atlas.place(code) if code else None for code in codes]
    degrees = [[p.latitude, p.longitude] if p else [np.nan, np.nan] for p in places]
    network = network or port_network(atlas, policy.travel)
    points = ServicePoints.on(network, np.array(degrees, dtype=float))
    return TravelMap(atlas, network, points, policy.band_limits)


def reach(atlas: Atlas, here: str, *there: str, **using: PortNetwork) -> Reach:
    return travel_map(atlas, *there, **using).reach(atlas.place(here), range(len(there)))


def journey(atlas: Atlas, here: str, there: str, **using: PortNetwork) -> Travel:
    return reach(atlas, here, there, **using).journey(0)


@pytest.fixture(scope="module")
def network(atlas: Atlas) -> PortNetwork:
    return port_network(atlas, POLICY.travel)


# --- by road


def test_neighbours_by_road_take_the_great_circle_times_detour_over_speed(atlas: Atlas) -> None:
    """Sikka and Ende are both mountain country."""
    found = journey(atlas, "53.07", "53.08")
    sikka, ende = atlas.place("53.07"), atlas.place("53.08")
    km = great_circle((sikka.latitude, sikka.longitude), (ende.latitude, ende.longitude)).km
    pace = dict(POLICY.travel.terrains)["mountains"].minutes_per_km
    assert found.km == pytest.approx(km)
    assert found.minutes == int(np.ceil(km * pace))
    assert (found.modes, found.links, found.confidence) == (("road",), (), "estimated")


def test_where_one_is_takes_no_time(atlas: Atlas) -> None:
    here = journey(atlas, "53.07", "53.07")
    assert (here.km, here.minutes, here.band, here.modes) == (0.0, 0, Band.H1, ("road",))


def test_the_road_goes_round_a_gulf(atlas: Atlas) -> None:
    """Kolaka faces Watampone over the gulf of Bone: 150 km of water, 800 km of road."""
    no_links = PortNetwork(atlas, (), POLICY.travel)
    over_land = journey(atlas, "74.01", "73.08", network=no_links)
    assert over_land.km is not None
    assert over_land.minutes is not None
    assert over_land.minutes / over_land.km > 3 * 2.7  # hills: 2.7 minutes a kilometre
    ferry = journey(atlas, "74.01", "73.08")
    assert ferry.links == ("bajoe-kolaka",)
    assert ferry.minutes is not None
    assert ferry.minutes < over_land.minutes


def test_the_first_and_last_kilometres_in_a_city_take_longer(atlas: Atlas) -> None:
    """Two villages of Jakarta against two of the plain around Indramayu, as far apart."""
    jakarta = reach(atlas, "31.71.01.1001", "31.74.05.1002")
    country = reach(atlas, "32.12.18", "32.12.15")
    speeds = [found.minutes[0] / found.km[0] for found in (jakarta, country)]  # type: ignore[operator]
    assert speeds[0] > 1.5 * speeds[1]


@pytest.mark.parametrize(
    ("here", "there", "by_road"),
    [
        pytest.param("35.78", "35.26", True, id="Surabaya - Madura, a bridge"),
        pytest.param("81.72", "81.02", True, id="Tual - Langgur, a bridge"),
        pytest.param("95.01", "95.07", True, id="Wamena - Tiom, a road in the highlands"),
        pytest.param("94.01", "94.03", True, id="Nabire - Paniai, a road to the coast"),
        pytest.param("95.01", "91.71", False, id="Wamena - Jayapura, no road"),
        pytest.param("95.01", "95.03", False, id="Wamena - Dekai, no road"),
        pytest.param("93.04", "93.01", False, id="Asmat - Merauke, swamp"),
        pytest.param("36.72", "18.01", False, id="Merak - Bakauheni, a strait"),
        pytest.param("51.01", "35.10", False, id="Bali - Java, a strait"),
        pytest.param("53.13", "53.13.05.1003", True, id="the shore of Lewoleba"),
        pytest.param("17.71", "17.71.03.1001", True, id="the shore of Bengkulu"),
        pytest.param("21.72", "21.72.04.1001", True, id="Bintan"),
    ],
)
def test_roads_bridges_and_straits(atlas: Atlas, here: str, there: str, by_road: bool) -> None:
    no_links = PortNetwork(atlas, (), POLICY.travel)
    assert (journey(atlas, here, there, network=no_links).minutes is not None) is by_road


# --- over links


@pytest.mark.parametrize(
    ("here", "there", "modes", "links"),
    [
        pytest.param(
            "21.03", "21.72", ("road", "flight", "fast_boat"),
            ("hangnadim-ranai-flight", "punggur-tgpinang-fast"), id="Natuna - Tanjungpinang",
        ),
        pytest.param(
            "53.20", "53.71", ("road", "ferry"), ("kupang-sabu-ferry",), id="Sabu - Kupang"
        ),
        pytest.param(
            "33.20.10", "33.20", ("road", "ferry"), ("jepara-karimunjawa-ferry",),
            id="Karimunjawa - Jepara",
        ),
        pytest.param(
            "31.01", "31.72", ("road", "fast_boat"), ("ancol-pramuka-fast",),
            id="Kepulauan Seribu - Jakarta",
        ),
        pytest.param(
            "95.01", "91.71", ("road", "flight"), ("sentani-wamena-flight",), id="Wamena - Jayapura"
        ),
        pytest.param(
            "65.03", "65.71", ("road", "fast_boat"), ("nunukan-tarakan-speed",),
            id="Nunukan - Tarakan",
        ),
        pytest.param("53.07", "53.08", ("road",), (), id="Sikka - Ende"),
        pytest.param(
            "53.13", "53.06", ("road", "ferry"), ("larantuka-lewoleba-boat",),
            id="Lembata - Larantuka",
        ),
        pytest.param(
            "35.25.17", "35.25", ("fast_boat", "road"), ("gresik-bawean-fast",),
            id="Bawean - Gresik",
        ),
        pytest.param(
            "53.06.09.2011", "53.06", ("fast_boat", "road"), ("larantuka-tobilota",),
            id="Adonara - Larantuka, one kilometre off",
        ),
    ],
)  # fmt: skip
def test_islands_are_reached_by_what_is_recorded(
    atlas: Atlas, here: str, there: str, modes: tuple[str, ...], links: tuple[str, ...]
) -> None:
    found = journey(atlas, here, there)
    assert (found.modes, found.links) == (modes, links)
    assert found.minutes is not None
    back = journey(atlas, there, here)
    assert back.minutes == found.minutes
    assert back.links == links[::-1]


@pytest.mark.parametrize(
    ("here", "there"),
    [
        pytest.param("65.03", "65.03.01", id="Nunukan - Sebatik"),
        pytest.param("21.04", "21.71", id="Lingga - Batam"),
        pytest.param("81.02", "81.02.03.2001", id="Kei Kecil - Kei Besar"),
    ],
)
def test_another_island_without_a_recorded_crossing_is_unknown_however_near(
    atlas: Atlas, here: str, there: str
) -> None:
    """R25."""
    found = journey(atlas, here, there)
    assert found.km is not None
    assert found.km < 200
    assert (found.minutes, found.band, found.confidence) == (None, Band.UNKNOWN, "unknown")
    assert (found.modes, found.links) == ((), ())


def test_the_papuan_highlands_are_reached_by_air_alone(atlas: Atlas) -> None:
    on_the_ground = [link for link in atlas.links if link.mode != "flight"]
    network = PortNetwork(atlas, on_the_ground, POLICY.travel)
    seats = ["91.71", "94.01", "94.04", "31.71"]
    assert reach(atlas, "95.01", *seats, network=network).minutes == [None] * 4
    assert None not in reach(atlas, "95.01", *seats).minutes


def test_legs_are_in_the_order_of_travel_and_make_up_the_minutes(atlas: Atlas) -> None:
    found = reach(atlas, "12.14", "94.02")
    legs = found.legs(0)
    assert [leg.link for leg in legs if leg.link] == list(found.journey(0).links)
    assert [leg.mode for leg in legs[:3]] == ["road", "flight", "road"]
    assert all(one.link or other.link for one, other in pairwise(legs))
    total = sum(leg.minutes + leg.wait for leg in legs)
    assert found.minutes[0] == pytest.approx(total, abs=3)  # walks from the quay are not named


def test_every_sea_crossing_of_the_links_leads_to_other_land(atlas: Atlas) -> None:
    """Otherwise a strait would be taken for a road; the few exceptions have both."""
    same_land = {
        link.id
        for link in atlas.links
        if link.mode not in ("flight", "bridge") and len(_landmasses(atlas, link)) == 1
    }
    assert same_land == SAME_LAND


def test_every_bridge_joins_its_two_ends(atlas: Atlas) -> None:
    bridges = [link for link in atlas.links if link.mode == "bridge"]
    assert len(bridges) == 8
    assert [link.id for link in bridges if len(_landmasses(atlas, link)) != 1] == []


def _landmasses(atlas: Atlas, link: Link) -> set[int]:
    ends = [(link.from_latitude, link.from_longitude), (link.to_latitude, link.to_longitude)]
    return set(atlas.landmasses(np.array(ends)).tolist())


def test_a_one_way_link_leads_one_way(atlas: Atlas) -> None:
    (boat,) = (link for link in atlas.links if link.id == "larantuka-tobilota")
    network = PortNetwork(atlas, [replace(boat, one_way=True)], POLICY.travel)
    there = journey(atlas, "53.06", "53.06.09.2011", network=network)
    assert there.links == ("larantuka-tobilota",)
    assert journey(atlas, "53.06.09.2011", "53.06", network=network).minutes is None


def test_all_recorded_links_are_taken_both_ways(network: PortNetwork) -> None:
    np.testing.assert_allclose(network.minutes, network.minutes.T)


def test_a_detour_is_never_shorter_than_the_way(network: PortNetwork) -> None:
    """Triangles of ports: past any third port takes at least as long."""
    minutes = network.minutes
    for port in range(0, len(minutes), 7):
        past = minutes[:, port, None] + minutes[port]
        assert (minutes <= past + 1e-6).all()


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
    for guess in ("duration_estimated", "frequency_assumed"):
        assert not Passage.of(replace(known, **{guess: True}), POLICY.travel).recorded
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
