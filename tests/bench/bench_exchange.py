"""Import of 10,000 rows into a database that knows them, half of them changed: seconds.

The whole of it: reading, comparing, one transaction. And each export of the whole directory.
"""

from __future__ import annotations

import io
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from referral.compose import file_world
from referral.settings import Settings
from referral.usecases.database import upgrade
from referral.usecases.exchange.exporting import FORMATS, Export, export_chunks
from referral.usecases.exchange.importing import import_services
from referral.usecases.records import open_records
from referral.usecases.seed import seed
from referral.usecases.world import World

NOW = datetime(2026, 11, 25, tzinfo=UTC)
SERVICES = Path("data/services")
ROWS = 10_000
TARGET_S = 60


def main() -> None:
    """Print the seconds of each."""
    world = file_world(Settings.from_env(), SERVICES)
    for name in FORMATS:
        start = time.perf_counter()
        size = sum(map(len, export_chunks(world, Export(name, full=True))))
        print(f"  export {name:<10} {time.perf_counter() - start:5.1f} s  {size / 1e6:6.1f} MB")
    with TemporaryDirectory() as folder:
        for name in ("csv", "xlsx", "hsds-json", "hsds-zip"):
            seconds = _import(world, f"sqlite:///{folder}/{name}.db", name)
            print(f"  import {name:<10} {seconds:5.1f} s  of {TARGET_S} s for {ROWS} rows")


def _import(world: World, url: str, name: str) -> float:
    upgrade(url)
    seed(url, SERVICES)
    directory = world.directory()
    some = [
        replace(one, acronym=f"Baru {at}") if at % 2 else one
        for at, one in enumerate(directory.services[:ROWS])
    ]
    told = replace(world, directory=lambda: replace(directory, services=tuple(some)))
    content = b"".join(export_chunks(told, Export(name, full=True)))
    records = open_records(url, b"")
    start = time.perf_counter()
    report = import_services(world, records, io.BytesIO(content), "x", now=NOW, commit=True)
    seconds = time.perf_counter() - start
    assert (len(report.changed), report.unchanged, report.written) == (ROWS // 2, ROWS // 2, True)
    records.engine.dispose()
    return seconds


if __name__ == "__main__":
    main()
