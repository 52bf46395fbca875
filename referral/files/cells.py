"""How one cell is read and written, for each type of column.

A reader gets the stripped, non-empty text of a cell; emptiness is the column's business.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Any, TypeVar

from referral.domain.services import Fact, NeedMet, fact
from referral.domain.vocabulary import Basis, How, Need, Trilean
from referral.files.problems import CellError
from referral.files.text import clean_text, escape, join_list, split_list

E = TypeVar("E", bound=StrEnum)
Read = Callable[[str], Any]

SLUG = r"[a-z0-9]+(-[a-z0-9]+)*"
REGENCY = r"\d{2}\.\d{2}"
PROVINCE = r"\d{2}"
KECAMATAN = r"\d{2}\.\d{2}\.\d{2}"
COVERAGE = r"\d{2}(\.\d{2})?|[A-Z]{2}"
COUNTRY = r"(?!ID)[A-Z]{2}"
EMAIL = r"[^@\s;]+@[^@\s;]+\.[^@\s;]+"
URL = r"https?://[^\s]+"
LANGUAGE = r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*"

YES_NO = {"yes": True, "no": False}
FACT = "|".join(f"{value}:{basis}" for value in Trilean for basis in Basis)
NEED = rf"({'|'.join(Need)}):({'|'.join(How)}):({'|'.join(Basis)})"


def one_of(kind: type[E]) -> Callable[[str], E]:
    """A reader of one enumerated value."""

    def read(cell: str) -> E:
        try:
            return kind(cell)
        except ValueError:
            raise CellError("not_allowed", found=cell, allowed=", ".join(kind)) from None

    return read


def matching(pattern: str, code: str, *, limit: int = 400) -> Callable[[str], str]:
    """A reader of text of a fixed shape."""
    compiled = re.compile(pattern)

    def read(cell: str) -> str:
        if len(cell) > limit or not compiled.fullmatch(cell):
            raise CellError(code, found=cell[:80])
        return cell

    return read


def list_of(read_item: Read) -> Callable[[str], tuple[Any, ...]]:
    """A reader of a `;` list; no item stands twice."""

    def read(cell: str) -> tuple[Any, ...]:
        items = tuple(read_item(item) for item in split_list(cell))
        if len(set(items)) < len(items):
            raise CellError("repeated_item", found=cell[:80])
        return items

    return read


def whole(low: int, high: int) -> Callable[[str], int]:
    """A reader of a whole number from `low` to `high`."""

    def read(cell: str) -> int:
        if not re.fullmatch(r"-?\d{1,9}", cell):
            raise CellError("not_a_number", found=cell[:40])
        return int(_within(int(cell), low, high))

    return read


def degrees(low: float, high: float) -> Callable[[str], float]:
    """A reader of a coordinate in degrees."""

    def read(cell: str) -> float:
        if not re.fullmatch(r"-?\d{1,3}(\.\d+)?(e-\d+)?", cell):
            raise CellError("not_a_number", found=cell[:40])
        return _within(float(cell), low, high)

    return read


def _within(value: float, low: float, high: float) -> float:
    if not low <= value <= high:
        raise CellError("out_of_range", found=str(value), low=str(low), high=str(high))
    return value


def read_day(cell: str) -> date:
    """A day as `2026-11-21`."""
    try:
        return date.fromisoformat(cell) if len(cell) == 10 else _no_day(cell)
    except ValueError:
        return _no_day(cell)


def _no_day(cell: str) -> date:
    raise CellError("not_a_date", found=cell[:40])


def read_yes_no(cell: str) -> bool:
    """`yes` or `no`, of a flag that is never unknown."""
    if cell not in YES_NO:
        raise CellError("not_allowed", found=cell[:40], allowed="yes, no")
    return YES_NO[cell]


@lru_cache(maxsize=256)
def read_fact(cell: str) -> Fact:
    """`value` or `value:basis`; a value alone is taken as stated, `unknown` as default."""
    value, _, basis = cell.partition(":")
    try:
        known = Trilean(value)
        if not basis:
            basis = Basis.DEFAULT if known is Trilean.UNKNOWN else Basis.STATED
        return fact(known, Basis(basis))
    except ValueError:
        raise CellError("not_a_fact", found=cell[:40]) from None


@lru_cache(maxsize=256)
def read_needs(cell: str) -> tuple[NeedMet, ...]:
    """`need:how:basis` items, each need once."""
    needs = tuple(_need(item) for item in split_list(cell))
    if len({met.need for met in needs}) < len(needs):
        raise CellError("repeated_item", found=cell[:80])
    return needs


def _need(item: str) -> NeedMet:
    parts = item.split(":")
    try:
        need, how, basis = parts
        return NeedMet(Need(need), How(how), Basis(basis))
    except ValueError:
        raise CellError("not_a_need", found=item[:60]) from None


def read_name(cell: str) -> str:
    """A short text of one line."""
    return clean_text(cell, limit=300)


def write_text(value: object) -> str:
    """A scalar as its cell; None is an empty cell."""
    return "" if value is None else str(value)


def write_yes_no(value: bool) -> str:
    """A flag as its cell."""
    return "yes" if value else "no"


def write_fact(value: Fact) -> str:
    """A fact as its cell; what nobody has said is a plain `unknown`."""
    if value.value is Trilean.UNKNOWN and value.basis is Basis.DEFAULT:
        return str(value.value)
    return f"{value.value}:{value.basis}"


def write_needs(needs: Iterable[NeedMet]) -> str:
    """Needs as their cell."""
    return ";".join(f"{met.need}:{met.how}:{met.basis}" for met in needs)


def write_list(items: Iterable[object]) -> str:
    """A list as its cell."""
    return join_list(escape(str(item)) for item in items)
