"""What must hold for every directory and every request."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral.domain.answers import work_out
from referral.domain.directory import Directory
from referral.domain.plans import Answer, Offer, Plan
from referral.domain.requests import HelpRequest
from referral.domain.routing import context_of, needs_to_answer
from referral.domain.services import Service, fact
from referral.domain.table import RoutingTable
from referral.domain.vocabulary import (
    Basis,
    Companion,
    Danger,
    Kind,
    Need,
    Operator,
    Sex,
    Status,
    Suspect,
    Tier,
    Trilean,
)
from tests.builders import KEY, FlatMap, ids, no_holidays, policy, route, shown
from tests.properties.strategies import crowds, directories, requests

pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")
ALL = 60
ASSESSORS = {Kind.UPTD_PPA, Kind.P2TP2A, Kind.PPT, Kind.DINAS_SOSIAL}
WALK_IN = {Kind.HOSPITAL, Kind.PPT_HOSPITAL, Kind.PUSKESMAS, Kind.UPPA}
NO_CANDIDATE = {Kind.HOTLINE, Kind.KPAI, Kind.NETWORK, Kind.MISSION, Kind.IMMIGRATION, Kind.OTHER}


def everything(asked: HelpRequest, services: list[Service]) -> Plan:
    """The plan with every candidate shown."""
    return route(replace(asked, more=ALL), *services)


def offers(made: Plan) -> Iterator[tuple[Answer, Offer]]:
    for found in made.answers:
        for offer in (found.recommended, *found.alternatives):
            if offer is not None:
                yield found, offer


def says(service: Service, name: str) -> str:
    """What the service itself has said."""
    known = service.fact(name)
    return known.value.value if known.basis in (Basis.STATED, Basis.LAW) else "unknown"


@given(requests, directories)
def test_nobody_whom_r1_to_r4_r18_or_r24_forbid_is_ever_offered(
    asked: HelpRequest, services: list[Service]
) -> None:
    alone = Companion.SAFE_ADULT not in asked.companions or Companion.ALONE in asked.companions
    girls = any(child.sex is Sex.FEMALE for child in asked.children)
    family = girls or Companion.SAFE_ADULT in asked.companions
    for found, offer in offers(everything(asked, services)):
        one = offer.service
        for child in asked.children:
            youngest, oldest = child.years
            if child.sex is Sex.MALE and says(one, "accepts_boys") == "no":
                limit = one.boys_with_mother_max_age
                assert limit is not None and oldest <= limit and family
            assert not (child.sex is Sex.FEMALE and says(one, "accepts_girls") == "no")
            assert one.min_age is None or oldest >= one.min_age
            assert one.max_age is None or youngest <= one.max_age
        if found.need is Need.SHELTER:
            assert not (alone and says(one, "apart_from_adults") == "no")
            assert not (alone and says(one, "accepts_unaccompanied") == "no")
            assert says(one, "apart_from_offenders") != "no"
            assert one.kind not in {Kind.UPPA, Kind.IMMIGRATION, Kind.DETENTION}
        assert one.country is None and one.kind not in NO_CANDIDATE
        assert one.status in (Status.ACTIVE, Status.HISTORICAL)
        if asked.disability.value not in ("none", "unknown"):
            assert says(one, f"access_{asked.disability.value}") != "no"


@given(requests, directories)
def test_nothing_that_was_tried_or_is_to_be_avoided_appears_anywhere(
    asked: HelpRequest, services: list[Service]
) -> None:
    made = everything(asked, services)
    gone = {attempt.service_id for attempt in asked.tried} | set(asked.avoid)
    regions = [code for code in asked.avoid if code[0].isdigit()]
    seen = [offer for _, offer in offers(made)]
    seen += [offer for found in made.answers for offer in found.meanwhile]
    seen += [offer for banner in made.banners for offer in banner.contacts]
    for offer in seen:
        faces = [offer.service, *([offer.shown.gateway] if offer.shown.gateway else [])]
        assert offer.service.id not in gone
        for face in faces:
            assert face.id not in asked.avoid
            stands = face.kecamatan_code or face.regency_code or face.province_code or ""
            assert not any(stands.startswith(code) for code in regions)
            if Suspect.POLICE in asked.suspect and face.operator is Operator.POLICE:
                assert face.kind not in WALK_IN - {Kind.UPPA}
                assert face.id != "hotline-polri-110"
    if made.one_stop is not None:
        assert made.one_stop.shown.service.id not in gone


@given(requests, directories)
def test_an_answer_is_never_empty_and_never_more_than_asked(
    asked: HelpRequest, services: list[Service]
) -> None:
    for more in (0, 2):
        made = route(replace(asked, more=more), *services)
        assert {found.need for found in made.answers} >= set(asked.needs)
        for found in made.answers:
            assert found.recommended is not None or found.meanwhile
            assert len(found.alternatives) <= 2 + more
            assert found.remaining >= 0
            refs = shown(found)
            assert len(refs) == len(set(refs))
        if asked.danger is Danger.YES:
            assert made.banners[0].code == "immediate_danger" and made.banners[0].contacts


@given(requests, directories)
def test_what_is_shown_and_what_remains_are_all_there_is(
    asked: HelpRequest, services: list[Service]
) -> None:
    few, whole = route(asked, *services), everything(asked, services)
    for some, every in zip(few.answers, whole.answers, strict=True):
        assert every.remaining == 0
        assert len(shown(some)) + some.remaining == len(shown(every))
        assert shown(every)[: len(shown(some))] == shown(some)
        assert not {out.shown.service.id for out in every.rejected} & set(shown(every))


@given(requests, directories, st.randoms(use_true_random=False))
def test_the_order_of_the_directory_changes_nothing(
    asked: HelpRequest, services: list[Service], dice: object
) -> None:
    again = list(services)
    dice.shuffle(again)  # type: ignore[attr-defined]
    assert route(asked, *services) == route(asked, *again)


@given(requests, crowds)
def test_shortcuts_show_what_the_whole_ranking_shows(
    asked: HelpRequest, services: list[Service]
) -> None:
    for more in (0, 1):
        request = replace(asked, more=more)
        directory = Directory.of(services, version="test", opaque_key=KEY)
        table = RoutingTable(directory, policy())
        context = context_of(request, table, FlatMap(directory.services), no_holidays)
        for need, rule in needs_to_answer(request):
            quick = work_out(context, need, rule).answer
            assert quick == work_out(context, need, rule, whole=True).answer


def farther(one: Service, asked: HelpRequest) -> Service:
    """The same service, a little farther from the child."""
    if one.latitude is None:
        return replace(one, id=f"z-{one.id}")
    away = 0.05 if one.latitude >= asked.place.latitude else -0.05
    return replace(one, id=f"z-{one.id}", latitude=one.latitude + away)


@given(requests, directories, st.integers(0, 13))
def test_a_farther_twin_never_changes_who_is_recommended(
    asked: HelpRequest, services: list[Service], number: int
) -> None:
    gone = {attempt.service_id for attempt in asked.tried} | set(asked.avoid)
    twins = [one for one in services if one.id not in gone]
    if not twins:
        return
    twin = farther(twins[number % len(twins)], asked)
    before, after = route(asked, *services), route(asked, *services, twin)
    for some, more in zip(before.answers, after.answers, strict=True):
        assert ids([some.recommended]) == ids([more.recommended])


BETTER_YES = (
    "accepts_girls",
    "accepts_boys",
    "accepts_unaccompanied",
    "accepts_siblings",
    "accepts_baby",
    "accepts_outsiders",
    "apart_from_adults",
    "apart_from_offenders",
    "emergency_intake",
    "hiv_pep",
    "emergency_contraception",
    "forensic_exam",
    "open_24h",
    "line_24h",
    "access_deaf",
)
BETTER_NO = ("requires_documents", "requires_residence", "requires_police_report")


@given(
    requests,
    directories.filter(bool),
    st.sampled_from((*BETTER_YES, *BETTER_NO)),
    st.integers(0, 13),
)
def test_a_worse_fact_never_raises_a_service(
    asked: HelpRequest, services: list[Service], name: str, number: int
) -> None:
    one = services[number % len(services)]
    others = [other for other in services if other is not one]
    steps = [Trilean.YES, Trilean.UNKNOWN, Trilean.NO]
    positions = []
    for value in steps if name in BETTER_YES else reversed(steps):
        changed = replace(one, facts={**one.facts, name: fact(value, Basis.STATED)})
        made = everything(asked, [*others, changed])
        positions.append([place_of(one, found) for found in made.answers])
    for better, worse in pairwise(positions):
        assert all(b <= w for b, w in zip(better, worse, strict=True))


def place_of(one: Service, found: Answer) -> float:
    refs = shown(found)
    return refs.index(one.id) if one.id in refs else float("inf")


@given(requests, directories)
def test_who_is_recommended_can_be_reached_and_is_not_full(
    asked: HelpRequest, services: list[Service]
) -> None:
    for found in route(asked, *services).answers:
        offer = found.recommended
        if offer is None:
            assert found.tier is None
            continue
        one, gateway = offer.service, offer.shown.gateway
        assert found.tier is offer.tier
        assert gateway is not None or one.phones or one.kind in WALK_IN
        assert gateway is None or gateway.kind is not Kind.HOTLINE
        assert one.status is Status.ACTIVE
        assert "full" not in {warning.code for warning in offer.warnings}


@given(requests, directories)
def test_the_tier_is_where_a_service_counts(asked: HelpRequest, services: list[Service]) -> None:
    here = asked.place
    for _, offer in offers(everything(asked, services)):
        one = offer.service
        covers = {here.regency_code, here.province_code, "ID"} & set(one.coverage)
        if offer.tier is Tier.REGENCY:
            assert here.regency_code in (one.regency_code, *one.coverage)
        elif offer.tier is Tier.PROVINCE:
            assert one.province_code == here.province_code or any(
                code.startswith(here.province_code) for code in one.coverage
            )
        elif offer.tier is Tier.NEIGHBOUR:
            assert offer.travel.minutes is not None and one.province_code != here.province_code
        else:
            assert "ID" in one.coverage
        assert covers or not one.fact("accepts_outsiders").stated_no


@given(requests, directories)
def test_return_is_answered_by_who_assesses_the_risk_until_it_is_known(
    asked: HelpRequest, services: list[Service]
) -> None:
    known = asked.suspect == {Suspect.NONE} and asked.danger is Danger.NONE
    for found, offer in offers(everything(asked, services)):
        if found.need is Need.RETURN and not known:
            assert offer.service.kind in ASSESSORS or not asked.suspect & {
                Suspect.UNKNOWN,
                Suspect.HOUSEHOLD,
                Suspect.FAMILY,
                Suspect.NETWORK,
            }


@given(requests, directories)
def test_urgent_answers_put_nobody_shut_before_the_open(
    asked: HelpRequest, services: list[Service]
) -> None:
    """R29: who is recorded as shut and has no line is not there at all."""
    for found, offer in offers(everything(asked, services)):
        if found.urgent and offer.open.value == "closed":
            one = offer.service
            assert one.fact("line_24h").stated_yes or any(p.open_24h for p in one.phones)


@given(requests, directories)
def test_several_needs_at_once_give_none_a_worse_tier_than_alone(
    asked: HelpRequest, services: list[Service]
) -> None:
    together = {found.need: found.tier for found in route(asked, *services).answers}
    for need in asked.needs:
        alone = route(replace(asked, needs=(need,)), *services)
        (found,) = (one for one in alone.answers if one.need is need)
        assert together[need] == found.tier
