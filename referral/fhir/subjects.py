"""What the three kinds of resources are made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from referral.domain.regions import Region
from referral.domain.services import Service
from referral.hsds import ids
from referral.hsds.addresses import postal_code

Regions = Mapping[str, Region]


@dataclass(frozen=True, slots=True)
class Address:
    """An address as far as it is public; no place that is kept secret has any."""

    text: str | None = None
    city: str | None = None
    state: str | None = None
    postal_code: str | None = None
    country: str = "ID"


@dataclass(frozen=True, slots=True)
class Placed:
    """A service, as a HealthcareService or as the Location where it is.

    `place` is the name of its regency, or of its province where no more is told.
    """

    service: Service
    changed: datetime | None = None
    address: Address | None = None
    place: str | None = None

    @property
    def organization_id(self) -> str:
        """Of the organisation that runs it."""
        return ids.organization_uuid(self.service.organization)


@dataclass(frozen=True, slots=True)
class Running:
    """An organisation with every service it runs that the public knows, one at least."""

    services: tuple[Service, ...]
    changed: datetime | None = None
    address: Address | None = None

    @property
    def name(self) -> str:
        """The organisation's name."""
        return self.services[0].organization


def placed(service: Service, regions: Regions, changed: datetime | None = None) -> Placed:
    """A service with its address: none at all of one behind a gateway."""
    city, state = (_name(code, regions) for code in (service.regency_code, service.province_code))
    return Placed(service, changed, _address_of(service, city, state), city or state)


def running(
    services: tuple[Service, ...], regions: Regions, changed: datetime | None = None
) -> Running:
    """An organisation, with an address if it is at work in one regency or province alone."""
    regencies = {one.regency_code for one in services if one.regency_code}
    provinces = {code[:2] for code in regencies}
    if len(provinces) != 1:
        return Running(services, changed)
    city = _name(min(regencies), regions) if len(regencies) == 1 else None
    return Running(services, changed, Address(city=city, state=_name(min(provinces), regions)))


def _address_of(service: Service, city: str | None, state: str | None) -> Address | None:
    if service.confidential and service.regency_code is None:
        return None
    if not (service.address or city or state or service.country):
        return None
    code = postal_code(service.address)
    return Address(service.address, city, state, code, service.country or "ID")


def _name(code: str | None, regions: Regions) -> str | None:
    region = regions.get(code or "")
    return None if region is None else region.name
