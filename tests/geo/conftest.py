"""The map, loaded once for all tests of geography."""

from pathlib import Path

import pytest

from referral.geo.atlas import Atlas
from referral.geo.gazetteer import Gazetteer

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="session")
def atlas() -> Atlas:
    return Atlas.load(DATA)


@pytest.fixture(scope="session")
def gazetteer(atlas: Atlas) -> Gazetteer:
    return Gazetteer(atlas, DATA)
