"""The pocket sheet of a regency: whom to call for every need, by day and by night.

It holds what `find_help` answers for a standard child at the regency's seat, and nothing else: the
same first and next place, the same lines. Hidden places are their gateways there already (R35).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from referral.domain.coverage import HOUR, standard_time
from referral.domain.vocabulary import Need, Sex
from referral.usecases.find_help import find_help
from referral.usecases.world import World

Document = Mapping[str, Any]

AGE = 14
"""The standard child of a sheet: alone, fourteen years old."""
SEXES = (Sex.MALE, Sex.FEMALE)
NIGHT = 22
"""Local hour of the night; the day is that of the map of coverage."""
MONTH_DAYS = 30
MOST_LINES = 2
HOTLINE = "hotline"


class Part(StrEnum):
    """When somebody calls."""

    DAY = "day"
    NIGHT = "night"


@dataclass(frozen=True)
class Call:
    """Somebody to call: an OFFER of the plan (contract §4), shortened to what fits a pocket.

    `numbers` are as dialled, as printed, and whether they are short codes.
    """

    service_id: str
    name: str
    numbers: tuple[tuple[str, str, bool], ...]
    minutes: int | None
    band: str
    call_first: bool


@dataclass(frozen=True)
class Row:
    """Whom to call for a need, where the answer is the same for these parts and sexes."""

    need: Need
    parts: tuple[Part, ...]
    sexes: tuple[Sex, ...]
    first: Call | None
    next: Call | None
    lines: tuple[Call, ...]


@dataclass(frozen=True)
class Sheet:
    """The sheet of a regency. It holds until `until`, by the policy's freshness (R32)."""

    code: str
    rows: tuple[Row, ...]
    made: date
    until: date
    day: datetime
    version: str
    ruleset: str


def pocket_sheet(world: World, code: str, *, now: datetime, language: str) -> Sheet:
    """The sheet of a regency or city by its code."""
    zone = world.atlas.regions[code].timezone
    day = standard_time(now, zone, world.holidays)
    rows: list[Row] = []
    version = ruleset = ""
    for need in Need:
        answers = {}
        for part in Part:
            for sex in SEXES:
                body = request_body(code, need, part, sex, day)
                plan = find_help(world, body, now=now, language=language)
                version, ruleset = plan["directory_version"], plan["ruleset"]
                answers[part, sex] = _called(plan["answers"][0])
        rows += _rows(need, answers)
    made = now.astimezone(ZoneInfo(zone)).date()
    until = made + timedelta(days=MONTH_DAYS * world.policy.fresh_months)
    return Sheet(code, tuple(rows), made, until, day, version, ruleset)


def request_body(code: str, need: Need, part: Part, sex: Sex, day: datetime) -> dict[str, Any]:
    """The request (contract §4) that a cell of the sheet answers; `day` is the standard moment."""
    hour = HOUR if part is Part.DAY else NIGHT
    when = datetime.combine(day.date(), time(hour))
    return {
        "at": {"code": code},
        "needs": [need.value],
        "age": AGE,
        "sex": sex.value,
        "companions": ["alone"],
        "when": when.isoformat(timespec="minutes"),
    }


Called = tuple[Call | None, Call | None, tuple[Call, ...]]


def _called(answer: Document) -> Called:
    """Who is first, who is next, and the lines that answer whatever happens."""
    first, others = answer["recommended"], answer["alternatives"]
    lines = [offer for offer in answer["meanwhile"] if offer["kind"] == HOTLINE]
    return (
        _call(first) if first else None,
        _call(others[0]) if others else None,
        tuple(map(_call, lines[:MOST_LINES])),
    )


def _call(offer: Document) -> Call:
    numbers = [*offer["phones"], *([] if offer["phones"] else offer["whatsapp"])]
    return Call(
        service_id=offer["service_id"],
        name=offer["name"],
        numbers=tuple((n["number"], n["display"], n["short_code"]) for n in numbers[:2]),
        minutes=offer["travel"]["minutes"],
        band=offer["travel"]["band"],
        call_first=any(warning["code"] == "call_first" for warning in offer["warnings"]),
    )


def _rows(need: Need, answers: Mapping[tuple[Part, Sex], Called]) -> Iterable[Row]:
    """As few rows as say the same: day and night together, then boy and girl."""
    by_sex = [(sex, tuple(_alike((part, answers[part, sex]) for part in Part))) for sex in SEXES]
    (boy, of_boy), (girl, of_girl) = by_sex
    if of_boy == of_girl:
        yield from (Row(need, parts, SEXES, *called) for parts, called in of_boy)
        return
    for part in Part:
        if answers[part, boy] == answers[part, girl]:
            yield Row(need, (part,), SEXES, *answers[part, boy])
        else:
            yield from (Row(need, (part,), (sex,), *answers[part, sex]) for sex in SEXES)


def _alike(
    found: Iterable[tuple[Part, Called]],
) -> Iterable[tuple[tuple[Part, ...], Called]]:
    (day, by_day), (night, by_night) = found
    if by_day == by_night:
        return [((day, night), by_day)]
    return [((day,), by_day), ((night,), by_night)]


def sheet_regencies(world: World, province: str) -> Sequence[str]:
    """Codes of the regencies of a province, each with a sheet of its own."""
    regions = sorted(world.atlas.regions.items())
    return [c for c, r in regions if r.province_code == province and not r.is_province]
