"""The map in memory: regions by code, neighbours, and which regency a coordinate lies in.

Loaded once from data/regions and data/links and never changed.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import numpy as np
from scipy.spatial import cKDTree

from referral.domain.regions import Place, Region
from referral.geo.errors import OpenSea, OutsideIndonesia, UnknownCode
from referral.geo.links import Link, read_links
from referral.geo.outlines import Outlines
from referral.geo.sphere import Floats, chords, distances_km
from referral.geo.tables import Numbers, UnitTable, read_dicts, read_units

NEAR_SHORE_KM = 20.0
"""At sea this near to Indonesian land, a coordinate belongs to the nearest village's regency."""

ISLET_KM = 3.0
"""At sea this near to a village, a coordinate is on an islet that the outlines leave out."""

FAR_KM = 500.0
"""Farther than this from any land the outlines hold, no country can be named."""

_CODE = re.compile(r"\s*(\d\d)(?:\.?(\d\d)(?:\.?(\d\d)(?:\.?(\d{4}))?)?)?\s*")


class Atlas:
    """Regions, villages and outlines of Indonesia."""

    def __init__(self, regions_dir: Path, links: Iterable[Link]) -> None:
        self.links = tuple(links)
        self._capitals: dict[str, str] = {}
        self.regions: Mapping[str, Region] = MappingProxyType(self._read_regions(regions_dir))
        self.kecamatan = read_units(regions_dir / "kecamatan.csv.gz")
        self.villages = read_units(regions_dir / "villages.csv.gz")
        self._outlines = Outlines(regions_dir)
        former = read_dicts(regions_dir / "curated" / "former_codes.csv")
        self._former = {row["code"]: row["now"] for row in former}
        pairs = [(row["one"], row["other"]) for row in read_dicts(regions_dir / "borders.csv")]
        self._beside = _both_ways(pairs)
        crossings = [(link.from_regency_code[:2], link.to_regency_code[:2]) for link in self.links]
        self._near = _both_ways([(a[:2], b[:2]) for a, b in pairs] + crossings)
        self._placed = np.flatnonzero(~np.isnan(self.villages.points[:, 0]))
        self._tree = cKDTree(chords(self.villages.points[self._placed]))

    @classmethod
    def load(cls, data_dir: Path) -> Atlas:
        """Read `data_dir`/regions and `data_dir`/links.

        :raises OSError: a file is missing
        """
        return cls(data_dir / "regions", read_links(data_dir / "links" / "links.csv"))

    def region(self, code: str) -> Region:
        """A province or regency; `5307` and `53.07` are the same.

        :raises UnknownCode: neither is of this code
        """
        found = self.regions.get(self.find_code(code) or "")
        if found is None:
            raise UnknownCode(code)
        return found

    def find_code(self, text: str) -> str | None:
        """The current code with dots of any level, or None: `5307`, `53.07.05`, `5307051001`.

        A regency's code from before its province was split off leads to the current one (R26).
        """
        match = _CODE.fullmatch(text)
        if match is None:
            return None
        code = ".".join(part for part in match.groups() if part)
        code = self._former.get(code, code)
        known = (self.regions, self.regions, self.kecamatan.row, self.villages.row)
        return code if code in known[code.count(".")] else None

    def neighbours(self, province_code: str) -> frozenset[str]:
        """Provinces with a land border or a direct recorded link (order of judgement, 3)."""
        return self._near.get(province_code, frozenset())

    def regency_neighbours(self, code: str) -> frozenset[str]:
        """Regencies that share an edge with this one on land, not only a corner."""
        return self._beside.get(code, frozenset())

    def place(self, code: str, resolved_by: str = "code") -> Place:
        """The place of a code of any level; a province is its capital's regency.

        A village without a coordinate stands at its kecamatan.

        :raises UnknownCode: no unit of this code
        """
        known = self.find_code(code)
        if known is None:
            raise UnknownCode(code)
        known = self._capitals.get(known, known)
        if known in self.regions:
            seat = self.regions[known]
            return self.place_at(
                known, seat.name, (seat.latitude, seat.longitude), seat.landmass, resolved_by
            )
        table = self.villages if known in self.villages.row else self.kecamatan
        row = table.row[known]
        point, landmass = self.point_of(known)
        return self.place_at(known, table.names[row], point, landmass, resolved_by)

    def point_of(self, code: str) -> tuple[tuple[float, float], int]:
        """Latitude, longitude and landmass of a kecamatan or village that exists."""
        row = self.villages.row.get(code)
        if row is not None and not np.isnan(self.villages.points[row, 0]):
            return _point(self.villages, row)
        return _point(self.kecamatan, self.kecamatan.row[code[:8]])

    def place_at(
        self, code: str, name: str, point: tuple[float, float], landmass: int, resolved_by: str
    ) -> Place:
        """A place with everything its code implies."""
        regency = self.regions[code[:5]]
        return Place(
            code=code,
            name=name,
            regency_code=regency.code,
            regency=regency.name,
            province_code=regency.province_code,
            province=self.regions[regency.province_code].name,
            kecamatan_code=code[:8] if len(code) >= 8 else None,
            timezone=regency.timezone,
            latitude=point[0],
            longitude=point[1],
            landmass=landmass,
            resolved_by=resolved_by,
        )

    def locate(self, latitude: float, longitude: float) -> Place:
        """The regency at a coordinate: that of the nearest village point (97.3 % measured).

        :raises OutsideIndonesia: on another country's land, or at sea nearer to it
        :raises OpenSea: farther than 20 km from Indonesian land
        :raises ValueError: not degrees
        """
        if not (math.isfinite(latitude) and math.isfinite(longitude)) or (
            abs(latitude) > 90 or abs(longitude) > 180
        ):
            raise ValueError("latitude and longitude are degrees")
        ground = self._outlines.ground(latitude, longitude)
        row, km = self._nearest_village(latitude, longitude)
        village = self.villages.codes[row]
        islet = ground.km > 0 and km <= ISLET_KM
        if ground.country != "ID" and not islet:
            country = ground.country if ground.km <= FAR_KM else None
            raise OutsideIndonesia(country, village, km)
        if ground.km > NEAR_SHORE_KM and not islet:
            raise OpenSea(village, min(km, ground.km))
        place = self.place_at(
            village[:5],
            self.regions[village[:5]].name,
            (latitude, longitude),
            int(self.villages.landmass[row]),
            "coordinate" if ground.km == 0 or islet else "coordinate_near_shore",
        )
        return replace(place, kecamatan_code=village[:8])

    def km_from_regency(self, latitude: float, longitude: float, code: str) -> float:
        """Kilometres from a point to the nearest village of a regency that exists.

        :raises UnknownCode: no regency of this code has villages
        """
        first = bisect_left(self.villages.codes, f"{code}.")
        last = bisect_left(self.villages.codes, f"{code}/")  # what follows the point in ASCII
        points = self.villages.points[first:last]
        points = points[~np.isnan(points).any(axis=1)]
        if not len(points):
            raise UnknownCode(code)
        return float(distances_km(latitude, longitude, points).min())

    def landmasses(self, points: Floats) -> Numbers:
        """The landmass of the village nearest to each point (n, 2); 0 where it is not known."""
        rows = self.nearest_villages(points)
        return np.where(rows >= 0, self.villages.landmass[rows], 0).astype(np.int32)

    def nearest_villages(self, points: Floats) -> Numbers:
        """The row of the village nearest to each point (n, 2); -1 where the point is NaN."""
        known = ~np.isnan(points).any(axis=1)
        rows = np.full(len(points), -1, dtype=np.int32)
        if known.any():
            _, index = self._tree.query(chords(points[known]))
            rows[known] = self._placed[index]
        return rows

    def _nearest_village(self, latitude: float, longitude: float) -> tuple[int, float]:
        """Its row, and the kilometres to it (a chord: short of the arc by less than 1 m here)."""
        km, index = self._tree.query(chords(np.array([[latitude, longitude]]))[0])
        return int(self._placed[index]), float(km)

    def _read_regions(self, folder: Path) -> dict[str, Region]:
        regencies = {
            row["code"]: _region(row, int(row["landmass"]))
            for row in read_dicts(folder / "regencies.csv")
        }
        provinces = {}
        for row in read_dicts(folder / "provinces.csv"):
            self._capitals[row["code"]] = row["capital_code"]
            provinces[row["code"]] = _region(row, regencies[row["capital_code"]].landmass)
        return provinces | regencies


def _region(row: Mapping[str, str], landmass: int) -> Region:
    return Region(
        code=row["code"],
        name=row["name"],
        seat=row["seat"],
        latitude=float(row["latitude"]),
        longitude=float(row["longitude"]),
        timezone=row["timezone"],
        population=int(row["population"]),
        area_km2=float(row["area_km2"]),
        landmass=landmass,
    )


def _both_ways(pairs: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    beside: dict[str, set[str]] = {}
    for one, other in pairs:
        if one != other:
            beside.setdefault(one, set()).add(other)
            beside.setdefault(other, set()).add(one)
    return {code: frozenset(others) for code, others in beside.items()}


def _point(table: UnitTable, row: int) -> tuple[tuple[float, float], int]:
    latitude, longitude = table.points[row].tolist()
    return (latitude, longitude), int(table.landmass[row])
