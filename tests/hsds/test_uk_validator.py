"""The checks that the Open Referral UK validator makes of a feed, made here without it.

It reads the root for the version and the description, looks over the description, then asks
collections before single objects with nothing but `page`: the first, a middle and the last page,
the ids of which it goes on with. What is tagged optional may fail with a warning only; here
nothing may.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

from tests.hsds.standard import faults, schema, strangers

COLLECTIONS = {
    "services": ("compiled/service_list", "compiled/service"),
    "organizations": ("compiled/organization_list", "compiled/organization"),
    "service_at_locations": (
        "compiled/service_at_location_list",
        "compiled/service_at_location",
    ),
    "taxonomies": ("taxonomy", "taxonomy"),
    "taxonomy_terms": ("taxonomy_term", "taxonomy_term"),
}
"""Each collection with the standard's schemas of an item of its list and of a single object."""
REQUIRED = {"/", "/services", "/services/{id}"}
PER_COLLECTION = 5
PAGE = {"total_items": int, "total_pages": int, "page_number": int, "size": int,
        "first_page": bool, "last_page": bool, "empty": bool, "contents": list}  # fmt: skip


@pytest.fixture
def described(client: FlaskClient) -> dict[str, Any]:
    """The description, found as a validator finds it: by way of the root."""
    root = client.get("/hsds/").get_json()
    assert isinstance(root["version"], str) and root["version"].startswith("3.1")
    path = root["openapi_url"].removeprefix("http://localhost")
    found: dict[str, Any] = client.get(path).get_json()
    return found


def test_the_description_says_what_it_must(described: dict[str, Any]) -> None:
    assert described["openapi"].startswith("3.1")
    assert described["info"].keys() >= {"title", "version", "contact", "license"}
    assert described["paths"]
    for path, methods in described["paths"].items():
        tags = methods["get"].get("tags", [])
        assert ("optional" in tags) is (path not in REQUIRED), path


def test_no_parameter_is_mandatory_but_the_id(described: dict[str, Any]) -> None:
    for methods in described["paths"].values():
        for operation in methods.values():
            for parameter in operation.get("parameters", []):
                assert parameter["required"] is (parameter["in"] == "path")
            assert operation.get("requestBody", {"required": False})["required"] is False


def pages(client: FlaskClient, name: str) -> Iterator[dict[str, Any]]:
    """The first page, one in the middle, the last."""
    first = client.get(f"/hsds/{name}").get_json()
    count = first["total_pages"]
    for number in sorted({1, (count + 1) // 2, count}):
        response = client.get(f"/hsds/{name}?page={number}")
        assert response.status_code == 200 and response.mimetype == "application/json"
        yield response.get_json()


@pytest.mark.parametrize("name", COLLECTIONS)
def test_pages_are_whole_and_consistent(client: FlaskClient, name: str) -> None:
    for page in pages(client, name):
        assert {key: type(value) for key, value in page.items()} == PAGE
        assert page["size"] == len(page["contents"]) > 0, "an empty feed"
        assert page["empty"] is False
        assert page["first_page"] is (page["page_number"] == 1)
        assert page["last_page"] is (page["page_number"] == page["total_pages"])
        per_page = client.get(f"/hsds/{name}").get_json()["size"]
        assert page["total_pages"] == -(-page["total_items"] // per_page)


@pytest.mark.parametrize("name", COLLECTIONS)
def test_items_and_the_objects_of_their_ids_are_valid_and_hold_nothing_unknown(
    client: FlaskClient, described: dict[str, Any], name: str
) -> None:
    listed, single = COLLECTIONS[name]
    for page in pages(client, name):
        for item in page["contents"]:
            assert faults(listed, flat(item)) == []
            assert strangers(item, schema(listed)) == []
        for item in page["contents"][:PER_COLLECTION]:
            response = client.get(f"/hsds/{name}/{item['id']}")
            assert response.status_code == 200
            assert response.get_json()["id"] == item["id"]
            assert faults(single, flat(response.get_json())) == []
            assert strangers(response.get_json(), schema(single)) == []
            assert by_our_own_description(described, name, response.get_json()) == []


def flat(document: dict[str, Any]) -> dict[str, Any]:
    """Without what a schema only points to in another file; that is checked by itself."""
    return {name: value for name, value in document.items() if name != "taxonomy_detail"}


def by_our_own_description(
    described: dict[str, Any], name: str, document: dict[str, Any]
) -> list[str]:
    pointer = f"#/paths/~1{name}~1{{id}}/get/responses/200/content/application~1json/schema"
    errors = Draft202012Validator({**described, "$ref": pointer}).iter_errors(document)
    return [f"{error.json_path} {error.message[:90]}" for error in errors]


def test_it_is_open_to_every_site(client: FlaskClient) -> None:
    for name in COLLECTIONS:
        response = client.get(f"/hsds/{name}?per_page=1", headers={"Origin": "https://example.org"})
        assert response.headers["Access-Control-Allow-Origin"] == "*"
