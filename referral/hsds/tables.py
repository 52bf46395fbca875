"""The tables of HSDS's tabular form: file, columns and their types, as its schemas list them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

_NUMBERS = frozenset(
    {"minimum_age", "maximum_age", "latitude", "longitude", "timezone", "available", "maximum"}
)
_DATES = frozenset({"assured_date"})
_MOMENTS = frozenset({"last_modified", "updated"})


@dataclass(frozen=True, slots=True)
class Table:
    """One table; `keys` are the columns that point to another table's `id`."""

    name: str
    file: str
    columns: tuple[str, ...]
    keys: tuple[tuple[str, str], ...] = ()
    required: tuple[str, ...] = ("id",)

    def resource(self) -> dict[str, Any]:
        """Its entry of `datapackage.json`."""
        return {
            "name": self.name,
            "path": self.file,
            "profile": "tabular-data-resource",
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "schema": {
                "fields": [self._field(name) for name in self.columns],
                "primaryKey": "id",
                "foreignKeys": [
                    {"fields": column, "reference": {"resource": table, "fields": "id"}}
                    for column, table in self.keys
                ],
            },
        }

    def _field(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = {"name": name, "type": _type(name)}
        return found | {"constraints": {"required": True}} if name in self.required else found


def _type(name: str) -> str:
    if name in _NUMBERS:
        return "number"
    if name in _DATES:
        return "date"
    return "datetime" if name in _MOMENTS else "string"


def _table(name: str, file: str, columns: str, keys: str = "", required: str = "id") -> Table:
    pairs = tuple((pair.split(":")[0], pair.split(":")[1]) for pair in keys.split())
    return Table(name, file, tuple(columns.split()), pairs, tuple(required.split()))


TABLES: tuple[Table, ...] = (
    _table("organization", "organizations.csv", "id name description", "",
           "id name description"),
    _table("service", "services.csv",
           "id organization_id name alternate_name description url email status accreditations"
           " minimum_age maximum_age assured_date alert last_modified",
           "organization_id:organization", "id name status"),
    _table("attribute", "attributes.csv",
           "id link_id taxonomy_term_id link_type link_entity value",
           "taxonomy_term_id:taxonomy_term"),
    _table("service_at_location", "service_at_location.csv", "id service_id location_id",
           "service_id:service location_id:location"),
    _table("location", "locations.csv",
           "id location_type organization_id name description latitude longitude"
           " external_identifier external_identifier_type", "organization_id:organization",
           "id location_type"),
    _table("phone", "phones.csv", "id service_id number type description",
           "service_id:service", "id number"),
    _table("address", "addresses.csv",
           "id location_id address_1 city state_province postal_code country address_type",
           "location_id:location",
           "id address_1 city state_province postal_code country address_type"),
    _table("schedule", "schedules.csv",
           "id service_id timezone freq byday description opens_at closes_at",
           "service_id:service"),
    _table("service_area", "service_areas.csv", "id service_id name extent extent_type",
           "service_id:service"),
    _table("language", "languages.csv", "id service_id code", "service_id:service"),
    _table("taxonomy_term", "taxonomy_terms.csv",
           "id code name description parent_id taxonomy language taxonomy_id",
           "taxonomy_id:taxonomy", "id name description"),
    _table("taxonomy", "taxonomies.csv", "id name description version", "",
           "id name description"),
    _table("unit", "units.csv", "id name", "", "id name"),
    _table("service_capacity", "service_capacities.csv",
           "id service_id unit_id available maximum updated", "service_id:service unit_id:unit",
           "id available updated"),
    _table("url", "urls.csv", "id service_id label url", "service_id:service", "id url"),
)  # fmt: skip
"""Every table that is written; columns that would always be empty are left out."""

BY_NAME = {table.name: table for table in TABLES}


def datapackage(*, changed: str | None = None) -> dict[str, Any]:
    """The description of the package: every table with its columns."""
    found: dict[str, Any] = {
        "profile": "tabular-data-package",
        "name": "human-services-data",
        "title": "Human Services Data",
        "hsds_version": "3.1",
        "resources": [table.resource() for table in TABLES],
    }
    return found if changed is None else {**found, "created": changed}
