"""The plan page: numbers to read aloud, the next one at once, and nothing of the child on paper."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import referral.web
from tests.web.conftest import Stub, Visitor
from tests.web.lint import Page, parsed
from tests.web.sample_plan import answer, document, line, offer, phone, unmet
from tests.web.test_console import EVERYTHING, NITA, values

SITE = "https://aduan.example.org"
SCHEMA = Path(referral.web.__file__).parent / "schemas/plan.schema.json"


def plan_of(guest: Visitor, **more: Any) -> Page:
    return parsed(guest.post("/en/plan", NITA | more).text)


def cards(page: Page, name: str) -> list[str]:
    """The texts of the elements of a class."""
    return [e.text for e in page.elements if name in e.attributes.get("class", "").split()]


def buttons(page: Page, name: str) -> list[str]:
    return [e.attributes["value"] for e in page.all("button") if e.attributes.get("name") == name]


def test_the_sample_is_a_plan_of_the_contract() -> None:
    jsonschema.validate(document(), json.loads(SCHEMA.read_text(encoding="utf-8")))


def test_the_recommended_number_is_in_groups_and_can_be_tapped(guest: Visitor) -> None:
    page = plan_of(guest)
    numbers = {
        e.attributes["href"]: e.text for e in page.all("a") if e.attributes.get("class") == "number"
    }
    assert numbers["tel:+62382555101"] == "(0382) 555101"
    assert numbers["tel:129"] == "129"


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        pytest.param({"open": "open"}, "Open", id="open"),
        pytest.param({"open": "presumed_open"}, "Presumed open (emergency room)", id="presumed"),
        pytest.param({"open": "unknown"}, "Hours not known – ask", id="unknown"),
        pytest.param({"open": "closed", "opens_at": "2026-11-21T23:00+08:00"},
                     "Closed, opens today at 23:00", id="closed until tonight"),
        pytest.param({"open": "closed", "opens_at": "2026-11-22T08:00+08:00"},
                     "Closed, opens tomorrow at 08:00", id="closed until tomorrow"),
        pytest.param({"open": "closed", "opens_at": "2026-11-23T08:00+08:00"},
                     "Closed, opens Monday at 08:00", id="closed over the weekend"),
        pytest.param({"open": "closed", "opens_at": None}, "Closed", id="closed"),
        pytest.param({"open": "unknown", "phones": [phone(open_24h=True)]},
                     "Line answers day and night; office hours not known", id="a line at night"),
        pytest.param({"how": "arranged"}, "Arranges it with others", id="arranged"),
        pytest.param({}, "Call first", id="call first"),
    ],
)  # fmt: skip
def test_a_card_says_whether_to_call_now(
    guest: Visitor, stub: Stub, changes: dict[str, Any], text: str
) -> None:
    stub.plan = document(answers=[answer(recommended=offer(**changes), alternatives=[])])
    assert text in [one.strip() for one in cards(plan_of(guest), "mark")]


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        pytest.param({}, "±1 h 35 min by road (estimated); 8.8 km in a straight line", id="a way"),
        pytest.param({"distance_km": "25-50"}, "; about 25–50 km", id="hidden: bands only"),
        pytest.param({"distance_km": None}, "How far±1 h 35 min by road (estimated)\n",
                     id="no distance"),
        pytest.param({"distance_km": 0.0}, "in the same place or near, distance not measured",
                     id="zero is no measurement"),
        pytest.param({"kind": "mission", "tier": 4}, "Indonesian mission abroad", id="mission"),
        pytest.param({"kind": "mission"}, "How farin the country where the child is",
                     id="a mission is not measured"),
        pytest.param({"distance_km": 1234.5}, "1,234 km in a straight line", id="far"),
    ],
)  # fmt: skip
def test_a_card_says_how_far(guest: Visitor, stub: Stub, changes: Any, text: str) -> None:
    stub.plan = document(answers=[answer(recommended=offer(**changes), alternatives=[])])
    assert text in cards(plan_of(guest), "facts")[0]


@pytest.mark.parametrize(
    ("place", "text"),
    [
        pytest.param({}, "Nita, Nusa Tenggara Timur · Saturday, 21 November 2026, 22:00 WITA",
                     id="here"),
        pytest.param({"name": "Malaysia", "province": None, "timezone": "Asia/Kuala_Lumpur"},
                     "Malaysia · Saturday, 21 November 2026, 22:00 UTC+08:00", id="abroad"),
    ],
)  # fmt: skip
def test_the_place_and_its_own_time_stand_first(
    guest: Visitor, stub: Stub, place: dict[str, Any], text: str
) -> None:
    stub.plan["request"]["place"] |= place
    assert cards(plan_of(guest), "plan-where") == [text]


def test_questions_for_a_service_stand_with_it_and_not_among_those_for_the_caller(
    guest: Visitor,
) -> None:
    page = plan_of(guest)
    assert "Do you take boys?" in cards(page, "best")[0]
    card = cards(page, "call-card")[0]
    assert "Is anybody in danger?" in card and "Asked of a service." not in card


def test_an_unmet_need_states_the_gap_before_the_lines(guest: Visitor, stub: Stub) -> None:
    stub.plan = document(answers=[unmet()])
    text = cards(plan_of(guest), "answer")[0]
    assert text.index("No service is recorded here.") < text.index("SAPA 129")
    assert "A hospital ward, with a companion." in text


def test_a_service_without_a_number_says_so_and_leads_to_who_can_reach_it(
    guest: Visitor, stub: Stub
) -> None:
    mute = [offer(phones=[]), offer("rs-bisu", phones=[])]
    stub.plan = document(answers=[answer(recommended=mute[0], alternatives=mute[1:])])
    page = plan_of(guest)
    for card in (cards(page, "best")[0], cards(page, "other-offer")[0]):
        assert "No number is known." in card and "Call first" not in card
    links = [e.attributes["href"] for e in page.all("a") if "called now" in e.text]
    assert links == ["#a1-now"] * 2
    assert "SAPA 129" in next(e.text for e in page.all("div") if e.attributes.get("id") == "a1-now")


def test_a_line_that_is_reached_on_its_site_alone_names_it(guest: Visitor, stub: Stub) -> None:
    site = line("aduan", name="Aduan", phones=[], whatsapp=[], website=SITE)
    stub.plan = document(answers=[answer(meanwhile=[site])])
    text = cards(plan_of(guest), "meanwhile")[0]
    assert SITE in text and "SAPA" not in text


def test_an_extension_stays_in_the_number(guest: Visitor, stub: Stub) -> None:
    extension = phone(display="(0382) 555101 ext. 12")
    stub.plan = document(answers=[answer(recommended=offer(phones=[extension]), alternatives=[])])
    assert "(0382) 555101 ext. 12" in cards(plan_of(guest), "best")[0]


def test_a_whatsapp_link_opens_an_empty_chat(guest: Visitor) -> None:
    links = [e for e in plan_of(guest).all("a") if e.attributes.get("class") == "whatsapp"]
    assert {one.attributes["href"] for one in links} == {"https://wa.me/628111129129"}
    assert {one.attributes["rel"] for one in links} == {"noreferrer noopener"}


@pytest.mark.parametrize("outcome", ["no_answer", "full", "declined", "unsafe"])
def test_each_card_has_every_outcome_and_a_press_asks_again_without_it(
    guest: Visitor, stub: Stub, outcome: str
) -> None:
    page = plan_of(guest)
    offered = ["rs-contoh", "rs-kedua", "rs-ketiga"]
    assert [v for v in buttons(page, "try") if v.endswith(f":{outcome}")] == [
        f"{one}:{outcome}" for one in offered
    ]
    plan_of(guest, **{"try": f"rs-contoh:{outcome}"})
    assert stub.asked[-1]["tried"] == [{"service_id": "rs-contoh", "outcome": outcome}]


def test_tries_add_up_the_last_word_counts_and_one_can_be_taken_back(
    guest: Visitor, stub: Stub
) -> None:
    given = {"tried": ["a:full", "b:full"], "try": "a:no_answer"}
    page = plan_of(guest, **given)
    assert values(page, "tried") == ["a:no_answer", "b:full"]
    assert buttons(page, "untry") == ["a", "b"]
    plan_of(guest, tried=["a:full", "b:full"], untry="a")
    assert stub.asked[-1]["tried"] == [{"service_id": "b", "outcome": "full"}]


def test_a_plan_asked_again_carries_every_answer(guest: Visitor, stub: Stub) -> None:
    page = parsed(guest.post("/id/plan", EVERYTHING).text)
    hidden = {
        e.attributes["name"] for e in page.all("input") if e.attributes.get("type") == "hidden"
    }
    kept = {name: values(page, name) for name in hidden}
    guest.post("/id/plan", kept | {"try": "rs-contoh:full"})
    first, second = stub.asked
    assert second == {**first, "tried": [{"service_id": "rs-contoh", "outcome": "full"}]}


def test_the_next_ones_are_three_more_each_time(guest: Visitor, stub: Stub) -> None:
    page = plan_of(guest)
    assert buttons(page, "more") == ["3"]
    page = plan_of(guest, more=["0", "3"])
    assert stub.asked[-1]["more"] == 3 and buttons(page, "more") == ["6"]


@pytest.mark.parametrize("nonsense", ["-1", "1e9", "٣", "999999999999"])
def test_a_made_up_count_asks_for_no_more(guest: Visitor, stub: Stub, nonsense: str) -> None:
    plan_of(guest, more=nonsense)
    assert "more" not in stub.asked[-1]


def test_why_not_asks_by_name_then_by_choice(guest: Visitor, stub: Stub) -> None:
    region = {"code": "53", "name": "Nusa Tenggara Timur", "province": "Nusa Tenggara Timur"}
    stub.services = [{"service_id": "lbh-contoh", "name": "LBH Contoh", "region": region}]
    page = plan_of(guest, why_text="lbh")
    assert buttons(page, "why") == ["lbh-contoh"] and "why" not in stub.asked[0]

    reasons = [{"rule": "R41", "code": "kind_not_fit", "text": "Not suited to the need."}]
    stub.plan = document(
        why={
            "service_id": "lbh-contoh",
            "name": "LBH Contoh",
            "standing": "rejected",
            "text": "Rejected.",
            "reasons": reasons,
        }
    )
    page = plan_of(guest, why="lbh-contoh")
    assert stub.asked[-1]["why"] == "lbh-contoh"
    assert "Not suited to the need." in cards(page, "why")[0]


def test_why_not_says_when_nobody_has_that_name(guest: Visitor) -> None:
    assert "holds no service of that name" in cards(plan_of(guest, why_text="xyz"), "why")[0]


def test_the_way_back_to_the_answers_is_a_press_and_not_an_address(guest: Visitor) -> None:
    page = plan_of(guest)
    back = [e for e in page.all("button") if e.attributes.get("formaction") == "/en/"]
    assert [one.attributes["form"] for one in back] == ["again"]


def test_what_may_leave_the_screen_is_the_text_alone(guest: Visitor, stub: Stub) -> None:
    page = parsed(guest.post("/id/plan", EVERYTHING).text)
    printed = [e for e in page.elements if "data-print" in e.attributes]
    copied = page.all("textarea")
    assert [one.text for one in printed] == [one.text for one in copied] == ["medical\nshelter"]
    assert [e.tag for e in printed] == ["pre"]


def test_nobody_shall_call_back_where_that_is_not_safe(guest: Visitor) -> None:
    assert "Do not call back." in cards(plan_of(guest, call_back="no"), "call-card")[0]
    assert "Do not call back." not in cards(plan_of(guest), "call-card")[0]


def test_danger_stands_before_every_answer(guest: Visitor, stub: Stub) -> None:
    stub.plan = document(
        banners=[
            {
                "code": "immediate_danger",
                "text": "Danger!",
                "contacts": [line("polisi-110", name="Polisi 110")],
            }
        ]
    )
    text = guest.post("/en/plan", NITA).text
    assert text.index("Danger!") < text.index("Polisi 110") < text.index('id="a1"')


def test_the_clock_stands_in_words_with_the_hospital_banner(guest: Visitor, stub: Stub) -> None:
    clock = [{"code": "pep", "text": "At most 48 hours are left.", "limit_hours": 72,
              "least_hours": 0, "most_hours": 48}]  # fmt: skip
    hurry = {"code": "within_72_hours", "text": "Hospital first.", "contacts": []}
    danger = {"code": "immediate_danger", "text": "Danger!", "contacts": []}
    stub.plan = document(banners=[danger, hurry], clock=clock)
    shown = cards(plan_of(guest), "banner")
    assert "Danger!" in shown[0] and "48 hours" not in shown[0]
    assert "Hospital first." in shown[1] and "At most 48 hours are left." in shown[1]
    stub.plan = document(banners=[danger], clock=clock)
    assert "At most 48 hours" in cards(plan_of(guest), "banner")[1], "a clock without its banner"


def test_a_crossing_is_told_on_the_card(guest: Visitor, stub: Stub) -> None:
    crossing = {"link": "a-b", "text": "Ferry A – B: 1 h under way, does not run at night"}
    travel = offer()["travel"] | {"crossings": [crossing]}
    stub.plan = document(answers=[answer(recommended=offer(travel=travel), alternatives=[])])
    assert "does not run at night" in cards(plan_of(guest), "crossings")[0]


@pytest.mark.parametrize("rule", ["R15", "R16", "R27", "R33", "R48"])
def test_what_must_be_read_first_stands_before_the_service(
    guest: Visitor, stub: Stub, rule: str
) -> None:
    notes = [{"rule": rule, "code": "x", "text": "Mind this."},
             {"rule": "R14", "code": "y", "text": "And this later."}]  # fmt: skip
    stub.plan = document(answers=[answer(notes=notes)])
    text = cards(plan_of(guest), "answer")[0]
    assert text.index("Mind this.") < text.index("RS Contoh") < text.index("And this later.")


REAL = {
    "places-0-text": "53.07",
    "needs": ["medical", "shelter", "legal"],
    "children-0-age": "13",
    "children-0-sex": "male",
    "contact": "reported",
    "last_abuse": "24-72h",
    "suspect": ["household", "police"],
    "danger": "yes",
}


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_real_plan_holds_to_every_rule_of_a_page(visitor: Visitor, language: str) -> None:
    page = parsed(visitor.post(f"/{language}/plan", REAL).text)
    assert len(cards(page, "answer")) == 3


def test_a_real_plan_on_paper_says_nothing_of_the_child_or_a_suspect(visitor: Visitor) -> None:
    child = parsed(visitor.post("/id/plan", REAL).text)
    other = parsed(visitor.post("/id/plan", {**REAL, "children-0-age": "11"}).text)
    paper = [
        e.text for page in (child, other) for e in page.elements if "data-print" in e.attributes
    ]
    assert paper[0] == paper[1], "an age of 13 or 11 leaves no trace where nothing hangs on it"
    told = r"1[13] (tahun|years)|laki-laki|perempuan usia|terlapor|serumah|72 jam|bahaya"
    assert re.findall(told, paper[0], re.IGNORECASE) == []
    assert "129" in paper[0] and "0382" in paper[0], "numbers are what the paper is for"


def test_each_press_of_no_answer_brings_another_real_number(visitor: Visitor) -> None:
    given: dict[str, Any] = {"places-0-text": "53.07", "needs": ["legal"]}
    seen: list[str] = []
    for _press in range(4):
        page = parsed(visitor.post("/id/plan", given).text)
        first = buttons(page, "try")[0].partition(":")[0]
        assert first not in seen
        seen.append(first)
        given["tried"] = [f"{one}:no_answer" for one in seen]
