"""A map of some regencies as plain vector outlines, for pages that are printed."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import shapely

from referral.geo.shapes import regency_outlines

WIDTH = 1000
"""Units across the drawing, or down it where the land is taller than wide."""
MARGIN = 12
Point = tuple[float, float]


@dataclass(frozen=True)
class Shape:
    """A regency: its outline as an SVG path, and a point inside it for a number."""

    code: str
    path: str
    label: tuple[int, int]


@dataclass(frozen=True)
class Drawing:
    """Regencies in drawing units, north up."""

    width: int
    height: int
    shapes: tuple[Shape, ...]


@lru_cache(maxsize=64)
def drawing_of(data_dir: Path, codes: tuple[str, ...]) -> Drawing:
    """A drawing of some regencies that fills its sheet.

    :raises OSError: the outlines are missing
    """
    outlines = regency_outlines(data_dir)
    geometries = {code: outlines[code]["coordinates"] for code in codes}
    points = [point for g in geometries.values() for point in _points(g)]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    squeeze = math.cos(math.radians((south + north) / 2))
    scale = (WIDTH - 2 * MARGIN) / max((east - west) * squeeze, north - south)

    def place(point: Point) -> tuple[int, int]:
        x, y = point
        return (
            round((x - west) * squeeze * scale) + MARGIN,
            round((north - y) * scale) + MARGIN,
        )

    last = place((east, south))
    drawn = {code: _drawn(geometry, place) for code, geometry in geometries.items()}
    labels = _labels({code: land for code, (_path, land) in drawn.items()})
    shapes = tuple(Shape(code, path, labels[code]) for code, (path, _land) in drawn.items())
    return Drawing(last[0] + MARGIN, last[1] + MARGIN, shapes)


def _points(geometry: Any) -> Iterable[Point]:
    return (point for polygon in geometry for ring in polygon for point in ring)


def _drawn(geometry: Any, place: Any) -> tuple[str, shapely.Polygon]:
    """A regency's path, and its largest part in drawing units."""
    largest = max((shapely.Polygon(polygon[0]) for polygon in geometry), key=lambda one: one.area)
    rings = [_ring(ring, place) for polygon in geometry for ring in polygon]
    inside = largest.representative_point()
    paths = [ring for ring in rings if ring] or [_dot(place((inside.x, inside.y)))]
    return "".join(paths), shapely.Polygon([place(point) for point in largest.exterior.coords])


def _labels(lands: dict[str, shapely.Polygon]) -> dict[str, tuple[int, int]]:
    """A place for the number of each, the smallest first, so that none covers another."""
    found: dict[str, tuple[int, int]] = {}
    for code, land in sorted(lands.items(), key=lambda one: one[1].area):
        middle = land.representative_point() if land.area else land.centroid
        tried = [(round(middle.x + dx), round(middle.y + dy)) for dx, dy in _AROUND]
        free = [at for at in tried if all(_apart(at, other) for other in found.values())]
        own = [at for at in free if land.contains(shapely.Point(at))]
        found[code] = next(iter([*own, *free, *tried]))
    return found


_AROUND = tuple(
    (radius * math.cos(turn * math.pi / 6), radius * math.sin(turn * math.pi / 6))
    for radius in (0, 14, 28, 42, 56, 70)
    for turn in range(12)
)


def _apart(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return abs(one[0] - other[0]) > 32 or abs(one[1] - other[1]) > 24


def _ring(ring: Iterable[Point], place: Any) -> str:
    """A ring without what falls on the same unit; empty where nothing is left to fill."""
    points: list[tuple[int, int]] = []
    for point in map(place, ring):
        if not points or points[-1] != point:
            points.append(point)
    if len(points) > 1 and points[0] == points[-1]:
        points.pop()
    if len(points) < 3:
        return ""
    return "M" + "L".join(f"{x} {y}" for x, y in points) + "Z"


def _dot(at: tuple[int, int]) -> str:
    x, y = at
    return f"M{x - 2} {y}L{x} {y - 2}L{x + 2} {y}L{x} {y + 2}Z"
