"""Travel over land, and its absence over water."""

from __future__ import annotations

import numpy as np
import pytest
from geopy.distance import great_circle

from referral.domain.regions import Geography, Place
from referral.domain.vocabulary import Band
from referral.geo.atlas import Atlas
from referral.geo.travel import BANDS, LandSpeed, ServicePoints, TravelMap

SPEED = LandSpeed(detour=1.4, kmh=35.0)


def travel_map(atlas: Atlas, *codes: str | None) -> TravelMap:
    places = [atlas.place(code) if code else None for code in codes]
    latitude = np.array([p.latitude if p else np.nan for p in places])
    longitude = np.array([p.longitude if p else np.nan for p in places])
    return TravelMap(atlas, ServicePoints.on(atlas, latitude, longitude), SPEED)


def test_minutes_on_land_are_distance_times_detour_over_speed(atlas: Atlas) -> None:
    travels = travel_map(atlas, "53.08", "53.07")
    sikka = atlas.place("53.07")
    there, here = travels.travel(sikka, [0, 1])
    ende = atlas.place("53.08")
    km = great_circle((sikka.latitude, sikka.longitude), (ende.latitude, ende.longitude)).km
    assert there.km == pytest.approx(km)
    assert there.minutes == int(np.ceil(km * 1.4 / 35 * 60))
    assert there.band is Band.H3
    assert (there.modes, there.confidence) == (("road",), "estimated")
    assert (here.km, here.minutes, here.band) == (0.0, 0, Band.H1)


def test_another_island_is_unknown_however_near(atlas: Atlas) -> None:
    """Adonara lies one kilometre off Larantuka (R25)."""
    adonara = travel_map(atlas, "53.06.09.2011").travel_one(atlas.place("53.06"), 0)
    assert adonara.km is not None
    assert adonara.km < 10
    assert (adonara.minutes, adonara.band, adonara.confidence) == (None, Band.UNKNOWN, "unknown")


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
    travel = travel_map(atlas, there).travel_one(atlas.place(here), 0)
    assert (travel.minutes is not None) is by_road


def test_every_sea_crossing_of_the_links_leads_to_other_land(atlas: Atlas) -> None:
    """Otherwise a strait would be taken for a road; the few exceptions have both."""
    same_land = {
        link.id
        for link in atlas.links
        if link.mode not in ("flight", "bridge") and len(_landmasses(atlas, link)) == 1
    }
    assert same_land == {
        "bajoe-kolaka",
        "kariangau-penajam",
        "pelni-sorong-manokwari",
        "manokwari-wasior-napan",
    }


def _landmasses(atlas: Atlas, link: object) -> set[int]:
    ends = [
        (link.from_latitude, link.from_longitude),
        (link.to_latitude, link.to_longitude),
    ]
    return set(atlas.landmasses(np.array(ends)).tolist())


def test_every_bridge_joins_its_two_ends(atlas: Atlas) -> None:
    bridges = [link for link in atlas.links if link.mode == "bridge"]
    assert len(bridges) == 8
    assert [link.id for link in bridges if len(_landmasses(atlas, link)) != 1] == []


def test_a_service_that_stands_nowhere_has_no_travel(atlas: Atlas) -> None:
    travels = travel_map(atlas, None, "53.07")
    line = travels.travel_one(atlas.place("53.07"), 0)
    assert (line.km, line.minutes, line.band) == (None, None, Band.UNKNOWN)


def test_a_place_on_unknown_land_reaches_nothing(atlas: Atlas) -> None:
    nowhere = Place(
        "53.07", "", "53.07", "", "53", "", None, "Asia/Makassar", -8.6, 122.2, 0, "code"
    )
    assert travel_map(atlas, "53.07").reach(nowhere, [0]).minutes == [None]


@pytest.mark.parametrize(
    ("minutes", "band"),
    [(0, "<=1h"), (60, "<=1h"), (61, "<=3h"), (180, "<=3h"), (181, "<=6h"), (360, "<=6h"),
     (361, "<=24h"), (1440, "<=24h"), (1441, ">24h")],
)  # fmt: skip
def test_bands_end_where_the_contract_says(atlas: Atlas, minutes: int, band: str) -> None:
    """A speed that makes the one service exactly so many minutes away."""
    sikka, ende = atlas.place("53.07"), atlas.place("53.08")
    points = ServicePoints.on(atlas, np.array([ende.latitude]), np.array([ende.longitude]))
    (km,) = TravelMap(atlas, points, SPEED).reach(sikka, [0]).km
    assert km is not None
    speed = LandSpeed(detour=1.0, kmh=km * 60 / (minutes - 0.5 if minutes else 1e-12))
    reach = TravelMap(atlas, points, speed).reach(sikka, [0])
    assert reach.minutes == [minutes] or minutes == 0
    assert BANDS[reach.bands[0]] == band


def test_columns_and_single_travels_agree(atlas: Atlas) -> None:
    codes = [code for code in atlas.regions if len(code) == 5]
    travels = travel_map(atlas, *codes)
    reach = travels.reach(atlas.place("31.71"), np.arange(len(codes)))
    lazily = travels.travel(atlas.place("31.71"), range(len(codes)))
    assert len(lazily) == len(codes)
    assert [t.km for t in lazily] == reach.km
    assert [t.minutes for t in lazily] == reach.minutes
    assert [t.band for t in lazily] == [BANDS[number] for number in reach.bands]
    assert [t.km for t in lazily[3:6]] == reach.km[3:6]


def test_routing_can_use_the_map(atlas: Atlas) -> None:
    geography: Geography = travel_map(atlas, "53.07")
    assert geography.regions is atlas.regions
    assert geography.neighbours("51") == atlas.neighbours("51")
