"""Ways over water, long journeys, keeping together, overrides, and what may leave the screen.

R13, R21, R25 with recorded crossings; R27; R33; R40; R41 on line; R47; R48.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from referral.domain.directory import Directory
from referral.domain.plans import Answer, Plan
from referral.domain.regions import Place, Travel
from referral.domain.requests import Attempt, Child, HelpRequest, Override
from referral.domain.routing import plan
from referral.domain.services import Capacity, Service
from referral.domain.table import RoutingTable
from referral.domain.vocabulary import (
    Band,
    Companion,
    Contact,
    Danger,
    Disability,
    Kind,
    LastAbuse,
    Level,
    Need,
    Operator,
    OverrideReason,
    Sex,
    Status,
    SubNeed,
    Suspect,
    TryOutcome,
)
from referral.present.plan import plan_document
from referral.present.text import plan_text
from referral.present.translate import translator
from tests.builders import (
    KEY,
    REGIONS,
    FlatMap,
    answer,
    away,
    first,
    hospital,
    ids,
    no_holidays,
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

SAFE: dict[str, Any] = {"suspect": frozenset({Suspect.NONE}), "danger": Danger.NONE}
RECENT: dict[str, Any] = {"contact": Contact.REPORTED, "last_abuse": LastAbuse.UNDER_24H}


@dataclass
class SeaMap(FlatMap):
    """The small map with crossings: minutes by recorded links, by service id."""

    crossings: dict[str, int] = field(default_factory=dict)

    def travel_one(self, place: Place, service: int) -> Travel:
        found = super().travel_one(place, service)
        minutes = self.crossings.get(self.services[service].id)
        if minutes is None:
            return found
        band = list(Band)[policy().band(minutes)]
        return Travel(found.km, minutes, band, ("ferry",), ("a-recorded-ferry",), "recorded")


def over_sea(asked: HelpRequest, *services: Service, **crossings: int) -> Answer:
    """The answer where these services can be reached by a recorded link, in so many minutes."""
    directory = Directory.of(services, version="test", opaque_key=KEY)
    table = RoutingTable(directory, policy())
    geography = SeaMap(directory.services, crossings=crossings)
    made = plan(asked, table, geography, no_holidays)
    return next(one for one in made.answers if one.need is asked.needs[0])


def noted(found: Answer) -> set[tuple[str, str]]:
    return {(note.rule, note.code) for note in found.notes}


# Over water ------------------------------------------------------------------------------------

PROVINCE_UNITS: dict[str, Any] = {"level": Level.PROVINCE, "regency": "53.71", "coverage": ("53",)}


@pytest.mark.parametrize("need", ["psychosocial", "shelter"])
def test_r25_a_recorded_crossing_ranks_by_its_time_and_an_unrecorded_one_after_it(
    need: str,
) -> None:
    a_nearer_island = uptd("a-unrecorded", need, **{**PROVINCE_UNITS, **away(10)})
    sailed_to = uptd("sailed", need, **PROVINCE_UNITS)
    found = over_sea(request(need), a_nearer_island, sailed_to, sailed=900)
    assert shown(found) == ["sailed", "a-unrecorded"]
    assert found.recommended and found.recommended.travel.links == ("a-recorded-ferry",)
    assert "unknown_travel" in warned(found.alternatives[0])
    assert "unknown_travel" not in warned(found.recommended)
    assert shown(over_sea(request(need), a_nearer_island, sailed_to)) == ["a-unrecorded", "sailed"]


def test_r21_a_neighbour_over_the_sea_enters_only_when_it_is_nearer_than_the_province() -> None:
    kupang = uptd("kupang", "psychosocial", **PROVINCE_UNITS)
    bima = service("bima", "psychosocial", regency="52.72", latitude=-8.5, longitude=116.1)
    asked = request("psychosocial")
    assert shown(over_sea(asked, kupang, bima, kupang=300, bima=299)) == ["kupang", "bima"]
    assert shown(over_sea(asked, kupang, bima, kupang=300, bima=300)) == ["kupang"]
    assert shown(over_sea(asked, kupang, bima, bima=300)) == ["bima", "kupang"]


def test_r13_urgent_care_takes_the_shortest_way_by_sea_too() -> None:
    asked = request("medical", **RECENT)
    own, beyond = hospital("own", **away(170)), hospital("beyond", regency="52.72", latitude=-8.4)
    found = over_sea(asked, own, beyond, beyond=100)
    assert shown(found) == ["beyond", "own"] and int(found.tier or 0) == 3
    assert shown(over_sea(asked, own, beyond, beyond=175))[0] == "own"


# R27 -------------------------------------------------------------------------------------------

REMOTE = service(
    "hotline-sejiwa-119-8", kind=Kind.HOTLINE, level=Level.NATIONAL, regency="31.75", coverage=()
)


@pytest.mark.parametrize("minutes", [179, 182, None])
def test_r27_an_urgent_journey_beyond_three_hours_brings_outreach_and_support_from_afar(
    minutes: int | None,
) -> None:
    where = away(minutes) if minutes else {"regency": "53.71"}
    unit = uptd("unit", "psychosocial")
    found = answer(request("medical", **RECENT), hospital("ward", **where), unit, REMOTE)
    far = minutes != 179
    assert (("R27", "outreach_request") in noted(found)) is far
    why = {o.service.id: [(r.rule, r.code) for r in o.reasons] for o in found.meanwhile}
    assert (why.get("unit") == [("R27", "outreach")]) is far
    assert (why.get(REMOTE.id) == [("R27", "remote_support")]) is far
    assert (REMOTE.id in why) is far


def test_r27_three_hours_to_the_minute_are_not_beyond_them() -> None:
    ward = hospital("ward", regency="53.71")
    for minutes, far in ((180, False), (181, True)):
        found = over_sea(request("medical", **RECENT), ward, REMOTE, ward=minutes)
        assert (REMOTE.id in ids(found.meanwhile)) is far


def test_r27_support_from_afar_is_who_can_be_reached_by_number_or_on_their_site() -> None:
    asked, mute = request("medical", **RECENT), replace(REMOTE, phones=())
    assert REMOTE.id not in ids(answer(asked, mute).meanwhile)
    site = replace(mute, website="https://contoh.example.org")
    assert REMOTE.id in ids(answer(asked, site).meanwhile)


def test_r27_is_for_urgent_needs() -> None:
    found = answer(request("medical"), hospital("ward", **away(400)), uptd("unit"), REMOTE)
    assert not {rule for rule, _ in noted(found)} & {"R27"}
    assert REMOTE.id not in ids(found.meanwhile)


# R33 -------------------------------------------------------------------------------------------

BOY_AND_GIRL = (Child(age=9, sex=Sex.MALE), Child(age=13, sex=Sex.FEMALE))


def test_r33_a_place_that_takes_siblings_comes_first_and_they_stay_together() -> None:
    both = {"accepts_girls": "yes", "accepts_boys": "yes", "emergency_intake": "yes"}
    parts = shelter("a-parts", facts={**both, "accepts_siblings": "no"})
    keeps = shelter("keeps", facts={**both, "accepts_siblings": "yes"}, **away(40))
    asked = request("shelter", children=BOY_AND_GIRL)
    found = answer(asked, parts, keeps)
    assert shown(found) == ["keeps", "a-parts"]
    assert ("R33", "keep_together") in noted(found)
    assert ("R33", "cannot_keep_together") in noted(answer(asked, parts))


@pytest.mark.parametrize(("houses", "placed"), [(("girls", "boys"), 2), (("girls",), 1), ((), 0)])
def test_r33_where_no_place_takes_all_the_plan_says_how_many_could_be_placed_apart(
    houses: tuple[str, ...], placed: int
) -> None:
    one_sex = {
        "girls": shelter("girls", facts={"accepts_girls": "yes", "accepts_boys": "no"}),
        "boys": shelter("boys", facts={"accepts_girls": "no", "accepts_boys": "yes"}),
    }
    found = answer(request("shelter", children=BOY_AND_GIRL), *(one_sex[name] for name in houses))
    assert found.recommended is None and found.interim
    assert ("R33", "cannot_keep_together") in noted(found)
    split = next(note for note in found.notes if note.code == "split")
    assert dict(split.facts) == {"placed": placed, "kinds": 2}


@pytest.mark.parametrize("said", ["own_baby", "companions"])
def test_r33_a_mother_and_her_baby_are_kept_together(said: str) -> None:
    one: dict[str, Any] = (
        {"children": (Child(age=16, sex=Sex.FEMALE, own_baby=True),)}
        if said == "own_baby"
        else {"companions": frozenset({Companion.OWN_BABY})}
    )
    refuses = shelter("a-refuses", facts={"accepts_baby": "no"})
    takes = shelter("takes", facts={"accepts_baby": "yes"}, **away(40))
    found = answer(request("shelter", **one), refuses, takes)
    assert shown(found) == ["takes", "a-refuses"]
    assert ("R33", "keep_together") in noted(found)
    assert ("R33", "cannot_keep_together") in noted(answer(request("shelter", **one), refuses))


def test_r33_says_nothing_of_one_child_alone() -> None:
    assert "R33" not in {rule for rule, _ in noted(answer(request("shelter"), shelter("one")))}


# R40 -------------------------------------------------------------------------------------------


def let_in(ref: str = "one") -> dict[str, Any]:
    return {"overrides": (Override(ref, OverrideReason.CONFIRMED_BY_PHONE),)}


NO_BED = {"emergency_intake": "no"}
MAY_OPEN: list[Any] = [
    pytest.param({}, shelter("one", facts=NO_BED), "R41", id="no bed tonight, by its record"),
    pytest.param(
        {"disability": Disability.DEAF}, shelter("one", facts={"access_deaf": "no"}), "R9",
        id="no access, by its record",
    ),
    pytest.param(
        {"tried": (Attempt("one", TryOutcome.FULL),)}, shelter("one"), "R45", id="tried before"
    ),
]  # fmt: skip
NEVER: list[Any] = [
    pytest.param({"sex": "male"}, {"facts": {"accepts_boys": "no"}}, "R1", id="R1"),
    pytest.param({}, {"max_age": 11}, "R2", id="R2"),
    pytest.param({}, {"facts": {"apart_from_adults": "no"}}, "R3", id="R3"),
    pytest.param({}, {"facts": {"apart_from_offenders": "no"}}, "R4", id="R4"),
    pytest.param({}, {"kind": Kind.UPPA}, "R18", id="R18"),
    pytest.param({}, {"country": "TL"}, "R24", id="R24"),
    pytest.param({"avoid": ("one",)}, {}, "R34", id="R34"),
    pytest.param({}, {"status": Status.SUSPENDED}, "R30", id="suspended"),
]


@pytest.mark.parametrize(("asked", "one", "rule"), MAY_OPEN)
def test_r40_a_human_lets_back_in_what_the_policy_allows_and_the_plan_says_so(
    asked: dict[str, Any], one: Service, rule: str
) -> None:
    assert {r for r, _ in out(answer(request("shelter", **asked), one))["one"]} == {rule}
    found = answer(request("shelter", **asked, **let_in()), one)
    assert shown(found) == ["one"] and out(found) == {}
    assert found.recommended
    assert ("R40", "overridden") in {(r.rule, r.code) for r in found.recommended.reasons}


@pytest.mark.parametrize(("asked", "changes", "rule"), NEVER)
def test_r40_never_opens_what_guards_the_child(
    asked: dict[str, Any], changes: dict[str, Any], rule: str
) -> None:
    one = shelter("one", **changes)
    found = answer(request("shelter", **asked, **let_in()), one)
    assert shown(found) == []
    assert rule in {r for r, _ in out(found)["one"]}


def test_r40_one_rule_that_stays_shut_keeps_the_service_out() -> None:
    one = shelter("one", facts={**NO_BED, "apart_from_adults": "no"})
    assert shown(answer(request("shelter", **let_in()), one)) == []


def test_r40_a_full_place_stays_behind_and_another_override_changes_nothing() -> None:
    full = shelter("full", facts=NO_BED, capacity=Capacity(4, 0, None))
    found = answer(request("shelter", **let_in("full")), full)
    assert found.recommended is None and shown(found) == ["full"]
    other = request("shelter", **let_in("another"))
    assert shown(answer(other, shelter("one", facts=NO_BED))) == []


# On line ---------------------------------------------------------------------------------------

REMOVAL = service(
    "komdigi-aduan-konten", "legal", kind=Kind.CONTENT_REMOVAL, level=Level.NATIONAL, coverage=()
)


def test_r41_what_is_only_on_line_gets_counselling_legal_help_and_removal_together() -> None:
    made = route(request("shelter", contact=Contact.ONLINE_ONLY, **SAFE), uptd("unit"), REMOVAL)
    assert [(a.need.value, a.added_by_rule) for a in made.answers] == [
        ("shelter", None),
        ("psychosocial", "R41"),
        ("legal", "R41"),
    ]
    legal = made.answers[-1]
    (removes,) = [o for o in legal.meanwhile if o.service.id == REMOVAL.id]
    assert [(r.rule, r.code) for r in removes.reasons] == [("R41", "removes_content")]
    card = made.call_card
    assert {"no_paying", "no_material"} <= set(card.do_not) and "keep_messages" in card.say
    assert "ask_meeting" in {question.code for question in card.ask}


def test_r41_removal_stands_beside_legal_help_alone_and_only_when_material_is_on_line() -> None:
    made = route(request("psychosocial", "legal"), REMOVAL)
    assert all(REMOVAL.id not in ids(one.meanwhile) for one in made.answers)
    wanted = request("psychosocial", "legal", sub_needs=(SubNeed.CONTENT_REMOVAL,))
    first_answer, legal = route(wanted, replace(REMOVAL, needs=())).answers
    assert REMOVAL.id not in ids(first_answer.meanwhile) and REMOVAL.id in ids(legal.meanwhile)


# R47 -------------------------------------------------------------------------------------------


def leaves(made: Plan, language: str) -> str:
    words = translator(language)
    return plan_text(plan_document(made, REGIONS, words), words)


CHILDREN: list[HelpRequest] = [
    request("medical", "legal", age=14, sex="female", **RECENT),
    request("medical", "legal", age=5, sex="male", **RECENT, disability=Disability.DEAF),
    request("medical", "legal", **RECENT, suspect=frozenset({Suspect.FAMILY, Suspect.NETWORK})),
    request("medical", "legal", **RECENT, danger=Danger.POSSIBLE, caller=None),
]


@pytest.mark.parametrize("language", ["id", "en"])
def test_r47_the_text_that_leaves_is_the_same_whoever_the_child_and_the_suspect(
    language: str,
) -> None:
    ward, unit = hospital("ward"), uptd("unit", "legal")
    texts = {leaves(route(asked, ward, unit), language) for asked in CHILDREN}
    assert len(texts) == 1
    (text,) = texts
    assert "Ward" in text and "0810-0000-0000" in text


@pytest.mark.parametrize("language", ["id", "en"])
def test_r47_no_reason_note_or_rejection_leaves_the_screen(language: str) -> None:
    suspect = frozenset({Suspect.POLICE, Suspect.HOUSEHOLD})
    polres = service("polres-uji", "legal", kind=Kind.UPPA, operator=Operator.POLICE)
    made = route(
        request("shelter", "legal", suspect=suspect, **RECENT), polres, shelter("home"), uptd("u")
    )
    words = translator(language)
    document = plan_document(made, REGIONS, words)
    text = plan_text(document, words)
    assert "Polres" not in text
    inside = [note["text"] for one in document["answers"] for note in one["notes"]]
    inside += [b["text"] for b in document["banners"]]
    inside += [line["text"] for lines in document["call_card"].values() for line in lines]
    for one in document["answers"]:
        for offer in filter(None, (one["recommended"], *one["alternatives"], *one["meanwhile"])):
            inside += [r["text"] for r in offer["reasons"]]
        inside += [r["text"] for out in one["rejected"] for r in out["reasons"]]
    assert len(inside) > 20
    assert [sentence for sentence in inside if sentence in text] == []


# R48 -------------------------------------------------------------------------------------------

OFFICIALS = [suspect for suspect in Suspect if suspect.value.startswith("official_")]


@pytest.mark.parametrize("suspect", OFFICIALS)
def test_r48_an_official_as_suspect_warns_against_village_letters(suspect: Suspect) -> None:
    card = route(request("legal", suspect=frozenset({suspect}))).call_card
    assert "no_village_letters" in card.do_not
    other = route(request("legal", suspect=frozenset({Suspect.FAMILY}))).call_card
    assert "no_village_letters" not in other.do_not


def test_r48_the_polres_of_a_neighbour_that_does_not_serve_the_place_stays() -> None:
    asked = request("legal", suspect=frozenset({Suspect.POLICE}))
    police: dict[str, Any] = {"kind": Kind.UPPA, "operator": Operator.POLICE}
    own = service("own", "legal", regency="53.08", coverage=("53.07", "53.08"), **police)
    other = service("other", "legal", regency="53.08", coverage=("53.08",), **police)
    polda = service(
        "polda", "legal", regency="53.71", coverage=("53",), level=Level.PROVINCE, **police
    )
    found = answer(asked, own, other, polda)
    assert out(found) == {"own": {("R34", "institution_to_avoid")}}
    assert set(shown(found)) == {"other", "polda"}


def test_r48_the_villages_own_staff_go_with_the_villages_official() -> None:
    office = service("office", "psychosocial", operator=Operator.VILLAGE)
    asked = request("psychosocial", suspect=frozenset({Suspect.OFFICIAL_VILLAGE}))
    assert out(answer(asked, office)) == {"office": {("R34", "institution_to_avoid")}}
    assert first(request("psychosocial"), office) == "office"


def test_r22_every_need_has_its_line_in_an_empty_directory() -> None:
    for need in Need:
        assert "hotline-sapa-129" in ids(answer(request(need)).meanwhile)
