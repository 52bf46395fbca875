"""Whether a recorded point lies in its own regency."""

from __future__ import annotations

import numpy as np
import pytest

from referral.geo.atlas import Atlas
from referral.geo.standing import Elsewhere, all_elsewhere, elsewhere

SIKKA, ENDE = "53.07", "53.08"
CASES = [
    pytest.param(-8.62, 122.21, SIKKA, None, id="in its regency"),
    pytest.param(-8.84, 121.66, SIKKA, Elsewhere(ENDE), id="in another regency"),
    pytest.param(1.35, 103.82, SIKKA, Elsewhere(None), id="abroad"),
    pytest.param(-12.5, 112.0, SIKKA, Elsewhere(None), id="at sea"),
    pytest.param(-8.62, 122.21, "53.99", None, id="no such regency"),
]


@pytest.mark.parametrize(("latitude", "longitude", "code", "found"), CASES)
def test_where_a_point_lies(
    atlas: Atlas, latitude: float, longitude: float, code: str, found: Elsewhere | None
) -> None:
    assert elsewhere(atlas, latitude, longitude, code) == found


def test_a_point_beside_the_border_is_let_be(atlas: Atlas) -> None:
    codes = np.array([code[:5] for code in atlas.villages.codes])
    points = atlas.villages.points
    theirs = points[(codes == "53.06") & ~np.isnan(points).any(axis=1)]
    away = [atlas.km_from_regency(float(lat), float(lon), SIKKA) for lat, lon in theirs]
    latitude, longitude = map(float, theirs[int(np.argmin(away))])
    assert min(away) < 5
    assert elsewhere(atlas, latitude, longitude, SIKKA) is None


def test_many_points_are_judged_as_each_of_them_is(atlas: Atlas) -> None:
    given = [case.values for case in CASES]
    points = np.array([one[:2] for one in given], dtype=float)
    found = all_elsewhere(atlas, points, [str(one[2]) for one in given])
    assert found == {at: one[3] for at, one in enumerate(given) if one[3]}
    assert all_elsewhere(atlas, np.empty((0, 2)), []) == {}
