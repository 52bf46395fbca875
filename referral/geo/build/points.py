"""Units of the gazetteer with checked coordinates, and the list of what was mended.

Every seat and kecamatan is held against its own villages; a village point that no rule can
judge is reported, and only the reviewed list `curated/corrections.csv` may take it away.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from referral.geo.build.sources import Row, Tables
from referral.geo.sphere import Floats, distances_km, nearest_points

WEST, EAST, SOUTH, NORTH = 94.5, 141.2, -11.3, 6.5
"""Indonesia's frame in degrees; a point outside is wrong whatever else is known."""

SEAT_KM = 15.0
"""A seat farther than this from every village of its own regency is not believed."""

KECAMATAN_KM = 8.0
"""The same for the point of a kecamatan and its own villages."""

REMOTE_KM = 25.0
"""A village farther than this from the rest of its kecamatan is reported."""

TIMEZONES = {"7": "Asia/Jakarta", "8": "Asia/Makassar", "9": "Asia/Jayapura"}
"""UTC offset of the gazetteer to the IANA names of WIB, WITA and WIT."""

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Unit:
    """A province, regency, kecamatan or village; `point` is (latitude, longitude) or None."""

    code: str
    name: str
    point: Point | None
    seat: str = ""
    timezone: str = ""
    population: int = 0
    area_km2: float = 0.0


@dataclass(frozen=True, slots=True)
class Mended:
    """One thing changed or reported: which unit, what, and from what to what."""

    code: str
    name: str
    what: str


@dataclass(slots=True)
class Units:
    """All four levels by code, in code order, and what was mended on the way."""

    provinces: dict[str, Unit]
    regencies: dict[str, Unit]
    kecamatan: dict[str, Unit]
    villages: dict[str, Unit]
    mended: list[Mended] = field(default_factory=list)

    def placed_villages(self) -> list[Unit]:
        """Villages that have a coordinate, in code order."""
        return [unit for unit in self.villages.values() if unit.point is not None]

    def move_kecamatan(self, unit: Unit, village: Unit) -> None:
        """Take a village's point for a kecamatan, and say so."""
        assert unit.point is not None
        assert village.point is not None
        self.kecamatan[unit.code] = replace(unit, point=village.point)
        self.mended.append(Mended(unit.code, unit.name, _moved("point", unit.point, village.point)))


def dotted(digits: str) -> str:
    """`5307051001` as `53.07.05.1001`."""
    cuts = [digits[0:2], digits[2:4], digits[4:6], digits[6:]]
    return ".".join(cut for cut in cuts if cut)


def read_units(tables: Tables, corrections: Sequence[Row]) -> Units:
    """Units with every coordinate checked against the villages.

    :raises ValueError: a correction no longer meets what the gazetteer gives
    """
    units = Units(
        provinces=_level_of(tables.provinces),
        regencies=_level_of(tables.regencies),
        kecamatan=_level_of(tables.kecamatan),
        villages=_level_of(tables.villages),
    )
    for row in corrections:
        _correct(units, row)
    own = _villages_of(units)
    _check_seats(units, own)
    _check_kecamatan(units, own)
    _report_remote(units, own)
    return units


def _level_of(rows: Iterable[Row]) -> dict[str, Unit]:
    return {unit.code: unit for unit in map(_unit, rows)}


def _unit(row: Row) -> Unit:
    placed = row["latitude"] and row["longitude"]
    return Unit(
        code=dotted(row["id"]),
        name=" ".join(row["name"].split()),
        point=(float(row["latitude"]), float(row["longitude"])) if placed else None,
        seat=row.get("capital", ""),
        timezone=TIMEZONES.get(row.get("timezone", ""), ""),
        population=int(row.get("population") or 0),
        area_km2=float(row.get("area") or 0),
    )


def _correct(units: Units, row: Row) -> None:
    level = _level(units, row["code"])
    unit = level.get(row["code"])
    if unit is None:
        raise ValueError(f"corrections.csv: {row['code']} is not in the gazetteer")
    if row["field"] == "seat":
        if unit.seat != row["given"]:
            raise ValueError(f"corrections.csv: {row['code']} now gives seat {unit.seat!r}")
        level[unit.code] = replace(unit, seat=row["taken"])
        what = f"seat {row['given']!r} -> {row['taken']!r}: {row['reason']}"
    else:
        level[unit.code] = replace(unit, point=None)
        what = f"coordinate taken away: {row['reason']}"
    units.mended.append(Mended(unit.code, unit.name, what))


def _level(units: Units, code: str) -> dict[str, Unit]:
    levels = (units.provinces, units.regencies, units.kecamatan, units.villages)
    return levels[code.count(".")]


def _villages_of(units: Units) -> dict[str, Floats]:
    """Points (n, 2) of the villages of every regency and kecamatan."""
    points: dict[str, list[Point]] = {}
    for unit in units.placed_villages():
        assert unit.point is not None
        points.setdefault(unit.code[:5], []).append(unit.point)
        points.setdefault(unit.code[:8], []).append(unit.point)
    return {code: np.array(pairs) for code, pairs in points.items()}


def _check_seats(units: Units, own: Mapping[str, Floats]) -> None:
    for unit in list(units.regencies.values()):
        assert unit.point is not None
        if _km_to(unit.point, own[unit.code]) <= SEAT_KM:
            continue
        point = _readings_near(unit.point, own[unit.code]) or medoid(own[unit.code])
        units.regencies[unit.code] = replace(unit, point=point)
        units.mended.append(Mended(unit.code, unit.name, _moved("seat", unit.point, point)))


def _check_kecamatan(units: Units, own: Mapping[str, Floats]) -> None:
    """Take a village instead of a centroid that lies among another kecamatan's villages.

    Centroids of kecamatan that hold islands, or forest, lie where nobody lives.
    """
    villages = units.placed_villages()
    everywhere = np.array([unit.point for unit in villages])
    centres = np.array([unit.point for unit in units.kecamatan.values()])
    nearest, _ = nearest_points(everywhere, centres)
    for unit, index in zip(list(units.kecamatan.values()), nearest.tolist(), strict=True):
        assert unit.point is not None
        if (
            villages[index].code.startswith(unit.code)
            and _km_to(unit.point, own[unit.code]) <= KECAMATAN_KM
        ):
            continue
        point = medoid(own[unit.code])
        units.kecamatan[unit.code] = replace(unit, point=point)
        units.mended.append(Mended(unit.code, unit.name, _moved("point", unit.point, point)))


def _report_remote(units: Units, own: Mapping[str, Floats]) -> None:
    for unit in units.placed_villages():
        assert unit.point is not None
        others = np.sort(distances_km(*unit.point, own[unit.code[:8]]))
        if len(others) > 1 and others[1] > REMOTE_KM:
            what = f"kept: {others[1]:.0f} km from the nearest other village of its kecamatan"
            units.mended.append(Mended(unit.code, unit.name, what))


def _moved(what: str, before: Point, after: Point) -> str:
    return f"{what} {before[0]:.4f}, {before[1]:.4f} -> {after[0]:.4f}, {after[1]:.4f}"


def _readings_near(point: Point, own: Floats) -> Point | None:
    """A slip of the pen that would explain the point: a lost hundred, a swap, a lost sign."""
    latitude, longitude = point
    readings = ((latitude, longitude + 100), (longitude, latitude), (-latitude, longitude))
    near = [reading for reading in readings if _km_to(reading, own) <= SEAT_KM]
    return near[0] if near else None


def _km_to(point: Point, others: Floats) -> float:
    if not (SOUTH <= point[0] <= NORTH and WEST <= point[1] <= EAST):
        return float("inf")
    return float(distances_km(*point, others).min())


def medoid(points: Floats) -> Point:
    """The one of the points (n, 2) whose distances to all others add up to the least."""
    sums = [distances_km(latitude, longitude, points).sum() for latitude, longitude in points]
    latitude, longitude = points[int(np.argmin(sums))].tolist()
    return latitude, longitude
