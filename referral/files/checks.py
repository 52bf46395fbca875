"""What must hold between the cells of one service, whoever wrote the record."""

from __future__ import annotations

from collections.abc import Iterator

from referral.domain.services import Service
from referral.domain.vocabulary import NEED_OF, Level

Complaint = tuple[str, str, dict[str, str]]
"""Column, code and facts; the caller adds the place."""

INDONESIA = (-11.2, 6.5, 94.5, 141.2)
"""South, north, west, east in degrees, with the outer islands."""
_POINTED = ("stated", "village", "kecamatan")


def complaints(service: Service) -> Iterator[Complaint]:
    """Everything about the service that contradicts itself or must not be published."""
    yield from _region(service)
    yield from _point(service)
    yield from _hidden(service)
    yield from _numbers(service)
    offered = {met.need for met in service.needs}
    for sub_need in service.sub_needs:
        if NEED_OF[sub_need] not in offered:
            yield "sub_needs", "sub_need_without_need", {"found": sub_need}


def _region(service: Service) -> Iterator[Complaint]:
    abroad = service.level is Level.ABROAD
    if abroad and service.country is None:
        yield "country", "country_needed", {}
    if not abroad and service.country is not None:
        yield "country", "country_unexpected", {"found": service.country}
    regency, province = service.regency_code, service.province_code
    if regency is not None and regency[:2] != province:
        yield "province_code", "province_mismatch", {"found": province or "", "regency": regency}
    kecamatan = service.kecamatan_code
    if kecamatan is not None and kecamatan[:5] != regency:
        yield "regency_code", "province_mismatch", {"found": regency or "", "kecamatan": kecamatan}


def _point(service: Service) -> Iterator[Complaint]:
    latitude, longitude = service.latitude, service.longitude
    if (latitude is None) != (longitude is None):
        yield "longitude" if longitude is None else "latitude", "incomplete_coordinates", {}
        return
    basis = service.location_basis
    if latitude is None or longitude is None:
        if basis in _POINTED:
            yield "location_basis", "basis_without_coordinates", {"found": basis}
        return
    if basis == "none":
        yield "location_basis", "coordinates_without_basis", {}
    south, north, west, east = INDONESIA
    inside = south <= latitude <= north and west <= longitude <= east
    if service.level is not Level.ABROAD and not inside:
        yield "latitude", "out_of_range", {"found": f"{latitude}, {longitude}"}


def _hidden(service: Service) -> Iterator[Complaint]:
    """R35: where children live, and for a confidential place, nothing says where."""
    if not (service.confidential or service.houses_children):
        return
    if service.address is not None:
        yield "address", "place_must_be_hidden", {}
    if service.kecamatan_code is not None:
        yield "kecamatan_code", "place_must_be_hidden", {}
    if service.latitude is not None and service.location_basis != "regency_seat":
        yield "latitude", "place_must_be_hidden", {}
    if service.location_note is not None:
        yield "location_note", "place_must_be_hidden", {}


def _numbers(service: Service) -> Iterator[Complaint]:
    low, high = service.min_age, service.max_age
    if low is not None and high is not None and low > high:
        yield "max_age", "ages_reversed", {"min_age": str(low), "max_age": str(high)}
    total, free = service.capacity.total, service.capacity.free
    if total is not None and free is not None and free > total:
        yield "capacity_free", "free_exceeds_total", {"total": str(total), "free": str(free)}
