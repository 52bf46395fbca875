"""Whether a recorded point lies in the regency that its record names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from referral.geo.atlas import Atlas
from referral.geo.errors import OpenSea, OutsideIndonesia, UnknownCode
from referral.geo.sphere import Floats, haversine_km

NEAR_KM = 5.0
"""A point beside the border of its regency is let be: villages are known as points alone, and one
in forty coordinates is matched to the neighbour."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A point that is not in its regency: the one where it lies, None outside the country."""

    regency_code: str | None


def elsewhere(atlas: Atlas, latitude: float, longitude: float, code: str) -> Elsewhere | None:
    """Where a point (degrees) lies that is neither in the regency `code` nor beside its border.

    None where nothing is to be said: it stands well, or nothing is known of the regency.
    """
    try:
        found = atlas.locate(latitude, longitude)
        near = atlas.km_from_regency(latitude, longitude, code) <= NEAR_KM
    except (OutsideIndonesia, OpenSea):
        return Elsewhere(None)
    except UnknownCode:
        return None
    return None if near or found.regency_code == code else Elsewhere(found.regency_code)


def all_elsewhere(atlas: Atlas, points: Floats, codes: Sequence[str]) -> Mapping[int, Elsewhere]:
    """The same of many points, latitude and longitude in degrees (n, 2), by their position.

    Only those are looked at closely whose nearest village is another regency's, or far away.
    """
    if not len(points):
        return {}
    rows = atlas.nearest_villages(points)
    here, there = np.radians(points), np.radians(atlas.villages.points[rows])
    away = haversine_km(here[:, 0], here[:, 1], there[:, 0], there[:, 1])
    villages = atlas.villages.codes
    doubtful = [
        at
        for at, code in enumerate(codes)
        if away[at] > NEAR_KM or not villages[rows[at]].startswith(f"{code}.")
    ]
    found = {
        at: elsewhere(atlas, float(points[at, 0]), float(points[at, 1]), codes[at])
        for at in doubtful
    }
    return {at: one for at, one in found.items() if one}
