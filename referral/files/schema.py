"""The machine-readable schema of service files, and the column guide for people.

Both are generated from the one column table (`columns.COLUMNS`, `statements.FIELDS`).
"""

from __future__ import annotations

import json
from typing import Any

from referral.files.columns import COLUMNS, Column
from referral.files.statements import FIELDS


def schema() -> dict[str, Any]:
    """A table schema in the frictionless manner: fields with types and constraints."""
    return {
        "name": "service-files",
        "title": "Services for child victims in Indonesia, one row a service at a location",
        "licenses": [{"name": "CC-BY-4.0"}],
        "dialect": {"delimiter": ",", "lineTerminator": "\n", "listSeparator": ";"},
        "missingValues": [""],
        "primaryKey": "id",
        "fields": [_field(column) for column in COLUMNS],
        "presence": {
            "file": "presence.csv",
            "fields": [
                {
                    "name": field.name,
                    "type": field.type,
                    "description": field.text,
                    "constraints": {"required": field.required},
                }
                for field in FIELDS
            ],
        },
    }


def schema_text() -> str:
    """The schema file's text."""
    return json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"


def column_guide() -> str:
    """The columns as a Markdown table, for the README beside the files."""
    lines = ["| column | type | what |", "|---|---|---|"]
    for column in COLUMNS:
        text = column.text.replace("|", "\\|") + ("" if column.public else " *(not public)*")
        lines.append(f"| `{column.name}` | {_kind(column)} | {text} |")
    return "\n".join(lines) + "\n"


def presence_guide() -> str:
    """The columns of `presence.csv` as a Markdown table."""
    lines = ["| column | what |", "|---|---|"]
    lines += [f"| `{field.name}` | {field.text} |" for field in FIELDS]
    return "\n".join(lines) + "\n"


def _kind(column: Column) -> str:
    if column.path.startswith("facts."):
        return "fact"
    if column.choices == ("yes", "no"):
        return "yes/no"
    return "choice" if column.choices and column.type == "string" else column.type


def _field(column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": column.name,
        "type": column.type,
        "description": column.text,
        "constraints": _constraints(column),
    }
    if column.type == "list":
        field["delimiter"] = ";"
    if column.example:
        field["example"] = column.example
    if not column.public:
        field["public"] = False
    return field


def _constraints(column: Column) -> dict[str, Any]:
    constraints: dict[str, Any] = {"required": column.required}
    item = "item" if column.type == "list" else ""
    if column.choices:
        constraints[f"{item}Enum" if item else "enum"] = list(column.choices)
    if column.pattern:
        constraints[f"{item}Pattern" if item else "pattern"] = column.pattern
    if column.low is not None:
        constraints["minimum"] = column.low
    if column.high is not None:
        constraints["maximum"] = column.high
    return constraints
