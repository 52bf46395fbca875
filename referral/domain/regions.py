"""Regions and places as values: codes of the Home Ministry (Kemendagri), with dots.

The boundary files, the search index and the arithmetic on the sphere live in `referral.geo`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from referral.domain.vocabulary import Band


@dataclass(frozen=True, slots=True)
class Region:
    """A province (code `53`) or a regency or city (code `53.07`).

    Coordinates are those of the seat of government in degrees (WGS 84); `timezone` is an IANA
    name (Asia/Jakarta, Asia/Makassar, Asia/Jayapura); `area_km2` and `population` as in the
    gazetteer, 0 when it has none.
    """

    code: str
    name: str
    seat: str
    latitude: float
    longitude: float
    timezone: str
    population: int
    area_km2: float
    landmass: int

    @property
    def province_code(self) -> str:
        """Code of the province this region is, or lies in."""
        return self.code[:2]

    @property
    def is_province(self) -> bool:
        """True for a province."""
        return len(self.code) == 2


@dataclass(frozen=True, slots=True)
class Place:
    """Where a child is now, resolved: inside one regency of Indonesia, or another country.

    Of a country only `code`, `country` and `timezone` (that of its Indonesian mission) hold.

    `code` is the most precise code found (province resolves to its capital's regency);
    `resolved_by` says how: `code`, `coordinate`, `coordinate_near_shore`, `name`.
    `landmass` numbers the connected land the point stands on; 0 is unknown.
    """

    code: str
    name: str
    regency_code: str
    regency: str
    province_code: str
    province: str
    kecamatan_code: str | None
    timezone: str
    latitude: float
    longitude: float
    landmass: int
    resolved_by: str
    country: str = "ID"

    @property
    def abroad(self) -> bool:
        """True for a whole country other than Indonesia, `code` being its ISO 3166 code."""
        return self.country != "ID"


@dataclass(frozen=True, slots=True)
class TravelLeg:
    """A part of a journey: minutes under way (boarding included), then the wait to be expected.

    `link` is the id of the recorded crossing; None on the road.
    """

    mode: str
    minutes: int
    wait: int = 0
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Travel:
    """Travel between a place and a service.

    `km` is the great circle; `minutes` None where no recorded chain of ways is known (R25).
    `legs` are the parts of the journey in their order, where they are known.
    """

    km: float | None
    minutes: int | None
    band: Band
    modes: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    confidence: str = "unknown"
    legs: tuple[TravelLeg, ...] = ()


NO_TRAVEL = Travel(km=None, minutes=None, band=Band.UNKNOWN)


class Reach(Protocol):
    """Travel to many services as columns, in the order asked."""

    @property
    def km(self) -> Sequence[float | None]:
        """Great-circle kilometres; None where a service stands nowhere."""

    @property
    def minutes(self) -> Sequence[int | None]:
        """Travel minutes; None where no recorded chain of ways is known (R25)."""

    def journey(self, position: int) -> Travel:
        """The travel at a position of the columns, in full: modes, links, confidence."""


class Geography(Protocol):
    """What routing asks of the map; `referral.geo` answers, tests answer with a small table."""

    @property
    def regions(self) -> Mapping[str, Region]:
        """Provinces and regencies by code."""

    def neighbours(self, province_code: str) -> frozenset[str]:
        """Provinces with a land border or a direct recorded link (order of judgement, 3)."""

    def reach(self, place: Place, services: Sequence[int], hour: float | None = None) -> Reach:
        """Travel to services, by their index in the directory, setting out at a local hour."""
