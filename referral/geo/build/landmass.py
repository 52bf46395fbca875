"""Which connected land each village stands on.

Land parts are connected by the bridges of the links file; where a region is known to have no
road to the land around it (`curated/road_networks.csv`), it counts as land of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from referral.geo.build.boundaries import DISC_DEGREES
from referral.geo.build.points import Unit, Units
from referral.geo.build.sources import Row
from referral.geo.links import Link
from referral.geo.sphere import Floats, Integers, nearest_points


def number_landmasses(
    land: shapely.Geometry,
    villages: Sequence[Unit],
    links: Iterable[Link],
    networks: Sequence[Row],
    shore: Sequence[Row],
) -> dict[str, int]:
    """The landmass of every placed village by its code: 1 holds the most villages, and so on.

    `land` is the land file's outline of Indonesia. A village it leaves in the sea belongs to
    the land within 1.3 km of it, or else to an islet it shares with villages as near as that,
    unless `shore` (curated/shore.csv) knows better which village it shares its land with.

    :raises ValueError: `shore` names a village that has no coordinate
    """
    parts = shapely.get_parts(land)
    tree = shapely.STRtree(parts)
    points = np.array([unit.point for unit in villages])
    pieces = _pieces(tree, len(parts), points[:, ::-1])
    _set_shore(pieces, {unit.code: row for row, unit in enumerate(villages)}, shore)
    joined = _join(int(pieces.max()) + 1, tree, [link for link in links if link.mode == "bridge"])
    network_of = {row["code"]: row["network"] for row in networks}
    keys = {
        unit.code: (int(joined[piece]), _network(unit.code, network_of))
        for unit, piece in zip(villages, pieces.tolist(), strict=True)
    }
    return _numbered(keys)


def settle_kecamatan(units: Units, landmass: Mapping[str, int]) -> None:
    """Put a kecamatan whose point is off an islet onto the land most of its villages stand on.

    Its point is then that of the nearest village there: who names a kecamatan means its people.
    """
    own: dict[str, list[Unit]] = {}
    for village in units.placed_villages():
        own.setdefault(village.code[:8], []).append(village)
    for unit in list(units.kecamatan.values()):
        villages = own.get(unit.code, [])
        if unit.point is None or not villages:
            continue
        most, _ = Counter(landmass[v.code] for v in villages).most_common(1)[0]
        index, _ = nearest_points(np.array([v.point for v in villages]), np.array([unit.point]))
        if landmass[villages[int(index[0])].code] != most:
            settled = [v for v in villages if landmass[v.code] == most]
            index, _ = nearest_points(np.array([v.point for v in settled]), np.array([unit.point]))
            units.move_kecamatan(unit, settled[int(index[0])])


def _pieces(tree: shapely.STRtree, parts: int, degrees: Floats) -> Integers:
    """The land part of each point (longitude, latitude); islets are counted on from `parts`."""
    pieces = np.full(len(degrees), -1)
    found: Integers = tree.query_nearest(
        shapely.points(degrees), max_distance=DISC_DEGREES, all_matches=False
    )
    pieces[found[0]] = found[1]
    adrift = np.flatnonzero(pieces < 0)
    pairs = cKDTree(degrees[adrift]).query_pairs(2 * DISC_DEGREES, output_type="ndarray")
    touching = coo_array((np.ones(len(pairs)), pairs.T), shape=(len(adrift), len(adrift)))
    pieces[adrift] = parts + connected_components(touching, directed=False)[1]
    return pieces


def _set_shore(pieces: Integers, row_of: Mapping[str, int], shore: Sequence[Row]) -> None:
    """Put villages on the land of another; those that stand with themselves are islets."""
    unknown = [r["code"] for r in shore if not {r["code"], r["stands_with"]} <= row_of.keys()]
    if unknown:
        raise ValueError(f"shore.csv: no coordinate for {unknown}, or for what they stand with")
    heads = sorted({row["stands_with"] for row in shore} & {row["code"] for row in shore})
    islets = {head: int(pieces.max()) + number for number, head in enumerate(heads, start=1)}
    for row in shore:
        head = row["stands_with"]
        pieces[row_of[row["code"]]] = islets.get(head, pieces[row_of[head]])


def _join(count: int, tree: shapely.STRtree, bridges: Sequence[Link]) -> Integers:
    """For each piece the smallest piece that bridges connect it to.

    A chain of bridges is one record: it joins every island its line passes over.
    """
    root = np.arange(count)
    for bridge in bridges:
        start = (bridge.from_longitude, bridge.from_latitude)
        end = (bridge.to_longitude, bridge.to_latitude)
        ends = tree.query_nearest(shapely.points([start, end]), all_matches=False)[1]
        over = tree.query(shapely.LineString([start, end]), predicate="intersects")
        together = np.unique(root[np.concatenate((ends, over))])
        root[np.isin(root, together)] = together.min()
    return root


def _network(code: str, network_of: Mapping[str, str]) -> str:
    """The road network of a village: of its kecamatan, or else of its regency."""
    return network_of.get(code[:8]) or network_of.get(code[:5]) or ""


def _numbered(keys: Mapping[str, tuple[int, str]]) -> dict[str, int]:
    sizes = Counter(keys.values())
    first: dict[tuple[int, str], str] = {}
    for code, key in keys.items():
        first.setdefault(key, code)
    order = sorted(sizes, key=lambda key: (-sizes[key], first[key]))
    number = {key: i for i, key in enumerate(order, start=1)}
    return {code: number[key] for code, key in keys.items()}
