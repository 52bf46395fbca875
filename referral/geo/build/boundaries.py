"""Outlines of the 514 regencies without a file of outlines: cells around the village points.

Every piece of land belongs to the regency of its nearest village (Voronoi). All lines, coasts
and cell edges alike, are first cut where they cross, so that neighbours share every point.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from scipy.spatial import Voronoi

from referral.geo.build.points import Unit
from referral.geo.build.topology import Grid
from referral.geo.sphere import Floats, nearest_points

DISC_DEGREES = 0.012
"""Radius of the land drawn around a village that the land file leaves in the sea: 1.3 km."""

NODE_DEGREES = 1e-7
"""Grid on which crossing lines are cut; a centimetre."""

SIMPLIFY_DEGREES = 0.005
WINDOW = shapely.box(90.0, -15.0, 145.0, 12.0)
"""How much of the neighbour countries is kept: what a caller near Indonesia could mean."""

GRID = Grid(west=90.0, south=-15.0, step=0.001)

PAPUA_BORDER = shapely.union_all(
    [shapely.box(140.0, -6.3, 141.0, -2.4), shapely.box(140.0, -9.3, 141.0194, -6.9)]
)
"""West of the border with Papua New Guinea as agreed in 1973: the meridians 141°00'00" and, south
of the Fly, 141°01'10". The land file draws it up to five kilometres too far west."""

_FRAME = ((60.0, -60.0), (60.0, 60.0), (180.0, -60.0), (180.0, 60.0))
"""Far corners (longitude, latitude) that close the outermost cells."""


@dataclass(frozen=True, slots=True)
class Lands:
    """Land by country: Indonesia with its islets, the others without Indonesia's villages."""

    indonesia: shapely.Geometry
    others: dict[str, shapely.Geometry]


def lands_around(countries: Mapping[str, shapely.Geometry], villages: Sequence[Unit]) -> Lands:
    """Indonesia's land with a small disc around each village outside it.

    The gazetteer and the agreed border are believed before the coarse outlines: the discs of
    villages that stand in a neighbour's outline are cut out of it; elsewhere the neighbours are
    cut out of the discs.
    """
    points = np.array([unit.point for unit in villages])
    spots = shapely.points(points[:, 1], points[:, 0])
    papua = shapely.intersection(countries["PG"], PAPUA_BORDER)
    mainland = shapely.union_all([countries["ID"], papua])
    shapely.prepare(mainland)
    outside = spots[~shapely.intersects(mainland, spots)]
    others = shapely.union_all([shape for code, shape in countries.items() if code != "ID"])
    shapely.prepare(others)
    abroad = shapely.intersects(others, outside)
    inside_others = shapely.union_all(shapely.buffer(outside[abroad], DISC_DEGREES, quad_segs=3))
    discs = shapely.union_all(shapely.buffer(outside[~abroad], DISC_DEGREES, quad_segs=3))
    discs = shapely.difference(discs, others)
    indonesia = shapely.union_all([mainland, discs, inside_others])
    return Lands(
        indonesia=indonesia,
        others={
            code: shapely.difference(shapely.intersection(shape, WINDOW), indonesia)
            for code, shape in countries.items()
            if code != "ID"
        },
    )


def cut_lands(lands: Lands, villages: Sequence[Unit]) -> dict[str, shapely.Geometry]:
    """Land cut into regencies by nearest village, and the neighbour countries beside them.

    Shapes are in degrees (longitude, latitude), by regency or ISO code, in the order of codes;
    together they are a coverage: neighbours share every point of their border.
    """
    points = np.array([unit.point for unit in villages])
    codes = np.array([unit.code[:5] for unit in villages])
    edges = shapely.linestrings(_edges_between_regencies(points[:, ::-1], codes))
    shapely.prepare(lands.indonesia)
    edges = edges[shapely.intersects(lands.indonesia, edges)]
    coasts = [lands.indonesia.boundary, *(shape.boundary for shape in lands.others.values())]
    lines = shapely.union_all([*coasts, *edges], grid_size=NODE_DEGREES)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(lines)))
    inside = shapely.point_on_surface(faces)
    spots = np.column_stack((shapely.get_y(inside), shapely.get_x(inside)))
    owners = codes[nearest_points(points, spots)[0]]
    owners[~shapely.intersects(lands.indonesia, inside)] = ""
    for code, shape in lands.others.items():
        shapely.prepare(shape)
        owners[(owners == "") & shapely.intersects(shape, inside)] = code
    return {
        code: shapely.coverage_union_all(faces[owners == code]) for code in sorted({*owners} - {""})
    }


def _edges_between_regencies(points: Floats, codes: np.ndarray) -> Floats:
    """Cell edges (n, 2, 2) that have villages of two regencies on their sides."""
    cells = Voronoi(np.vstack((points, _FRAME)))
    owner = np.concatenate((codes, [""] * len(_FRAME)))
    ridges = np.array(cells.ridge_vertices)
    sides = owner[cells.ridge_points]
    between = (sides[:, 0] != sides[:, 1]) & (ridges >= 0).all(axis=1)
    edges: Floats = cells.vertices[ridges[between]]
    return edges


def simplified(shapes: Mapping[str, shapely.Geometry]) -> dict[str, shapely.Geometry]:
    """Outlines simplified together, so that no gap opens between neighbours."""
    simple = shapely.coverage_simplify(list(shapes.values()), SIMPLIFY_DEGREES)
    return dict(zip(shapes, simple.tolist(), strict=True))
