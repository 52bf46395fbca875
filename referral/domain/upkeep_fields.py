"""A service as flat fields of plain values, for its history: what changed, and back again.

A field's name is its path in a Service: `name`, `facts.inpatient`, `capacity.free`. A value is
what JSON holds; None is "not recorded". The opening spans are one field, their printed form
another (`hours.text`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from referral.domain import private_text
from referral.domain.services import (
    FACT_NAMES,
    UNKNOWN,
    Capacity,
    Hours,
    Interval,
    NeedMet,
    Phone,
    Provenance,
    Service,
    fact,
)
from referral.domain.vocabulary import (
    Basis,
    Confidence,
    How,
    Kind,
    Level,
    Need,
    Operator,
    Status,
    SubNeed,
    Trilean,
)

Fields = Mapping[str, Any]

PLACE = frozenset(
    ("address", "kecamatan_code", "location_note", "location_basis", "latitude", "longitude")
)
"""What tells where a place is: of one that is hidden, no history keeps it (R35)."""

TEXTS = frozenset(("status_note", "hours.text", "provenance.evidence"))
"""Free texts, in which an address may stand all the same."""

_ENUMS: Mapping[str, Any] = {"kind": Kind, "status": Status, "level": Level, "operator": Operator}
_PLAIN = (
    "name", "organization", "takes_reports", "regency_code", "province_code", "country",
    "kecamatan_code", "acronym", "ecpat_member", "latitude", "longitude", "location_basis",
    "location_note", "address", "confidential", "email", "website", "min_age", "max_age",
    "boys_with_mother_max_age", "hospital_type", "hospital_class", "ownership", "registry_id",
    "accreditation", "status_note",
)  # fmt: skip
_LISTS = ("coverage", "aliases", "languages")
_PHONES = ("phones", "whatsapp")
_KNOWN = ("publisher", "year", "phone_year", "evidence")


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field, and its value before and after.

    `withheld`: that it changed is told, but not from what to what, as it said where a hidden
    place is.
    """

    field: str
    before: Any
    after: Any
    withheld: bool = False


def fields_of(service: Service) -> dict[str, Any]:
    """Every field of a service but its id."""
    known, capacity = service.provenance, service.capacity
    return {
        **{name: getattr(service, name) for name in _PLAIN},
        **{name: str(getattr(service, name)) for name in _ENUMS},
        **{name: list(getattr(service, name)) for name in _LISTS},
        **{name: [_phone(one) for one in getattr(service, name)] for name in _PHONES},
        "needs": [[str(met.need), str(met.how), str(met.basis)] for met in service.needs],
        "sub_needs": [str(one) for one in service.sub_needs],
        "hours": _hours(service.hours),
        "hours.text": service.hours.text,
        "capacity.total": capacity.total,
        "capacity.free": capacity.free,
        "capacity.counted_on": _day(capacity.counted_on),
        **{f"provenance.{name}": getattr(known, name) for name in _KNOWN},
        "provenance.confidence": str(known.confidence),
        "provenance.verified_on": _day(known.verified_on),
        "provenance.source_urls": list(known.source_urls),
        **{f"facts.{name}": _fact(service, name) for name in FACT_NAMES},
    }


def service_of(service_id: str, fields: Fields) -> Service:
    """The service that has these fields; `service_of(s.id, fields_of(s))` equals `s`."""
    spans = fields["hours"] or {"spans": [], "holidays": Trilean.UNKNOWN}
    counted, verified = fields["capacity.counted_on"], fields["provenance.verified_on"]
    facts = {name: fields.get(f"facts.{name}") for name in FACT_NAMES}
    lists: dict[str, Any] = {name: tuple(fields[name]) for name in _LISTS}
    lists |= {name: tuple(Phone(*one) for one in fields[name]) for name in _PHONES}
    return Service(
        id=service_id,
        **{name: fields[name] for name in _PLAIN},
        **{name: enum(fields[name]) for name, enum in _ENUMS.items()},
        **lists,
        needs=tuple(NeedMet(Need(n), How(how), Basis(b)) for n, how, b in fields["needs"]),
        sub_needs=tuple(SubNeed(one) for one in fields["sub_needs"]),
        hours=Hours(
            tuple(Interval(*one) for one in spans["spans"]),
            Trilean(spans["holidays"]),
            fields["hours.text"],
        ),
        capacity=Capacity(fields["capacity.total"], fields["capacity.free"], _read_day(counted)),
        provenance=Provenance(
            **{name: fields[f"provenance.{name}"] for name in _KNOWN},
            confidence=Confidence(fields["provenance.confidence"]),
            verified_on=_read_day(verified),
            source_urls=tuple(fields["provenance.source_urls"]),
        ),
        facts={
            name: fact(Trilean(told[0]), Basis(told[1])) for name, told in facts.items() if told
        },
    )


def changes_between(before: Service, after: Service) -> tuple[FieldChange, ...]:
    """The fields in which two states of a record differ, in a fixed order.

    Where either state is hidden, what tells the place is withheld.
    """
    hidden = tells_no_place(before) or tells_no_place(after)
    old, new = fields_of(before), fields_of(after)
    return tuple(
        FieldChange(name, None, None, withheld=True)
        if hidden and (name in PLACE or says_where(name, old[name], new[name]))
        else FieldChange(name, old[name], new[name])
        for name in sorted(new)
        if old[name] != new[name]
    )


def says_where(field: str, *values: Any) -> bool:
    """True where a free text of a record seems to say where it is."""
    return field in TEXTS and any(
        isinstance(value, str) and private_text.tells_where(value) for value in values
    )


def undone(service: Service, changes: Iterable[FieldChange]) -> Service:
    """The record as it was before these changes, given the newest first.

    What was withheld stays as it is.
    """
    fields = fields_of(service)
    for change in changes:
        if not change.withheld:
            fields[change.field] = change.before
    return service_of(service.id, fields)


def with_field(service: Service, field: str, value: Any) -> Service:
    """The record with one field set to a value of its history.

    :raises KeyError: there is no such field
    """
    fields = fields_of(service)
    if field not in fields:
        raise KeyError(field)
    return service_of(service.id, {**fields, field: value})


def tells_no_place(service: Service) -> bool:
    """True for a record that may not say where it is, in storage too (R35)."""
    return service.confidential or service.houses_children


def placeless(fields: Fields) -> dict[str, Any]:
    """The fields of a record without what tells where it is; its regency's seat may stay (R35)."""
    seat = ("location_basis", "latitude", "longitude")
    if fields["location_basis"] == "regency_seat":
        return {**fields, **dict.fromkeys(PLACE - frozenset(seat))}
    return {**fields, **dict.fromkeys(PLACE), "location_basis": "none"}


def _phone(phone: Phone) -> list[Any]:
    return [phone.number, phone.display, phone.short_code, phone.open_24h]


def _hours(hours: Hours) -> dict[str, Any] | None:
    if not hours.intervals and hours.closed_on_holidays is Trilean.UNKNOWN:
        return None
    spans = [[one.weekday, one.start, one.end] for one in hours.intervals]
    return {"spans": spans, "holidays": str(hours.closed_on_holidays)}


def _fact(service: Service, name: str) -> list[str] | None:
    known = service.fact(name)
    return None if known == UNKNOWN else [str(known.value), str(known.basis)]


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _read_day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
