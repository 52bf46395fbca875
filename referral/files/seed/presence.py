"""The seed's prose about what a region has or lacks, read once into coded columns.

Sources contradict each other: every statement stays. What the patterns do not say plainly
keeps an empty unit and status `unknown`, and its words.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from referral.domain.services import Statement
from referral.domain.vocabulary import Trilean
from referral.files.seed.publishers import publisher_of

YES, NO, UNKNOWN = Trilean.YES, Trilean.NO, Trilean.UNKNOWN

_OF_COUNTS = re.compile(
    r"units formed in (?P<a>\d+) of (?P<b>\d+) regencies"
    r"|only (?P<c>\d+) of \w+'s (?P<d>\d+) regencies/cities had formed"
    r"|(?P<e>\d+)th of Central Java's (?P<f>\d+) regencies/cities"
    r"|\b(?P<g>\d+) UPTD PPA existed [^(]*\((?P<h>\d+) regencies"
    r"|none of the (?P<i>\d+) regencies/cities"
)
_HAVE_ONLY = re.compile(
    r"Only (\d+) UPTD PPA existed|had only (\d+) UPTD PPA|about (\d+) UPTD PPA formed"
    r"|only (\d+) regencies/cities had formed|from (\d+) UPTD PPA across"
)

_NO_UNIT = re.compile(
    r"had no UPTD PPA|no UPTD PPA yet|still had no UPTD|as not yet formed|still being formed"
    r"|unit not formed|Counted as having no|No provincial UPTD PPA|: no unit\b|still proposing"
    r"|unit still being set up|without a UPTD PPA|only drafting|still preparing a UPTD"
    r"|still speeding up the creation|founding rule still being|founding proposal sent"
    r"|urged the regency to create|still in progress|unit being prepared|no unit name"
    r"|still being prepared|only planning to open|no UPTD PPA (?:was )?mentioned"
    r"|still at public consultation|no founding rule, no building"
    r"|existed on paper but|existed only in law|would only start after"
    r"|still described its service as P2TP2A|no officials in the UPTD posts"
    r"|unit has no premises"
)
_HAS_UNIT = re.compile(
    r"only opened (?:its UPTD PPA )?in|only replaced its P2TP2A by|started it with"
    r"|Kaur's UPTD PPA had|Kampar's UPTD PPA had"
    r"|Bintan's new unit|UPTD PPA was operating|UPTD PPA was formed|unit existed by"
    r"|had no UPTD PPA until|launched its unit|units exist at provincial level and in each"
    r"|each had a UPTD PPA"
)
_OTHER_UNITS: tuple[tuple[str, str, Trilean], ...] = (
    (r"no clinical psychologist|no psychologist of its own", "psychologist", NO),
    (r"no dedicated protection house|the regency had no safe house", "safe_house", NO),
    (r"not every .* has a safe house", "safe_house", UNKNOWN),
    (r"only a one-person P2TP2A", "p2tp2a", YES),
)
_PROVINCIAL = re.compile(r"provincial UPTD|[Tt]he provincial unit was|province had no UPTD PPA")


def read_presence(path: Path) -> Iterator[Statement]:
    """The statements of the seed, in its order."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield convert_statement(json.loads(line))


def convert_statement(record: Mapping[str, Any]) -> Statement:
    """One statement with its words, and with what they plainly say."""
    text: str = record["statement"]
    unit, status = _unit(text)
    have, of = _counts(text)
    if unit == "uptd_ppa" and have is not None:
        status = NO if have == 0 else YES if have == of else UNKNOWN
    return Statement(
        region_code=record["region_code"],
        unit=unit,
        status=status,
        have=have,
        of=of,
        year=record["source_year"],
        note=text,
        publisher=publisher_of(record["source_url"]),
        source_url=record["source_url"],
    )


def _unit(text: str) -> tuple[str | None, Trilean]:
    for pattern, unit, status in _OTHER_UNITS:
        if re.search(pattern, text):
            return unit, status
    if _counts(text) != (None, None):
        return ("p2tp2a" if "had a P2TP2A" in text else "uptd_ppa"), UNKNOWN
    if _HAS_UNIT.search(text):
        return "uptd_ppa", YES
    if _PROVINCIAL.search(text):
        return "uptd_ppa_province", NO
    if _NO_UNIT.search(text):
        return "uptd_ppa", NO
    return None, UNKNOWN


def _counts(text: str) -> tuple[int | None, int | None]:
    if recap := re.search(r": (\d+) of (\d+) regencies/cities", text):
        return int(recap[1]), int(recap[2])
    if counted := _OF_COUNTS.search(text):
        named = {key: value for key, value in counted.groupdict().items() if value}
        values = [int(value) for value in named.values()]
        return (0, values[0]) if "i" in named else (values[0], values[1])
    if alone := _HAVE_ONLY.search(text):
        return int(next(group for group in alone.groups() if group)), None
    return None, None
