"""The `[travel]` section of the policy: how fast one gets on by road, boat and aircraft.

Land: great-circle kilometres times a detour give road kilometres, over a speed, both by terrain.
Links: what a recorded crossing leaves out (duration, frequency, whether it runs at night) is
taken from its mode. Times are minutes, distances kilometres.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from referral.domain.errors import Problem

CROSSINGS = ("ferry", "fast_boat", "pelni", "flight")
"""Modes of links that are waited for; a bridge is land."""


@dataclass(frozen=True, slots=True)
class Terrain:
    """A kind of country: road kilometres per straight one, and kilometres an hour on them."""

    detour: float
    kmh: float

    @property
    def minutes_per_km(self) -> float:
        """Minutes for one kilometre of the great circle."""
        return self.detour / self.kmh * 60


@dataclass(frozen=True, slots=True)
class Crossing:
    """What a mode takes where a link does not say, and what comes on top of every passage.

    `duration` is `start_minutes` plus the great circle over `kmh`; `per_week` are departures a
    week by distance, pairs of (up to km, departures), the last for every longer passage.
    """

    boarding_minutes: float
    start_minutes: float
    kmh: float
    runs_at_night: bool
    per_week: tuple[tuple[float, float], ...]

    def duration(self, km: float) -> float:
        """Minutes under way for a passage of so many kilometres."""
        return self.start_minutes + km / self.kmh * 60

    def departures(self, km: float) -> float:
        """Departures a week for a passage of so many kilometres."""
        return next((often for limit, often in self.per_week if km <= limit), self.per_week[-1][1])


@dataclass(frozen=True)
class TravelPolicy:
    """Speeds, waits and defaults; hashable, so that a network is made once for each."""

    terrains: tuple[tuple[str, Terrain], ...]
    default_terrain: str
    city_terrain: str
    city_people_per_km2: float
    city_km: float
    empty_terrain: str
    empty_people_per_km2: float
    terrain_of: tuple[tuple[str, str], ...]  # by province or regency code
    crossings: tuple[tuple[str, Crossing], ...]
    day_hours: float
    max_wait_minutes: float
    short_land_minutes: float
    unplaced_share: float

    def terrain(self, code: str, people_per_km2: float) -> Terrain:
        """The terrain of a regency: its own, empty country's, else its province's.

        A density of 0 is unknown and says nothing.
        """
        chosen = dict(self.terrain_of)
        name = chosen.get(code)
        if name is None and 0 < people_per_km2 <= self.empty_people_per_km2:
            name = self.empty_terrain
        return dict(self.terrains)[name or chosen.get(code[:2], self.default_terrain)]

    def city_excess(self, code: str, people_per_km2: float) -> float:
        """Minutes more for each of the first and last `city_km` in a regency that is a city."""
        if people_per_km2 < self.city_people_per_km2:
            return 0.0
        around = self.terrain(code, people_per_km2).minutes_per_km
        return max(dict(self.terrains)[self.city_terrain].minutes_per_km - around, 0.0)

    def unplaced_minutes(self, code: str, people: int, area_km2: float) -> float:
        """Minutes more to a place of which only the regency is known: it may be anywhere in it.

        A share of the radius of a disc of the regency's area, at the pace of its terrain.
        """
        radius = math.sqrt(max(area_km2, 0.0) / math.pi)
        density = people / area_km2 if area_km2 > 0 else 0.0
        return self.unplaced_share * radius * self.terrain(code, density).minutes_per_km

    def crossing(self, mode: str) -> Crossing:
        """What is taken for a mode.

        :raises KeyError: it is none of CROSSINGS
        """
        return dict(self.crossings)[mode]

    def wait(self, per_week: float, runs_at_night: bool) -> float:
        """Minutes one waits on average for a departure, arriving at any hour.

        Half the interval; what leaves several times a day but not at night leaves within
        `day_hours`, and who comes in the evening waits for the morning.
        """
        if self.keeps_day_hours(per_week, runs_at_night):
            day, between = 24.0 * 60, 2 * self.daytime_wait(per_week)
            night = day - self.day_hours * 60 + between
            expected = ((per_week / 7 - 1) * between**2 + night**2) / (2 * day)
        else:
            expected = 7 * 24 * 60 / per_week / 2
        return min(expected, self.max_wait_minutes)

    def keeps_day_hours(self, per_week: float, runs_at_night: bool) -> bool:
        """Whether the wait depends on the hour: several departures a day, none at night."""
        return per_week > 7 and not runs_at_night

    def daytime_wait(self, per_week: float) -> float:
        """Half the interval of what leaves several times a day, by day only."""
        return self.day_hours * 60 / (per_week / 7) / 2

    @property
    def first_departure(self) -> float:
        """Minutes after midnight when the day of such links begins: midday halves it."""
        return (24 - self.day_hours) * 60 / 2


def read_travel(raw: Mapping[str, Any]) -> TravelPolicy:
    """The value of a section in which `check_travel` finds nothing wrong."""
    land = raw["land"]
    return TravelPolicy(
        terrains=tuple((name, Terrain(**table)) for name, table in raw["terrain"].items()),
        default_terrain=land["default"],
        city_terrain=land["city"],
        city_people_per_km2=land["city_people_per_km2"],
        city_km=land["city_km"],
        empty_terrain=land["empty"],
        empty_people_per_km2=land["empty_people_per_km2"],
        terrain_of=tuple(land["regions"].items()),
        crossings=tuple((name, _crossing(raw["crossing"][name])) for name in CROSSINGS),
        day_hours=raw["day_hours"],
        max_wait_minutes=raw["max_wait_minutes"],
        short_land_minutes=raw["short_land_minutes"],
        unplaced_share=raw["unplaced_share"],
    )


def _crossing(table: Mapping[str, Any]) -> Crossing:
    steps = tuple((float(limit), float(often)) for limit, often in table["per_week"])
    return Crossing(**{**table, "per_week": steps})


def check_travel(raw: Mapping[str, Any]) -> list[Problem]:
    """Everything wrong with the section, each at its path below `travel/`."""
    found: list[Problem] = []
    _check(found, "travel/unplaced_share", raw.get("unplaced_share"), _number)
    for name in ("day_hours", "max_wait_minutes", "short_land_minutes"):
        _check(found, f"travel/{name}", raw.get(name), _positive)
    if _positive(raw.get("day_hours")) is None and raw["day_hours"] > 24:
        found.append(Problem("travel/day_hours", "out_of_range"))
    terrains = _table(found, "travel/terrain", raw.get("terrain"))
    for name in terrains:
        terrain = _table(found, f"travel/terrain/{name}", terrains[name])
        for key in ("detour", "kmh"):
            _check(found, f"travel/terrain/{name}/{key}", terrain.get(key), _positive)
    _check_land(found, _table(found, "travel/land", raw.get("land")), set(terrains))
    crossings = _table(found, "travel/crossing", raw.get("crossing"))
    for mode in CROSSINGS:
        path = f"travel/crossing/{mode}"
        table = _table(found, path, crossings.get(mode))
        for key, test in _CROSSING.items():
            _check(found, f"{path}/{key}", table.get(key), test)
    return found


def _check_land(found: list[Problem], land: Mapping[str, Any], terrains: set[str]) -> None:
    for key in ("city_people_per_km2", "city_km", "empty_people_per_km2"):
        _check(found, f"travel/land/{key}", land.get(key), _positive)
    regions = _table(found, "travel/land/regions", land.get("regions"))
    named = [(key, land.get(key)) for key in ("default", "city", "empty")]
    named += [(f"regions/{code}", name) for code, name in regions.items()]
    found.extend(
        Problem(
            f"travel/land/{path}",
            "invalid_choice",
            {"value": str(name), "allowed": sorted(terrains)},
        )
        for path, name in named
        if name not in terrains
    )


def _check(found: list[Problem], path: str, value: object, test: _Test) -> None:
    if value is None:
        found.append(Problem(path, "required"))
    elif problem := test(value):
        facts = {"above": 0} if problem == "too_small" else {}
        found.append(Problem(path, problem, facts))


def _table(found: list[Problem], path: str, value: object) -> Mapping[str, Any]:
    if isinstance(value, Mapping):
        return value
    found.append(Problem(path, "required" if value is None else "wrong_type"))
    return {}


_Test = Callable[[object], str | None]
"""What is wrong with a value: a problem's code, or None."""


def _number(value: object) -> str | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return "wrong_type"
    return None if math.isfinite(value) and value >= 0 else "out_of_range"


def _positive(value: object) -> str | None:
    return _number(value) or (None if value else "too_small")


def _flag(value: object) -> str | None:
    return None if isinstance(value, bool) else "wrong_type"


def _steps(value: object) -> str | None:
    """Pairs of positive numbers, the first rising."""
    if not isinstance(value, list) or not all(
        isinstance(step, list) and len(step) == 2 for step in value
    ):
        return "wrong_type"
    problem = next((p for step in value for number in step if (p := _positive(number))), None)
    rising = value and all(one[0] < other[0] for one, other in pairwise(value))
    return problem or (None if rising else "out_of_range")


_CROSSING: dict[str, _Test] = {
    "boarding_minutes": _number,
    "start_minutes": _number,
    "kmh": _positive,
    "runs_at_night": _flag,
    "per_week": _steps,
}
