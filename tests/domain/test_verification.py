"""What is verified first, and how complete a record is: tables of values."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from referral.domain.completeness import completeness
from referral.domain.errors import RequestRejected
from referral.domain.services import FACT_NAMES, Capacity, Hours, Interval, Service
from referral.domain.verification import (
    Call,
    Candidate,
    Contact,
    Outcome,
    contact_of,
    is_doubtful,
    sheet,
)
from referral.domain.verification_policy import parse_verification_policy
from referral.domain.vocabulary import Freshness, How
from referral.usecases.policy_file import VERIFICATION, load_verification_policy
from tests.builders import hospital, service, shelter, uptd

POLICY = load_verification_policy()
NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
TODAY = NOW.date()
SEEN = TODAY - timedelta(days=300)


def order(*records: Candidate) -> list[str]:
    return [one.service_id for one in sheet(records, NOW, TODAY, POLICY)]


def one(ref: str, **more: Any) -> Candidate:
    return Candidate(ref, **{"verified_on": SEEN, **more})


@pytest.mark.parametrize(
    "more",
    [
        pytest.param({"verified_on": None}, id="never verified"),
        pytest.param({"verified_on": SEEN - timedelta(days=200)}, id="longer ago"),
        pytest.param({"uses": 3}, id="used"),
        pytest.param({"people": 40_000.0}, id="many people"),
        pytest.param({"gateway_for": 1}, id="a gateway"),
        pytest.param({"conflict": True}, id="contradicted"),
        pytest.param({"proposal": True}, id="proposals wait"),
    ],
)
def test_what_matters_more_comes_first(more: dict[str, Any]) -> None:
    assert order(one("a"), one("z", **more)) == ["z", "a"]


def test_equal_ones_come_by_their_id_and_fresh_ones_not_at_all() -> None:
    assert order(one("b"), one("a")) == ["a", "b"]
    assert order(one("a", verified_on=TODAY - timedelta(days=100))) == []
    assert order(one("a", verified_on=TODAY - timedelta(days=170))) == ["a"]


def call(day: int, outcome: Outcome, *, undone: bool = False) -> Call:
    at = NOW - timedelta(days=100 - day)
    return Call(f"c-{day}", "a", at, "ed-1", outcome, undone_at=at if undone else None)


def test_calls_in_vain_add_up_until_somebody_answers() -> None:
    vain = [call(day, Outcome.NO_ANSWER) for day in range(POLICY.doubtful_after)]
    assert is_doubtful(contact_of(vain), POLICY)
    assert not is_doubtful(contact_of(vain[:-1]), POLICY)
    assert contact_of([*vain, call(50, Outcome.CORRECT)]).unanswered == 0
    taken_back = [*vain[:-1], call(9, Outcome.NO_ANSWER, undone=True)]
    assert contact_of(taken_back).unanswered == POLICY.doubtful_after - 1


def test_whoever_did_not_answer_is_left_alone_for_some_days() -> None:
    def after(days: float, unanswered: int = 1) -> list[str]:
        last = NOW - timedelta(days=days)
        return order(one("a", contact=Contact(last, Outcome.NO_ANSWER, unanswered)))

    assert after(POLICY.no_answer_days - 0.1) == [] and after(POLICY.no_answer_days) == ["a"]
    assert after(POLICY.doubtful_days - 1, POLICY.doubtful_after) == []
    assert after(POLICY.doubtful_days, POLICY.doubtful_after) == ["a"]


def whole(found: Service, age: Freshness = Freshness.FRESH) -> tuple[int, tuple[str, ...]]:
    made = completeness(found, age, POLICY)
    return made.score, made.missing


def full(found: Service) -> Service:
    """The record with everything that any service is asked for."""
    hours = Hours((Interval(0, 480, 960),))
    facts = service("x", facts=dict.fromkeys(FACT_NAMES, "yes")).facts
    more = {
        "hours": hours,
        "min_age": 0,
        "max_age": 17,
        "capacity": Capacity(8, 2, date(2026, 1, 1)),
    }
    return replace(found, facts=facts, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("made", [shelter("a"), hospital("a"), uptd("a"), service("a", "legal")])
def test_a_record_that_says_everything_is_complete(made: Service) -> None:
    assert whole(full(made)) == (100, ())
    score, missing = whole(full(made), Freshness.SEED_ONLY)
    assert score < 100 and missing == ("verified",)
    assert whole(full(made), Freshness.AGEING)[0] in range(score + 1, 100)


def test_what_is_missing_comes_heaviest_first() -> None:
    _score, missing = whole(replace(full(shelter("a")), phones=(), facts={}))
    assert missing[0] == "number" and missing.index("emergency_intake") < missing.index(
        "accepts_baby"
    )


def test_a_presumption_is_still_missing_and_a_no_is_an_answer() -> None:
    said = replace(full(shelter("a")), facts=service("x", facts={"accepts_boys": "no"}).facts)
    assert "accepts_boys" not in whole(said)[1] and "accepts_girls" in whole(said)[1]


def test_a_service_is_not_asked_for_what_it_cannot_have() -> None:
    assert not {"ages", "accepts_boys"} & set(whole(hospital("a"))[1])
    assert "hiv_pep" in whole(hospital("a"))[1] and "hiv_pep" not in whole(uptd("a"))[1]
    assert "emergency_intake" not in whole(uptd("a"))[1], "it only arranges a bed"
    direct = uptd("a", "shelter", how=How.DIRECT)
    assert {"emergency_intake", "capacity"} <= set(whole(direct)[1])
    assert "point" not in whole(direct)[1], "where children live is not shown"


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ("age = 30", 'age = "much"', "order/age"),
        ("minutes = 20", "", "claim/minutes"),
        ("hiv_pep = 10", "hiv_pip = 10", "completeness/facts/medical/hiv_pip"),
        ('version = "2026.11"', "", "version"),
        ("[completeness.facts.legal]", "[completeness.facts.lawful]", "completeness/facts/legal"),
    ],
)
def test_a_policy_that_cannot_be_used_says_where(old: str, new: str, path: str) -> None:
    text = VERIFICATION.read_text(encoding="utf-8")
    with pytest.raises(RequestRejected) as refused:
        parse_verification_policy(text.replace(old, new, 1))
    assert path in [one.path for one in refused.value.problems]
