"""A nested HSDS service as rows of tables, and rows as the nested service again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from referral.hsds.outward import PLACES, Document
from referral.hsds.terms import TAXONOMIES, TERMS, flat_term, taxonomy_document

Row = tuple[str, Document]
"""A table's name and a row of it."""

_LISTS = {
    "phones": "phone",
    "schedules": "schedule",
    "service_areas": "service_area",
    "languages": "language",
    "capacities": "service_capacity",
    "additional_urls": "url",
}
"""Lists of a service, and the table that holds each, by `service_id`."""


def shared_rows() -> Iterator[Row]:
    """The rows that belong to no service: the vocabulary and the unit of places."""
    for taxonomy in TAXONOMIES:
        yield "taxonomy", taxonomy_document(taxonomy)
    for term in TERMS:
        yield "taxonomy_term", flat_term(term)
    yield "unit", PLACES


def rows_of(service: Document) -> Iterator[Row]:
    """The rows of one service, its organisation's among them."""
    key = {"service_id": service["id"]}
    yield "organization", service["organization"]
    yield "service", service
    yield from _attributes(service)
    for name, table in _LISTS.items():
        for one in service.get(name, ()):
            unit = {"unit_id": PLACES["id"]} if name == "capacities" else {}
            yield table, {**one, **key, **unit}
            yield from _attributes(one)
    for placed in service["service_at_locations"]:
        yield "service_at_location", placed
        yield "location", placed["location"]
        for address in placed["location"].get("addresses", ()):
            yield "address", address


def _attributes(owner: Document) -> Iterator[Row]:
    for attribute in owner.get("attributes", ()):
        yield "attribute", attribute


class Rows:
    """The rows of a package by what they hang on, to nest them into services again."""

    def __init__(self) -> None:
        self._by_id: dict[str, dict[str, Document]] = defaultdict(dict)
        self._below: dict[tuple[str, str], list[Document]] = defaultdict(list)

    def add(self, table: str, row: Document) -> None:
        """Keep a row, by its id or by what it belongs to."""
        owner = _OWNERS.get(table)
        if owner is None:
            self._by_id[table][row.get("id", "")] = row
        elif owner in row:
            self._below[table, row[owner]].append(row)

    def nested(self, service: Document) -> Document:
        """A service's row with everything that hangs on it."""
        key = service.get("id", "")
        found = self._with_attributes(service)
        organization = self._by_id["organization"].get(service.get("organization_id", ""))
        if organization is not None:
            found["organization"] = organization
        for name, table in _LISTS.items():
            found[name] = [self._with_attributes(one) for one in self._of(table, key)]
        found["service_at_locations"] = [
            {**one, "location": self._location(one)} for one in self._of("service_at_location", key)
        ]
        return found

    def _location(self, placed: Mapping[str, Any]) -> Document:
        key = placed.get("location_id", "")
        location = self._by_id["location"].get(key, {})
        return {**location, "addresses": self._of("address", key)}

    def _with_attributes(self, row: Document) -> Document:
        found = self._of("attribute", row.get("id", ""))
        return {**row, "attributes": found} if found else dict(row)

    def _of(self, table: str, owner: str) -> list[Document]:
        return self._below.get((table, owner), [])


_OWNERS = {
    **dict.fromkeys(_LISTS.values(), "service_id"),
    "service_at_location": "service_id",
    "attribute": "link_id",
    "address": "location_id",
}
"""The column that says to what a row of a table belongs; of the others only the id counts."""
