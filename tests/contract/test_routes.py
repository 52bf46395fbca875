"""Every address of the app, walked: none is forgotten by a test of its own."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from referral.domain.access import Actor, Role
from referral.hsds.terms import taxonomy_uuid, term_uuid
from referral.usecases import accounts
from referral.usecases.office import Office
from referral.usecases.permission import SYSTEM
from referral.usecases.upkeep import own_link
from referral.web.coverage.assets import LEAFLET_VERSION
from tests.hsds.examples import uuids
from tests.usecases.replying import send
from tests.web.accounts import make_desk, records_of

EXAMPLES = {
    "language": ["id", "en"],
    "filename": ["app.css"],
    "account_id": ["none"],
    "desk_id": ["none"],
    "referral_id": ["none"],
    "code": ["none"],
    "job_ref": ["none"],
    "name": ["consent"],
    "crosswalk": ["pp-9-2008"],
    "regency_code": ["53.07"],
    "approval_id": ["none"],
    "export_format": ["csv"],
    "batch_id": ["none"],
    "removed_id": ["none"],
    "kept_ref": ["none"],
    "gone_ref": ["none"],
    "province_code": ["53"],
    "leaflet_version": [LEAFLET_VERSION],
    "leaflet_file": ["leaflet.css"],
    "taxonomy_uuid": [taxonomy_uuid("need")],
    "term_uuid": [term_uuid("need", "medical")],
}
"""For the pages that lead a visitor to the sign-in, any name will do."""


def addresses(app: Flask, **examples: str) -> list[str]:
    """An address for each rule that answers GET, with examples in place of its variables."""
    found, made = [], {name: [value] for name, value in examples.items()}
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or set()):
            found += filled(app, rule, {**EXAMPLES, **made})
    return found


def filled(app: Flask, rule: Rule, examples: dict[str, list[str]]) -> list[str]:
    unknown = rule.arguments - examples.keys()
    assert not unknown, f"{rule}: give an example of {unknown} above"
    choices: list[dict[str, str]] = [{}]
    for name in sorted(rule.arguments):
        choices = [{**one, name: value} for one in choices for value in examples[name]]
    adapter = app.url_map.bind("localhost")
    return [adapter.build(rule.endpoint, values) for values in choices]


def own_token(app: Flask, service_id: str, now: datetime) -> str:
    """The last part of the address of a service's own page."""
    office: Office = app.extensions["office"]
    editor = Actor("ed-1", frozenset({Role.EDITOR}), second_factor=True)
    link = own_link.make_link(office, editor, service_id, now=now)
    return own_link.handed(office, link).token


def outlines_version(app: Flask) -> str:
    """The version of the outlines that the map asks for."""
    with app.test_request_context("/"):
        href = str(app.jinja_env.globals["outlines_href"]())  # type: ignore[operator]
    return href.rsplit("/", 1)[-1].removesuffix(".json")


@pytest.mark.usefixtures("measured")
def test_every_address_answers(app: Flask, client: FlaskClient) -> None:
    listed = client.get("/api/v1/services?per_page=1").get_json()["services"]
    email, now = f"{uuid4().hex[:12]}@contoh.example.org", datetime.now(UTC)
    invited = accounts.invite(records_of(app), SYSTEM, now, email=email, roles=["editor"])
    make_desk(app, "meja-1")
    asked = send(app.extensions["office"], "medical", now=now)
    walked = addresses(
        app,
        service_id=listed[0]["service_id"],
        secret=invited[1],
        token=asked.token(),
        own_token=own_token(app, listed[0]["service_id"], now),
        outlines_version=outlines_version(app),
        **uuids(listed[0]["service_id"], listed[0]["organization"]),
    )
    assert len(walked) > 10
    statuses = {}
    for path in walked:
        with client.get(path) as response:
            statuses[path] = response.status_code
    assert statuses.pop("/api/v1/counters") == 401, "programs are told, not led to the sign-in"
    assert {path: code for path, code in statuses.items() if code not in (200, 302)} == {}
    assert statuses["/"] == 302


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_page_speaks_the_language_of_its_address(client: FlaskClient, language: str) -> None:
    response = client.get(f"/{language}/", headers={"Accept-Language": "fr"})
    assert f'<html lang="{language}"' in response.text
