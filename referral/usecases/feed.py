"""The directory as others fetch it: public faces of all services, arranged for their questions.

Made once for each snapshot of the directory, so that no request reads the database; HSDS and
FHIR both answer out of it. Ordered by UUID: the order tells nothing, and pages hold together.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from referral.domain.errors import NotFound
from referral.domain.plans import Shown
from referral.domain.public import public_face
from referral.domain.services import Service
from referral.hsds import ids
from referral.hsds.outward import View, said_of
from referral.hsds.terms import BY_ID, taxonomy_uuid, term_uuid
from referral.usecases.tables import Tables, after_reload, tables_of
from referral.usecases.world import World

Positions = Mapping[str, frozenset[int]]


@dataclass(frozen=True)
class Feed:
    """Public services by position, in the order of their UUIDs, and when each last changed."""

    tables: Tables
    services: tuple[Service, ...]
    view: View
    tag: str

    @cached_property
    def by_id(self) -> Mapping[str, int]:
        """Positions by the UUID of the service."""
        return {ids.service_uuid(one.id): at for at, one in enumerate(self.services)}

    @cached_property
    def by_placed_id(self) -> Mapping[str, int]:
        """Positions by the UUID of the service at its location."""
        every = enumerate(self.services)
        return {ids.service_at_location_uuid(one.id): at for at, one in every}

    @cached_property
    def by_location_id(self) -> Mapping[str, int]:
        """Positions by the UUID of the location."""
        return {ids.location_uuid(one.id): at for at, one in enumerate(self.services)}

    @cached_property
    def by_organization(self) -> Mapping[str, tuple[int, ...]]:
        """Positions by the UUID of the organisation that runs the services, sorted by it."""
        found: dict[str, list[int]] = defaultdict(list)
        names = {name: ids.organization_uuid(name) for name in self._organizations()}
        for at, one in enumerate(self.services):
            found[names[one.organization]].append(at)
        return {key: tuple(found[key]) for key in sorted(found)}

    @cached_property
    def by_term(self) -> Positions:
        """Positions by the UUID of a term that an attribute stands under, or a term above it."""
        found: dict[str, set[int]] = defaultdict(set)
        for at, one in enumerate(self.services):
            for taxonomy, code, _value in said_of(one, full=False):
                key = term_uuid(taxonomy, str(code))
                found[key].add(at)
                if (parent := BY_ID[key].parent) is not None:
                    found[term_uuid(taxonomy, parent)].add(at)
        return _frozen(found)

    @cached_property
    def by_taxonomy(self) -> Positions:
        """Positions by the UUID of a taxonomy with any term of which a service has an attribute."""
        found: dict[str, set[int]] = defaultdict(set)
        for key, positions in self.by_term.items():
            found[taxonomy_uuid(BY_ID[key].taxonomy)] |= positions
        return _frozen(found)

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """The words of each service that a search looks through, in small letters."""
        return tuple(
            " ".join(
                filter(None, (one.name, one.acronym, *one.aliases, one.organization))
            ).casefold()
            for one in self.services
        )

    def changed(self, at: int) -> datetime | None:
        """When the service at a position last changed, if that is known."""
        return self.view.changed.get(self.services[at].id)

    def _organizations(self) -> set[str]:
        return {one.organization for one in self.services}


def missing(feed: Feed, uuid_of: Callable[[str], str], key: str) -> NotFound:
    """Why there is nothing of a UUID: it never was, or (Gone) its record was removed.

    `uuid_of` makes the UUID of a record's id; the successor of a merged one is told as a UUID too.
    """
    directory = feed.tables.directory
    for ref in directory.tombstones:
        if uuid_of(ref) == key and (found := directory.gone(ref)) is not None:
            if found.successor is not None:
                found.successor = uuid_of(found.successor)
            return found
    return NotFound(key)


def _frozen(found: Mapping[str, set[int]]) -> Positions:
    return {key: frozenset(positions) for key, positions in found.items()}


def make_feed(world: World, tables: Tables) -> Feed:
    """The feed of a snapshot."""
    shown = [tables.routing.shown(service) for service in tables.directory.services]
    faces = [public_face(one) for one in shown]
    changed = dict(_changes(shown, tables.directory.changed))
    newest = max(changed.values(), default=None)
    return Feed(
        tables=tables,
        services=tuple(sorted(faces, key=lambda face: ids.service_uuid(face.id))),
        view=View(regions=world.atlas.regions, changed=changed),
        tag=f"{tables.directory.version}-{newest.timestamp() if newest else 0:.3f}",
    )


def _changes(
    shown: Iterable[Shown], changed: Mapping[str, datetime]
) -> Iterable[tuple[str, datetime]]:
    """When what is shown last changed: behind a gateway, whichever of the two changed last."""
    for one in shown:
        every = (one.service,) if one.gateway is None else (one.service, one.gateway)
        known = [changed[service.id] for service in every if service.id in changed]
        if known:
            yield one.public_id, max(known)


class _Latest:
    """The feed of the snapshot last asked for."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: Feed | None = None

    def of(self, world: World) -> Feed:
        tables, held = tables_of(world), self._held
        if held is not None and held.tables is tables:
            return held
        with self._lock:
            if self._held is None or self._held.tables is not tables:
                self._held = make_feed(world, tables)
            return self._held

    def prepare(self, world: World) -> None:
        """Make the feed of a changed directory with its indexes, if anybody fetches at all."""
        if self._held is None:
            return
        feed = self.of(world)
        for index in _INDEXES:
            getattr(feed, index)


_INDEXES = ("by_id", "by_placed_id", "by_location_id", "by_organization", "by_taxonomy", "texts")
_latest = _Latest()
after_reload(_latest.prepare)
feed_of = _latest.of
"""`feed_of(world)`: the feed of the world's current snapshot."""
