"""What the package imports is declared, locked, and nothing declared is idle."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
MODULES = {
    "flask_babel": "flask-babel",
    "flask_limiter": "flask-limiter",
    "flask_login": "flask-security",
    "flask_security": "flask-security",
    "passlib": "flask-security",
    "flask_wtf": "flask-wtf",
    "psycopg": "psycopg",
    "jinja2": "flask",
    "markupsafe": "flask",
    "werkzeug": "flask",
    "sqlalchemy": "sqlmodel",
    "pydantic": "sqlmodel",
    "openapi_spec_validator": "openapi-spec-validator",
    "fhir": "fhir-resources",
    "xstatic": "xstatic-leaflet",
}
WITHOUT_IMPORT = {"psycopg", "tzdata", "argon2-cffi", "cryptography"}
"""Found by name when they run: the PostgreSQL driver, time zones where the system has none, and
what Flask-Security hashes passwords and seals second factors with."""


def declared(section: str = "dependencies") -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    listed = (
        project[section] if section == "dependencies" else project["optional-dependencies"]["test"]
    )
    return {re.split(r"[\[<>=~ ]", name)[0] for name in listed}


def imported(folder: Path) -> set[str]:
    found: set[str] = set()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module.split(".")[0])
    others = found - set(sys.stdlib_module_names) - {"referral", "tests"}
    return {MODULES.get(name, name) for name in others}


def test_every_import_of_the_package_is_a_declared_dependency() -> None:
    assert imported(ROOT / "referral") - declared() - {"hatchling"} == set()


def test_no_dependency_is_idle() -> None:
    assert declared() - imported(ROOT / "referral") - WITHOUT_IMPORT == set()


def test_every_import_of_the_tests_is_declared() -> None:
    assert imported(ROOT / "tests") - declared() - declared("test") == set()


def test_the_lock_pins_every_dependency_and_names_no_place() -> None:
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    pinned = [line for line in lines if not line.startswith("#")]
    assert all(re.match(r"[a-z0-9-]+==[\w.]+( ; .+)?$", line) for line in pinned)
    names = {line.split("==")[0] for line in pinned}
    wanted = {name.lower().replace("_", "-") for name in declared() | declared("test")}
    assert wanted - names == set(), "run: make lock"
