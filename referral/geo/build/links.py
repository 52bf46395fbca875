"""From links as collected (one JSON object a line) to `data/links/links.csv`; nothing is lost.

An empty cell is "not recorded"; lists are separated by `;`.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from referral.geo.links import COLUMNS


def read_jsonl(path: Path) -> list[dict[str, Any]]:
    """Links as collected."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def write_links(links: Iterable[Mapping[str, Any]], path: Path) -> int:
    """Write links as CSV in their given order and return how many.

    :raises ValueError: a field this format does not hold, or a `;` inside an item of a list
    """
    rows = [to_row(link) for link in links]
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return len(rows)


def to_row(link: Mapping[str, Any]) -> dict[str, str]:
    """One link as text cells (see `write_links`)."""
    unknown = set(link) - set(COLUMNS)
    if unknown:
        raise ValueError(f"link {link.get('id')}: fields not known here: {sorted(unknown)}")
    return {column: _cell(link.get(column)) for column in COLUMNS}


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        if any(";" in item for item in value):
            raise ValueError(f"a list item holds the separator ';': {value}")
        return ";".join(value)
    return str(value)
