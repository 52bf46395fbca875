"""Hatchling's hook: compiles catalogues, and puts into a wheel what runs outside the package.

An editable build only compiles; a wheel also carries templates, compiled catalogues and the
data that the program reads, under `referral/_data/`.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

CARRIED = ("templates", "data")
LEFT_OUT = (".pyc",)


def _catalogues(root: Path) -> ModuleType:
    """`referral.catalogues`, loaded by path: the package is not installed while it is built."""
    spec = importlib.util.spec_from_file_location("catalogues", root / "referral/catalogues.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(root / "referral/catalogues.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def carried_files(root: Path) -> dict[str, str]:
    """Files outside the package that it needs to run: source path → path in the wheel."""
    files = [path for name in CARRIED for path in sorted((root / name).rglob("*"))]
    files += sorted((root / "translations").glob("*/LC_MESSAGES/*.mo"))
    return {
        str(path): f"referral/_data/{path.relative_to(root).as_posix()}"
        for path in files
        if path.is_file() and path.suffix not in LEFT_OUT
    }


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """What hatchling calls before it builds."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile, then add the files that a wheel must carry."""
        root = Path(self.root)
        _catalogues(root).compile_all(root)
        if version != "editable":
            build_data["force_include"].update(carried_files(root))
