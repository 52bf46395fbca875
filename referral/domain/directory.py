"""The directory as an immutable snapshot: what routing reads instead of querying."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from referral.domain.services import Service, Statement


@dataclass(frozen=True)
class Directory:
    """Services in a fixed order (by id), the statements of presence, and a version.

    `version` changes whenever a record changes; `opaque_key` keys the public ids of
    confidential places (R35), so that nobody can derive them from a name. `changed` tells by id
    when a record last changed, where that is known.
    """

    services: tuple[Service, ...]
    statements: tuple[Statement, ...]
    version: str
    opaque_key: bytes = field(repr=False)
    changed: Mapping[str, datetime] = field(default_factory=dict, repr=False)

    @classmethod
    def of(
        cls,
        services: Iterable[Service],
        statements: Iterable[Statement] = (),
        *,
        version: str,
        opaque_key: bytes,
        changed: Mapping[str, datetime] | None = None,
    ) -> Directory:
        """A snapshot, its services sorted by id so that equal input gives equal output."""
        ordered = tuple(sorted(services, key=lambda service: service.id))
        return cls(ordered, tuple(statements), version, opaque_key, changed or {})

    @cached_property
    def index(self) -> Mapping[str, int]:
        """Position of each service by id."""
        return {service.id: at for at, service in enumerate(self.services)}

    def get(self, service_id: str) -> Service | None:
        """The service of that id, or None."""
        at = self.index.get(service_id)
        return None if at is None else self.services[at]
