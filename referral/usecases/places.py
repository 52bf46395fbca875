"""From what somebody says of a place to one place in Indonesia, or to what to do instead."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from referral.domain.errors import Problem, RequestRejected
from referral.domain.regions import Place
from referral.geo.errors import (
    AmbiguousPlace,
    OpenSea,
    OutsideIndonesia,
    PlaceError,
    UnknownCode,
    UnknownPlace,
)
from referral.geo.gazetteer import Candidate
from referral.usecases.countries import (
    MOST_COUNTRIES,
    countries_like,
    country_document,
    country_place,
    is_country_code,
    named_country,
)
from referral.usecases.world import World

MAX_ANY_OF = 4
MAX_TEXT = 200
NAMESAKES = 8
BORDER_KM = 5.0
"""The outlines of neighbouring countries are off by up to about 3 km."""


def candidate_document(candidate: Candidate) -> dict[str, Any]:
    """A place to choose from, with its parents."""
    return {
        "code": candidate.code,
        "name": candidate.name,
        "level": candidate.level,
        "parents": list(candidate.parents),
        "regency_code": candidate.regency_code,
        "latitude": candidate.latitude,
        "longitude": candidate.longitude,
        "label": ", ".join((candidate.name, *candidate.parents)),
    }


def read_places(world: World, at: Any) -> tuple[Place, ...]:
    """The place of a request, or each of several possible ones.

    Raises:
        RequestRejected: with a problem at `at` for each place that is not one in Indonesia.
    """
    if isinstance(at, str):
        at = {"text": at}
    if not isinstance(at, Mapping) or not at:
        raise RequestRejected((Problem("at", "at_required"),))
    several = at.get("any_of")
    if several is None:
        return (read_place(world, at, "at"),)
    if not isinstance(several, list) or not several or set(at) != {"any_of"}:
        raise RequestRejected((Problem("at/any_of", "not_a_list"),))
    if len(several) > MAX_ANY_OF:
        raise RequestRejected((Problem("at/any_of", "too_many", {"limit": MAX_ANY_OF}),))
    return tuple(dict.fromkeys(_each(world, several)))


def _each(world: World, several: list[Any]) -> list[Place]:
    found: list[Place] = []
    problems: list[Problem] = []
    for number, one in enumerate(several):
        try:
            found.append(read_place(world, one, f"at/any_of/{number}"))
        except RequestRejected as error:
            problems.extend(error.problems)
    if problems:
        raise RequestRejected(tuple(problems))
    return found


def read_place(world: World, at: Any, path: str) -> Place:
    """One place given as code, text, coordinate or country."""
    if isinstance(at, str):
        at = {"text": at}
    if not isinstance(at, Mapping):
        raise RequestRejected((Problem(path, "at_required"),))
    given = {name: value for name, value in at.items() if value not in (None, "")}
    if set(given) == {"lat", "lon"}:
        return _coordinate(world, given["lat"], given["lon"], path)
    if len(given) != 1:
        raise RequestRejected((Problem(path, "one_place" if given else "at_required"),))
    ((name, value),) = given.items()
    if name not in ("code", "text", "country") or not isinstance(value, str):
        raise RequestRejected((Problem(path, "one_place"),))
    if name == "country" or (name == "code" and is_country_code(value)):
        return country_place(world, value, path)
    if len(value) > MAX_TEXT:
        raise RequestRejected((Problem(path, "too_long", {"limit": MAX_TEXT}),))
    return _named(world, value.strip(), path)


def _coordinate(world: World, latitude: Any, longitude: Any, path: str) -> Place:
    numbers = [latitude, longitude]
    if any(isinstance(n, bool) or not isinstance(n, int | float) for n in numbers) or not all(
        math.isfinite(n) for n in numbers
    ):
        raise RequestRejected((Problem(path, "bad_coordinate"),))
    try:
        return world.atlas.locate(float(latitude), float(longitude))
    except OutsideIndonesia as error:
        return _abroad(world, error, path)
    except PlaceError as error:
        raise RequestRejected((_problem(error, path, ""),)) from error
    except ValueError as error:
        raise RequestRejected((Problem(path, "bad_coordinate"),)) from error


def _abroad(world: World, error: OutsideIndonesia, path: str) -> Place:
    """The country; so near the border that its coarse outline may err, a question instead."""
    country = error.country_code
    if country is None:
        raise RequestRejected((Problem(path, "place_far_away"),)) from error
    if error.km > BORDER_KM:
        return country_place(world, country, path, "coordinate")
    near = [candidate_document(one) for one in world.gazetteer.search(error.nearest, 1)]
    facts = {"country": country, "candidates": [*near, country_document(country)]}
    raise RequestRejected((Problem(path, "place_at_border", facts),)) from error


def _named(world: World, text: str, path: str) -> Place:
    try:
        if world.atlas.find_code(text):
            return world.atlas.place(text)
        if country := named_country(text):
            return _country_or_village(world, country, text, path)
        return world.gazetteer.resolve(text)
    except PlaceError as error:
        raise RequestRejected((_with_countries(_problem(error, path, text), text),)) from error


def _country_or_village(world: World, country: str, text: str, path: str) -> Place:
    """A country of that name; where a place in Indonesia bears it too (Mali), it is asked."""
    same = [one for one in world.gazetteer.search(text, NAMESAKES) if one.exact]
    if not same:
        return country_place(world, country, path, "name")
    found = [country_document(country), *(candidate_document(one) for one in same)]
    facts = {"text": text, "candidates": found}
    raise RequestRejected((Problem(path, "place_ambiguous", facts),))


def _with_countries(problem: Problem, text: str) -> Problem:
    """The same with countries of that name among what it suggests: a child may be abroad."""
    countries = countries_like(text)[:MOST_COUNTRIES]
    key = next((key for key in ("candidates", "suggestions") if key in problem.facts), None)
    if key is None or not countries:
        return problem
    return replace(problem, facts={**problem.facts, key: [*problem.facts[key], *countries]})


def _problem(error: PlaceError, path: str, text: str) -> Problem:
    if isinstance(error, AmbiguousPlace):
        found = [candidate_document(one) for one in error.candidates]
        return Problem(path, "place_ambiguous", {"text": text, "candidates": found})
    if isinstance(error, UnknownPlace):
        found = [candidate_document(one) for one in error.suggestions]
        return Problem(path, "place_unknown", {"text": text, "suggestions": found})
    if isinstance(error, OpenSea):
        return Problem(path, "place_at_sea", {"km": round(error.km)})
    if isinstance(error, UnknownCode):
        return Problem(path, "place_unknown", {"text": text, "suggestions": []})
    return Problem(path, "other")
