"""What the HSDS interface answers: filters, pages, moments, nesting, failures, other sites."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from referral.domain.directory import Directory
from referral.domain.services import Provenance, Service, fact
from referral.domain.vocabulary import Basis, Confidence, Kind, Need, Trilean
from referral.hsds import ids
from referral.hsds.terms import taxonomy_uuid, term_uuid
from referral.usecases.feed import feed_of
from referral.usecases.hsds import Criteria, list_services
from referral.usecases.world import World
from referral.web.hsds_parameters import PARAMETERS
from tests.builders import KEY, hospital, service, shelter, uptd
from tests.hsds.standard import faults
from tests.leaks.planted import world_of

START = datetime(2026, 11, 1, tzinfo=UTC)


def boys(value: str) -> dict[str, Any]:
    return {"facts": {"accepts_boys": value}}


SERVICES = (
    service("lbh-satu", Need.LEGAL, organization="LBH Uji", **boys("yes")),
    service("lbh-dua", Need.LEGAL, organization="LBH Uji", regency="53.08", **boys("no")),
    hospital("rsud-uji", organization="Dinas Kesehatan", latitude=-8.63, longitude=122.22),
    hospital("rs-jauh", organization="Dinas Kesehatan", latitude=-10.17, longitude=123.58),
    uptd("uptd-sikka", Need.LEGAL, Need.SHELTER, organization="DP3A Sikka"),
    shelter("rumah-rahasia", organization="Yayasan Rahasia", confidential=True, latitude=None,
            longitude=None, location_basis="none"),
)  # fmt: skip


def small_world(services: tuple[Service, ...] = SERVICES) -> World:
    """A directory of a few services, each changed a day after the one before it."""
    changed = {one.id: START + timedelta(days=at) for at, one in enumerate(services)}
    made = world_of(services)
    directory = Directory.of(services, version="kecil", opaque_key=KEY, changed=changed)
    return replace(made, directory=lambda: directory)


WORLD = small_world()
HEALTH = ids.organization_uuid("Dinas Kesehatan")
LEGAL, SHELTER = term_uuid("need", "legal"), term_uuid("need", "shelter")


def names(**criteria: Any) -> set[str]:
    found = list_services(WORLD, Criteria(**criteria))
    return {one["name"] for one in found["contents"]}


@pytest.mark.parametrize(
    ("criteria", "expected"),
    [
        pytest.param({"taxonomy_term_id": LEGAL}, {"Lbh Satu", "Lbh Dua", "Uptd Sikka"}, id="need"),
        pytest.param(
            {"taxonomy_term_id": term_uuid("fact", "accepts_boys.yes")}, {"Lbh Satu"}, id="yes only"
        ),
        pytest.param(
            {"taxonomy_term_id": term_uuid("fact", "accepts_boys.no")}, {"Lbh Dua"}, id="no only"
        ),
        pytest.param({"taxonomy_term_id": "unheard-of"}, set(), id="a term that is not there"),
        pytest.param(
            {"organization_id": HEALTH},
            {"Rsud Uji", "Rs Jauh"},
            id="organisation",
        ),
        pytest.param({"search": "lbh dua"}, {"Lbh Dua"}, id="every word"),
        pytest.param({"search": "LBH"}, {"Lbh Satu", "Lbh Dua"}, id="whatever the letters"),
        pytest.param(
            {"search": "lbh", "taxonomy_term_id": term_uuid("fact", "accepts_boys.no")},
            {"Lbh Dua"},
            id="both must hold",
        ),
        pytest.param(
            {"taxonomy_term_id": LEGAL, "organization_id": ids.organization_uuid("LBH Uji"),
             "modified_after": START + timedelta(days=1)},
            {"Lbh Dua"},
            id="all three must hold",
        ),
        pytest.param(
            {"taxonomy_term_id": LEGAL, "organization_id": HEALTH},
            set(),
            id="nothing fits both",
        ),
        pytest.param({"modified_after": START + timedelta(days=6)}, set(), id="nothing so late"),
    ],
)  # fmt: skip
def test_every_filter_must_hold(criteria: dict[str, Any], expected: set[str]) -> None:
    assert names(**criteria) == expected


def test_the_parent_of_a_facts_values_finds_all_of_them() -> None:
    found = names(taxonomy_term_id=term_uuid("fact", "accepts_boys"))
    assert {"Lbh Satu", "Lbh Dua"} <= found and "Rs Jauh" not in found


def test_a_taxonomy_finds_what_has_any_of_its_terms() -> None:
    kinds = list_services(WORLD, Criteria(taxonomy_id=taxonomy_uuid("kind")))
    facts = list_services(WORLD, Criteria(taxonomy_id=taxonomy_uuid("fact")))
    assert kinds["total_items"] == len(SERVICES) > facts["total_items"] > 0


def test_on_or_after_the_moment_of_a_change() -> None:
    day = timedelta(days=1)
    counts = [
        list_services(WORLD, Criteria(modified_after=START + at))["total_items"]
        for at in (-day, day * 0, day * 2, day * 2 + timedelta(milliseconds=1))
    ]
    # behind a gateway a place changes when its gateway does: the last two both on day 5 and 4
    assert counts == [6, 6, 4, 3]


def test_what_changed_at_an_unknown_time_is_never_missed() -> None:
    world = world_of(SERVICES)
    found = list_services(world, Criteria(modified_after=START + timedelta(days=900)))
    assert found["total_items"] == len(SERVICES)
    assert all("last_modified" not in one for one in found["contents"])


@pytest.mark.parametrize(
    ("page", "size", "first", "last", "empty"),
    [(1, 4, True, False, False), (2, 2, False, True, False), (3, 0, False, False, True)],
)
def test_pages_first_last_and_past_the_last(
    page: int, size: int, first: bool, last: bool, empty: bool
) -> None:
    found = list_services(WORLD, Criteria(page=page, per_page=4))
    assert (found["total_items"], found["total_pages"], found["page_number"]) == (6, 2, page)
    assert (found["size"], found["first_page"], found["last_page"], found["empty"]) == (
        size, first, last, empty,
    )  # fmt: skip
    assert len(found["contents"]) == size


def test_pages_together_hold_every_service_once() -> None:
    pages = [list_services(WORLD, Criteria(page=page, per_page=2)) for page in (1, 2, 3)]
    keys = [one["id"] for page in pages for one in page["contents"]]
    assert len(set(keys)) == len(keys) == 6 and keys == sorted(keys)


def test_an_empty_list_is_a_page_too() -> None:
    found = list_services(WORLD, Criteria(search="tidak ada"))
    assert (found["total_items"], found["total_pages"], found["empty"]) == (0, 1, True)
    assert found["first_page"] and found["last_page"]


def test_minimal_gives_little_and_all_at_once(client: FlaskClient) -> None:
    found = client.get("/hsds/services?minimal=true").get_json()
    assert found["size"] == found["total_items"] > 13_000
    assert found["contents"][0].keys() == {"id", "name", "status", "last_modified", "modified_date"}
    assert faults("compiled/service_list", found["contents"][0]) == []
    beyond = client.get("/hsds/services?minimal=true&page=2").get_json()
    assert (beyond["size"], beyond["empty"], beyond["total_pages"]) == (0, True, 1)
    paged = client.get("/hsds/services?minimal=true&per_page=3&page=2").get_json()
    assert [one["id"] for one in paged["contents"]] == [one["id"] for one in found["contents"][3:6]]


def test_full_nests_what_a_single_object_nests(client: FlaskClient) -> None:
    (full,) = client.get("/hsds/services?full=true&per_page=1&search=lbh").get_json()["contents"]
    assert full == client.get(f"/hsds/services/{full['id']}").get_json()
    assert {"attributes", "service_at_locations"} <= full.keys()
    (flat,) = client.get("/hsds/services?per_page=1&search=lbh").get_json()["contents"]
    assert flat["id"] == full["id"] and "attributes" not in flat
    placed = client.get("/hsds/service_at_locations?full=true&per_page=1&search=lbh").get_json()
    (one,) = placed["contents"]
    assert one == client.get(f"/hsds/service_at_locations/{one['id']}").get_json()
    assert "attributes" in one["service"]


def test_proximity_in_metres_from_a_point() -> None:
    from referral.usecases.hsds import list_service_at_locations

    def near(metres: float) -> set[str]:
        criteria = Criteria(near=(-8.62, 122.21, metres))
        found = list_service_at_locations(WORLD, criteria)["contents"]
        return {one["service"]["name"] for one in found}

    at_seat = {"Lbh Satu", "Uptd Sikka"}
    assert near(0) == at_seat
    assert near(1_500) == at_seat  # the hospital is 1.56 km away
    assert near(1_600) == {*at_seat, "Rsud Uji"}
    assert "Rs Jauh" in near(20_000_000)


def test_terms_by_taxonomy_by_parent_and_from_the_top(client: FlaskClient) -> None:
    def codes(query: str) -> set[str]:
        found = client.get(f"/hsds/taxonomy_terms?per_page=500&{query}").get_json()
        return {one["code"] for one in found["contents"]}

    need = taxonomy_uuid("need")
    assert codes(f"taxonomy_id={need}&top_only=true") == set(Need)
    assert codes(f"parent_id={SHELTER}") == {"emergency_shelter", "long_term_care"}
    assert codes(f"taxonomy_id={need}&search=hiv") == {"hiv_pep"}
    assert codes(f"taxonomy_id={taxonomy_uuid('level')}&parent_id={SHELTER}") == set()


UK_PROFILE = ("minimum_age", "maximum_age", "start_time", "end_time", "day")
"""What the Open Referral UK profile adds: with ages and hours unknown, no answer is right."""


@pytest.mark.parametrize(
    ("query", "path", "code"),
    [
        ("page=0", "page", "out_of_range"),
        ("page=x", "page", "out_of_range"),
        ("per_page=501", "per_page", "out_of_range"),
        ("format=ndjson", "format", "invalid_choice"),
        ("full=maybe", "full", "invalid_choice"),
        ("modified_after=yesterday", "modified_after", "bad_when"),
        ("postcode=86111", "postcode", "unknown_field"),
        ("search=a&search=b", "search", "given_twice"),
        (f"search={'x' * 201}", "search", "too_long"),
        ("nonsense=1", "nonsense", "unknown_field"),
        *((f"{name}=1", name, "unknown_field") for name in UK_PROFILE),
    ],
)
def test_what_is_not_honoured_is_refused(
    client: FlaskClient, query: str, path: str, code: str
) -> None:
    response = client.get(f"/hsds/services?{query}")
    assert response.status_code == 422
    assert response.mimetype == "application/problem+json"
    assert [(one["path"], one["code"]) for one in response.get_json()["errors"]] == [(path, code)]


def test_proximity_needs_its_point(client: FlaskClient) -> None:
    response = client.get("/hsds/service_at_locations?proximity=500&latitude=nan")
    assert {(one["path"], one["code"]) for one in response.get_json()["errors"]} == {
        ("latitude", "out_of_range"), ("latitude", "required"), ("longitude", "required"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2026-11-20", "2026-11-20T00:00:00+00:00"),
        ("2026-11-20T10:00:00Z", "2026-11-20T10:00:00+00:00"),
        ("2026-11-20T10:00:00.123+07:00", "2026-11-20T03:00:00.123000+00:00"),
        pytest.param("2026-11-20T10:00 07:00", "2026-11-20T03:00:00+00:00", id="a plus unquoted"),
        ("2026-11-20 10:00", "2026-11-20T10:00:00+00:00"),
    ],
)
def test_moments_are_read_as_people_write_them(
    client: FlaskClient, value: str, moment: str
) -> None:
    assert PARAMETERS["modified_after"].read(value).isoformat() == moment
    response = client.get("/hsds/services", query_string={"modified_after": value, "per_page": 1})
    assert response.status_code == 200


@pytest.mark.parametrize("name", ["services", "organizations", "service_at_locations",
                                  "taxonomies", "taxonomy_terms"])  # fmt: skip
def test_what_is_not_there_is_404_as_a_problem(client: FlaskClient, name: str) -> None:
    for key in (ids.identifier("none", "x"), "x", "services"):
        response = client.get(f"/hsds/{name}/{key}")
        assert (response.status_code, response.mimetype) == (404, "application/problem+json")


def test_the_root_tells_the_version_and_where_the_description_is(client: FlaskClient) -> None:
    found = client.get("/hsds/").get_json()
    assert found["version"] == "3.1"
    assert found["openapi_url"] == "http://localhost/hsds/openapi.json"
    described = client.get("/hsds/openapi.json").get_json()
    validate(described)
    assert described["servers"] == [{"url": "http://localhost/hsds"}]
    assert "http" not in str([key for key in _pointers(described) if not key.startswith("#")])


def _pointers(document: Any) -> list[str]:
    if isinstance(document, dict):
        own = [document["$ref"]] if isinstance(document.get("$ref"), str) else []
        return own + [one for value in document.values() for one in _pointers(value)]
    return (
        [one for item in document for one in _pointers(item)] if isinstance(document, list) else []
    )


def test_the_description_names_every_address_and_every_answer_fits_it(
    app: Flask, client: FlaskClient
) -> None:
    described = client.get("/hsds/openapi.json").get_json()
    served = {
        rule.rule.removeprefix("/hsds").split("<")[0] + ("{id}" if "<" in rule.rule else "")
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("hsds.") and rule.endpoint != "hsds.describe"
    }
    assert served == set(described["paths"])
    for path in served:
        if "{" in path or path == "/":
            continue
        for query in ("", "?full=true&per_page=20", "?minimal=true&per_page=5"):
            response = client.get(f"/hsds{path}{query}")
            if response.status_code == 422:
                continue
            pointer = f"/paths/{path.replace('/', '~1')}/get/responses/200"
            schema = {**described, "$ref": f"#{pointer}/content/application~1json/schema"}
            errors = Draft202012Validator(schema).iter_errors(response.get_json())
            assert [f"{one.json_path} {one.message[:90]}" for one in errors] == []


def test_pages_of_any_site_may_read_it_and_send_nothing(client: FlaskClient) -> None:
    for path in ("/hsds/", "/hsds/services?per_page=1", "/hsds/services/x", "/hsds/openapi.json"):
        headers = client.get(path, headers={"Origin": "https://example.org"}).headers
        assert headers["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in headers
        assert "Set-Cookie" not in headers
    preflight = client.options("/hsds/services", headers={"Origin": "https://example.org"})
    assert preflight.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    posted = client.post("/hsds/services", headers={"Sec-Fetch-Site": "cross-site"})
    assert posted.status_code == 403 and posted.mimetype == "application/problem+json"


def test_a_post_asks_the_same_without_telling_an_address(client: FlaskClient) -> None:
    asked = {"search": "lbh", "per_page": 2, "full": True}
    got = client.get("/hsds/services?search=lbh&per_page=2&full=true").get_json()
    assert client.post("/hsds/services", json=asked).get_json() == got
    form = {"search": "lbh", "per_page": "2", "full": "true"}
    response = client.post("/hsds/services", data=form)
    assert response.get_json() == got and response.headers["Cache-Control"] == "no-store"
    assert client.post("/hsds/services?search=lbh&per_page=2&full=true").get_json() == got
    both = client.post("/hsds/services?search=x&per_page=2&full=true", json={"search": "lbh"})
    assert both.get_json() == got, "the body goes first"
    both = client.post("/hsds/services?search=x&per_page=2&full=true", data={"search": "lbh"})
    assert both.get_json() == got, "a form as well"
    assert client.post("/hsds/services", json=[1]).status_code == 400


def test_who_has_this_state_of_the_directory_is_not_sent_it_again(client: FlaskClient) -> None:
    first = client.get("/hsds/services?per_page=3")
    tag = first.headers["ETag"]
    again = client.get("/hsds/services?per_page=3", headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["Access-Control-Allow-Origin"] == "*"
    packed = client.get("/hsds/services?per_page=3", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip" and packed.headers["ETag"] == tag
    other = client.get("/hsds/services?per_page=3", headers={"If-None-Match": 'W/"other"'})
    assert other.status_code == 200


def test_the_tag_changes_with_every_change_of_a_record() -> None:
    tag = feed_of(WORLD).tag
    known = replace(SERVICES[0], provenance=Provenance("Lain", 2026, Confidence.LOW))
    assert feed_of(small_world((known, *SERVICES[1:], hospital("baru")))).tag != tag


def test_a_hidden_place_is_its_gateway_and_its_province() -> None:
    (found,) = list_services(WORLD, Criteria(taxonomy_term_id=term_uuid("record", "confidential"),
                                             full=True))["contents"]  # fmt: skip
    assert found["name"] == "Uptd Sikka" and found["organization"]["name"] == "DP3A Sikka"
    (placed,) = found["service_at_locations"]
    location = placed["location"]
    assert location["external_identifier"] == "53"
    assert location.keys() & {"addresses", "latitude", "longitude", "description"} == set()
    assert found["service_areas"][0]["extent"] == "53" and len(found["service_areas"]) == 1
    assert ids.service_uuid("rumah-rahasia") not in str(found)
    assert "rahasia" not in str(list_services(WORLD, Criteria(full=True))).casefold()


def test_where_children_live_no_point_is_given() -> None:
    home = shelter("panti-uji", latitude=-8.62, longitude=122.21, location_basis="regency_seat")
    world = small_world((*SERVICES, home))
    (found,) = list_services(world, Criteria(search="panti", full=True))["contents"]
    location = found["service_at_locations"][0]["location"]
    assert location.keys() & {"addresses", "latitude", "longitude"} == set()
    assert location["external_identifier"] == "53.07"


def test_presumptions_go_out_as_presumptions() -> None:
    kind = replace(SERVICES[0], kind=Kind.NGO,
                   facts={"accepts_girls": fact(Trilean.YES, Basis.KIND)})  # fmt: skip
    (found,) = list_services(small_world((kind,)), Criteria(full=True))["contents"]
    said = {one["taxonomy_term"]["code"]: one.get("value") for one in found["attributes"]}
    assert said["accepts_girls.yes"] == "kind"
