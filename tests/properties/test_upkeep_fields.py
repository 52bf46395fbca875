"""Any record as flat fields: nothing is lost, and what changed can be taken back."""

from __future__ import annotations

import json
from dataclasses import replace

from hypothesis import HealthCheck, given, settings

from referral.domain.services import Service
from referral.domain.upkeep_fields import PLACE, changes_between, fields_of, service_of, undone
from tests.files.strategies import services

# drawing a whole record takes far longer than looking at it: few, whatever the profile says
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]


@settings(max_examples=50, suppress_health_check=SLOW)
@given(services())
def test_a_record_comes_back_from_its_fields_by_way_of_json(one: Service) -> None:
    assert service_of(one.id, json.loads(json.dumps(fields_of(one)))) == one


@settings(max_examples=25, suppress_health_check=SLOW)
@given(services(), services())
def test_what_changed_can_be_taken_back(one: Service, other: Service) -> None:
    before, after = replace(one, id="a"), replace(other, id="a")
    changes = changes_between(before, after)
    back = undone(after, changes)
    open_now, open_then = fields_of(back), fields_of(before)
    withheld = {change.field for change in changes if change.withheld}
    assert withheld <= PLACE
    assert {f for f in open_then if open_now[f] != open_then[f]} == withheld
