"""The coverage as GeoJSON: the committed outlines with each regency's cells; no place is shown."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from referral.geo.shapes import regency_outlines

Document = Mapping[str, Any]


def coverage_geojson(document: Document, data_dir: Path) -> dict[str, Any]:
    """A feature for each regency of a coverage document, coordinates in degrees (WGS 84).

    :raises OSError: the outlines are missing
    """
    outlines = regency_outlines(data_dir)
    return {
        "type": "FeatureCollection",
        **{name: document[name] for name in ("ruleset", "directory_version", "standard")},
        "denominator": document["denominator"],
        "provinces": document["provinces"],
        "features": [
            {
                "type": "Feature",
                "id": regency["code"],
                "geometry": outlines[regency["code"]],
                "properties": _properties(regency),
            }
            for regency in document["regencies"]
        ],
    }


def _properties(regency: Document) -> dict[str, Any]:
    found = {name: regency[name] for name in ("code", "name", "province_code", "province")}
    found["population"] = regency["population"]
    found["uptd_ppa"] = regency["uptd_ppa"]["status"]
    found["services"] = regency["services"]
    for cell in regency["cells"]:
        name = f"{cell['need']}_{cell['group']}"
        found[f"{name}_gap"] = cell["gap"]["code"]
        found[f"{name}_unverified"] = cell["gap"]["unverified"]
        found[f"{name}_evidence"] = cell["evidence"]
        found[f"{name}_band"] = cell["travel"]["band"]
        found[f"{name}_people"] = cell["people"]
    return found
