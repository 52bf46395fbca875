"""The outlines of regencies, slim enough for a poor line: TopoJSON on a coarser grid.

Neighbours share their arcs, so that no gap opens between them.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

STEP = 0.004
"""Degrees of the grid: about 440 m, less than a pixel at any zoom that the map offers."""

Grid = npt.NDArray[np.int64]


def slim_outlines(regions: Path) -> bytes:
    """A TopoJSON of the regencies, each geometry with its code as id.

    :raises OSError: the outlines are missing
    """
    whole = json.loads((regions / "boundaries.topojson").read_bytes())
    transform = whole["transform"]
    origin = np.asarray(transform["translate"], dtype=float)
    arcs = [_coarse(arc, np.asarray(transform["scale"]), STEP) for arc in whole["arcs"]]
    shapes = [
        {"type": "MultiPolygon", "id": shape["id"], "arcs": _worth_drawing(shape, arcs)}
        for shape in whole["objects"]["regencies"]["geometries"]
    ]
    document = {
        "type": "Topology",
        "transform": {"scale": [STEP, STEP], "translate": origin.tolist()},
        "objects": {"regencies": {"type": "GeometryCollection", "geometries": shapes}},
        "arcs": [_steps(arc).tolist() for arc in arcs],
    }
    return json.dumps(document, separators=(",", ":")).encode()


def _coarse(arc: list[list[int]], scale: npt.NDArray[np.float64], step: float) -> Grid:
    points = np.rint(np.cumsum(np.asarray(arc), axis=0) * scale / step).astype(np.int64)
    moved = np.ones(len(points), dtype=bool)
    moved[1:] = (np.diff(points, axis=0) != 0).any(axis=1)
    kept: Grid = points[moved]
    return kept


def _steps(points: Grid) -> Grid:
    return np.vstack([points[:1], np.diff(points, axis=0)])


def _worth_drawing(shape: dict[str, Any], arcs: list[Grid]) -> list[Any]:
    """The polygons that still enclose something; the largest one in any case."""
    polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
    sizes = [sum(len(arcs[n if n >= 0 else ~n]) for n in polygon[0]) for polygon in polygons]
    most = max(sizes, default=0)
    return [one for one, size in zip(polygons, sizes, strict=True) if size >= 4 or size == most]
