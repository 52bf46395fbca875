"""Services as GeoJSON (RFC 7946), one feature at a time.

A map is no place for where children live, nor for a confidential place: these are left out and
counted by province (field brief, section 6). What has no point of its own stands at the seat of
its regency, and says so.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from referral.domain.plans import Shown
from referral.domain.regions import Region
from referral.files.columns import Column
from referral.files.services import columns_of

_SEAT = "regency_seat"
_GEOMETRY = frozenset({"latitude", "longitude", "location_basis"})


def geojson_lines(
    services: Iterable[Shown], regions: Mapping[str, Region], *, full: bool
) -> Iterator[str]:
    """A FeatureCollection, a feature a line; its last member `left_out` counts hidden places."""
    columns = [column for column in columns_of(full=full) if column.name not in _GEOMETRY]
    hidden: Counter[str] = Counter()
    yield '{"type": "FeatureCollection", "features": [\n'
    comma = ""
    for shown in services:
        if shown.hide_place:
            hidden[shown.service.province_code or shown.service.country or "ID"] += 1
            continue
        yield comma + _dumped(_feature(shown, regions, columns))
        comma = ",\n"
    yield f'\n], "left_out": {_dumped(dict(sorted(hidden.items())))}}}\n'


def _feature(
    shown: Shown, regions: Mapping[str, Region], columns: Iterable[Column]
) -> dict[str, Any]:
    service = shown.service
    region = regions.get(service.regency_code or service.province_code or "")
    point, basis = None, service.location_basis
    if service.latitude is not None and service.longitude is not None:
        point = [service.longitude, service.latitude]
    elif region is not None:
        point, basis = [region.longitude, region.latitude], _SEAT
    told = {column.name: _value(column, column.value_in(service)) for column in columns}
    return {
        "type": "Feature",
        "id": service.id,
        "geometry": None if point is None else {"type": "Point", "coordinates": point},
        "properties": {
            **{name: value for name, value in told.items() if value is not None},
            "location_basis": basis,
        },
    }


def _value(column: Column, value: Any) -> Any:
    """A list as a list, numbers and ticks as such, all else as in a service file."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if column.type == "list":
        return [column.write((item,)) for item in value] or None
    return column.write(value) or None


def _dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
