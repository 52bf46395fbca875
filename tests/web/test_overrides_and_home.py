"""A rejected service used all the same (R40), and the way home of a child abroad."""

from __future__ import annotations

from typing import Any

import pytest

from tests.web.conftest import Stub, Visitor
from tests.web.lint import parsed
from tests.web.sample_plan import answer, document, line, offer
from tests.web.test_console import NITA, values
from tests.web.test_plan_page import buttons, cards, plan_of

REASONS = ["confirmed_by_phone", "record_outdated", "nothing_else", "supervisor"]


def turned_away(service_id: str, *, overridable: bool) -> dict[str, Any]:
    rejected: dict[str, Any] = answer()["rejected"][0]
    return rejected | {"service_id": service_id, "overridable": overridable}


def test_r40_only_what_may_be_set_aside_can_be_used_all_the_same(
    guest: Visitor, stub: Stub
) -> None:
    out = [turned_away("never", overridable=False), turned_away("perhaps", overridable=True)]
    stub.plan = document(answers=[answer(rejected=out)])
    assert buttons(plan_of(guest), "use") == [f"perhaps:{reason}" for reason in REASONS]


@pytest.mark.parametrize("reason", REASONS)
def test_r40_a_press_asks_again_with_the_coded_reason(
    guest: Visitor, stub: Stub, reason: str
) -> None:
    back = offer("perhaps", reasons=[{"rule": "R40", "code": "overridden", "text": "Let back."}])
    stub.plan = document(answers=[answer(recommended=back, rejected=[])])
    page = plan_of(guest, use=f"perhaps:{reason}", override="other:supervisor")
    assert stub.asked[-1]["override"] == [
        {"service_id": "other", "reason": "supervisor"},
        {"service_id": "perhaps", "reason": reason},
    ]
    assert values(page, "override") == ["other:supervisor", f"perhaps:{reason}"]
    assert "Rejected, let back in by a human" in [one.strip() for one in cards(page, "mark")]
    assert "is used all the same" in cards(page, "plan-state")[0]
    plan_of(guest, override=f"perhaps:{reason}", unuse="perhaps")
    assert "override" not in stub.asked[-1]


def test_r40_an_override_that_a_rule_forbids_is_said_to_be_impossible(
    guest: Visitor, stub: Stub
) -> None:
    stub.plan = document(answers=[answer(rejected=[turned_away("never", overridable=False)])])
    page = plan_of(guest, override="never:supervisor")
    assert "Not possible" in cards(page, "used")[0]


@pytest.mark.parametrize("nonsense", ["a:because", ":supervisor", "a", ""])
def test_a_made_up_reason_overrides_nothing(guest: Visitor, stub: Stub, nonsense: str) -> None:
    plan_of(guest, use=nonsense)
    assert "override" not in stub.asked[-1]


CHAIN = [
    {"code": "from_mission", "text": "The mission sends.", "offers": [line("kbri", name="KBRI")]},
    {"code": "home_unknown", "text": "Ask where home is.", "offers": []},
]


def test_the_way_home_is_a_chain_with_numbers_and_asks_for_the_home(
    guest: Visitor, stub: Stub
) -> None:
    stub.plan = document(chain=CHAIN)
    stub.plan["request"]["place"] |= {"code": "MY", "name": "Malaysia", "province": None}
    page = plan_of(guest)
    chain = cards(page, "chain")[0]
    assert chain.index("The mission sends.") < chain.index("KBRI") < chain.index("Ask where home")
    assert [e.attributes.get("form") for e in page.all("input") if e.attributes.get("name") ==
            "home-text"] == ["again"]  # fmt: skip
    stub.places = [PLACE_IN_BEKASI]
    page = plan_of(guest, **{"home-text": "Jatiasih"})
    assert stub.asked[-1]["home"] == "32.75", "a village stands for its regency"
    assert values(page, "home-text") == ["Jatiasih"], "asked once, not kept a second time"


def test_the_home_is_asked_where_it_matters_alone(guest: Visitor) -> None:
    assert cards(plan_of(guest), "home") == []
    assert len(cards(plan_of(guest, needs=["return"]), "home")) == 1


PLACE_IN_BEKASI = {
    "code": "32.75.03.1001", "label": "Jatiasih, Kec. Jatiasih, Kota Bekasi, Jawa Barat",
    "level": "village", "parents": ["Kec. Jatiasih", "Kota Bekasi", "Jawa Barat"],
    "regency_code": "32.75",
}  # fmt: skip


def test_homes_of_several_regencies_become_a_choice_and_a_country_is_none(
    guest: Visitor, stub: Stub
) -> None:
    other = PLACE_IN_BEKASI | {
        "regency_code": "33.01",
        "parents": ["Kec. Kroya", "Kabupaten Cilacap", "Jawa Tengah"],
    }
    abroad = {"code": "MY", "label": "Malaysia", "level": "country", "regency_code": None}
    stub.places = [PLACE_IN_BEKASI, PLACE_IN_BEKASI | {"code": "32.75.04"}, other, abroad]
    page = parsed(guest.post("/id/plan", NITA | {"home-text": "Jatiasih"}, 422).text)
    assert [e.attributes["value"] for e in page.all("input")
            if e.attributes.get("name") == "home-code"] == ["32.75", "33.01"]  # fmt: skip
    labels = {e.attributes.get("for"): e.text for e in page.all("label")}
    assert labels["home-choice-1"] == "Kabupaten Cilacap, Jawa Tengah"
    assert len([e for e in page.elements if "data-asked" in e.attributes]) == 1


def test_a_child_abroad_has_a_real_plan_without_a_script(visitor: Visitor) -> None:
    asked = {"places-0-text": "malaysia", "needs": ["shelter"], "home-text": "53.07"}
    page = parsed(visitor.post("/id/plan", asked).text)
    assert "KBRI Kuala Lumpur" in cards(page, "best")[0]
    chain = cards(page, "chain")[0]
    assert "Perjalanan pulang" in chain and "UPTD PPA Kabupaten Sikka" in chain
    page = parsed(visitor.post("/id/plan", {**asked, "places-0-text": "saudi"}, 422).text)
    codes = [e.attributes.get("value") for e in page.all("input")
             if e.attributes.get("name") == "places-0-code"]  # fmt: skip
    assert "SA" in codes
    chosen = {"places-0-text": "saudi", "places-0-of": "saudi", "places-0-code": "SA"}
    assert "Arab Saudi" in visitor.post("/id/plan", {**asked, **chosen}).text
