"""What the texts of all policies share: TOML, and sections whose entries must be there and fit."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from referral.domain.errors import Problem, RequestRejected

Fits = Callable[[Any], bool]
"""True for a value that an entry may have."""


def checked(text: str, check: Callable[[dict[str, Any]], Iterable[Problem]]) -> dict[str, Any]:
    """The content of a policy's text, once nothing is wrong with it.

    :raises RequestRejected: `not_toml`, or everything that `check` finds
    """
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RequestRejected((Problem("", "not_toml", {"detail": str(error)}),)) from error
    if problems := tuple(check(raw)):
        raise RequestRejected(problems)
    return raw


def speaks_of(text: str, *sections: str) -> bool:
    """True for a text that has one of these sections."""
    try:
        return not tomllib.loads(text).keys().isdisjoint(sections)
    except tomllib.TOMLDecodeError:
        return False


def misfits(path: str, table: Any, entries: Mapping[str, Fits]) -> Iterator[Problem]:
    """A problem for each entry that is missing or does not fit; what is no table has no entry."""
    given = table if isinstance(table, Mapping) else {}
    for name, fits in entries.items():
        if name not in given:
            yield Problem(f"{path}/{name}", "required")
        elif not fits(given[name]):
            yield Problem(f"{path}/{name}", "wrong_type")
