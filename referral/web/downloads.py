"""The files of the directory that anybody may have, as links."""

from __future__ import annotations

from flask import current_app, url_for

FORMAT_NAMES = {
    "csv": "CSV",
    "xlsx": "XLSX",
    "hsds-json": "HSDS JSON",
    "hsds-zip": "HSDS zip",
    "geojson": "GeoJSON",
}


def downloads() -> tuple[tuple[str, str], ...]:
    """Names of formats and where they are had; none where there is no such page."""
    if "upkeep.public_export" not in current_app.view_functions:
        return ()
    return tuple(
        (name, url_for("upkeep.public_export", export_format=code))
        for code, name in FORMAT_NAMES.items()
    )
