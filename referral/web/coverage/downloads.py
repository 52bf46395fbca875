"""The table of coverage as a file."""

from __future__ import annotations

import csv
import io

from flask import Blueprint, Response, request

from referral.domain.access import Action
from referral.usecases.coverage_now import CoverageNow
from referral.usecases.coverage_table import RegencyRow
from referral.web import api_errors
from referral.web.access import requires
from referral.web.conditional import conditional
from referral.web.coverage.choice import Choice
from referral.web.coverage.overview import PATIENCE, provinces, sees_counts
from referral.web.locale import PREFIX
from referral.web.moment import now

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
        response = Response(csv_text(choice, rows), mimetype="text/csv")
        name = f"rujuk-{choice.need}-{choice.group}.csv"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        response.headers["Cache-Control"] = "private, no-cache"
        return conditional(response)


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
