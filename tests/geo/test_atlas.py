"""Regions by code, and which regency a coordinate lies in."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import pytest

from referral.geo.atlas import Atlas
from referral.geo.errors import OpenSea, OutsideIndonesia, PlaceError, UnknownCode
from tests.needs import require

POINTS = Path(__file__).parents[2].parent / "shared" / "points.csv"


def test_all_regions_are_there(atlas: Atlas) -> None:
    provinces = [region for region in atlas.regions.values() if region.is_province]
    assert len(provinces) == 38
    assert len(atlas.regions) == 38 + 514
    assert len(atlas.kecamatan.codes) == 7285
    assert len(atlas.villages.codes) == 83762
    assert {region.timezone for region in atlas.regions.values()} == {
        "Asia/Jakarta",
        "Asia/Makassar",
        "Asia/Jayapura",
    }
    for code, region in atlas.regions.items():
        assert region.code == code
        assert region.name
        assert region.seat
        assert region.population > 0
        assert region.landmass > 0


def test_every_seat_lies_in_its_own_province(atlas: Atlas) -> None:
    """Some regencies are governed from a town that lies just outside them."""
    strays = []
    for region in atlas.regions.values():
        if not region.is_province:
            place = atlas.locate(region.latitude, region.longitude)
            assert place.province_code == region.province_code
            if place.regency_code != region.code:
                strays.append(region.code)
    assert strays == ["12.04", "15.01", "35.14", "35.16", "36.04"]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("53.07", "53.07"),
        ("5307", "53.07"),
        (" 53.07 ", "53.07"),
        ("53", "53"),
        ("530704", "53.07.04"),
        ("53.07.04.2001", "53.07.04.2001"),
        ("5307042001", "53.07.04.2001"),
        pytest.param("91.02", "95.01", id="Jayawijaya from before Papua was divided"),
        ("99.99", None),
        ("530", None),
        ("Sikka", None),
        ("", None),
    ],
)
def test_codes_are_understood_with_and_without_dots(
    atlas: Atlas, given: str, code: str | None
) -> None:
    assert atlas.find_code(given) == code


def test_the_place_of_a_code_knows_what_it_lies_in(atlas: Atlas) -> None:
    place = atlas.place("5307042001")
    assert (place.name, place.regency, place.province) == (
        "Nita",
        "Kabupaten Sikka",
        "Nusa Tenggara Timur",
    )
    assert place.kecamatan_code == "53.07.04"
    assert place.timezone == "Asia/Makassar"
    assert place.resolved_by == "code"
    assert place.landmass == atlas.region("53.07").landmass


def test_a_province_stands_for_its_capital(atlas: Atlas) -> None:
    assert atlas.place("53").code == "53.71"
    assert atlas.place("95").code == "95.01"
    for province in (code for code in atlas.regions if len(code) == 2):
        assert atlas.place(province).province_code == province


def test_a_village_without_a_coordinate_stands_at_its_kecamatan(atlas: Atlas) -> None:
    bare = [
        code
        for code, latitude in zip(atlas.villages.codes, atlas.villages.points[:, 0], strict=True)
        if math.isnan(latitude)
    ]
    assert len(bare) == 385
    for code in bare:
        place, around = atlas.place(code), atlas.place(code[:8])
        assert place.code == code
        assert (place.latitude, place.longitude) == (around.latitude, around.longitude)


def test_an_unknown_code_is_named(atlas: Atlas) -> None:
    with pytest.raises(UnknownCode):
        atlas.place("99.99")
    with pytest.raises(UnknownCode):
        atlas.region("53.07.04")


def test_a_coordinate_given_wrongly_by_the_gazetteer_is_mended(atlas: Atlas) -> None:
    assert atlas.region("74.07").longitude == pytest.approx(123.5389)


def test_provinces_are_neighbours_by_land_or_by_a_recorded_link(atlas: Atlas) -> None:
    assert {"33", "36", "31"} <= atlas.neighbours("32")
    assert "35" in atlas.neighbours("51"), "the ferry Ketapang - Gilimanuk"
    assert "18" in atlas.neighbours("36"), "the ferry Merak - Bakauheni"
    for code in (code for code in atlas.regions if len(code) == 2):
        assert code not in atlas.neighbours(code)
        assert all(code in atlas.neighbours(other) for other in atlas.neighbours(code))


def test_regencies_are_neighbours_by_an_edge(atlas: Atlas) -> None:
    assert atlas.regency_neighbours("53.07") == {"53.06", "53.08"}
    assert "32.01" in atlas.regency_neighbours("32.71")
    assert atlas.regency_neighbours("11.72") == frozenset(), "Sabang is an island"


def test_97_of_100_coordinates_lie_in_the_right_regency(atlas: Atlas) -> None:
    require(POINTS.is_file(), "points.csv is not beside the repository (../shared/points.csv)")
    rows = list(csv.DictReader(POINTS.read_text(encoding="utf-8").splitlines()))
    abroad, right = [], 0
    for row in rows:
        try:
            place = atlas.locate(float(row["lat"]), float(row["lon"]))
        except PlaceError as error:
            abroad.append((row, error))
        else:
            right += place.regency_code == row["code"]
            assert place.code == place.regency_code
    assert len(rows) == 2016
    assert abroad == [], "points inside Indonesia taken for foreign land or sea"
    assert right / len(rows) >= 0.97, f"{right / len(rows):.2%} right"


@pytest.mark.parametrize(
    ("latitude", "longitude", "country"),
    [
        pytest.param(1.29, 103.85, "SG", id="Singapore, 20 km from Batam"),
        pytest.param(1.49, 103.74, "MY", id="Johor Bahru"),
        pytest.param(4.245, 117.89, "MY", id="Tawau, opposite Sebatik"),
        pytest.param(4.22, 117.70, "MY", id="the Malaysian half of Sebatik"),
        pytest.param(1.013, 110.36, "MY", id="Tebedu, opposite Entikong"),
        pytest.param(5.98, 116.07, "MY", id="Kota Kinabalu"),
        pytest.param(-8.556, 125.57, "TL", id="Dili"),
        pytest.param(-8.957, 124.975, "TL", id="Batugade, opposite Motaain"),
        pytest.param(-9.2, 124.36, "TL", id="Oecusse, inside West Timor"),
        pytest.param(-2.60, 141.02, "PG", id="Wutung, opposite Skouw"),
        pytest.param(-2.68, 141.30, "PG", id="Vanimo"),
        pytest.param(4.90, 114.94, "BN", id="Bandar Seri Begawan"),
        pytest.param(7.07, 125.6, "PH", id="Davao"),
        pytest.param(1.235, 103.84, "SG", id="at sea, nearest to Singapore"),
        pytest.param(40.7, -74.0, None, id="another continent"),
    ],
)
def test_a_coordinate_abroad_is_never_sent_across_the_border(
    atlas: Atlas, latitude: float, longitude: float, country: str | None
) -> None:
    with pytest.raises(OutsideIndonesia) as error:
        atlas.locate(latitude, longitude)
    assert error.value.country_code == country
    assert error.value.nearest in atlas.villages.row


@pytest.mark.parametrize(
    ("latitude", "longitude", "regency"),
    [
        pytest.param(1.13, 104.053, "21.71", id="Batam Centre"),
        pytest.param(1.155, 103.885, "21.71", id="Belakang Padang, an islet beside Singapore"),
        pytest.param(4.15, 117.83, "65.03", id="Sei Nyamuk on Sebatik"),
        pytest.param(0.96, 110.31, "61.03", id="Entikong"),
        pytest.param(-9.1, 124.89, "53.04", id="Atambua"),
        pytest.param(-2.64, 140.985, "91.71", id="Skouw, which the land file puts abroad"),
        pytest.param(-8.43, 140.995, "93.01", id="Sota, likewise"),
        pytest.param(5.557, 126.58, "71.04", id="Miangas"),
        pytest.param(-5.745, 106.614, "31.01", id="Pulau Pramuka, an islet the land file omits"),
    ],
)
def test_places_near_a_border_or_on_islets_stay_in_indonesia(
    atlas: Atlas, latitude: float, longitude: float, regency: str
) -> None:
    assert atlas.locate(latitude, longitude).regency_code == regency


def test_at_sea_within_20_km_the_nearest_regency_is_taken_and_said_so(atlas: Atlas) -> None:
    place = atlas.locate(-8.50, 122.20)
    assert place.resolved_by == "coordinate_near_shore"
    assert place.regency_code == "53.07"


def test_far_at_sea_is_refused(atlas: Atlas) -> None:
    with pytest.raises(OpenSea) as error:
        atlas.locate(-5.0, 112.0)
    assert error.value.km > 20


@pytest.mark.parametrize(
    "latitude, longitude", [(math.nan, 100), (math.inf, 100), (91, 100), (0, 181)]
)
def test_what_is_no_coordinate_is_an_error(atlas: Atlas, latitude: float, longitude: float) -> None:
    with pytest.raises(ValueError, match="degrees"):
        atlas.locate(latitude, longitude)
