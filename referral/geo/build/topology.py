"""TopoJSON: outlines that share their borders, so that a shared arc is stored and drawn once.

Coordinates are whole steps of a grid (`Grid`), so equal points are equal bit for bit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

GridPoint = tuple[int, int]
Ring = list[GridPoint]


@dataclass(frozen=True, slots=True)
class Grid:
    """A grid of `step` degrees whose origin is (west, south)."""

    west: float
    south: float
    step: float

    def snap(self, ring: shapely.LinearRing) -> Ring:
        """Grid points of a closed ring without its repeated last point; [] if it collapses."""
        degrees = shapely.get_coordinates(ring)
        steps = np.rint((degrees - (self.west, self.south)) / self.step).astype(int)
        points = [tuple(pair) for pair in steps.tolist()]
        kept = [p for i, p in enumerate(points[:-1]) if p != points[i - 1 if i else -2]]
        return kept if len(set(kept)) >= 3 else []


@dataclass(slots=True)
class Topology:
    """Arcs, and for each region its polygons as lists of rings of signed arc numbers."""

    grid: Grid
    arcs: list[Ring]
    polygons: dict[str, list[list[list[int]]]]

    def borders(self) -> set[tuple[str, str]]:
        """Pairs of regions that share an arc (an edge, not only a corner), each once, sorted."""
        users: dict[int, set[str]] = {}
        for code, polygons in self.polygons.items():
            for ring in (ring for polygon in polygons for ring in polygon):
                for arc in ring:
                    users.setdefault(arc if arc >= 0 else ~arc, set()).add(code)
        return {(a, b) for codes in users.values() for a in codes for b in codes if a < b}

    def as_json(self, name: str, properties: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
        """The TopoJSON document with one object, `name`."""
        geometries = [
            {"type": "MultiPolygon", "id": code, "properties": properties[code], "arcs": polygons}
            for code, polygons in self.polygons.items()
        ]
        return {
            "type": "Topology",
            "transform": {
                "scale": [self.grid.step, self.grid.step],
                "translate": [self.grid.west, self.grid.south],
            },
            "objects": {name: {"type": "GeometryCollection", "geometries": geometries}},
            "arcs": [_deltas(arc) for arc in self.arcs],
        }


def build_topology(shapes: Mapping[str, shapely.Geometry], grid: Grid) -> Topology:
    """Cut the outlines of regions into shared arcs.

    A part too small for the grid is dropped, but never a region's last part.

    :raises ValueError: a region with no part left
    """
    rings = {code: _grid_rings(shape, grid) for code, shape in shapes.items()}
    empty = [code for code, polygons in rings.items() if not polygons]
    if empty:
        raise ValueError(f"no outline is left of {empty}: the grid of {grid.step}° is too coarse")
    junctions = _junctions(ring for polygons in rings.values() for p in polygons for ring in p)
    arcs: list[Ring] = []
    known: dict[tuple[GridPoint, ...], int] = {}
    polygons = {
        code: [[_arc_numbers(ring, junctions, arcs, known) for ring in p] for p in parts]
        for code, parts in rings.items()
    }
    return Topology(grid, arcs, polygons)


def _grid_rings(shape: shapely.Geometry, grid: Grid) -> list[list[Ring]]:
    polygons = []
    for part in shapely.get_parts(shape):
        outer = grid.snap(part.exterior)
        if outer:
            holes = [grid.snap(hole) for hole in part.interiors]
            polygons.append([outer, *[hole for hole in holes if hole]])
    return polygons


def _junctions(rings: Iterable[Ring]) -> set[GridPoint]:
    """Points where the neighbours along one ring differ from those along another."""
    seen: dict[GridPoint, frozenset[GridPoint]] = {}
    found = set()
    for ring in rings:
        for i, point in enumerate(ring):
            beside = frozenset((ring[i - 1], ring[(i + 1) % len(ring)]))
            if seen.setdefault(point, beside) != beside:
                found.add(point)
    return found


def _arc_numbers(
    ring: Ring,
    junctions: set[GridPoint],
    arcs: list[Ring],
    known: dict[tuple[GridPoint, ...], int],
) -> list[int]:
    numbers = []
    for arc in _split(ring, junctions):
        forward, backward = tuple(arc), tuple(reversed(arc))
        if backward in known:
            numbers.append(~known[backward])
        else:
            if forward not in known:
                known[forward] = len(arcs)
                arcs.append(arc)
            numbers.append(known[forward])
    return numbers


def _split(ring: Ring, junctions: set[GridPoint]) -> list[Ring]:
    """Arcs between junctions; a ring without any is one arc from its smallest point."""
    cuts = [i for i, point in enumerate(ring) if point in junctions]
    if not cuts:
        cuts = [ring.index(min(ring))]
    turned = ring[cuts[0] :] + ring[: cuts[0] + 1]
    ends = [cut - cuts[0] for cut in cuts[1:]] + [len(ring)]
    starts = [0, *ends[:-1]]
    return [turned[start : end + 1] for start, end in zip(starts, ends, strict=True)]


def _deltas(arc: Sequence[GridPoint]) -> list[list[int]]:
    steps = np.array(arc)
    deltas: list[list[int]] = np.vstack([steps[:1], np.diff(steps, axis=0)]).tolist()
    return deltas
