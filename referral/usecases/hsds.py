"""The HSDS 3.1 interface: lists and single objects over the public feed.

Every filter that is given must hold (AND). What a filter cannot find is an empty page, never an
unfiltered one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np

from referral.domain.errors import NotFound, Problem, RequestRejected
from referral.geo.sphere import distances_km
from referral.hsds import ids, outward
from referral.hsds.outward import Document
from referral.hsds.terms import (
    BY_ID,
    TAXONOMIES,
    TERMS,
    Term,
    taxonomy_document,
    taxonomy_uuid,
    term_document,
    term_uuid,
)
from referral.usecases.feed import Feed, feed_of, missing
from referral.usecases.world import World

VERSION = "3.1"
MOST_NESTED = 500
"""Services that an organisation is nested with in full; of more, `/services` gives pages."""


@dataclass(frozen=True, slots=True)
class Criteria:
    """What is asked of a list. `near` is latitude, longitude (degrees) and metres."""

    page: int = 1
    per_page: int | None = 50
    search: str = ""
    taxonomy_term_id: str | None = None
    taxonomy_id: str | None = None
    organization_id: str | None = None
    modified_after: datetime | None = None
    near: tuple[float, float, float] | None = None
    full: bool = False
    minimal: bool = False
    full_service: bool = False
    top_only: bool = False
    parent_id: str | None = None


def list_services(world: World, criteria: Criteria) -> Document:
    """A page of services: flat, `minimal` or `full`."""
    feed = feed_of(world)

    def print_one(at: int) -> Document:
        service = feed.services[at]
        if criteria.minimal:
            return _minimal(outward.flat_service(service, feed.view))
        if criteria.full:
            return outward.service_document(service, feed.view)
        return outward.listed_service(service, feed.view)

    return page_of(_found(feed, criteria), criteria, print_one)


def show_service(world: World, key: str) -> Document:
    """One service, fully nested.

    :raises NotFound: none is public by this UUID
    :raises Gone: there was one, and it was removed or merged
    """
    feed = feed_of(world)
    return outward.service_document(
        feed.services[_at(feed, feed.by_id, ids.service_uuid, key)], feed.view
    )


def list_service_at_locations(world: World, criteria: Criteria) -> Document:
    """A page of services at their locations."""
    feed = feed_of(world)

    def print_one(at: int) -> Document:
        service = feed.services[at]
        return outward.service_at_location_document(service, feed.view, full=criteria.full)

    return page_of(_found(feed, criteria), criteria, print_one)


def show_service_at_location(world: World, key: str) -> Document:
    """One service at its location, fully nested.

    :raises NotFound: none is public by this UUID
    :raises Gone: there was one, and it was removed or merged
    """
    feed = feed_of(world)
    service = feed.services[_at(feed, feed.by_placed_id, ids.service_at_location_uuid, key)]
    return outward.service_at_location_document(service, feed.view, full=True)


def list_organizations(world: World, criteria: Criteria) -> Document:
    """A page of organisations; `full` with their services and places, `full_service` more.

    An organisation is found by its own name, and by what any of its services is.
    """
    feed = feed_of(world)
    fitting = set(_found(feed, criteria, by_text=False))
    words = criteria.search.casefold().split()
    found = [
        key
        for key, positions in feed.by_organization.items()
        if all(word in feed.services[positions[0]].organization.casefold() for word in words)
        and not fitting.isdisjoint(positions)
    ]
    if criteria.full_service:
        _refuse_too_many(feed, _slice(found, criteria))
    return page_of(found, criteria, lambda key: _organization(feed, key, criteria))


def show_organization(world: World, key: str, *, full_service: bool) -> Document:
    """One organisation with its services and places.

    :raises NotFound: none is public by this UUID
    :raises RequestRejected: `full_service` of more services than one answer can hold
    """
    feed = feed_of(world)
    if key not in feed.by_organization:
        raise NotFound(key)
    if full_service:
        _refuse_too_many(feed, [key])
    return _organization(feed, key, Criteria(full=True, full_service=full_service))


def list_taxonomies(criteria: Criteria) -> Document:
    """A page of taxonomies."""
    words = criteria.search.casefold().split()
    found = [
        name
        for name, text in TAXONOMIES.items()
        if all(word in f"{name} {text}".casefold() for word in words)
    ]
    return page_of(found, criteria, taxonomy_document)


def show_taxonomy(key: str) -> Document:
    """One taxonomy.

    :raises NotFound: there is none of this UUID
    """
    name = next((name for name in TAXONOMIES if taxonomy_uuid(name) == key), None)
    if name is None:
        raise NotFound(key)
    return taxonomy_document(name)


def list_taxonomy_terms(criteria: Criteria) -> Document:
    """A page of terms; `top_only`: those with no term above them; `parent_id`: those below it."""
    return page_of([t for t in TERMS if _fits(t, criteria)], criteria, term_document)


def show_taxonomy_term(key: str) -> Document:
    """One term.

    :raises NotFound: there is none of this UUID
    """
    if key not in BY_ID:
        raise NotFound(key)
    return term_document(BY_ID[key])


def page_of(found: Sequence[Any], criteria: Criteria, print_one: Callable[[Any], Any]) -> Document:
    """HSDS's `Page` of what was found; a page past the last is empty."""
    shown = _slice(found, criteria)
    pages = max(1, -(-len(found) // criteria.per_page)) if criteria.per_page else 1
    return {
        "total_items": len(found),
        "total_pages": pages,
        "page_number": criteria.page,
        "size": len(shown),
        "first_page": criteria.page == 1,
        "last_page": criteria.page == pages,
        "empty": not shown,
        "contents": [print_one(one) for one in shown],
    }


def _slice(found: Sequence[Any], criteria: Criteria) -> Sequence[Any]:
    if criteria.per_page is None:
        return found if criteria.page == 1 else []
    start = (criteria.page - 1) * criteria.per_page
    return found[start : start + criteria.per_page]


def _found(feed: Feed, criteria: Criteria, *, by_text: bool = True) -> list[int]:
    """Positions of the services for which every criterion holds, in order."""
    tests = list(_tests(feed, criteria, by_text=by_text))
    return [at for at in range(len(feed.services)) if all(test(at) for test in tests)]


def _tests(feed: Feed, criteria: Criteria, *, by_text: bool) -> Iterator[Callable[[int], bool]]:
    nobody: frozenset[int] = frozenset()
    if (term := criteria.taxonomy_term_id) is not None:
        yield feed.by_term.get(term, nobody).__contains__
    if (taxonomy := criteria.taxonomy_id) is not None:
        yield feed.by_taxonomy.get(taxonomy, nobody).__contains__
    if (organization := criteria.organization_id) is not None:
        yield frozenset(feed.by_organization.get(organization, ())).__contains__
    if (after := criteria.modified_after) is not None:
        yield lambda at: (feed.changed(at) or after) >= after
    if criteria.near is not None:
        yield _near(feed, *criteria.near).__contains__
    if by_text and (words := criteria.search.casefold().split()):
        yield lambda at: all(word in feed.texts[at] for word in words)


def _near(feed: Feed, latitude: float, longitude: float, metres: float) -> frozenset[int]:
    """Positions of services whose published point lies within the metres."""
    points = [
        (float("nan"), float("nan")) if one.latitude is None else (one.latitude, one.longitude)
        for one in feed.services
    ]
    kilometres = distances_km(latitude, longitude, np.array(points, dtype=float).reshape(-1, 2))
    return frozenset(np.flatnonzero(kilometres * 1000 <= metres).tolist())


def _at(feed: Feed, positions: Mapping[str, int], uuid_of: Callable[[str], str], key: str) -> int:
    found = positions.get(key)
    if found is None:
        raise missing(feed, uuid_of, key)
    return found


def _minimal(service: Document) -> Document:
    """Id and moment; name and status too, for the standard's own schema of a list demands them."""
    kept = _short(service)
    return {**kept, "modified_date": kept["last_modified"]} if "last_modified" in kept else kept


def _short(service: Document) -> Document:
    names = ("id", "name", "status", "last_modified")
    return {name: service[name] for name in names if name in service}


def _organization(feed: Feed, key: str, criteria: Criteria) -> Document:
    services = [feed.services[at] for at in feed.by_organization[key]]
    found = outward.flat_organization(services[0])
    if not (criteria.full or criteria.full_service):
        return found
    if criteria.full_service:
        nested = [outward.service_document(one, feed.view) for one in services]
    else:
        nested = [_short(outward.flat_service(one, feed.view)) for one in services]
    locations = [outward.location_document(one, feed.view) for one in services]
    return {**found, "services": nested, "locations": locations}


def _refuse_too_many(feed: Feed, keys: Sequence[str]) -> None:
    count = sum(len(feed.by_organization[key]) for key in keys)
    if count > MOST_NESTED:
        raise RequestRejected((Problem("full_service", "too_many", {"limit": MOST_NESTED}),))


def _fits(term: Term, criteria: Criteria) -> bool:
    if criteria.taxonomy_id is not None and taxonomy_uuid(term.taxonomy) != criteria.taxonomy_id:
        return False
    if criteria.top_only and term.parent is not None:
        return False
    if criteria.parent_id is not None and (
        term.parent is None or term_uuid(term.taxonomy, term.parent) != criteria.parent_id
    ):
        return False
    text = f"{term.code} {term.name} {term.text}".casefold()
    return all(word in text for word in criteria.search.casefold().split())
