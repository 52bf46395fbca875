"""Order of judgement, 4 to 6: two services that differ in one criterion only."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from referral.domain.requests import HelpRequest
from referral.domain.services import Capacity, Hours, Interval, Provenance, Service
from referral.domain.vocabulary import (
    CameFrom,
    Confidence,
    Contact,
    Danger,
    How,
    Kind,
    LastAbuse,
    Need,
    Operator,
    Status,
    SubNeed,
    Suspect,
    Trilean,
)
from tests.builders import (
    NOW,
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

SAID = {"accepts_girls": "yes", "accepts_boys": "yes"}
NIGHT = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)  # 22:00 in Makassar
OFFICE = Hours(tuple(Interval(day, 480, 960) for day in range(5)), Trilean.YES)
SAFE: dict[str, Any] = {"suspect": frozenset({Suspect.NONE}), "danger": Danger.NONE}


def one(ref: str, **changes: Any) -> Service:
    return service(ref, "psychosocial", **{"facts": SAID, **changes})


def checked(day: date, confidence: Confidence = Confidence.HIGH) -> Provenance:
    return Provenance("Sumber uji", 2025, confidence, verified_on=day)


ROUTINE = [
    pytest.param(
        {"kind": Kind.NGO},
        {"status": Status.HISTORICAL, "kind": Kind.UPTD_PPA},
        id="presumed no last",
    ),
    pytest.param({"minutes": 50}, {"regency": "53.08"}, id="tier"),
    pytest.param({"minutes": 20}, {"phones": ()}, id="reachable"),
    pytest.param({"minutes": 59, "facts": {}}, {"minutes": 62}, id="travel band"),
    pytest.param({"minutes": 50}, {"facts": {}}, id="certainty"),
    pytest.param(
        {"minutes": 50, "provenance": checked(date(2026, 10, 1), Confidence.LOW)},
        {},
        id="freshness: fresh before never checked",
    ),
    pytest.param(
        {"minutes": 50, "provenance": checked(date(2026, 10, 1))},
        {"provenance": checked(date(2026, 2, 1))},
        id="freshness: fresh before ageing",
    ),
    pytest.param(
        {"minutes": 50, "provenance": checked(date(2026, 2, 1))},
        {"provenance": checked(date(2024, 2, 1))},
        id="freshness: ageing before stale",
    ),
    pytest.param(
        {"minutes": 50, "kind": Kind.SENTRA},
        {"provenance": Provenance("Sumber uji", 2025, Confidence.MEDIUM)},
        id="confidence",
    ),
    pytest.param(
        {"minutes": 50, "kind": Kind.UPTD_PPA, "facts": {**SAID, "requires_documents": "yes"}},
        {"kind": Kind.NGO},
        id="kind rank",
    ),
    pytest.param(
        {"minutes": 50, "how": How.ARRANGED},
        {"facts": {**SAID, "requires_documents": "yes"}},
        id="barriers",
    ),
    pytest.param({"minutes": 50}, {"how": How.ARRANGED}, id="direct before arranged (R31)"),
    pytest.param(
        {"minutes": 50, "capacity": Capacity(10, 2, date(2026, 11, 20))}, {}, id="free places"
    ),
    pytest.param({"minutes": 10}, {"minutes": 11}, id="travel minutes"),
]


@pytest.mark.parametrize(("better", "worse"), ROUTINE)
def test_routine_order(better: dict[str, Any], worse: dict[str, Any]) -> None:
    """The better one is farther, or has the later id, so that only the criterion decides."""
    found = answer(request("psychosocial"), build("z-better", better), build("a-worse", worse))
    assert shown(found) == ["z-better", "a-worse"]


def build(ref: str, changes: dict[str, Any]) -> Service:
    given = dict(changes)
    minutes = given.pop("minutes", 0)
    made = one(ref, **given)
    return replace(made, **away(minutes))


def test_routine_order_ends_with_the_id() -> None:
    assert shown(answer(request("psychosocial"), one("b"), one("c"), one("a"))) == ["a", "b", "c"]


def test_r31_arranged_ranks_below_direct_at_equal_travel() -> None:
    arranged, direct = one("a", how=How.ARRANGED), one("b")
    assert shown(answer(request("psychosocial"), arranged, direct)) == ["b", "a"]


URGENT = [
    pytest.param(
        {"minutes": 170}, {"facts": {**SAID, "hiv_pep": "no"}}, id="presumed or recorded no last"
    ),
    pytest.param(
        {"minutes": 170},
        {"capacity": Capacity(4, 0, date(2026, 11, 23))},
        id="full last",
    ),
    pytest.param({"minutes": 59, "facts": {"open_24h": "no"}}, {"minutes": 62}, id="travel band"),
    pytest.param({"minutes": 50}, {"facts": {"open_24h": "no"}}, id="presumed open before unknown"),
    pytest.param({"minutes": 50, "facts": {"open_24h": "yes"}}, {}, id="open before presumed"),
    pytest.param(
        {"minutes": 40, "regency": "53.08"}, {"minutes": 41}, id="minutes, whatever the tier"
    ),
    pytest.param({"kind": Kind.PPT_HOSPITAL}, {}, id="kind rank at equal travel"),
]


@pytest.mark.parametrize(("better", "worse"), URGENT)
def test_urgent_order(better: dict[str, Any], worse: dict[str, Any]) -> None:
    recent = request("medical", contact=Contact.REPORTED, last_abuse=LastAbuse.UNDER_24H, now=NIGHT)
    places = []
    for ref, changes in (("z-better", better), ("a-worse", worse)):
        given = dict(changes)
        made = hospital(ref, **{k: v for k, v in given.items() if k != "minutes"})
        places.append(replace(made, **away(given.get("minutes", 0))))
    assert shown(answer(recent, *places)) == ["z-better", "a-worse"]


def test_urgent_order_leaves_out_who_is_shut_and_keeps_who_answers_at_night() -> None:
    asked = request("shelter", now=NIGHT)
    shut = shelter("shut", hours=OFFICE)
    answers = shelter("answers", hours=OFFICE, facts={"line_24h": "yes"}, **away(5))
    unknown = shelter("unknown", **away(50))
    found = answer(asked, shut, answers, unknown)
    assert shown(found) == ["unknown", "answers"]
    assert out(found) == {"shut": {("R29", "closed_now")}}
    assert "closed_now" in warned(found.alternatives[0])


@pytest.mark.parametrize(
    ("changes", "urgent"),
    [
        pytest.param({}, False, id="nothing said"),
        pytest.param({"danger": Danger.POSSIBLE}, False, id="possible danger"),
        pytest.param({"danger": Danger.YES}, True, id="danger"),
        pytest.param({"self_harm": Trilean.YES}, True, id="self-harm"),
        pytest.param({"contact": Contact.REPORTED}, True, id="contact, time unknown"),
        pytest.param(
            {"contact": Contact.SUSPECTED, "last_abuse": LastAbuse.H24_TO_72}, True, id="72 hours"
        ),
        pytest.param(
            {"contact": Contact.REPORTED, "last_abuse": LastAbuse.H72_TO_120}, True, id="120 hours"
        ),
        pytest.param(
            {"contact": Contact.REPORTED, "last_abuse": LastAbuse.LATER}, False, id="late"
        ),
        pytest.param({"contact": Contact.ONLINE_ONLY}, False, id="online only"),
        pytest.param({"contact": Contact.UNKNOWN}, False, id="contact unknown"),
        pytest.param({"sub_needs": (SubNeed.EMERGENCY_CARE,)}, True, id="life-saving care"),
        pytest.param({"sub_needs": (SubNeed.HIV_PEP,)}, True, id="PEP"),
        pytest.param({"sub_needs": (SubNeed.STI_CARE,)}, False, id="STI care"),
    ],
)
def test_what_makes_medical_care_urgent(changes: dict[str, Any], urgent: bool) -> None:
    found = answer(request("medical", **changes), hospital("one"))
    assert found.urgent is urgent


def test_r12_a_boy_has_no_contraception_window_and_a_girl_of_eight_neither() -> None:
    late: dict[str, Any] = {"contact": Contact.REPORTED, "last_abuse": LastAbuse.H72_TO_120}
    assert not answer(request("medical", sex="male", **late), hospital("one")).urgent
    assert not answer(request("medical", age=8, **late), hospital("one")).urgent
    assert answer(request("medical", age=9, **late), hospital("one")).urgent
    assert answer(request("medical", sex="unknown", **late), hospital("one")).urgent


def test_a_bed_for_tonight_is_urgent_and_longer_care_is_not() -> None:
    assert answer(request("shelter"), shelter("one")).urgent
    longer = request("shelter", sub_needs=(SubNeed.LONG_TERM_CARE,))
    assert not answer(longer, shelter("one")).urgent


def test_r11_danger_outranks_every_criterion_of_every_need() -> None:
    danger = request("legal", danger=Danger.YES)
    near, ranked_first = service("lbh", "legal", kind=Kind.LEGAL_AID), uptd("unit", **away(30))
    assert first(danger, near, ranked_first) == "lbh"
    assert first(request("legal"), near, ranked_first) == "unit"


def test_r14_no_examination_sends_no_child_past_the_nearest_treatment() -> None:
    recent = request("medical", contact=Contact.REPORTED, last_abuse=LastAbuse.UNDER_24H)
    near = hospital("near", facts={"hiv_pep": "yes", "forensic_exam": "no"})
    far = hospital("far", **away(300))
    found = answer(recent, near, far)
    assert shown(found) == ["near", "far"]
    assert "without_forensic_exam" in warned(found.recommended)


def test_r12_pep_comes_before_contraception_and_contraception_before_the_examination() -> None:
    recent = request("medical", contact=Contact.REPORTED, last_abuse=LastAbuse.UNDER_24H)
    no_pills = hospital("no-pills", facts={"hiv_pep": "yes", "emergency_contraception": "no"})
    no_pep = hospital("no-pep", facts={"hiv_pep": "no"})
    far = hospital("far", **away(300))
    assert shown(answer(recent, no_pills, no_pep, far)) == ["no-pills", "far", "no-pep"]
    later = replace(recent, last_abuse=LastAbuse.H72_TO_120, sub_needs=(SubNeed.FORENSIC_EXAM,))
    no_exam = hospital("no-exam", facts={"forensic_exam": "no"})
    assert shown(answer(later, no_exam, no_pills, far)) == ["no-exam", "far", "no-pills"]


def test_an_examination_alone_does_need_an_examiner() -> None:
    asked = request("medical", sub_needs=(SubNeed.FORENSIC_EXAM,))
    no_exam = hospital("no-exam", facts={"forensic_exam": "no"})
    assert shown(answer(asked, no_exam, hospital("far", **away(300)))) == ["far", "no-exam"]


KIND_RANKS: list[tuple[str, list[set[Kind]]]] = [
    ("medical", [{Kind.PPT_HOSPITAL}, {Kind.HOSPITAL}, {Kind.PUSKESMAS}]),
    (
        "psychosocial",
        [
            {Kind.UPTD_PPA, Kind.P2TP2A, Kind.PPT},
            {Kind.WOMEN_CRISIS_CENTRE, Kind.NGO, Kind.LPA},
            {Kind.SENTRA},
            {Kind.HOSPITAL},
        ],
    ),
    (
        "legal",
        [
            {Kind.UPTD_PPA, Kind.P2TP2A, Kind.PPT},
            {Kind.LEGAL_AID, Kind.WOMEN_CRISIS_CENTRE, Kind.LPA, Kind.NGO},
            {Kind.LPSK, Kind.UPPA},
        ],
    ),
    (
        "shelter",
        [
            {Kind.RPTC, Kind.RPSA},
            {Kind.UPTD_PPA, Kind.NGO_SHELTER, Kind.WOMEN_CRISIS_CENTRE},
            {Kind.DINAS_SOSIAL},
        ],
    ),
    ("return", [{Kind.RPTC}, {Kind.UPTD_PPA}, {Kind.NGO, Kind.NGO_SHELTER}, {Kind.IOM}]),
    ("reintegration", [{Kind.UPTD_PPA}, {Kind.SENTRA, Kind.RPTC, Kind.NGO, Kind.NGO_SHELTER}]),
]


@pytest.mark.parametrize(("need", "ranks"), KIND_RANKS, ids=[need for need, _ in KIND_RANKS])
def test_kind_ranks_of_order_6(need: str, ranks: list[set[Kind]]) -> None:
    """Each rank's kinds stand between those before and those after, whatever their ids."""
    asked = request(need, more=50, **SAFE, sub_needs=longer(need))
    kinds = [kind for rank in ranks for kind in sorted(rank)]
    places = [
        service(f"{99 - n:02}-{kind}", need, kind=kind, facts=SAID) for n, kind in enumerate(kinds)
    ]
    found = [ref.split("-", 1)[1] for ref in shown(answer(asked, *places))]
    at = {kind: next(n for n, rank in enumerate(ranks) if kind in rank) for kind in kinds}
    assert [at[Kind(kind)] for kind in found] == sorted(at.values())


def longer(need: str) -> tuple[SubNeed, ...]:
    """Shelter by the order of judgement 5, not by travel."""
    return (SubNeed.LONG_TERM_CARE,) if need == "shelter" else ()


def test_kind_rank_of_a_report_puts_the_police_unit_beside_the_protection_unit() -> None:
    police = service("a-police", "legal", kind=Kind.UPPA, operator=Operator.POLICE, facts=SAID)
    aid = service("b-aid", "legal", kind=Kind.LEGAL_AID, facts=SAID)
    report = request("legal", sub_needs=(SubNeed.REPORT_TO_POLICE,))
    assert first(report, police, aid) == "a-police"
    assert first(request("legal"), police, aid) == "b-aid"


def test_kind_rank_from_abroad() -> None:
    kinds = [Kind.BP3MI, Kind.UPTD_PPA, Kind.NGO, Kind.IOM]
    places = [
        service(f"{9 - n}-{kind}", "return", kind=kind, facts=SAID) for n, kind in enumerate(kinds)
    ]
    asked = request("return", came_from=CameFrom.ABROAD, more=9, **SAFE)
    assert [ref[2:] for ref in shown(answer(asked, *places))] == [k.value for k in kinds]


def test_r30_full_is_shown_with_its_reason_and_never_first() -> None:
    full = one("full", capacity=Capacity(8, 0, date(2026, 11, 23)))
    other = one("other", **away(2000))
    found = answer(request("psychosocial"), full, other)
    assert found.recommended is not None and found.recommended.service.id == "other"
    assert "full" in warned(found.alternatives[0])
    alone = answer(request("psychosocial"), full)
    assert alone.recommended is None and shown(alone) == ["full"]


def test_r30_an_old_count_says_nothing() -> None:
    full = one("full", capacity=Capacity(8, 0, date(2026, 10, 1)))
    found = answer(request("psychosocial"), full)
    assert first(request("psychosocial"), full) == "full"
    assert "full" not in warned(found.recommended)


@pytest.mark.parametrize(
    ("status", "code"), [(Status.SUSPENDED, "suspended"), (Status.CLOSED, "closed_down")]
)
def test_r30_suspended_or_closed_is_rejected_with_its_reason(status: Status, code: str) -> None:
    found = answer(request("psychosocial"), one("gone", status=status), one("here", **away(90)))
    assert shown(found) == ["here"]
    assert out(found) == {"gone": {("R30", code)}}


def test_r32_a_historical_record_is_last_and_never_recommended() -> None:
    old = one("old", status=Status.HISTORICAL)
    alone = answer(request("psychosocial"), old)
    assert alone.recommended is None and shown(alone) == ["old"]
    assert {"historical", "call_first"} <= warned(alone.alternatives[0])


@pytest.mark.parametrize(
    ("verified", "codes"),
    [
        pytest.param(None, {"call_first"}, id="seed only"),
        pytest.param(date(2026, 5, 24), set[str](), id="six months to the day"),
        pytest.param(date(2026, 5, 23), {"ageing"}, id="a day more"),
        pytest.param(date(2025, 11, 24), {"ageing"}, id="twelve months to the day"),
        pytest.param(date(2025, 11, 23), {"call_first"}, id="stale"),
    ],
)
def test_r32_freshness_in_calendar_months(verified: date | None, codes: set[str]) -> None:
    made = one("one", provenance=Provenance("Sumber uji", 2025, Confidence.HIGH, verified))
    found = answer(request("psychosocial"), made)
    assert warned(found.recommended) & {"ageing", "call_first"} == codes


def test_r32_a_record_nobody_checked_never_stands_alone() -> None:
    for need in Need:
        kind = Kind.HOSPITAL if need is Need.MEDICAL else Kind.UPTD_PPA
        found = answer(request(need), service("one", need, kind=kind))
        assert "call_first" in warned(found.recommended) and found.meanwhile


def asked_at(now: datetime) -> HelpRequest:
    return request("psychosocial", now=now)


def test_equal_input_gives_an_equal_plan_whatever_the_order_of_the_directory() -> None:
    places = [one(f"place-{n}", **away(n % 3 * 40)) for n in range(8)]
    assert answer(asked_at(NOW), *places) == answer(asked_at(NOW), *reversed(places))


def test_r44_who_can_be_reached_comes_before_who_cannot_among_alternatives_too() -> None:
    found = answer(request("psychosocial"), one("a"), one("b", phones=()), one("c", **away(50)))
    assert shown(found) == ["a", "c", "b"]
