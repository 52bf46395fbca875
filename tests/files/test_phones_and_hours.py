from __future__ import annotations

import pytest

from referral.domain.services import Hours, Interval
from referral.domain.vocabulary import Trilean
from referral.files.hours import read_hours, write_hours
from referral.files.phones import parse_phone, why_unparsed


@pytest.mark.parametrize(
    ("display", "number", "short"),
    [
        ("129", "129", True),
        ("021-129", "129", True),
        ("021-171", "171", True),
        ("119 ext 8", "119", True),
        ("1500771", "1500771", True),
        ("0800-1000", "08001000", True),
        ("(0382) 21001", "+6238221001", False),
        ("0813-3330-1219", "+6281333301219", False),
        ("+60 10-528 8040", "+60105288040", False),
        ("+62-21-29244800", "+622129244800", False),
        ("0450-22251", "+6245022251", False),
    ],
)
def test_a_printed_number_becomes_what_one_dials(display: str, number: str, short: bool) -> None:
    phone = parse_phone(display)
    assert (phone.number, phone.short_code, phone.display) == (number, short, display)


@pytest.mark.parametrize(
    ("display", "reason"),
    [("call us", "not_a_number"), ("0813", "too_short"), ("0499-123456", "unknown_area")],
)
def test_a_number_that_cannot_be_dialled_keeps_its_print_and_says_why(
    display: str, reason: str
) -> None:
    phone = parse_phone(display)
    assert (phone.number, phone.display) == (None, display)
    assert why_unparsed(display) == reason


@pytest.mark.parametrize(
    ("cell", "days", "start", "end"),
    [
        ("Mo-Fr 08:00-16:00", range(5), 480, 960),
        ("Sa 22:00-02:00", range(5, 6), 1320, 1560),
        ("24/7", range(7), 0, 1440),
        ("Su 08:00-24:00", range(6, 7), 480, 1440),
    ],
)
def test_hours_are_minutes_of_the_day_and_may_pass_midnight(
    cell: str, days: range, start: int, end: int
) -> None:
    intervals, holidays = read_hours(cell)
    assert intervals == tuple(Interval(day, start, end) for day in days)
    assert holidays is Trilean.UNKNOWN
    assert write_hours(Hours(intervals)) == cell


def test_holidays_are_said_apart() -> None:
    assert read_hours("Mo 08:00-12:00,13:00-16:00;PH off")[1] is Trilean.YES
    assert read_hours("PH open") == ((), Trilean.NO)
