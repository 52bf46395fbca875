"""A record that a file speaks of in part, joined with the one that is known already."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Any

from referral.domain.services import UNKNOWN, Service
from referral.files.columns import COLUMNS, Column

_POINT = ("latitude", "longitude")
_SEAT = "regency_seat"


def merged(known: Service, told: Service, columns: Collection[Column]) -> Service:
    """What is `told` in the given columns, and what is `known` in all others.

    A point at the regency's seat that a file leaves out is kept: an export for everybody holds
    none, and both mean the same.
    """
    names = {column.name for column in columns}
    if told.latitude is None and told.location_basis == known.location_basis == _SEAT:
        names.difference_update(_POINT)
    if len(names) == len(COLUMNS):
        return told
    changes: dict[str, Any] = {}
    groups: dict[str, dict[str, Any]] = {}
    for column in COLUMNS:
        value = column.value_in(told if column.name in names else known)
        group, _, name = column.path.rpartition(".")
        (groups.setdefault(group, {}) if group else changes)[name] = value
    (changes["hours"], groups["hours"]) = _hours(known, told, names), {}
    facts = {name: fact for name, fact in groups["facts"].items() if fact != UNKNOWN}
    return replace(
        known,
        **changes,
        facts=facts,
        provenance=replace(known.provenance, **groups["provenance"]),
        capacity=replace(known.capacity, **groups["capacity"]),
    )


def _hours(known: Service, told: Service, names: Collection[str]) -> Any:
    """The spans are one column and their printed form another; both live in one value."""
    spans = (told if "hours" in names else known).hours
    text = (told if "hours_text" in names else known).hours.text
    return replace(spans, text=text)


def changed_columns(before: Service, after: Service) -> tuple[str, ...]:
    """The columns in which two records differ, in the order of the columns."""
    return tuple(_differing(before, after))


def _differing(before: Service, after: Service) -> Iterator[str]:
    for column in COLUMNS:
        one, other = column.value_in(before), column.value_in(after)
        if column.name == "hours":
            one, other = replace(one, text=None), replace(other, text=None)
        if one != other:
            yield column.name
