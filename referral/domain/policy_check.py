"""What can be wrong with a policy's content; a policy that passes never breaks a plan."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from referral.domain.errors import Problem
from referral.domain.policy_text import Fits, misfits
from referral.domain.services import FACT_NAMES
from referral.domain.travel_policy import check_travel
from referral.domain.vocabulary import Band, Kind, Need, SubNeed

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
CAN_MATTER = frozenset(
    {
        "accepts_sex",
        "accepts_girls",
        "accepts_boys",
        "accepts_unaccompanied",
        "accepts_siblings",
        "accepts_baby",
        "apart_from_adults",
        "apart_from_offenders",
        "emergency_intake",
        "hiv_pep",
        "emergency_contraception",
        "forensic_exam",
    }
)
"""Facts with a rule and a question of their own; of these alone `matters` may speak."""

NEVER_SHELTER = ("detention", "immigration", "uppa")  # R18: no policy may lift it
ABROAD = "return_from_abroad"
# the first four are shown even where the directory does not hold them
OTHER_LINES = ("from_abroad", "abroad", "landing", "danger", "online", "remote", "police_run")
BAND_COUNT = len(Band) - 2  # all but the last one and "unknown" have an upper limit
DIALLED = re.compile(r"\+[1-9][0-9]{5,14}|[0-9]{3,8}")
PROVINCE = re.compile(r"[1-9][0-9]")
KINDS = frozenset(kind.value for kind in Kind)
SUB_NEEDS = frozenset(sub.value for sub in SubNeed)


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _wholes(value: Any) -> bool:
    return isinstance(value, list) and all(_whole(item) for item in value)


def _words(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _ranks(value: Any) -> bool:
    return isinstance(value, Mapping) and all(_whole(rank) for rank in value.values())


def _texts(value: Any) -> bool:
    return isinstance(value, Mapping) and all(isinstance(text, str) for text in value.values())


def _table(value: Any) -> bool:
    return isinstance(value, Mapping)


SHAPE: dict[str, dict[str, Fits]] = {
    "order": {"urgent": _words, "routine": _words, "tier_yields_to_bands": _whole},
    "travel": {
        "bands": _wholes,
        "too_far_urgent": _whole,
        "too_far_routine": _whole,
    },
    "freshness": {"fresh_months": _whole, "ageing_months": _whole},
    "capacity": {"valid_days": _whole},
    "timers": {"danger": _whole, "urgent": _whole, "routine_working_days": _whole},
    "plan": {"alternatives": _whole, "one_stop_factor": _number},
    "hours": {
        "emergency_room_kinds": _words,
        "office_presumed_kinds": _words,
        "office_presumed_days": _wholes,
        "office_presumed_start": _whole,
        "office_presumed_end": _whole,
    },
    "reach": {"walk_in_kinds": _words, "gateway_kinds": _words},
    "tiers": {"count_where_they_stand": _words},
    "kinds": {
        "never": _words,
        "never_shelter": _words,
        "risk_assessors": _words,
        "centres": _words,
        "psychiatric_only_for": _words,
        "default_rank": _whole,
        **{need.value: _ranks for need in Need},
        ABROAD: _ranks,
    },
    "sub_need_ranks": {},
    "presume": {},
    "matters": {need.value: _words for need in Need},
    "lines": dict.fromkeys((*Need, *OTHER_LINES), _words),
    "abroad": {"zones": _texts},
    "override": {"rules": _words},
    "line": {},
}
ENTRIES: dict[str, Fits] = {"sub_need_ranks": _ranks, "presume": _texts, "line": _table}
"""Shape of every entry of a section whose names are free."""


def check_policy(raw: Mapping[str, Any]) -> list[Problem]:
    """Everything wrong with a policy's content, in the order of the file's sections."""
    problems: list[Problem] = []
    if not isinstance(raw.get("version"), str):
        problems.append(Problem("version", "required"))
    for section, entries in SHAPE.items():
        table = raw.get(section)
        if not isinstance(table, Mapping):
            problems.append(Problem(section, "required"))
            continue
        shapes = entries or dict.fromkeys(table, ENTRIES.get(section, _table))
        problems += misfits(section, table, shapes)
    return problems or _check_values(raw)


def _check_values(raw: Mapping[str, Any]) -> list[Problem]:
    found: list[Problem] = []
    for name, criteria in (("urgent", URGENT_CRITERIA), ("routine", ROUTINE_CRITERIA)):
        given = raw["order"][name]
        _each(found, f"order/{name}", given, criteria)
        _holds(found, f"order/{name}", given, criteria)
        if len(given) > len(set(given)):
            found.append(Problem(f"order/{name}", "duplicate"))
    for section, names in SHAPE.items():
        for name, shape in names.items():
            if shape is _words and section in ("hours", "reach", "tiers", "kinds"):
                allowed = SUB_NEEDS if name == "psychiatric_only_for" else KINDS
                _each(found, f"{section}/{name}", raw[section][name], allowed)
            elif shape is _ranks:
                _each(found, f"{section}/{name}", raw[section][name], KINDS)
    _holds(found, "kinds/never_shelter", raw["kinds"]["never_shelter"], NEVER_SHELTER)
    for sub, table in raw["sub_need_ranks"].items():
        _each(found, "sub_need_ranks", [sub], SUB_NEEDS)
        _each(found, f"sub_need_ranks/{sub}", table, KINDS)
    _check_provinces(found, raw.get("province", {}))
    _check_presumptions(found, raw)
    _check_lines(found, raw)
    return found + _check_numbers(raw)


def _check_provinces(found: list[Problem], provinces: Any) -> None:
    """What a province may change: the rank of a kind that is fit for a need, and no more."""
    if not isinstance(provinces, Mapping):
        found.append(Problem("province", "wrong_type"))
        return
    for code, tables in provinces.items():
        path = f"province/{code}"
        if not PROVINCE.fullmatch(code) or not isinstance(tables, Mapping):
            found.append(Problem(path, "wrong_type"))
            continue
        _each(found, path, tables, {*(need.value for need in Need), ABROAD})
        for need, table in tables.items():
            if _ranks(table):
                _each(found, f"{path}/{need}", table, KINDS)
            else:
                found.append(Problem(f"{path}/{need}", "wrong_type"))


def _check_presumptions(found: list[Problem], raw: Mapping[str, Any]) -> None:
    _each(found, "presume", raw["presume"], KINDS)
    for kind, table in raw["presume"].items():
        _each(found, f"presume/{kind}", table, frozenset(FACT_NAMES))
        _each(found, f"presume/{kind}", table.values(), {"yes", "no"})
    _each(found, "matters", raw["matters"], {need.value for need in Need})
    for need, names in raw["matters"].items():
        _each(found, f"matters/{need}", names, CAN_MATTER)


def _check_lines(found: list[Problem], raw: Mapping[str, Any]) -> None:
    lines, known = raw["lines"], set(raw["line"])
    for name in (*(need.value for need in Need), "danger"):
        if not lines[name]:
            found.append(Problem(f"lines/{name}", "empty"))  # R38: an answer could be empty
    for name in (*(need.value for need in Need), *OTHER_LINES[:4]):
        _each(found, f"lines/{name}", lines[name], known)
    wanted = {"name": str, "organization": str, "number": str}
    kinds = {**wanted, "whatsapp": str, "open_24h": bool}
    for name, facts in raw["line"].items():
        _each(found, f"line/{name}", facts, set(kinds))
        _holds(found, f"line/{name}", facts, wanted)
        for key, value in facts.items():
            if key in kinds and not isinstance(value, kinds[key]):
                found.append(Problem(f"line/{name}/{key}", "wrong_type"))
            elif key in ("number", "whatsapp") and not DIALLED.fullmatch(value):
                found.append(Problem(f"line/{name}/{key}", "bad_number"))


def _check_numbers(raw: Mapping[str, Any]) -> list[Problem]:
    found = check_travel(raw["travel"])
    bands, hours = raw["travel"]["bands"], raw["hours"]
    if len(bands) != BAND_COUNT or bands != sorted(set(bands)) or bands[0] <= 0:
        found.append(Problem("travel/bands", "bands", {"count": BAND_COUNT}))
    for path, least in LEAST.items():
        section, name = path.split("/")
        if not raw[section][name] > least:  # a number that is none is not greater either
            found.append(Problem(path, "too_small", {"above": least}))
    if raw["freshness"]["ageing_months"] < raw["freshness"]["fresh_months"]:
        found.append(Problem("freshness/ageing_months", "before_fresh"))
    if not set(hours["office_presumed_days"]) <= set(range(7)):
        found.append(Problem("hours/office_presumed_days", "out_of_range"))
    if not 0 <= hours["office_presumed_start"] < hours["office_presumed_end"] <= 1440:
        found.append(Problem("hours/office_presumed_end", "out_of_range"))
    return found


LEAST = {
    "order/tier_yields_to_bands": 0,
    "travel/too_far_urgent": 0,
    "travel/too_far_routine": 0,
    "freshness/fresh_months": 0,
    "capacity/valid_days": -1,
    "timers/danger": 0,
    "timers/urgent": 0,
    "timers/routine_working_days": 0,
    "plan/alternatives": -1,
    "plan/one_stop_factor": 0,
}
"""Numbers that must be greater than this."""


def _each(
    found: list[Problem], path: str, values: Iterable[Any], allowed: set[str] | frozenset[str]
) -> None:
    found.extend(
        Problem(path, "invalid_choice", {"value": str(value), "allowed": sorted(allowed)})
        for value in values
        if value not in allowed
    )


def _holds(found: list[Problem], path: str, given: Iterable[str], wanted: Iterable[str]) -> None:
    if missing := sorted(set(wanted) - set(given)):
        found.append(Problem(path, "missing", {"missing": missing}))
