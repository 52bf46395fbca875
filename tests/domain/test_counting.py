"""What is counted of a referral's life, with no identity."""

from __future__ import annotations

from dataclasses import replace

import pytest

from referral.domain.counting import (
    counts_of_move,
    counts_of_opening,
    counts_of_proposal,
    median_band,
    wait_band,
)
from referral.domain.next_service import Proposal
from referral.domain.referrals import ReferralStatus, move
from referral.domain.vocabulary import Need, Tier
from tests.cases import OPENED, S, candidate, case, later, referral, taken_to


def moved(status: ReferralStatus, to: ReferralStatus, reason: str | None = None) -> set[str]:
    before = taken_to(status)
    after = move(before, to, at=later(hours=9), reason=reason)
    found = list(counts_of_move(case(before), before, after))
    assert {(one.regency_code, one.need) for one in found} <= {("53.07", Need.SHELTER)}
    return {one.code for one in found}


def test_each_change_counts_as_what_it_is() -> None:
    assert moved(S.CONSENT_NOTED, S.SENT) == {"sent"}
    assert moved(S.SENT, S.ACKNOWLEDGED) == set()
    assert moved(S.ACKNOWLEDGED, S.ACCEPTED) == {
        "accepted",
        "accepted_tier:1",
        "accepted_within:1d",
    }
    assert moved(S.SENT, S.DECLINED, "full") == {"declined:full"}
    assert moved(S.SENT, S.NO_ANSWER, "timer") == {"no_answer"}
    assert moved(S.SENT, S.WITHDRAWN, "child_refused") == {"child_refused"}
    assert moved(S.SENT, S.WITHDRAWN, "met_elsewhere") == set()
    assert moved(S.ACCEPTED, S.WITHDRAWN, "service_retracted") == {"retracted"}
    assert moved(S.SERVICE_STARTED, S.COMPLETED) == {"completed"}
    assert moved(S.ARRIVED, S.UNSAFE_STOP) == {"unsafe_stop"}


def test_urgent_care_sent_without_waiting_is_counted() -> None:
    care = referral(need="medical", urgent=True)
    found = counts_of_move(case(care), care, move(care, S.SENT, at=OPENED))
    assert {one.code for one in found} == {"sent", "urgent"}
    noted = move(care, S.CONSENT_NOTED, at=OPENED)
    waited = counts_of_move(case(noted), noted, move(noted, S.SENT, at=OPENED))
    assert {one.code for one in waited} == {"sent"}, "somebody was asked first"


def test_an_opening_counts_its_needs_and_where_only_the_nation_could_help() -> None:
    made = case(
        needs=(Need.MEDICAL, Need.SHELTER),
        candidates=(candidate("far", 4), candidate("near", need="medical")),
    )
    found = {(one.need.value, one.code) for one in counts_of_opening(made)}
    assert found == {("medical", "opened"), ("shelter", "opened"), ("shelter", "national_only")}


def test_leaving_a_tier_and_having_nobody_left_are_counted() -> None:
    up = Proposal(Need.SHELTER, candidate("p", 2), escalated=True, lines=())
    assert [one.code for one in counts_of_proposal(case(), up)] == ["escalated"]
    none = replace(up, candidate=None)
    assert [one.code for one in counts_of_proposal(case(), none)] == ["unmet"]
    assert list(counts_of_proposal(case(), replace(up, escalated=False))) == []
    assert Tier(2) is Tier.PROVINCE


@pytest.mark.parametrize(
    ("minutes", "band"),
    [(0, "10m"), (10, "10m"), (10.1, "30m"), (119, "2h"), (1440, "1d"), (4321, "longer")],
)
def test_waits_are_counted_in_bands(minutes: float, band: str) -> None:
    assert wait_band(OPENED, later(minutes=minutes)) == band


def test_the_median_is_the_band_in_which_it_lies() -> None:
    assert median_band({"10m": 1, "2h": 2, "longer": 1}) == "2h"
    assert median_band({"10m": 2, "longer": 2}) == "10m"
    assert median_band({}) is None
