"""What the three kinds of resources are made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from referral.domain.regions import Region
from referral.domain.services import Service
from referral.hsds import ids
from referral.hsds.addresses import postal_code


@dataclass(frozen=True, slots=True)
class Placed:
    """A service, as a HealthcareService or as the Location where it is."""

    service: Service
    changed: datetime | None = None

    @property
    def organization_id(self) -> str:
        """Of the organisation that runs it."""
        return ids.organization_uuid(self.service.organization)


@dataclass(frozen=True, slots=True)
class Running:
    """An organisation with every service it runs that the public knows, one at least."""

    services: tuple[Service, ...]
    changed: datetime | None = None

    @property
    def name(self) -> str:
        """The organisation's name."""
        return self.services[0].organization

    @property
    def regencies(self) -> frozenset[str]:
        """Where its services stand, as far as that is public."""
        return frozenset(one.regency_code for one in self.services if one.regency_code)

    @property
    def provinces(self) -> frozenset[str]:
        """The provinces of these."""
        return frozenset(code[:2] for code in self.regencies)


Regions = Mapping[str, Region]


@dataclass(frozen=True, slots=True)
class Address:
    """An address as far as it is public; no place that is kept secret has any."""

    text: str | None = None
    city: str | None = None
    state: str | None = None
    postal_code: str | None = None
    country: str = "ID"


def address_of(service: Service, regions: Regions) -> Address | None:
    """The address of a service: none at all of one behind a gateway or without a regency."""
    if service.confidential and service.regency_code is None:
        return None
    city, state = (name_of(code, regions) for code in (service.regency_code, service.province_code))
    if not (service.address or city or state or service.country):
        return None
    return Address(
        service.address,
        city,
        state,
        postal_code(service.address),
        service.country or "ID",
    )


def seat_of(running: Running, regions: Regions) -> Address | None:
    """Where an organisation is at work, if in one regency or one province alone."""
    if len(running.provinces) != 1:
        return None
    (province,) = running.provinces
    city = name_of(next(iter(running.regencies)), regions) if len(running.regencies) == 1 else None
    return Address(city=city, state=name_of(province, regions))


def name_of(code: str | None, regions: Regions) -> str | None:
    """The name of a region."""
    region = regions.get(code or "")
    return None if region is None else region.name
