"""The coverage as files: the table as CSV, its regencies as GeoJSON, every need as a workbook.

GeoJSON and workbook are made of the same document that `referral coverage` prints.
"""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from flask import Blueprint, Response, current_app, g, request

from referral.domain.access import Action
from referral.usecases.coverage_document import coverage_document
from referral.usecases.coverage_map import coverage_geojson
from referral.usecases.coverage_now import CoverageNow, Held
from referral.usecases.coverage_table import RegencyRow
from referral.usecases.coverage_workbook import write_coverage
from referral.usecases.world import World
from referral.web import api_errors
from referral.web.access import requires
from referral.web.conditional import conditional
from referral.web.coverage.choice import Choice
from referral.web.coverage.overview import PATIENCE, provinces, sees_counts
from referral.web.locale import PREFIX
from referral.web.moment import now

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HXL = {
    "regency_code": "#adm2+code+kemendagri",
    "regency": "#adm2+name",
    "province_code": "#adm1+code+kemendagri",
    "province": "#adm1+name",
    "need": "#sector+need+code",
    "group": "#affected+group+code",
    "gap": "#indicator+gap+code",
    "unverified": "#status+unverified+bool",
    "evidence": "#status+evidence+code",
    "uptd_ppa": "#status+uptd_ppa+code",
    "population": "#population",
    "within_1h": "#indicator+within_1h+share",
    "within_3h": "#indicator+within_3h+share",
    "within_6h": "#indicator+within_6h+share",
    "within_24h": "#indicator+within_24h+share",
    "beyond_24h": "#indicator+beyond_24h+share",
    "travel_unknown": "#indicator+unknown+share",
    "confidential_places": "#indicator+confidential+num",
}
"""Columns of the file with their HXL tags."""


def add_routes(pages: Blueprint, measured: CoverageNow) -> None:
    """Give the blueprint the file."""

    @pages.get(f"{PREFIX}/coverage/table.csv")
    @requires(Action.BROWSE)
    def table_csv() -> Response:
        """What the table shows, with HXL tags in the second line."""
        held = measured.current(now(), patience=PATIENCE)
        if held is None:
            return api_errors.problem(503, "not_ready")
        choice = Choice.read(request.args, provinces(measured.world))
        rows = choice.rows(held.rows(measured.world, choice.column))
        name = f"rujuk-{choice.need}-{choice.group}.csv"
        return attached(csv_text(choice, rows), "text/csv", name)

    @pages.get(f"{PREFIX}/coverage/regencies.geojson")
    @requires(Action.BROWSE)
    def regencies_geojson() -> Response:
        """The outlines of the table's regencies, with what each has for the need."""
        held = measured.current(now(), patience=PATIENCE)
        if held is None:
            return api_errors.problem(503, "not_ready")
        world = measured.world
        choice = Choice.read(request.args, provinces(world))
        shapes = coverage_geojson(shown(world, held, choice), current_app.config["DATA_DIR"])
        text = json.dumps(shapes, ensure_ascii=False, separators=(",", ":"))
        return attached(text, "application/geo+json", f"rujuk-{choice.need}.geojson")

    @pages.get(f"{PREFIX}/coverage/workbook.xlsx")
    @requires(Action.BROWSE)
    def workbook() -> Response:
        """Every need on a sheet of its own, and one of words."""
        held = measured.current(now(), patience=PATIENCE)
        if held is None:
            return api_errors.problem(503, "not_ready")
        name = f"rujuk-{g.language}.xlsx"
        return attached(workbooks.of(measured.world, held, g.language), XLSX, name)


class _Workbooks:
    """The workbook of each language, made once for each state of the directory."""

    def __init__(self) -> None:
        self._made: dict[str, tuple[Held, bytes]] = {}

    def of(self, world: World, held: Held, language: str) -> bytes:
        """The workbook as bytes."""
        made = self._made.get(language)
        if made is None or made[0] is not held:
            document = coverage_document(world, held.coverage, language=language)
            stream = io.BytesIO()
            write_coverage(stream, document, language=language)
            made = self._made[language] = (held, stream.getvalue())
        return made[1]


workbooks = _Workbooks()


def attached(content: str | bytes, kind: str, name: str) -> Response:
    """A file to be kept; it is not sent again while it says the same."""
    response = Response(content, mimetype=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-cache"
    return conditional(response)


def shown(world: World, held: Held, choice: Choice) -> dict[str, Any]:
    """The coverage document of a need, of the regencies in the table of a choice.

    How many confidential places a province has is told where the table tells its counts.
    """
    codes = {row.code for row in choice.rows(held.rows(world, choice.column))}
    found = coverage_document(world, held.coverage, language=g.language, need=choice.need)
    found["regencies"] = [one for one in found["regencies"] if one["code"] in codes]
    if not sees_counts():
        found["provinces"] = [
            {name: one[name] for name in ("code", "name")} for one in found["provinces"]
        ]
    return found


def csv_text(choice: Choice, rows: list[RegencyRow]) -> str:
    """A header, the HXL tags, a line for each regency."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    most = len(HXL) if sees_counts() else len(HXL) - 1
    writer.writerow([*HXL][:most])
    writer.writerow([*HXL.values()][:most])
    writer.writerows(cells(choice, row)[:most] for row in rows)
    return text.getvalue()


def cells(choice: Choice, row: RegencyRow) -> tuple[object, ...]:
    """A line of the file: codes and numbers, no words."""
    told = (*row.shares.within, row.shares.beyond, row.shares.unknown)
    return (
        row.code,
        row.name,
        row.province_code,
        row.province,
        choice.need.value,
        choice.group.value,
        row.gap.value,
        "true" if row.unverified else "false",
        row.evidence.value,
        row.unit.has.value,
        row.people,
        *(f"{share:.4f}" for share in told),
        row.hidden,
    )
