"""A test that needs an absent part says how to get it; in CI its absence is a failure."""

from __future__ import annotations

import os

import pytest


def require(condition: object, how: str) -> None:
    """Skip the calling test with `how` unless the condition holds; with REQUIRE_ALL=1, fail."""
    if condition:
        return
    if os.environ.get("REQUIRE_ALL") == "1":
        pytest.fail(how, pytrace=False)
    pytest.skip(how)
