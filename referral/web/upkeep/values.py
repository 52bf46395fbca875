"""Fields of a record's history in words: what each is called, and what it said."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from referral.domain.services import Hours, Interval
from referral.domain.upkeep_fields import FieldChange
from referral.domain.vocabulary import Trilean
from referral.geo.atlas import Atlas
from referral.present.hours import hours_lines
from referral.present.translate import translator
from referral.usecases.office import Office
from referral.usecases.upkeep.record_inputs import named
from referral.usecases.upkeep.restoring import ChangeSource, RecordVersion, What
from referral.web import numbers
from referral.web.audit import wording as audit_words
from referral.web.locale import current_language
from referral.web.upkeep.fields import CHOICES, FACT, label_of
from referral.web.words import LazyText, gettext, plain_label
from referral.web.words import lazy_gettext as _l

SOURCES: Mapping[str, LazyText] = {
    ChangeSource.SEED: _l("from the data files"),
    ChangeSource.EDIT: _l("edited here"),
    ChangeSource.PROPOSAL: _l("proposed by the service, taken over here"),
    ChangeSource.IMPORT: _l("imported from a file"),
    ChangeSource.VERIFICATION: _l("verified by a call"),
    ChangeSource.RESTORE: _l("an earlier state restored"),
}
WHATS: Mapping[str, LazyText] = {
    What.ADDED: _l("Record added"),
    What.CHANGED: _l("Record changed"),
    What.REMOVED: _l("Record removed"),
}
REGIONS = frozenset({"regency_code", "province_code", "kecamatan_code", "coverage"})
DAYS = frozenset({"capacity.counted_on", "provenance.verified_on"})
EVIDENCE = "provenance.evidence"
NOTED = re.compile(r"\d{4}-\d\d-\d\d \[[a-z0-9_, ]*\] ([^|]+)")
"""How an edit notes its source: the day, the columns, and who says so."""


@dataclass(frozen=True)
class ChangeRow:
    """One field, before and after. `withheld`: it says where a hidden place is."""

    field: str
    label: str
    before: str
    after: str
    withheld: bool = False
    number: int = 0


@dataclass(frozen=True)
class Told:
    """What a version of a record says of itself; `origin` is what its editor named as source."""

    number: int
    what: str
    when: str
    who: str
    source: str
    origin: str


def told_of(version: RecordVersion, zone: str, emails: Mapping[str, str]) -> Told:
    """Who changed the record, when (in the service's own time), and from what."""
    at = version.at.astimezone(ZoneInfo(zone))
    return Told(
        number=version.number,
        what=str(WHATS.get(version.what, version.what)),
        when=numbers.moment_text(at, zone, current_language()),
        who=emails.get(version.by) or audit_words.actor(version.by),
        source=str(SOURCES.get(version.source, version.source)),
        origin=next((one for one in map(noted_source, version.changes) if one), ""),
    )


def noted_source(change: FieldChange) -> str:
    """The source that an edit has added to the evidence, and nothing else; else empty."""
    before, after = change.before or "", str(change.after or "")
    start = f"{before} | " if before else ""
    if change.field != EVIDENCE or change.withheld or not after.startswith(start):
        return ""
    found = NOTED.fullmatch(after[len(start) :])
    return found[1] if found else ""


def change_rows(
    versions: Iterable[RecordVersion], office: Office, language: str
) -> tuple[ChangeRow, ...]:
    """Every field that these versions changed, the newest first."""
    atlas = office.world.atlas
    return tuple(
        row_of(change, atlas, language, version.number)
        for version in versions
        for change in version.changes
        if not noted_source(change)
    )


def row_of(change: FieldChange, atlas: Atlas, language: str, number: int = 0) -> ChangeRow:
    """One change in words."""
    before, after = change.before, change.after
    return ChangeRow(
        change.field,
        label_of(change.field),
        value_text(change.field, before, atlas, language),
        value_text(change.field, after, atlas, language),
        withheld=change.withheld,
        number=number,
    )


def value_text(field: str, value: Any, atlas: Atlas, language: str) -> str:
    """A value of a record's history in words."""
    if value is None or value in ([], ""):
        return gettext("not recorded")
    return "; ".join(_texts(field, value, atlas, language))


def _texts(field: str, value: Any, atlas: Atlas, language: str) -> Iterable[str]:
    """The parts of a value that is there."""
    own: Mapping[str, Callable[[Any], Iterable[str]]] = {
        "needs": needs_texts,
        "sub_needs": lambda every: (plain_label("sub_need", one) for one in every),
        "phones": phone_texts,
        "whatsapp": phone_texts,
        "hours": lambda told: hours_texts(told, language),
        **dict.fromkeys(DAYS, lambda day: (numbers.day_text(day, language),)),
        **dict.fromkeys(REGIONS, lambda codes: region_texts(codes, atlas)),
    }
    if field in own:
        return own[field](value)
    if field.startswith(FACT):
        return (f"{plain_label('value', value[0])} ({plain_label('basis', value[1])})",)
    if field in CHOICES:
        return (str(CHOICES[field].get(value, value)),)
    if isinstance(value, bool):
        return (gettext("yes") if value else gettext("no"),)
    return map(str, value) if isinstance(value, list) else (str(value),)


def region_texts(value: str | list[str], atlas: Atlas) -> Iterator[str]:
    """Codes with their names."""
    for code in [value] if isinstance(value, str) else value:
        yield named(code, atlas)


def needs_texts(value: Iterable[list[str]]) -> Iterator[str]:
    """Needs as a record's history holds them."""
    for need, how, basis in value:
        known = plain_label("basis", basis)
        yield f"{plain_label('need', need)}: {plain_label('how', how)} ({known})"


def phone_texts(value: Iterable[list[Any]]) -> Iterator[str]:
    """Numbers as printed, with what to dial where that cannot be seen, and when they answer."""
    for number, display, _short, always in value:
        more = [] if number else [gettext("cannot be dialled")]
        if always is not None:
            more.append(gettext("day and night") if always else gettext("office hours only"))
        yield f"{display} ({', '.join(more)})" if more else str(display)


def hours_texts(value: Mapping[str, Any], language: str) -> list[str]:
    """Opening hours as lines."""
    spans = tuple(Interval(*one) for one in value["spans"])
    hours = Hours(spans, Trilean(value["holidays"]))
    return hours_lines(hours, translator(language)) or [gettext("not recorded")]
