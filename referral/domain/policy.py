"""The routing policy as a value: read from data, validated, versioned by its content.

The policy file's text is read elsewhere; nothing here knows where it lies.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from referral.domain.errors import Problem, RequestRejected
from referral.domain.services import FACT_NAMES
from referral.domain.vocabulary import Band, Kind, Need, SubNeed, Trilean

URGENT_CRITERIA = frozenset({"usable", "band", "open", "minutes", "kind_rank", "id"})
ROUTINE_CRITERIA = frozenset(
    {
        "presumed_no",
        "tier",
        "reachable",
        "band",
        "certainty",
        "freshness",
        "confidence",
        "kind_rank",
        "barriers",
        "how",
        "capacity",
        "minutes",
        "id",
    }
)
BANDS: tuple[Band, ...] = tuple(Band)
ABROAD = "return_from_abroad"


@dataclass(frozen=True, slots=True)
class Line:
    """A national line's few facts, used where the directory does not hold it (R38)."""

    id: str
    name: str
    organization: str
    number: str
    whatsapp: str | None = None
    open_24h: bool | None = None


@dataclass(frozen=True)
class Policy:
    """Weights, orders, limits and presumptions; `ruleset` names this very content."""

    ruleset: str
    order_urgent: tuple[str, ...]
    order_routine: tuple[str, ...]
    tier_yields_to_bands: int
    band_limits: tuple[int, ...]
    land_detour: float
    land_kmh: float
    too_far_urgent: int
    too_far_routine: int
    fresh_months: int
    ageing_months: int
    capacity_valid_days: int
    alternatives: int
    one_stop_factor: float
    emergency_room_kinds: frozenset[Kind]
    office_presumed_kinds: frozenset[Kind]
    office_presumed_days: frozenset[int]
    office_presumed: tuple[int, int]
    walk_in_kinds: frozenset[Kind]
    gateway_kinds: tuple[Kind, ...]
    count_where_they_stand: frozenset[Kind]
    never: frozenset[Kind]
    never_shelter: frozenset[Kind]
    risk_assessors: frozenset[Kind]
    centres: frozenset[Kind]
    psychiatric_only_for: frozenset[SubNeed]
    default_rank: int
    kind_ranks: Mapping[str, Mapping[Kind, int]]
    sub_need_ranks: Mapping[SubNeed, Mapping[Kind, int]]
    presume: Mapping[Kind, Mapping[str, Trilean]]
    matters: Mapping[Need, tuple[str, ...]]
    lines: Mapping[str, tuple[str, ...]]
    line: Mapping[str, Line]
    raw: Mapping[str, Any] = field(repr=False, compare=False, hash=False, default_factory=dict)

    def band(self, minutes: int | None) -> int:
        """Index in `BANDS` of a travel time in minutes; None is the last, unknown."""
        if minutes is None:
            return len(self.band_limits) + 1
        for at, limit in enumerate(self.band_limits):
            if minutes <= limit:
                return at
        return len(self.band_limits)

    def presumption(self, kind: Kind, fact_name: str) -> Trilean:
        """What a kind is presumed to answer where the service has not said (R43)."""
        return self.presume.get(kind, {}).get(fact_name, Trilean.UNKNOWN)


def content_hash(raw: Mapping[str, Any]) -> str:
    """Eight hex digits of a policy's content, whatever the order and comments of its file."""
    canonical = json.dumps(raw, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(canonical.encode()).hexdigest()[:8]


def parse_policy(text: str) -> Policy:
    """A policy from the text of its file.

    Raises:
        RequestRejected: with a Problem for each thing wrong, its path that of the entry.
    """
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RequestRejected((Problem("", "not_toml", {"detail": str(error)}),)) from error
    problems = tuple(check_policy(raw))
    if problems:
        raise RequestRejected(problems)
    return _build(raw)


def _build(raw: Mapping[str, Any]) -> Policy:
    travel, hours, kinds = raw["travel"], raw["hours"], raw["kinds"]
    ranks = {name: _ranks(table) for name, table in kinds.items() if isinstance(table, dict)}
    return Policy(
        ruleset=f"{raw['version']}-{content_hash(raw)}",
        order_urgent=tuple(raw["order"]["urgent"]),
        order_routine=tuple(raw["order"]["routine"]),
        tier_yields_to_bands=raw["order"]["tier_yields_to_bands"],
        band_limits=tuple(travel["bands"]),
        land_detour=travel["land_detour"],
        land_kmh=travel["land_kmh"],
        too_far_urgent=travel["too_far_urgent"],
        too_far_routine=travel["too_far_routine"],
        fresh_months=raw["freshness"]["fresh_months"],
        ageing_months=raw["freshness"]["ageing_months"],
        capacity_valid_days=raw["capacity"]["valid_days"],
        alternatives=raw["plan"]["alternatives"],
        one_stop_factor=raw["plan"]["one_stop_factor"],
        emergency_room_kinds=_kinds(hours["emergency_room_kinds"]),
        office_presumed_kinds=_kinds(hours["office_presumed_kinds"]),
        office_presumed_days=frozenset(hours["office_presumed_days"]),
        office_presumed=(hours["office_presumed_start"], hours["office_presumed_end"]),
        walk_in_kinds=_kinds(raw["reach"]["walk_in_kinds"]),
        gateway_kinds=tuple(Kind(kind) for kind in raw["reach"]["gateway_kinds"]),
        count_where_they_stand=_kinds(raw["tiers"]["count_where_they_stand"]),
        never=_kinds(kinds["never"]),
        never_shelter=_kinds(kinds["never_shelter"]),
        risk_assessors=_kinds(kinds["risk_assessors"]),
        centres=_kinds(kinds["centres"]),
        psychiatric_only_for=frozenset(SubNeed(s) for s in kinds["psychiatric_only_for"]),
        default_rank=kinds["default_rank"],
        kind_ranks=ranks,
        sub_need_ranks={SubNeed(s): _ranks(t) for s, t in raw["sub_need_ranks"].items()},
        presume={
            Kind(kind): {name: Trilean(value) for name, value in table.items()}
            for kind, table in raw["presume"].items()
        },
        matters={Need(need): tuple(names) for need, names in raw["matters"].items()},
        lines={name: tuple(ids) for name, ids in raw["lines"].items()},
        line={name: Line(id=name, **facts) for name, facts in raw["line"].items()},
        raw=raw,
    )


def _kinds(names: list[str]) -> frozenset[Kind]:
    return frozenset(Kind(name) for name in names)


def _ranks(table: Mapping[str, int]) -> dict[Kind, int]:
    return {Kind(kind): rank for kind, rank in table.items()}


_SHAPE: dict[str, dict[str, type | tuple[type, ...]]] = {
    "order": {"urgent": list, "routine": list, "tier_yields_to_bands": int},
    "travel": {
        "bands": list,
        "land_detour": (int, float),
        "land_kmh": (int, float),
        "too_far_urgent": int,
        "too_far_routine": int,
    },
    "freshness": {"fresh_months": int, "ageing_months": int},
    "capacity": {"valid_days": int},
    "plan": {"alternatives": int, "one_stop_factor": (int, float)},
    "hours": {
        "emergency_room_kinds": list,
        "office_presumed_kinds": list,
        "office_presumed_days": list,
        "office_presumed_start": int,
        "office_presumed_end": int,
    },
    "reach": {"walk_in_kinds": list, "gateway_kinds": list},
    "tiers": {"count_where_they_stand": list},
    "kinds": {
        "never": list,
        "never_shelter": list,
        "risk_assessors": list,
        "centres": list,
        "psychiatric_only_for": list,
        "default_rank": int,
        **{need.value: dict for need in Need},
        ABROAD: dict,
    },
    "sub_need_ranks": {},
    "presume": {},
    "matters": {need.value: list for need in Need},
    "lines": {
        **{need.value: list for need in Need},
        "from_abroad": list,
        "danger": list,
        "police_run": list,
    },
    "line": {},
}


def check_policy(raw: Mapping[str, Any]) -> list[Problem]:
    """Everything wrong with a policy's content, in the order of the file's sections."""
    problems: list[Problem] = []
    if not isinstance(raw.get("version"), str):
        problems.append(Problem("version", "required"))
    for section, entries in _SHAPE.items():
        table = raw.get(section)
        if not isinstance(table, Mapping):
            problems.append(Problem(section, "required"))
            continue
        for name, kind in entries.items():
            if not isinstance(table.get(name), kind):
                problems.append(Problem(f"{section}/{name}", "required"))
    return problems or _check_values(raw)


def _check_values(raw: Mapping[str, Any]) -> list[Problem]:
    found: list[Problem] = []
    _each(found, "order/urgent", raw["order"]["urgent"], URGENT_CRITERIA, whole=True)
    _each(found, "order/routine", raw["order"]["routine"], ROUTINE_CRITERIA, whole=True)
    kinds = {kind.value for kind in Kind}
    for path in (
        ("hours", "emergency_room_kinds"),
        ("hours", "office_presumed_kinds"),
        ("reach", "walk_in_kinds"),
        ("reach", "gateway_kinds"),
        ("tiers", "count_where_they_stand"),
        ("kinds", "never"),
        ("kinds", "never_shelter"),
        ("kinds", "risk_assessors"),
        ("kinds", "centres"),
    ):
        _each(found, "/".join(path), raw[path[0]][path[1]], kinds)
    for name, table in raw["kinds"].items():
        if isinstance(table, Mapping):
            _each(found, f"kinds/{name}", table, kinds)
    for sub, table in raw["sub_need_ranks"].items():
        _each(found, "sub_need_ranks", [sub], {s.value for s in SubNeed})
        _each(found, f"sub_need_ranks/{sub}", table, kinds)
    _check_presumptions(found, raw, kinds)
    _check_lines(found, raw)
    return found + _check_numbers(raw)


def _check_presumptions(found: list[Problem], raw: Mapping[str, Any], kinds: set[str]) -> None:
    facts = set(FACT_NAMES)
    _each(found, "presume", raw["presume"], kinds)
    for kind, table in raw["presume"].items():
        _each(found, f"presume/{kind}", table, facts)
        _each(found, f"presume/{kind}", table.values(), {"yes", "no"})
    for need, names in raw["matters"].items():
        _each(found, f"matters/{need}", names, facts | {"accepts_sex"})


def _check_lines(found: list[Problem], raw: Mapping[str, Any]) -> None:
    for name in (need.value for need in Need):
        if not raw["lines"][name]:
            found.append(Problem(f"lines/{name}", "empty"))  # R38: an answer could be empty
        _each(found, f"lines/{name}", raw["lines"][name], set(raw["line"]))
    for name, facts in raw["line"].items():
        for key in ("name", "organization", "number"):
            if not isinstance(facts.get(key), str):
                found.append(Problem(f"line/{name}/{key}", "required"))


def _check_numbers(raw: Mapping[str, Any]) -> list[Problem]:
    found: list[Problem] = []
    bands = raw["travel"]["bands"]
    if len(bands) != len(BANDS) - 2 or bands != sorted(set(bands)) or bands[0] <= 0:
        found.append(Problem("travel/bands", "bands", {"count": len(BANDS) - 2}))
    for path, value in (
        ("travel/land_kmh", raw["travel"]["land_kmh"]),
        ("travel/land_detour", raw["travel"]["land_detour"]),
        ("freshness/fresh_months", raw["freshness"]["fresh_months"]),
        ("plan/one_stop_factor", raw["plan"]["one_stop_factor"]),
    ):
        if value <= 0:
            found.append(Problem(path, "not_positive"))
    if raw["freshness"]["ageing_months"] < raw["freshness"]["fresh_months"]:
        found.append(Problem("freshness/ageing_months", "before_fresh"))
    return found


def _each(
    found: list[Problem],
    path: str,
    values: Any,
    allowed: set[str] | frozenset[str],
    *,
    whole: bool = False,
) -> None:
    given = list(values)
    found.extend(
        Problem(path, "invalid_choice", {"value": str(value), "allowed": sorted(allowed)})
        for value in given
        if value not in allowed
    )
    if whole and (missing := sorted(allowed - set(given))):
        found.append(Problem(path, "missing", {"missing": missing}))
