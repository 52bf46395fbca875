"""Look through the directory: a filtered list, and one service's page. Public fields only."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np

from referral.domain.errors import NotFound, Problem, RequestRejected
from referral.domain.freshness import freshness
from referral.domain.hours import Clock
from referral.domain.plans import Shown
from referral.domain.regions import Place
from referral.domain.vocabulary import Freshness, Kind, Need, OpenState
from referral.geo.travel import Reach
from referral.present.plan import travel_facts
from referral.present.service import service_document, summary_document
from referral.present.translate import Translator, translator
from referral.usecases.find_help import find_public
from referral.usecases.places import read_place
from referral.usecases.shelf import (
    DEFAULT_ZONE,
    VERIFIED,
    Mask,
    Order,
    Shelf,
    all_of,
    face_of,
    shelf_of,
    state_of,
    zone_of,
)
from referral.usecases.tables import tables_of
from referral.usecases.world import World

__all__ = ["CHOICES", "DEFAULT_ZONE", "FILTERS", "list_services", "show_service"]

CHOICES: Mapping[str, tuple[str, ...]] = {
    "need": tuple(need.value for need in Need),
    "kind": tuple(kind.value for kind in Kind),
    "child_specific": ("yes",),
    "accepts_boys": ("yes", "not_no"),
    "open": ("now",),
    "hours": ("24h",),
    "verified": tuple(VERIFIED),
    "sort": ("relevance", "name", "travel", "freshness"),
}
"""Filters that take one of some values."""
FILTERS = ("q", "region", "from", *CHOICES)
COUNTED = ("need", "kind", "child_specific", "accepts_boys", "open", "hours", "verified")
Facets = dict[str, dict[str, int]]


def list_services(
    world: World,
    filters: Mapping[str, str],
    *,
    page: int,
    per_page: int,
    now: datetime,
    language: str,
    facets: bool = False,
) -> dict[str, Any]:
    """A page of the services that pass every filter, in the order asked for.

    Filters: `q` (words, tolerant of typing, affixes and short forms; or a number), `need`,
    `region` (a code, its descendants included), `kind`, `child_specific`, `accepts_boys` (`yes`:
    its source says so; `not_no`: nobody has said no), `open` (`now`), `hours` (`24h`), `verified`
    (`fresh`, `year`, `ever`). `sort`: `relevance` (the default with words), `name`, `freshness`,
    or `travel` from the place `from`. Hidden places are found by need, region of their province
    and their gateway's face, never by their own name, and have no travel (R35).

    With `facets` the document counts, for each value of each filter, how many would be found
    with it and all the other filters.

    Raises:
        RequestRejected: a filter that holds no known value.
    """
    shelf = shelf_of(world)
    asked = _Asked(world, shelf, filters, now)
    masks = dict(asked.masks())
    start = asked.start()
    if asked.problems:
        raise RequestRejected(tuple(asked.problems))
    size = len(shelf.shown)
    reach = shelf.reach(start) if start else None
    found = asked.ordered(all_of(list(masks.values()), size), reach)
    first = (page - 1) * per_page
    view = _View(world, now, translator(language))
    document = {
        "total": len(found),
        "page": page,
        "pages": max(1, -(-len(found) // per_page)),
        "services": [
            view.summary(shelf.shown[at], reach, at)
            for at in found[first : first + per_page].tolist()
        ],
    }
    return {**document, "facets": asked.facets(masks)} if facets else document


def show_service(world: World, service_id: str, *, now: datetime, language: str) -> dict[str, Any]:
    """One service's public document.

    Raises:
        NotFound: no service is known to the public by this id.
        Gone: there was one, and it was removed or merged.
    """
    tables = tables_of(world)
    service = find_public(tables.routing, service_id)
    if service is None:
        raise tables.directory.gone(service_id) or NotFound(service_id)
    return _View(world, now, translator(language)).whole(tables.routing.shown(service))


@dataclass
class _Asked:
    """The filters of a question, read against a shelf; `problems` gather what cannot be used."""

    world: World
    shelf: Shelf
    filters: Mapping[str, str]
    now: datetime

    def __post_init__(self) -> None:
        self.problems: list[Problem] = []
        self.clock = Clock(self.now, self.world.holidays)
        words = self.filters.get("q", "").strip()
        self.scores = self.shelf.text.search(words) if words else None

    def masks(self) -> Iterable[tuple[str, Mask]]:
        """The mask of each filter that is set."""
        if self.scores is not None:
            yield "q", self.scores > 0
        if region := self.filters.get("region"):
            code = self.world.atlas.find_code(region)
            if code is None:
                self.problems.append(Problem("region", "bad_code", {"value": region[:60]}))
            else:
                yield "region", self.shelf.within(code)
        for name, allowed in CHOICES.items():
            value = self.filters.get(name)
            if value and value not in allowed:
                facts = {"value": value[:60], "allowed": list(allowed)}
                self.problems.append(Problem(name, "invalid_choice", facts))
            elif value and name != "sort":
                yield name, self.mask(name, value)

    def mask(self, name: str, value: str) -> Mask:
        """Who passes a filter of one of some values."""
        shelf = self.shelf
        masks: Mapping[str, Callable[[], Mask]] = {
            "need": lambda: shelf.meets(Need(value)),
            "kind": lambda: shelf.of_kind(Kind(value)),
            "child_specific": lambda: shelf.says(name, value),
            "accepts_boys": lambda: shelf.says(name, value),
            "open": lambda: shelf.open_now(self.clock),
            "hours": lambda: shelf.day_and_night,
            "verified": lambda: shelf.verified(value, self.clock),
        }
        return masks[name]()

    def start(self) -> Place | None:
        """The place that travel is reckoned from, where that is asked."""
        text = self.filters.get("from", "").strip()
        if not text:
            if self.filters.get("sort") == "travel":
                self.problems.append(Problem("from", "required"))
            return None
        try:
            return read_place(self.world, {"text": text}, "from")
        except RequestRejected as error:
            self.problems.extend(error.problems)
            return None

    def ordered(self, passing: Mask, reach: Reach | None) -> Order:
        """The positions of those who pass, in the order asked for, else by region and name."""
        found = np.flatnonzero(passing)
        keys: list[Any] = [self.shelf.by_name[found]]
        sort = self.filters.get("sort") or self._usual(reach)
        if sort == "relevance" and self.scores is not None:
            keys.append(-np.round(self.scores[found], 6))
        elif sort == "freshness":
            days, years = self.shelf.freshness_keys
            keys += [years[found], days[found]]
        elif sort == "travel" and reach is not None:
            minutes, km = self.shelf.travel_keys(reach)
            keys += [km[found], minutes[found]]
        order: Order = found[np.lexsort(keys)]
        return order

    def _usual(self, reach: Reach | None) -> str:
        if reach is not None:
            return "travel"
        return "relevance" if self.scores is not None else "name"

    def facets(self, masks: Mapping[str, Mask]) -> Facets:
        """For each value of each filter how many pass it and all the others; noughts left out."""
        counted: Facets = {}
        for name in COUNTED:
            rest = self._others(masks, name)
            numbers = {
                value: int(np.count_nonzero(rest & self.mask(name, value)))
                for value in CHOICES[name]
            }
            counted[name] = {value: number for value, number in numbers.items() if number}
        rest = self._others(masks, "region")
        provinces = (code for code in self.world.atlas.regions if len(code) == 2)
        numbers = {
            code: int(np.count_nonzero(rest & self.shelf.in_province(code))) for code in provinces
        }
        counted["province"] = {code: number for code, number in numbers.items() if number}
        return counted

    def _others(self, masks: Mapping[str, Mask], name: str) -> Mask:
        rest = [mask for other, mask in masks.items() if other != name]
        return all_of(rest, len(self.shelf.shown))


class _View:
    """Documents of services at one moment, in one language."""

    def __init__(self, world: World, now: datetime, words: Translator) -> None:
        self._world = world
        self._clock = Clock(now, world.holidays)
        self._words = words

    def summary(self, shown: Shown, reach: Reach | None = None, at: int = 0) -> dict[str, Any]:
        """A line of the list; with the travel to it where that is reckoned and may be told."""
        state, age = self._state(shown), self._age(shown)
        regions = self._world.atlas.regions
        document = summary_document(shown, regions, self._words, state=state, age=age)
        if reach is None:
            return document
        if shown.gateway is not None:
            return {**document, "distance_km": None, "travel": None}
        crossings = {link.id: link for link in self._world.atlas.links}
        return {**document, **travel_facts(reach.journey(at), crossings, self._words)}

    def whole(self, shown: Shown) -> dict[str, Any]:
        """The whole page."""
        state, age = self._state(shown), self._age(shown)
        regions = self._world.atlas.regions
        return service_document(shown, regions, self._words, state=state, age=age)

    def _state(self, shown: Shown) -> tuple[OpenState, datetime | None]:
        face = face_of(shown)
        return state_of(face, zone_of(face, self._world), self._clock, self._world)

    def _age(self, shown: Shown) -> Freshness:
        today: date = self._clock.local(DEFAULT_ZONE).date()
        return freshness(shown.checked_on, today, self._world.policy)
