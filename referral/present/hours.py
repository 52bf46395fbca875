"""Opening hours in words: `Senin–Jumat 08.00–16.00`, a line for days that are alike."""

from __future__ import annotations

from itertools import groupby

from referral.domain.services import Hours, Interval
from referral.domain.vocabulary import Trilean
from referral.present.labels import label
from referral.present.translate import N_, Translator

ALWAYS = N_("Day and night")
HOLIDAYS = {
    Trilean.YES: N_("Closed on public holidays"),
    Trilean.NO: N_("Open on public holidays too"),
}
_DAY = 1440


def hours_lines(hours: Hours, translator: Translator) -> list[str]:
    """The hours as lines to read aloud; empty where none are recorded."""
    if not hours.recorded:
        return []
    days = [tuple(i for i in hours.intervals if i.weekday == day) for day in range(7)]
    point = "." if translator.language == "id" else ":"
    spans = [", ".join(_span(one, point) for one in day) for day in days]
    if set(spans) == {_span(Interval(0, 0, _DAY), point)}:
        lines = [translator.gettext(ALWAYS)]
    else:
        lines = []
        for text, run in groupby(range(7), key=lambda day: spans[day]):
            alike = list(run)
            if text:
                ends = dict.fromkeys((alike[0], alike[-1]))
                names = "–".join(label("weekday", day, translator) for day in ends)
                lines.append(f"{names} {text}")
    if hours.closed_on_holidays in HOLIDAYS:
        lines.append(translator.gettext(HOLIDAYS[hours.closed_on_holidays]))
    return lines


def _span(interval: Interval, point: str) -> str:
    return f"{_clock(interval.start, point)}–{_clock(interval.end, point)}"


def _clock(minute: int, point: str) -> str:
    minute -= _DAY if minute > _DAY else 0
    return f"{minute // 60:02d}{point}{minute % 60:02d}"
