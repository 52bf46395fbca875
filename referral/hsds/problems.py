"""What is wrong with a document or a row of HSDS, as values: the edges turn codes into words."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from types import MappingProxyType

CODES: tuple[str, ...] = (
    # the whole file
    "not_hsds",  # neither a list of services nor a page of them
    "not_a_zip",
    "missing_table",
    "too_large",
    "not_utf8",
    "unreadable_table",
    # one document or row
    "not_an_object",
    "wrong_cell_count",
    "duplicate_id",
    # one field
    "required",
    "wrong_type",
    "not_allowed",
    "not_a_number",
    "not_a_date",
    "not_a_time",
)
"""Every code an HsdsProblem can carry."""

_NONE: Mapping[str, str] = MappingProxyType({})


@dataclasses.dataclass(frozen=True, slots=True)
class HsdsProblem:
    """One thing wrong with a service: the other services are read all the same.

    `item` counts from 1: the document in a list, the physical line in a table (the header is
    line 1), 0 for the whole file. `table` is the file inside a zip, empty for JSON. `field` is a
    path as `phones/0/number`.
    """

    item: int
    field: str
    code: str
    facts: Mapping[str, str] = dataclasses.field(default_factory=lambda: _NONE)
    table: str = ""
