"""The standard's own schemas and description, where they lie beside the checkout."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from tests.needs import require

FOLDER = Path(__file__).parents[3] / "shared" / "hsds"
HOW = "needs the HSDS 3.1 schemas (openreferral/specification, schema/compiled) in ../shared/hsds"


@cache
def schema(name: str) -> dict[str, Any]:
    """A schema of the standard; the test is skipped where it is not at hand."""
    path = FOLDER / "schema" / f"{name}.json"
    require(path.exists(), HOW)
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


@cache
def validator(name: str) -> Draft202012Validator:
    """A validator of a schema, made once; formats are checked."""
    return Draft202012Validator(schema(name), format_checker=Draft202012Validator.FORMAT_CHECKER)


def faults(name: str, document: Any) -> list[str]:
    """What is wrong with a document by a schema of the standard."""
    errors = validator(name).iter_errors(document)
    return [f"{error.json_path}: {error.message[:200]}" for error in errors]


def strangers(document: Any, within: dict[str, Any], path: str = "$") -> list[str]:
    """Fields of a document that its schema does not know."""
    if isinstance(document, list):
        items = within.get("items", {})
        return [one for item in document for one in strangers(item, items, f"{path}[]")]
    known = within.get("properties")
    if not isinstance(document, dict) or known is None:
        return []
    found = [f"{path}.{name}" for name in document if name not in known]
    for name, value in document.items():
        found += strangers(value, known.get(name, {}), f"{path}.{name}")
    return found
