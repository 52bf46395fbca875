"""Export: the directory in the formats that others use, in pieces as it is written.

Without `full` everything is as anybody may see it (R35): a secret place stands under its opaque
id with its gateway's name and number and the province. Rows are in the order of the ids that
they show: the order of the real ones would tell something of a secret name.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import BinaryIO

from referral.domain.access import Action, Actor, may
from referral.domain.audit import ObjectKind
from referral.domain.directory import Directory
from referral.domain.errors import NotFound
from referral.domain.public import public_face, without_place
from referral.domain.services import Service
from referral.domain.table import RoutingTable
from referral.files.geojson import geojson_lines
from referral.files.services import csv_lines
from referral.files.xlsx import write_workbook
from referral.hsds.documents import to_service_documents
from referral.hsds.tabular import write_zip
from referral.store.audit import append
from referral.usecases.audit import EVERYTHING
from referral.usecases.office import Office
from referral.usecases.world import World

BLOCK = 65_536


@dataclass(frozen=True, slots=True)
class Format:
    """A format: the ending of its files, its media type, and whether people can read it."""

    ending: str
    media_type: str
    text: bool = True


FORMATS: dict[str, Format] = {
    "csv": Format("csv", "text/csv; charset=utf-8"),
    "xlsx": Format(
        "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", text=False
    ),
    "hsds-json": Format("json", "application/json"),
    "hsds-zip": Format("zip", "application/zip", text=False),
    "geojson": Format("geojson", "application/geo+json"),
}


@dataclass(frozen=True, slots=True)
class Export:
    """What is wanted: a format; `full` with the editors' fields and real ids, lossless.

    `tags` puts a row of HXL tags into a CSV; `template` is a workbook to fill in, without rows.
    """

    format: str
    full: bool = False
    tags: bool = False
    template: bool = False

    @property
    def file_name(self) -> str:
        """A neutral name for the file."""
        ending = FORMATS[self.format].ending
        return f"rujuk-{'template' if self.template else 'services'}.{ending}"


def template_chunks() -> Iterator[bytes]:
    """The workbook to fill in; needs no directory."""
    return _written(lambda stream: write_workbook(stream, (), full=True, template=True))


def export_chunks(world: World, wanted: Export) -> Iterator[bytes]:
    """The export in pieces; never the whole of it in memory."""
    if wanted.template:
        return template_chunks()
    directory = world.directory()
    routing = RoutingTable(directory, world.policy)
    full = wanted.full
    services = _Records(directory) if full else _Faces(routing)
    regions = world.atlas.regions
    if wanted.format == "csv":
        return _encoded(csv_lines(services, full=full, tags=wanted.tags))
    if wanted.format == "geojson":
        shown = (routing.shown(service) for service in directory.services)
        return _encoded(geojson_lines(shown, regions, full=full))
    if wanted.format == "hsds-json":
        documents = to_service_documents(services, regions=regions, full=full)
        return _encoded(_json_lines(documents))
    if wanted.format == "xlsx":
        return _written(lambda stream: write_workbook(stream, services, full=full))
    return _written(lambda stream: write_zip(stream, services, regions=regions, full=full))


def editors_export(
    office: Office, actor: Actor, wanted: Export, *, now: datetime
) -> Iterator[bytes]:
    """The export with the editors' fields; that it was taken is entered in the audit log.

    :raises NotFound: the actor does not edit
    """
    if not may(actor, Action.EDIT_DIRECTORY):
        raise NotFound("export")
    with office.records.writing() as session:
        append(session, now, actor.id, "directory_exported", ObjectKind.SERVICE, EVERYTHING)
    return export_chunks(office.world, replace(wanted, full=True))


class _Records:
    """The records of a directory for editors, without the place of what is hidden."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory

    def __iter__(self) -> Iterator[Service]:
        return map(without_place, self._directory.services)


class _Faces:
    """The public faces of a directory, made one at a time, in the order of their public ids."""

    def __init__(self, routing: RoutingTable) -> None:
        self._routing = routing

    def __iter__(self) -> Iterator[Service]:
        services = self._routing.directory.services
        for service in sorted(services, key=self._routing.public_id):
            yield public_face(self._routing.shown(service))


def _json_lines(documents: Iterable[object]) -> Iterator[str]:
    """A list, a document a line, so that a problem with one can be found by its line."""
    yield "["
    comma = "\n"
    for document in documents:
        yield comma + json.dumps(document, ensure_ascii=False)
        comma = ",\n"
    yield "\n]\n"


def _encoded(lines: Iterable[str]) -> Iterator[bytes]:
    """Text in pieces of some size: a line alone is too small to send."""
    held: list[bytes] = []
    size = 0
    for line in lines:
        held.append(line.encode())
        size += len(held[-1])
        if size >= BLOCK:
            yield b"".join(held)
            held, size = [], 0
    yield b"".join(held)


def _written(write: Callable[[BinaryIO], None]) -> Iterator[bytes]:
    """What can only be written as a whole, by way of a file that is gone afterwards."""
    with tempfile.TemporaryFile() as stream:
        write(stream)
        stream.seek(0)
        while block := stream.read(BLOCK):
            yield block
