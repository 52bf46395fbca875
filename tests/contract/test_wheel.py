"""The wheel carries all that runs and nothing else, and works from an empty folder."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel of the checkout."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=120)
    (built,) = folder.glob("*.whl")
    return built


def test_it_holds_templates_catalogues_data_and_migrations(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    code = {path.relative_to(ROOT).as_posix() for path in (ROOT / "referral").rglob("*.py")}
    assert code - names == set()
    for folder in ("templates", "data"):
        wanted = {
            f"referral/_data/{path.relative_to(ROOT).as_posix()}"
            for path in (ROOT / folder).rglob("*")
            if path.is_file()
        }
        assert wanted - names == set()
    for language in ("id", "en"):
        for domain in ("plan", "web"):
            assert f"referral/_data/translations/{language}/LC_MESSAGES/{domain}.mo" in names
    assert "referral/policies/national.toml" in names
    assert "referral/web/schemas/plan.schema.json" in names
    assert any(name.startswith("referral/migrations/versions/") for name in names)
    assert any(name.startswith("referral/static/") for name in names)


def test_it_holds_nothing_that_does_not_run(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    strange = [
        name
        for name in archive.namelist()
        if not name.startswith(("referral/", "rujuk_referral-")) or name.endswith((".po", ".pyc"))
    ]
    assert strange == []
    assert sum(entry.compress_size for entry in archive.infolist()) < 12_000_000


def test_unpacked_into_an_empty_folder_it_seeds_and_routes(wheel: Path, tmp_path: Path) -> None:
    site, empty = tmp_path / "site", tmp_path / "empty"
    empty.mkdir()
    zipfile.ZipFile(wheel).extractall(site)
    environ = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path / "home"),
        "PYTHONPATH": str(site),
        "PYTHONDONTWRITEBYTECODE": "1",
    }

    def referral(*arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "referral.cli.main", *arguments],
            cwd=empty,
            env=environ,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    referral("db", "upgrade")
    assert "puskesmas.csv" in referral("seed")
    assert "Nita" in referral("place", "ds nita sikka")
    assert "SAPA" in referral("route", "--at", "53.07", "--need", "shelter")
    assert list(empty.iterdir()) == []
