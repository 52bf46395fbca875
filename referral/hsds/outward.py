"""A service as HSDS objects: `service` with its organisation, place, numbers, hours and terms.

The standard's own fields are used wherever they say the same; whatever they cannot say is an
`attribute` under a term of ours (`referral.hsds.terms`), so that nothing is lost on the way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any

from referral.domain.regions import Region
from referral.domain.services import Capacity, Hours, Phone, Service
from referral.domain.vocabulary import Kind, Status, Trilean
from referral.hsds import ids
from referral.hsds.addresses import postal_code
from referral.hsds.terms import BY_ID, fact_code, term_document, term_uuid
from referral.hsds.words import KINDS, NEEDS

Document = dict[str, Any]

STATUSES: Mapping[Status, str] = {
    Status.ACTIVE: "active",
    Status.HISTORICAL: "inactive",
    Status.SUSPENDED: "temporarily closed",
    Status.CLOSED: "defunct",
}
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
OFFSETS = {"Asia/Jakarta": 7, "Asia/Pontianak": 7, "Asia/Makassar": 8, "Asia/Jayapura": 9}
"""Hours ahead of UTC, all year, of Indonesia's zones."""
KEMENDAGRI = "Kemendagri"
WHATSAPP = "WhatsApp"
PLACES = {"id": ids.identifier("unit", "place"), "name": "Place"}
SOURCE = "Source"
ORGANIZATION_TEXT = "An organisation of the directory; its services say what it does."
NATION = "Indonesia"


@dataclass(frozen=True)
class View:
    """How documents are printed: with names of regions, moments of change, editors' facts."""

    regions: Mapping[str, Region] = field(default_factory=dict)
    changed: Mapping[str, datetime] = field(default_factory=dict)
    full: bool = False

    def name(self, code: str | None) -> str | None:
        """The name of a region, if it is known."""
        region = self.regions.get(code or "")
        return None if region is None else region.name

    def offset(self, service: Service) -> int | None:
        """Hours ahead of UTC where the service is."""
        region = self.regions.get(service.regency_code or service.province_code or "")
        return None if region is None else OFFSETS.get(region.timezone)


def service_document(service: Service, view: View) -> Document:
    """The fully nested service."""
    found = flat_service(service, view)
    found["organization"] = flat_organization(service)
    lists: Document = {
        "additional_urls": _sources(service) if view.full else [],
        "phones": list(_phones(service)),
        "schedules": list(_schedules(service, view)),
        "service_areas": list(_areas(service, view)),
        "service_at_locations": [_placed(service, view)],
        "languages": [
            {"id": ids.identifier("language", service.id, code), "code": code}
            for code in service.languages
        ],
        "capacities": list(_capacities(service)),
        "attributes": list(_attributes(service, view)),
    }
    return found | {name: items for name, items in lists.items() if items}


def flat_service(service: Service, view: View) -> Document:
    """The service's own fields, without anything that there may be several of."""
    known = service.provenance
    changed = view.changed.get(service.id)
    return _present(
        id=ids.service_uuid(service.id),
        organization_id=ids.organization_uuid(service.organization),
        name=service.name,
        alternate_name=service.acronym,
        description=_description(service),
        url=service.website,
        email=service.email,
        status=STATUSES[service.status],
        accreditations=service.accreditation,
        minimum_age=service.min_age,
        maximum_age=service.max_age,
        assured_date=known.verified_on.isoformat() if known.verified_on else None,
        alert=service.status_note,
        last_modified=moment(changed) if changed else None,
    )


def listed_service(service: Service, view: View) -> Document:
    """A service of a list: its own fields and its organisation's."""
    return {**flat_service(service, view), "organization": flat_organization(service)}


def flat_organization(service: Service) -> Document:
    """The organisation that runs a service: the directory knows its name alone."""
    return {
        "id": ids.organization_uuid(service.organization),
        "name": service.organization,
        "description": ORGANIZATION_TEXT,
    }


def service_at_location_document(service: Service, view: View, *, full: bool) -> Document:
    """A service at its location, with both; `full` nests all of the service."""
    document = service_document(service, view) if full else listed_service(service, view)
    document.pop("service_at_locations", None)
    found = _placed(service, view)
    if not full:
        found["location"] = flat_location(service, view)
    return {**found, "service": document}


def flat_location(service: Service, view: View) -> Document:
    """The location's own fields."""
    code = service.kecamatan_code or service.regency_code or service.province_code
    place = view.name(service.regency_code) or view.name(service.province_code)
    return _present(
        id=ids.location_uuid(service.id),
        location_type="virtual" if service.kind is Kind.HOTLINE else "physical",
        organization_id=ids.organization_uuid(service.organization),
        name=place,
        description=service.location_note,
        latitude=service.latitude,
        longitude=service.longitude,
        external_identifier=code,
        external_identifier_type=KEMENDAGRI if code else None,
    )


def location_document(service: Service, view: View) -> Document:
    """The location with its address: of an unknown or a hidden one there is none at all.

    Nor of one whose postal code is not known: the standard asks for it, and it is never made up.
    Such a line stands among the record's own values.
    """
    found = flat_location(service, view)
    code = postal_code(service.address)
    if service.address is not None and code is not None:
        found["addresses"] = [_address(service, service.address, code, view)]
    return found


def moment(value: datetime) -> str:
    """A moment in UTC to the millisecond, as the standard asks."""
    return value.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _present(**fields: Any) -> Document:
    return {name: value for name, value in fields.items() if value is not None}


def _description(service: Service) -> str:
    needs = ", ".join(f"{NEEDS[met.need][0].lower()} ({met.how})" for met in service.needs)
    return f"{KINDS[service.kind]}: {needs}." if needs else f"{KINDS[service.kind]}."


def _placed(service: Service, view: View) -> Document:
    return {
        "id": ids.service_at_location_uuid(service.id),
        "service_id": ids.service_uuid(service.id),
        "location_id": ids.location_uuid(service.id),
        "location": location_document(service, view),
    }


def _address(service: Service, address: str, code: str, view: View) -> Document:
    country = service.country or "ID"
    nation = NATION if country == "ID" else country
    province = view.name(service.province_code) or service.province_code or nation
    return {
        "id": ids.identifier("address", service.id),
        "location_id": ids.location_uuid(service.id),
        "address_1": address,
        "city": view.name(service.regency_code) or service.regency_code or province,
        "state_province": province,
        "postal_code": code,
        "country": country,
        "address_type": "physical",
    }


def _sources(service: Service) -> list[Document]:
    return [
        {"id": ids.identifier("url", service.id, url), "label": SOURCE, "url": url}
        for url in service.provenance.source_urls
    ]


def _phones(service: Service) -> Iterator[Document]:
    voice = (("voice", None, at, phone) for at, phone in enumerate(service.phones))
    text = (("text", WHATSAPP, at, phone) for at, phone in enumerate(service.whatsapp))
    for kind, description, at, phone in (*voice, *text):
        key = ids.identifier("phone", service.id, kind, at)
        said = _of_phone(phone)
        attributes = [_attribute(key, "phone", "record", code, value) for code, value in said]
        yield _present(
            id=key,
            number=phone.display if phone.number is None else phone.number,
            type=kind,
            description=description,
            attributes=attributes or None,
        )


def _of_phone(phone: Phone) -> Iterator[tuple[str, str]]:
    if phone.number is None:
        yield "phone_not_dialled", "yes"
    elif phone.display != phone.number:
        yield "phone_printed", phone.display
    if phone.short_code:
        yield "phone_short_code", "yes"
    if phone.open_24h is not None:
        yield "phone_open_24h", _yes(phone.open_24h)


def _schedules(service: Service, view: View) -> Iterator[Document]:
    hours, offset = service.hours, view.offset(service)
    suffix = "" if offset is None else f"+{offset:02d}:00"
    for (start, end), days in _by_times(hours).items():
        yield _present(
            id=ids.identifier("schedule", service.id, start, end),
            timezone=offset,
            freq="WEEKLY",
            byday=",".join(DAYS[day] for day in days),
            opens_at=_clock(start) + suffix,
            closes_at=_clock(end) + suffix,
        )
    if hours.text is not None:
        yield {"id": ids.identifier("schedule", service.id, "text"), "description": hours.text}


def _by_times(hours: Hours) -> dict[tuple[int, int], list[int]]:
    found: dict[tuple[int, int], list[int]] = {}
    for span in hours.intervals:
        found.setdefault((span.start, span.end), []).append(span.weekday)
    return found


def _clock(minute: int) -> str:
    """HH:MM; what closes after midnight closes the next day, at or before it opened."""
    return f"{minute // 60 % 24:02d}:{minute % 60:02d}"


def _areas(service: Service, view: View) -> Iterator[Document]:
    for code in service.coverage:
        yield {
            "id": ids.identifier("service_area", service.id, code),
            "name": view.name(code) or (NATION if code == "ID" else code),
            "extent": code,
            "extent_type": "text",
        }


def whole_count(capacity: Capacity) -> tuple[int, date] | None:
    """Free places and their day, where both are known: the standard takes no count without."""
    if capacity.free is None or capacity.counted_on is None:
        return None
    return capacity.free, capacity.counted_on


def _capacities(service: Service) -> Iterator[Document]:
    counted = whole_count(service.capacity)
    if counted is not None:
        free, day = counted
        yield _present(
            id=ids.identifier("service_capacity", service.id),
            unit=PLACES,
            available=free,
            maximum=service.capacity.total,
            updated=f"{day.isoformat()}T00:00:00.000Z",
        )


def _attributes(service: Service, view: View) -> Iterator[Document]:
    key = ids.service_uuid(service.id)
    seen: Counter[str] = Counter()
    for taxonomy, code, value in said_of(service, full=view.full):
        yield _attribute(key, "service", taxonomy, code, value, seen[code])
        seen[code] += 1


def said_of(service: Service, *, full: bool) -> Iterator[tuple[str, str, str | None]]:
    """What a service's attributes say: taxonomy, code of the term, value."""
    for met in service.needs:
        yield "need", met.need, f"{met.how}:{met.basis}"
    for sub_need in service.sub_needs:
        yield "need", sub_need, None
    for name in sorted(service.facts):
        known = service.facts[name]
        yield "fact", fact_code(name, known.value), known.basis
    yield "kind", service.kind, None
    yield "level", service.level, None
    yield "operator", service.operator, None
    for code, value in _of_record(service, full=full):
        yield "record", code, value


def _of_record(service: Service, *, full: bool) -> Iterator[tuple[str, str]]:
    known, capacity = service.provenance, service.capacity
    yield "slug", service.id
    yield from (("alias", alias) for alias in service.aliases)
    for name in ("takes_reports", "ecpat_member", "confidential"):
        if getattr(service, name):
            yield name, "yes"
    if service.hours.closed_on_holidays is not Trilean.UNKNOWN:
        yield "closed_on_holidays", service.hours.closed_on_holidays
    counts: dict[str, object] = {} if whole_count(capacity) else {
        "capacity_total": capacity.total,
        "capacity_free": capacity.free,
        "capacity_counted_on": capacity.counted_on,
    }  # fmt: skip
    single: dict[str, object] = {
        "country": service.country,
        "address": service.address if postal_code(service.address) is None else None,
        "location_basis": service.location_basis,
        "boys_with_mother_max_age": service.boys_with_mother_max_age,
        **counts,
        "hospital_type": service.hospital_type,
        "hospital_class": service.hospital_class,
        "ownership": service.ownership,
        "registry_id": service.registry_id,
        "publisher": known.publisher,
        "source_year": known.year,
        "confidence": known.confidence,
        "phone_year": known.phone_year,
        "evidence": known.evidence if full else None,
    }
    for name, value in single.items():
        if value is not None:
            yield name, str(value)


def _attribute(
    key: str, entity: str, taxonomy: str, code: str, value: str | None, at: int = 0
) -> Document:
    term = term_uuid(taxonomy, str(code))
    return _present(
        id=ids.identifier("attribute", key, taxonomy, code, at),
        link_id=key,
        link_type=taxonomy,
        link_entity=entity,
        value=None if value is None else str(value),
        taxonomy_term_id=term,
        taxonomy_term=_term(term),
    )


@cache
def _term(key: str) -> Document:
    return term_document(BY_ID[key])


def _yes(value: bool) -> str:
    return "yes" if value else "no"
