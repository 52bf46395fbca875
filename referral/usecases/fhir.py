"""The FHIR interface: one resource, or a page of what a search finds, over the public feed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from referral.domain.errors import NotFound
from referral.fhir import resources
from referral.fhir.resources import Json
from referral.fhir.search import INCLUDES, NotSearchable, make_filter
from referral.fhir.statements import bundle, capability_statement, outcome
from referral.fhir.subjects import Placed, Running
from referral.usecases.feed import Feed, feed_of
from referral.usecases.world import World

__all__ = [
    "Address", "NotSearchable", "Question", "describe", "outcome", "read_resource",
    "search_resources",
]  # fmt: skip

PER_PAGE, MOST = 50, 200


@dataclass(frozen=True, slots=True)
class Question:
    """A search: parameters as they were given, what to bring along, and which part of it."""

    asked: Sequence[tuple[str, str]] = ()
    include: Sequence[str] = ()
    count: int = PER_PAGE
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Address:
    """How resources and pages of a search are addressed."""

    base: str
    page: Callable[[int], str] = field(repr=False)


def read_resource(world: World, kind: str, key: str) -> Json:
    """One resource.

    :raises NotFound: none is public by this id
    """
    feed = feed_of(world)
    if kind == "Organization":
        return _print(feed, kind, _running(feed, key))
    positions = feed.by_id if kind == "HealthcareService" else feed.by_location_id
    if key not in positions:
        raise NotFound(key)
    return _print(feed, kind, _placed(feed, positions[key]))


def search_resources(world: World, kind: str, question: Question, address: Address) -> Json:
    """A page of the resources for which every parameter holds, with what was to be brought along.

    :raises NotSearchable: a parameter or value that is not understood
    """
    feed = feed_of(world)
    for one in question.include:
        if one not in INCLUDES[kind]:
            raise NotSearchable("not-supported", "_include", "This cannot be brought along.")
    fits = make_filter(kind, question.asked, feed.view.regions)
    found = [subject for subject in _subjects(feed, kind) if fits(subject)]
    shown = found[question.offset : question.offset + question.count]
    matches = [_entry(feed, kind, one, address) for one in shown]
    included = _included(feed, question.include, shown)
    links = _links(len(found), question, address)
    return bundle(
        len(found), matches, [_entry(feed, name, one, address) for name, one in included], links
    )


def describe(world: World, address: str, version: str) -> Json:
    """The CapabilityStatement of the interface at an address."""
    feed = feed_of(world)
    newest = max(feed.view.changed.values(), default=None)
    return capability_statement(address, version, newest or _BEGINNING)


_BEGINNING = datetime.fromisoformat("2026-01-01T00:00:00+00:00")


def _subjects(feed: Feed, kind: str) -> Iterable[Any]:
    if kind == "Organization":
        return (_running(feed, key) for key in feed.by_organization)
    return (_placed(feed, at) for at in range(len(feed.services)))


def _placed(feed: Feed, at: int) -> Placed:
    return Placed(feed.services[at], feed.changed(at))


def _running(feed: Feed, key: str) -> Running:
    positions = feed.by_organization.get(key)
    if positions is None:
        raise NotFound(key)
    known = [moment for at in positions if (moment := feed.changed(at)) is not None]
    services = tuple(feed.services[at] for at in positions)
    return Running(services, max(known, default=None))


def _print(feed: Feed, kind: str, subject: Any) -> Json:
    if kind == "Organization":
        return resources.organization(subject, feed.view.regions)
    if kind == "Location":
        return resources.location(subject, feed.view.regions)
    return resources.healthcare_service(subject)


def _entry(feed: Feed, kind: str, subject: Any, address: Address) -> tuple[str, Json]:
    found = _print(feed, kind, subject)
    return f"{address.base}/{kind}/{found['id']}", found


def _included(feed: Feed, include: Sequence[str], shown: Sequence[Placed]) -> list[tuple[str, Any]]:
    """Each resource once, organisations before locations."""
    wanted = {one.partition(":")[2] for one in include}
    found: list[tuple[str, Any]] = []
    if "organization" in wanted:
        keys = dict.fromkeys(one.organization_id for one in shown)
        found += [("Organization", _running(feed, key)) for key in keys]
    if "location" in wanted:
        found += [("Location", one) for one in shown]
    return found


def _links(total: int, question: Question, address: Address) -> dict[str, str]:
    count, offset = question.count, question.offset
    links = {"self": address.page(offset), "first": address.page(0)}
    if offset > 0:
        links["previous"] = address.page(max(0, offset - count))
    if offset + count < total:
        links["next"] = address.page(offset + count)
    links["last"] = address.page((max(total, 1) - 1) // count * count)
    return links
