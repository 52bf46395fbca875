"""Every record of the real directory against the standard's own JSON Schemas (2020-12)."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from typing import Any

import pytest
from flask.testing import FlaskClient

from referral.hsds import outward
from referral.hsds.documents import from_documents
from referral.hsds.tabular import write_zip
from referral.hsds.terms import TAXONOMIES, TERMS, taxonomy_document, term_document
from referral.usecases.feed import Feed, feed_of
from referral.usecases.world import World
from tests.hsds.standard import FOLDER, HOW, faults, schema, strangers
from tests.needs import require


@pytest.fixture(scope="module")
def feed(world: World) -> Feed:
    """The public feed of the whole directory."""
    return feed_of(world)


def without_shared_parts(document: dict[str, Any]) -> dict[str, Any]:
    """The document with each term once in it: terms are checked by themselves, all of them."""
    for attribute in document.get("attributes", []):
        attribute.pop("taxonomy_term", None)
    for phone in document.get("phones", []):
        without_shared_parts(phone)
    return document


def test_every_service_is_valid_fully_nested_and_has_no_field_of_its_own(feed: Feed) -> None:
    wrong: dict[str, list[str]] = {}
    known = schema("compiled/service")
    for at, service in enumerate(feed.services):
        document = outward.service_document(service, feed.view)
        nested = at % 50 == 0  # of these the terms inside too
        checked = document if nested else without_shared_parts(document)
        found = faults("compiled/service", checked) + strangers(checked, known)
        if found:
            wrong[service.id] = found
    assert wrong == {}
    assert len(feed.services) > 13_000


def test_every_service_is_valid_in_a_list(feed: Feed) -> None:
    known = schema("compiled/service_list")
    for service in feed.services:
        document = outward.listed_service(service, feed.view)
        assert faults("compiled/service_list", document) == [], service.id
        assert strangers(document, known) == []


def test_every_service_at_location_is_valid_flat_and_nested(feed: Feed) -> None:
    flat, full = schema("compiled/service_at_location_list"), schema("compiled/service_at_location")
    for at, service in enumerate(feed.services):
        document = outward.service_at_location_document(service, feed.view, full=False)
        assert faults("compiled/service_at_location_list", document) == [], service.id
        assert strangers(document, flat) == []
        if at % 25 == 0:
            document = outward.service_at_location_document(service, feed.view, full=True)
            assert faults("compiled/service_at_location", document) == [], service.id
            assert strangers(document, full) == []


def test_every_term_and_taxonomy_is_valid() -> None:
    for term in TERMS:
        document = term_document(term)
        assert faults("taxonomy_term", _inlined(document)) == [], term.code
    for name in TAXONOMIES:
        assert faults("taxonomy", taxonomy_document(name)) == []


def _inlined(document: dict[str, Any]) -> dict[str, Any]:
    """A term without its taxonomy, which the schema only points to; that is checked by itself."""
    return {name: value for name, value in document.items() if name != "taxonomy_detail"}


def test_organizations_are_valid_in_a_list_and_nested(feed: Feed, client: FlaskClient) -> None:
    seen = 0
    for page in range(1, 5):
        listed = client.get(f"/hsds/organizations?per_page=500&page={page}").get_json()
        for document in listed["contents"]:
            assert faults("compiled/organization_list", document) == []
            seen += 1
    assert seen == listed["total_items"] == len(feed.by_organization) > 1_500
    known = schema("compiled/organization")
    for key in list(feed.by_organization)[::60]:
        document = client.get(f"/hsds/organizations/{key}?full_service=true").get_json()
        if "services" in document:
            assert faults("compiled/organization", document) == []
            assert strangers(document, known) == []


@pytest.mark.parametrize(
    ("example", "name"),
    [
        ("service_full", "compiled/service"),
        ("organization_full", "compiled/organization"),
        ("service_at_location_full", "compiled/service_at_location"),
    ],
)
def test_the_schemas_can_tell_a_valid_document_from_a_broken_one(example: str, name: str) -> None:
    require(FOLDER.exists(), HOW)
    document = json.loads((FOLDER / "examples" / f"{example}.json").read_text(encoding="utf-8"))
    assert faults(name, document) == []
    assert faults(name, {**document, "id": "no uuid"})
    assert faults(name, {**document, "attributes": [{"value": 3}]})
    assert strangers({**document, "planted": 1}, schema(name)) == ["$.planted"]


def test_every_table_has_the_standards_columns(feed: Feed) -> None:
    stream = io.BytesIO()
    write_zip(stream, feed.services[::40], regions=feed.view.regions, changed=feed.view.changed)
    tables = schema("compiled/tabular")["properties"]
    known = {one["items"]["path"]: one["items"] for one in tables.values()}
    with zipfile.ZipFile(stream) as package:
        for file in package.namelist():
            if file not in known:  # new in 3.1: their tables have schemas of their own
                assert file in ("datapackage.json", "units.csv", "service_capacities.csv",
                                "urls.csv")  # fmt: skip
                continue
            columns = known[file]["properties"]
            header = next(csv.reader(io.StringIO(package.read(file).decode("utf-8"))))
            assert set(header) <= columns.keys(), file
            required = known[file].get("required", [])
            assert all(name in header for name in required), file


def test_the_standards_own_example_can_be_read() -> None:
    require(FOLDER.exists(), HOW)
    text = (FOLDER / "examples" / "service_full.json").read_text(encoding="utf-8")
    (found,), problems = from_documents([json.loads(text)])
    assert problems == []
    assert (found.name, found.organization) == (
        "Community Counselling",
        "Example Organization Inc.",
    )
    assert (found.min_age, found.max_age) == (12, 100)
    assert [span.weekday for span in found.hours.intervals] == [3, 4]
    assert (found.capacity.total, found.capacity.free) == (10, 12), "as it stands there"
