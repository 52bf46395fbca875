"""The committed outlines of regencies as GeoJSON geometries."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import shapely

from referral.geo.topojson import read_shapes

_DIGITS = 4  # of a degree: eleven metres, finer than the outlines are


@lru_cache(maxsize=2)
def regency_outlines(data_dir: Path) -> dict[str, dict[str, Any]]:
    """A geometry for each regency's code, in degrees, longitude first.

    :raises OSError: the file is missing
    """
    document = json.loads((data_dir / "regions" / "boundaries.topojson").read_bytes())
    return {
        code: _rounded(shapely.geometry.mapping(shape))
        for code, shape in read_shapes(document, "regencies").items()
    }


def _rounded(geometry: dict[str, Any]) -> dict[str, Any]:
    parts = [
        [[[round(x, _DIGITS), round(y, _DIGITS)] for x, y in ring] for ring in polygon]
        for polygon in geometry["coordinates"]
    ]
    return {"type": "MultiPolygon", "coordinates": parts}
