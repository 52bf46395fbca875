"""The directory as an immutable snapshot: what routing reads instead of querying."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from referral.domain.errors import Gone
from referral.domain.services import Service, Statement
from referral.domain.tombstones import Tombstone, heir_of


@dataclass(frozen=True)
class Directory:
    """Services in a fixed order (by id), the statements of presence, and a version.

    `version` changes whenever a record changes; `opaque_key` keys the public ids of
    confidential places (R35), so that nobody can derive them from a name. `changed` tells by id
    when a record last changed, where that is known; `tombstones` what became of the ids of
    records that were removed.
    """

    services: tuple[Service, ...]
    statements: tuple[Statement, ...]
    version: str
    opaque_key: bytes = field(repr=False)
    changed: Mapping[str, datetime] = field(default_factory=dict, repr=False)
    tombstones: Mapping[str, Tombstone] = field(default_factory=dict, repr=False)

    @classmethod
    def of(
        cls,
        services: Iterable[Service],
        statements: Iterable[Statement] = (),
        *,
        version: str,
        opaque_key: bytes,
        changed: Mapping[str, datetime] | None = None,
        tombstones: Mapping[str, Tombstone] | None = None,
    ) -> Directory:
        """A snapshot, its services sorted by id so that equal input gives equal output."""
        ordered = tuple(sorted(services, key=lambda service: service.id))
        return cls(ordered, tuple(statements), version, opaque_key, changed or {}, tombstones or {})

    @cached_property
    def index(self) -> Mapping[str, int]:
        """Position of each service by id."""
        return {service.id: at for at, service in enumerate(self.services)}

    def get(self, service_id: str) -> Service | None:
        """The service of that id, or None."""
        at = self.index.get(service_id)
        return None if at is None else self.services[at]

    def current_id(self, service_id: str) -> str:
        """The id under which a record is found now: of a merged one its successor's."""
        return heir_of(self.tombstones, service_id) or service_id

    def gone(self, ref: str) -> Gone | None:
        """That a record was removed, as anybody may learn it; None where nothing is to be told.

        Of a hidden place nothing is told, not even that it was there; nor is anybody led to one.
        """
        stone = self.tombstones.get(ref)
        if stone is None or stone.hidden:
            return None
        heir = self.get(self.current_id(ref))
        return Gone(
            ref,
            reason=stone.reason,
            name=stone.name,
            region=stone.region_code,
            successor=heir.id if heir is not None and not heir.hidden else None,
        )
