"""The answers of a plan: R11-R18, R36-R39, R46, the gap ladder, the call card."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from referral.domain.plans import Answer
from referral.domain.requests import Child
from referral.domain.services import Capacity, Hours, Interval, Provenance, Service
from referral.domain.vocabulary import (
    AgeBand,
    Confidence,
    Contact,
    Danger,
    How,
    Kind,
    LastAbuse,
    Level,
    Need,
    Sex,
    SubNeed,
    Suspect,
    Trilean,
)
from tests.builders import (
    NEIGHBOURS,
    REGIONS,
    answer,
    away,
    first,
    hospital,
    place,
    policy,
    request,
    route,
    service,
    shelter,
    shown,
    uptd,
)

SAFE: dict[str, Any] = {"suspect": frozenset({Suspect.NONE}), "danger": Danger.NONE}
RECENT: dict[str, Any] = {"contact": Contact.REPORTED, "last_abuse": LastAbuse.UNDER_24H}


def noted(found: Answer) -> set[tuple[str, str]]:
    return {(note.rule, note.code) for note in found.notes}


@pytest.mark.parametrize("contact", [Contact.REPORTED, Contact.SUSPECTED])
@pytest.mark.parametrize(
    ("last", "sex", "age", "added"),
    [
        ("<24h", "male", 10, True),
        ("24-72h", "male", 10, True),
        ("72-120h", "male", 10, False),
        ("72-120h", "female", 13, True),
        ("72-120h", "female", 5, False),
        ("later", "female", 13, False),
        ("unknown", "male", 3, True),
    ],
)
def test_r12_puts_medical_care_first_though_only_another_need_was_ticked(
    contact: Contact, last: str, sex: str, age: int, added: bool
) -> None:
    made = route(
        request("legal", contact=contact, last_abuse=LastAbuse(last), sex=sex, age=age),
        hospital("room"),
    )
    needs = [(one.need, one.added_by_rule) for one in made.answers]
    assert needs == ([(Need.MEDICAL, "R12")] if added else []) + [(Need.LEGAL, None)]
    if added:
        assert made.answers[0].recommended is not None and made.answers[0].urgent


@pytest.mark.parametrize("contact", [Contact.NONE, Contact.UNKNOWN, Contact.ONLINE_ONLY])
def test_r12_is_not_triggered_without_physical_contact(contact: Contact) -> None:
    made = route(request("legal", contact=contact, last_abuse=LastAbuse.UNDER_24H))
    assert Need.MEDICAL not in {one.need for one in made.answers}
    assert not any(one.urgent for one in made.answers)


def test_r12_ticked_by_the_caller_is_not_said_to_be_added() -> None:
    made = route(request("legal", "medical", **RECENT))
    assert [(a.need, a.added_by_rule) for a in made.answers] == [
        (Need.MEDICAL, None),
        (Need.LEGAL, None),
    ]


def test_answers_stand_in_the_fixed_order_each_once() -> None:
    made = route(request(*reversed(Need), danger=Danger.YES))
    assert [one.need for one in made.answers] == [
        Need.MEDICAL,
        Need.SHELTER,
        Need.PSYCHOSOCIAL,
        Need.LEGAL,
        Need.RETURN,
        Need.REINTEGRATION,
    ]


def test_r12_and_r14_are_noted() -> None:
    notes = noted(answer(request("medical", **RECENT)))
    assert {
        ("R12", "pep_window"),
        ("R12", "contraception_window"),
        ("R14", "exam_with_treatment"),
    } <= notes
    assert not noted(answer(request("medical", contact=Contact.NONE)))
    boy = noted(answer(request("medical", sex="male", **RECENT)))
    assert ("R12", "contraception_window") not in boy


OPEN_RISKS: list[Any] = [
    pytest.param({}, "R15", id="nothing said"),
    pytest.param({"suspect": frozenset({Suspect.UNKNOWN}), "danger": Danger.NONE}, "R15", id="?"),
    pytest.param({**SAFE, "danger": Danger.UNKNOWN}, "R15", id="danger unknown"),
    pytest.param({**SAFE, "danger": Danger.POSSIBLE}, "R15", id="danger possible"),
    pytest.param({**SAFE, "danger": Danger.YES}, "R15", id="danger"),
    pytest.param({**SAFE, "suspect": frozenset({Suspect.NETWORK})}, "R15", id="network"),
    pytest.param({**SAFE, **RECENT}, "R15", id="urgent health"),
    pytest.param(
        {**SAFE, "contact": Contact.REPORTED, "last_abuse": LastAbuse.H72_TO_120},
        "R15",
        id="contraception still possible",
    ),
    pytest.param({**SAFE, "self_harm": Trilean.YES}, "R15", id="self-harm"),
    pytest.param({**SAFE, "sub_needs": (SubNeed.EMERGENCY_CARE,)}, "R15", id="emergency care"),
    pytest.param({**SAFE, "suspect": frozenset({Suspect.POLICE})}, "R15", id="an officer only"),
    pytest.param({**SAFE, "suspect": frozenset({Suspect.HOUSEHOLD})}, "R16", id="household"),
    pytest.param(
        {**SAFE, "suspect": frozenset({Suspect.FAMILY, Suspect.NONE})}, "R16", id="family"
    ),
]


@pytest.mark.parametrize(("changes", "rule"), OPEN_RISKS)
def test_r15_and_r16_return_waits_for_the_risk_assessment(
    changes: dict[str, Any], rule: str
) -> None:
    """The assessors answer, though another unit that arranges returns is nearer."""
    carrier = service("carrier", "return", kind=Kind.RPTC)
    unit = uptd("unit", "psychosocial", **away(90))
    found = answer(request("return", **changes), carrier, unit)
    assert shown(found) == ["unit"]
    code = "assessment_not_return" if rule == "R16" else "assessment_first"
    assert (rule, code) in noted(found)


def test_r15_once_all_is_answered_return_is_offered() -> None:
    carrier = service("carrier", "return", kind=Kind.RPTC)
    found = answer(request("return", **SAFE), carrier, uptd("unit", "psychosocial"))
    assert shown(found) == ["carrier"] and not noted(found)


@pytest.mark.parametrize("kind", [Kind.UPTD_PPA, Kind.P2TP2A, Kind.PPT, Kind.DINAS_SOSIAL])
def test_r15_protection_units_and_social_offices_assess(kind: Kind) -> None:
    assert first(request("return"), service("one", "psychosocial", kind=kind)) == "one"


def test_r17_mediation_is_warned_against_wherever_there_was_sexual_violence() -> None:
    for contact in set(Contact) - {Contact.NONE}:
        assert "no_mediation" in route(request("legal", contact=contact)).call_card.do_not


def test_r18_a_cell_is_warned_against_in_every_plan_with_shelter() -> None:
    assert "no_cell" in route(request("shelter")).call_card.do_not


@pytest.mark.parametrize("need", list(Need))
@pytest.mark.parametrize("regency", [code for code in REGIONS if len(code) == 5])
def test_r37_and_r38_an_empty_directory_still_answers_every_need(need: Need, regency: str) -> None:
    made = route(request(need, at=regency))
    (found,) = made.answers
    assert found.need is need and found.meanwhile and found.recommended is None
    assert found.gap is not None and found.gap.code == "G0" and found.remaining == 0


def test_r39_one_recommendation_two_alternatives_and_always_the_next_until_the_end() -> None:
    units = [uptd(f"unit-{n}", **away(n * 5)) for n in range(7)]
    seen = []
    for more in range(5):
        found = answer(request("psychosocial", more=more), *units)
        assert len(shown(found)) == 3 + more and found.remaining == 4 - more
        seen.append(shown(found))
    assert all(later[: len(sooner)] == sooner for sooner, later in pairwise(seen))
    assert answer(request("psychosocial", more=50), *units).remaining == 0


def test_r39_when_nothing_can_be_recommended_two_alternatives_stand() -> None:
    silent = [service(f"silent-{n}", "psychosocial", phones=()) for n in range(5)]
    found = answer(request("psychosocial"), *silent)
    assert found.recommended is None and len(found.alternatives) == 2 and found.remaining == 3


def test_r36_one_place_for_several_needs_within_half_as_long_again() -> None:
    both = service("both", "psychosocial", "legal", **away(40))
    apart = (uptd("aid", "legal", **away(30)), uptd("talk", "psychosocial", **away(28)))
    made = route(request("psychosocial", "legal"), both, *apart)
    assert made.one_stop is not None and made.one_stop.shown.service.id == "both"
    assert made.one_stop.needs == (Need.PSYCHOSOCIAL, Need.LEGAL)
    assert (made.one_stop.minutes, made.one_stop.separate_minutes) == (40, 58)
    too_far = service("both", "psychosocial", "legal", **away(46))
    assert route(request("psychosocial", "legal"), too_far, *apart).one_stop is None


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"phones": ()}, id="cannot be reached"),
        pytest.param({"capacity": Capacity(4, 0, date(2026, 11, 23))}, id="full"),
        pytest.param({"facts": {"accepts_girls": "no"}}, id="out"),
        pytest.param({"kind": Kind.WOMEN_CRISIS_CENTRE}, id="presumed not for a boy"),
    ],
)
def test_r36_only_an_acceptable_place_goes_first(changes: dict[str, Any]) -> None:
    both = service("both", "psychosocial", "legal", **changes)
    apart = (uptd("aid", "legal", **away(30)), uptd("talk", "psychosocial", **away(28)))
    sex = "male" if changes.get("kind") else "female"
    assert route(request("psychosocial", "legal", sex=sex), both, *apart).one_stop is None


def test_r36_never_delays_the_first_hours() -> None:
    both = service("both", "medical", "psychosocial", kind=Kind.HOSPITAL, **away(40))
    room = hospital("room", **away(30))
    talk = uptd("talk", "psychosocial", **away(30))
    needs = ("medical", "psychosocial")
    calm = route(request(*needs), both, room, talk).one_stop
    assert calm is not None and calm.shown.service.id == "both"
    assert route(request(*needs, **RECENT), both, room, talk).one_stop is None


def test_r36_one_far_place_never_stands_in_for_what_is_next_door() -> None:
    """Nearest bed 17 hours away: the talking and the lawyer next door stay next door."""
    far = service("far", "shelter", "psychosocial", "legal", "reintegration", **away(1000))
    far = replace(far, kind=Kind.NGO_SHELTER)
    near = service("near", "psychosocial", "legal", **away(40))
    made = route(request("shelter", "psychosocial", "legal", "reintegration"), far, near)
    assert made.one_stop is not None and made.one_stop.shown.service.id == "near"
    assert made.one_stop.needs == (Need.PSYCHOSOCIAL, Need.LEGAL)
    alone = route(request("shelter", "psychosocial", "reintegration"), far, near).one_stop
    assert alone is not None and alone.needs == (Need.SHELTER, Need.REINTEGRATION)


def house(**changes: Any) -> Service:
    facts = dict.fromkeys(
        (
            "accepts_girls",
            "accepts_unaccompanied",
            "apart_from_adults",
            "apart_from_offenders",
            "emergency_intake",
        ),
        "yes",
    )
    return shelter(
        "house",
        **{
            "facts": facts,
            "capacity": Capacity(6, 2, date(2026, 11, 23)),
            "provenance": Provenance("Sumber uji", 2026, Confidence.HIGH, date(2026, 11, 1)),
            **changes,
        },
    )


def test_r46_a_confirmed_bed_needs_no_ladder() -> None:
    assert answer(request("shelter"), house()).interim == ()


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"capacity": Capacity()}, id="places not counted"),
        pytest.param({"capacity": Capacity(6, 2, date(2026, 9, 1))}, id="counted long ago"),
        pytest.param({"provenance": Provenance("x", 2025, Confidence.HIGH)}, id="never checked"),
        pytest.param({"facts": {}}, id="intake not said"),
        pytest.param({"facts": {"accepts_girls": "no"}}, id="nothing suits"),
    ],
)
def test_r46_otherwise_the_ladder_is_shown_and_never_a_cell(changes: dict[str, Any]) -> None:
    found = answer(request("shelter"), house(**changes))
    assert "never_a_cell" in found.interim and "hospital_ward" in found.interim
    longer = request("shelter", sub_needs=(SubNeed.LONG_TERM_CARE,))
    assert answer(longer, house(**changes)).interim == ()


OFFICE = Hours(tuple(Interval(day, 480, 960) for day in range(5)))
ALWAYS = Hours(tuple(Interval(day, 0, 1440) for day in range(7)))
FRESH = {"provenance": Provenance("Sumber uji", 2026, Confidence.HIGH, date(2026, 11, 1))}
GAPS: list[Any] = [
    pytest.param((), "G0", False, id="nothing"),
    pytest.param((uptd("unit", "legal"),), "G1", False, id="centre, not this need"),
    pytest.param(
        (uptd("unit", "legal", regency="53.08", coverage=("53.08",)),),
        "G0",
        False,
        id="a centre elsewhere is none here",
    ),
    pytest.param(
        (service("x", "psychosocial", facts={"accepts_girls": "no"}),), "G2", False, id="one sex"
    ),
    pytest.param((service("x", "psychosocial", min_age=18),), "G2", False, id="adults only"),
    pytest.param(
        (service("x", "psychosocial", **FRESH, **away(1441)),), "G3", False, id="over a day away"
    ),
    pytest.param(
        (service("x", "psychosocial", regency="53.71"),), "G3", True, id="no way recorded"
    ),
    pytest.param(
        (service("x", "psychosocial", hours=OFFICE, **FRESH),), "G4", False, id="office hours"
    ),
    pytest.param(
        (service("x", "psychosocial", hours=OFFICE, facts={"line_24h": "yes"}, **FRESH),),
        None,
        False,
        id="office hours and a line that answers at night",
    ),
    pytest.param(
        (service("x", "psychosocial", how=How.ARRANGED, **FRESH),), "G6", False, id="arranged only"
    ),
    pytest.param(
        (service("x", "psychosocial", phones=(), **FRESH),), "G6", False, id="cannot be reached"
    ),
    pytest.param((service("x", "psychosocial"),), "OK", True, id="nothing wrong but unverified"),
    pytest.param((service("x", "psychosocial", **FRESH),), None, False, id="nothing amiss"),
    pytest.param(
        (service("x", "psychosocial", hours=ALWAYS, **FRESH),), None, False, id="always open"
    ),
    pytest.param(
        (service("x", "psychosocial", how=How.ARRANGED, hours=OFFICE, **FRESH),),
        "G4",
        False,
        id="the worst defect counts",
    ),
]


@pytest.mark.parametrize(("services", "code", "unverified"), GAPS)
def test_the_gap_ladder(services: tuple[Service, ...], code: str | None, unverified: bool) -> None:
    gap = answer(request("psychosocial"), *services).gap
    assert (gap and gap.code.value) == code
    if gap is not None:
        assert gap.unverified is unverified


def test_an_urgent_gap_begins_at_three_hours() -> None:
    near, far = hospital("x", **FRESH, **away(180)), hospital("x", **FRESH, **away(181))
    assert answer(request("medical", **RECENT), near).gap is None
    gap = answer(request("medical", **RECENT), far).gap
    assert gap is not None and gap.code == "G3"
    assert answer(request("medical"), far).gap is None


def test_a_puskesmas_works_in_office_hours_unless_it_says_otherwise() -> None:
    day = hospital("x", kind=Kind.PUSKESMAS, **FRESH)
    gap = answer(request("medical"), day).gap
    assert gap is not None and gap.code == "G4"
    always = hospital("x", kind=Kind.PUSKESMAS, facts={"open_24h": "yes"}, **FRESH)
    assert answer(request("medical"), always).gap is None


def test_now_local_is_the_time_where_the_child_is() -> None:
    assert route(request("legal")).now_local.isoformat() == "2026-11-24T10:00:00+08:00"
    jakarta = route(request("legal", at="31.75")).now_local
    assert jakarta.isoformat() == "2026-11-24T09:00:00+07:00"


def test_a_plan_names_its_rules_and_directory() -> None:
    made = route(request("legal"))
    assert made.ruleset == policy().ruleset and made.directory_version == "test"


def test_children_without_anything_said_are_under_eighteen() -> None:
    """R5: nothing known of the child is a child of any age and either sex."""
    bare = request("psychosocial", children=(Child(),))
    assert bare.children[0].years == (0, 17)
    assert Child(band=AgeBand.UNCERTAIN, sex=Sex.MALE).years == (0, 17)
    assert shown(answer(bare, service("adults", "psychosocial", min_age=18))) == []


def test_the_small_map_is_what_the_tests_think_it_is() -> None:
    assert place("53.07").timezone == "Asia/Makassar" and NEIGHBOURS["53"] == {"52"}
    near = answer(request("psychosocial"), service("x", "psychosocial", **away(37))).recommended
    assert near is not None and near.travel.minutes == 37
    assert Level.DISTRICT.value == "district"
