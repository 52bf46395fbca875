"""The committed directory, every regency of it: what an operator would get tonight."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import product
from typing import Any

import jsonschema
import pytest

from referral.domain.answers import work_out
from referral.domain.errors import RequestRejected
from referral.domain.plans import Plan
from referral.domain.requests import Child, HelpRequest
from referral.domain.routing import context_of, plan
from referral.domain.vocabulary import Freshness, Kind, Need, Sex
from referral.present.plan import plan_document
from referral.present.translate import translator
from referral.usecases.find_help import find_help
from referral.usecases.tables import tables_of
from referral.usecases.world import World
from tests.conftest import ROOT

TUESDAY_MORNING = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)  # 10:00 in Jakarta
SATURDAY_NIGHT = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)  # Saturday 02:00 in Jakarta
CASES = tuple(product((Sex.FEMALE, Sex.MALE), (3, 10, 16), (TUESDAY_MORNING, SATURDAY_NIGHT)))
SCHEMA = json.loads((ROOT / "referral/web/schemas/plan.schema.json").read_text())
LINES = {Kind.HOTLINE}


def regencies(world: World) -> list[str]:
    return sorted(code for code in world.atlas.regions if len(code) == 5)


def plans(world: World, codes: list[str]) -> Iterator[Plan]:
    """All six needs at once for every regency and case."""
    tables = tables_of(world)
    for code in codes:
        place = world.atlas.place(code)
        for sex, age, when in CASES:
            request = HelpRequest(
                place=place, needs=tuple(Need), now=when, children=(Child(age=age, sex=sex),)
            )
            yield plan(request, tables.routing, tables.travel, world.holidays)


def test_no_regency_gets_an_empty_answer_and_no_rule_of_safety_is_broken(world: World) -> None:
    codes = regencies(world)
    assert len(codes) == 514
    for made in plans(world, codes):
        (child,) = made.request.children
        assert [answer.need for answer in made.answers] == list(Need)
        assert made.answers[0].recommended, made.request.place.name  # a hospital or Puskesmas
        for answer in made.answers:
            where = (made.request.place.name, answer.need, child.sex, child.age)
            assert answer.recommended or answer.meanwhile, where
            assert answer.meanwhile, where  # R32: everything is seed-only, nothing stands alone
            for offer in (answer.recommended, *answer.alternatives):
                if offer is None:
                    continue
                service = offer.service
                assert service.kind not in LINES, where
                boys = service.fact("accepts_boys")
                assert child.sex is Sex.FEMALE or not boys.stated_no, where
                assert service.id != "wcc-cahaya-melati", where
                codes_of = {warning.code for warning in offer.warnings}
                assert offer.freshness is not Freshness.SEED_ONLY or "call_first" in codes_of, where


def sample(world: World) -> list[str]:
    return regencies(world)[::25]


def test_plans_of_a_sample_validate_and_hide_what_must_be_hidden(world: World) -> None:
    validator = jsonschema.Draft202012Validator(SCHEMA)
    services = tables_of(world).directory.services
    secret = [s for s in services if s.hidden]
    assert len(secret) > 40
    known = {p.number for s in services if not s.hidden for p in (*s.phones, *s.whatsapp)}
    for language in ("id", "en"):
        for made in plans(world, sample(world)):
            document = plan_document(made, world.atlas.regions, translator(language))
            validator.validate(document)
            text = json.dumps(document, ensure_ascii=False)
            for service in secret:
                assert f'"{service.id}"' not in text
                assert service.name not in text
                for phone in (*service.phones, *service.whatsapp):
                    assert phone.number in known or str(phone.number) not in text
            for offer in offers(document):
                if made.request.needs and any(
                    n["code"] == "through_gateway" for n in offer["reasons"]
                ):
                    assert offer["address"] is None
                    assert offer["travel"]["minutes"] is None
                    assert isinstance(offer["distance_km"], str | None)


def offers(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for answer in document["answers"]:
        yield from filter(None, (answer["recommended"], *answer["alternatives"]))


def test_an_answer_for_shelter_hides_the_address_of_every_unit_that_arranges_it(
    world: World,
) -> None:
    directory = tables_of(world).directory
    for made in plans(world, sample(world)):
        document = plan_document(made, world.atlas.regions, translator("id"))
        for offer in offers(document):
            service = directory.get(offer["service_id"])
            if service is not None and service.meets(Need.SHELTER):
                assert offer["address"] is None
                seat = world.atlas.regions[service.regency_code or service.province_code or ""]
                assert (offer["latitude"], offer["longitude"]) == (seat.latitude, seat.longitude)


def test_identical_input_gives_byte_identical_output(world: World) -> None:
    body = {"at": {"code": "53.07"}, "needs": [n.value for n in Need], "age": 14, "sex": "female"}
    first, second = (
        json.dumps(find_help(world, body, now=SATURDAY_NIGHT, language="id")) for _ in range(2)
    )
    assert first == second


@pytest.mark.parametrize(
    "needs", [("medical",), ("shelter", "legal"), tuple(n.value for n in Need)]
)
def test_evidence_and_source_links_reach_no_plan(world: World, needs: tuple[str, ...]) -> None:
    for code in sample(world):
        body = {"at": {"code": code}, "needs": list(needs), "age": 9, "sex": "male"}
        text = json.dumps(find_help(world, body, now=SATURDAY_NIGHT, language="en"))
        assert "evidence" not in text
        assert "source_url" not in text
        assert "github.com" not in text


def test_counting_instead_of_ordering_changes_no_answer(world: World) -> None:
    tables = tables_of(world)
    for at, code in enumerate(sample(world)):
        sex, age, when = CASES[at % len(CASES)]
        request = HelpRequest(
            place=world.atlas.place(code),
            needs=tuple(Need),
            now=when,
            children=(Child(age=age, sex=sex),),
            more=3 * (at % 2),
        )
        quick = plan(request, tables.routing, tables.travel, world.holidays)
        context = context_of(request, tables.routing, tables.travel, world.holidays)
        for answer, need in zip(quick.answers, Need, strict=True):
            whole = work_out(context, need, None, whole=True).answer
            assert whole == answer, (code, need)


def test_no_far_province_is_offered_while_the_own_one_is_nearer(world: World) -> None:
    """R21: a flight to Java is no neighbour of a child in Sorong with a unit down the road."""
    tables = tables_of(world)
    for code in ("92.71", "96.03", "21.03"):
        found = world.atlas.find_code(code)
        if found is None:
            continue
        request = HelpRequest(
            place=world.atlas.place(found), needs=(Need.SHELTER,), now=SATURDAY_NIGHT
        )
        made = plan(request, tables.routing, tables.travel, world.holidays)
        (answer,) = made.answers
        for offer in filter(None, (answer.recommended, *answer.alternatives)):
            own = offer.service.province_code in (None, request.place.province_code)
            assert own or offer.tier != 3, (code, offer.service.id)


def test_a_country_that_shares_its_name_with_a_village_is_asked_about(world: World) -> None:
    with pytest.raises(RequestRejected) as caught:
        find_help(world, {"at": "Singapura", "needs": ["legal"]}, now=SATURDAY_NIGHT, language="id")
    (problem,) = caught.value.problems
    assert problem.code == "place_ambiguous"
    codes = [one["code"] for one in problem.facts["candidates"]]
    assert codes[0] == "SG"
    assert any(code.startswith("16.") for code in codes)
