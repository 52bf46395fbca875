"""A record as flat fields: nothing is lost, and what changed can be taken back."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from referral.domain.services import Capacity, Service
from referral.domain.upkeep_fields import (
    PLACE,
    changes_between,
    fields_of,
    service_of,
    undone,
    with_field,
)
from tests.builders import hospital, shelter
from tests.files.strategies import services

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]


@settings(max_examples=50, deadline=None, suppress_health_check=SLOW)
@given(services())
def test_a_record_comes_back_from_its_fields_by_way_of_json(one: Service) -> None:
    assert service_of(one.id, json.loads(json.dumps(fields_of(one)))) == one


@settings(max_examples=25, deadline=None, suppress_health_check=SLOW)
@given(services(), services())
def test_what_changed_can_be_taken_back(one: Service, other: Service) -> None:
    before, after = replace(one, id="a"), replace(other, id="a")
    changes = changes_between(before, after)
    back = undone(after, changes)
    open_now, open_then = fields_of(back), fields_of(before)
    withheld = {change.field for change in changes if change.withheld}
    assert withheld <= PLACE
    assert {f for f in open_then if open_now[f] != open_then[f]} == withheld


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
