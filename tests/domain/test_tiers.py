"""Where a service counts: R19-R22, R24-R26 and the third step of the order of judgement."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from referral.domain.services import Service
from referral.domain.vocabulary import (
    CameFrom,
    Danger,
    Kind,
    Level,
    Need,
    Operator,
    Status,
    Suspect,
    Tier,
)
from tests.builders import (
    REGIONS,
    answer,
    away,
    first,
    hospital,
    ids,
    out,
    policy,
    request,
    route,
    service,
    shelter,
    shown,
    uptd,
    warned,
)

PLACES = [Kind.HOSPITAL, Kind.NGO_SHELTER, Kind.WOMEN_CRISIS_CENTRE, Kind.LEGAL_AID, Kind.LKSA]


def tier_of(asked_from: str, one: Service) -> int | None:
    """The tier of the only service of a directory, None where it is no candidate."""
    need = one.needs[0].need
    found = answer(request(need, at=asked_from), one)
    offers = [found.recommended, *found.alternatives]
    return next((int(offer.tier) for offer in offers if offer), None)


def unit(level: Level, coverage: tuple[str, ...], **changes: Any) -> Service:
    return service(
        "unit",
        "psychosocial",
        kind=Kind.SENTRA,
        operator=Operator.SOCIAL,
        level=level,
        coverage=coverage,
        **changes,
    )


@pytest.mark.parametrize("level", [Level.DISTRICT, Level.PROVINCE, Level.NATIONAL])
@pytest.mark.parametrize("kind", PLACES)
def test_r19_hospitals_and_ngo_places_count_where_they_stand(kind: Kind, level: Level) -> None:
    need = "medical" if kind is Kind.HOSPITAL else "legal" if kind is Kind.LEGAL_AID else "shelter"
    place = service("place", need, kind=kind, level=level, regency="53.08")
    assert tier_of("53.08", place) == 1
    assert tier_of("53.07", place) == 2
    assert tier_of("52.72", place) == 3


@pytest.mark.parametrize(
    ("level", "coverage", "regency", "asked", "tier"),
    [
        pytest.param(Level.DISTRICT, ("53.07",), "53.07", "53.07", 1, id="own district unit"),
        pytest.param(Level.DISTRICT, ("53.08",), "53.08", "53.07", 2, id="another district's"),
        pytest.param(
            Level.DISTRICT, ("53.07", "53.08"), "53.08", "53.07", 1, id="one unit for two districts"
        ),
        pytest.param(Level.PROVINCE, ("53",), "53.07", "53.07", 2, id="provincial, next door"),
        pytest.param(Level.NATIONAL, ("ID",), "53.07", "53.07", 4, id="national, next door"),
        pytest.param(Level.PROVINCE, ("52", "53"), "52.72", "53.07", 2, id="names the province"),
        pytest.param(Level.NATIONAL, ("53", "ID"), "31.75", "53.07", 2, id="national, names it"),
        pytest.param(Level.PROVINCE, ("52",), "53.07", "53.07", 2, id="stands here, names another"),
        pytest.param(Level.PROVINCE, ("52",), "52.72", "53.07", 3, id="the neighbour's"),
        pytest.param(Level.PROVINCE, ("31",), "31.75", "53.07", None, id="a far province's"),
        pytest.param(Level.DISTRICT, ("31.75",), "31.75", "53.07", None, id="a far district's"),
    ],
)
def test_tiers_of_government_units_follow_their_level_and_coverage(
    level: Level, coverage: tuple[str, ...], regency: str, asked: str, tier: int | None
) -> None:
    assert tier_of(asked, unit(level, coverage, regency=regency)) == tier


def test_r20_who_takes_no_outsiders_is_out_and_who_has_not_said_is_asked() -> None:
    refuses = uptd(
        "refuses", regency="53.08", coverage=("53.08",), facts={"accepts_outsiders": "no"}
    )
    found = answer(request("psychosocial"), refuses)
    assert shown(found) == [] and out(found) == {"refuses": {("R20", "no_outsiders")}}
    unsaid = uptd("unsaid", regency="53.08", coverage=("53.08",))
    assert "unknown_accepts_outsiders" in warned(
        answer(request("psychosocial"), unsaid).recommended
    )
    welcomes = uptd(
        "welcomes", regency="53.08", coverage=("53.08",), facts={"accepts_outsiders": "yes"}
    )
    offer = answer(request("psychosocial"), welcomes).recommended
    assert "unknown_accepts_outsiders" not in warned(offer)


@pytest.mark.parametrize(
    "coverage", [("53.07", "53.08"), ("53",), ("ID",)], ids=["regency", "province", "nation"]
)
def test_r20_a_child_of_the_area_is_no_outsider(coverage: tuple[str, ...]) -> None:
    ngo = service(
        "ngo", "psychosocial", regency="53.08", coverage=coverage, facts={"accepts_outsiders": "no"}
    )
    assert first(request("psychosocial"), ngo) == "ngo"


def test_r20_a_neighbour_that_takes_no_outsiders_is_never_a_candidate() -> None:
    closed = shelter("closed", regency="52.72", facts={"accepts_outsiders": "no"})
    found = answer(request("shelter"), closed)
    assert shown(found) == [] and not found.rejected


def test_r21_a_neighbouring_province_enters_only_when_it_is_nearer() -> None:
    near = service("bima", "psychosocial", regency="52.72", **away(80))
    ende = service("ende", "psychosocial", regency="53.08", **away(100))
    nearer = service("ende", "psychosocial", regency="53.08", **away(60))
    assert shown(answer(request("psychosocial"), near, ende)) == ["ende", "bima"]
    assert shown(answer(request("psychosocial"), near, nearer)) == ["ende"]
    assert shown(answer(request("psychosocial"), near)) == ["bima"]


def test_r21_what_is_out_or_unreachable_by_land_does_not_keep_the_neighbour_away() -> None:
    near = service("bima", "psychosocial", regency="52.72", **away(80))
    island = service("kupang", "psychosocial", regency="53.71")
    boys = service("boys", "psychosocial", regency="53.08", facts={"accepts_girls": "no"})
    found = answer(request("psychosocial"), near, island, boys)
    assert set(shown(found)) == {"bima", "kupang"}
    shut = hospital("shut", regency="53.08", status=Status.CLOSED, **away(20))
    urgent = request("medical", danger=Danger.YES)
    assert shown(answer(urgent, hospital("bima", regency="52.72", **away(80)), shut)) == ["bima"]


def test_r21_a_province_that_is_no_neighbour_never_enters() -> None:
    jakarta = replace(service("jakarta", "psychosocial", regency="31.75"), **away(5))
    assert shown(answer(request("psychosocial"), jakarta)) == []


def test_r13_and_r21_urgent_care_goes_by_travel_whatever_the_boundary() -> None:
    home = hospital("home", **away(50))
    abroad = hospital("bima", regency="52.72", **away(20))
    found = answer(request("medical", danger=Danger.YES), home, abroad)
    assert shown(found) == ["bima", "home"]
    assert found.tier is Tier.NEIGHBOUR


def test_r21_a_neighbour_without_a_known_way_never_enters() -> None:
    no_way = hospital("bima", regency="52.72", latitude=None, longitude=None)
    for danger in (Danger.NONE, Danger.YES):
        assert shown(answer(request("medical", danger=danger), no_way)) == []


@pytest.mark.parametrize("need", list(Need))
def test_r22_a_national_line_never_poses_as_a_place(need: Need) -> None:
    line = service(
        "hotline-sapa-129", need, kind=Kind.HOTLINE, level=Level.NATIONAL, coverage=("ID",)
    )
    found = answer(request(need), line)
    assert found.recommended is None and found.alternatives == () and found.tier is None
    assert found.gap is not None and found.gap.code == "G0"
    assert "hotline-sapa-129" in ids(found.meanwhile)


def lines(need: str, **changes: Any) -> list[str]:
    return ids(answer(request(need, **changes)).meanwhile)


def test_r22_which_lines_stand_beside_a_need_is_the_policys_table() -> None:
    assert lines("medical") == ["psc-119", "hotline-sapa-129"]
    assert lines("psychosocial") == ["hotline-sapa-129"]
    assert lines("legal") == ["hotline-sapa-129", "hotline-lpsk-148"]
    for need in ("shelter", "return", "reintegration"):
        assert lines(need) == ["hotline-sapa-129", "hotline-kemensos-171"]


def test_r22_the_lines_for_migrants_are_for_a_child_from_abroad_only() -> None:
    migrants = {"kp2mi-call-center", "kemlu-pwni"}
    assert migrants <= set(lines("return", came_from=CameFrom.ABROAD))
    for came_from in set(CameFrom) - {CameFrom.ABROAD}:
        assert not migrants & set(lines("return", came_from=came_from))
    for need in set(Need) - {Need.RETURN}:
        assert not migrants & set(lines(need, came_from=CameFrom.ABROAD)), "they bring home"


def test_r22_a_lines_own_record_decides_nothing_about_which_need_it_stands_beside() -> None:
    everything = service(
        "tepsa", *Need, kind=Kind.HOTLINE, level=Level.NATIONAL, coverage=("ID",), regency="31.75"
    )
    for need in Need:
        assert "tepsa" not in ids(answer(request(need), everything).meanwhile)


def test_r22_a_line_of_the_province_stands_beside_the_national_ones() -> None:
    line = service("ntt-line", "psychosocial", kind=Kind.HOTLINE, level=Level.PROVINCE)
    line = replace(line, coverage=("53",))
    assert ids(answer(request("psychosocial"), line).meanwhile) == ["hotline-sapa-129", "ntt-line"]
    assert "ntt-line" not in ids(answer(request("psychosocial", at="31.75"), line).meanwhile)
    assert "ntt-line" not in ids(answer(request("legal"), line).meanwhile)


def test_r24_nothing_across_the_border_is_ever_offered() -> None:
    here = hospital("kuching", country="MY")
    found = answer(request("medical"), here)
    assert shown(found) == [] and out(found) == {"kuching": {("R24", "foreign_service")}}
    mission = service("consulate", *Need, kind=Kind.MISSION, level=Level.ABROAD, country="MY")
    for need in Need:
        assert shown(answer(request(need), mission)) == []


def test_r25_between_islands_distance_ranks_nothing_without_a_recorded_way() -> None:
    near = service("a-far", "psychosocial", regency="53.71", latitude=-10.9, longitude=124.9)
    beside = service("z-near", "psychosocial", regency="53.71", latitude=-8.62, longitude=122.22)
    by_road = service("m-road", "psychosocial", regency="53.08", **away(600))
    found = answer(request("psychosocial"), beside, near, by_road)
    assert shown(found) == ["m-road", "a-far", "z-near"]  # by id, not by kilometres
    assert "unknown_travel" in warned(found.alternatives[0])
    assert found.alternatives[0].travel.minutes is None


def test_r26_the_province_is_that_of_the_code() -> None:
    for code, region in REGIONS.items():
        assert region.province_code == code[:2]
    unit_of = unit(Level.PROVINCE, ("53",), regency="53.71")
    assert tier_of("53.07", unit_of) == 2 and tier_of("31.75", unit_of) is None


@pytest.mark.parametrize(
    ("lower", "higher", "order"),
    [
        pytest.param(30, 20, ["own", "province"], id="same band"),
        pytest.param(170, 20, ["own", "province"], id="one band nearer"),
        pytest.param(350, 20, ["province", "own"], id="two bands nearer"),
        pytest.param(1500, 170, ["province", "own"], id="three bands nearer"),
        pytest.param(1400, 350, ["own", "province"], id="one band nearer, far away"),
    ],
)
def test_a_higher_tier_wins_when_it_is_two_travel_bands_nearer(
    lower: int, higher: int, order: list[str]
) -> None:
    own = service("own", "psychosocial", **away(lower))
    province = service("province", "psychosocial", regency="53.08", **away(higher))
    assert policy().tier_yields_to_bands == 2
    assert shown(answer(request("psychosocial"), own, province)) == order


def test_a_bad_service_of_the_own_tier_does_not_hold_a_nearer_tier_back() -> None:
    silent = service("silent", "psychosocial", phones=())
    own = service("own", "psychosocial", **away(350))
    province = service("province", "psychosocial", regency="53.08", **away(20))
    found = answer(request("psychosocial"), silent, own, province)
    assert shown(found)[0] == "province"


def test_r23_every_offer_states_tier_travel_and_why_nearer_ones_are_out() -> None:
    nearer = uptd("nearer", facts={"accepts_girls": "no"})
    farthest_out = uptd("farther", facts={"accepts_girls": "no"}, **away(90))
    found = answer(request("psychosocial"), farthest_out, nearer, uptd("chosen", **away(30)))
    assert [rejected.shown.service.id for rejected in found.rejected] == ["nearer", "farther"]
    assert all(rejected.reasons for rejected in found.rejected)
    offer = found.recommended
    assert offer is not None and offer.travel.minutes == 30 and offer.tier is Tier.REGENCY
    assert ("R19", "own_regency") in {(r.rule, r.code) for r in offer.reasons}


def test_the_tier_of_an_answer_is_that_of_its_recommendation() -> None:
    made = route(
        request("psychosocial", "medical", suspect=frozenset({Suspect.NONE})),
        uptd("unit", regency="53.08", coverage=("53.08",)),
    )
    assert {a.need: a.tier for a in made.answers} == {
        Need.MEDICAL: None,
        Need.PSYCHOSOCIAL: Tier.PROVINCE,
    }
