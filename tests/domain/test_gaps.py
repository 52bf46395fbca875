"""The gap ladder where a place is only presumed not to take this child (R43)."""

from __future__ import annotations

from datetime import date
from typing import Any

from referral.domain.services import Provenance
from referral.domain.vocabulary import Confidence, Kind
from tests.builders import answer, request, shelter

FRESH: dict[str, Any] = {
    "provenance": Provenance("Sumber uji", 2026, Confidence.HIGH, verified_on=date(2026, 11, 1))
}


def test_a_place_that_probably_is_for_women_or_for_adults_leaves_the_gap_open() -> None:
    """R43: a presumption is no bed; the ladder asks which regencies cannot take a boy tonight."""
    house = shelter("house", kind=Kind.WOMEN_CRISIS_CENTRE, **FRESH)
    boy = answer(request("shelter", sex="male"), house).gap
    assert boy is not None and boy.code == "G2"
    girl = answer(request("shelter"), house).gap
    assert girl is None
    mixed = shelter("mixed", kind=Kind.BP3MI, **FRESH)
    alone = answer(request("shelter"), mixed).gap
    assert alone is not None and alone.code == "G2"
