"""The `[travel]` section of the policy: what it says, and what can be wrong with it."""

from __future__ import annotations

import copy
import tomllib
from pathlib import Path
from typing import Any

import pytest

from referral.domain.travel_policy import TravelPolicy, check_travel, read_travel

TEXT = (Path(__file__).parents[2] / "referral" / "policies" / "national.toml").read_text("utf-8")
RAW: dict[str, Any] = tomllib.loads(TEXT)["travel"]
POLICY = read_travel(RAW)


def changed(path: str, value: object) -> dict[str, Any]:
    """The national section with one entry changed; None takes it away."""
    raw = copy.deepcopy(RAW)
    *above, name = path.split("/")
    table = raw
    for step in above:
        table = table[step]
    if value is None:
        del table[name]
    else:
        table[name] = value
    return raw


def test_the_national_section_is_right_and_the_same_when_read_again() -> None:
    assert check_travel(RAW) == []
    again: TravelPolicy = read_travel(tomllib.loads(TEXT)["travel"])
    assert (again, hash(again)) == (POLICY, hash(POLICY))


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        ("day_hours", None, "required"),
        ("day_hours", 25, "out_of_range"),
        ("day_hours", 0, "too_small"),
        ("max_wait_minutes", "long", "wrong_type"),
        ("short_land_minutes", float("nan"), "out_of_range"),
        ("terrain", None, "required"),
        ("terrain", 3, "wrong_type"),
        ("terrain/hills", 3, "wrong_type"),
        ("terrain/hills/kmh", 0, "too_small"),
        ("terrain/hills/detour", True, "wrong_type"),
        ("land", None, "required"),
        ("land/default", "moon", "invalid_choice"),
        ("land/city", None, "invalid_choice"),
        ("land/city_km", -1, "out_of_range"),
        ("land/regions", None, "required"),
        ("land/regions/53", "sea", "invalid_choice"),
        ("crossing", None, "required"),
        ("crossing/ferry", None, "required"),
        ("crossing/pelni/kmh", 0, "too_small"),
        ("crossing/flight/boarding_minutes", -5, "out_of_range"),
        ("crossing/flight/runs_at_night", 0, "wrong_type"),
        ("crossing/fast_boat/per_week", [], "out_of_range"),
        ("crossing/fast_boat/per_week", [[10, 7], [5, 7]], "out_of_range"),
        ("crossing/fast_boat/per_week", [[10, 0]], "too_small"),
        ("crossing/fast_boat/per_week", [10, 7], "wrong_type"),
        ("crossing/fast_boat/per_week", 7, "wrong_type"),
    ],
)
def test_what_is_wrong_is_named_where_it_stands(path: str, value: object, code: str) -> None:
    found = check_travel(changed(path, value))
    assert (f"travel/{path}", code) in {(problem.path, problem.code) for problem in found}


def test_a_regency_s_own_terrain_goes_before_its_density_and_its_province() -> None:
    raw = changed("land/regions", RAW["land"]["regions"] | {"53.07": "plain"})
    policy = read_travel(raw)
    names = {terrain: name for name, terrain in policy.terrains}
    assert names[policy.terrain("53.07", 1.0)] == "plain"
    assert names[policy.terrain("53.08", 1.0)] == RAW["land"]["empty"]
    assert names[policy.terrain("53.08", 100.0)] == "mountains"
    assert names[policy.terrain("53.08", 0.0)] == "mountains"  # density unknown
    assert names[policy.terrain("81.01", 100.0)] == RAW["land"]["default"]


def test_only_cities_are_slow_at_the_ends() -> None:
    assert POLICY.city_excess("35.78", 8000) > 0
    assert POLICY.city_excess("35.25", 1000) == 0


@pytest.mark.parametrize(
    ("per_week", "at_night", "minutes"),
    [
        pytest.param(7, True, 720, id="daily: half a day"),
        pytest.param(7, False, 720, id="daily: at night or not is the same"),
        pytest.param(3.5, False, 1440, id="every other day: a day"),
        pytest.param(168, True, 30, id="hourly, day and night"),
        pytest.param(14, False, 450, id="at six and at noon: 6 and 18 hours apart"),
        pytest.param(100_000, False, 180, id="always, but by day only: half of the half day"),
        pytest.param(0.1, True, 10_080, id="rarer than counts"),
    ],
)
def test_the_expected_wait(per_week: float, at_night: bool, minutes: float) -> None:
    assert POLICY.wait(per_week, at_night) == pytest.approx(minutes, abs=1)


def test_longer_passages_take_longer_and_leave_less_often() -> None:
    for _, crossing in POLICY.crossings:
        lengths = (5.0, 50.0, 500.0, 5000.0, 50_000.0)
        durations = [crossing.duration(km) for km in lengths]
        assert durations == sorted(durations)
        assert durations[0] > 0
    often = [POLICY.crossing("ferry").departures(km) for km in (5.0, 50.0, 50_000.0)]
    assert often == sorted(often, reverse=True)
    with pytest.raises(KeyError):
        POLICY.crossing("bridge")
