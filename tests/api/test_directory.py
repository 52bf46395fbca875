"""The directory and the crosswalks of the JSON interface: filters, pages, tags, examples."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

from referral.domain.referrals import DeclineReason, ReferralStatus
from referral.domain.vocabulary import Need, SubNeed, TryOutcome
from referral.settings import CARRIED
from referral.web.openapi import openapi_document
from referral.web.openapi_directory import EXAMPLES

SERVICES = "/api/v1/services"


def conforms(document: Any, component: str) -> list[str]:
    schema = {**openapi_document(), "$ref": f"#/components/schemas/{component}"}
    errors = Draft202012Validator(schema).iter_errors(document)
    return [f"{error.json_path} {error.message[:120]}" for error in errors]


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_is_what_its_schema_says(name: str) -> None:
    assert conforms(EXAMPLES[name], name) == []


def test_every_answer_and_every_body_has_an_example() -> None:
    lacking = []
    for path, methods in openapi_document()["paths"].items():
        for method, operation in methods.items():
            found = [operation["responses"]["200"], operation.get("requestBody", {})]
            for part in found:
                content = part.get("content", {}).get("application/json", {})
                if "$ref" in content.get("schema", {}) and "example" not in content:
                    lacking.append(f"{method} {path}")
    assert lacking == ["get /api/v1/counters"], "counters have one of their own tests"


def test_a_page_and_a_service_hold_what_is_described_and_nothing_else(client: FlaskClient) -> None:
    for query in ("q=uptd&per_page=100", "need=shelter&per_page=100&facets=true", "kind=puskesmas"):
        page = client.get(f"{SERVICES}?{query}").get_json()
        assert conforms(page, "ServicePage") == []
        for one in page["services"][:10]:
            shown = client.get(f"{SERVICES}/{one['service_id']}").get_json()
            assert conforms(shown, "Service") == []


def test_pages_lead_to_one_another(client: FlaskClient) -> None:
    path: str | None = f"{SERVICES}?need=legal&region=53&per_page=7"
    keys: list[str] = []
    while path is not None:
        response = client.get(path)
        keys += [one["service_id"] for one in response.get_json()["services"]]
        links = response.get_json()["links"]
        said = response.headers["Link"]
        for name in ("first", "prev", "next", "last"):
            assert (f'<{links[name]}>; rel="{name}"' in said) is (links[name] is not None)
        path = links["next"]
    assert len(keys) == len(set(keys)) == response.get_json()["total"] > 20
    assert links["last"] == links["self"] and links["prev"]
    past = client.get(f"{SERVICES}?need=legal&region=53&per_page=7&page=900").get_json()["links"]
    assert past["self"] is past["next"] is None and past["prev"] == past["last"]


@pytest.mark.parametrize(
    "path",
    [
        f"{SERVICES}?q=lbh&per_page=5",
        f"{SERVICES}/uptd-ppa-kab-sikka",
        "/api/v1/crosswalks",
        "/api/v1/crosswalks/pp-9-2008",
        "/api/v1/openapi.json",
    ],
)
def test_who_has_an_answer_is_not_sent_it_again(client: FlaskClient, app: Flask, path: str) -> None:
    app.config["CLOCK"] = lambda: datetime(2026, 11, 24, 3, tzinfo=UTC)
    try:
        first = client.get(path)
        assert first.status_code == 200 and first.headers["ETag"].startswith('W/"')
        again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
        other = client.get(path, headers={"If-None-Match": 'W/"another"'})
        assert other.status_code == 200 and other.data == first.data
        in_english = client.get(path, headers={"Accept-Language": "en"})
        same = in_english.data == first.data
        assert (in_english.headers["ETag"] == first.headers["ETag"]) is same
    finally:
        del app.config["CLOCK"]


def test_the_tag_changes_with_the_hour_where_the_answer_does(
    client: FlaskClient, app: Flask
) -> None:
    tags = set()
    for hour in (3, 20):  # 10:00 and 03:00 in Jakarta
        app.config["CLOCK"] = lambda hour=hour: datetime(2026, 11, 24, hour, tzinfo=UTC)
        tags.add(client.get(f"{SERVICES}?kind=puskesmas&per_page=1").headers["ETag"])
    del app.config["CLOCK"]
    assert len(tags) == 2, "a Puskesmas is presumed open by day"


def test_plans_and_places_have_no_tag(client: FlaskClient) -> None:
    for path, body in (
        ("plans", {"at": {"code": "53.07"}, "needs": ["legal"]}),
        ("places", {"text": "nita"}),
        ("services", {"q": "lbh"}),
    ):
        response = client.post(f"/api/v1/{path}", json=body)
        assert response.status_code == 200 and "ETag" not in response.headers
        assert response.headers["Cache-Control"] == "no-store"


def test_every_filter_of_the_directory_can_be_asked(client: FlaskClient) -> None:
    counts = {
        query: client.get(f"{SERVICES}?region=53&{query}").get_json()["total"]
        for query in (
            "sort=name",
            "need=shelter",
            "kind=hospital",
            "child_specific=yes",
            "accepts_boys=not_no",
            "open=now",
            "hours=24h",
            "verified=ever",
            "q=lbh",
        )
    }
    assert all(0 <= count < counts["sort=name"] or "not_no" in q or "name" in q
               for q, count in counts.items()), counts  # fmt: skip
    both = client.get(f"{SERVICES}?region=53&need=legal&kind=uppa").get_json()["total"]
    assert 0 < both < client.get(f"{SERVICES}?region=53&need=legal").get_json()["total"]


def test_travel_is_asked_by_a_body_and_never_by_an_address(client: FlaskClient) -> None:
    asked = {"need": "medical", "from": "Maumere", "sort": "travel", "per_page": 3}
    found = client.post(SERVICES, json=asked)
    assert conforms(found.get_json(), "FoundServices") == []
    minutes = [one["travel"]["minutes"] for one in found.get_json()["services"]]
    assert minutes == sorted(minutes)
    refused = client.get(f"{SERVICES}?from=Maumere&sort=travel")
    assert refused.status_code == 422
    assert ("from", "unknown_field") in {
        (one["path"], one["code"]) for one in refused.get_json()["errors"]
    }


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"page": "1"}, "page"),
        ({"page": True}, "page"),
        ({"per_page": 2.5}, "per_page"),
        ({"facets": "true"}, "facets"),
        ({"q": ["x"]}, "q"),
        ({"need": ""}, "need"),
        ({"q": "x" * 201}, "q"),
        ({"name": "x"}, "name"),
    ],
)
def test_a_body_is_read_strictly(client: FlaskClient, body: dict[str, Any], path: str) -> None:
    response = client.post(SERVICES, json=body)
    assert response.status_code == 422
    assert [one["path"] for one in response.get_json()["errors"]] == [path]


VOCABULARIES: dict[str, set[str]] = {
    "need": set(Need),
    "sub_need": set(SubNeed),
    "referral_status": set(ReferralStatus),
    "decline_reason": set(DeclineReason),
    "try_outcome": set(TryOutcome),
    "capacity": {"free", "full", "unknown"},
}
RELATIONS = {"exact", "broader", "narrower", "related", "none"}


def crosswalks(client: FlaskClient) -> list[dict[str, Any]]:
    listed = client.get("/api/v1/crosswalks").get_json()
    assert conforms(listed, "Crosswalks") == []
    found = [client.get(f"/api/v1/crosswalks/{one['name']}").get_json()
             for one in listed["crosswalks"]]  # fmt: skip
    assert all(conforms(one, "Crosswalk") == [] for one in found)
    return found


def test_every_word_is_mapped_or_said_to_have_no_counterpart(client: FlaskClient) -> None:
    every = crosswalks(client)
    assert len(every) == 6
    for one in every:
        words: dict[str, set[str]] = defaultdict(set)
        for row in one["rows"]:
            words[row["vocabulary"]].add(row["code"])
        assert words == {name: VOCABULARIES[name] for name in one["covers"]}, one["name"]
    covered = {name for one in every for name in one["covers"]}
    assert covered == VOCABULARIES.keys()


def test_every_row_has_its_source_and_what_is_not_mapped_its_reason(client: FlaskClient) -> None:
    for one in crosswalks(client):
        seen = set()
        for row in one["rows"]:
            assert row["relation"] in RELATIONS and row["source"], row
            nothing = row["relation"] == "none"
            assert (row["target_code"] is None) is (row["target_name"] is None) is nothing, row
            assert row["note"] or not nothing, row
            assert "mediation" not in (row["target_code"] or ""), "never offered here"
            key = (row["vocabulary"], row["code"], row["target_code"])
            assert key not in seen, key
            seen.add(key)
        without = {row["code"] for row in one["rows"] if row["relation"] == "none"}
        mapped = {row["code"] for row in one["rows"] if row["relation"] != "none"}
        assert without & mapped == set(), one["name"]


def test_targets_are_the_words_of_the_other_system(client: FlaskClient) -> None:
    targets = {
        one["name"]: {row["target_code"] for row in one["rows"] if row["target_code"]}
        for one in crosswalks(client)
    }
    assert targets["pp-9-2008"] == {"H", "S", "P", "R", "B"}
    assert targets["sdoh-capacity"] == {
        "capacity", "no-capacity", "additional-assessment-required",
    }  # fmt: skip
    assert targets["primero-transition-status"] <= {
        "pending", "in_progress", "accepted", "rejected", "done", "revoked",
    }  # fmt: skip
    assert all(code.endswith("_service") for code in targets["primero-service-type"])
    assert all(code.startswith("human_services:") for code in targets["open-eligibility"])


def test_the_folder_holds_the_files_that_it_lists_and_describes() -> None:
    folder = CARRIED / "data" / "crosswalks"
    files = {path.name for path in folder.glob("*.csv")}
    readme = (folder / "README.md").read_text(encoding="utf-8")
    assert files and all(f"`{name}`" in readme for name in files)
    for path in folder.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            header = next(csv.reader(file))
        assert json.dumps(header) == json.dumps(
            ["vocabulary", "code", "relation", "target_code", "target_name", "source", "note"]
        )


def test_a_crosswalk_that_is_not_there_is_404(client: FlaskClient) -> None:
    response = client.get("/api/v1/crosswalks/nothing")
    assert (response.status_code, response.mimetype) == (404, "application/problem+json")
