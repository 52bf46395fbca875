"""Whatever was counted: somebody with every figure that is shown cannot work out a small one."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from referral.domain.counters import COUNTRY, FEWEST, withheld

REGENCIES = ("11.01", "11.02", "12.01", "53.07", "53.08")
PROVINCES = ("11", "12", "53")
MOST = 10
"""What a hidden count is tried up to."""
counted = st.dictionaries(st.sampled_from(REGENCIES), st.integers(1, 7), max_size=4)


def total(counts: dict[str, int], area: str) -> int:
    return sum(times for regency, times in counts.items() if regency.startswith(area))


def worlds(counts: dict[str, int], hidden: frozenset[str]) -> list[dict[str, int]]:
    """Every way in which the hidden counts could have been, given all that is shown."""
    unknown = [one for one in counts if one in hidden]
    shown = [area for area in (*PROVINCES, COUNTRY) if area not in hidden]
    found = []
    for guess in product(range(1, MOST), repeat=len(unknown)):
        made = {**counts, **dict(zip(unknown, guess, strict=True))}
        if all(total(made, area) == total(counts, area) for area in shown):
            found.append(made)
    return found


@given(counted)
def test_a_small_count_is_hidden_and_might_be_five_or_more(counts: dict[str, int]) -> None:
    hidden = withheld(counts)
    possible = worlds(counts, hidden)
    for area in (*counts, *PROVINCES, COUNTRY):
        if 0 < total(counts, area) < FEWEST:
            assert area in hidden
            assert max(total(world, area) for world in possible) >= FEWEST
        if area in hidden:
            assert len({total(world, area) for world in possible}) > 1


@given(counted)
def test_what_is_shown_is_five_or_more_or_zero(counts: dict[str, int]) -> None:
    hidden = withheld(counts)
    shown = {area: total(counts, area) for area in (*counts, *PROVINCES) if area not in hidden}
    assert all(times == 0 or times >= FEWEST for times in shown.values())
