"""What somebody says is otherwise in a record: read as it was typed, and put into the record.

The same for an editor on the telephone and for a service on its own page, so that neither can say
what the other cannot. A correction is about one field; its value is what JSON holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

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
    Correction,
)
from referral.domain.errors import Problem, RequestRejected
from referral.domain.services import FACT_NAMES, Capacity, Hours, NeedMet, Phone, Service, fact
from referral.domain.vocabulary import Basis, Confidence, How, Need, Status, Trilean
from referral.files.hours import read_hours, write_hours
from referral.files.phones import parse_phone
from referral.files.problems import CellError
from referral.files.typed_hours import LIMIT, cell_of_typed

MOST_PLACES = 9999
MOST_NUMBERS = 6
MOST_LANGUAGES = 40
OLDEST = 120
STATUSES = (Status.ACTIVE, Status.SUSPENDED, Status.CLOSED)
_APART = re.compile(r"[;,\n]")


def capacity_typed(total: str, free: str) -> Correction:
    """Places in all and free, as typed.

    :raises RequestRejected: `not_a_number` or `too_many` at `total` or `free`, `more_than_all`
    """
    typed = {"total": total.strip(), "free": free.strip()}
    wrong = [
        Problem(name, "not_a_number")
        for name, text in typed.items()
        if not re.fullmatch(r"[0-9]{1,6}", text)
    ]
    numbers = {} if wrong else {name: int(text) for name, text in typed.items()}
    wrong += [Problem(name, "too_many") for name, n in numbers.items() if n > MOST_PLACES]
    if not wrong and numbers["free"] > numbers["total"]:
        wrong.append(Problem("free", "more_than_all"))
    if wrong:
        raise RequestRejected(tuple(wrong))
    return Correction(CAPACITY, numbers)


def hours_typed(text: str) -> Correction:
    """Opening hours as typed, in either language or in the form of the files.

    :raises RequestRejected: `not_hours` or `too_long` at `hours`
    """
    if len(text) > LIMIT:
        raise RequestRejected((Problem("hours", "too_long"),))
    try:
        intervals, holidays = read_hours(cell_of_typed(text))
    except CellError:
        intervals, holidays = (), Trilean.UNKNOWN
    if not intervals:
        raise RequestRejected((Problem("hours", "not_hours"),))
    return Correction(HOURS, {"text": write_hours(Hours(intervals, holidays))})


def phones_typed(text: str) -> Correction:
    """Telephone numbers as typed, apart by commas or semicolons; none at all is allowed.

    :raises RequestRejected: `not_a_phone` or `too_many_numbers` at `phones`
    """
    numbers = list(dict.fromkeys(one.strip() for one in _APART.split(text) if one.strip()))
    if len(numbers) > MOST_NUMBERS:
        raise RequestRejected((Problem("phones", "too_many_numbers"),))
    if any(len(one) > 40 or parse_phone(one).number is None for one in numbers):
        raise RequestRejected((Problem("phones", "not_a_phone"),))
    return Correction(PHONES, {"numbers": numbers})


def ages_typed(low: str, high: str) -> Correction:
    """The youngest and the oldest taken, in years; an empty field is no limit.

    :raises RequestRejected: `not_an_age` at `min_age` or `max_age`, `ages_reversed`
    """
    typed = {"min_age": low.strip(), "max_age": high.strip()}
    wrong = [
        Problem(name, "not_an_age")
        for name, text in typed.items()
        if text and not (re.fullmatch(r"[0-9]{1,3}", text) and int(text) <= OLDEST)
    ]
    if wrong:
        raise RequestRejected(tuple(wrong))
    ages = {name: int(text) if text else None for name, text in typed.items()}
    if None not in ages.values() and ages["min_age"] > ages["max_age"]:  # type: ignore[operator]
        raise RequestRejected((Problem("max_age", "ages_reversed"),))
    return Correction(AGES, ages)


def languages_said(codes: Iterable[str]) -> Correction:
    """Languages by their codes (BCP 47).

    :raises RequestRejected: `unknown_language` at `languages`
    """
    chosen = list(dict.fromkeys(codes))
    if len(chosen) > MOST_LANGUAGES or not all(re.fullmatch(r"[a-z]{2,3}", one) for one in chosen):
        raise RequestRejected((Problem("languages", "unknown_language"),))
    return Correction(LANGUAGES, {"codes": chosen})


def fact_said(name: str, value: str) -> Correction:
    """A yes or no to a fact.

    :raises RequestRejected: no such fact, or no such answer
    """
    if name not in FACT_NAMES or value not in (Trilean.YES, Trilean.NO):
        raise RequestRejected((Problem(f"{FACTS}{name[:40]}", "invalid_choice"),))
    return Correction(f"{FACTS}{name}", {"value": str(value)})


def need_said(need: str, how: str) -> Correction:
    """How a service meets a need: `direct`, `arranged`, or `none`.

    :raises RequestRejected: no such need, or no such way
    """
    if need not in set(Need) or how not in (*How, NOT_MET):
        raise RequestRejected((Problem(f"{NEEDS}{need[:40]}", "invalid_choice"),))
    return Correction(f"{NEEDS}{need}", {"how": str(how)})


def status_said(status: str) -> Correction:
    """Whether the service works, rests or has closed.

    :raises RequestRejected: `invalid_choice` at `status`
    """
    if status not in STATUSES:
        raise RequestRejected((Problem("status", "invalid_choice"),))
    return Correction(STATUS, {"status": str(status)})


def changed_by(service: Service, correction: Correction, day: date) -> Service:
    """The record with one correction, said on a day of the service's own calendar.

    Whoever says so is the source: facts and needs are stated from now on. `confirmed` says that
    the whole record is right, which makes it verified (R32).
    """
    field, value = correction.field, correction.value
    if field == CONFIRMED:
        return verified(service, day)
    if field.startswith(NEEDS):
        return _with_need(service, Need(field.removeprefix(NEEDS)), value["how"])
    if field.startswith(FACTS):
        said = fact(Trilean(value["value"]), Basis.STATED)
        return replace(service, facts={**service.facts, field.removeprefix(FACTS): said})
    return replace(service, **_plain_change(service, field, value, day))


def _plain_change(
    service: Service, field: str, value: Mapping[str, Any], day: date
) -> dict[str, Any]:
    """The values of the record that a correction of a plain field replaces."""
    if field == CAPACITY:
        return {"capacity": Capacity(value["total"], value["free"], day)}
    if field == HOURS:
        return {"hours": _hours(service, value["text"])}
    if field == PHONES:
        return {"phones": _phones(service, value["numbers"])}
    if field == AGES:
        return {name: value[name] for name in ("min_age", "max_age")}
    if field == LANGUAGES:
        return {"languages": tuple(value["codes"])}
    return {STATUS: Status(value["status"])}


def verified(service: Service, day: date) -> Service:
    """The record as verified by a person here on a day (R32)."""
    known = replace(service.provenance, verified_on=day, confidence=Confidence.HIGH)
    return replace(service, provenance=known)


def without_numbers(service: Service, displays: frozenset[str]) -> Service:
    """The record without the numbers printed like this; its history keeps them."""
    return replace(
        service,
        phones=tuple(one for one in service.phones if one.display not in displays),
        whatsapp=tuple(one for one in service.whatsapp if one.display not in displays),
    )


def _hours(service: Service, cell: str) -> Hours:
    """The hours; the printed text of the source says what was before, and goes."""
    intervals, holidays = read_hours(cell)
    if holidays is Trilean.UNKNOWN:
        holidays = service.hours.closed_on_holidays
    return Hours(intervals, holidays)


def _phones(service: Service, numbers: list[str]) -> tuple[Phone, ...]:
    """The numbers; one that was known before keeps what is known of it."""
    known = {one.display: one for one in service.phones}
    return tuple(known.get(one) or parse_phone(one) for one in numbers)


def _with_need(service: Service, need: Need, how: str) -> Service:
    """The need met like this; its place in the order of needs stays."""
    if how == NOT_MET:
        return replace(service, needs=tuple(met for met in service.needs if met.need is not need))
    said = NeedMet(need, How(how), Basis.STATED)
    if service.meets(need) is None:
        return replace(service, needs=(*service.needs, said))
    needs = tuple(said if met.need is need else met for met in service.needs)
    return replace(service, needs=needs)
