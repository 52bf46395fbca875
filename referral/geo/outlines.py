"""Land, sea and the countries around: which of them a coordinate lies on."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely

from referral.geo.sphere import distance_km
from referral.geo.topojson import read_shapes


@dataclass(frozen=True, slots=True)
class Ground:
    """What lies under a coordinate, and how far the nearest land of either kind is.

    `country` is ISO 3166 of the land it lies on, or, at sea, of the nearest land; `km` is 0 on
    land. Outlines are accurate to about a kilometre.
    """

    country: str
    km: float


class Outlines:
    """Outlines of Indonesia and of its neighbours, searched by point."""

    def __init__(self, regions: Path) -> None:
        home = _read(regions / "boundaries.topojson", "regencies")
        abroad = _read(regions / "countries.topojson", "countries")
        parts = [("ID", part) for shape in home.values() for part in shape.geoms]
        parts += [(code, part) for code, shape in abroad.items() for part in shape.geoms]
        self._countries = [code for code, _ in parts]
        # Rounding to the grid lets a few rings touch themselves.
        self._shapes = shapely.make_valid(np.array([shape for _, shape in parts])).tolist()
        self._tree = shapely.STRtree(self._shapes)

    def ground(self, latitude: float, longitude: float) -> Ground:
        """The land at a coordinate, or the nearest to it."""
        spot = shapely.Point(longitude, latitude)
        on = self._tree.query(spot, predicate="intersects")
        if len(on):
            countries = {self._countries[index] for index in on.tolist()}
            return Ground("ID" if "ID" in countries else min(countries), 0.0)
        nearest = int(self._tree.nearest(spot))
        line = shapely.shortest_line(self._shapes[nearest], spot)
        shore_longitude, shore_latitude = shapely.get_coordinates(line)[0].tolist()
        km = distance_km(latitude, longitude, (shore_latitude, shore_longitude))
        return Ground(self._countries[nearest], km)


def _read(path: Path, name: str) -> dict[str, shapely.MultiPolygon]:
    return read_shapes(json.loads(path.read_bytes()), name)
