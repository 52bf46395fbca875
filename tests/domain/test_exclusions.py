"""What a request removes: R34 (avoid, institutions of a suspect), R45 (tried), R48."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from referral.domain.plans import Plan
from referral.domain.requests import Attempt
from referral.domain.vocabulary import (
    CameFrom,
    Contact,
    Danger,
    Kind,
    Level,
    Need,
    Operator,
    Suspect,
    TryOutcome,
)
from tests.builders import (
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
)

TRIED = list(TryOutcome)


def everywhere(made: Plan) -> set[str]:
    """Ids of everything a plan offers: answers, lines, banners, one stop."""
    found: list[str] = [ref for banner in made.banners for ref in ids(banner.contacts)]
    for one in made.answers:
        found += ids([one.recommended, *one.alternatives, *one.meanwhile])
    return {*found, *([made.one_stop.shown.service.id] if made.one_stop else [])}


@pytest.mark.parametrize("outcome", TRIED)
def test_r45_what_was_tried_goes_at_once_and_the_next_comes(outcome: TryOutcome) -> None:
    asked = request("psychosocial", tried=(Attempt("near", outcome),))
    near, next_one = uptd("near"), uptd("next", **away(90))
    found = answer(asked, near, next_one)
    assert shown(found) == ["next"]
    assert out(found) == {"near": {("R45", f"tried_{outcome.value}")}}


def test_r45_removes_from_every_need_of_the_plan_and_from_one_stop() -> None:
    asked = request("psychosocial", "legal", tried=(Attempt("unit", TryOutcome.DECLINED),))
    assert "unit" not in everywhere(route(asked, uptd("unit")))


@pytest.mark.parametrize("need", list(Need))
@pytest.mark.parametrize("outcome", TRIED)
def test_r38_never_empty_though_every_line_was_tried(need: Need, outcome: TryOutcome) -> None:
    tried = tuple(Attempt(name, outcome) for name in policy().line)
    for came_from in CameFrom:
        made = route(request(need, tried=tried, danger=Danger.YES, came_from=came_from))
        assert all(one.recommended or one.meanwhile for one in made.answers)
        assert all(banner.contacts for banner in made.banners)
        again = {r.code for one in made.answers[0].meanwhile for r in one.reasons}
        assert again == {"tried_already"}


def test_r38_a_tried_line_gives_way_to_one_that_was_not() -> None:
    tried = (Attempt("hotline-sapa-129", TryOutcome.NO_ANSWER),)
    found = answer(request("psychosocial", tried=tried))
    assert found.meanwhile and "hotline-sapa-129" not in ids(found.meanwhile)
    assert not {"kp2mi-call-center", "kemlu-pwni"} & set(ids(found.meanwhile))


def test_r38_never_empty_though_every_line_is_to_be_avoided() -> None:
    for need in Need:
        made = route(request(need, avoid=tuple(policy().line)))
        assert all(one.recommended or one.meanwhile for one in made.answers)


AVOIDED: list[Any] = [
    pytest.param("near", id="by id"),
    pytest.param("53.07", id="by regency"),
    pytest.param("53", id="by province"),
]


@pytest.mark.parametrize("code", AVOIDED)
def test_r34_a_place_to_avoid_appears_nowhere(code: str) -> None:
    bima = hospital("bima", regency="52.72", **away(60))
    asked = request("medical", "psychosocial", avoid=(code,), contact=Contact.REPORTED)
    near = replace(hospital("near"), needs=hospital("x").needs + uptd("y", "psychosocial").needs)
    made = route(asked, near, bima)
    assert "near" not in everywhere(made) and "bima" in everywhere(made)
    assert out(made.answers[0])["near"] == {("R34", "place_to_avoid")}


def test_r34_beats_nearness_and_r12_and_gives_the_next_health_facility() -> None:
    asked = request("medical", contact=Contact.REPORTED, avoid=("nearest",))
    nearest = hospital("nearest", facts={"hiv_pep": "yes"})
    assert first(asked, nearest, hospital("next", **away(400))) == "next"


def test_r34_a_kecamatan_to_avoid_takes_what_stands_in_it() -> None:
    inside = uptd("inside", kecamatan_code="53.07.03")
    beside = uptd("beside", kecamatan_code="53.07.04", **away(30))
    for code in ("53.07.03", "53.07.03.2001"):
        assert shown(answer(request("psychosocial", avoid=(code,)), inside, beside)) == ["beside"]


@pytest.mark.parametrize("changes", [{"confidential": True}, {}], ids=["secret", "children live"])
def test_r35_a_kecamatan_to_avoid_does_not_tell_where_a_shelter_stands(
    changes: dict[str, Any],
) -> None:
    """Who asks kecamatan by kecamatan would otherwise find it by its going."""
    house = shelter("house", kecamatan_code="53.07.03", **changes)
    asked = request("shelter", avoid=("53.07.03",))
    assert shown(answer(asked, uptd("unit", "psychosocial"), house)) == ["house"]
    secret = uptd("secret", "psychosocial", confidential=True, kecamatan_code="53.07.03")
    asked = request("psychosocial", avoid=("53.07.03",))
    assert shown(answer(asked, uptd("unit", "legal"), secret)) == ["secret"]


def test_r34_a_regency_to_avoid_takes_units_that_serve_it_alone() -> None:
    asked = request("psychosocial", avoid=("53.08",))
    serves = uptd("serves", regency="53.07", coverage=("53.08",))
    both = uptd("both", coverage=("53.07", "53.08"), **away(20))
    assert shown(answer(asked, serves, both)) == ["both"]


def test_r34_a_service_whose_id_begins_with_figures_is_no_region() -> None:
    one = uptd("53-sahabat-anak")
    found = answer(request("psychosocial", avoid=("53-sahabat-anak",)), one)
    assert out(found) == {"53-sahabat-anak": {("R34", "place_to_avoid")}}
    assert first(request("psychosocial", avoid=("53-other",)), one) == "53-sahabat-anak"


def test_r34_lines_to_avoid_stand_neither_beside_a_need_nor_in_a_banner() -> None:
    asked = request("medical", danger=Danger.YES, avoid=("hotline-polri-110", "psc-119"))
    made = route(asked)
    assert not {"hotline-polri-110", "psc-119"} & everywhere(made)
    assert made.banners[0].contacts


def police(ref: str, **changes: Any) -> Any:
    return service(ref, "legal", **{"kind": Kind.UPPA, "operator": Operator.POLICE, **changes})


POLICE = frozenset({Suspect.POLICE})


def test_r34_and_r48_a_suspect_officer_removes_the_polres_its_hospital_and_110() -> None:
    asked = request("medical", "legal", suspect=POLICE, danger=Danger.YES)
    polres = police("polres")
    polda = police("polda", level=Level.PROVINCE, coverage=("53",), **away(200))
    bhayangkara = hospital("bhayangkara", operator=Operator.POLICE)
    made = route(asked, polres, polda, bhayangkara, hospital("public", **away(30)))
    medical, legal = made.answers
    assert shown(medical) == ["public"] and shown(legal) == ["polda"]
    assert out(medical)["bhayangkara"] == {("R34", "institution_to_avoid")}
    assert out(legal)["polres"] == {("R34", "institution_to_avoid")}
    assert not {"polres", "bhayangkara", "hotline-polri-110"} & everywhere(made)
    assert made.banners[0].code == "immediate_danger" and made.banners[0].contacts


def test_r48_a_polres_goes_for_every_regency_it_covers() -> None:
    both = police("polres", regency="53.08", coverage=("53.07", "53.08"))
    other = police("other", regency="53.08", coverage=("53.08",), **away(90))
    found = answer(request("legal", suspect=POLICE), both, other)
    assert shown(found) == ["other"] and set(out(found)) == {"polres"}


def test_110_stands_ready_in_danger_when_no_officer_is_suspected() -> None:
    made = route(request("legal", danger=Danger.YES))
    assert "hotline-polri-110" in ids(made.banners[0].contacts)


def test_no_answer_names_110_when_an_officer_is_suspected_and_all_else_was_tried() -> None:
    tried = tuple(
        Attempt(name, TryOutcome.NO_ANSWER) for name in policy().line if name != "hotline-polri-110"
    )
    for need in Need:
        made = route(request(need, suspect=POLICE, tried=tried, danger=Danger.YES))
        assert "hotline-polri-110" not in everywhere(made)
        assert made.answers[0].meanwhile and made.banners[0].contacts


@pytest.mark.parametrize(
    ("suspect", "changes", "need"),
    [
        (Suspect.OFFICIAL_SHELTER, {"kind": Kind.NGO_SHELTER}, "shelter"),
        (Suspect.OFFICIAL_IMMIGRATION, {"operator": Operator.IMMIGRATION}, "psychosocial"),
        (Suspect.OFFICIAL_VILLAGE, {"operator": Operator.VILLAGE}, "psychosocial"),
        (Suspect.OFFICIAL_SCHOOL, {"operator": Operator.SCHOOL}, "psychosocial"),
    ],
)
def test_r34_an_officials_institution_goes_in_that_regency_only(
    suspect: Suspect, changes: dict[str, Any], need: str
) -> None:
    here = service("here", need, **changes)
    there = service("there", need, regency="53.08", **changes)
    found = answer(request(need, suspect=frozenset({suspect})), here, there)
    assert shown(found) == ["there"]
    assert out(found) == {"here": {("R34", "institution_to_avoid")}}


@pytest.mark.parametrize(
    "suspect", [Suspect.HOUSEHOLD, Suspect.FAMILY, Suspect.NETWORK, Suspect.NONE, Suspect.UNKNOWN]
)
def test_a_suspect_without_an_office_removes_no_institution(suspect: Suspect) -> None:
    places = (police("polres"), uptd("unit"), service("lbh", "legal", kind=Kind.LEGAL_AID))
    found = answer(request("legal", suspect=frozenset({suspect}), more=9), *places)
    assert set(shown(found)) == {"polres", "unit", "lbh"} and not found.rejected


def hidden(ref: str, **changes: Any) -> Any:
    return shelter(ref, confidential=True, **changes)


@pytest.mark.parametrize("outcome", [TryOutcome.NO_ANSWER, TryOutcome.UNSAFE])
def test_r45_a_gateway_that_does_not_answer_or_is_unsafe_takes_what_it_hides(
    outcome: TryOutcome,
) -> None:
    gateway = uptd("gateway", "psychosocial")
    asked = request("shelter", tried=(Attempt("gateway", outcome),))
    found = answer(asked, gateway, hidden("house-a"), hidden("house-b"))
    assert shown(found) == []
    assert out(found) == {
        ref: {("R45", f"tried_{outcome.value}")} for ref in ("house-a", "house-b")
    }


def test_r45_a_gateway_that_is_full_itself_still_reaches_what_it_hides() -> None:
    gateway = uptd("gateway", "shelter")
    asked = request("shelter", tried=(Attempt("gateway", TryOutcome.FULL),))
    assert shown(answer(asked, gateway, hidden("house"))) == ["house"]


@pytest.mark.parametrize("avoid", ["gateway", "53.08"])
def test_r34_a_gateway_to_avoid_bars_the_hidden_place_behind_it(avoid: str) -> None:
    """The plan would show the gateway's name and number: that is what is to be avoided."""
    gateway = uptd("gateway", "psychosocial", regency="53.08", coverage=("53.07", "53.08"))
    found = answer(request("shelter", avoid=(avoid,)), gateway, hidden("house"))
    assert shown(found) == [] and out(found)["house"] == {("R34", "place_to_avoid")}


def test_r34_a_gateway_of_the_suspect_bars_the_hidden_place_behind_it() -> None:
    """An official of the unit's own shelter would be the one who answers for the secret place."""
    gateway = replace(
        uptd("gateway", regency="53.08", coverage=("53.07", "53.08")),
        needs=shelter("x").needs,
    )
    house = hidden("house", regency="53.08")
    asked = request("shelter", suspect=frozenset({Suspect.OFFICIAL_SHELTER}))
    found = answer(asked, gateway, house)
    assert shown(found) == [] and out(found)["house"] == {("R34", "institution_to_avoid")}


def test_a_hidden_place_named_by_its_own_id_is_dropped_and_not_listed() -> None:
    asked = request("shelter", avoid=("house",))
    made = route(asked, uptd("gateway", "psychosocial"), hidden("house"))
    assert "house" not in everywhere(made) and not made.answers[0].rejected


def test_r48_no_police_hospital_anywhere_is_offered_when_an_officer_is_suspected() -> None:
    elsewhere = hospital(
        "elsewhere", operator=Operator.POLICE, regency="53.08", level=Level.PROVINCE
    )
    found = answer(request("medical", suspect=POLICE), elsewhere)
    assert out(found) == {"elsewhere": {("R34", "institution_to_avoid")}}


def test_r22_the_migrants_lines_are_no_last_resort_for_a_child_from_here() -> None:
    migrants = {"kp2mi-call-center", "kemlu-pwni"}
    tried = tuple(
        Attempt(name, TryOutcome.NO_ANSWER) for name in policy().line if name not in migrants
    )
    here = answer(request("legal", tried=tried, came_from=CameFrom.HERE))
    assert here.meanwhile and not migrants & set(ids(here.meanwhile))
    back = answer(request("legal", tried=tried, came_from=CameFrom.ABROAD))
    assert set(ids(back.meanwhile)) <= migrants
