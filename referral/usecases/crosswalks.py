"""Our words beside those of other systems, out of `data/crosswalks`."""

from __future__ import annotations

import csv
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from referral.domain.errors import NotFound, StartupError

FOLDER = "crosswalks"
INDEX = "crosswalks.toml"


def list_crosswalks(data: Path) -> dict[str, Any]:
    """Every crosswalk by name, with what it leads to and which vocabularies it holds whole.

    :raises StartupError: the folder cannot be read
    """
    return {"crosswalks": [{"name": name, **about} for name, about in _index(data).items()]}


def show_crosswalk(data: Path, name: str) -> dict[str, Any]:
    """One crosswalk, row by row.

    :raises NotFound: there is none of that name
    :raises StartupError: the folder cannot be read
    """
    about = _index(data).get(name)
    if about is None:
        raise NotFound(name)
    return {"name": name, **about, "rows": _rows(data, name)}


@lru_cache(maxsize=4)
def _index(data: Path) -> dict[str, dict[str, Any]]:
    path = data / FOLDER / INDEX
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise StartupError("missing_data", path=str(path)) from error
    return {
        name: {**about, "read_on": about["read_on"].isoformat()} for name, about in found.items()
    }


@lru_cache(maxsize=16)
def _rows(data: Path, name: str) -> list[dict[str, str | None]]:
    path = data / FOLDER / f"{name}.csv"
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
    except OSError as error:
        raise StartupError("missing_data", path=str(path)) from error
    return [{column: cell or None for column, cell in row.items()} for row in rows]
