"""Look through the directory: a filtered list, and one service's page. Public fields only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from rapidfuzz import fuzz, process, utils

from referral.domain.errors import NotFound, Problem, RequestRejected
from referral.domain.freshness import freshness
from referral.domain.hours import Clock, open_state
from referral.domain.plans import Shown
from referral.domain.services import Service
from referral.domain.vocabulary import Freshness, Kind, Need, OpenState
from referral.present.service import service_document, summary_document
from referral.present.translate import Translator, translator
from referral.usecases.find_help import find_public
from referral.usecases.tables import tables_of
from referral.usecases.world import World

FILTERS = ("q", "need", "region", "kind")
DEFAULT_ZONE = "Asia/Jakarta"
ALIKE = 80.0
"""Likeness (0-100) from which a name answers a search that tolerates typing errors."""


def list_services(
    world: World,
    filters: Mapping[str, str],
    *,
    page: int,
    per_page: int,
    now: datetime,
    language: str,
) -> dict[str, Any]:
    """A page of the services that pass every filter, best match first, else by region and name.

    Filters: `q` (words of a name, an acronym or an alias), `need`, `region` (a code, its
    descendants included), `kind`. Hidden places are found by need, region of their province
    and kind of their gateway, never by their own name (R35).

    Raises:
        RequestRejected: a filter that holds no known value.
    """
    tables = tables_of(world)
    tests = _tests(world, filters)
    shown = [tables.routing.shown(service) for service in tables.directory.services]
    found = [one for one in shown if all(test(one) for test in tests)]
    found = _matching(found, filters.get("q", "").strip())
    start = (page - 1) * per_page
    view = _View(world, now, translator(language))
    return {
        "total": len(found),
        "page": page,
        "pages": max(1, -(-len(found) // per_page)),
        "services": [view.summary(one) for one in found[start : start + per_page]],
    }


def show_service(world: World, service_id: str, *, now: datetime, language: str) -> dict[str, Any]:
    """One service's public document.

    Raises:
        NotFound: no service is known to the public by this id.
    """
    tables = tables_of(world)
    service = find_public(tables.routing, service_id)
    if service is None:
        raise NotFound(service_id)
    return _View(world, now, translator(language)).whole(tables.routing.shown(service))


def _tests(world: World, filters: Mapping[str, str]) -> list[Callable[[Shown], bool]]:
    problems: list[Problem] = []
    tests: list[Callable[[Shown], bool]] = []
    if need := filters.get("need"):
        if need in {n.value for n in Need}:
            tests.append(lambda shown: shown.service.meets(Need(need)) is not None)
        else:
            problems.append(_bad("need", need, [n.value for n in Need]))
    if kind := filters.get("kind"):
        if kind in {k.value for k in Kind}:
            tests.append(lambda shown: _face(shown).kind.value == kind)
        else:
            problems.append(_bad("kind", kind, [k.value for k in Kind]))
    if region := filters.get("region"):
        code = world.atlas.find_code(region)
        if code is None:
            problems.append(Problem("region", "bad_code", {"value": region[:60]}))
        else:
            tests.append(lambda shown: _in_region(shown, code))
    if problems:
        raise RequestRejected(tuple(problems))
    return tests


def _bad(name: str, value: str, allowed: list[str]) -> Problem:
    return Problem(name, "invalid_choice", {"value": value[:60], "allowed": allowed})


def _face(shown: Shown) -> Service:
    return shown.gateway or shown.service


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


def _matching(found: list[Shown], text: str) -> list[Shown]:
    if not text:
        return sorted(found, key=_place_and_name)
    names = {at: _words(_face(one)) for at, one in enumerate(found)}
    hits = process.extract(
        text,
        names,
        scorer=fuzz.token_set_ratio,
        processor=utils.default_process,
        score_cutoff=ALIKE,
        limit=None,
    )
    ranked = sorted(hits, key=lambda hit: (-round(hit[1]), *_place_and_name(found[hit[2]])))
    return [found[at] for _, _, at in ranked]


def _words(service: Service) -> str:
    return " ".join(
        filter(None, (service.name, service.acronym, service.organization, *service.aliases))
    )


def _place_and_name(shown: Shown) -> tuple[str, str, str]:
    service = shown.service
    region = service.province_code if shown.gateway else service.regency_code
    return region or service.province_code or "", _face(shown).name.casefold(), shown.public_id


class _View:
    """Documents of services at one moment, in one language."""

    def __init__(self, world: World, now: datetime, words: Translator) -> None:
        self._world = world
        self._clock = Clock(now, world.holidays)
        self._words = words

    def summary(self, shown: Shown) -> dict[str, Any]:
        """A line of the list."""
        state, age = self._state(shown), self._age(shown)
        regions = self._world.atlas.regions
        return summary_document(shown, regions, self._words, state=state, age=age)

    def whole(self, shown: Shown) -> dict[str, Any]:
        """The whole page."""
        state, age = self._state(shown), self._age(shown)
        regions = self._world.atlas.regions
        return service_document(shown, regions, self._words, state=state, age=age)

    def _state(self, shown: Shown) -> tuple[OpenState, datetime | None]:
        service = _face(shown)
        region = self._world.atlas.regions.get(service.regency_code or service.province_code or "")
        zone = region.timezone if region else DEFAULT_ZONE
        if service.fact("line_24h").stated_yes and service.kind is Kind.HOTLINE:
            return OpenState.OPEN, None
        return open_state(service, zone, self._clock, self._world.policy)

    def _age(self, shown: Shown) -> Freshness:
        today: date = self._clock.local(DEFAULT_ZONE).date()
        return freshness(_face(shown).provenance.verified_on, today, self._world.policy)
