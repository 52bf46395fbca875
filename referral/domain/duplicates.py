"""How much speaks for two records being one place; a score to look by, never a decision.

The likeness of names comes in as a number: how it is measured is not decided here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

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


def read_duplicate_policy(raw: Mapping[str, Any]) -> DuplicatePolicy:
    """The policy out of a parsed file.

    :raises ValueError: something is missing or of another kind; the message names where
    """
    words = raw.get("words", {})
    for section, names in (("points", POINTS), ("limits", LIMITS)):
        for name in names:
            value = raw.get(section, {}).get(name)
            if not isinstance(value, int | float) or isinstance(value, bool):
                raise ValueError(f"{section}.{name}")
    families = {kind: name for name, kinds in raw.get("families", {}).items() for kind in kinds}
    return DuplicatePolicy(
        version=str(raw["version"]),
        points={name: float(raw["points"][name]) for name in POINTS},
        limits={name: float(raw["limits"][name]) for name in LIMITS},
        families=families,
        single=frozenset(raw["single"]),
        plain=frozenset(words["plain"]),
        telling=frozenset(words["telling"]),
        short=dict(words["short"]),
    )


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
