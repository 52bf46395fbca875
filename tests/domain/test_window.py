"""R12's clocks: a range of hours left, from a band of time; never a count-down."""

from __future__ import annotations

import pytest

from referral.domain.vocabulary import Contact, LastAbuse
from referral.domain.window import Window, windows
from tests.builders import request


def clocks(contact: str, last: str, sex: str = "female", age: int = 14) -> list[Window]:
    asked = request("legal", contact=Contact(contact), last_abuse=LastAbuse(last), sex=sex, age=age)
    return list(windows(asked))


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        ("<24h", [("pep", 72, 48, 72), ("contraception", 120, 96, 120)]),
        ("24-72h", [("pep", 72, 0, 48), ("contraception", 120, 48, 96)]),
        ("72-120h", [("contraception", 120, 0, 48)]),
        ("later", []),
        ("unknown", [("pep", 72, None, None), ("contraception", 120, None, None)]),
    ],
)
def test_r12_the_hours_left_follow_from_the_band_of_time(
    last: str, expected: list[tuple[str, int, int | None, int | None]]
) -> None:
    assert clocks("reported", last) == [Window(*one) for one in expected]


def test_r12_a_boy_has_one_clock_and_so_has_a_small_girl() -> None:
    assert [one.code for one in clocks("suspected", "<24h", "male")] == ["pep"]
    assert [one.code for one in clocks("suspected", "<24h", "female", 5)] == ["pep"]


@pytest.mark.parametrize("contact", ["none", "online_only", "unknown"])
def test_r12_without_physical_contact_no_clock_runs(contact: str) -> None:
    assert clocks(contact, "<24h") == []
