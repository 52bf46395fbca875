"""What the map loads: Leaflet from its package, and the outlines. Kept by their version."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from flask import Blueprint, Response, abort, send_from_directory, url_for
from xstatic.pkg import leaflet

from referral.domain.access import Action
from referral.geo.slim import slim_outlines
from referral.web.access import public, requires

LEAFLET_VERSION = str(leaflet.PACKAGE_VERSION)
LEAFLET_FILES = {"leaflet.js": "text/javascript", "leaflet.css": "text/css"}
FOREVER = "public, max-age=31536000, immutable"


def add_routes(pages: Blueprint, regions: Path) -> None:
    """Give the blueprint the library and the outlines in `regions`."""

    @cache
    def outlines_file() -> tuple[bytes, str]:
        data = slim_outlines(regions)
        return data, hashlib.sha256(data).hexdigest()[:12]

    @pages.get("/leaflet/<leaflet_version>/<leaflet_file>")
    @public
    def library(leaflet_version: str, leaflet_file: str) -> Response:
        """A file of Leaflet, out of the folder that its package says."""
        kind = LEAFLET_FILES.get(leaflet_file)
        if leaflet_version != LEAFLET_VERSION or kind is None:
            abort(404)
        response = send_from_directory(leaflet.BASE_DIR, leaflet_file, mimetype=kind)
        response.headers["Cache-Control"] = FOREVER
        return response

    @pages.get("/outlines/<outlines_version>.json")
    @requires(Action.BROWSE)
    def outlines(outlines_version: str) -> Response:
        """The regencies as slim TopoJSON."""
        data, current = outlines_file()
        if outlines_version != current:
            abort(404)
        response = Response(data, mimetype="application/json")
        response.headers["Cache-Control"] = FOREVER
        return response

    @pages.app_template_global("outlines_href")
    def outlines_href() -> str:
        return url_for("coverage.outlines", outlines_version=outlines_file()[1])

    @pages.app_template_global("leaflet_href")
    def leaflet_href(name: str) -> str:
        return url_for("coverage.library", leaflet_version=LEAFLET_VERSION, leaflet_file=name)
