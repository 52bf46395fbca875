"""Travel over land, sea and air, and its absence where no way is recorded."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from geopy.distance import great_circle

from referral.domain.vocabulary import Band
from referral.geo.atlas import Atlas
from referral.geo.links import Link
from referral.geo.network import PortNetwork, port_network
from tests.geo.travelling import POLICY, journey, reach

SAME_LAND = {
    "bajoe-kolaka",
    "kariangau-penajam",
    "pelni-sorong-manokwari",
    "manokwari-wasior-napan",
}
"""Crossings between places that a road joins as well."""


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
