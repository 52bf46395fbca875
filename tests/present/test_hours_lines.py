"""Opening hours as lines to read aloud."""

from __future__ import annotations

import pytest

from referral.domain.services import NO_HOURS, Hours
from referral.files.hours import read_hours
from referral.present.hours import hours_lines
from referral.present.translate import translator


@pytest.mark.parametrize(
    ("cell", "lines"),
    [
        ("Mo-Fr 08:00-16:00;Sa 08:00-12:00", ["Senin–Jumat 08.00–16.00", "Sabtu 08.00–12.00"]),
        ("Mo-Th 08:00-12:00,13:00-16:00", ["Senin–Kamis 08.00–12.00, 13.00–16.00"]),
        ("Mo 20:00-06:00;We 20:00-24:00", ["Senin 20.00–06.00", "Rabu 20.00–24.00"]),
        ("24/7;PH open", ["Siang dan malam", "Tetap buka pada hari libur nasional"]),
        ("Su 09:00-12:00;PH off", ["Minggu 09.00–12.00", "Tutup pada hari libur nasional"]),
    ],
)
def test_days_that_are_alike_are_one_line(cell: str, lines: list[str]) -> None:
    intervals, holidays = read_hours(cell)
    assert hours_lines(Hours(intervals, holidays), translator("id")) == lines


def test_hours_that_are_not_recorded_say_nothing() -> None:
    assert hours_lines(NO_HOURS, translator("en")) == []


def test_english_writes_the_clock_its_own_way() -> None:
    intervals, holidays = read_hours("Mo-Fr 08:00-16:00")
    lines = hours_lines(Hours(intervals, holidays), translator("en"))
    assert lines == ["Monday–Friday 08:00–16:00"]
