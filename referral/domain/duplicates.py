"""How much speaks for two records being one place; a score to look by, never a decision.

The likeness of names comes in as a number: how it is measured is not decided here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from referral.domain.errors import Problem
from referral.domain.policy_text import Fits, checked, misfits, speaks_of
from referral.domain.vocabulary import Kind

POINTS = (
    "name", "phone", "same_registry", "other_registry", "near", "far", "other_kecamatan",
    "other_regency", "other_level", "one_expected",
)  # fmt: skip
LIMITS = ("show", "name_floor", "near_km", "far_km", "switchboard", "name_needed")


@dataclass(frozen=True)
class DuplicatePolicy:
    """Points, limits and words, as the file of the policy has them (`policies/duplicates.toml`)."""

    version: str
    points: Mapping[str, float]
    limits: Mapping[str, float]
    families: Mapping[str, str]  # of each kind that stands in one
    single: frozenset[str]  # kinds of which a regency has one
    plain: frozenset[str]
    telling: frozenset[str]
    short: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Signals:
    """What is known of two records together.

    `name`: likeness, 0 to 1. `kilometres` is None where either has no point that somebody
    recorded, and `exact` where both are of the village or better; `same_kecamatan` is None where
    either is not known, `same_registry` likewise. `one_expected`: a regency has one such unit.
    """

    name: float
    phones: tuple[str, ...] = ()
    kilometres: float | None = None
    exact: bool = False
    same_kecamatan: bool | None = None
    same_registry: bool | None = None
    same_regency: bool = True
    same_level: bool = True
    one_expected: bool = False


def parse_duplicate_policy(text: str) -> DuplicatePolicy:
    """The policy of a file's text.

    :raises RequestRejected: every problem, its path that of the entry
    """
    raw = checked(text, check_duplicate_policy)
    words = raw["words"]
    return DuplicatePolicy(
        version=raw["version"],
        points={name: float(raw["points"][name]) for name in POINTS},
        limits={name: float(raw["limits"][name]) for name in LIMITS},
        families={kind: name for name, kinds in raw["families"].items() for kind in kinds},
        single=frozenset(raw["single"]),
        plain=frozenset(words["plain"]),
        telling=frozenset(words["telling"]),
        short=dict(words["short"]),
    )


def is_duplicate_policy(text: str) -> bool:
    """True for a text that means to be this policy: it speaks of what only such a one does."""
    return speaks_of(text, "points", "families")


def check_duplicate_policy(raw: Mapping[str, Any]) -> Iterator[Problem]:
    """Everything wrong with the content of a policy."""
    if not isinstance(raw.get("version"), str) or not raw["version"].strip():
        yield Problem("version", "required")
    for section, names in (("points", POINTS), ("limits", LIMITS)):
        yield from misfits(section, raw.get(section), dict.fromkeys(names, _number))
    yield from misfits("words", raw.get("words"), _WORDS)
    yield from _check_kinds("single", raw.get("single"))
    families = raw.get("families")
    if not isinstance(families, Mapping):
        yield Problem("families", "required")
        return
    for name, kinds in families.items():
        yield from _check_kinds(f"families/{name}", kinds)


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _table(value: Any) -> bool:
    return isinstance(value, Mapping) and all(isinstance(one, str) for one in value.values())


_WORDS: Mapping[str, Fits] = {"plain": _texts, "telling": _texts, "short": _table}


def _check_kinds(path: str, value: Any) -> Iterator[Problem]:
    if not _texts(value):
        yield Problem(path, "required")
    elif not set(value) <= set(Kind):
        yield Problem(path, "invalid_choice", {"allowed": sorted(Kind)})


def score(found: Signals, policy: DuplicatePolicy) -> float:
    """The points of a pair; 0 where the names are too unlike for anything else to matter."""
    points, limits = policy.points, policy.limits
    if found.name < limits["name_needed"] and not found.one_expected:
        return 0.0
    floor = limits["name_floor"]
    total = points["name"] * max(0.0, (found.name - floor) / (1 - floor))
    total += points["phone"] if found.phones else 0
    if found.same_registry is not None:
        total += points["same_registry" if found.same_registry else "other_registry"]
    if found.kilometres is not None:
        near = found.exact and found.kilometres <= limits["near_km"]
        total += points["near"] if near else 0
        total += points["far"] if found.kilometres >= limits["far_km"] else 0
    total += points["other_kecamatan"] if found.same_kecamatan is False else 0
    total += points["one_expected"] if found.one_expected else 0
    total += 0 if found.same_regency else points["other_regency"]
    total += 0 if found.same_level else points["other_level"]
    return max(0.0, total)
