"""Opening hours in a cell: `Mo-Fr 08:00-16:00;Sa 08:00-12:00`, `24/7`, `PH off`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from referral.domain.services import Hours, Interval
from referral.domain.vocabulary import Trilean
from referral.files.problems import CellError
from referral.files.text import split_list

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_DAY = 1440
_ALWAYS = tuple(Interval(day, 0, _DAY) for day in range(7))
_RULE = re.compile(r"(\w\w)(?:-(\w\w))? (\S+)")
_SPAN = re.compile(r"([01]\d|2[0-4]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)")
_HOLIDAYS = {"PH off": Trilean.YES, "PH open": Trilean.NO}


def write_hours(hours: Hours) -> str:
    """The machine form of the hours; the printed text has its own column."""
    return ";".join(_rules(hours))


def read_hours(cell: str) -> tuple[tuple[Interval, ...], Trilean]:
    """The opening intervals of a cell, sorted, and whether holidays close.

    Raises:
        CellError: not in the machine form.
    """
    intervals: list[Interval] = []
    holidays = Trilean.UNKNOWN
    for rule in split_list(cell):
        if rule in _HOLIDAYS:
            holidays = _HOLIDAYS[rule]
        elif rule == "24/7":
            intervals += _ALWAYS
        else:
            intervals += _intervals(rule)
    return tuple(sorted(set(intervals), key=lambda i: (i.weekday, i.start, i.end))), holidays


def _rules(hours: Hours) -> Iterator[str]:
    if hours.intervals == _ALWAYS:
        yield "24/7"
    else:
        spans = [",".join(_span(i) for i in hours.intervals if i.weekday == d) for d in range(7)]
        for spans_of_day, run in groupby(range(7), key=lambda day: spans[day]):
            days = list(run)
            if spans_of_day:
                last = f"-{DAYS[days[-1]]}" if len(days) > 1 else ""
                yield f"{DAYS[days[0]]}{last} {spans_of_day}"
    yield from (text for text, value in _HOLIDAYS.items() if value is hours.closed_on_holidays)


def _span(interval: Interval) -> str:
    end = interval.end if interval.end <= _DAY else interval.end - _DAY
    return f"{_clock(interval.start)}-{_clock(end)}"


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _intervals(rule: str) -> Iterator[Interval]:
    match = _RULE.fullmatch(rule)
    if not match or match[1] not in DAYS or (match[2] or match[1]) not in DAYS:
        raise CellError("not_hours", found=rule)
    first, last = DAYS.index(match[1]), DAYS.index(match[2] or match[1])
    if last < first:
        raise CellError("not_hours", found=rule)
    for text in match[3].split(","):
        start, end = _minutes(text)
        yield from (Interval(day, start, end) for day in range(first, last + 1))


def _minutes(text: str) -> tuple[int, int]:
    match = _SPAN.fullmatch(text)
    if not match:
        raise CellError("not_hours", found=text)
    hours, minutes, end_hours, end_minutes = (int(part) for part in match.groups())
    start, end = hours * 60 + minutes, end_hours * 60 + end_minutes
    if start >= _DAY or end > _DAY:
        raise CellError("not_hours", found=text)
    return start, end if end > start else end + _DAY
