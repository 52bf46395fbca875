"""Small counts are not published: a number below five can be a child whom somebody knows.

Leaving a small cell out is not enough where totals are published: the one cell missing from a row
is the total less the others. So a row or column with a total never lacks one cell alone, and what
is missing from it is never small together: the next smallest cells are left out as well. Rows and
columns together could still tell (a cell that alone joins two groups of missing ones follows from
their sums): then one more is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set

FEWEST = 5
"""The least count that is published (field brief, section 6)."""

Line = list[int | None]
Cell = tuple[int, int]


def suppressed(count: int) -> int | None:
    """A count that stands alone: itself, or None where it is one to four.

    None at all stays 0: that nobody came tells of nobody. Whoever publishes totals beside cells
    uses `suppressed_table`.
    """
    if count < 0:
        raise ValueError("negative_count")
    return None if 0 < count < FEWEST else count


def suppressed_row(counts: Mapping[str, int]) -> dict[str, int | None]:
    """Named counts whose sum is published too; None where one must not be seen."""
    names = list(counts)
    (line,) = suppressed_table([[counts[name] for name in names]], columns=False)
    return dict(zip(names, line, strict=True))


def suppressed_table(
    table: Sequence[Sequence[int]], *, rows: bool = True, columns: bool = True
) -> list[Line]:
    """Counts by row and column of which totals are published: of `rows`, of `columns`, or both.

    The totals themselves are sums of the true counts, and a line of their own where their sum is
    published as well: they go through `suppressed_row` or `suppressed`. The line of a total that
    is one to four shows no cell but zeros.

    :raises ValueError: rows of different lengths, or a negative count
    """
    if len({len(row) for row in table}) > 1 or any(count < 0 for row in table for count in row):
        raise ValueError("not_a_table_of_counts")
    shown: list[Line] = [[suppressed(count) for count in row] for row in table]
    lines = _lines(table, rows=rows, columns=columns)
    while any(_hide_next(table, shown, line) for line in lines) or (
        rows and columns and _hide_beside_bridge(table, shown)
    ):
        pass
    return shown


def _lines(table: Sequence[Sequence[int]], *, rows: bool, columns: bool) -> list[list[Cell]]:
    """The cells of each line that has a published total."""
    width = len(table[0]) if table else 0
    across = [[(r, c) for c in range(width)] for r in range(len(table))]
    down = [[(r, c) for r in range(len(table))] for c in range(width)]
    return (across if rows else []) + (down if columns else [])


def _hide_next(table: Sequence[Sequence[int]], shown: list[Line], line: Sequence[Cell]) -> bool:
    """Hide one more cell of a line whose total would tell too much; True if one was hidden."""
    missing = [(r, c) for r, c in line if shown[r][c] is None]
    together = sum(table[r][c] for r, c in missing)
    if not missing or (len(missing) > 1 and together >= FEWEST):
        return False
    return _hide_smallest(table, shown, line)


def _hide_smallest(table: Sequence[Sequence[int]], shown: list[Line], line: Iterable[Cell]) -> bool:
    """Hide the smallest cell of a line that still shows; a 0 last, for it covers nothing.

    False where all are hidden already: then the line's total is below five, and hidden too.
    """
    left = [(table[r][c] == 0, table[r][c], r, c) for r, c in line if shown[r][c] is not None]
    if not left:
        return False
    _zero, _count, row, column = min(left)
    shown[row][column] = None
    return True


def _hide_beside_bridge(table: Sequence[Sequence[int]], shown: list[Line]) -> bool:
    """Where the missing cells give one of them away together, hide another of its row or column."""
    missing = {
        (r, c) for r, line in enumerate(shown) for c, cell in enumerate(line) if cell is None
    }
    for row, column in sorted(missing):
        if 0 < table[row][column] < FEWEST and _is_bridge(missing, (row, column)):
            beside = [(row, c) for c in range(len(shown[row]))]
            beside += [(r, column) for r in range(len(shown))]
            if _hide_smallest(table, shown, beside):
                return True
    return False


def _is_bridge(missing: Set[Cell], cell: Cell) -> bool:
    """True if no other missing cells lead from the cell's row to its column.

    Rows and columns are the points of a graph, missing cells its edges: what lies on no circle
    is the difference of known sums.
    """
    others = missing - {cell}
    rows, columns = {cell[0]}, set[int]()
    while True:
        more_columns = {c for r, c in others if r in rows}
        more_rows = rows | {r for r, c in others if c in more_columns}
        if cell[1] in more_columns:
            return False
        if more_columns == columns and more_rows == rows:
            return True
        rows, columns = more_rows, more_columns
