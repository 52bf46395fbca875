"""Ports, airports, terminals, border posts and islands, for the search of places.

Coordinates are never made up: a place of the links file keeps the coordinate recorded there, a
place of `curated/places.csv` takes that of the village or kecamatan it stands at.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from referral.geo.build.points import Point, Unit, Units
from referral.geo.build.sources import Row
from referral.geo.links import Link
from referral.geo.sphere import distances_km


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """A place beside the gazetteer; `stands_at` is a village or kecamatan code."""

    level: str
    name: str
    stands_at: str
    point: Point
    aliases: str


def named_places(units: Units, links: Iterable[Link], curated: Sequence[Row]) -> list[NamedPlace]:
    """All named places in the order of level and name, none twice.

    :raises ValueError: a reviewed place stands at a code the gazetteer does not have
    """
    villages = _by_regency(units)
    places = [_reviewed(units, row) for row in curated]
    known = {(place.name.casefold(), place.stands_at[:5]) for place in places}
    for name, regency, point in _ends(links):
        if (name.casefold(), regency) not in known:
            known.add((name.casefold(), regency))
            level = "airport" if name.startswith("Bandara") else "port"
            places.append(NamedPlace(level, name, _village_at(villages[regency], point), point, ""))
    return sorted(places, key=lambda place: (place.level, place.name, place.stands_at))


def _ends(links: Iterable[Link]) -> Iterable[tuple[str, str, Point]]:
    for link in links:
        if link.mode != "bridge":
            yield link.from_place, link.from_regency_code, (link.from_latitude, link.from_longitude)
            yield link.to_place, link.to_regency_code, (link.to_latitude, link.to_longitude)


def _by_regency(units: Units) -> Mapping[str, list[Unit]]:
    found: dict[str, list[Unit]] = {}
    for unit in units.placed_villages():
        found.setdefault(unit.code[:5], []).append(unit)
    return found


def _village_at(villages: Sequence[Unit], point: Point) -> str:
    points = np.array([unit.point for unit in villages])
    return villages[int(np.argmin(distances_km(*point, points)))].code


def _reviewed(units: Units, row: Row) -> NamedPlace:
    code = row["stands_at"]
    level = units.villages if code.count(".") == 3 else units.kecamatan
    unit = level.get(code)
    if unit is None:
        raise ValueError(f"places.csv: {row['name']} stands at {code}, not in the gazetteer")
    point = unit.point or units.kecamatan[code[:8]].point
    if point is None:
        raise ValueError(f"places.csv: {row['name']} stands at {code}, which has no coordinate")
    return NamedPlace(row["level"], row["name"], code, point, row["aliases"])
