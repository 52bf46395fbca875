"""Travel from whole regencies of villages agrees with travel from one place at a time."""

from __future__ import annotations

import random

import numpy as np
import pytest

from referral.geo.atlas import Atlas
from referral.geo.coverage import UNKNOWN, Stands, Villages, VillageTravel, whole_minutes
from referral.geo.network import port_network
from referral.geo.travel import TravelMap
from tests.geo.travelling import POLICY, travel_map

HOUR = 10.0
# Java, the Riau islands, Flores and Lembata, Alor, the Aru islands, the Papuan highlands, Sangihe
REGENCIES = ("32.04", "21.01", "21.05", "53.13", "53.05", "81.07", "95.01", "71.03", "31.01")
STANDS = (
    "32.73", "31.71", "21.71", "21.72", "53.71", "53.07", "53.13", "81.71", "91.71", "71.71",
    "95.01",
)  # fmt: skip


@pytest.fixture(scope="module")
def villages(atlas: Atlas) -> Villages:
    return Villages.of(atlas, port_network(atlas, POLICY.travel))


@pytest.fixture(scope="module")
def travel(atlas: Atlas) -> TravelMap:
    return travel_map(atlas, *STANDS, None)


@pytest.fixture(scope="module")
def from_villages(villages: Villages, travel: TravelMap) -> VillageTravel:
    stands = Stands.at(travel.network, travel.points)
    return VillageTravel(villages, travel.network, stands, HOUR)


def test_every_village_stands_once_in_its_regency(atlas: Atlas, villages: Villages) -> None:
    assert villages.codes == atlas.villages.codes and len(villages.rows) == 514
    for code, rows in villages.rows.items():
        assert {village[:5] for village in villages.codes[rows]} == {code}
    assert sum(rows.stop - rows.start for rows in villages.rows.values()) == len(villages.codes)
    assert not np.isnan(villages.radians).any()


def test_minutes_to_the_nearest_are_those_of_a_plan_from_that_village(
    atlas: Atlas, villages: Villages, travel: TravelMap, from_villages: VillageTravel
) -> None:
    sets = [[0, 1, 2], [4, 5, 6], [8], list(range(len(STANDS)))]
    points = [from_villages.stands.points(members) for members in sets]
    chance = random.Random(7)
    by_link = 0
    for regency in REGENCIES:
        rows = villages.rows[regency]
        nearest = from_villages.nearest(regency, points)
        for row in chance.sample(range(rows.start, rows.stop), min(12, rows.stop - rows.start)):
            reach = travel.reach(atlas.place(villages.codes[row]), range(len(STANDS)), HOUR)
            for members, found in zip(sets, nearest, strict=True):
                ways = [way for at in members if (way := reach.minutes[at]) is not None]
                assert found[row - rows.start] == min(ways, default=UNKNOWN), villages.codes[row]
            by_link += any(journey.links for journey in map(reach.journey, sets[1]))
    assert by_link > 20  # the ways by sea were looked at


def test_a_village_without_a_coordinate_stands_at_its_kecamatan(
    atlas: Atlas, villages: Villages, travel: TravelMap, from_villages: VillageTravel
) -> None:
    without = np.flatnonzero(np.isnan(atlas.villages.points[:, 0]))[::60]
    assert len(without) > 4
    everywhere = [from_villages.stands.points(range(len(STANDS)))]
    for row in without.tolist():
        code = villages.codes[row]
        ways = travel.reach(atlas.place(code), range(len(STANDS)), HOUR).minutes
        found = from_villages.nearest(code[:5], everywhere)[0][row - villages.rows[code[:5]].start]
        assert found == min((way for way in ways if way is not None), default=UNKNOWN)


def test_single_columns_and_the_nearest_of_them_agree(from_villages: VillageTravel) -> None:
    points = from_villages.stands.points(range(len(STANDS)))
    for regency in ("32.04", "53.13", "81.07"):
        each = whole_minutes(from_villages.minutes(regency, points))
        nearest, empty = from_villages.nearest(regency, [points, points[:0]])
        assert (each.min(axis=1) == nearest).all()
        assert (empty == UNKNOWN).all()


def test_bounds_leave_out_no_point_that_could_be_nearest(
    atlas: Atlas, villages: Villages, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where many services stand, those that cannot be nearest are not looked at."""
    codes = [code for code in villages.codes if code.startswith("32.0")][::9]
    travel = travel_map(atlas, *codes)
    stands = Stands.at(travel.network, travel.points)
    one = VillageTravel(villages, travel.network, stands, HOUR)
    points = stands.points(range(len(codes)))
    assert len(points) > 200
    dense = one.nearest("32.04", [points])[0]
    monkeypatch.setattr("referral.geo.coverage._FEW", 0)
    assert (one.nearest("32.04", [points])[0] == dense).all()


def test_a_line_stands_nowhere_and_is_no_point(from_villages: VillageTravel) -> None:
    nowhere = len(STANDS)
    assert list(from_villages.stands.points([nowhere])) == []
    assert len(from_villages.stands.points([0, nowhere])) == 1
