"""A service as anybody may see it (R35), as a value of the same kind: what exports print."""

from __future__ import annotations

from dataclasses import replace

from referral.domain.plans import Shown
from referral.domain.services import Capacity, Service
from referral.domain.upkeep_fields import tells_no_place

SEAT = "regency_seat"


def public_face(shown: Shown) -> Service:
    """The service with everything taken away that may not leave the product.

    A hidden place has the opaque id, the needs it meets, its province, and for all else its
    gateway's record; the gateway's own place is not given either, for it would tell the regency.
    Where only the place is hidden, address and point go: without a point it stands at the
    regency's seat.
    Evidence and source links are for editors.
    """
    service = shown.service
    if shown.gateway is not None:
        return _behind(shown.gateway, shown)
    if not shown.hide_place:
        return _without_sources(service)
    return replace(
        _without_sources(service),
        address=None,
        kecamatan_code=None,
        location_note=None,
        latitude=None,
        longitude=None,
        location_basis=SEAT if service.regency_code else "none",
    )


def without_place(service: Service) -> Service:
    """The record as editors get it: whole, but for where a hidden place or a shelter is (R35).

    Nothing of that is stored either: this holds should it ever be.
    """
    if not tells_no_place(service):
        return service
    seat = service.location_basis == SEAT
    return replace(
        service,
        address=None,
        kecamatan_code=None,
        location_note=None,
        latitude=service.latitude if seat else None,
        longitude=service.longitude if seat else None,
        location_basis=SEAT if seat else "none",
    )


def _behind(gateway: Service, shown: Shown) -> Service:
    service = shown.service
    return replace(
        _without_sources(gateway),
        id=shown.public_id,
        needs=service.needs,
        sub_needs=(),
        status=service.status,
        status_note=None,
        country=service.country,
        province_code=service.province_code,
        regency_code=None,
        kecamatan_code=None,
        coverage=(service.province_code,) if service.province_code else (),
        address=None,
        latitude=None,
        longitude=None,
        location_basis="none",
        location_note=None,
        confidential=True,
        capacity=Capacity(),
        registry_id=None,
    )


def _without_sources(service: Service) -> Service:
    known = replace(service.provenance, source_urls=(), evidence=None)
    return replace(service, provenance=known)
