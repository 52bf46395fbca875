"""The directory as it is looked through: who passes which filter, and in what order.

One shelf a snapshot. Everything is about what may be seen of a service: of a secret place its
gateway's face, the needs it meets and its province (R35).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import datetime
from functools import cached_property

import numpy as np
import numpy.typing as npt

from referral.domain.freshness import freshness
from referral.domain.hours import Clock, open_state
from referral.domain.plans import Shown
from referral.domain.regions import Place
from referral.domain.services import Service
from referral.domain.vocabulary import Freshness, Kind, Need, OpenState, Trilean
from referral.geo.travel import Reach
from referral.usecases.search import Scores, TextIndex, search_words
from referral.usecases.tables import Tables, after_reload, tables_of
from referral.usecases.world import World

Mask = npt.NDArray[np.bool_]
Order = npt.NDArray[np.intp]
DEFAULT_ZONE = "Asia/Jakarta"
OPEN = frozenset({OpenState.OPEN, OpenState.PRESUMED_OPEN})
VERIFIED: Mapping[str, frozenset[Freshness]] = {
    "fresh": frozenset({Freshness.FRESH}),
    "year": frozenset({Freshness.FRESH, Freshness.AGEING}),
    "ever": frozenset({Freshness.FRESH, Freshness.AGEING, Freshness.STALE}),
}
"""What `verified` may ask for: in the last half year, the last year, at all."""
FAR = np.inf


def face_of(shown: Shown) -> Service:
    """The record whose words and facts are seen."""
    return shown.gateway or shown.service


class Shelf:
    """Masks over the services of a snapshot, each made when it is first asked for."""

    def __init__(self, world: World, tables: Tables) -> None:
        self._world = world
        self.tables = tables
        self.shown = tuple(tables.routing.shown(one) for one in tables.directory.services)
        self._faces = tuple(map(face_of, self.shown))
        self._masks: dict[Hashable, Mask] = {}
        self._lock = threading.Lock()

    @cached_property
    def text(self) -> TextIndex:
        """The index of their words."""
        return TextIndex(self.shown, self._world.atlas, search_words())

    @cached_property
    def by_name(self) -> Order:
        """The place of each in the order of regions and names."""
        ordered = sorted(range(len(self.shown)), key=lambda at: _place_and_name(self.shown[at]))
        rank = np.empty(len(ordered), dtype=np.intp)
        rank[ordered] = np.arange(len(ordered))
        return rank

    def meets(self, need: Need) -> Mask:
        """Who meets a need, itself or with others."""
        return self._mask(("need", need), lambda one: one.service.meets(need) is not None)

    def of_kind(self, kind: Kind) -> Mask:
        """Who is of a kind; a secret place is of its gateway's."""
        return self._mask(("kind", kind), lambda one: face_of(one).kind is kind)

    def within(self, code: str) -> Mask:
        """Who stands in a region or below it, or covers it."""
        if len(code) > len("53.07"):  # there are too many to keep a mask of each
            return self._made(lambda one: _in_region(one, code))
        return self._mask(("region", code), lambda one: _in_region(one, code))

    def in_province(self, code: str) -> Mask:
        """Who stands in a province."""
        return self._mask(("province", code), lambda one: one.service.province_code == code)

    def says(self, fact: str, answer: str) -> Mask:
        """Of whom a fact is `yes` (its source says so), or is `not_no` (nobody has said no)."""
        if answer == "yes":
            return self._mask((fact, answer), lambda one: face_of(one).fact(fact).stated_yes)
        return self._mask(
            (fact, answer), lambda one: face_of(one).fact(fact).value is not Trilean.NO
        )

    @cached_property
    def day_and_night(self) -> Mask:
        """Who is open, or answers, day and night, by what the source says."""
        return self._mask("24h", lambda one: _always(face_of(one)))

    def open_now(self, clock: Clock) -> Mask:
        """Who is open at the clock's moment, or presumed to be: alike ones are judged once."""
        states: list[bool] = []
        for face, zone in self._timetables[0]:
            states.append(state_of(face, zone, clock, self._world)[0] in OPEN)
        return np.array(states, dtype=bool)[self._timetables[1]]

    def verified(self, how: str, clock: Clock) -> Mask:
        """Whose record was verified as lately as `how` asks (a key of VERIFIED)."""
        today = clock.local(DEFAULT_ZONE).date()
        days = {one.checked_on for one in self.shown}
        wanted = {day for day in days if freshness(day, today, self._world.policy) in VERIFIED[how]}
        return np.array([one.checked_on in wanted for one in self.shown], dtype=bool)

    @cached_property
    def freshness_keys(self) -> tuple[Order, Order]:
        """Days of verification and years of sources, as numbers that grow with age."""
        known = [face.provenance for face in self._faces]
        checked = [one.checked_on for one in self.shown]
        days = [-(day.toordinal() if day else 0) for day in checked]
        return np.array(days, dtype=np.intp), np.array(
            [-(one.year or 0) for one in known], dtype=np.intp
        )

    def reach(self, place: Place) -> Reach:
        """Travel from a place to each."""
        return self.tables.travel.reach(place, np.arange(len(self.shown)))

    def travel_keys(self, reach: Reach) -> tuple[Scores, Scores]:
        """Minutes and kilometres to each; a secret place comes after all others, wherever it is."""
        minutes = np.array([FAR if one is None else one for one in reach.minutes], dtype=float)
        km = np.array([FAR if one is None else one for one in reach.km], dtype=float)
        minutes[self._behind_gateway] = FAR
        km[self._behind_gateway] = FAR
        return minutes, km

    @cached_property
    def _behind_gateway(self) -> Mask:
        return np.array([one.gateway is not None for one in self.shown], dtype=bool)

    @cached_property
    def _timetables(self) -> tuple[list[tuple[Service, str]], Order]:
        """One service of each timetable, and which timetable each service has."""
        groups: dict[Hashable, int] = {}
        one_of_each: list[tuple[Service, str]] = []
        which = np.empty(len(self._faces), dtype=np.intp)
        for at, face in enumerate(self._faces):
            zone = zone_of(face, self._world)
            facts = (face.fact("open_24h"), face.fact("line_24h"))
            key = (zone, face.kind, face.hours, facts)
            if key not in groups:
                groups[key] = len(one_of_each)
                one_of_each.append((face, zone))
            which[at] = groups[key]
        return one_of_each, which

    def _mask(self, key: Hashable, test: Callable[[Shown], bool]) -> Mask:
        found = self._masks.get(key)
        if found is None:
            found = self._made(test)
            with self._lock:
                self._masks[key] = found
        return found

    def _made(self, test: Callable[[Shown], bool]) -> Mask:
        return np.fromiter(map(test, self.shown), dtype=bool, count=len(self.shown))


class _Latest:
    """The shelf of the snapshot last asked for."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: Shelf | None = None

    def of(self, world: World) -> Shelf:
        tables, held = tables_of(world), self._held
        if held is not None and held.tables is tables:
            return held
        with self._lock:
            held = self._held
            if held is None or held.tables is not tables:
                held = self._held = Shelf(world, tables)
            return held

    def prepare(self, world: World) -> None:
        """Make the shelf of a changed directory with the index of its words."""
        if self._held is not None:
            _ = self.of(world).text


_latest = _Latest()
after_reload(_latest.prepare)
shelf_of = _latest.of
"""`shelf_of(world)`: the shelf of the world's current snapshot."""


def zone_of(service: Service, world: World) -> str:
    """The time zone of where a service stands; a national one keeps Jakarta's hours."""
    region = world.atlas.regions.get(service.regency_code or service.province_code or "")
    return region.timezone if region else DEFAULT_ZONE


def state_of(
    face: Service, zone: str, clock: Clock, world: World
) -> tuple[OpenState, datetime | None]:
    """Whether a service is open, and when it opens; a line that always answers is."""
    if face.fact("line_24h").stated_yes and face.kind is Kind.HOTLINE:
        return OpenState.OPEN, None
    return open_state(face, zone, clock, world.policy)


def _always(face: Service) -> bool:
    stated = face.fact("open_24h").stated_yes or face.fact("line_24h").stated_yes
    return stated or any(phone.open_24h for phone in (*face.phones, *face.whatsapp))


def _in_region(shown: Shown, code: str) -> bool:
    """Stands in the region, or covers it; of a hidden place only the province counts (R35).

    Where only the address is hidden, the regency counts and nothing below it.
    """
    service = shown.service
    if len(code) > 5:
        return not shown.hide_place and service.kecamatan_code == code[:8]
    if shown.gateway or len(code) == 2:
        return service.province_code == code or (not shown.gateway and code in service.coverage)
    return service.regency_code == code or code in service.coverage


def _place_and_name(shown: Shown) -> tuple[str, str, str]:
    service = shown.service
    region = service.province_code if shown.gateway else service.regency_code
    return region or service.province_code or "", face_of(shown).name.casefold(), shown.public_id


def all_of(masks: Sequence[Mask], size: int) -> Mask:
    """Who passes every one of them."""
    found = np.ones(size, dtype=bool)
    for mask in masks:
        found &= mask
    return found
