"""A Service as rows of the tables, and a hash of them that two databases agree on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from referral.domain.services import Phone, Service, Statement

Rows = dict[str, list[dict[str, Any]]]
"""Rows by table name."""

_NAMESPACE = uuid5(NAMESPACE_URL, "urn:rujuk:organization")
HASH_LENGTH = 16


def organization_id(name: str) -> str:
    """The id of an organisation: one name is one organisation."""
    return str(uuid5(_NAMESPACE, name))


def rows_of(service: Service, origin: str) -> Rows:
    """Every row that holds the service, its content hash among them."""
    rows: Rows = {
        "organization": [
            {"id": organization_id(service.organization), "name": service.organization}
        ],
        "location": [_location(service)],
        "service": [_service(service)],
        "service_at_location": [
            {"id": service.id, "service_id": service.id, "location_id": service.id}
        ],
        "phone": [
            *_phones(service.id, "voice", service.phones),
            *_phones(service.id, "whatsapp", service.whatsapp),
        ],
        "schedule": [
            {"service_id": service.id, "weekday": interval.weekday,
             "opens_at": interval.start, "closes_at": interval.end}
            for interval in service.hours.intervals
        ],
        "service_alias": _numbered(service.id, "name", service.aliases),
        "source": _numbered(service.id, "url", service.provenance.source_urls),
        "service_area": _numbered(service.id, "code", service.coverage),
        "language": _numbered(service.id, "code", service.languages),
        "attribute": list(_attributes(service)),
        "service_capacity": _capacity(service),
    }  # fmt: skip
    row = rows["service"][0]
    row["content_hash"] = _hash(json.dumps(rows, sort_keys=True, default=str))
    row["origin"] = origin
    return rows


def statement_rows(statements: Iterable[Statement]) -> list[dict[str, Any]]:
    """Rows of statements, in their order."""
    return [
        {
            "position": position,
            "region_code": statement.region_code,
            "unit": statement.unit,
            "status": str(statement.status),
            "have": statement.have,
            "of": statement.of,
            "year": statement.year,
            "note": statement.note,
            "publisher": statement.publisher,
            "source_url": statement.source_url,
        }
        for position, statement in enumerate(statements)
    ]


def version_of(content_hashes: Iterable[str], statements: Iterable[dict[str, Any]]) -> str:
    """The directory's version: a hash of the records' hashes, in the order of their ids."""
    told = json.dumps(list(statements), sort_keys=True, default=str)
    return _hash("\n".join([*content_hashes, told]))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:HASH_LENGTH]


def _location(service: Service) -> dict[str, Any]:
    return {
        "id": service.id,
        "hidden": service.confidential or service.houses_children,
        "latitude": service.latitude,
        "longitude": service.longitude,
        "location_basis": service.location_basis,
        "location_note": service.location_note,
        "address": service.address,
        "country": service.country,
        "province_code": service.province_code,
        "regency_code": service.regency_code,
        "kecamatan_code": service.kecamatan_code,
    }


def _service(service: Service) -> dict[str, Any]:
    known = service.provenance
    return {
        "id": service.id,
        "organization_id": organization_id(service.organization),
        "name": service.name,
        "acronym": service.acronym,
        "kind": str(service.kind),
        "status": str(service.status),
        "status_note": service.status_note,
        "level": str(service.level),
        "operator": str(service.operator),
        "takes_reports": service.takes_reports,
        "ecpat_member": service.ecpat_member,
        "confidential": service.confidential,
        "email": service.email,
        "website": service.website,
        "min_age": service.min_age,
        "max_age": service.max_age,
        "boys_with_mother_max_age": service.boys_with_mother_max_age,
        "closed_on_holidays": str(service.hours.closed_on_holidays),
        "hours_text": service.hours.text,
        "hospital_type": service.hospital_type,
        "hospital_class": service.hospital_class,
        "ownership": service.ownership,
        "registry_id": service.registry_id,
        "accreditation": service.accreditation,
        "publisher": known.publisher,
        "source_year": known.year,
        "confidence": str(known.confidence),
        "verified_on": known.verified_on,
        "phone_year": known.phone_year,
        "evidence": known.evidence,
    }


def _phones(service_id: str, channel: str, phones: Iterable[Phone]) -> Iterator[dict[str, Any]]:
    for position, phone in enumerate(phones):
        yield {
            "service_id": service_id,
            "channel": channel,
            "position": position,
            "number": phone.number,
            "display": phone.display,
            "short_code": phone.short_code,
            "open_24h": phone.open_24h,
        }


def _numbered(service_id: str, column: str, values: Iterable[str]) -> list[dict[str, Any]]:
    return [
        {"service_id": service_id, "position": position, column: value}
        for position, value in enumerate(values)
    ]


def _attributes(service: Service) -> Iterator[dict[str, Any]]:
    for position, met in enumerate(service.needs):
        yield _attribute(service.id, f"need:{met.need}", position, met.how, met.basis)
    for position, sub_need in enumerate(service.sub_needs):
        yield _attribute(service.id, f"sub_need:{sub_need}", position, None, None)
    for name in sorted(service.facts):
        known = service.facts[name]
        yield _attribute(service.id, f"fact:{name}", 0, known.value, known.basis)


def _attribute(
    service_id: str, term: str, position: int, value: str | None, basis: str | None
) -> dict[str, Any]:
    return {
        "service_id": service_id,
        "term_id": term,
        "position": position,
        "value": None if value is None else str(value),
        "basis": None if basis is None else str(basis),
    }


def _capacity(service: Service) -> list[dict[str, Any]]:
    capacity = service.capacity
    if capacity.total is None and capacity.free is None and capacity.counted_on is None:
        return []
    return [
        {
            "service_id": service.id,
            "total": capacity.total,
            "free": capacity.free,
            "counted_on": capacity.counted_on,
        }
    ]
