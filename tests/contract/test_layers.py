"""Who may import whom. The failure names the file and the import that does not belong."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

OURS = {
    "domain": {"domain"},
    "geo": {"geo", "domain"},
    "files": {"files", "domain"},
    "hsds": {"hsds", "domain"},
    "fhir": {"fhir", "hsds", "domain"},
    "present": {"present", "domain"},
    "store": {"store", "geo", "domain"},
    "migrations": set(),
    "usecases": {"usecases", "store", "geo", "files", "hsds", "fhir", "present", "domain"},
    "web": {"web", "usecases", "present", "domain", "settings", "geo"},
    "cli": {
        "cli", "usecases", "present", "files", "geo", "domain", "settings", "app", "compose",
        "discreet",
    },
}  # fmt: skip
OTHERS = {
    "domain": set(),
    "geo": {"shapely", "geopy", "numpy", "scipy", "rapidfuzz"},
    "files": {"openpyxl", "phonenumbers"},
    "hsds": set(),
    "fhir": {"fhir"},
    "present": {"babel", "phonenumbers"},
    "store": {"sqlmodel", "sqlalchemy", "alembic", "pydantic"},
    "migrations": {"sqlalchemy", "sqlmodel", "alembic"},
    "usecases": {"holidays", "numpy", "rapidfuzz", "sqlmodel", "sqlalchemy"},
    "web": {
        "flask", "flask_babel", "flask_limiter", "flask_login", "flask_security", "flask_wtf",
        "jinja2", "markupsafe", "passlib", "werkzeug", "wtforms", "babel", "phonenumbers", "segno",
        "xstatic", "zxcvbn",
    },
    "cli": {"click", "gunicorn"},
}  # fmt: skip


def imports(source: str) -> Iterator[str]:
    """Every module that a source text imports, wherever it does so."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "write imports in full"
            if node.module == "referral":
                yield from (f"referral.{alias.name}" for alias in node.names)
            else:
                yield node.module or ""


def strangers(layer: str, source: str) -> list[str]:
    """The imports that a layer may not have."""
    wrong = []
    for name in imports(source):
        top, *rest = name.split(".")
        if top == "referral":
            if rest and rest[0] not in OURS[layer] | {"__version__"}:
                wrong.append(name)
        elif top not in sys.stdlib_module_names and top not in OTHERS[layer]:
            wrong.append(name)
    return wrong


def layer_files() -> list[Path]:
    return [path for layer in OURS for path in sorted((ROOT / "referral" / layer).rglob("*.py"))]


@pytest.mark.parametrize("path", layer_files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_imports_only_what_lies_below_its_layer(path: Path) -> None:
    layer = path.relative_to(ROOT / "referral").parts[0]
    assert strangers(layer, path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("layer", "source", "found"),
    [
        pytest.param("domain", "import flask", ["flask"], id="flask in the core"),
        pytest.param(
            "domain", "from referral import store", ["referral.store"], id="store in core"
        ),
        pytest.param("files", "import sqlmodel", ["sqlmodel"], id="database in files"),
        pytest.param(
            "store",
            "def f():\n    from referral.usecases import seed",
            ["referral.usecases"],
            id="hidden in a function",
        ),
        pytest.param("geo", "import numpy.typing\nimport csv", [], id="allowed ones pass"),
    ],
)
def test_the_check_itself_sees_planted_imports(layer: str, source: str, found: list[str]) -> None:
    assert strangers(layer, source) == found


def test_every_folder_of_the_package_has_its_rule() -> None:
    folders = {path.parent.name for path in (ROOT / "referral").glob("*/__init__.py")}
    assert folders <= OURS.keys(), "say above what the new folder may import"
