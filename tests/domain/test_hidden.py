"""Hidden places and their gateways: R35, R44 and what stands behind a national line."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from referral.domain.directory import Directory
from referral.domain.requests import Attempt
from referral.domain.routing import why_not
from referral.domain.services import Phone, Service
from referral.domain.table import RoutingTable
from referral.domain.vocabulary import Freshness, Kind, Level, Need, Status, TryOutcome
from tests.builders import (
    KEY,
    FlatMap,
    answer,
    away,
    first,
    hospital,
    ids,
    no_holidays,
    policy,
    request,
    route,
    service,
    shelter,
    shown,
    uptd,
    warned,
)


def hidden(ref: str, **changes: Any) -> Service:
    return shelter(ref, confidential=True, **changes)


def district(ref: str = "district", **changes: Any) -> Service:
    return uptd(ref, "psychosocial", **changes)


def provincial(ref: str = "provincial", **changes: Any) -> Service:
    given = {"level": Level.PROVINCE, "regency": "53.71", "coverage": ("53",), **changes}
    return uptd(ref, "psychosocial", **given)


def table(*services: Service) -> RoutingTable:
    return RoutingTable(Directory.of(services, version="test", opaque_key=KEY), policy())


CHAIN = [
    pytest.param((district(), provincial()), "district", id="the regency's unit"),
    pytest.param((provincial(),), "provincial", id="else the province's"),
    pytest.param((district(phones=()), provincial()), "provincial", id="a unit without number"),
    pytest.param(
        (district(status=Status.SUSPENDED), provincial()), "provincial", id="a suspended unit"
    ),
    pytest.param(
        (district(regency="53.08", coverage=("53.08",)), provincial()),
        "provincial",
        id="another regency's unit is no gateway",
    ),
    pytest.param((service("ngo", "psychosocial"),), "hotline-sapa-129", id="else SAPA 129"),
    pytest.param((), "hotline-sapa-129", id="nobody: SAPA 129"),
]


@pytest.mark.parametrize(("units", "gateway"), CHAIN)
def test_r35_a_hidden_place_is_reached_through_its_gateway(
    units: tuple[Service, ...], gateway: str
) -> None:
    house = hidden("house")
    found = table(house, *units).shown(house)
    assert found.gateway is not None and found.gateway.id == gateway
    assert found.hide_place and found.public_id != "house"


def test_r35_without_any_line_in_directory_or_policy_a_hidden_place_still_has_a_face() -> None:
    """Were there none, the place itself would be shown."""
    bare = replace(
        policy(), line={name: one for name, one in policy().line.items() if "171" in name}
    )
    bare = replace(bare, lines=dict.fromkeys(bare.lines, ("hotline-kemensos-171",)))
    house = hidden("house")
    directory = Directory.of([house], version="test", opaque_key=KEY)
    found = RoutingTable(directory, bare).shown(house)
    assert found.gateway is not None and found.gateway.id == "hotline-kemensos-171"


def test_r35_what_is_hidden_itself_is_nobodys_gateway_whatever_kinds_a_policy_names() -> None:
    """Its own name and number would stand for it."""
    house = hidden("house")
    own = replace(policy(), gateway_kinds=(house.kind,))
    directory = Directory.of([house], version="test", opaque_key=KEY)
    found = RoutingTable(directory, own).shown(house)
    assert found.gateway is not None and found.gateway.id == "hotline-sapa-129"


def test_r35_the_opaque_id_is_stable_keyed_and_tells_nothing() -> None:
    house, other = hidden("house"), hidden("house-2")
    one = table(house, other)
    assert one.public_id(house) == table(house).public_id(house)
    assert one.public_id(house) != one.public_id(other)
    assert "house" not in one.public_id(house)
    stranger = RoutingTable(Directory.of([house], version="t", opaque_key=b"another"), policy())
    assert stranger.public_id(house) != one.public_id(house)
    assert one.real_ids == {one.public_id(house): "house", one.public_id(other): "house-2"}
    assert one.public_id(hospital("open")) == "open"


def test_r35_one_gateway_is_shown_once_and_its_other_places_are_not_promised() -> None:
    houses = [hidden(f"house-{n}") for n in range(4)]
    found = answer(request("shelter"), district(), *houses)
    assert shown(found) == ["house-0"] and found.remaining == 0
    open_house = shelter("open", **away(20))
    assert shown(answer(request("shelter"), district(), *houses, open_house)) == ["house-0", "open"]


def test_r35_a_gateway_that_arranges_shelter_is_not_offered_beside_what_it_hides() -> None:
    unit = uptd("unit", "shelter", **away(5))
    found = answer(request("shelter"), unit, hidden("house"))
    assert shown(found) == ["house"] and found.remaining == 0
    nearer = uptd("unit", "shelter")
    assert shown(answer(request("shelter"), nearer, hidden("house", **away(170)))) == ["unit"]


def test_r45_after_the_first_hidden_place_was_tried_the_next_behind_the_gateway_comes() -> None:
    houses = [hidden("house-0"), hidden("house-1")]
    one = table(district(), *houses)
    tried = (Attempt(one.public_id(houses[0]), TryOutcome.FULL),)
    assert shown(answer(request("shelter", tried=tried), district(), *houses)) == ["house-1"]


def test_r22_a_place_behind_a_national_line_is_named_in_a_note_and_never_recommended() -> None:
    found = answer(request("shelter"), hidden("house"))
    assert found.recommended is None and found.alternatives == () and found.remaining == 0
    assert ("R35", "hidden_place_by_line") in {(n.rule, n.code) for n in found.notes}
    assert "hotline-sapa-129" in ids(found.meanwhile)
    open_house = shelter("open", **away(170))
    assert first(request("shelter"), hidden("house"), open_house) == "open"


def test_r35_no_number_of_its_own_is_asked_of_a_hidden_place() -> None:
    found = answer(request("shelter"), district(), hidden("house", phones=()))
    assert "no_number" not in warned(found.recommended)


def test_r35_a_public_office_keeps_its_name_and_hides_its_address() -> None:
    office = uptd("office", "shelter", confidential=True)
    found = table(office).shown(office)
    assert found.gateway is None and found.public_id == "office" and found.hide_place


@pytest.mark.parametrize(
    ("one", "plan_has_shelter", "hide"),
    [
        pytest.param(shelter("house"), False, True, id="where children live"),
        pytest.param(uptd("unit", "shelter"), True, True, id="who arranges it, in its plan"),
        pytest.param(uptd("unit", "shelter"), False, False, id="who arranges it, elsewhere"),
        pytest.param(hospital("open"), True, False, id="a hospital"),
    ],
)
def test_r35_addresses_are_hidden_where_a_shelter_could_be_found_by_them(
    one: Service, plan_has_shelter: bool, hide: bool
) -> None:
    assert table(one).shown(one, plan_has_shelter=plan_has_shelter).hide_place is hide


def test_r35_hides_the_arranging_office_in_every_answer_of_a_plan_with_shelter() -> None:
    unit = uptd("unit", "shelter", "legal", "psychosocial", address="Jalan Uji 1")
    made = route(request("legal", "psychosocial", "shelter"), unit)
    offers = [one.recommended for one in made.answers]
    assert len(offers) == 3 and all(o is not None and o.shown.hide_place for o in offers)
    without = route(request("legal", "psychosocial"), unit)
    assert all(
        o is not None and not o.shown.hide_place for o in (a.recommended for a in without.answers)
    )


def test_r44_without_a_number_never_recommended_but_shown_with_who_can_telephone() -> None:
    silent = service("silent", "psychosocial", phones=())
    found = answer(request("psychosocial"), silent, provincial())
    assert found.recommended is not None and found.recommended.service.id == "provincial"
    assert "no_number" in warned(found.alternatives[0])
    alone = answer(request("shelter"), shelter("silent", phones=()), provincial())
    assert alone.recommended is None and shown(alone) == ["silent"]
    reaches = {o.service.id: {r.code for r in o.reasons} for o in alone.meanwhile}
    assert reaches["provincial"] == {"can_telephone_them"}


def test_r44_a_number_that_cannot_be_dialled_is_none() -> None:
    garbled = service("garbled", "psychosocial", phones=(Phone(None, "lihat situs"),))
    assert answer(request("psychosocial"), garbled).recommended is None


@pytest.mark.parametrize(
    ("kind", "need"),
    [
        (Kind.HOSPITAL, "medical"),
        (Kind.PPT_HOSPITAL, "medical"),
        (Kind.PUSKESMAS, "medical"),
        (Kind.UPPA, "legal"),
    ],
)
def test_r44_places_one_can_walk_into_are_recommended_and_marked(kind: Kind, need: str) -> None:
    door = service("door", need, kind=kind, phones=())
    found = answer(request(need), door)
    assert first(request(need), door) == "door" and "no_number" in warned(found.recommended)


def test_the_unit_beside_the_child_goes_along_to_the_hospital() -> None:
    unit = uptd("unit", "medical", "psychosocial")
    found = answer(request("medical"), hospital("room"), unit)
    assert shown(found) == ["room"]
    assert {r.code for o in found.meanwhile for r in o.reasons if o.service.id == "unit"} == {
        "accompanies"
    }


def test_a_closed_line_stands_beside_nothing() -> None:
    closed = service(
        "hotline-sapa-129",
        "psychosocial",
        kind=Kind.HOTLINE,
        level=Level.NATIONAL,
        coverage=("ID",),
        status=Status.CLOSED,
    )
    found = answer(request("psychosocial"), closed)
    assert found.meanwhile and "hotline-sapa-129" not in ids(found.meanwhile)


def test_a_line_whose_record_lost_its_number_keeps_that_of_the_policy() -> None:
    mute = service("hotline-sapa-129", kind=Kind.HOTLINE, level=Level.NATIONAL, phones=())
    found = answer(request("psychosocial"), mute)
    assert [phone.number for phone in found.meanwhile[0].service.phones] == ["129"]


def test_a_line_of_the_directory_wins_over_the_few_facts_of_the_policy() -> None:
    ours = service("hotline-sapa-129", kind=Kind.HOTLINE, level=Level.NATIONAL, coverage=("ID",))
    found = answer(request("psychosocial"), ours)
    assert found.meanwhile[0].service is ours


WHY: list[Any] = [
    pytest.param(uptd("one"), "recommended", {"own_regency"}, id="recommended"),
    pytest.param(uptd("one", **away(30)), "alternative", {"own_regency"}, id="alternative"),
    pytest.param(uptd("one", **away(900)), "listed", {"further_down"}, id="further down"),
    pytest.param(
        uptd("one", facts={"accepts_girls": "no"}), "rejected", {"boys_only"}, id="rejected"
    ),
    pytest.param(
        uptd("one", status=Status.CLOSED), "rejected", {"closed_down"}, id="closed for good"
    ),
    pytest.param(
        uptd("one", regency="31.75", coverage=("31.75",)),
        "not_a_candidate",
        {"too_far_away"},
        id="far away",
    ),
    pytest.param(
        service("one", "legal", kind=Kind.LEGAL_AID),
        "not_a_candidate",
        {"need_not_offered"},
        id="another need",
    ),
    pytest.param(
        service("one", "psychosocial", kind=Kind.PUSKESMAS),
        "not_a_candidate",
        {"kind_not_fit"},
        id="unfit kind",
    ),
    pytest.param(
        service("one", "psychosocial", kind=Kind.KPAI),
        "not_a_candidate",
        {"takes_no_child"},
        id="takes no child",
    ),
    pytest.param(
        service("one", "psychosocial", kind=Kind.HOTLINE, level=Level.NATIONAL),
        "not_a_candidate",
        {"line_is_no_place"},
        id="a line",
    ),
    pytest.param(
        service("one", "psychosocial", kind=Kind.MISSION, level=Level.ABROAD),
        "not_a_candidate",
        {"mission_abroad_only"},
        id="a mission",
    ),
    pytest.param(
        shelter(
            "one",
            regency="52.72",
            needs=uptd("x", "psychosocial").needs,
            facts={"accepts_outsiders": "no"},
        ),
        "not_a_candidate",
        {"no_outsiders"},
        id="a neighbour without outsiders",
    ),
]


@pytest.mark.parametrize(("one", "standing", "codes"), WHY)
def test_why_not_says_where_a_service_stands(one: Service, standing: str, codes: set[str]) -> None:
    others = [uptd(f"zz-{n}", **away(10 * n + 10)) for n in range(4)]
    made = table(one, *others)
    found = why_not(
        request("psychosocial"), made, FlatMap(made.directory.services), no_holidays, one
    )
    assert found.standing == standing
    assert codes <= {reason.code for reason in found.reasons}


def test_why_not_of_a_line_that_stands_beside_the_need() -> None:
    line = service(
        "hotline-sapa-129", Need.LEGAL, kind=Kind.HOTLINE, level=Level.NATIONAL, coverage=("ID",)
    )
    made = table(line)
    found = why_not(request("legal"), made, FlatMap(made.directory.services), no_holidays, line)
    assert found.standing == "line"


def test_why_not_counts_those_whom_the_plan_itself_passes_over() -> None:
    near = [service(f"near-{n}", "psychosocial") for n in range(4)]
    last = service("z-last", "psychosocial", **away(900))
    made = table(*near, last)
    found = why_not(
        request("psychosocial"), made, FlatMap(made.directory.services), no_holidays, last
    )
    assert found.standing == "listed"
    assert found.reasons[0].facts == (("position", 5), ("total", 5))


def test_r35_places_behind_one_gateway_are_not_promised_however_far_they_are() -> None:
    near = [service(f"near-{n}", "shelter", kind=Kind.NGO_SHELTER) for n in range(3)]
    houses = [hidden(f"house-{n}", **away(900)) for n in range(3)]
    asked = request("shelter")
    assert answer(asked, district(), *near, *houses).remaining == 1


def test_r22_a_place_behind_a_line_does_not_hide_who_can_be_recommended() -> None:
    silent = shelter("silent", phones=(), **away(10))
    assert first(request("shelter"), hidden("house"), silent, shelter("open", **away(50))) == "open"


def test_r22_a_place_behind_a_line_is_not_mentioned_when_enough_stand_before_it() -> None:
    near = [service(f"near-{n}", "shelter", kind=Kind.NGO_SHELTER) for n in range(3)]
    found = answer(request("shelter"), *near, hidden("house", **away(900)))
    assert "hidden_place_by_line" not in {note.code for note in found.notes}


LATELY, LONG_AGO = date(2026, 11, 1), date(2025, 1, 1)


@pytest.mark.parametrize(
    ("own", "of_gateway", "expected"),
    [
        pytest.param(LATELY, LATELY, Freshness.FRESH, id="both were verified"),
        pytest.param(LATELY, None, Freshness.SEED_ONLY, id="nobody tried the number"),
        pytest.param(None, LATELY, Freshness.SEED_ONLY, id="nobody asked whom the house takes"),
        pytest.param(LATELY, LONG_AGO, Freshness.STALE, id="the older of both counts"),
    ],
)
def test_r32_a_hidden_place_is_as_fresh_as_the_older_of_its_record_and_its_number(
    own: date | None, of_gateway: date | None, expected: Freshness
) -> None:
    found = answer(
        request("shelter"), verified(hidden("house"), own), verified(district(), of_gateway)
    )
    assert found.recommended is not None and found.recommended.freshness is expected
    assert ("call_first" in warned(found.recommended)) is (expected is not Freshness.FRESH)
    unverified = found.gap.unverified if found.gap else False
    assert unverified is (expected is not Freshness.FRESH)


def verified(record: Service, day: date | None) -> Service:
    return replace(record, provenance=replace(record.provenance, verified_on=day))
