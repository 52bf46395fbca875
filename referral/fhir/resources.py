"""Services and organisations as FHIR R4 resources, made with the library that checks them.

R4B is R4 for these resources. What the directory does not know is left out: FHIR has no field
for "nobody has said".
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from fhir.resources.R4B.healthcareservice import HealthcareService
from fhir.resources.R4B.location import Location
from fhir.resources.R4B.organization import Organization

from referral.domain.services import Service
from referral.domain.vocabulary import Operator, Status, Trilean
from referral.fhir.subjects import Address, Placed, Running
from referral.hsds import ids
from referral.hsds.words import KINDS, NEEDS, OPERATORS, SUB_NEEDS

Json = dict[str, Any]
Resource = Any
"""A resource as the library holds it: checked, and printed by `printed`."""

SYSTEM = "urn:rujuk:"
"""Code systems of the directory's vocabulary: `urn:rujuk:need`, `urn:rujuk:kind` …"""
SLUGS = f"{SYSTEM}service"
LANGUAGES = "urn:ietf:bcp:47"
STATUSES = {Status.ACTIVE: "active", Status.SUSPENDED: "suspended"}
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY = 1440


def healthcare_service(placed: Placed) -> Resource:
    """A service; its location is a resource of its own."""
    service = placed.service
    found = {
        **_head(ids.service_uuid(service.id), placed.changed),
        "identifier": [{"system": SLUGS, "value": service.id}],
        "active": service.status is Status.ACTIVE,
        "providedBy": _reference("Organization", placed.organization_id, service.organization),
        "category": _categories(service),
        "type": _types(service),
        "location": [_reference("Location", ids.location_uuid(service.id))],
        "name": service.name,
        "comment": service.status_note,
        "telecom": list(_telecom(service)),
        "eligibility": list(_eligibility(service)),
        "communication": [_concept(LANGUAGES, code, code) for code in service.languages],
        "appointmentRequired": _appointment(service),
        "availableTime": list(_times(service)),
        "notAvailable": _holidays(service),
        "availabilityExceptions": service.hours.text,
    }
    return checked(HealthcareService, found)


def location(placed: Placed) -> Resource:
    """Where a service is; of a place that is kept secret neither address nor position."""
    service = placed.service
    pointed = service.latitude is not None and not service.confidential
    found = {
        **_head(ids.location_uuid(service.id), placed.changed),
        "status": STATUSES.get(service.status, "inactive"),
        "name": f"{service.name}, {placed.place}" if placed.place else service.name,
        "description": service.location_note,
        "mode": "instance",
        "type": [_kind(service)],
        "telecom": list(_telecom(service)),
        "address": _address(placed.address),
        "position": _position(service) if pointed else None,
        "managingOrganization": _reference("Organization", placed.organization_id),
    }
    return checked(Location, found)


def organization(running: Running) -> Resource:
    """An organisation, active while any of its services is."""
    seat = _address(running.address)
    found = {
        **_head(ids.organization_uuid(running.name), running.changed),
        "active": any(one.status is Status.ACTIVE for one in running.services),
        "type": [
            _concept(f"{SYSTEM}operator", operator, OPERATORS[operator])
            for operator in operators_of(running)
        ],
        "name": running.name,
        "address": [seat] if seat else None,
    }
    return checked(Organization, found)


def operators_of(running: Running) -> list[Operator]:
    """The institutions behind its services."""
    return sorted({one.operator for one in running.services})


def instant(moment: datetime) -> str:
    """A moment as FHIR's `instant`."""
    return moment.isoformat(timespec="milliseconds")


def spans(service: Service) -> Iterator[tuple[int, int, int]]:
    """Opening times as weekday, start and end within one day; past midnight is the next day."""
    for span in service.hours.intervals:
        yield span.weekday, span.start, min(span.end, DAY)
        if span.end > DAY:
            yield (span.weekday + 1) % 7, 0, span.end - DAY


def _head(key: str, changed: datetime | None) -> Json:
    return {"id": key, "meta": {"lastUpdated": instant(changed)} if changed else None}


def checked(kind: Any, found: Json) -> Resource:
    """A resource of a kind; what is empty is left out, as FHIR demands.

    :raises ValueError: it is no resource of that kind
    """
    present = {name: value for name, value in found.items() if value not in (None, [], {})}
    return kind.model_validate(present)


def printed(resource: Resource) -> Json:
    """A resource as JSON."""
    made: Json = resource.model_dump(mode="json")
    return made


def _reference(kind: str, key: str, display: str | None = None) -> Json:
    found = {"reference": f"{kind}/{key}"}
    return {**found, "display": display} if display else found


def _concept(system: str, code: str, display: str) -> Json:
    return {"coding": [{"system": system, "code": str(code), "display": display}]}


def _kind(service: Service) -> Json:
    return _concept(f"{SYSTEM}kind", service.kind, KINDS[service.kind])


def _categories(service: Service) -> list[Json]:
    """The needs it meets; of what meets none itself (a commission, a network) its kind."""
    needs = [
        {**_concept(f"{SYSTEM}need", met.need, NEEDS[met.need][0]), "text": str(met.how)}
        for met in service.needs
    ]
    return needs or [_kind(service)]


def _types(service: Service) -> list[Json]:
    narrower = [
        _concept(f"{SYSTEM}need", sub_need, SUB_NEEDS[sub_need][0])
        for sub_need in service.sub_needs
    ]
    return [_kind(service), *narrower]


def _telecom(service: Service) -> Iterator[Json]:
    for phone in service.phones:
        yield {"system": "phone", "value": phone.number or phone.display, "use": "work"}
    for phone in service.whatsapp:
        value = f"WhatsApp {phone.number or phone.display}"
        yield {"system": "other", "value": value, "use": "work"}
    if service.email:
        yield {"system": "email", "value": service.email, "use": "work"}
    if service.website:
        yield {"system": "url", "value": service.website, "use": "work"}


def _eligibility(service: Service) -> Iterator[Json]:
    low, high = service.min_age, service.max_age
    if low is not None or high is not None:
        ages = f"{'' if low is None else low}-{'' if high is None else high}"
        yield {"code": {"text": "age"}, "comment": f"Ages {ages} years."}
    for name, text in (("accepts_girls", "girls"), ("accepts_boys", "boys")):
        known = service.fact(name)
        if known.stated_yes or known.stated_no:
            comment = f"{'Takes' if known.stated_yes else 'Does not take'} {text}."
            yield {"code": {"text": name}, "comment": comment}


def _appointment(service: Service) -> bool | None:
    walk_in = service.fact("walk_in")
    if walk_in.stated_yes or walk_in.stated_no:
        return walk_in.stated_no
    return None


def _times(service: Service) -> Iterator[Json]:
    if service.fact("open_24h").stated_yes and not service.hours.recorded:
        yield {"daysOfWeek": list(DAYS), "allDay": True}
    by_times: dict[tuple[int, int], list[int]] = {}
    for weekday, start, end in spans(service):
        by_times.setdefault((start, end), []).append(weekday)
    for (start, end), days in by_times.items():
        listed = [DAYS[day] for day in sorted(set(days))]
        if (start, end) == (0, DAY):
            yield {"daysOfWeek": listed, "allDay": True}
        else:
            yield {
                "daysOfWeek": listed,
                "availableStartTime": _clock(start),
                "availableEndTime": _clock(end),
            }


def _clock(minute: int) -> str:
    """HH:MM:SS; FHIR has no 24:00."""
    return "23:59:59" if minute >= DAY else f"{minute // 60:02d}:{minute % 60:02d}:00"


def _holidays(service: Service) -> list[Json]:
    shut = service.hours.closed_on_holidays is Trilean.YES
    return [{"description": "Public holidays"}] if shut else []


def _address(address: Address | None) -> Json | None:
    if address is None:
        return None
    found = {
        "use": "work",
        "text": address.text,
        "city": address.city,
        "state": address.state,
        "postalCode": address.postal_code,
        "country": address.country,
    }
    return {name: value for name, value in found.items() if value is not None}


def _position(service: Service) -> Json:
    return {"latitude": service.latitude, "longitude": service.longitude}
