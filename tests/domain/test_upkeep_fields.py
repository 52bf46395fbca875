"""A record as flat fields: nothing is lost, and what changed can be taken back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from referral.domain.services import Capacity
from referral.domain.upkeep_fields import PLACE, changes_between, with_field
from tests.builders import hospital, shelter


def test_only_what_differs_is_a_change() -> None:
    before = hospital("rsud")
    after = replace(before, name="RSUD Baru", capacity=Capacity(10, 2))
    told = [(one.field, one.before, one.after) for one in changes_between(before, after)]
    assert told == [
        ("capacity.free", None, 2),
        ("capacity.total", None, 10),
        ("name", "Rsud", "RSUD Baru"),
    ]
    assert changes_between(after, after) == ()


@pytest.mark.parametrize("order", [1, -1])
def test_where_a_hidden_place_is_stays_untold_in_both_directions(order: int) -> None:
    secret = shelter("x", latitude=None, longitude=None, location_basis="none")
    known = replace(secret, needs=(), address="Jalan Uji 1", latitude=-8.5, longitude=122.0)
    before, after = (known, secret)[::order]
    place = [one for one in changes_between(before, after) if one.field in PLACE]
    assert {one.field for one in place} == {"address", "latitude", "longitude"}
    assert all(one.withheld and one.before is one.after is None for one in place)


def test_one_field_is_set_and_no_other() -> None:
    one = hospital("rsud", facts={"accepts_boys": "yes"})
    changed = with_field(one, "facts.accepts_boys", None)
    assert [c.field for c in changes_between(one, changed)] == ["facts.accepts_boys"]
    with pytest.raises(KeyError):
        with_field(one, "id", "other")
