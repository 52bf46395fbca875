"""What if: asking where new centres help most, who depends on one service, what closing takes."""

from __future__ import annotations

import csv
import io
import threading
from collections.abc import Mapping
from typing import Any

import pytest
from flask import Flask

from referral.domain.access import Role
from referral.domain.errors import Problem, RequestRejected
from referral.geo.siting import Progress
from tests.web.accounts import sign_in, token_in
from tests.web.conftest import Visitor
from tests.web.lint import parsed

SITES, FRAGILE = "/en/coverage/what-if", "/en/coverage/fragile"
SIKKA = {
    "need": "shelter",
    "group": "any",
    "centres": "2",
    "within": "120",
    "where": "any",
    "standing": "any",
    "province": "53",
}
HELP = {"need": "psychosocial", "group": "any", "within": "360"}
SECRET = ("rumah-rahasia", "Yayasan Uji Rahasia", "tempat-")


@pytest.fixture(scope="module")
def coordinator(small: Flask) -> Visitor:
    """A coordinator, whose work is over when a test is."""
    return Visitor(sign_in(small, Role.COORDINATOR))


@pytest.fixture(scope="module")
def listed(coordinator: Visitor) -> str:
    """The address of a list of who depends on one service."""
    return answered(coordinator, FRAGILE, HELP)


def ended() -> None:
    """Wait for the work that goes on beside the requests."""
    for thread in threading.enumerate():
        if thread.name.startswith("job-") and not isinstance(thread, threading.Timer):
            thread.join(60)


def asked(who: Visitor, path: str, given: Mapping[str, Any], status: int = 303) -> Any:
    """Fill in the form of a page and send it."""
    token = token_in(who.client.get(path).text)
    return who.post(path, {"csrf_token": token, **given}, status)


def answered(who: Visitor, path: str, given: Mapping[str, Any]) -> str:
    """The address of an answer, its work done."""
    place = str(asked(who, path, given).headers["Location"])
    ended()
    return place


def document_at(who: Visitor, path: str) -> Any:
    """The JSON of a file."""
    return who.get(path).get_json()


def table(text: str) -> list[dict[str, str]]:
    """The rows of a file, below its tags."""
    return list(csv.DictReader(io.StringIO(text)))[1:]


@pytest.mark.parametrize("role", [None, *(r for r in Role if r is not Role.COORDINATOR)])
def test_only_a_coordinator_makes_the_server_reckon(small: Flask, role: Role | None) -> None:
    client = small.test_client() if role is None else sign_in(small, role, desk="meja-1")
    for path in (SITES, FRAGILE):
        assert client.get(path).status_code in (302, 403)
        assert client.post(path, data=SIKKA).status_code in (302, 400, 401, 403)
    assert "what-if" not in client.get("/en/coverage").text


def test_new_centres_are_shown_on_two_maps_a_table_and_in_files(coordinator: Visitor) -> None:
    place = answered(coordinator, SITES, SIKKA)
    page = parsed(coordinator.get(place).text)
    text = coordinator.get(place).text
    assert page.all("h1")[0].text == "What if: 2 new centres"
    assert "optimality gap 0" in text and "more people within 2 hours" in text
    assert len([one for one in page.all("section") if "data-together" in one.attributes]) == 2
    rows = [one.attributes for one in page.all("tr") if "data-code" in one.attributes]
    assert len(rows) == 22 and all(one["data-code"].startswith("53.") for one in rows)
    patterns = {one.attributes["id"] for one in page.all("pattern")}
    assert {f"p-{one[when]}" for one in rows for when in ("data-before", "data-after")} <= patterns
    told = table(coordinator.get(f"{place}/regencies.csv").text)
    assert {one["regency_code"] for one in told} == {one["data-code"] for one in rows}
    document = document_at(coordinator, f"{place}/sites.json")
    gained = sum(int(one["change"]) for one in told)
    assert gained == pytest.approx(document["people"]["gained"], abs=22) and gained > 0
    shapes = document_at(coordinator, f"{place}/sites.geojson")
    assert shapes["features"][0]["geometry"]["type"] == "Point"
    assert document["text"] == shapes["text"] and "minutes" in document["text"]
    in_indonesian = coordinator.get(f"{place.replace('/en/', '/id/')}/sites.json")
    assert "menit" in in_indonesian.text


def test_without_a_limit_the_average_journey_is_shortened(coordinator: Visitor) -> None:
    place = answered(coordinator, SITES, {**SIKKA, "within": "average", "centres": "1"})
    text = coordinator.get(place).text
    assert "of the average alone" in text and "more people within 3 hours" in text


def test_what_is_not_proven_in_time_is_given_with_its_gap(
    coordinator: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("referral.web.coverage.what_if.SECONDS", 0.0)
    asked_for = {**SIKKA, "within": "average", "centres": "6", "standing": "none", "province": ""}
    place = answered(coordinator, SITES, asked_for)
    outcome = document_at(coordinator, f"{place}/sites.json")["outcome"]
    assert not outcome["proven"] and outcome["gap"] > 0
    text = coordinator.get(place).text
    assert f"Optimality gap {100 * outcome['gap']:.4f}%" in text and "proven" not in text


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"centres": "many"}, "centres"),
        ({"centres": "51"}, "centres"),
        ({"need": "nonsense"}, "need"),
        ({"province": "99"}, "province"),
        ({"where": "list", "seats": ""}, "seats"),
        ({"where": "list", "seats": "Maumere Kecil\n53.99"}, "seats"),
        ({"where": "list", "seats": "Bogor"}, "seats"),
    ],
)
def test_what_is_to_be_mended_is_said_at_its_field_and_nothing_is_lost(
    coordinator: Visitor, changes: dict[str, str], field: str
) -> None:
    answer = asked(coordinator, SITES, {**SIKKA, **changes}, 422)
    page = parsed(answer.text)
    links = [one.attributes.get("href") for one in page.all("a")]
    assert f"#{field}" in links
    for name, value in changes.items():
        if name in ("centres", "seats"):
            assert value.split("\n", maxsplit=1)[0] in answer.text


def test_seats_are_listed_by_name_or_code(coordinator: Visitor) -> None:
    seats = "sikka\nKabupaten Ende, 53.71"
    place = answered(coordinator, SITES, {**SIKKA, "where": "list", "seats": seats})
    document = document_at(coordinator, f"{place}/sites.json")
    assert {one["code"] for one in document["chosen"]} <= {"53.07", "53.08", "53.71"}
    assert document["question"]["where"] == "list"
    again = parsed(coordinator.get(place).text)
    back = next(o.attributes["href"] for o in again.all("a") if o.text == "Ask something else")
    assert "53.71" in coordinator.get(back).text


def test_an_answer_is_its_askers_alone(small: Flask, coordinator: Visitor, listed: str) -> None:
    other = Visitor(sign_in(small, Role.COORDINATOR))
    other.get(listed, 404)
    other.get(f"{listed}/services.csv", 404)
    coordinator.get(listed.replace("fragile", "what-if"), 404)


def test_ticked_services_close_and_the_regencies_that_lose_are_told(
    coordinator: Visitor, listed: str
) -> None:
    page = parsed(coordinator.get(listed).text)
    ticks = [
        o.attributes["value"] for o in page.all("input") if o.attributes.get("name") == "close"
    ]
    assert ticks == ["uptd-uji"]
    depends = table(coordinator.get(f"{listed}/services.csv").text)[0]
    closed = answered(coordinator, listed, {"close": ["uptd-uji"]})
    text = coordinator.get(closed).text
    assert "regencies and cities lose" in text or "regency or city loses" in text
    told = table(coordinator.get(f"{closed}/regencies.csv").text)
    lost = -sum(int(one["change"]) for one in told)
    assert lost == pytest.approx(int(depends["people_who_depend"]), abs=514) and lost > 0
    shapes = document_at(coordinator, f"{closed}/regencies.geojson")
    assert {one["id"] for one in shapes["features"]} == set(depends["regency_codes"].split(";"))


def test_from_its_own_page_a_service_can_be_supposed_to_close(coordinator: Visitor) -> None:
    page = parsed(coordinator.get("/en/services/uptd-uji").text)
    ask = next(o.attributes["href"] for o in page.all("a") if o.text == "What if it closed")
    asked_page = parsed(coordinator.get(ask).text)
    assert asked_page.all("h1")[0].text == "What if Uptd Uji closed"
    given = {"need": "psychosocial", "group": "any", "within": "360"}
    form = f"{FRAGILE}/close"
    token = token_in(coordinator.get(ask).text)
    wrong = {"csrf_token": token, "service_id": "uptd-uji", **given, "need": "nonsense"}
    assert 'href="#need"' in coordinator.post(form, wrong, 422).text
    place = coordinator.post(form, {**wrong, **given}, 303).headers["Location"]
    ended()
    text = coordinator.get(place).text
    assert "people fewer within 6 hours" in text
    back = next(o.attributes["href"] for o in parsed(text).all("a") if o.text == "Back")
    coordinator.get(back)


def test_where_nobody_loses_it_is_said(coordinator: Visitor) -> None:
    given = {"need": "medical", "group": "any", "within": "1440", "service_id": "lbh-uji"}
    token = token_in(coordinator.get(f"{FRAGILE}/close?service_id=lbh-uji").text)
    answer = coordinator.post(f"{FRAGILE}/close", {"csrf_token": token, **given}, 303)
    ended()
    assert "Nobody loses" in coordinator.get(answer.headers["Location"]).text


@pytest.mark.parametrize("ref", ["", "nothing", "rumah-rahasia"])
def test_of_what_nobody_may_know_there_is_no_question(coordinator: Visitor, ref: str) -> None:
    coordinator.get(f"{FRAGILE}/close?service_id={ref}", 404)
    token = token_in(coordinator.get(FRAGILE).text)
    coordinator.post(f"{FRAGILE}/close", {"csrf_token": token, "service_id": ref, **HELP}, 404)


def test_nothing_ticked_or_not_on_the_list_closes_nothing(
    coordinator: Visitor, listed: str
) -> None:
    for close in ([], ["rumah-rahasia"], ["rsud-uji"]):
        answer = asked(coordinator, listed, {"close": close}, 422)
        assert "Tick the services that close." in answer.text


def test_a_hidden_place_is_in_no_list_and_no_file(coordinator: Visitor) -> None:
    shelter = {"need": "shelter", "group": "girl", "within": "1440"}
    place = answered(coordinator, FRAGILE, shelter)
    for path in (place, f"{place}/services.csv"):
        text = coordinator.get(path).text
        assert not any(word in text for word in SECRET)


def test_one_at_a_time_and_it_can_be_stopped_without_a_script(
    coordinator: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, begun = threading.Event(), threading.Event()

    def slow(*_asked: Any, watch: Any, **_more: Any) -> None:
        begun.set()
        for done in range(10_000):
            go_on.wait(0.02)
            watch(Progress("measure", done=done, total=10_000))

    monkeypatch.setattr("referral.web.coverage.what_if.sited", slow)
    place = asked(coordinator, SITES, SIKKA).headers["Location"]
    begun.wait(10)
    text = coordinator.get(place).text
    assert 'http-equiv="refresh"' in text and "<progress" in text
    refused = asked(coordinator, SITES, SIKKA, 409)
    assert "still at work" in refused.text
    stop = next(
        one.attributes["action"]
        for one in parsed(text).all("form")
        if one.attributes["action"].endswith("/stop")
    )
    assert coordinator.post(stop, {"csrf_token": token_in(text)}, 303).headers["Location"] == place
    ended()
    assert "It was stopped" in coordinator.get(place).text


def test_what_only_the_services_tell_comes_back_to_the_question(
    coordinator: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nowhere(*_asked: Any, **_more: Any) -> None:
        raise RequestRejected((Problem("where", "nowhere_to_stand"),))

    monkeypatch.setattr("referral.web.coverage.what_if.sited", nowhere)
    place = answered(coordinator, SITES, SIKKA)
    answer = coordinator.get(place, 422)
    assert "Every regency has one already" in answer.text and 'href="#where"' in answer.text
    coordinator.get(f"{place}/sites.json", 404)
