"""The routing policy as a value: read from data, validated, versioned by its content.

The policy file's text is read elsewhere; nothing here knows where it lies.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from referral.domain.policy_check import check_policy
from referral.domain.policy_text import checked
from referral.domain.travel_policy import TravelPolicy, read_travel
from referral.domain.vocabulary import Band, Kind, Need, SubNeed, Trilean

BANDS: tuple[Band, ...] = tuple(Band)
SAPA = "hotline-sapa-129"


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
    travel: TravelPolicy
    too_far_urgent: int
    too_far_routine: int
    fresh_months: int
    ageing_months: int
    capacity_valid_days: int
    danger_minutes: int
    urgent_minutes: int
    routine_working_days: int
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
    province_ranks: Mapping[str, Mapping[str, Mapping[Kind, int]]]
    presume: Mapping[Kind, Mapping[str, Trilean]]
    matters: Mapping[Need, tuple[str, ...]]
    lines: Mapping[str, tuple[str, ...]]
    zones: Mapping[str, str]
    overridable: frozenset[str]
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

    @property
    def gateway_line(self) -> str:
        """The line behind which a place hides where no unit can be dialled (R35): SAPA 129."""
        return SAPA if SAPA in self.line else self.lines[Need.SHELTER.value][0]

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
    return _build(checked(text, check_policy))


def _build(raw: Mapping[str, Any]) -> Policy:
    travel, hours, kinds = raw["travel"], raw["hours"], raw["kinds"]
    ranks = {name: _ranks(table) for name, table in kinds.items() if isinstance(table, dict)}
    return Policy(
        ruleset=f"{raw['version']}-{content_hash(raw)}",
        order_urgent=tuple(raw["order"]["urgent"]),
        order_routine=tuple(raw["order"]["routine"]),
        tier_yields_to_bands=raw["order"]["tier_yields_to_bands"],
        band_limits=tuple(travel["bands"]),
        travel=read_travel(travel),
        too_far_urgent=travel["too_far_urgent"],
        too_far_routine=travel["too_far_routine"],
        fresh_months=raw["freshness"]["fresh_months"],
        ageing_months=raw["freshness"]["ageing_months"],
        capacity_valid_days=raw["capacity"]["valid_days"],
        danger_minutes=raw["timers"]["danger"],
        urgent_minutes=raw["timers"]["urgent"],
        routine_working_days=raw["timers"]["routine_working_days"],
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
        province_ranks={
            code: {need: _ranks(table) for need, table in tables.items()}
            for code, tables in raw.get("province", {}).items()
        },
        presume={
            Kind(kind): {name: Trilean(value) for name, value in table.items()}
            for kind, table in raw["presume"].items()
        },
        matters={Need(need): tuple(names) for need, names in raw["matters"].items()},
        zones=dict(raw["abroad"]["zones"]),
        overridable=frozenset(raw["override"]["rules"]),
        lines={name: tuple(ids) for name, ids in raw["lines"].items()},
        line={name: Line(id=name, **facts) for name, facts in raw["line"].items()},
        raw=raw,
    )


def _kinds(names: list[str]) -> frozenset[Kind]:
    return frozenset(Kind(name) for name in names)


def _ranks(table: Mapping[str, int]) -> dict[Kind, int]:
    return {Kind(kind): rank for kind, rank in table.items()}
