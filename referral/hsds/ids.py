"""Identifiers of HSDS objects: UUIDv5 of what stays the same about a record.

So every installation, and every export, gives the same record the same ones.
"""

from __future__ import annotations

from functools import cache, lru_cache
from uuid import NAMESPACE_URL, UUID, uuid5

_MANY = 1 << 16
"""Ids that are remembered: four for each record of the country, made anew for every snapshot."""


@cache
def _namespace(kind: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"urn:rujuk:{kind}")


def identifier(kind: str, *parts: str | int) -> str:
    """The UUID of an object of a kind, by the words that make it the one it is."""
    return str(uuid5(_namespace(kind), "\n".join(str(part) for part in parts)))


@lru_cache(maxsize=_MANY)
def service_uuid(service_id: str) -> str:
    """The UUID of a service, of its slug (or of the opaque id of a hidden one)."""
    return identifier("service", service_id)


@lru_cache(maxsize=_MANY)
def organization_uuid(name: str) -> str:
    """The UUID of an organisation, of its name: the store keeps it under the same."""
    return identifier("organization", name)


@lru_cache(maxsize=_MANY)
def location_uuid(service_id: str) -> str:
    """The UUID of the location at which a service is: every service has its own."""
    return identifier("location", service_id)


@lru_cache(maxsize=_MANY)
def service_at_location_uuid(service_id: str) -> str:
    """The UUID of a service being at its location."""
    return identifier("service_at_location", service_id)
