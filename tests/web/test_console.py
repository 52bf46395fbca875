"""The console: what it asks, what it makes of the answers, and that nothing typed is lost."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from referral.domain.errors import Problem
from tests.web.conftest import Stub, Visitor
from tests.web.lint import Page, parsed

NITA = {"places-0-text": "Nita", "needs": ["medical"]}
EVERYTHING = {
    "safe_to_talk": "no",
    "caller": "teacher",
    "places-0-text": "Nita, Kabupaten Sikka",
    "places-0-code": "53.07.05",
    "places-0-of": "Nita, Kabupaten Sikka",
    "danger": "possible",
    "self_harm": "no",
    "contact": "reported",
    "last_abuse": "<24h",
    "children-0-age": " 14 ",
    "children-0-sex": "female",
    "children-1-band": "0-5",
    "children-1-baby": "y",
    "needs": ["medical", "legal"],
    "sub_needs": ["hiv_pep"],
    "nationality": "foreign",
    "came_from": "abroad",
    "companions": ["siblings", "own_baby"],
    "language": "tet",
    "disability": "deaf",
    "travel_means": "foot",
    "suspect": ["household", "police"],
    "avoid-0-text": "53.08",
    "avoid-1-text": "polres-sikka",
    "call_back": "no",
    "when": "2026-11-21T22:00",
}


def values(page: Page, name: str) -> list[str]:
    """The values of a field that a page would send again."""
    found = []
    for one in page.elements:
        if one.attributes.get("name") != name or "template" in one.parents:
            continue
        ticked = one.attributes.get("type") not in ("radio", "checkbox")
        if one.tag == "input" and (ticked or "checked" in one.attributes):
            found.append(one.attributes.get("value", ""))
    return found


def place(code: str, label: str) -> dict[str, Any]:
    return {"code": code, "label": label, "level": "regency", "regency_code": code}


def test_the_questions_come_in_the_order_of_triage(visitor: Visitor) -> None:
    page = parsed(visitor.get("/en/").text)
    ids = [one.attributes["id"] for one in page.elements if "id" in one.attributes]
    order = [
        "q-safe_to_talk", "q-caller", "places-0-text", "q-danger", "q-self_harm", "q-contact",
        "q-last_abuse", "children-0-age", "needs-0", "q-nationality", "home-text",
        "q-companions", "language",
    ]  # fmt: skip
    assert [one for one in ids if one in order] == order


def test_no_field_asks_who_the_child_is(visitor: Visitor) -> None:
    page = parsed(visitor.get("/en/").text)
    free = [e for e in page.elements if e.attributes.get("type") == "text" or e.tag == "textarea"]
    names = {one.attributes["name"].split("-")[-1] for one in free if "template" not in one.parents}
    assert names == {"text", "age"}, "places and an age in years are all that is typed"


def test_all_but_a_place_and_a_need_may_be_left_out(guest: Visitor, stub: Stub) -> None:
    response = guest.post("/id/plan", NITA)
    assert stub.asked == [{"at": {"text": "Nita"}, "needs": ["medical"]}]
    assert response.headers["Cache-Control"] == "no-store"


def test_every_answer_reaches_the_request(guest: Visitor, stub: Stub) -> None:
    guest.post("/id/plan", EVERYTHING)
    assert stub.asked == [
        {
            "at": {"code": "53.07.05"},
            "needs": ["medical", "legal"],
            "sub_needs": ["hiv_pep"],
            "danger": "possible",
            "self_harm": "no",
            "contact": "reported",
            "last_abuse": "<24h",
            "children": [
                {"age": 14, "sex": "female", "own_baby": False},
                {"age_band": "0-5", "own_baby": True},
            ],
            "nationality": "foreign",
            "came_from": "abroad",
            "companions": ["siblings", "own_baby"],
            "language": "tet",
            "disability": "deaf",
            "travel_means": "foot",
            "suspect": ["household", "police"],
            "avoid": ["53.08", "polres-sikka"],
            "caller": "teacher",
            "safe_to_talk": False,
            "when": "2026-11-21T22:00",
        }
    ]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({"places-1-text": "Ende"}, {"any_of": [{"text": "Nita"}, {"text": "Ende"}]},
                     id="one of these"),
        pytest.param({"places-0-text": "MY"}, {"country": "MY"}, id="a country"),
        pytest.param({"places-0-text": " -8.62, 122.2 "}, {"lat": -8.62, "lon": 122.2},
                     id="a coordinate"),
        pytest.param({"places-0-code": "53.08", "places-0-of": "Ende"}, {"text": "Nita"},
                     id="a code of another text is stale"),
    ],
)  # fmt: skip
def test_a_place_is_sent_as_it_was_said(
    guest: Visitor, stub: Stub, changes: dict[str, str], expected: object
) -> None:
    guest.post("/id/plan", NITA | changes)
    assert stub.asked[0]["at"] == expected


def test_a_time_since_is_sent_only_after_physical_contact(guest: Visitor, stub: Stub) -> None:
    guest.post("/id/plan", NITA | {"contact": "online_only", "last_abuse": "<24h"})
    assert "last_abuse" not in stub.asked[0]


@pytest.mark.parametrize(
    ("problem", "anchor"),
    [
        pytest.param(Problem("at", "place_abroad"), "#places-0-text", id="the place"),
        pytest.param(Problem("at/any_of/1", "place_at_sea"), "#places-1-text", id="another place"),
        pytest.param(Problem("needs", "needs_required"), "#needs-0", id="the needs"),
        pytest.param(Problem("children/1/age", "adult"), "#children-1-age", id="a child"),
        pytest.param(Problem("children/0/age_band", "x"), "#children-0-band-0", id="a band"),
        pytest.param(Problem("avoid/1", "bad_code"), "#avoid-1-text", id="a place to avoid"),
        pytest.param(Problem("when", "when_range"), "#when", id="the time"),
        pytest.param(Problem("danger", "invalid_choice"), "#danger-0", id="an option"),
    ],
)
def test_a_problem_leads_to_its_field_and_nothing_typed_is_lost(
    guest: Visitor, stub: Stub, problem: Problem, anchor: str
) -> None:
    stub.problems = (problem,)
    page = parsed(guest.post("/en/plan", EVERYTHING | {"places-1-text": "Ende"}, 422).text)
    links = {one.attributes["href"]: one.text for one in page.all("a")}
    assert links[anchor] == f"Mend {problem.code}."
    for name, value in EVERYTHING.items():
        if name not in ("language", "travel_means"):
            expected = value if isinstance(value, list) else [value]
            assert values(page, name) == expected, name
    chosen = [e.attributes["value"] for e in page.all("option") if "selected" in e.attributes]
    assert chosen == ["tet", "foot"]


def test_a_problem_of_no_field_is_said_all_the_same(guest: Visitor, stub: Stub) -> None:
    stub.problems = (Problem("tried/0", "not_an_object"),)
    assert "Mend not_an_object." in guest.post("/en/plan", NITA, 422).text


@pytest.mark.parametrize(
    ("changes", "anchor"),
    [
        pytest.param({"children-0-age": "fourteen"}, "#children-0-age", id="an age in words"),
        pytest.param({"danger": "sometimes"}, "#danger-0", id="an option nobody offered"),
        pytest.param({"needs": ["money"]}, "#needs-0", id="a need nobody offered"),
        pytest.param({"when": "tomorrow"}, "#when", id="a time in words"),
        pytest.param({"places-0-text": "x" * 201}, "#places-0-text", id="a place too long"),
        pytest.param({"language": "xx"}, "#language", id="a language nobody offered"),
    ],
)
def test_a_wrong_shape_never_reaches_the_use_case(
    guest: Visitor, stub: Stub, changes: dict[str, Any], anchor: str
) -> None:
    page = parsed(guest.post("/id/plan", NITA | changes, 422).text)
    assert anchor in [one.attributes["href"] for one in page.all("a")]
    assert stub.asked == []


@pytest.mark.parametrize("key", ["candidates", "suggestions"])
def test_without_a_script_an_open_place_becomes_a_choice(
    guest: Visitor, stub: Stub, key: str
) -> None:
    found = [
        place("32.71", "Kota Bogor, Jawa Barat"),
        place("32.01", "Kabupaten Bogor, Jawa Barat"),
    ]
    stub.problems = (Problem("at", "place_ambiguous", {key: found}),)
    page = parsed(guest.post("/id/plan", NITA | {"places-0-text": "Bogor"}, 422).text)
    radios = [e for e in page.all("input") if e.attributes.get("name") == "places-0-code"]
    assert [one.attributes["value"] for one in radios] == ["32.71", "32.01"]
    assert "#places-0-choice-0" in [one.attributes["href"] for one in page.all("a")]

    stub.problems = ()
    again = {name: values(page, name) for name in ("places-0-text", "places-0-of", "needs")}
    guest.post("/id/plan", again | {"places-0-code": "32.01"})
    assert stub.asked[-1]["at"] == {"code": "32.01"}


def test_a_place_to_avoid_is_looked_up_and_an_open_one_becomes_a_choice(
    guest: Visitor, stub: Stub
) -> None:
    stub.places = [place("53.08", "Kabupaten Ende")]
    guest.post("/id/plan", NITA | {"avoid-0-text": "Ende"})
    assert stub.asked[-1]["avoid"] == ["53.08"]

    stub.places.append(place("53.08.01", "Kec. Ende"))
    page = parsed(guest.post("/id/plan", NITA | {"avoid-0-text": "Ende"}, 422).text)
    names = [e.attributes.get("name") for e in page.all("input")]
    assert names.count("avoid-0-code") == 2 and len(stub.asked) == 1


def test_a_home_regency_travels_with_a_return(guest: Visitor, stub: Stub) -> None:
    stub.places = [place("32.75", "Kota Bekasi")]
    guest.post("/id/plan", {"places-0-text": "Denpasar", "needs": "return", "home-text": "Bekasi"})
    assert stub.asked[-1]["home"] == "32.75"


@pytest.mark.parametrize(
    ("line", "focused"),
    [("children", "children-1-age"), ("places", "places-1-text"), ("avoid", "avoid-1-text")],
)
def test_a_line_is_added_without_a_script_and_has_the_focus(
    guest: Visitor, line: str, focused: str
) -> None:
    page = parsed(guest.post("/id/", NITA | {"add": line}).text)
    focus = [one.attributes["id"] for one in page.elements if "autofocus" in one.attributes]
    assert focus == [focused]
    assert values(page, "places-0-text") == ["Nita"] and values(page, "needs") == ["medical"]


def test_lines_stop_at_their_limit(guest: Visitor) -> None:
    full = {f"places-{at}-text": str(at) for at in range(4)}
    page = parsed(guest.post("/id/", full | {"add": "places"}).text)
    assert [values(page, f"places-{at}-text") for at in range(5)] == [
        ["0"],
        ["1"],
        ["2"],
        ["3"],
        [],
    ]
    assert "places" not in [one.attributes.get("value") for one in page.all("button")]


def test_a_line_is_removed_without_a_script(guest: Visitor) -> None:
    given = {"children-0-age": "9", "children-1-age": "11", "children-2-age": "13"}
    page = parsed(guest.post("/id/", given | {"drop": "children-1"}).text)
    ages = [values(page, f"children-{at}-age") for at in range(3)]
    assert ages == [["9"], ["13"], []]


def test_a_gap_in_the_numbers_of_lines_loses_nobody(guest: Visitor, stub: Stub) -> None:
    guest.post("/id/plan", NITA | {"children-0-age": "9", "children-7-age": "13"})
    assert [child["age"] for child in stub.asked[0]["children"]] == [9, 13]


def test_changing_the_answers_keeps_the_calls_already_made(guest: Visitor) -> None:
    given = MultiDict([*NITA.items(), ("tried", "a:full"), ("tried", "b:no_answer")])
    page = parsed(guest.post("/id/", given).text)
    assert values(page, "tried") == ["a:full", "b:no_answer"]


def test_an_adult_is_told_where_to_turn(visitor: Visitor) -> None:
    given = {"places-0-text": "53.07", "needs": "medical", "children-0-age": "18"}
    page = parsed(visitor.post("/en/plan", given, 422).text)
    messages = [one.text for one in page.all("a") if one.attributes["href"] == "#children-0-age"]
    assert messages and "129" in messages[0]


def test_real_candidates_lead_to_a_real_plan_without_a_script(visitor: Visitor) -> None:
    page = parsed(visitor.post("/id/plan", {"places-0-text": "Bogor", "needs": "legal"}, 422).text)
    codes = [
        e.attributes["value"]
        for e in page.all("input")
        if e.attributes.get("name") == "places-0-code"
    ]
    assert {"32.71", "32.01"} <= set(codes)
    chosen = {"places-0-text": "Bogor", "places-0-of": "Bogor", "places-0-code": "32.71"}
    assert "Kota Bogor" in visitor.post("/id/plan", chosen | {"needs": "legal"}).text
