"""The directory as files: for everybody what everybody may see, for editors all of it.

Written as it is sent: memory does not grow with the directory.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from flask import Blueprint, Response, request, url_for

from referral.domain.access import Action
from referral.usecases.exchange.exporting import (
    FORMATS,
    Export,
    editors_export,
    export_chunks,
    template_chunks,
)
from referral.usecases.office import Office
from referral.web.access import current_actor, requires
from referral.web.conditional import conditional
from referral.web.downloads import FORMAT_NAMES
from referral.web.moment import now
from referral.web.pages import Page
from referral.web.render import render, static_version
from referral.web.routing import private
from referral.web.upkeep.tasks import Task
from referral.web.words import LazyText, gettext
from referral.web.words import lazy_gettext as _l

ANY_FORMAT = f"any({', '.join(map(repr, FORMATS))})"
HINTS: dict[str, LazyText] = {
    "csv": _l("a row each, for spreadsheets and for other programs"),
    "xlsx": _l("a workbook with drop-downs, to be changed and imported again"),
    "hsds-json": _l("Open Referral’s standard as documents"),
    "hsds-zip": _l("Open Referral’s standard as tables"),
    "geojson": _l("for maps; without protected places and places where children live"),
}
TASKS = (
    Task(
        _l("Export"),
        _l("The directory as a file, with the editors’ fields or as everybody sees it."),
        "upkeep.exports",
        Action.EDIT_DIRECTORY,
    ),
)


@dataclass(frozen=True)
class FormatRow:
    """A format, and where it is had: as everybody sees it, and with the editors' fields."""

    name: str
    hint: str
    public: str
    full: str


@dataclass(frozen=True, kw_only=True)
class ExportsPage(Page):
    """Every file that an editor may have."""

    template: ClassVar[str] = "upkeep/exports.html"
    section: str = "upkeep"
    rows: tuple[FormatRow, ...]
    tagged: str
    empty: str


def add_routes(upkeep: Blueprint, office: Office) -> None:
    """Give the blueprint the page and the files."""

    @upkeep.get(f"/services/export/<{ANY_FORMAT}:export_format>", endpoint="public_export")
    @requires(Action.BROWSE)
    def public_export(export_format: str) -> Response:
        """The directory as everybody may see it; 304 where the asker has it already."""
        answer = attachment(Export(export_format))
        state = f"{office.world.directory().version}-{static_version()}-{export_format}"
        answer.headers["Cache-Control"] = "private, no-cache"
        answer = conditional(answer, state)
        if answer.status_code == 200:
            written(answer, export_chunks(office.world, Export(export_format)))
        return answer

    @upkeep.get("/manage/export", endpoint="exports")
    @requires(Action.EDIT_DIRECTORY)
    def exports() -> Response:
        """What there is."""
        return private(render(exports_page()))

    @upkeep.get(f"/manage/export/<{ANY_FORMAT}:export_format>", endpoint="full_export")
    @requires(Action.EDIT_DIRECTORY)
    def full_export(export_format: str) -> Response:
        """The directory with the editors' fields; `tags=hxl` puts HXL tags into a CSV."""
        tags = export_format == "csv" and request.args.get("tags") == "hxl"
        wanted = Export(export_format, full=True, tags=tags)
        chunks = editors_export(office, current_actor(), wanted, now=now())
        return written(attachment(wanted), chunks)

    @upkeep.get("/manage/export/template", endpoint="export_template")
    @requires(Action.EDIT_DIRECTORY)
    def export_template() -> Response:
        """The workbook to fill in."""
        return written(attachment(Export("xlsx", template=True)), template_chunks())


def attachment(wanted: Export) -> Response:
    """An answer that is kept as a file, still empty."""
    answer = Response(mimetype=None, content_type=FORMATS[wanted.format].media_type)
    answer.headers["Content-Disposition"] = f"attachment; filename={wanted.file_name}"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def written(answer: Response, chunks: Iterator[bytes]) -> Response:
    """The answer, its content made while it is sent."""
    answer.headers.pop("Content-Length", None)
    answer.response = chunks
    return answer


def exports_page() -> ExportsPage:
    """The page with every way out."""
    return ExportsPage(
        title=gettext("Rujuk – Notes: %(what)s", what=gettext("export")),
        rows=tuple(
            FormatRow(
                FORMAT_NAMES[name],
                str(HINTS[name]),
                url_for("upkeep.public_export", export_format=name),
                url_for("upkeep.full_export", export_format=name),
            )
            for name in FORMATS
        ),
        tagged=url_for("upkeep.full_export", export_format="csv", tags="hxl"),
        empty=url_for("upkeep.export_template"),
    )
