"""Import of 10,000 rows into a database that knows them, half of them changed: seconds.

The whole of it: reading, comparing, one transaction. The same handed in by an editor in the
browser, rehearsed and then written. And each export of the whole directory.
"""

from __future__ import annotations

import io
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from referral.app import create_app
from referral.compose import file_world
from referral.domain.access import Role
from referral.settings import Settings
from referral.usecases.database import upgrade
from referral.usecases.exchange.exporting import FORMATS, Export, export_chunks
from referral.usecases.exchange.importing import import_services
from referral.usecases.records import open_records
from referral.usecases.seed import seed
from referral.usecases.world import World
from tests.web.accounts import sign_in, token_in

NOW = datetime(2026, 11, 25, tzinfo=UTC)
SERVICES = Path("data/services")
ROWS = 10_000
IMPORT = "/id/manage/import"
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
        for name in ("csv", "hsds-json"):
            rehearsed, written = _in_the_browser(world, Path(folder) / name, name)
            print(
                f"  browser {name:<9} {rehearsed:5.1f} s rehearsed, {written:5.1f} s written, "
                f"of {TARGET_S} s each"
            )


def _content(world: World, name: str) -> bytes:
    """A file of so many records, every other one changed."""
    directory = world.directory()
    some = [
        replace(one, acronym=f"Baru {at}") if at % 2 else one
        for at, one in enumerate(directory.services[:ROWS])
    ]
    told = replace(world, directory=lambda: replace(directory, services=tuple(some)))
    return b"".join(export_chunks(told, Export(name, full=True)))


def _import(world: World, url: str, name: str) -> float:
    upgrade(url)
    seed(url, SERVICES)
    content = _content(world, name)
    records = open_records(url, b"")
    start = time.perf_counter()
    report = import_services(world, records, io.BytesIO(content), "x", now=NOW, commit=True)
    seconds = time.perf_counter() - start
    assert (len(report.changed), report.unchanged, report.written) == (ROWS // 2, ROWS // 2, True)
    records.engine.dispose()
    return seconds


def _in_the_browser(world: World, instance: Path, name: str) -> tuple[float, float]:
    """Seconds from handing the file in to the rehearsal, and from "write it" to the end."""
    key = "a key for measuring, of thirty-two characters"
    settings = Settings.from_env({"INSTANCE": str(instance), "SECRET_KEY": key})
    instance.mkdir()
    upgrade(settings.database)
    seed(settings.database, SERVICES)
    app = create_app(settings)
    client = sign_in(app, Role.EDITOR)
    content = _content(world, name)
    token = token_in(client.get(IMPORT).text)
    start = time.perf_counter()
    data = {"csrf_token": token, "file": (io.BytesIO(content), "x")}
    page = _ended(client, client.post(IMPORT, data=data).location)
    rehearsed = time.perf_counter()
    address = page.request.path
    done = _ended(client, client.post(address, data={"csrf_token": token_in(page.text)}).location)
    written = time.perf_counter()
    assert "sudah ditulis" in done.text
    app.extensions["records"].engine.dispose()
    return rehearsed - start, written - rehearsed


def _ended(client: FlaskClient, address: str) -> TestResponse:
    """The page of a job that has ended, asked for as a browser does."""
    while "data-again" in (page := client.get(address)).text:
        time.sleep(0.2)
    return page


if __name__ == "__main__":
    main()
