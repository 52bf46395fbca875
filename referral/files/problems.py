"""What is wrong with a cell or a row, as values: the edges turn codes into words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

CODES: tuple[str, ...] = (
    # the whole file
    "not_utf8",
    "empty_file",
    "missing_column",
    "unknown_column",
    "repeated_column",
    "not_a_workbook",
    "not_a_format",
    "too_large",
    "too_many_rows",
    # the row
    "wrong_cell_count",
    "duplicate_id",
    "stands_for_hidden_place",
    "uncovers_hidden_place",
    "removed_id",
    "merged_id",
    # one cell
    "required",
    "not_allowed",
    "not_a_number",
    "out_of_range",
    "not_a_date",
    "not_a_code",
    "unknown_region",
    "outside_regency",
    "outside_country",
    "not_a_slug",
    "not_an_email",
    "not_a_url",
    "not_a_fact",
    "not_a_need",
    "not_a_phone",
    "not_hours",
    "too_long",
    "control_character",
    "formula",
    "repeated_item",
    # cells that contradict each other
    "province_mismatch",
    "incomplete_coordinates",
    "basis_without_coordinates",
    "coordinates_without_basis",
    "place_must_be_hidden",
    "ages_reversed",
    "free_exceeds_total",
    "country_needed",
    "country_unexpected",
    "sub_need_without_need",
)
"""Every code a Problem can carry; the wording of each is the edges' business."""

_NONE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong at `file:line`, in `column` (empty for the row or the file).

    `line` counts physical lines from 1, the header included; `facts` names what was found
    and what was expected, for the wording to use.
    """

    file: str
    line: int
    column: str
    code: str
    facts: Mapping[str, str] = field(default_factory=lambda: _NONE)


class CellError(ValueError):
    """A cell that cannot be read: its code and facts become a Problem with a place."""

    def __init__(self, code: str, **facts: str) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts
