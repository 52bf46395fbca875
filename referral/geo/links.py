"""The recorded crossings of `data/links/links.csv` as values.

Two-way unless `one_way`. None means "not recorded", never zero; the flags `*_estimated`,
`*_assumed` and `*_is_floor` mark numbers that are estimates and not printed timetables.
Source addresses and evidence are for editors and stay out of public views.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Link:
    """One scheduled crossing or bridge between two places; degrees WGS 84, minutes one way."""

    id: str
    mode: str
    from_regency_code: str
    from_place: str
    from_latitude: float
    from_longitude: float
    to_regency_code: str
    to_place: str
    to_latitude: float
    to_longitude: float
    duration_minutes: int | None
    duration_estimated: bool | None
    frequency_per_week: float | None
    frequency_assumed: bool | None
    frequency_is_floor: bool | None
    runs_at_night: bool | None
    weather_sensitive: bool | None
    one_way: bool | None
    confidence: str
    coord_source: str
    source_year: int | None
    source_url: str
    other_urls: tuple[str, ...]
    evidence: str


COLUMNS = tuple(field.name for field in fields(Link))
_TYPES = {field.name: str(field.type) for field in fields(Link)}
_FLAGS = {"": None, "yes": True, "no": False}


def read_links(path: Path) -> tuple[Link, ...]:
    """All links of the file, in its order.

    :raises ValueError: a cell that does not hold what its column promises
    """
    with path.open(encoding="utf-8", newline="") as handle:
        return tuple(_from_row(row) for row in csv.DictReader(handle))


def _from_row(row: Mapping[str, str]) -> Link:
    return Link(**{name: _value(row[name], _TYPES[name]) for name in COLUMNS})  # type: ignore[arg-type]


def _value(text: str, kind: str) -> str | float | int | bool | tuple[str, ...] | None:
    if kind == "str":
        return text
    if kind == "tuple[str, ...]":
        return tuple(text.split(";")) if text else ()
    if kind == "bool | None":
        if text not in _FLAGS:
            raise ValueError(f"{text!r} is neither yes, no nor empty")
        return _FLAGS[text]
    if not text and kind.endswith("None"):
        return None
    return int(text) if kind.startswith("int") else float(text)
