"""Nothing that can be asked of HSDS or FHIR tells a mark of what is hidden."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from referral.domain.public import public_face
from referral.domain.table import RoutingTable
from referral.hsds import ids
from referral.hsds.documents import to_service_documents
from referral.hsds.tabular import write_zip
from referral.hsds.terms import TERMS
from referral.usecases.world import World
from tests.leaks.planted import HIDDEN_ORGANIZATION, LATITUDE, LONGITUDE, Sieve, services

SECRET_WORDS = ("kenanga", "zamrud", "kamboja", "senyap", HIDDEN_ORGANIZATION)
NEAR = {"latitude": LATITUDE, "longitude": LONGITUDE}
HIDDEN = [one for one in services() if one.hidden]


def hsds_queries() -> Iterator[tuple[str, dict[str, object]]]:
    """Lists in full, by every term, by secret words and ids, around the secret point."""
    full: dict[str, object] = {"full": "true", "per_page": 500}
    for name in ("services", "service_at_locations", "organizations"):
        yield name, full
        for word in SECRET_WORDS:
            yield name, {**full, "search": word}
        for term in TERMS:
            yield name, {**full, "taxonomy_term_id": term.id}
    for metres in (1, 100, 5_000, 50_000, 5_000_000):
        yield "service_at_locations", {**full, **NEAR, "proximity": metres}
    for one in HIDDEN:
        yield "services", {**full, "organization_id": ids.organization_uuid(one.organization)}
    yield "organizations", {"full_service": "true"}
    yield "services", {"minimal": "true", "modified_after": "2020-01-01"}


def fhir_queries() -> Iterator[tuple[str, dict[str, object]]]:
    """Everything with what it brings along, and by secret words in every text parameter."""
    yield (
        "HealthcareService",
        {
            "_count": 200,
            "_include": ["HealthcareService:organization", "HealthcareService:location"],
        },
    )
    for kind, names in (
        ("HealthcareService", ("name:contains", "identifier")),
        ("Location", ("name:contains", "address:contains", "address-city:contains")),
        ("Organization", ("name:contains", "address:contains")),
    ):
        yield kind, {"_count": 200}
        for name in names:
            for word in SECRET_WORDS:
                yield kind, {name: word}


def look(sieve: Sieve, where: str, response: TestResponse) -> None:
    assert response.status_code == 200, (where, response.text[:200])
    sieve.look(where, response.text)


def test_no_question_to_a_feed_tells_a_mark(planted_app: Flask) -> None:
    client, sieve = planted_app.test_client(), Sieve([])
    for name, query in hsds_queries():
        look(sieve, f"/hsds/{name} {query}", client.get(f"/hsds/{name}", query_string=query))
        posted = client.post(f"/hsds/{name}", data=query)
        look(sieve, f"POST /hsds/{name} {query}", posted)
    for kind, query in fhir_queries():
        response = client.get(f"/fhir/{kind}", query_string=query)
        assert response.status_code == 200, (kind, query)
        # the links of a page repeat what was asked; everything else is looked through
        rest = {name: value for name, value in response.get_json().items() if name != "link"}
        sieve.look(f"/fhir/{kind} {query}", json.dumps(rest, ensure_ascii=False))
    assert sieve.found == [] and sieve.seen > 600


def test_secret_words_and_the_secret_point_find_nothing(planted_app: Flask) -> None:
    client = planted_app.test_client()
    for word in SECRET_WORDS:
        for name in ("services", "service_at_locations", "organizations"):
            assert client.get(f"/hsds/{name}?search={word}").get_json()["empty"], (name, word)
        assert client.get(f"/fhir/HealthcareService?name:contains={word}").get_json()["total"] == 0
    near = client.get("/hsds/service_at_locations", query_string={**NEAR, "proximity": 500})
    assert near.get_json()["empty"], "what has a secret point is found by no distance"


def test_a_hidden_place_cannot_be_asked_for_by_its_own_uuid(planted_app: Flask) -> None:
    client: FlaskClient = planted_app.test_client()
    for one in HIDDEN:
        for path in (
            f"/hsds/services/{ids.service_uuid(one.id)}",
            f"/hsds/service_at_locations/{ids.service_at_location_uuid(one.id)}",
            f"/hsds/organizations/{ids.organization_uuid(one.organization)}",
            f"/fhir/HealthcareService/{ids.service_uuid(one.id)}",
            f"/fhir/Location/{ids.location_uuid(one.id)}",
            f"/fhir/Organization/{ids.organization_uuid(one.organization)}",
        ):
            assert client.get(path).status_code == 404, path


def test_documents_and_tables_of_public_faces_tell_nothing(planted: World) -> None:
    table, sieve = RoutingTable(planted.directory(), planted.policy), Sieve([])
    faces = [public_face(table.shown(one)) for one in planted.directory().services]
    regions = planted.atlas.regions
    sieve.look("documents", json.dumps(list(to_service_documents(faces, regions=regions))))
    stream = io.BytesIO()
    write_zip(stream, faces, regions=regions)
    with zipfile.ZipFile(stream) as package:
        for name in package.namelist():
            sieve.look(name, package.read(name).decode("utf-8"))
    assert sieve.found == [] and len(faces) == len(services())


def test_the_sieve_sees_what_was_not_masked(planted: World) -> None:
    sieve = Sieve([])
    raw = to_service_documents(planted.directory().services, full=True)
    sieve.look("unmasked", json.dumps(list(raw), ensure_ascii=False))
    assert len(sieve.found) > 8
