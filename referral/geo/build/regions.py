"""Building data/regions from its sources, in one call."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from referral.geo.build.boundaries import GRID, Lands, cut_lands, lands_around, simplified
from referral.geo.build.landmass import number_landmasses, settle_kecamatan
from referral.geo.build.official import read_official
from referral.geo.build.places import NamedPlace, named_places
from referral.geo.build.points import Unit, Units, read_units
from referral.geo.build.readme import write_readme
from referral.geo.build.sources import (
    Sources,
    read_countries,
    read_gazetteer,
    read_list,
)
from referral.geo.build.topology import Topology, build_topology
from referral.geo.build.write import (
    write_borders,
    write_json,
    write_landmasses,
    write_mended,
    write_places,
    write_provinces,
    write_regencies,
    write_units,
)
from referral.geo.links import read_links
from referral.geo.sphere import nearest_points


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build made: counts by name, and the lines of `mended.csv`."""

    counts: Mapping[str, int]
    mended: tuple[str, ...]


def build_regions(
    sources: Sources, out: Path, boundaries: Path | None, report: Callable[[str], None]
) -> BuildReport:
    """Write data/regions into `out`; `report` is told each step in a sentence.

    With `boundaries`, a GeoJSON of official outlines takes the place of the village cells.

    :raises SourceMissingError: a package does not hold what it should
    :raises BoundariesError: the official outlines cannot be used
    :raises ValueError: a reviewed list contradicts the gazetteer
    """
    out.mkdir(parents=True, exist_ok=True)
    report("Reading the gazetteer and checking its coordinates")
    units = read_units(
        read_gazetteer(sources.wheel), read_list(sources.curated / "corrections.csv")
    )
    links = read_links(sources.links)
    villages = units.placed_villages()
    countries = read_countries(sources.atlas)
    report("Finding the land every village stands on")
    networks = read_list(sources.curated / "road_networks.csv")
    shore = read_list(sources.curated / "shore.csv")
    landmass = number_landmasses(countries["ID"], villages, links, networks, shore)
    settle_kecamatan(units, landmass)
    report("Drawing the outlines")
    regencies, abroad = _outlines(lands_around(countries, villages), units, boundaries)
    places = named_places(units, links, read_list(sources.curated / "places.csv"))
    report("Writing")
    _write_units(out, units, landmass, places)
    borders = _write_outlines(out, units, regencies, abroad)
    counts = _counts(units, landmass, places) | {"borders": borders}
    write_readme(out / "README.md", counts, units, official=boundaries is not None)
    return BuildReport(counts, tuple(f"{m.code} {m.name}: {m.what}" for m in units.mended))


def _outlines(lands: Lands, units: Units, boundaries: Path | None) -> tuple[Topology, Topology]:
    """Topologies of the regencies and of the countries around."""
    shapes = simplified(cut_lands(lands, units.placed_villages()))
    abroad = {code: shape for code, shape in shapes.items() if code in lands.others}
    regencies = {code: shape for code, shape in shapes.items() if code not in abroad}
    if boundaries is not None:
        regencies = simplified(read_official(boundaries, units.regencies.keys()))
    return build_topology(regencies, GRID), build_topology(abroad, GRID)


def _write_units(
    out: Path, units: Units, landmass: Mapping[str, int], places: list[NamedPlace]
) -> None:
    seats = _at_nearest_village(units.regencies, units, landmass)
    centres = _at_nearest_village(units.kecamatan, units, landmass)
    write_provinces(
        out / "provinces.csv", [(u, _capital(u, units)) for u in units.provinces.values()]
    )
    write_regencies(out / "regencies.csv", units.regencies.values(), seats)
    write_units(out / "kecamatan.csv.gz", units.kecamatan.values(), centres)
    write_units(out / "villages.csv.gz", units.villages.values(), landmass)
    write_places(out / "places.csv", places, {**centres, **landmass})
    write_landmasses(out / "landmasses.csv", landmass)
    write_mended(out / "mended.csv", units.mended)


def _write_outlines(out: Path, units: Units, regencies: Topology, abroad: Topology) -> int:
    named = {code: {"name": unit.name} for code, unit in units.regencies.items()}
    write_json(out / "boundaries.topojson", regencies.as_json("regencies", named))
    nameless: dict[str, dict[str, str]] = {code: {} for code in abroad.polygons}
    write_json(out / "countries.topojson", abroad.as_json("countries", nameless))
    return write_borders(out / "borders.csv", regencies)


def _at_nearest_village(
    level: Mapping[str, Unit], units: Units, landmass: Mapping[str, int]
) -> dict[str, int]:
    """The landmass of each unit's point: that of the nearest of its own villages."""
    own: dict[str, list[Unit]] = {}
    for village in units.placed_villages():
        for code in (village.code[:5], village.code[:8]):
            own.setdefault(code, []).append(village)
    found = {}
    for code, unit in level.items():
        points = np.array([village.point for village in own[code]])
        index, _ = nearest_points(points, np.array([unit.point]))
        found[code] = landmass[own[code][int(index[0])].code]
    return found


def _capital(province: Unit, units: Units) -> str:
    """The regency of the province's village nearest to its capital's point."""
    own = [v for v in units.placed_villages() if v.code.startswith(province.code)]
    index, _ = nearest_points(np.array([v.point for v in own]), np.array([province.point]))
    return own[int(index[0])].code[:5]


def _counts(units: Units, landmass: Mapping[str, int], places: list[NamedPlace]) -> dict[str, int]:
    counts = {
        "provinces": len(units.provinces),
        "regencies": len(units.regencies),
        "kecamatan": len(units.kecamatan),
        "villages": len(units.villages),
        "villages_without_point": len(units.villages) - len(units.placed_villages()),
        "landmasses": len(set(landmass.values())),
    }
    for place in places:
        counts[place.level] = counts.get(place.level, 0) + 1
    return counts
