"""The table of counters: sums, shares, and small counts that no total gives away."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from referral.domain.counters import COUNTRY, Hidden, Sums, lines, safe, windows, withheld
from referral.domain.vocabulary import Need

NEED = Need.SHELTER


def sums(**codes: dict[str, int]) -> Sums:
    """Counts of one need by code (`__` for a colon) and regency."""
    made = Sums()
    for code, regencies in codes.items():
        for regency, times in regencies.items():
            made.add(regency, NEED, code.replace("__", ":"), times)
    return made


def test_regencies_add_up_to_provinces_and_the_country() -> None:
    table = lines(sums(opened={"53.07": 6, "53.08": 7, "11.01": 9}))
    found = {area: line.counts["opened"] for (area, _need), line in table.items()}
    assert found == {"53.07": 6, "53.08": 7, "11.01": 9, "53": 13, "11": 9, COUNTRY: 22}


def test_zero_is_shown_and_one_to_four_are_not() -> None:
    table = lines(sums(opened={"53.07": 9, "53.08": 9}, sent={"53.07": 4, "53.08": 2}))
    assert table["53.07", NEED].counts["sent"] is Hidden.WITHHELD
    assert table["53.07", NEED].counts["unmet"] == 0
    assert table["53", NEED].counts["sent"] == 6


@pytest.mark.parametrize(
    ("counts", "hidden"),
    [
        pytest.param({}, set(), id="nothing"),
        pytest.param({"53.07": 5, "53.08": 6}, set(), id="none is small"),
        pytest.param(
            {"53.07": 2, "53.08": 9, "53.09": 6}, {"53.07", "53.09"}, id="the least goes with it"
        ),
        pytest.param({"53.07": 3, "53.08": 3}, {"53.07", "53.08"}, id="two hide each other"),
        pytest.param(
            {"53.07": 1, "53.08": 1, "53.09": 20},
            {"53.07", "53.08", "53.09"},
            id="two ones would be told by their sum",
        ),
        pytest.param(
            {"53.07": 3}, {"53.07", "53", COUNTRY}, id="alone, it hides the totals as well"
        ),
        pytest.param(
            {"53.07": 3, "11.01": 30, "12.01": 20},
            {"53.07", "53", "12", "12.01"},
            id="a hidden province needs company",
        ),
        pytest.param(
            {"53.07": 3, "11.01": 4},
            {"53.07", "53", "11.01", "11"},
            id="two hidden provinces hide each other",
        ),
        pytest.param(
            {"MY": 3, "53.07": 10, "53.08": 11},
            {"MY", "53.07", "53"},
            id="a country abroad stands for itself",
        ),
    ],
)
def test_what_is_withheld(counts: dict[str, int], hidden: set[str]) -> None:
    assert withheld(counts) == hidden


@pytest.mark.parametrize(
    ("counts", "holds"),
    [([], True), ([9], False), ([1, 1], False), ([1, 5], True), ([2, 3], False), ([3, 3], True)],
)
def test_a_sum_of_hidden_counts_is_safe_where_each_might_be_five(
    counts: list[int], holds: bool
) -> None:
    assert safe(counts) is holds


def test_the_share_of_the_own_regency_and_the_median_wait() -> None:
    made = sums(
        accepted={"53.07": 12},
        accepted_tier__1={"53.07": 7},
        accepted_tier__2={"53.07": 3},
        accepted_tier__4={"53.07": 2},
        accepted_within__10m={"53.07": 4},
        accepted_within__2h={"53.07": 8},
    )
    line = lines(made)["53.07", NEED]
    assert (line.nearby, line.wait) == (58, "2h")
    rounded = sums(
        accepted={"53.07": 13}, accepted_tier__1={"53.07": 8}, accepted_tier__2={"53.07": 5}
    )
    assert lines(rounded)["53.07", NEED].nearby == 62, "61.5, to the nearest"


def test_without_a_yes_there_is_neither_share_nor_wait() -> None:
    line = lines(sums(opened={"53.07": 8}))["53.07", NEED]
    assert (line.nearby, line.wait) == (None, None)


def test_a_share_that_would_tell_a_small_count_is_withheld() -> None:
    made = sums(
        accepted={"53.07": 12}, accepted_tier__1={"53.07": 9}, accepted_tier__2={"53.07": 3}
    )
    line = lines(made)["53.07", NEED]
    assert line.counts["accepted"] == 12 and line.nearby is Hidden.WITHHELD


def test_few_yeses_hide_share_and_wait_too() -> None:
    made = sums(
        accepted={"53.07": 3}, accepted_tier__1={"53.07": 3}, accepted_within__10m={"53.07": 3}
    )
    line = lines(made)["53.07", NEED]
    assert (line.counts["accepted"], line.nearby, line.wait) == ("withheld",) * 3


def test_an_area_where_nothing_printed_was_counted_has_no_line() -> None:
    assert ("53.07", NEED) not in lines(sums(urgent={"53.07": 9}))


def test_windows_are_years_that_end_with_the_running_month_and_never_overlap() -> None:
    found = windows(date(2026, 11, 24))
    assert found[0] == (date(2025, 12, 1), date(2026, 12, 1))
    assert found[1] == (date(2024, 12, 1), date(2025, 12, 1))
    assert windows(date(2026, 12, 31))[0] == (date(2026, 1, 1), date(2027, 1, 1))
    assert all(later[0] == earlier[1] for later, earlier in pairwise(found))
