"""What a child needs to be received at all: access and language (R9), kept together (R33)."""

from __future__ import annotations

import pytest

from referral.domain.requests import Child
from referral.domain.vocabulary import Companion, Contact, Disability, Sex
from tests.builders import answer, away, first, hospital, out, request, shelter, shown, uptd, warned

GIRL = Child(age=14, sex=Sex.FEMALE)


@pytest.mark.parametrize("kind", [k for k in Disability if k.value not in ("none", "unknown")])
def test_r9_disability_removes_the_unable_and_demotes_the_unknown(kind: Disability) -> None:
    name = f"access_{kind.value}"
    unable = uptd("unable", facts={name: "no"})
    unsaid = uptd("unsaid", facts={"accepts_girls": "yes"}, **away(5))
    able = uptd("able", facts={name: "yes", "accepts_girls": "yes"}, **away(30))
    found = answer(request("psychosocial", disability=kind), unable, unsaid, able)
    assert shown(found) == ["able", "unsaid"]
    assert out(found) == {"unable": {("R9", "no_access")}}
    assert f"unknown_{name}" in warned(found.alternatives[0])


def test_r9_a_language_nobody_speaks_there_comes_last_and_an_unknown_one_is_asked() -> None:
    said = {"accepts_girls": "yes"}
    asked = request("psychosocial", language="mad")
    without = uptd("without", languages=("id", "jv"), facts=said)
    unsaid = uptd("unsaid", facts=said, **away(10))
    speaks = uptd("speaks", languages=("mad",), facts=said, **away(50))
    found = answer(asked, without, unsaid, speaks)
    assert shown(found) == ["speaks", "unsaid", "without"]
    assert "unknown_speaks_language" in warned(found.alternatives[0])
    assert "presumed_no_speaks_language" in warned(found.alternatives[1])
    for language in (None, "id"):
        plain = answer(request("psychosocial", language=language), without, unsaid, speaks)
        assert shown(plain) == ["without", "unsaid", "speaks"]


def test_r9_no_language_sends_a_child_past_the_nearest_hospital() -> None:
    room = hospital("room", languages=("id",))
    asked = request("medical", language="mad", contact=Contact.REPORTED)
    assert first(asked, room, hospital("far", languages=("mad",), **away(300))) == "room"


@pytest.mark.parametrize(
    ("companions", "children", "name"),
    [
        pytest.param({Companion.SIBLINGS}, (GIRL,), "accepts_siblings", id="siblings"),
        pytest.param({Companion.ALONE}, (GIRL, GIRL), "accepts_siblings", id="two children"),
        pytest.param({Companion.OWN_BABY}, (GIRL,), "accepts_baby", id="baby"),
        pytest.param(
            {Companion.ALONE},
            (Child(age=16, sex=Sex.FEMALE, own_baby=True),),
            "accepts_baby",
            id="baby of the child",
        ),
    ],
)
def test_r33_a_place_that_would_part_them_comes_last_and_says_so(
    companions: set[Companion], children: tuple[Child, ...], name: str
) -> None:
    asked = request("shelter", companions=frozenset(companions), children=children)
    parts = shelter("parts", facts={name: "no"})
    found = answer(asked, parts, shelter("unsaid", **away(170)))
    assert shown(found) == ["unsaid", "parts"]
    assert f"unknown_{name}" in warned(found.recommended)
    assert f"without_{name}" in warned(found.alternatives[0])
