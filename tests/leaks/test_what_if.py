"""What a coordinator supposes tells nothing of a hidden place: no page, no file, no list."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from referral.domain.access import Role
from tests.leaks.planted import Sieve, opaque_ids, services
from tests.web.accounts import sign_in, token_in

FRAGILE, SITES = "/id/coverage/fragile", "/id/coverage/what-if"
SITING = {"centres": "2", "where": "without", "standing": "direct", "province": "53"}


@pytest.fixture
def coordinator(planted_app: Flask) -> FlaskClient:
    return sign_in(planted_app, Role.COORDINATOR)


def answer(client: FlaskClient, path: str, given: dict[str, Any]) -> str:
    """Ask on a page and wait for the work; the address of the answer."""
    token = token_in(client.get(path).text)
    response = client.post(path, data={"csrf_token": token, **given})
    assert response.status_code == 303
    for thread in threading.enumerate():
        if thread.name.startswith("job-") and not isinstance(thread, threading.Timer):
            thread.join(60)
    return str(response.headers["Location"])


def texts(client: FlaskClient, place: str, *files: str) -> Iterator[tuple[str, str]]:
    """The answer's page and its files."""
    for path in (place, *(f"{place}/{name}" for name in files)):
        response = client.get(path)
        assert response.status_code == 200, path
        yield path, response.get_data(as_text=True)


def test_lists_maps_and_files_of_what_is_supposed_tell_nothing_hidden(
    planted_app: Flask, coordinator: FlaskClient
) -> None:
    sieve, opaque = Sieve([]), opaque_ids(planted_app.extensions["rujuk"])
    asked = {"need": "shelter", "group": "girl", "within": "1440"}
    listed = answer(coordinator, FRAGILE, asked)
    found = list(texts(coordinator, listed, "services.csv"))
    names = [one.id for one in services() if not one.hidden and one.id in found[1][1]]
    assert names, "somebody depends on one service alone"
    closed = answer(coordinator, listed, {"close": names})
    found += texts(coordinator, closed, "regencies.csv", "regencies.geojson")
    sited = answer(coordinator, SITES, {**asked, **SITING})
    found += texts(coordinator, sited, "regencies.csv", "sites.json", "sites.geojson")
    for path, text in found:
        sieve.look(path, text)
        assert not any(ref in text for ref in opaque), path
    assert sieve.found == [] and sieve.seen == len(found)


def test_the_layers_of_the_map_tell_nothing_hidden(
    planted_app: Flask, coordinator: FlaskClient
) -> None:
    sieve = Sieve([])
    layers = ["links.json", "unmet.json?need=shelter", "confidential.json"]
    layers += [f"services.json?kind={kind}" for kind in {one.kind.value for one in services()}]
    for name in layers:
        path = f"/id/coverage/layers/{name}"
        response = coordinator.get(path)
        assert response.status_code == 200, path
        sieve.look(path, response.get_data(as_text=True))
    assert sieve.found == [] and sieve.seen == len(layers)
    for house in (one for one in services() if one.houses_children or one.confidential):
        listed = coordinator.get(f"/id/coverage/layers/services.json?kind={house.kind.value}")
        assert house.name not in listed.get_data(as_text=True)
