"""The map's minutes against journeys that people have published."""

from __future__ import annotations

import statistics
from collections import Counter

import pytest

from referral.geo.atlas import Atlas
from tests.geo import journeys
from tests.geo.travelling import POLICY

ALL = journeys.read()
WORST = 2.5


@pytest.fixture(scope="module")
def modelled(atlas: Atlas) -> dict[str, int]:
    found = journeys.modelled(atlas, POLICY.travel, ALL)
    missing = [name for name, minutes in found.items() if minutes is None]
    assert missing == []
    return {name: minutes for name, minutes in found.items() if minutes is not None}


def test_the_table_is_large_mixed_and_sourced(atlas: Atlas) -> None:
    assert len(ALL) >= 40
    assert len({journey.id for journey in ALL}) == len(ALL)
    modes = Counter(journey.mode for journey in ALL)
    assert set(modes) == set(journeys.LINKS)
    assert sum(modes.values()) - modes["road"] >= 10
    assert all(journey.source and journey.how and journey.minutes > 0 for journey in ALL)
    provinces = {journey.from_code[:2] for journey in ALL}
    assert len(provinces) >= 20
    for journey in ALL:
        assert atlas.find_code(journey.from_code) == journey.from_code
        assert atlas.find_code(journey.to_code) == journey.to_code


def test_the_halves_share_nothing_and_are_the_whole() -> None:
    tuned, held = journeys.tuning(ALL), journeys.held_out(ALL)
    assert not {j.id for j in tuned} & {j.id for j in held}
    assert len(tuned) + len(held) == len(ALL)
    assert abs(len(tuned) - len(held)) <= 1


def test_half_of_the_held_out_journeys_are_within_a_quarter(modelled: dict[str, int]) -> None:
    errors = [journeys.off(j, modelled[j.id]) for j in journeys.held_out(ALL)]
    assert statistics.median(errors) <= 0.25


def test_no_journey_is_far_off_without_an_explanation(modelled: dict[str, int]) -> None:
    factors = {j: journeys.factor(j, modelled[j.id]) for j in ALL}
    far = {j.id for j, times in factors.items() if not 1 / WORST <= times <= WORST}
    assert far == {j.id for j in ALL if j.explanation}


def test_the_map_is_neither_hasty_nor_slow_on_the_whole(modelled: dict[str, int]) -> None:
    """A bias would move services over the limits of bands everywhere."""
    factors = [journeys.factor(j, modelled[j.id]) for j in journeys.held_out(ALL)]
    assert 0.85 <= statistics.median(factors) <= 1.18
