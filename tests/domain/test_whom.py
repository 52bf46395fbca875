"""Whom a service takes: R1-R8, R10, R33 and the presumptions of R43."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from referral.domain.plans import Offer
from referral.domain.requests import Child, HelpRequest
from referral.domain.services import NeedMet, Service, fact
from referral.domain.vocabulary import (
    AgeBand,
    Basis,
    CameFrom,
    Companion,
    Contact,
    Danger,
    How,
    Kind,
    Nationality,
    Need,
    Sex,
    SubNeed,
    Suspect,
    Trilean,
)
from tests.builders import (
    answer,
    away,
    first,
    hospital,
    out,
    request,
    service,
    shelter,
    shown,
    uptd,
    warned,
)

BOY = Child(age=10, sex=Sex.MALE)
GIRL = Child(age=14, sex=Sex.FEMALE)
ESCORTED = frozenset({Companion.SAFE_ADULT})


def praised(offer: Offer | None) -> set[str]:
    """Codes of the reasons of an offer."""
    assert offer is not None
    return {reason.code for reason in offer.reasons}


def women_only(**changes: Any) -> Service:
    return shelter("women", **{"facts": {"accepts_boys": "no"}, **changes})


@pytest.mark.parametrize("need", ["shelter", "psychosocial", "legal", "medical", "reintegration"])
def test_r1_a_boy_is_never_routed_to_a_women_only_service(need: str) -> None:
    kind = Kind.HOSPITAL if need == "medical" else Kind.WOMEN_CRISIS_CENTRE
    only = service("women", need, kind=kind, facts={"accepts_boys": "no"})
    found = answer(request(need, sex="male"), only)
    assert found.recommended is None and shown(found) == []
    assert out(found) == {"women": {("R1", "women_only")}}
    assert first(request(need, sex="female"), only) == "women"


def test_r1_one_boy_in_a_group_is_enough() -> None:
    group = request("shelter", children=(GIRL, Child(age=15, sex=Sex.MALE)))
    assert ("R1", "women_only") in out(answer(group, women_only()))["women"]


def test_r1_a_girl_is_not_sent_to_a_place_for_boys() -> None:
    boys = shelter("boys", facts={"accepts_girls": "no"})
    assert out(answer(request("shelter"), boys)) == {"boys": {("R1", "boys_only")}}
    assert first(request("shelter", sex="male"), boys) == "boys"


@pytest.mark.parametrize(
    ("children", "companions", "taken"),
    [
        pytest.param((BOY,), ESCORTED, True, id="small boy with an adult"),
        pytest.param((BOY, GIRL), frozenset[Companion](), True, id="small boy with his sister"),
        pytest.param((BOY,), frozenset({Companion.ALONE}), False, id="small boy alone"),
        pytest.param((BOY,), frozenset({Companion.UNKNOWN}), False, id="company unknown"),
        pytest.param((Child(age=11, sex=Sex.MALE), GIRL), ESCORTED, False, id="a year too old"),
        pytest.param((BOY, Child(age=15, sex=Sex.MALE)), ESCORTED, False, id="one of two too old"),
        pytest.param(
            (Child(band=AgeBand.SIX_TO_11, sex=Sex.MALE),), ESCORTED, False, id="band may be older"
        ),
        pytest.param((Child(sex=Sex.MALE),), ESCORTED, False, id="age not certain"),
    ],
)
@pytest.mark.parametrize("accepts_boys", ["no", "unknown"])
def test_r1_the_limit_for_small_boys_holds_with_mother_or_sister_only(
    children: tuple[Child, ...], companions: frozenset[Companion], taken: bool, accepts_boys: str
) -> None:
    place = women_only(boys_with_mother_max_age=10, facts={"accepts_boys": accepts_boys})
    found = answer(request("shelter", children=children, companions=companions), place)
    assert bool(shown(found)) is taken
    if taken:
        assert "small_boy_with_family" in warned(found.recommended)
    else:
        assert out(found)["women"] == {("R1", "women_only")}


def test_r1_without_a_recorded_limit_not_even_a_small_boy_with_his_mother() -> None:
    small = request("shelter", children=(Child(age=2, sex=Sex.MALE),), companions=ESCORTED)
    assert shown(answer(small, women_only())) == []


def test_r1_a_child_of_unknown_sex_is_asked_about_and_last_at_a_place_for_one_sex() -> None:
    unsure = request("shelter", sex="unknown")
    far = shelter("far", **away(170))
    found = answer(unsure, women_only(facts={"accepts_boys": "no", "accepts_girls": "yes"}), far)
    assert shown(found) == ["far", "women"]
    assert "presumed_no_accepts_either" in warned(found.alternatives[0])
    assert "unknown_accepts_either" in warned(found.recommended)
    centre = shelter("centre", kind=Kind.WOMEN_CRISIS_CENTRE, facts={"accepts_girls": "yes"})
    assert "presumed_no_accepts_either" in warned(answer(unsure, centre).recommended)
    both = shelter("both", facts={"accepts_boys": "yes", "accepts_girls": "yes"})
    assert "unknown_accepts_either" not in warned(answer(unsure, both).recommended)
    nobody = shelter("adults", facts={"accepts_boys": "no", "accepts_girls": "no"})
    assert out(answer(unsure, nobody)) == {"adults": {("R1", "no_children")}}


@pytest.mark.parametrize(
    ("ages", "child", "verdict"),
    [
        pytest.param((None, 17), Child(age=17), "in", id="oldest taken"),
        pytest.param((6, None), Child(age=6), "in", id="youngest taken"),
        pytest.param((14, 17), Child(band=AgeBand.TWELVE_TO_14), "ask", id="band ends at the edge"),
        pytest.param((None, 12), Child(band=AgeBand.TWELVE_TO_14), "ask", id="begins at the edge"),
        pytest.param((6, None), Child(age=5), "out", id="too young"),
        pytest.param((None, 12), Child(age=13), "out", id="too old"),
        pytest.param((18, None), Child(age=17), "out", id="adults"),
        pytest.param((18, None), Child(), "out", id="adults, age not certain (R5)"),
        pytest.param((0, 11), Child(band=AgeBand.TWELVE_TO_14), "out", id="band above"),
        pytest.param((13, 17), Child(band=AgeBand.TWELVE_TO_14), "ask", id="band over the edge"),
        pytest.param((12, 17), Child(band=AgeBand.TWELVE_TO_14), "in", id="band inside"),
        pytest.param((12, 17), Child(band=AgeBand.UNCERTAIN), "ask", id="uncertain may be younger"),
        pytest.param((0, 17), Child(), "in", id="R5: not certain is under 18"),
    ],
)
def test_r2_and_r5_an_age_range_excludes_only_what_it_certainly_excludes(
    ages: tuple[int | None, int | None], child: Child, verdict: str
) -> None:
    low, high = ages
    place = service("place", "psychosocial", min_age=low, max_age=high)
    found = answer(request("psychosocial", children=(child,)), place)
    if verdict == "out":
        assert out(found) == {"place": {("R2", "age_excluded")}}
    else:
        assert shown(found) == ["place"]
        assert ("unknown_age_range" in warned(found.recommended)) is (verdict == "ask")


def test_r2_every_child_of_a_group_counts() -> None:
    place = service("place", "psychosocial", min_age=6)
    group = request("psychosocial", children=(GIRL, Child(age=3, sex=Sex.FEMALE)))
    assert out(answer(group, place)) == {"place": {("R2", "age_excluded")}}


def test_r2_a_doubtful_age_is_not_all_that_matters_said() -> None:
    facts = {"accepts_girls": "yes"}
    sure = service("sure", "psychosocial", facts=facts, **away(30))
    doubtful = service("doubtful", "psychosocial", facts=facts, min_age=13)
    band = request("psychosocial", children=(Child(band=AgeBand.TWELVE_TO_14, sex=Sex.FEMALE),))
    found = answer(band, doubtful, sure)
    assert shown(found) == ["sure", "doubtful"]
    assert "all_stated" not in praised(found.alternatives[0])


@pytest.mark.parametrize(
    ("companions", "kept"),
    [
        pytest.param({Companion.ALONE}, False, id="alone"),
        pytest.param({Companion.UNKNOWN}, False, id="unknown counts as alone"),
        pytest.param({Companion.SIBLINGS}, False, id="siblings are no adults"),
        pytest.param({Companion.OWN_BABY}, False, id="a baby is no adult"),
        pytest.param({Companion.ALONE, Companion.SAFE_ADULT}, False, id="contradiction: alone"),
        pytest.param({Companion.SAFE_ADULT}, True, id="with a safe adult"),
    ],
)
@pytest.mark.parametrize(
    ("name", "code"),
    [("apart_from_adults", "mixed_adults"), ("accepts_unaccompanied", "not_unaccompanied")],
)
def test_r3_a_mixed_adult_shelter_is_never_offered_to_an_unaccompanied_child(
    companions: set[Companion], kept: bool, name: str, code: str
) -> None:
    mixed = shelter("mixed", facts={name: "no"})
    found = answer(request("shelter", companions=frozenset(companions)), mixed)
    assert bool(shown(found)) is kept
    if not kept:
        assert out(found) == {"mixed": {("R3", code)}}


@pytest.mark.parametrize("sub_needs", [(), (SubNeed.LONG_TERM_CARE,)])
def test_r4_a_house_of_offenders_is_no_shelter_unless_they_are_apart(
    sub_needs: tuple[SubNeed, ...],
) -> None:
    asked = request("shelter", sub_needs=sub_needs)
    house = {"kind": Kind.SENTRA}
    mixed = shelter("mixed", facts={"apart_from_offenders": "no"}, **house)
    assert out(answer(asked, mixed)) == {"mixed": {("R4", "houses_offenders")}}
    apart = shelter("apart", facts={"apart_from_offenders": "yes"}, **house, **away(20))
    unsaid = shelter("unsaid", **house)
    found = answer(asked, unsaid, apart)
    assert shown(found) == ["apart", "unsaid"]
    assert "presumed_no_apart_from_offenders" in warned(found.alternatives[0])


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("requires_police_report", "barrier_police_report"),
        ("requires_documents", "barrier_documents"),
        ("requires_residence", "barrier_residence"),
    ],
)
def test_r6_and_r7_what_a_service_demands_is_labelled_and_demotes_but_never_removes(
    name: str, code: str
) -> None:
    strict = uptd("strict", facts={name: "yes"})
    open_door = uptd("welcoming", **away(40))
    found = answer(request("psychosocial"), strict, open_door)
    assert shown(found) == ["welcoming", "strict"]
    assert code in warned(found.alternatives[0])
    assert code not in warned(found.recommended)


@pytest.mark.parametrize("need", ["medical", "shelter", "psychosocial"])
@pytest.mark.parametrize("nationality", [Nationality.FOREIGN, Nationality.STATELESS])
def test_r8_a_foreign_or_stateless_child_gets_the_same_options(
    need: str, nationality: Nationality
) -> None:
    kind = Kind.HOSPITAL if need == "medical" else Kind.UPTD_PPA
    places = [service(f"place-{n}", need, kind=kind, **away(n * 10)) for n in range(3)]
    no = service("no", need, kind=kind, facts={"accepts_foreign": "no"}, **away(5))
    local = answer(request(need, nationality=Nationality.INDONESIAN), *places)
    foreign = answer(request(need, nationality=nationality), *places)
    assert shown(local) == shown(foreign) and not foreign.rejected
    assert "same_options" in {note.code for note in foreign.notes}
    found = answer(request(need, nationality=nationality), no)
    assert "barrier_nationality" in warned(found.recommended)
    unknown = answer(request(need), no)
    assert "barrier_nationality" not in warned(unknown.recommended)


@pytest.mark.parametrize("basis", [Basis.LAW, Basis.KIND, Basis.DEFAULT])
def test_r10_only_a_statement_is_a_yes(basis: Basis) -> None:
    presumed = {"accepts_girls": fact(Trilean.YES, basis)}
    by_default = replace(service("by-default", "psychosocial"), facts=presumed)
    stated = service("stated", "psychosocial", facts={"accepts_girls": "yes"}, **away(30))
    found = answer(request("psychosocial"), by_default, stated)
    assert shown(found) == ["stated", "by-default"]
    assert "all_stated" in praised(found.recommended)
    assert "all_stated" not in praised(found.alternatives[0])


def test_r10_the_law_opens_no_house() -> None:
    """That the law takes boys says nothing of the beds of this very shelter."""
    law = {"accepts_boys": fact(Trilean.YES, Basis.LAW)}
    house = replace(shelter("house", kind=Kind.RPSA), facts=law)
    found = answer(request("shelter", sex="male"), house)
    assert "unknown_accepts_boys" in warned(found.recommended)


def test_what_the_law_forbids_is_a_no_as_if_the_place_had_said_so() -> None:
    law = {"apart_from_adults": fact(Trilean.NO, Basis.LAW)}
    house = replace(shelter("house"), facts=law)
    assert out(answer(request("shelter"), house)) == {"house": {("R3", "mixed_adults")}}
    kind = replace(house, facts={"apart_from_adults": fact(Trilean.NO, Basis.KIND)})
    assert shown(answer(request("shelter"), kind)) == ["house"]


@pytest.mark.parametrize(
    ("kind", "need", "sex", "question"),
    [
        (Kind.BP3MI, "shelter", "female", "presumed_no_apart_from_adults"),
        (Kind.SENTRA, "shelter", "female", "presumed_no_apart_from_offenders"),
        (Kind.LPKS, "shelter", "female", "presumed_no_apart_from_offenders"),
        (Kind.LKSA, "shelter", "female", "presumed_no_emergency_intake"),
        (Kind.WOMEN_CRISIS_CENTRE, "shelter", "male", "presumed_no_accepts_boys"),
        (Kind.WOMEN_CRISIS_CENTRE, "psychosocial", "male", "presumed_no_accepts_boys"),
    ],
)
def test_r43_a_presumption_is_a_question_and_ranks_last(
    kind: Kind, need: str, sex: str, question: str
) -> None:
    presumed = service("presumed", need, kind=kind)
    farther = service("farther", need, kind=Kind.NGO_SHELTER, **away(150))
    found = answer(request(need, sex=sex), presumed, farther)
    assert shown(found) == ["farther", "presumed"]
    assert question in warned(found.alternatives[0])
    told = service("presumed", need, kind=kind, facts={question.split("_", 2)[2]: "yes"})
    assert question not in warned(answer(request(need, sex=sex), told).recommended)


@pytest.mark.parametrize("fact_name", ["hiv_pep", "forensic_exam"])
def test_r43_a_puskesmas_has_neither_pep_nor_examiner_unless_it_says_so(fact_name: str) -> None:
    recent = request("medical", contact=Contact.REPORTED)
    puskesmas = hospital("puskesmas", kind=Kind.PUSKESMAS)
    found = answer(recent, puskesmas, hospital("hospital", **away(170)))
    assert shown(found) == ["hospital", "puskesmas"]
    assert f"presumed_no_{fact_name}" in warned(found.alternatives[0])


def test_no_bed_tonight_is_no_shelter_but_may_be_longer_care() -> None:
    home = shelter("home", kind=Kind.LKSA, facts={"emergency_intake": "no"})
    assert out(answer(request("shelter"), home)) == {"home": {("R41", "no_emergency_intake")}}
    later = request("shelter", sub_needs=(SubNeed.LONG_TERM_CARE,))
    assert first(later, home) == "home"
    both = request("shelter", sub_needs=(SubNeed.LONG_TERM_CARE, SubNeed.EMERGENCY_SHELTER))
    assert out(answer(both, home)) == {"home": {("R41", "no_emergency_intake")}}


@pytest.mark.parametrize("kind", [Kind.UPPA, Kind.IMMIGRATION, Kind.DETENTION])
def test_r18_cells_and_detention_are_never_shelter_whatever_they_record(kind: Kind) -> None:
    cell = shelter("cell", kind=kind, facts={"accepts_girls": "yes", "emergency_intake": "yes"})
    found = answer(request("shelter"), cell)
    assert shown(found) == [] and found.recommended is None
    assert out(found) == {"cell": {("R18", "never_shelter")}}


FIT = {
    Kind.HOSPITAL: {"medical", "psychosocial"},
    Kind.PPT_HOSPITAL: {"medical", "psychosocial", "shelter"},
    Kind.PUSKESMAS: {"medical"},
    Kind.UPPA: {"legal"},
    Kind.LEGAL_AID: {"legal", "psychosocial", "shelter"},
    Kind.LPSK: {"legal", "psychosocial"},
    Kind.BP3MI: {"shelter", "return"},
    Kind.CONTENT_REMOVAL: set[str](),
    Kind.KPAI: set[str](),
    Kind.NETWORK: set[str](),
    Kind.HOTLINE: set[str](),
    Kind.MISSION: set[str](),
    Kind.IMMIGRATION: set[str](),
    Kind.DETENTION: set[str](),
    Kind.OTHER: set[str](),
}


@pytest.mark.parametrize("kind", FIT)
def test_r41_only_kinds_fit_for_a_need_are_offered_for_it(kind: Kind) -> None:
    everything = tuple(NeedMet(need, How.DIRECT, Basis.STATED) for need in Need)
    one = service("one", kind=kind, needs=everything)
    safe: dict[str, Any] = {"suspect": frozenset({Suspect.NONE}), "danger": Danger.NONE}
    asked: list[HelpRequest] = [request(need, **safe) for need in Need]
    assert {r.needs[0].value for r in asked if shown(answer(r, one))} == FIT[kind]


def test_r41_a_psychiatric_hospital_is_for_a_mental_health_crisis_only() -> None:
    ward = hospital("ward", hospital_type="psychiatric")
    assert shown(answer(request("medical"), ward)) == []
    crisis = request("medical", sub_needs=(SubNeed.MENTAL_HEALTH_CRISIS,))
    assert first(crisis, ward) == "ward"


def test_r41_content_removal_is_let_in_for_its_sub_need() -> None:
    removal = service("removal", "legal", kind=Kind.CONTENT_REMOVAL)
    asked = request("legal", sub_needs=(SubNeed.CONTENT_REMOVAL,))
    assert first(asked, removal, uptd("unit")) == "removal"
    assert shown(answer(request("legal"), removal)) == []


def test_came_from_abroad_brings_the_migrant_office_first() -> None:
    safe: dict[str, Any] = {"suspect": frozenset({Suspect.NONE}), "danger": Danger.NONE}
    office = service("office", "return", kind=Kind.BP3MI)
    social = service("social", "return", kind=Kind.DINAS_SOSIAL)
    assert first(request("return", came_from=CameFrom.ABROAD, **safe), office, social) == "office"
    assert first(request("return", came_from=CameFrom.ELSEWHERE, **safe), office, social) == (
        "social"
    )
