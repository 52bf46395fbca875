"""Corrections in words: what is recorded of a field, and what it should say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from babel import Locale
from babel.core import get_global
from babel.dates import format_date

from referral.domain.corrections import (
    AGES,
    CAPACITY,
    CONFIRMED,
    FACTS,
    HOURS,
    LANGUAGES,
    NEEDS,
    NOT_MET,
    PHONES,
    STATUS,
)
from referral.domain.services import Service
from referral.domain.vocabulary import Need
from referral.present.hours import hours_lines
from referral.present.labels import label
from referral.present.translate import N_, Translator

FIELDS: Mapping[str, str] = {
    CAPACITY: N_("Places"),
    HOURS: N_("Hours"),
    PHONES: N_("Telephone numbers"),
    AGES: N_("Ages"),
    LANGUAGES: N_("Languages"),
    STATUS: N_("State"),
    CONFIRMED: N_("The whole record"),
}
ALL_RIGHT = N_("Everything is right, says the service.")
NOT_HERE = N_("does not do this")
NO_NUMBER = N_("no number any more")
FROM_TO, FROM, UP_TO = (
    N_("{low} to {high} years"),
    N_("from {low} years"),
    N_("up to {high} years"),
)
EVERY_AGE = N_("every age")
OTHER_LANGUAGES: Mapping[str, str] = {
    "btk": N_("Batak"),
    "ins": N_("Indonesian sign language"),
    "pmy": N_("Papuan Malay"),
}
"""Languages that the catalogue of names does not know."""
VERIFIED_ON = N_("verified on {day}")


def field_label(field: str, words: Translator) -> str:
    """The name of a field on screen."""
    if field.startswith(FACTS):
        return label("fact", field.removeprefix(FACTS), words)
    if field.startswith(NEEDS):
        return label("need", field.removeprefix(NEEDS), words)
    return words.gettext(FIELDS[field])


def recorded_lines(service: Service, field: str, words: Translator) -> list[str]:
    """What a record says of a field now; empty where it says nothing."""
    reads: Mapping[str, Callable[[], list[str]]] = {
        HOURS: lambda: [*hours_lines(service.hours, words), service.hours.text or ""],
        PHONES: lambda: [phone.display for phone in service.phones],
        AGES: lambda: _ages(service, words),
        LANGUAGES: lambda: [language_names(service.languages, words)],
        STATUS: lambda: [label("status", service.status, words)],
        CONFIRMED: lambda: _verification(service, words),
    }
    read = reads.get(field)
    return list(filter(None, read() if read else _judgement(service, field, words)))


def _ages(service: Service, words: Translator) -> list[str]:
    known = service.min_age is not None or service.max_age is not None
    return [ages_text(service.min_age, service.max_age, words)] if known else []


def _verification(service: Service, words: Translator) -> list[str]:
    day = service.provenance.verified_on
    if day is None:
        return []
    return [words.fill(VERIFIED_ON, {"day": format_date(day, "d MMM y", locale=words.language)})]


def _judgement(service: Service, field: str, words: Translator) -> list[str]:
    """What is recorded of a fact, or of a need."""
    if field.startswith(NEEDS):
        met = service.meets(Need(field.removeprefix(NEEDS)))
        return [label("how", met.how, words)] if met else []
    known = service.fact(field.removeprefix(FACTS))
    return [f"{label('value', known.value, words)} ({label('basis', known.basis, words)})"]


def said_lines(field: str, value: Mapping[str, Any], words: Translator) -> list[str]:
    """What a field should say, of those that have no words of their own on the page."""
    reads: Mapping[str, Callable[[], list[str]]] = {
        PHONES: lambda: list(value["numbers"]) or [words.gettext(NO_NUMBER)],
        AGES: lambda: [ages_text(value["min_age"], value["max_age"], words)],
        LANGUAGES: lambda: [language_names(value["codes"], words)],
        STATUS: lambda: [label("status", value["status"], words)],
        CONFIRMED: lambda: [words.gettext(ALL_RIGHT)],
    }
    if read := reads.get(field):
        return read()
    if field.startswith(NEEDS):
        how = value["how"]
        return [words.gettext(NOT_HERE) if how == NOT_MET else label("how", how, words)]
    return [label("value", value["value"], words)]


def ages_text(low: int | None, high: int | None, words: Translator) -> str:
    """The ages that a service takes."""
    if low is None and high is None:
        return words.gettext(EVERY_AGE)
    text = FROM if high is None else UP_TO if low is None else FROM_TO
    return words.fill(text, {"low": low, "high": high})


def language_names(codes: Iterable[str], words: Translator) -> str:
    """Languages by their names, in the reader's language."""
    names, short = Locale.parse(words.language).languages, get_global("language_aliases")
    return ", ".join(
        words.gettext(OTHER_LANGUAGES[code])
        if code in OTHER_LANGUAGES
        else str(names.get(short.get(code, code), code))
        for code in codes
    )
