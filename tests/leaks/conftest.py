"""The planted world, and an app over it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from referral.app import create_app
from referral.settings import Settings
from referral.usecases.database import upgrade
from referral.usecases.world import World
from tests.leaks.planted import services, world_of


@pytest.fixture(scope="session")
def planted() -> World:
    """The world with marks in everything that must not come out."""
    return world_of(services())


@pytest.fixture
def planted_app(planted: World, tmp_path: Path) -> Flask:
    """The web application over it."""
    return planted_at(tmp_path, planted)


def planted_at(folder: Path, planted: World) -> Flask:
    """An application of its own, with limits that no crawl reaches."""
    settings = Settings.from_env(
        {
            "INSTANCE": str(folder),
            "SECRET_KEY": "a key for tests, of thirty-two characters and more",
            "RATE_LIMIT_PLANS": "100000 per minute",
            "RATE_LIMIT_PLACES": "100000 per minute",
            "RATE_LIMIT_REPLIES": "100000 per minute",
            "RATE_LIMIT_EXPORTS": "100000 per minute",
            "RATE_LIMIT_COVERAGE": "100000 per minute",
            "RATE_LIMIT_SIGN_IN": "100000 per minute",
        }
    )
    upgrade(settings.database)
    return create_app(settings, planted)


@pytest.fixture(autouse=True, scope="session")
def measured() -> Iterator[None]:
    """The first visitor of the coverage pages waits until they have something to tell."""
    from referral.web.coverage import (
        acts,
        brief,
        downloads,
        layers,
        overview,
        province,
        regency,
        trend,
    )

    with pytest.MonkeyPatch.context() as patch:
        for module in (acts, brief, downloads, layers, overview, province, regency, trend):
            patch.setattr(module, "PATIENCE", 120.0)
        yield
