"""What would change, as files: CSV with HXL tags in its second line, and GeoJSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from referral.files.tables import write_line
from referral.geo.shapes import regency_outlines
from referral.usecases.world import World

Document = dict[str, Any]

AREA_HXL = {
    "regency_code": "#adm2+code+kemendagri",
    "regency": "#adm2+name",
    "province_code": "#adm1+code+kemendagri",
    "province": "#adm1+name",
    "population": "#population",
    "limit_minutes": "#indicator+limit+minutes",
    "people_within_before": "#population+within+before",
    "people_within_after": "#population+within+after",
    "change": "#population+within+change",
}
"""Columns of the regencies before and after, with their tags."""

CRITICAL_HXL = {
    "service_id": "#loc+id",
    "name": "#loc+name",
    "kind": "#loc+type",
    "region": "#adm2+name",
    "need": "#sector+need+code",
    "group": "#affected+group+code",
    "limit_minutes": "#indicator+limit+minutes",
    "people_who_depend": "#population+depends",
    "regency_codes": "#adm2+code+kemendagri+list",
}
"""Columns of the services on which most depend, with their tags."""


def areas_csv(world: World, found: Document) -> str:
    """Every regency before and after, of what `sited` or `closed` found."""
    return _text(AREA_HXL, (_area(world, found, one) for one in found["areas"]))


def _area(world: World, found: Document, one: Document) -> Document:
    regions, code = world.atlas.regions, one["code"]
    return {
        "regency_code": code,
        "regency": regions[code].name,
        "province_code": code[:2],
        "province": regions[code[:2]].name,
        "population": one["people"],
        "limit_minutes": found["limit"],
        "people_within_before": one["before"],
        "people_within_after": one["after"],
        "change": one["after"] - one["before"],
    }


def areas_geojson(world: World, found: Document, data_dir: Path) -> Document:
    """The outlines of the regencies in which something changes.

    :raises OSError: the outlines are missing
    """
    outlines = regency_outlines(data_dir)
    return {
        "type": "FeatureCollection",
        "directory_version": found["directory_version"],
        "closed": found["closed"],
        "features": [
            {
                "type": "Feature",
                "id": one["code"],
                "geometry": outlines[one["code"]],
                "properties": _area(world, found, one),
            }
            for one in found["areas"]
            if one["after"] != one["before"]
        ],
    }


def critical_csv(found: Document) -> str:
    """The services on which most people depend."""
    return _text(CRITICAL_HXL, (_critical(found, one) for one in found["services"]))


def _critical(found: Document, one: Document) -> Document:
    return {
        "service_id": one["service_id"],
        "name": one["name"],
        "kind": one["kind"],
        "region": one["region"] or "",
        "need": found["need"],
        "group": found["group"],
        "limit_minutes": found["within"],
        "people_who_depend": one["people"],
        "regency_codes": ";".join(regency["code"] for regency in one["regencies"]),
    }


def _text(columns: Mapping[str, str], rows: Iterable[Document]) -> str:
    lines = [write_line(columns), write_line(columns.values())]
    lines += [write_line(str(row[name]) for name in columns) for row in rows]
    return "".join(lines)
