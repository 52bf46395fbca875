"""No published table lets a count of one to four be worked out."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from referral.domain.suppression import FEWEST, suppressed, suppressed_row, suppressed_table

COUNTS = st.one_of(st.integers(0, 8), st.integers(0, 60))


@st.composite
def tables(draw: st.DrawFn) -> list[list[int]]:
    """Small tables, with many small counts."""
    width = draw(st.integers(1, 4))
    row = st.lists(COUNTS, min_size=width, max_size=width)
    return draw(st.lists(row, min_size=1, max_size=4))


@pytest.mark.parametrize(("count", "shown"), [(0, 0), (1, None), (4, None), (5, 5), (812, 812)])
def test_a_count_alone(count: int, shown: int | None) -> None:
    assert suppressed(count) == shown


def test_a_negative_count_is_a_mistake() -> None:
    for wrong in (lambda: suppressed(-1), lambda: suppressed_table([[1, -1]])):
        with pytest.raises(ValueError):
            wrong()
    with pytest.raises(ValueError):
        suppressed_table([[1], [1, 2]])


@pytest.mark.parametrize(
    ("counts", "hidden"),
    [
        pytest.param({"a": 9, "b": 30}, set(), id="nothing small"),
        pytest.param(
            {"a": 2, "b": 30, "c": 7}, {"a", "c"}, id="the total would tell: the next one"
        ),
        pytest.param({"a": 1, "b": 1, "c": 40}, {"a", "b", "c"}, id="two that are small together"),
        pytest.param({"a": 3, "b": 3, "c": 40}, {"a", "b"}, id="two that are not"),
        pytest.param({"a": 0, "b": 0, "c": 9}, set(), id="nobody is nobody"),
        pytest.param({"a": 2, "b": 0}, {"a", "b"}, id="a total that is small itself"),
    ],
)
def test_a_row_with_its_total(counts: dict[str, int], hidden: set[str]) -> None:
    assert {name for name, shown in suppressed_row(counts).items() if shown is None} == hidden


def test_a_cell_hidden_for_its_row_hides_another_in_its_column() -> None:
    shown = suppressed_table([[2, 9, 50], [60, 70, 80], [90, 95, 99]])
    assert shown == [[None, None, 50], [None, None, 80], [90, 95, 99]]


def test_without_totals_only_small_cells_go() -> None:
    assert suppressed_table([[2, 9], [9, 9]], rows=False, columns=False) == [[None, 9], [9, 9]]


@settings(deadline=None)
@given(tables())
def test_what_is_shown_is_true_and_never_small(table: list[list[int]]) -> None:
    shown = suppressed_table(table)
    for row, line in zip(table, shown, strict=True):
        for count, cell in zip(row, line, strict=True):
            assert cell is None or (cell == count and not 0 < cell < FEWEST)


@settings(deadline=None)
@given(tables())
def test_no_line_with_its_total_gives_a_small_count_away(table: list[list[int]]) -> None:
    """The oracle does not look how it was done: it counts what could have been, line by line."""
    shown = suppressed_table(table)
    pairs = list(zip(table, shown, strict=True))
    pairs += [
        ([row[at] for row in table], [row[at] for row in shown]) for at in range(len(table[0]))
    ]
    for row, line in pairs:
        total = suppressed(sum(row))
        missing = [at for at, cell in enumerate(line) if cell is None]
        if total is None or not missing:
            continue
        rest = total - sum(cell for cell in line if cell is not None)
        for at in missing:
            if not 0 < row[at] < FEWEST:
                continue
            possible = {one[missing.index(at)] for one in shares(rest, len(missing))}
            assert len(possible) > 1 and max(possible) >= FEWEST, (row, line)


def shares(rest: int, parts: int) -> list[tuple[int, ...]]:
    """Every way to share a rest between cells (a few are enough where it is large)."""
    if parts > 2 or rest > 60:
        return [tuple(rest if at == one else 0 for at in range(parts)) for one in range(parts)]
    return [one for one in itertools.product(range(rest + 1), repeat=parts) if sum(one) == rest]


@settings(deadline=None)
@given(tables())
def test_nothing_is_hidden_where_nothing_is_small(table: list[list[int]]) -> None:
    large = [[count + FEWEST for count in row] for row in table]
    assert suppressed_table(large) == large


def test_a_cell_that_joins_two_groups_of_missing_ones_does_not_stay_alone() -> None:
    """Every line lacks two cells and more, and still the one in the middle would follow."""
    table = [[3, 3, 90, 90], [3, 3, 2, 90], [90, 90, 3, 3], [90, 90, 3, 3]]
    shown = suppressed_table(table)
    small = [0 < cell < FEWEST for line in table for cell in line]
    assert sum(cell is None for line in shown for cell in line) == sum(small) + 1


@settings(deadline=None)
@given(tables())
def test_no_sums_of_whole_rows_and_columns_give_a_small_count_away(table: list[list[int]]) -> None:
    """Add and take away totals in every way: what is left over is never one small cell."""
    shown = suppressed_table(table)
    assert alone(table, shown) == []


def test_the_search_for_sums_finds_one_that_tells() -> None:
    table = [[3, 3, 90, 90], [3, 3, 2, 90], [90, 90, 3, 3], [90, 90, 3, 3]]
    bare = [[None if 0 < cell < FEWEST else cell for cell in line] for line in table]
    assert (1, 2) in alone(table, bare)


def alone(table: list[list[int]], shown: list[list[int | None]]) -> list[tuple[int, int]]:
    """Small cells that are all that is unknown of some sum of totals."""
    height, width = len(table), len(table[0])
    found = []
    if any(suppressed(total) is None for total in totals(table)):
        return []  # a total that is not published opens its line
    for rows in subsets(range(height)):
        for columns in subsets(range(width)):
            # totals of the rows less totals of the columns: cells in both, or in neither, go
            left = {(r, c) for r in rows for c in range(width) if c not in columns}
            taken = {(r, c) for c in columns for r in range(height) if r not in rows}
            unknown = [(r, c) for r, c in left | taken if shown[r][c] is None]
            if len(unknown) == 1 and 0 < table[unknown[0][0]][unknown[0][1]] < FEWEST:
                found += unknown
    return found


def totals(table: list[list[int]]) -> list[int]:
    return [sum(row) for row in table] + [sum(column) for column in zip(*table, strict=True)]


def subsets(numbers: range) -> list[tuple[int, ...]]:
    return [
        one for size in range(len(numbers) + 1) for one in itertools.combinations(numbers, size)
    ]
