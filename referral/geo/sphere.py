"""Distances on the sphere: kilometres between degrees (WGS 84, mean Earth radius).

Arrays of points are (n, 2): latitude, longitude.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from geopy.distance import EARTH_RADIUS, great_circle
from scipy.spatial import cKDTree

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


def distance_km(latitude: float, longitude: float, to: tuple[float, float]) -> float:
    """Great-circle kilometres between two points."""
    return float(great_circle((latitude, longitude), to).km)


def distances_km(latitude: float, longitude: float, points: Floats) -> Floats:
    """Great-circle kilometres from one point to each of `points` (haversine)."""
    radians = np.radians(points)
    return haversine_km(np.radians(latitude), np.radians(longitude), radians[:, 0], radians[:, 1])


def haversine_km(
    latitude: float | Floats, longitude: float | Floats, latitudes: Floats, longitudes: Floats
) -> Floats:
    """The same for radians, without a conversion; arrays are broadcast."""
    half = (
        np.sin((latitudes - latitude) / 2) ** 2
        + np.cos(latitude) * np.cos(latitudes) * np.sin((longitudes - longitude) / 2) ** 2
    )
    kilometres: Floats = 2 * EARTH_RADIUS * np.arcsin(np.sqrt(half))
    return kilometres


def chords(points: Floats) -> Floats:
    """Points as (n, 3) kilometres from the Earth's centre, for a tree of nearest neighbours."""
    latitude, longitude = np.radians(points).T
    around = np.cos(latitude)
    unit = (around * np.cos(longitude), around * np.sin(longitude), np.sin(latitude))
    kilometres: Floats = EARTH_RADIUS * np.column_stack(unit)
    return kilometres


def nearest_points(among: Floats, of: Floats) -> tuple[Integers, Floats]:
    """For each point of `of`, the index of the nearest in `among`, and the kilometres to it."""
    chord, index = cKDTree(chords(among)).query(chords(of))
    return index, 2 * EARTH_RADIUS * np.arcsin(np.minimum(chord / (2 * EARTH_RADIUS), 1.0))
