"""Reading TopoJSON into shapes."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

Degrees = npt.NDArray[np.float64]


def read_shapes(document: dict[str, Any], name: str) -> dict[str, shapely.MultiPolygon]:
    """Shapes (longitude, latitude in degrees) of the object `name`, by their id.

    Geometries with the same id are joined; rings that collapsed to fewer than four points,
    as some files hold, are left out.
    """
    arcs = _degrees(document)
    parts: dict[str, list[shapely.Polygon]] = {}
    for geometry in document["objects"][name]["geometries"]:
        code = str(geometry.get("id", ""))
        polygons = geometry.get("arcs", [])
        if geometry["type"] == "Polygon":
            polygons = [polygons]
        found = [_polygon(arcs, polygon) for polygon in polygons]
        parts.setdefault(code, []).extend(polygon for polygon in found if polygon is not None)
    return {code: shapely.MultiPolygon(polygons) for code, polygons in parts.items()}


def _degrees(document: dict[str, Any]) -> list[Degrees]:
    transform = document["transform"]
    return [
        np.cumsum(np.asarray(arc), axis=0) * transform["scale"] + transform["translate"]
        for arc in document["arcs"]
    ]


def _polygon(arcs: list[Degrees], rings: list[list[int]]) -> shapely.Polygon | None:
    outlines = [_ring(arcs, ring) for ring in rings]
    if len(outlines[0]) < 4:
        return None
    return shapely.Polygon(outlines[0], [hole for hole in outlines[1:] if len(hole) >= 4])


def _ring(arcs: list[Degrees], numbers: list[int]) -> Degrees:
    pieces = [arcs[n] if n >= 0 else arcs[~n][::-1] for n in numbers]
    return np.concatenate([pieces[0], *[piece[1:] for piece in pieces[1:]]])
