"""An operator at pages of cases, over a few made-up services."""

from __future__ import annotations

import pytest
from flask import Flask

from referral.app import create_app
from referral.settings import Settings
from referral.usecases.world import World
from tests.offices import SERVICES, directory_world
from tests.web.case_desk import Desk


@pytest.fixture(scope="package")
def app(settings: Settings, world: World) -> Flask:
    """The app over a few made-up services."""
    return create_app(settings, directory_world(world, SERVICES))


@pytest.fixture(params=["id", "en"])
def desk(request: pytest.FixtureRequest, app: Flask) -> Desk:
    """An operator with an open case, in each language."""
    found = Desk.at(app, language=request.param)
    found.open("shelter")
    return found


@pytest.fixture
def operator(app: Flask) -> Desk:
    """An operator who has opened nothing yet."""
    return Desk.at(app)
