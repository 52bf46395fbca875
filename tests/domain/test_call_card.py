"""What to say, ask and never do: R10, R11, R17, R18 and the triage of the brief."""

from __future__ import annotations

from typing import Any

import pytest

from referral.domain.services import Service
from referral.domain.vocabulary import (
    Caller,
    Companion,
    Contact,
    Danger,
    LastAbuse,
    Suspect,
    Trilean,
)
from tests.builders import away, hospital, ids, request, route, shelter

SAFE: dict[str, Any] = {"suspect": frozenset({Suspect.NONE}), "danger": Danger.NONE}
RECENT: dict[str, Any] = {"contact": Contact.REPORTED, "last_abuse": LastAbuse.UNDER_24H}


def test_r11_immediate_danger_stands_above_everything() -> None:
    made = route(
        request("legal", danger=Danger.YES, self_harm=Trilean.YES, safe_to_talk=False, **RECENT)
    )
    assert [banner.code for banner in made.banners] == [
        "immediate_danger",
        "self_harm",
        "within_72_hours",
        "not_safe_to_talk",
    ]
    assert ids(made.banners[0].contacts) == ["hotline-polri-110", "psc-119"]


def asked_of_caller(**changes: Any) -> set[str]:
    card = route(request(**changes)).call_card
    return {question.code for question in card.ask if question.service is None}


def test_every_default_that_could_change_the_answer_is_asked() -> None:
    assert asked_of_caller() >= {
        "ask_danger",
        "ask_contact",
        "ask_companions",
        "ask_suspect",
        "ask_self_harm",
        "ask_nationality",
        "ask_access",
    }


def test_what_was_answered_is_not_asked_again() -> None:
    said = {
        **SAFE,
        "contact": Contact.NONE,
        "companions": frozenset({Companion.ALONE}),
        "self_harm": Trilean.NO,
        "given": frozenset(
            {"danger", "contact", "age", "sex", "companions", "suspect", "self_harm"}
        ),
    }
    assert asked_of_caller(**said) == {"ask_nationality", "ask_access"}
    unsure = {**said, "companions": frozenset({Companion.UNKNOWN}), "danger": Danger.UNKNOWN}
    assert {"ask_companions", "ask_danger"} <= asked_of_caller(**unsure)


def test_r10_what_a_recommended_service_has_not_said_is_asked_of_it() -> None:
    made = route(request("shelter"), shelter("one"), shelter("two", **away(30)))
    questions = [q for q in made.call_card.ask if q.service is not None]
    assert {q.code for q in questions} >= {"unknown_accepts_girls", "unknown_emergency_intake"}
    assert {q.service.service.id for q in questions if q.service} == {"one"}


def test_the_family_is_not_called_when_it_is_implicated() -> None:
    for suspect in (Suspect.HOUSEHOLD, Suspect.FAMILY):
        card = route(request("legal", suspect=frozenset({suspect}))).call_card
        assert {"no_family_phone", "no_home"} <= set(card.do_not)


def test_the_child_itself_is_told_that_it_did_right() -> None:
    said = route(request("legal", caller=Caller.CHILD)).call_card.say
    assert said[0] == "safe_to_talk" and {"you_did_right", "not_your_fault"} <= set(said)
    assert "thank_caller" not in said


@pytest.mark.parametrize(
    ("places", "said"),
    [
        pytest.param([hospital("rsud")], "call_before_going", id="a number is known"),
        pytest.param([hospital("mute", phones=())], "told_before_going", id="no number is known"),
        pytest.param([], "told_before_going", id="no place is known"),
    ],
)
def test_r44_nobody_promises_to_call_a_place_without_a_number(
    places: list[Service], said: str
) -> None:
    say = route(request("medical"), *places).call_card.say
    assert [code for code in say if code.endswith("_before_going")] == [said]
