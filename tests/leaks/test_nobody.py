"""Somebody who has not signed in asks for everything there is: no mark comes out, nowhere."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from typing import Any

import pytest
from flask import Flask

from referral.cli.main import run
from referral.usecases.world import World
from tests.leaks.crawl import LANGUAGES, NEEDS, Crawler, form_bodies, plan_bodies
from tests.leaks.planted import Sieve, opaque_ids, services
from tests.leaks.scene import stage

REAL_IDS = [one.id for one in services() if one.hidden]
OPEN_IDS = [one.id for one in services() if not one.hidden]
SEARCHES: tuple[Mapping[str, str], ...] = (
    {},
    {"need": "shelter"},
    {"kind": "ngo_shelter"},
    {"kind": "women_crisis_centre"},
    {"region": "53.07"},
    {"region": "53.07.06"},
    {"region": "53.07.05"},
    {"need": "nonsense"},
    {"page": "2"},
    {"hours": "24h", "accepts_boys": "not_no"},
    {"child_specific": "yes", "verified": "ever"},
    {"open": "now", "sort": "freshness", "facets": "true"},
    {"start-text": "Nita, Kabupaten Sikka", "need": "shelter"},
    {"province": "53"},
    {"q": "uptd sikka"},
)


def test_every_address_with_every_object(
    planted_app: Flask, planted: World, caplog: pytest.LogCaptureFixture
) -> None:
    one = Crawler(planted_app, planted_app.test_client, "nobody", Sieve([]))
    with caplog.at_level(logging.DEBUG):
        one.fetch_all(stage(planted_app).examples)
    one.sieve.look("log", caplog.text)
    assert one.sieve.found == []
    assert sum(code == 200 for code in one.statuses.values()) > 40
    by_real_id = {path: c for path, c in one.statuses.items() if path.endswith(tuple(REAL_IDS))}
    upkeep = {path for path in by_real_id if "/manage/" in path}
    assert {one.statuses[path] for path in upkeep} == {302}, "to the sign-in, whatever the id"
    public = [code for path, code in by_real_id.items() if path not in upkeep]
    assert set(public) == {404}, "by its own id a hidden place is unknown"


def test_every_plan_that_can_be_asked_for(
    planted_app: Flask, planted: World, caplog: pytest.LogCaptureFixture
) -> None:
    sieve, client, ids = Sieve([]), planted_app.test_client(), opaque_ids(planted)
    offered = 0
    with caplog.at_level(logging.DEBUG):
        for language in LANGUAGES:
            for body in plan_bodies(ids, REAL_IDS):
                answer = client.post(f"/api/v1/plans?lang={language}", json=body)
                offered += sum(one in answer.text for one in ids)
                look_at(sieve, "plan", body, answer)
            for form in form_bodies(ids, REAL_IDS):
                look_at(sieve, "page", form, client.post(f"/{language}/plan", data=form))
                look_at(sieve, "edit", form, client.post(f"/{language}/", data=form))
    sieve.look("log", caplog.text)
    assert sieve.found == []
    assert offered > 15, "hidden places were there to be seen"


def look_at(sieve: Sieve, what: str, body: Mapping[str, Any], answer: Any) -> None:
    """Look through an answer, which may say again what the question said."""
    asked = json.dumps(body)
    sieve.look(f"{what} {asked}", answer.get_data(as_text=True), asked)


def test_no_search_finds_a_hidden_place_by_what_is_hidden(planted_app: Flask) -> None:
    client = planted_app.test_client()
    one = Crawler(planted_app, planted_app.test_client, "nobody", Sieve([]))
    for filters in SEARCHES:
        for path in ("/api/v1/services", "/id/services", "/en/services"):
            one.take(path, client.get(path, query_string=filters), f"{filters}")
        for language in LANGUAGES:
            answer = client.post(f"/{language}/services", data=filters)
            one.take(f"/{language}/services", answer, f"{filters}")
    assert one.sieve.found == []
    for words in ("Rumah Kenanga satu", "kenanga senyap", "0811-9007-731", "Jalan Kamboja Buntu"):
        found = client.get("/api/v1/services", query_string={"q": words}).get_json()
        assert found["total"] == 0, words


def test_no_filter_tells_where_in_its_regency_a_secret_place_stands(planted_app: Flask) -> None:
    client = planted_app.test_client()
    for code in ("53.07.06", "53.07.06.2001"):
        found = client.get("/api/v1/services", query_string={"region": code}).get_json()
        assert [one["service_id"] for one in found["services"]] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_command_line_on_a_shared_database(
    planted: World,
    language: str,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("referral.compose.database_world", lambda _settings: planted)
    sieve = Sieve([])
    needs = [word for need in NEEDS for word in ("--need", need)]
    commands = [
        ["route", "--at", "53.07", *needs, "--more", "60"],
        ["route", "--at", "53.07", *needs, "--more", "60", "--json"],
        *(["services", "show", ref] for ref in (*OPEN_IDS, *opaque_ids(planted))),
        *(["services", "show", ref, "--json"] for ref in opaque_ids(planted)),
        ["services", "list"],
        ["services", "list", "--need", "shelter", "--json"],
        ["services", "list", "--from", "53.07", "--json"],
        *(["export", "--format", name] for name in ("csv", "geojson", "hsds-json")),
        *(["route", "--at", "53.07", "--need", "shelter", "--why", ref] for ref in
          opaque_ids(planted)),
    ]  # fmt: skip
    for command in commands:
        assert run([*command, "--lang", language]) == 0, command
        out, err = capfd.readouterr()
        sieve.look(" ".join(command), out + err)
    for ref in REAL_IDS:
        assert run(["services", "show", ref, "--lang", language]) == 1
        out, err = capfd.readouterr()
        sieve.look("a real id", out + err, asked=ref)
    assert sieve.found == []
    assert sieve.seen > 20


def test_the_sieve_sees_a_mark_wherever_it_stands() -> None:
    sieve = Sieve([])
    for text in ("Rumah KENANGA", "di Jalan Kamboja", "[-8.673151, 1]", "Kenanga&#32;Senyap"):
        sieve.look("here", text)
    assert len(sieve.found) >= 4
