"""The coverage of the country: map, table, regencies, files. Endpoints are `coverage.…`."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint

from referral.usecases.coverage_now import CoverageNow
from referral.web.coverage import (
    acts,
    assets,
    brief,
    closing,
    downloads,
    fragile,
    layers,
    nav,
    overview,
    pocket,
    province,
    regency,
    trend,
    what_if,
)

__all__ = ["LIMITED", "blueprint"]

LIMITED = (
    "coverage.trend",
    "coverage.trend_csv",
    "coverage.province",
    "coverage.brief",
    "coverage.pocket",
    "coverage.pocket_file",
    "coverage.pocket_zip",
)
"""Endpoints for everybody that take work, for the composition root to limit."""


def blueprint(measured: CoverageNow, regions: Path) -> Blueprint:
    """All of it; `regions` is the folder of the outlines."""
    found = Blueprint("coverage", __name__)
    assets.add_routes(found, regions)
    nav.add_routes(found)
    for part in (
        overview,
        downloads,
        province,
        acts,
        brief,
        pocket,
        regency,
        trend,
        what_if,
        fragile,
        closing,
        layers,
    ):
        part.add_routes(found, measured)
    return found
