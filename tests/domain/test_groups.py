"""Groups of children and room for all of them (R33, R46); what care and whom not to call say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from referral.domain.plans import Answer
from referral.domain.requests import Child
from referral.domain.services import Capacity, Provenance, Service
from referral.domain.vocabulary import (
    Confidence,
    Contact,
    Kind,
    LastAbuse,
    Nationality,
    Need,
    Sex,
    SubNeed,
    Suspect,
)
from tests.builders import (
    answer,
    away,
    first,
    hospital,
    policy,
    request,
    route,
    service,
    shelter,
    shown,
    uptd,
    warned,
)

COUNTED = date(2026, 11, 20)
STATED = {
    "accepts_girls": "yes",
    "accepts_unaccompanied": "yes",
    "accepts_siblings": "yes",
    "apart_from_adults": "yes",
    "apart_from_offenders": "yes",
    "emergency_intake": "yes",
}
FIVE = {"children": tuple(Child(age=age, sex=Sex.FEMALE) for age in (14, 15, 15, 16, 17))}


def house(ref: str, free: int, minutes: int = 0, *, counted: date = COUNTED) -> Service:
    checked = Provenance("Sumber uji", 2026, Confidence.HIGH, COUNTED)
    room = Capacity(20, free, counted)
    return shelter(ref, facts=STATED, capacity=room, provenance=checked, **away(minutes))


def noted(found: Answer) -> dict[str, dict[str, str | int]]:
    return {note.code: dict(note.facts) for note in found.notes}


def test_r33_a_place_with_room_for_all_comes_before_a_nearer_one_with_too_little() -> None:
    few, enough = house("few", 3), house("enough", 5, 150)
    found = answer(request("shelter", **FIVE), few, enough)
    assert shown(found) == ["enough", "few"]
    assert "keep_together" in noted(found) and found.interim == ()
    assert "too_few_places" in warned(found.alternatives[0])
    assert "too_few_places" not in warned(found.recommended)
    assert first(request("shelter"), few, enough) == "few"  # one child alone has room there


@pytest.mark.parametrize(("free", "placed"), [((3, 1), 4), ((3, 4), 5), ((3, 0), 3)])
def test_r33_without_room_for_all_the_split_is_explained_and_no_bed_is_confirmed(
    free: tuple[int, int], placed: int
) -> None:
    found = answer(request("shelter", **FIVE), house("a", free[0]), house("b", free[1], 9))
    assert noted(found)["split_places"] == {"placed": placed, "wanted": 5}
    assert "cannot_keep_together" in noted(found)
    assert found.recommended is not None and found.interim


def test_r33_where_no_place_takes_siblings_of_one_kind_no_split_is_reckoned() -> None:
    nobody = shelter("boys", facts={"accepts_girls": "no"})
    two = request("shelter", children=(Child(age=14, sex=Sex.FEMALE),) * 2)
    found = answer(two, nobody)
    assert found.recommended is None
    assert "cannot_keep_together" in noted(found) and "split" not in noted(found)


@pytest.mark.parametrize(("minutes", "ladder"), [(170, False), (190, True)])
def test_r46_a_bed_beyond_three_hours_is_not_confirmed_for_tonight(
    minutes: int, ladder: bool
) -> None:
    found = answer(request("shelter"), house("one", 3, minutes))
    assert found.recommended is not None and bool(found.interim) is ladder


def test_r33_an_old_count_says_nothing_of_room() -> None:
    old = house("old", 1, counted=date(2026, 9, 1))
    found = answer(request("shelter", **FIVE), old, house("few", 3, 9))
    assert shown(found)[0] == "old" and "too_few_places" not in warned(found.recommended)


@pytest.mark.parametrize(("days", "believed"), [(0, True), (1, False)])
def test_r33_a_count_is_believed_up_to_its_very_last_day(days: int, believed: bool) -> None:
    counted = date(2026, 11, 24) - timedelta(days=policy().capacity_valid_days + days)
    found = answer(request("shelter", **FIVE), house("few", 1, counted=counted))
    assert ("too_few_places" in warned(found.recommended)) is believed
    full = answer(request("shelter"), house("full", 0, counted=counted))
    assert ("full" in warned(full.recommended or full.alternatives[0])) is believed


def test_r36_a_place_with_too_little_room_is_no_one_stop_for_all_of_them() -> None:
    few = replace(house("few", 3), needs=uptd("x", "shelter", "psychosocial").needs)
    enough, talk = house("enough", 5, 50), uptd("talk", "psychosocial", **away(50))
    asked = request("shelter", "psychosocial", **FIVE)
    assert route(asked, few, enough, talk).one_stop is None
    roomy = replace(few, capacity=Capacity(20, 5, COUNTED))
    made = route(asked, roomy, enough, talk).one_stop
    assert made is not None and made.shown.service.id == "few"


def test_r36_the_measure_is_the_farthest_of_the_needs_that_it_meets() -> None:
    """A far bed, which the place does not have, is no reason to go far for the rest."""
    bed = service("bed", "shelter", kind=Kind.NGO_SHELTER, **away(200))
    both = service("both", "psychosocial", "legal", **away(160))
    apart = (uptd("aid", "legal", **away(100)), uptd("talk", "psychosocial", **away(100)))
    needs = ("shelter", "psychosocial", "legal")
    assert route(request(*needs), bed, both, *apart).one_stop is None
    nearer = route(request(*needs), bed, replace(both, **away(140)), *apart).one_stop
    assert nearer is not None and nearer.needs == (Need.PSYCHOSOCIAL, Need.LEGAL)


def test_r36_no_need_is_taken_two_travel_bands_farther_than_it_has_to_go() -> None:
    bed = service("bed", "shelter", kind=Kind.NGO_SHELTER, **away(170))
    talk = uptd("talk", "psychosocial", **away(40))
    both = service("both", "shelter", "psychosocial", kind=Kind.NGO_SHELTER, **away(200))
    asked = request("shelter", "psychosocial")
    assert route(asked, bed, talk, both).one_stop is None
    nearer = route(asked, bed, talk, replace(both, **away(175))).one_stop
    assert nearer is not None and nearer.shown.service.id == "both"


def test_near_an_organised_network_a_bed_in_another_regency_comes_first() -> None:
    here, there = house("here", 5), house("there", 5, 150)
    there = replace(there, regency_code="53.08", coverage=("53.08",))
    asked = request("shelter", suspect=frozenset({Suspect.NETWORK}))
    assert first(request("shelter"), here, there) == "here"
    assert shown(answer(asked, here, there)) == ["there", "here"]


def test_r33_room_matters_for_longer_care_and_for_beds_alone() -> None:
    later = request("shelter", sub_needs=(SubNeed.LONG_TERM_CARE,), **FIVE)
    assert shown(answer(later, house("a-few", 3), house("enough", 9)))[0] == "enough"
    ward = hospital("ward", capacity=Capacity(20, 3, COUNTED))
    assert "too_few_places" not in warned(answer(request("medical", **FIVE), ward).recommended)


@pytest.mark.parametrize(
    ("last", "note"),
    [
        (LastAbuse.UNDER_24H, "pep_window"),
        (LastAbuse.UNKNOWN, "pep_window"),
        (LastAbuse.H72_TO_120, "testing_not_pep"),
        (LastAbuse.LATER, "testing_not_pep"),
    ],
)
def test_r12_after_the_window_it_is_testing_and_not_pep(last: LastAbuse, note: str) -> None:
    asked = request("medical", contact=Contact.SUSPECTED, last_abuse=last)
    both = {"pep_window", "testing_not_pep"}
    assert set(noted(answer(asked, hospital("ward")))) & both == {note}
    assert not set(noted(answer(request("medical"), hospital("ward")))) & both


def test_r48_with_an_officer_as_suspect_the_hospitals_duty_to_report_is_raised() -> None:
    asked = request("medical", "legal", suspect=frozenset({Suspect.POLICE}))
    medical, legal = route(asked, hospital("ward")).answers
    assert "hospital_must_report" in noted(medical)
    assert "hospital_must_report" not in noted(legal)
    assert "hospital_must_report" not in noted(answer(request("medical"), hospital("ward")))


@pytest.mark.parametrize("nationality", list(Nationality))
def test_r8_the_embassy_waits_for_a_human(nationality: Nationality) -> None:
    card = route(request("legal", nationality=nationality)).call_card
    foreign = nationality in (Nationality.FOREIGN, Nationality.STATELESS)
    assert ("no_embassy_yet" in card.do_not) is foreign
