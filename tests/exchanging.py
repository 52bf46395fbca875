"""A directory of four services to import into and export from, and the ways to look at it."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import text

from referral.domain.directory import Directory
from referral.domain.services import Service
from referral.domain.vocabulary import Kind, Need
from referral.store.reading import directory_version, load_services
from referral.store.writing import replace_seed
from referral.usecases.exchange.exporting import Export, export_chunks
from referral.usecases.exchange.importing import Report, import_services
from referral.usecases.records import Records
from referral.usecases.world import World
from tests.builders import hospital, no_holidays, shelter, uptd
from tests.leaks.planted import world_of

NOW = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
BOTH_WAYS = ("csv", "xlsx", "hsds-json", "hsds-zip")
SEAT = {"location_basis": "regency_seat"}
STORED = (
    hospital("rsud-uji"),
    uptd("uptd-sikka", Need.LEGAL, Need.SHELTER),
    shelter("rumah-senyap", confidential=True, kind=Kind.NGO_SHELTER, **SEAT),
    shelter("panti-uji", **SEAT),
)
Import = Callable[..., Report]


class Files:
    """Stands for a folder of service files."""

    statements = ()
    problems = ()

    def __init__(self, services: Iterable[Service]) -> None:
        self.services = tuple(services)


def fill(records: Records, services: Iterable[Service] = STORED) -> Records:
    """Make the seed's part of a database equal to some services."""
    with records.writing() as session:
        replace_seed(session, Files(services))
    return records


def importer(records: Records) -> Import:
    """Imports a text or bytes, by default as a rehearsal."""

    def run(content: str | bytes, **options: Any) -> Report:
        raw = content.encode() if isinstance(content, str) else content
        world = world_of(())
        return import_services(world, records, io.BytesIO(raw), "x.csv", now=NOW, **options)

    return run


def stored(records: Records) -> dict[str, Service]:
    with records.reading() as session:
        return {one.id: one for one in load_services(session)}


def version(records: Records) -> str:
    with records.reading() as session:
        return directory_version(session)


def origins(records: Records) -> dict[str, str]:
    with records.reading() as session:
        rows = session.connection().execute(text("SELECT id, origin FROM service"))
        return {row.id: row.origin for row in rows}


def codes(report: Report) -> list[tuple[int, str, str]]:
    return [(one.line, one.column, one.code) for one in report.problems]


def exported(world: World, **wanted: Any) -> bytes:
    return b"".join(export_chunks(world, Export(**wanted)))


def world_over(records: Records) -> World:
    found = stored(records).values()
    directory = Directory.of(found, version="x", opaque_key=opaque_key(records))
    return replace(world_of(()), directory=lambda: directory, holidays=no_holidays)


def opaque_key(records: Records) -> bytes:
    with records.reading() as session:
        query = text("SELECT opaque_key FROM directory_state")
        return bytes(session.connection().execute(query).scalar_one())
