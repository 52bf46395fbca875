"""The guard of short notes: what identifies somebody is found wherever it stands."""

from __future__ import annotations

import pytest

from referral.domain.private_text import MAX_LENGTH, cleaned, findings, problems_of
from tests.notes import CLEAN, DIRTY, PLACES


@pytest.mark.parametrize("text", CLEAN)
def test_an_operational_note_may_be_kept(text: str) -> None:
    assert [(f.code, cleaned(text)[f.start : f.end]) for f in findings(text, PLACES)] == []


@pytest.mark.parametrize(
    ("code", "text"), [(code, text) for code, texts in DIRTY.items() for text in texts]
)
def test_what_identifies_somebody_is_refused(code: str, text: str) -> None:
    assert code in problems_of(text, PLACES)


def test_a_place_of_the_map_may_be_named_and_is_a_name_otherwise() -> None:
    assert problems_of("Feri ke Maumere", PLACES) == ()
    assert problems_of("Feri ke Maumere") == ("name",)


def test_a_long_note_is_refused() -> None:
    assert problems_of("a" * MAX_LENGTH) == ()
    assert problems_of("a" * (MAX_LENGTH + 1)) == ("too_long",)


def test_a_finding_says_where() -> None:
    (found,) = findings("hubungi 0811-1129-129 ya")
    assert "hubungi 0811-1129-129 ya"[found.start : found.end] == "0811-1129-129"
