"""Travel from a place to every service of a directory.

On one landmass the minutes are the great circle times a detour factor over a speed, both from
the policy, and marked as estimated. Between landmasses a distance says nothing without a
recorded link (R25): the minutes are None and the band is unknown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np
import numpy.typing as npt

from referral.domain.regions import NO_TRAVEL, Place, Region, Travel
from referral.domain.vocabulary import Band
from referral.geo.atlas import Atlas
from referral.geo.sphere import Floats, haversine_km
from referral.geo.tables import Numbers

BANDS = tuple(Band)
"""Bands by their number in `Reach.bands`, nearest first, unknown last."""

_BAND_ENDS = np.array([60, 180, 360, 1440])
_UNKNOWN = BANDS.index(Band.UNKNOWN)

Indices = Sequence[int] | npt.NDArray[np.integer]


@dataclass(frozen=True, slots=True)
class LandSpeed:
    """How fast one gets on by road: road kilometres per straight one, and kilometres an hour."""

    detour: float
    kmh: float

    @property
    def minutes_per_km(self) -> float:
        """Minutes for one kilometre of the great circle."""
        return self.detour / self.kmh * 60


@dataclass(frozen=True, slots=True)
class ServicePoints:
    """Where the services of a directory stand, by their index in it.

    `latitude` and `longitude` (n,) are degrees, NaN where a service stands nowhere (a line);
    `landmass` (n,) numbers the connected land, 0 unknown.
    """

    latitude: Floats
    longitude: Floats
    landmass: Numbers

    @classmethod
    def on(
        cls, atlas: Atlas, latitude: Floats, longitude: Floats, landmass: Numbers | None = None
    ) -> ServicePoints:
        """Points whose unknown landmasses are those of the village nearest to them."""
        points = np.column_stack((latitude, longitude)).astype(float)
        found = atlas.landmasses(points)
        known = found if landmass is None else np.where(landmass > 0, landmass, found)
        return cls(points[:, 0], points[:, 1], known.astype(np.int32))


@dataclass(frozen=True, slots=True)
class Reach:
    """Travel to many services at once, as columns in the order they were asked for.

    `km` None: the service stands nowhere; `minutes` None: no recorded way; `bands` index BANDS.
    """

    km: list[float | None]
    minutes: list[int | None]
    bands: list[int]

    def journey(self, position: int) -> Travel:
        """The travel at a position of the columns, in full."""
        km, minutes = self.km[position], self.minutes[position]
        if km is None:
            return NO_TRAVEL
        if minutes is None:
            return Travel(km=km, minutes=None, band=Band.UNKNOWN)
        return Travel(km, minutes, BANDS[self.bands[position]], ("road",), (), "estimated")


class TravelMap:
    """What routing asks of the map (`referral.domain.regions.Geography`)."""

    def __init__(self, atlas: Atlas, points: ServicePoints, speed: LandSpeed) -> None:
        self._atlas = atlas
        self._latitude = np.radians(points.latitude)
        self._longitude = np.radians(points.longitude)
        self._landmass = points.landmass
        self._speed = speed

    @property
    def regions(self) -> Mapping[str, Region]:
        """Provinces and regencies by code."""
        return self._atlas.regions

    def neighbours(self, province_code: str) -> frozenset[str]:
        """Provinces with a land border or a direct recorded link."""
        return self._atlas.neighbours(province_code)

    def travel(self, place: Place, services: Sequence[int]) -> Sequence[Travel]:
        """Travel from a place to services, by their index; each is made when looked at."""
        return _Travels(self.reach(place, services))

    def travel_one(self, place: Place, service: int) -> Travel:
        """Travel to one service."""
        return self.travel(place, [service])[0]

    def reach(self, place: Place, services: Indices) -> Reach:
        """The same for many services as columns."""
        index = np.asarray(services, dtype=np.intp)
        km = haversine_km(
            float(np.radians(place.latitude)),
            float(np.radians(place.longitude)),
            self._latitude[index],
            self._longitude[index],
        )
        by_road = (self._landmass[index] == place.landmass) & (place.landmass > 0) & ~np.isnan(km)
        minutes = np.where(by_road, np.ceil(km * self._speed.minutes_per_km), -1).astype(int)
        bands = np.where(by_road, np.searchsorted(_BAND_ENDS, minutes), _UNKNOWN)
        return Reach(
            km=[None if value != value else value for value in km.tolist()],  # noqa: PLR0124 - NaN
            minutes=[None if value < 0 else value for value in minutes.tolist()],
            bands=bands.tolist(),
        )


class _Travels(Sequence[Travel]):
    """The travels of a reach, made one by one when looked at."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach

    def __len__(self) -> int:
        return len(self._reach.km)

    @overload
    def __getitem__(self, index: int) -> Travel: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Travel]: ...

    def __getitem__(self, index: int | slice) -> Travel | Sequence[Travel]:
        if isinstance(index, slice):
            reach = self._reach
            return _Travels(Reach(reach.km[index], reach.minutes[index], reach.bands[index]))
        km = self._reach.km[index]
        if km is None:
            return NO_TRAVEL
        minutes = self._reach.minutes[index]
        if minutes is None:
            return Travel(km=km, minutes=None, band=Band.UNKNOWN)
        return Travel(km, minutes, BANDS[self._reach.bands[index]], ("road",), (), "estimated")
