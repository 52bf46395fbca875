"""FHIR's search as functions of values: parameters, modifiers, prefixes of dates.

Values of one parameter separated by commas are alternatives; a parameter given twice must hold
both times. What is not supported is refused: a filter passed over in silence would give
somebody the wrong services.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from referral.domain.vocabulary import Status
from referral.fhir import resources
from referral.fhir.resources import LANGUAGES, SLUGS, SYSTEM
from referral.fhir.subjects import Address, Placed, Running
from referral.hsds import ids

S = TypeVar("S")
Token = tuple[str, str]
"""A code and its system; `""` where it has none."""

MODIFIERS = ("exact", "contains")
LONGEST = 300
_DATE = re.compile(
    r"(eq|ne|gt|lt|ge|le|sa|eb)?(\d{4})(-\d{2})?(-\d{2})?"
    r"(T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(?:Z|[+-]\d{2}:\d{2})?)?"
)


class NotSearchable(Exception):
    """A parameter that is not supported (`not-supported`) or makes no sense (`invalid`)."""

    def __init__(self, code: str, parameter: str, text: str) -> None:
        super().__init__(code)
        self.code = code
        self.parameter = parameter
        self.text = text


@dataclass(frozen=True, slots=True)
class Parameter:
    """A search parameter: FHIR's type, what it looks at, and what that holds for a subject."""

    name: str
    type: str
    text: str
    values: Callable[[Any], Iterable[Any]]


Part = Callable[[Address], str | None]
_PARTS: Mapping[str, tuple[str, Part]] = {
    "address-city": ("Regency or city.", lambda one: one.city),
    "address-state": ("Province.", lambda one: one.state),
    "address-postalcode": ("Postal code.", lambda one: one.postal_code),
    "address-country": ("ISO 3166 code of the country.", lambda one: one.country),
}


def _address_parameters() -> Iterator[Parameter]:
    for name, (text, part) in _PARTS.items():
        yield Parameter(name, "string", text, _said_by(part))
    every = [part for _text, part in _PARTS.values()]
    yield Parameter(
        "address", "string", "Any part of the address.", _said_by(lambda one: one.text, *every)
    )


def _said_by(*parts: Part) -> Callable[[Any], Iterable[str]]:
    def values(subject: Placed | Running) -> list[str]:
        address = subject.address
        if address is None:
            return []
        return [said for part in parts if (said := part(address)) is not None]

    return values


def _common(key: Callable[[Any], str]) -> Iterator[Parameter]:
    yield Parameter("_id", "token", "The resource's id.", lambda one: [("", key(one))])
    yield Parameter("_lastUpdated", "date", "When it last changed.",
                    lambda one: [one.changed] if one.changed else [])  # fmt: skip


def _service_types(placed: Placed) -> Iterator[Token]:
    yield f"{SYSTEM}kind", placed.service.kind
    yield from ((f"{SYSTEM}need", sub_need) for sub_need in placed.service.sub_needs)


def _service_categories(placed: Placed) -> Iterator[Token]:
    met = [(f"{SYSTEM}need", str(one.need)) for one in placed.service.needs]
    yield from met or [(f"{SYSTEM}kind", placed.service.kind)]


def _names(placed: Placed) -> list[str]:
    service = placed.service
    return [name for name in (service.name, service.acronym, *service.aliases) if name]


def _yes(value: bool) -> list[Token]:
    return [("", "true" if value else "false")]


def _run_by(placed: Placed) -> list[str]:
    return [f"Organization/{placed.organization_id}"]


SERVICE = (
    *_common(lambda one: ids.service_uuid(one.service.id)),
    Parameter("name", "string", "Name, acronym or alias.", _names),
    Parameter("identifier", "token", "The service's own id.",
              lambda one: [(SLUGS, one.service.id)]),
    Parameter("active", "token", "Whether it is in use.",
              lambda one: _yes(one.service.status is Status.ACTIVE)),
    Parameter("organization", "reference", "The organisation that runs it.", _run_by),
    Parameter("location", "reference", "Where it is.",
              lambda one: [f"Location/{ids.location_uuid(one.service.id)}"]),
    Parameter("service-category", "token", "The need it meets.", _service_categories),
    Parameter("service-type", "token", "Its kind, and narrower needs.", _service_types),
    Parameter("communication", "token", "Language spoken there (BCP 47).",
              lambda one: [(LANGUAGES, code) for code in one.service.languages]),
    Parameter("program", "token", "Programme; the directory knows none.", lambda _one: []),
)  # fmt: skip
LOCATION = (
    *_common(lambda one: ids.location_uuid(one.service.id)),
    Parameter("name", "string", "Name, acronym or alias of the service.", _names),
    *_address_parameters(),
    Parameter("organization", "reference", "The organisation in charge.", _run_by),
    Parameter("type", "token", "Kind of service.",
              lambda one: [(f"{SYSTEM}kind", one.service.kind)]),
    Parameter("status", "token", "active, suspended or inactive.",
              lambda one: [("", resources.STATUSES.get(one.service.status, "inactive"))]),
)  # fmt: skip
ORGANIZATION = (
    *_common(lambda one: ids.organization_uuid(one.name)),
    Parameter("name", "string", "Name.", lambda one: [one.name]),
    Parameter("identifier", "token", "Registered number; the directory knows none.",
              lambda _one: []),
    *_address_parameters(),
    Parameter("active", "token", "Whether any of its services is in use.",
              lambda one: _yes(any(s.status is Status.ACTIVE for s in one.services))),
    Parameter("type", "token", "Institution behind it.",
              lambda one: [(f"{SYSTEM}operator", str(operator))
                              for operator in resources.operators_of(one)]),
)  # fmt: skip
PARAMETERS: Mapping[str, Mapping[str, Parameter]] = {
    "HealthcareService": {one.name: one for one in SERVICE},
    "Location": {one.name: one for one in LOCATION},
    "Organization": {one.name: one for one in ORGANIZATION},
}
"""The search parameters of each resource, by name."""
INCLUDES: Mapping[str, tuple[str, ...]] = {
    "HealthcareService": ("HealthcareService:organization", "HealthcareService:location"),
    "Location": ("Location:organization",),
    "Organization": (),
}
"""What `_include` can bring along with each resource."""

Test = Callable[[Iterable[Any]], bool]


def make_filter(kind: str, asked: Iterable[tuple[str, str]]) -> Callable[[Any], bool]:
    """A test of subjects of a kind of resource: true where every parameter holds.

    :raises NotSearchable: a parameter or value that is not understood
    """
    tests: list[tuple[Parameter, Test]] = []
    for name, text in asked:
        base, _, modifier = name.partition(":")
        parameter = PARAMETERS[kind].get(base)
        if parameter is None:
            raise NotSearchable("not-supported", name, "This parameter is not supported.")
        tests.append((parameter, _test(parameter, name, modifier, text)))
    return lambda subject: all(test(one.values(subject)) for one, test in tests)


def _test(parameter: Parameter, name: str, modifier: str, text: str) -> Test:
    if modifier and not (parameter.type == "string" and modifier in MODIFIERS):
        raise NotSearchable("not-supported", name, "This modifier is not supported.")
    if not text or len(text) > LONGEST:
        raise NotSearchable("invalid", name, f"Give a value of 1 to {LONGEST} characters.")
    alternatives = [_unescaped(one) for one in re.split(r"(?<!\\),", text)]
    readers: Mapping[str, Callable[[str], Callable[[Any], bool]]] = {
        "string": lambda one: _string(one, modifier),
        "token": _token,
        "reference": lambda one: _reference(name, one),
        "date": lambda one: _date(name, one),
    }
    read = readers[parameter.type]
    tests = [read(one) for one in alternatives]
    return lambda values: any(test(value) for value in values for test in tests)


def _unescaped(text: str) -> str:
    return re.sub(r"\\([,|$\\])", r"\1", text)


def _string(asked: str, modifier: str) -> Callable[[str], bool]:
    """By default the beginning of the text or of a word in it, whatever the size of letters."""
    if modifier == "exact":
        return lambda value: value == asked
    wanted = asked.strip().casefold()
    if modifier == "contains":
        return lambda value: wanted in value.casefold()
    found = re.compile(rf"(?<!\w){re.escape(wanted)}").search
    return lambda value: found(value.casefold()) is not None


def _token(asked: str) -> Callable[[Token], bool]:
    """`code` in any system, `system|code`, `|code` without a system, `system|` any code of it."""
    system, bar, code = asked.rpartition("|")
    if not bar:
        return lambda value: value[1] == asked
    return lambda value: value[0] == system and code in ("", value[1])


def _reference(name: str, asked: str) -> Callable[[str], bool]:
    """`id`, `Type/id`, or the whole address of the resource."""
    parts = asked.split("/")
    if not parts[-1]:
        raise NotSearchable("invalid", name, "Give the id of a resource.")
    key, kind = parts[-1].lower(), parts[-2] if len(parts) > 1 else None
    return lambda value: value == f"{kind or value.split('/')[0]}/{key}"


def _date(name: str, asked: str) -> Callable[[datetime], bool]:
    found = _DATE.fullmatch(asked)
    if found is None:
        raise NotSearchable("invalid", name, "Give a date such as ge2026-11-20.")
    try:
        start, end = _span(found)
    except (ValueError, OverflowError):
        raise NotSearchable("invalid", name, "There is no such date.") from None
    tests: Mapping[str, Callable[[datetime], bool]] = {
        "eq": lambda value: start <= value < end,
        "ne": lambda value: not start <= value < end,
        "gt": lambda value: value >= end,
        "sa": lambda value: value >= end,
        "ge": lambda value: value >= start,
        "lt": lambda value: value < start,
        "eb": lambda value: value < start,
        "le": lambda value: value < end,
    }
    return tests[found[1] or "eq"]


def _span(found: re.Match[str]) -> tuple[datetime, datetime]:
    """The time that a date as precise as it is given covers; without an offset it is UTC."""
    _prefix, year, month, day, time = found.groups()
    if time is not None and day is None:
        raise ValueError("a time without a day")
    text = f"{year}{month or '-01'}{day or '-01'}{time or 'T00:00'}"
    start = datetime.fromisoformat(text)
    start = start.astimezone(UTC) if start.tzinfo else start.replace(tzinfo=UTC)
    if month is None:
        return start, start.replace(year=start.year + 1)
    if day is None:
        return start, (start + timedelta(days=31)).replace(day=1)
    if time is None:
        return start, start + timedelta(days=1)
    clock = re.split(r"Z|[+-]", time[1:])[0]
    if "." in clock:
        return start, start + timedelta(microseconds=10 ** (6 - len(clock.split(".")[1])))
    return start, start + timedelta(seconds=1 if clock.count(":") == 2 else 60)
