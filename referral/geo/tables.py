"""The tables of data/regions in memory: columns, not rows, so that loading takes a moment."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
import numpy.typing as npt

from referral.geo.sphere import Floats

Numbers = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class UnitTable:
    """Kecamatan or villages in code order; a point without coordinate is NaN, landmass 0."""

    codes: tuple[str, ...]
    names: tuple[str, ...]
    points: Floats
    landmass: Numbers
    row: dict[str, int]


def read_units(path: Path) -> UnitTable:
    """A table of kecamatan or villages."""
    codes, names, latitudes, longitudes, landmass = zip(*_rows(path), strict=True)
    points = np.array([[float(text or "nan") for text in c] for c in (latitudes, longitudes)]).T
    return UnitTable(
        codes=codes,
        names=names,
        points=points,
        landmass=np.array([int(text) for text in landmass], dtype=np.int32),
        row=dict(zip(codes, range(len(codes)), strict=True)),
    )


def read_dicts(path: Path) -> list[dict[str, str]]:
    """A small table, one dict a row."""
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def _rows(path: Path) -> Iterator[list[str]]:
    text = gzip.decompress(path.read_bytes()).decode("utf-8")
    return islice(csv.reader(io.StringIO(text)), 1, None)
