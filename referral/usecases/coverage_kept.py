"""A measured coverage as a file: processes share it, and a restart finds it again.

The file serves only the directory, the rules, the map and the program that it was made by and
with; nothing in it is executed when it is read. It names records by their number: what it tells
without the directory is nothing that a map of the coverage does not show.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import logging
import os
import secrets
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from referral.domain.coverage import COLUMNS, Cell, Column
from referral.domain.vocabulary import GapCode, Tier
from referral.usecases.coverage import Coverage, people_of, villages_of
from referral.usecases.tables import Tables
from referral.usecases.world import World

log = logging.getLogger(__name__)
NOT_THERE = -1
_GAPS = tuple(GapCode)
_MODE = 0o600
_BROKEN = (
    OSError,
    EOFError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    zipfile.BadZipFile,
)
"""What numpy raises over a file that is not there, cut short, or something else."""
Key = tuple[str, tuple[date, ...]]
"""The directory's version, and the days of the standard case in the country's time zones."""


class KeptCoverage:
    """The file of an installation, and the lock by which one process alone measures.

    `sources` are what a measurement follows from beside directory and policy: the files of the
    map, and the program itself.
    """

    def __init__(self, folder: Path, sources: Iterable[Path]) -> None:
        self._path = folder / "coverage.npz"
        self._lock = folder / "coverage.lock"
        self._sources = tuple(sources)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else measures meanwhile; where no lock can be had, everybody does."""
        try:
            held = os.open(self._lock, os.O_RDWR | os.O_CREAT, _MODE)
        except OSError:
            yield
            return
        try:
            fcntl.flock(held, fcntl.LOCK_EX)
            yield
        finally:
            os.close(held)

    def read(self, world: World, tables: Tables, key: Key) -> Coverage | None:
        """What was measured for a key; None where the file is of another, or cannot be used."""
        try:
            with self._path.open("rb") as stream, np.load(stream, allow_pickle=False) as file:
                if str(file["made_for"]) != self._made_for(tables, key):
                    return None
                return _coverage(world, tables, file)
        except _BROKEN:
            return None

    def write(self, coverage: Coverage, key: Key) -> None:
        """Keep a measured coverage in place of the one before; a full disk keeps nothing."""
        part = self._path.with_name(f"coverage.{secrets.token_hex(4)}.part")
        arrays = _arrays(coverage)
        arrays["made_for"] = np.array(self._made_for(coverage.tables, key))
        try:
            with open(part, "xb", opener=lambda path, flags: os.open(path, flags, _MODE)) as file:
                np.savez(file, allow_pickle=False, **arrays)
            part.replace(self._path)
        except OSError as error:
            log.warning("The coverage could not be kept: %s", type(error).__name__)
            part.unlink(missing_ok=True)

    def _made_for(self, tables: Tables, key: Key) -> str:
        version, days = key
        told = [version, tables.routing.policy.ruleset, [day.isoformat() for day in days]]
        return json.dumps([*told, self._fingerprint])

    @cached_property
    def _fingerprint(self) -> str:
        """Changes with any file of the sources, by name, size and time."""
        found = hashlib.sha256()
        for path in sorted(file for source in self._sources for file in _files(source)):
            known = path.stat()
            found.update(f"{path}\0{known.st_size}\0{known.st_mtime_ns}\n".encode())
        return found.hexdigest()


def _files(source: Path) -> Iterable[Path]:
    """The file itself, or all data and code below a folder."""
    if source.is_file():
        return (source,)
    return (path for path in source.rglob("*") if path.is_file() and path.suffix != ".pyc")


def _arrays(coverage: Coverage) -> dict[str, npt.NDArray[Any]]:
    index = coverage.tables.directory.index
    cells = [coverage.cells[code][column] for code in sorted(coverage.cells) for column in COLUMNS]
    return {
        "now": np.array(coverage.now.isoformat()),
        "regencies": np.array(sorted(coverage.cells)),
        "gap": np.array([_GAPS.index(cell.gap) for cell in cells], np.int8),
        "unverified": np.array([cell.unverified for cell in cells], bool),
        "recorded": np.array([cell.recorded for cell in cells], bool),
        "best": np.array(
            [NOT_THERE if cell.best is None else index[cell.best] for cell in cells], np.int32
        ),
        "tier": np.array([NOT_THERE if c.tier is None else int(c.tier) for c in cells], np.int8),
        "way": np.array([NOT_THERE if c.minutes is None else c.minutes for c in cells], np.int32),
        "minutes": np.stack([coverage.minutes[column] for column in COLUMNS]),
    }


def _coverage(world: World, tables: Tables, file: Mapping[str, npt.NDArray[Any]]) -> Coverage:
    villages = villages_of(world.atlas, tables.travel.network)
    minutes = file["minutes"]
    if minutes.shape != (len(COLUMNS), len(villages.codes)):
        raise ValueError(minutes.shape)
    return Coverage(
        tables=tables,
        now=datetime.fromisoformat(str(file["now"])),
        villages=villages,
        people=people_of(world.atlas, villages),
        cells=_cells(tables, file),
        minutes=dict(zip(COLUMNS, minutes.astype(np.int32), strict=True)),
    )


def _cells(tables: Tables, file: Mapping[str, npt.NDArray[Any]]) -> dict[str, dict[Column, Cell]]:
    services = tables.directory.services
    names = ("gap", "unverified", "recorded", "best", "tier", "way")
    told = zip(*(file[name].tolist() for name in names), strict=True)
    found: dict[str, dict[Column, Cell]] = {}
    for code in file["regencies"].tolist():
        found[code] = {}
        for column, (gap, unverified, recorded, best, tier, way) in zip(
            COLUMNS, told, strict=False
        ):
            found[code][column] = Cell(
                gap=_GAPS[gap],
                unverified=unverified,
                recorded=recorded,
                best=None if best == NOT_THERE else services[best].id,
                tier=None if tier == NOT_THERE else Tier(tier),
                minutes=None if way == NOT_THERE else way,
            )
    return found
