"""The two moments that a reader of the trend asks for, from the address.

A day is one in Jakarta. The first moment is the beginning of its day, or of the history on the day
that it begins; the second one the end of its day, or now.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from babel.dates import format_date

from referral.web.locale import current_language
from referral.web.numbers import JAKARTA
from referral.web.pages import FieldProblem
from referral.web.words import gettext

USUAL = timedelta(days=30)
FROM, TO = "from", "to"


@dataclass(frozen=True)
class Period:
    """The days as they were typed, the two moments, and what is wrong with them.

    With problems the moments mean nothing.
    """

    first: str
    last: str
    begin: datetime
    end: datetime
    problems: tuple[FieldProblem, ...] = ()


def read_period(asked: Mapping[str, str], since: datetime, now: datetime) -> Period:
    """The moments that an address asks for; a month back to now by default."""
    today, oldest = now.astimezone(JAKARTA).date(), since.astimezone(JAKARTA).date()
    first = asked.get(FROM, "").strip()[:20] or max(oldest, today - USUAL).isoformat()
    last = asked.get(TO, "").strip()[:20] or today.isoformat()
    days = {name: _day(text) for name, text in ((FROM, first), (TO, last))}
    problems = _problems(days, oldest, today)
    if problems:
        return Period(first, last, since, now, problems)
    begin, end = (days[name] or today for name in (FROM, TO))
    return Period(
        first,
        last,
        max(_midnight(begin), since),
        min(_midnight(end + timedelta(days=1)), now),
    )


def _problems(
    days: Mapping[str, date | None], oldest: date, today: date
) -> tuple[FieldProblem, ...]:
    found = []
    for name, day in days.items():
        if day is None:
            text = gettext("Write the day as year-month-day, such as %(day)s.", day=today)
        elif day > today:
            text = gettext("This day has not come yet. Choose today or an earlier day.")
        elif day < oldest:
            text = gettext(
                "What the directory was on that day is not known: its history begins on "
                "%(since)s. Choose that day or a later one.",
                since=day_text(oldest),
            )
        else:
            continue
        found.append(FieldProblem(f"t-{name}", text))
    begin, end = days[FROM], days[TO]
    if not found and begin and end and begin > end:
        text = gettext("The first day comes after the second one. Swap them.")
        found.append(FieldProblem(f"t-{FROM}", text))
    return tuple(found)


def day_text(day: date) -> str:
    """A day for readers."""
    return str(format_date(day, "d MMMM y", locale=current_language()))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), JAKARTA)
