"""How long to wait for a yes before the next service is called (practice timers of the policy)."""

from __future__ import annotations

from typing import Any

import pytest

from referral.domain.plans import Answer
from referral.domain.requests import HelpRequest
from referral.domain.services import Service
from referral.domain.vocabulary import Contact, Danger, LastAbuse
from tests.builders import hospital, request, route

RECENT: dict[str, Any] = {"contact": Contact.REPORTED, "last_abuse": LastAbuse.UNDER_24H}


def answer(asked: HelpRequest, *services: Service) -> Answer:
    """The only answer of a plan."""
    (found,) = route(asked, *services).answers
    return found


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        pytest.param({"danger": Danger.YES}, "next_in_danger", id="danger"),
        pytest.param(RECENT, "next_urgent", id="urgent"),
        pytest.param({}, "next_routine", id="routine"),
    ],
)
def test_r39_the_next_is_called_after_the_policys_time(changes: dict[str, Any], code: str) -> None:
    found = answer(request("medical", **changes), hospital("rsud"), hospital("rsu"))
    assert found.next_after is not None
    assert found.next_after.code == code
    assert found.recommended is not None
    assert answer(request("medical", **changes)).next_after is None
