"""Official outlines instead of cells: a GeoJSON file that names each regency by its code."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import shape

from referral.geo.build.points import dotted


class BoundariesError(Exception):
    """The file of outlines cannot be used; the message says why."""


def read_official(path: Path, regencies: Collection[str]) -> dict[str, shapely.Geometry]:
    """Outlines by regency code, in the order of codes.

    The code is read from whichever property holds Home Ministry codes, dotted or not.

    :raises BoundariesError: not a GeoJSON FeatureCollection, or a regency is missing
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        features = document["features"]
        coded = _coded(features, regencies)
        shapes = [shapely.make_valid(shape(feature["geometry"])) for feature in features]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BoundariesError(f"{path.name} is not a GeoJSON FeatureCollection of areas") from error
    parts: dict[str, list[shapely.Geometry]] = {}
    for code, outline in zip(coded, shapes, strict=True):
        if code in regencies:
            parts.setdefault(code, []).append(outline)
    missing = sorted(set(regencies) - set(parts))
    if missing:
        raise BoundariesError(f"{path.name} has no outline for {len(missing)}: {missing[:10]}")
    return {code: shapely.union_all(parts[code]) for code in sorted(parts)}


def _coded(features: Sequence[Mapping[str, Any]], regencies: Collection[str]) -> list[str]:
    """The regency code of each feature, out of the property that names most regencies."""
    names = sorted({name for feature in features for name in feature["properties"]})
    columns = [[_code(feature["properties"].get(name)) for feature in features] for name in names]
    columns.append([_code(feature.get("id")) for feature in features])
    return max(columns, key=lambda column: len(set(column) & set(regencies)))


def _code(value: object) -> str:
    digits = "".join(letter for letter in str(value) if letter.isdigit())
    return dotted(digits) if len(digits) == 4 else ""
