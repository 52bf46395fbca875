"""What tests share: a seeded world of the committed data, an app over it, and its client."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from referral.settings import Settings

if TYPE_CHECKING:  # the domain's tests need none of them, and start in a moment
    from flask import Flask
    from flask.testing import FlaskClient

    from referral.usecases.coverage_now import Held
    from referral.usecases.world import World

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of an installation of its own, with limits that no test reaches by accident."""
    return Settings.from_env(
        {
            "INSTANCE": str(tmp_path_factory.mktemp("instance")),
            "SECRET_KEY": "a key for tests, of thirty-two characters and more",
            "RATE_LIMIT_PLANS": "100000 per minute",
            "RATE_LIMIT_PLACES": "100000 per minute",
            "RATE_LIMIT_SIGN_IN": "100000 per minute",
            "RATE_LIMIT_REPLIES": "100000 per minute",
            "RATE_LIMIT_EXPORTS": "100000 per minute",
            "RATE_LIMIT_COVERAGE": "100000 per minute",
        }
    )


@pytest.fixture(scope="session")
def world(settings: Settings) -> World:
    """The whole directory in a database of its own, migrated and seeded once."""
    from referral.compose import build_world
    from referral.usecases.database import upgrade
    from referral.usecases.seed import seed

    upgrade(settings.database)
    seed(settings.database, settings.data_dir / "services")
    return build_world(settings)


@pytest.fixture(scope="session")
def app(settings: Settings, world: World) -> Flask:
    """The web application."""
    from referral.app import create_app

    return create_app(settings, world)


@pytest.fixture(scope="session")
def measured(app: Flask, settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Held:
    """The coverage of the country, measured before the first visitor asks.

    Where several processes test, one of them measures and the others read its file.
    """
    from referral.app import PROGRAM
    from referral.usecases.coverage_kept import KeptCoverage
    from referral.usecases.coverage_now import CoverageNow

    now: CoverageNow = app.extensions["coverage"]
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = tmp_path_factory.getbasetemp().parent
        now.kept = KeptCoverage(shared, (PROGRAM, settings.data_dir))
    now.prepare(datetime.now(UTC))
    held = now.current(datetime.now(UTC))
    assert held is not None
    return held


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor."""
    return app.test_client()
