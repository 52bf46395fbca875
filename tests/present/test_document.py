"""The plan as a document: its schema, its sentences, and what it must never hold (R35)."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from referral.domain.directory import Directory
from referral.domain.eligibility import OUT_WHEN_NO, RULE_OF_FACT, SPEAKS
from referral.domain.exclusions import REGION_CODE
from referral.domain.plans import Plan
from referral.domain.requests import Attempt, HelpRequest
from referral.domain.services import FACT_NAMES, Service
from referral.domain.vocabulary import Contact, LastAbuse, Need, TryOutcome
from referral.present.labels import LABELS
from referral.present.plan import plan_document
from referral.present.request import request_document
from referral.present.translate import translator
from referral.present.wording import (
    ASK,
    BANNERS,
    CHAIN,
    DO_NOT,
    INTERIM,
    REASONS,
    SAY,
    question,
)
from tests.builders import (
    KEY,
    REGIONS,
    away,
    hospital,
    policy,
    request,
    route,
    service,
    shelter,
    uptd,
)
from tests.properties.strategies import REQUESTS, crowds, directories, requests

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "referral/web/schemas/plan.schema.json").read_text("utf-8"))
PLAN = Draft202012Validator(SCHEMA)
EN, ID = translator("en"), translator("id")
pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")


def document(made: Plan, words: Any = EN) -> dict[str, Any]:
    return plan_document(made, REGIONS, words)


def offers(found: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for answer in found["answers"]:
        yield from filter(None, (answer["recommended"], *answer["alternatives"]))
        yield from answer["meanwhile"]
    for banner in found["banners"]:
        yield from banner["contacts"]


@given(requests, directories)
@settings(max_examples=40)
def test_every_document_follows_the_schema(asked: HelpRequest, services: list[Service]) -> None:
    found = document(route(replace(asked, more=3), *services))
    assert [error.message for error in PLAN.iter_errors(json.loads(json.dumps(found)))] == []


def literal_codes() -> dict[tuple[str, str], set[str]]:
    """Every `Reason("R1", "code")`, `Question("code")`, `Banner("code")` written in the domain."""
    found: dict[tuple[str, str], set[str]] = {}
    for path in sorted((ROOT / "referral").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            at = {"Reason": 1, "Question": 0, "Banner": 0, "ChainStep": 0}.get(node.func.id)
            if at is None or len(node.args) <= at:
                continue
            first, code = node.args[0], node.args[at]
            if isinstance(code, ast.Constant):
                rule = first.value if at and isinstance(first, ast.Constant) else ""
                found.setdefault((node.func.id, str(rule)), set()).add(str(code.value))
    return found


def test_every_code_written_in_the_source_has_a_sentence() -> None:
    found = literal_codes()
    reasons = {code for (kind, _), codes in found.items() if kind == "Reason" for code in codes}
    assert len(reasons) > 40
    assert reasons - set(REASONS) == set()
    assert found[("Question", "")] - set(ASK) - set(REASONS) == set()
    assert found[("Banner", "")] - set(BANNERS) == set()
    assert found[("ChainStep", "")] - set(CHAIN) == set()


def test_every_reason_names_a_rule_of_the_brief() -> None:
    rules = {rule for kind, rule in literal_codes() if kind == "Reason" and rule}
    assert all(re.fullmatch(r"R([1-9]|[1-3][0-9]|4[0-8])", rule) for rule in rules)


def made_codes() -> set[str]:
    """Codes that are put together: of facts that may matter, of outcomes of a call."""
    codes = {f"{how}_{name}" for name in RULE_OF_FACT for how in ("unknown", "presumed_no")}
    codes |= {"unknown_accepts_either", "presumed_no_accepts_either"}
    said = set(RULE_OF_FACT) - set(OUT_WHEN_NO) - {SPEAKS}
    codes |= {f"without_{name}" for name in said}
    codes |= {code for _, code in OUT_WHEN_NO.values()}
    return codes | {f"tried_{outcome.value}" for outcome in TryOutcome}


@pytest.mark.parametrize("code", sorted(made_codes()))
def test_every_code_put_together_has_a_sentence(code: str) -> None:
    assert question(code, EN) and question(code, ID)
    assert question(code, EN) != question(code, ID)


def test_every_card_line_in_the_source_has_a_sentence() -> None:
    """Walks the call card's source for the codes it may say, ask or warn with."""
    source = (ROOT / "referral/domain/call_card.py").read_text("utf-8")
    words = {
        node.value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    known = set(SAY) | set(ASK) | set(DO_NOT) | set(BANNERS)
    assert {word for word in words if re.fullmatch(r"(ask|no)_\w+", word)} <= known
    assert set(SAY) - words == set() and set(DO_NOT) - words == set()


@pytest.mark.parametrize("asked", REQUESTS[:120], ids=range(120))
def test_whatever_is_asked_every_line_of_the_card_has_words(asked: HelpRequest) -> None:
    for words in (EN, ID):
        card = document(route(asked, hospital("one"), uptd("two")), words)["call_card"]
        assert all(line["text"] for part in card.values() for line in part)


def test_every_value_of_the_vocabulary_that_a_plan_shows_has_a_label() -> None:
    from referral.domain import vocabulary

    for group, name in (
        ("need", "Need"),
        ("sub_need", "SubNeed"),
        ("kind", "Kind"),
        ("open", "OpenState"),
        ("freshness", "Freshness"),
        ("status", "Status"),
        ("band", "Band"),
        ("gap", "GapCode"),
        ("how", "How"),
        ("value", "Trilean"),
        ("basis", "Basis"),
        ("outcome", "TryOutcome"),
        ("confidence", "Confidence"),
    ):
        values = {member.value for member in getattr(vocabulary, name)}
        assert values - set(LABELS[group]) == set(), group
    assert set(FACT_NAMES) == set(LABELS["fact"])
    assert set(INTERIM) >= {"never_a_cell", "hospital_ward"}


def secrets(one: Service) -> set[str]:
    """What would give a hidden place away; each is unlike anything else in the directory."""
    found = {one.id, one.name, one.organization, one.email, one.website, one.address}
    found |= {phone.number for phone in one.phones} | {phone.display for phone in one.phones}
    if one.kecamatan_code:
        found.add(one.kecamatan_code)
    return {text for text in found if text}


@given(requests, crowds)
@settings(max_examples=80)
def test_r35_no_document_holds_anything_of_a_hidden_place(
    asked: HelpRequest, services: list[Service]
) -> None:
    """Whatever is asked, but for what the caller has typed: that is echoed."""
    typed = {code for code in asked.avoid if not REGION_CODE.fullmatch(code)}
    typed |= {attempt.service_id for attempt in asked.tried}
    made = route(replace(asked, more=20), *(s for s in services if s.id not in typed))
    found = document(made)
    text = json.dumps({**found, "request": None}, ensure_ascii=False)
    for one in services:
        if one.hidden and one.id not in typed:
            assert not [secret for secret in secrets(one) if secret in text]
    assert "evidence" not in text and "Jalan Rahasia" not in hidden_addresses(found)


def hidden_addresses(found: dict[str, Any]) -> str:
    return " ".join(
        offer["address"] or ""
        for offer in offers(found)
        if offer["service_id"].startswith("tempat-")
    )


HOUSE: dict[str, Any] = {
    "confidential": True,
    "name": "Rumah Melati",
    "organization": "Yayasan Melati",
    "address": "Jalan Melati 5",
    "email": "melati@contoh.id",
    "website": "https://melati.contoh.id",
    "kecamatan_code": "53.07.09",
    "aliases": ("Melati Safe House",),
    "acronym": "RMEL",
    "hours": shelter("x").hours,
}


def hidden_plan(more: int = 0, **changes: Any) -> tuple[dict[str, Any], Service]:
    house = shelter("rumah-melati", **{**HOUSE, **away(33), **changes})
    gateway = uptd("gateway", "psychosocial", address="Jalan Kantor 1")
    also = service("talks", "psychosocial", "shelter", **{**HOUSE, "kind": house.kind})
    made = route(request("shelter", "psychosocial", more=more), house, gateway, also)
    return document(made), house


def test_r35_a_hidden_place_is_its_gateways_offer_under_an_opaque_id() -> None:
    found, house = hidden_plan()
    offer = found["answers"][0]["recommended"]
    assert re.fullmatch(r"tempat-[0-9a-f]{12}", offer["service_id"])
    assert offer["name"] == "Gateway" and offer["kind"] == "uptd_ppa"
    assert offer["phones"][0]["number"] == "+6281000000000"
    assert offer["region"] == {
        "code": "53",
        "name": "Nusa Tenggara Timur",
        "province": "Nusa Tenggara Timur",
    }
    assert offer["address"] is None
    assert (offer["latitude"], offer["longitude"]) == (
        REGIONS["53"].latitude,
        REGIONS["53"].longitude,
    )
    assert "through_gateway" in {reason["code"] for reason in offer["reasons"]}
    text = json.dumps(found).lower()
    assert "melati" not in text and str(house.latitude) not in text


@pytest.mark.parametrize(
    ("minutes", "band"),
    [(10, "0-25"), (100, "25-50"), (200, "50-100"), (500, "100-250"), (900, "250+")],
)
def test_r35_of_a_hidden_place_distance_and_travel_are_bands_only(minutes: int, band: str) -> None:
    house = shelter("house", confidential=True, **away(minutes))
    made = route(request("shelter"), house, uptd("gateway", "psychosocial"))
    offer = document(made)["answers"][0]["recommended"]
    assert offer["distance_km"] == band
    assert offer["travel"]["minutes"] is None
    assert offer["travel"]["modes"] == [] and offer["travel"]["links"] == []


def test_r35_a_rejected_hidden_place_and_one_stop_are_masked_too() -> None:
    boys, _ = hidden_plan(facts={"accepts_girls": "no"})
    rejected = boys["answers"][0]["rejected"]
    assert rejected and rejected[0]["service_id"].startswith("tempat-")
    assert rejected[0]["name"] == "Gateway" and rejected[0]["region"]["code"] == "53"
    assert "melati" not in json.dumps(boys).lower()

    both, _ = hidden_plan()
    if both["one_stop"]:
        assert both["one_stop"]["minutes"] is None


def test_r35_a_hidden_place_that_was_tried_by_its_opaque_id_stays_hidden() -> None:
    from referral.domain.table import RoutingTable

    house = shelter("rumah-melati", **HOUSE)
    gateway = uptd("gateway", "psychosocial")
    table = RoutingTable(Directory.of([house, gateway], version="test", opaque_key=KEY), policy())
    tried = (Attempt(table.public_id(house), TryOutcome.FULL),)
    found = document(route(request("shelter", tried=tried), house, gateway))
    assert found["answers"][0]["rejected"][0]["service_id"] == table.public_id(house)
    assert "melati" not in json.dumps(found).lower()


def test_r35_addresses_of_an_arranging_unit_are_hidden_in_the_whole_plan() -> None:
    unit = uptd("unit", "shelter", "legal", address="Jalan Kantor 1", **away(20))
    seat = REGIONS["53.07"]
    for offer in offers(document(route(request("shelter", "legal"), unit))):
        assert offer["address"] is None
        if offer["service_id"] == "unit":
            assert (offer["latitude"], offer["longitude"]) == (seat.latitude, seat.longitude)
    plain = document(route(request("legal"), unit))
    assert plain["answers"][0]["recommended"]["address"] == "Jalan Kantor 1"


def test_evidence_and_source_links_never_leave() -> None:
    from referral.domain.services import Provenance
    from referral.domain.vocabulary import Confidence

    provenance = Provenance(
        "Sumber uji",
        2025,
        Confidence.HIGH,
        source_urls=("https://sumber.contoh.id/berita",),
        evidence="Kata-kata sumber tentang tempat ini",
    )
    units = [uptd(f"unit-{n}", provenance=provenance, **away(n)) for n in range(4)]
    found = document(route(request(*Need, more=5), *units, hospital("h", provenance=provenance)))
    text = json.dumps(found, ensure_ascii=False)
    assert "sumber.contoh.id" not in text and "Kata-kata sumber" not in text
    assert found["answers"][0]["recommended"]["source"] == "Sumber uji, 2025"


def test_the_request_is_echoed_in_the_words_of_the_contract() -> None:
    asked = request("legal", more=2, tried=(Attempt("one", TryOutcome.FULL),))
    echo = request_document(asked, EN)
    assert echo["needs"] == ["legal"] and echo["more"] == 2
    assert echo["children"] == [{"age": 14, "age_band": None, "sex": "female", "own_baby": False}]
    assert echo["suspect"] == ["unknown"] and echo["companions"] == ["unknown"]
    assert echo["tried"] == [{"service_id": "one", "outcome": "full"}]
    assert echo["place"]["code"] == "53.07" and echo["place"]["timezone"] == "Asia/Makassar"


def test_both_languages_say_the_same_codes() -> None:
    made = route(request(*Need), *[uptd(f"unit-{n}", **away(n)) for n in range(3)], hospital("h"))

    coded = {"code", "rule", "service_id", "need", "needs", "tier", "how", "open", "remaining"}

    def codes(found: Any) -> Iterator[Any]:
        if isinstance(found, dict):
            for name, value in found.items():
                yield from [(name, str(value))] if name in coded else codes(value)
        elif isinstance(found, list):
            for one in found:
                yield from codes(one)

    english, indonesian = document(made, EN), document(made, ID)
    assert list(codes(english)) == list(codes(indonesian))
    assert english != indonesian


def test_a_line_and_its_short_number_are_those_of_the_contract() -> None:
    line = document(route(request("psychosocial")))["answers"][0]["meanwhile"][0]
    assert line["phones"] == [
        {"number": "129", "display": "129", "short_code": True, "open_24h": True}
    ]
    assert line["region"]["code"] == "ID" and line["tier"] == 4 and line["open"] == "open"
    assert line["whatsapp"][0]["number"] == "+628111129129"


def test_numbers_that_cannot_be_dialled_are_left_to_the_services_page() -> None:
    from referral.domain.services import Phone

    odd = hospital("odd", phones=(Phone(None, "lihat situs"), Phone("+62811", "0811")))
    offer = document(route(request("medical"), odd))["answers"][0]["recommended"]
    assert [phone["number"] for phone in offer["phones"]] == ["+62811"]


def test_r40_a_rejection_says_whether_a_human_may_set_it_aside() -> None:
    services = [
        service("women", "psychosocial", facts={"accepts_boys": "no"}),
        service("tried", "psychosocial"),
        service("both", "psychosocial", facts={"accepts_boys": "no"}),
    ]
    tried = tuple(Attempt(one, TryOutcome.FULL) for one in ("tried", "both"))
    asked = request("psychosocial", sex="male", tried=tried)
    rejected = document(route(asked, *services))["answers"][0]["rejected"]
    found = {out["service_id"]: out["overridable"] for out in rejected}
    assert found == {"women": False, "tried": True, "both": False}


def test_r36_the_trade_is_told_in_moves_and_minutes() -> None:
    both = service("both", "psychosocial", "legal", **away(40))
    apart = (uptd("aid", "legal", **away(30)), uptd("talk", "psychosocial", **away(28)))
    found = document(route(request("psychosocial", "legal"), both, *apart))["one_stop"]
    assert (found["moves"], found["separate_moves"]) == (1, 2)
    assert found["text"].endswith(
        "One move, ±40 min; need by need 2 places, ±58 min in all, each from here."
    )
    alone = document(route(request("psychosocial", "legal"), both))["one_stop"]
    assert (alone["separate_moves"], alone["separate_minutes"]) == (1, 40)
    assert alone["text"].endswith("recommended for each of them: one move, ±40 min.")


def test_r12_the_clock_is_told_in_words() -> None:
    since = {"contact": Contact.REPORTED, "last_abuse": LastAbuse.H24_TO_72}
    asked = request("legal", **since)
    assert [(one["code"], one["most_hours"]) for one in document(route(asked))["clock"]] == [
        ("pep", 48),
        ("contraception", 96),
    ]
    told = document(route(asked), ID)["clock"][0]["text"]
    assert told == "Pencegahan HIV (PEP): sisa waktu paling lama 48 jam, mungkin hampir habis."
    unknown = document(route(replace(asked, last_abuse=LastAbuse.UNKNOWN)), ID)["clock"][0]["text"]
    assert unknown.endswith("anggap masih dalam 72 jam.")
    assert document(route(request("legal")))["clock"] == []
