"""JSON Schemas of the HSDS objects as they are given here: the standard's fields that are used."""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
UUID: Schema = {"type": "string", "format": "uuid"}
URI: Schema = {"type": "string", "format": "uri"}
NUMBER: Schema = {"type": "number"}
MOMENT: Schema = {"type": "string", "format": "date-time"}
STATUSES = ["active", "inactive", "defunct", "temporarily closed"]


def ref(name: str) -> Schema:
    """A reference to a component."""
    return {"$ref": f"#/components/schemas/{name}"}


def _list(name: str) -> Schema:
    return {"type": "array", "items": ref(name)}


def _object(required: str, **properties: Schema) -> Schema:
    """An object with an id; `required` names what stands in every one."""
    return {
        "type": "object",
        "required": ["id", *required.split()],
        "properties": {"id": UUID, **properties},
        "additionalProperties": False,
    }


def _service() -> dict[str, Schema]:
    own = {
        "organization_id": UUID,
        "name": TEXT,
        "alternate_name": {**TEXT, "description": "Acronym."},
        "description": TEXT,
        "url": URI,
        "email": TEXT,
        "status": {"enum": STATUSES},
        "accreditations": TEXT,
        "minimum_age": NUMBER,
        "maximum_age": NUMBER,
        "assured_date": {"type": "string", "format": "date"},
        "alert": {**TEXT, "description": "Why it is not active."},
        "last_modified": MOMENT,
        "organization": ref("Organization"),
    }
    nested = {
        "phones": _list("Phone"),
        "schedules": _list("Schedule"),
        "service_areas": _list("ServiceArea"),
        "service_at_locations": _list("PlacedService"),
        "languages": _list("Language"),
        "capacities": _list("ServiceCapacity"),
        "attributes": _list("Attribute"),
    }
    minimal = {name: own[name] for name in ("name", "status", "last_modified")}
    return {
        "Service": _object("name status", **own, **nested),
        "ListedService": _object("name status", **own, **nested, modified_date=MOMENT),
        "MinimalService": _object("name status", **minimal, modified_date=MOMENT),
    }


def _places() -> dict[str, Schema]:
    location = {
        "location_type": {"enum": ["physical", "virtual"]},
        "organization_id": UUID,
        "name": {**TEXT, "description": "Regency, or of a secret place the province."},
        "description": TEXT,
        "latitude": NUMBER,
        "longitude": NUMBER,
        "external_identifier": {**TEXT, "description": "Code of the region."},
        "external_identifier_type": {"const": "Kemendagri"},
        "addresses": _list("Address"),
    }
    address = dict.fromkeys(("address_1", "city", "state_province", "postal_code", "country"), TEXT)
    placed = {"service_id": UUID, "location_id": UUID, "location": ref("Location")}
    return {
        "Location": _object("location_type", **location),
        "Address": _object(
            " ".join([*address, "address_type"]),
            location_id=UUID,
            **address,
            address_type={"const": "physical"},
        ),
        "PlacedService": _object("service_id location_id location", **placed),
        "ServiceAtLocation": _object(
            "service_id location_id location service", **placed, service=ref("Service")
        ),
    }


def _parts() -> dict[str, Schema]:
    schedule = {
        "timezone": NUMBER,
        "freq": {"const": "WEEKLY"},
        **dict.fromkeys(("byday", "description", "opens_at", "closes_at"), TEXT),
    }
    attribute = {
        "link_id": UUID,
        "link_type": {**TEXT, "description": "The name of the term's taxonomy."},
        "link_entity": {"enum": ["service", "phone"]},
        "value": TEXT,
        "taxonomy_term_id": UUID,
        "taxonomy_term": ref("TaxonomyTerm"),
    }
    return {
        "Phone": _object(
            "number",
            number={**TEXT, "description": "As dialled, where that is known."},
            type={"enum": ["voice", "text"]},
            description=TEXT,
            attributes=_list("Attribute"),
        ),
        "Schedule": _object("", **schedule),
        "ServiceArea": _object(
            "name extent",
            name=TEXT,
            extent={**TEXT, "description": "Code of a region, `ID`, or a country."},
            extent_type={"const": "text"},
        ),
        "Language": _object("code", code=TEXT),
        "ServiceCapacity": _object(
            "unit available updated",
            unit=ref("Unit"),
            available=NUMBER,
            maximum=NUMBER,
            updated=MOMENT,
        ),
        "Unit": _object("name", name=TEXT),
        "Attribute": _object("taxonomy_term", **attribute),
    }


def _vocabulary() -> dict[str, Schema]:
    named = {"name": TEXT, "description": TEXT}
    term = {
        "code": TEXT,
        **named,
        "taxonomy": TEXT,
        "taxonomy_id": UUID,
        "language": TEXT,
        "parent_id": UUID,
        "taxonomy_detail": ref("Taxonomy"),
    }
    nested = {
        "services": {"type": "array", "items": {"anyOf": [ref("Service"), ref("MinimalService")]}},
        "locations": _list("Location"),
    }
    return {
        "Organization": _object("name description", **named),
        "NestedOrganization": _object("name description", **named, **nested),
        "Taxonomy": _object("name description", **named, version=TEXT),
        "TaxonomyTerm": _object("name description", **term),
    }


def page(items: str) -> Schema:
    """The schema of a page of a list."""
    counts = ("total_items", "total_pages", "page_number", "size")
    return {
        "type": "object",
        "required": [*counts, "first_page", "last_page", "empty", "contents"],
        "properties": {
            **{name: {"type": "integer", "minimum": 0} for name in counts},
            **{name: {"type": "boolean"} for name in ("first_page", "last_page", "empty")},
            "contents": _list(items),
        },
        "additionalProperties": False,
    }


def components() -> dict[str, Schema]:
    """Every named schema of the interface, but the problem's."""
    return {**_service(), **_places(), **_parts(), **_vocabulary()}
