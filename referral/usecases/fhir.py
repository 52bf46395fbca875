"""The FHIR interface: one resource, or a page of what a search finds, over the public feed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from referral.domain.errors import NotFound
from referral.fhir import resources
from referral.fhir.resources import Json, Resource, printed
from referral.fhir.search import INCLUDES, NotSearchable, make_filter
from referral.fhir.statements import bundle, capability_statement, outcome
from referral.fhir.subjects import Placed, Running, placed, running
from referral.hsds import ids
from referral.usecases.feed import Feed, feed_of, missing
from referral.usecases.tables import after_reload
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
    :raises Gone: there was one, and its record was removed or merged
    """
    subjects = _subjects_of(world)
    if kind == "Organization":
        return printed(_make(kind, subjects.organization(key)))
    feed = subjects.feed
    healthcare = kind == "HealthcareService"
    positions = feed.by_id if healthcare else feed.by_location_id
    if key not in positions:
        raise missing(feed, ids.service_uuid if healthcare else ids.location_uuid, key)
    return printed(_make(kind, subjects.services[positions[key]]))


def search_resources(world: World, kind: str, question: Question, address: Address) -> Json:
    """A page of the resources for which every parameter holds, with what was to be brought along.

    :raises NotSearchable: a parameter or value that is not understood
    """
    for one in question.include:
        if one not in INCLUDES[kind]:
            raise NotSearchable("not-supported", "_include", "This cannot be brought along.")
    fits = make_filter(kind, question.asked)
    subjects = _subjects_of(world)
    found = [subject for subject in subjects.of(kind) if fits(subject)]
    shown = found[question.offset : question.offset + question.count]
    matches = [_entry(kind, one, address) for one in shown]
    included = [
        _entry(name, one, address) for name, one in subjects.included(question.include, shown)
    ]
    return bundle(len(found), matches, included, _links(len(found), question, address))


def describe(world: World, address: str, version: str) -> Json:
    """The CapabilityStatement of the interface at an address."""
    feed = feed_of(world)
    newest = max(feed.view.changed.values(), default=None)
    return capability_statement(address, version, newest or _BEGINNING)


_BEGINNING = datetime.fromisoformat("2026-01-01T00:00:00+00:00")


@dataclass(frozen=True)
class _Subjects:
    """What a feed's resources are made of, made once for each feed."""

    feed: Feed

    @cached_property
    def services(self) -> tuple[Placed, ...]:
        """Services in the feed's order."""
        regions = self.feed.view.regions
        every = enumerate(self.feed.services)
        return tuple(placed(one, regions, self.feed.changed(at)) for at, one in every)

    @cached_property
    def organizations(self) -> Mapping[str, Running]:
        """Organisations by id, in its order."""
        feed, found = self.feed, {}
        for key, positions in feed.by_organization.items():
            known = [moment for at in positions if (moment := feed.changed(at)) is not None]
            services = tuple(feed.services[at] for at in positions)
            found[key] = running(services, feed.view.regions, max(known, default=None))
        return found

    def of(self, kind: str) -> Iterable[Placed | Running]:
        """Everything that is a resource of a kind."""
        return self.organizations.values() if kind == "Organization" else self.services

    def organization(self, key: str) -> Running:
        """The organisation of an id.

        :raises NotFound: none is public by it
        """
        found = self.organizations.get(key)
        if found is None:
            raise NotFound(key)
        return found

    def included(
        self, include: Sequence[str], shown: Sequence[Any]
    ) -> Iterator[tuple[str, Placed | Running]]:
        """What was to be brought along, each once, organisations before locations."""
        wanted = {one.partition(":")[2] for one in include}
        if "organization" in wanted:
            for key in dict.fromkeys(one.organization_id for one in shown):
                yield "Organization", self.organization(key)
        if "location" in wanted:
            yield from (("Location", one) for one in shown)


class _Latest:
    """The subjects of the feed last asked for."""

    def __init__(self) -> None:
        self._held: _Subjects | None = None

    def of(self, world: World) -> _Subjects:
        feed, held = feed_of(world), self._held
        if held is None or held.feed is not feed:
            held = self._held = _Subjects(feed)
        return held

    def prepare(self, world: World) -> None:
        """Make the subjects of a changed directory, if anybody fetches them at all."""
        if self._held is not None:
            subjects = self.of(world)
            _ = subjects.services, subjects.organizations


_latest = _Latest()
after_reload(_latest.prepare)
_subjects_of = _latest.of


def _make(kind: str, subject: Any) -> Resource:
    if kind == "Organization":
        return resources.organization(subject)
    if kind == "Location":
        return resources.location(subject)
    return resources.healthcare_service(subject)


def _entry(kind: str, subject: Any, address: Address) -> tuple[str, Resource]:
    found = _make(kind, subject)
    return f"{address.base}/{kind}/{found.id}", found


def _links(total: int, question: Question, address: Address) -> dict[str, str]:
    count, offset = question.count, question.offset
    links = {"self": address.page(offset), "first": address.page(0)}
    if offset > 0:
        links["previous"] = address.page(max(0, offset - count))
    if offset + count < total:
        links["next"] = address.page(offset + count)
    links["last"] = address.page((max(total, 1) - 1) // count * count)
    return links
