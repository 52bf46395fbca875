"""Writing data/regions: the same input gives the same bytes."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from referral.geo.build.places import NamedPlace
from referral.geo.build.points import Mended, Point, Unit
from referral.geo.build.topology import Topology

Cell = str | int | float


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """CSV, packed without a time stamp where the name ends in .gz."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    content = text.getvalue().encode("utf-8")
    path.write_bytes(gzip.compress(content, 9, mtime=0) if path.suffix == ".gz" else content)


def write_json(path: Path, document: Mapping[str, Any]) -> None:
    """JSON without spaces, keys in order."""
    text = json.dumps(document, separators=(",", ":"), sort_keys=True, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")


def degrees(point: Point | None) -> tuple[Cell, Cell]:
    """Latitude and longitude to 1e-4 degrees (11 m), or two empty cells."""
    return ("", "") if point is None else (f"{point[0]:.4f}", f"{point[1]:.4f}")


def write_provinces(path: Path, provinces: Iterable[tuple[Unit, str]]) -> None:
    """Each province with the regency its capital lies in."""
    header = ("code", "name", "seat", "capital_code", "latitude", "longitude",
              "timezone", "population", "area_km2")  # fmt: skip
    write_csv(
        path,
        header,
        (
            (
                u.code,
                u.name,
                u.seat,
                capital,
                *degrees(u.point),
                u.timezone,
                u.population,
                u.area_km2,
            )
            for u, capital in provinces
        ),
    )


def write_regencies(path: Path, units: Iterable[Unit], landmass: Mapping[str, int]) -> None:
    """Regencies and cities; the landmass is that of their seat."""
    header = ("code", "name", "seat", "latitude", "longitude", "timezone", "population",
              "area_km2", "landmass")  # fmt: skip
    write_csv(
        path,
        header,
        (
            (
                u.code,
                u.name,
                u.seat,
                *degrees(u.point),
                u.timezone,
                u.population,
                u.area_km2,
                landmass[u.code],
            )
            for u in units
        ),
    )


def write_units(path: Path, units: Iterable[Unit], landmass: Mapping[str, int]) -> None:
    """Kecamatan or villages; a village without a coordinate has empty cells and landmass 0."""
    write_csv(
        path,
        ("code", "name", "latitude", "longitude", "landmass"),
        ((u.code, u.name, *degrees(u.point), landmass.get(u.code, 0)) for u in units),
    )


def write_places(path: Path, places: Iterable[NamedPlace], landmass: Mapping[str, int]) -> None:
    """Ports, airports, terminals, border posts, islands."""
    write_csv(
        path,
        ("level", "name", "stands_at", "latitude", "longitude", "landmass", "aliases"),
        (
            (
                p.level,
                p.name,
                p.stands_at,
                *degrees(p.point),
                landmass.get(p.stands_at, 0),
                p.aliases,
            )
            for p in places
        ),
    )


def write_landmasses(path: Path, landmass: Mapping[str, int]) -> None:
    """How many villages of which regencies stand on each landmass."""
    count: dict[int, int] = {}
    regencies: dict[int, set[str]] = {}
    for code, number in landmass.items():
        count[number] = count.get(number, 0) + 1
        regencies.setdefault(number, set()).add(code[:5])
    write_csv(
        path,
        ("landmass", "villages", "regencies"),
        ((n, count[n], ";".join(sorted(regencies[n]))) for n in sorted(count)),
    )


def write_borders(path: Path, topology: Topology) -> int:
    """Pairs of regencies that share an edge; returns how many."""
    pairs = sorted(topology.borders())
    write_csv(path, ("one", "other"), pairs)
    return len(pairs)


def write_mended(path: Path, mended: Iterable[Mended]) -> None:
    """What was mended, taken away, or kept although it looks odd."""
    rows = sorted((m.code, m.name, m.what) for m in mended)
    write_csv(path, ("code", "name", "what"), rows)
