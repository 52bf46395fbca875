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

    @cached_property
    def unnamed(self) -> frozenset[str]:
        """Ids of removed records that were hidden places, or were merged into one (R35).

        What such a record was called, and where it was, is what the hidden place is called now.
        """
        return frozenset(ref for ref in self.tombstones if self._ends_hidden(ref))

    def _ends_hidden(self, ref: str) -> bool:
        way = self._way(ref)
        last = self.get(way[-1])
        stones = (self.tombstones.get(one) for one in way)
        return (last is not None and last.hidden) or any(s is not None and s.hidden for s in stones)

    def _way(self, ref: str) -> list[str]:
        """The ids from a removed record to the one that stands for it, each once."""
        way = [ref]
        while (stone := self.tombstones.get(way[-1])) is not None:
            if stone.successor_id is None or stone.successor_id in way:
                break
            way.append(stone.successor_id)
        return way

    def gone(self, ref: str) -> Gone | None:
        """That a record was removed, as anybody may learn it; None where nothing is to be told.

        Of a hidden place nothing is told, not even that it was there, nor of a record that was
        merged into one: it was called as that place is.
        """
        stone = self.tombstones.get(ref)
        if stone is None or ref in self.unnamed:
            return None
        heir = self.get(self.current_id(ref))
        return Gone(
            ref,
            reason=stone.reason,
            name=stone.name,
            region=stone.region_code,
            successor=heir.id if heir is not None else None,
        )
