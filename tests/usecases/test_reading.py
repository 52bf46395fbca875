"""Reading a request: every member, its default, and every bad shape with its path and code."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from referral.domain.directory import Directory
from referral.domain.errors import RequestRejected
from referral.domain.regions import Place
from referral.domain.requests import Attempt, Child, HelpRequest
from referral.domain.table import RoutingTable
from referral.domain.vocabulary import (
    AgeBand,
    Caller,
    CameFrom,
    Companion,
    Contact,
    Danger,
    Disability,
    LastAbuse,
    Nationality,
    Need,
    Sex,
    SubNeed,
    Suspect,
    Trilean,
    TryOutcome,
)
from referral.geo.errors import AmbiguousPlace, OpenSea, OutsideIndonesia, UnknownPlace
from referral.geo.gazetteer import Candidate
from referral.usecases.find_help import read_request
from referral.usecases.world import World
from tests.builders import KEY, REGIONS, place, policy, shelter, uptd

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
SIKKA = {"code": "53.07"}
DIRECTORY = Directory.of(
    [uptd("unit"), shelter("house", confidential=True)], version="test", opaque_key=KEY
)
TABLE = RoutingTable(DIRECTORY, policy())
OPAQUE = TABLE.public_id(DIRECTORY.services[0])


def candidate(code: str, name: str) -> Candidate:
    return Candidate(code, name, "regency", ("Jawa Barat",), code, -6.6, 106.8, 0.9, True)


class Atlas:
    """A few regencies, and three points that are no place in Indonesia."""

    regions = REGIONS

    def find_code(self, text: str) -> str | None:
        dotted = text if "." in text or len(text) == 2 else f"{text[:2]}.{text[2:4]}"
        return dotted if dotted in REGIONS else None

    def place(self, text: str) -> Place:
        code = self.find_code(text)
        assert code is not None
        return place({"53": "53.71", "31": "31.75", "52": "52.72"}.get(code, code))

    def locate(self, latitude: float, longitude: float) -> Place:
        if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
            raise ValueError("degrees")
        if latitude > 0:
            raise OutsideIndonesia("MY", "61.03.17.2001", 80.0)
        if longitude > 140:
            raise OpenSea("53.07.01.2001", 61.4)
        return place("53.07", resolved_by="coordinate")


class Names:
    """Bogor is two places; Sikka is one; nothing else is known."""

    def resolve(self, text: str) -> Place:
        if text == "Bogor":
            raise AmbiguousPlace(
                (candidate("32.71", "Kota Bogor"), candidate("32.01", "Kabupaten Bogor"))
            )
        if text.lower() == "sikka":
            return place("53.07", resolved_by="name")
        raise UnknownPlace((candidate("53.07", "Kabupaten Sikka"),))

    def search(self, text: str, limit: int) -> list[Candidate]:
        return []


WORLD = World(
    atlas=Atlas(),  # type: ignore[arg-type]
    names=lambda: Names(),  # type: ignore[arg-type,return-value]  # noqa: PLW0108
    policy=policy(),
    directory=lambda: DIRECTORY,
    holidays=lambda year: frozenset[date](),
)


def read(**body: Any) -> HelpRequest:
    given = {"at": SIKKA, "needs": ["legal"], **body}
    tables: Any = SimpleNamespace(routing=TABLE)
    return read_request(WORLD, tables, {k: v for k, v in given.items() if v is not ...}, NOW)[0]


def wrong(**body: Any) -> set[tuple[str, str]]:
    with pytest.raises(RequestRejected) as caught:
        read(**body)
    return {(problem.path, problem.code) for problem in caught.value.problems}


def test_the_least_request_and_its_defaults() -> None:
    asked = read()
    assert asked.place.regency_code == "53.07" and asked.any_of == ()
    assert asked.needs == (Need.LEGAL,) and asked.sub_needs == ()
    assert asked.children == (Child(),) and asked.children[0].years == (0, 17)
    assert asked.now == NOW and asked.more == 0
    assert asked.danger is Danger.UNKNOWN and asked.self_harm is Trilean.UNKNOWN
    assert asked.contact is Contact.NONE and asked.last_abuse is LastAbuse.UNKNOWN
    assert asked.suspect == {Suspect.UNKNOWN} and asked.companions == {Companion.UNKNOWN}
    assert asked.nationality is Nationality.UNKNOWN and asked.came_from is CameFrom.UNKNOWN
    assert asked.disability is Disability.UNKNOWN and asked.caller is None
    assert asked.safe_to_talk is None and asked.home is None and asked.language is None
    assert asked.travel_means is None and asked.avoid == () and asked.tried == ()


OPTIONS: list[Any] = [
    ({"needs": ["legal", "medical", "legal"]}, "needs", (Need.LEGAL, Need.MEDICAL)),
    ({"needs": "medical"}, "needs", (Need.MEDICAL,)),
    ({"needs": ..., "sub_needs": ["hiv_pep"]}, "needs", (Need.MEDICAL,)),
    ({"sub_needs": ["hiv_pep"]}, "needs", (Need.LEGAL, Need.MEDICAL)),
    ({"sub_needs": ["hiv_pep"]}, "sub_needs", (SubNeed.HIV_PEP,)),
    ({"age": 14}, "children", (Child(age=14),)),
    ({"age": 0, "sex": "male"}, "children", (Child(age=0, sex=Sex.MALE),)),
    ({"age_band": "12-14"}, "children", (Child(band=AgeBand.TWELVE_TO_14),)),
    ({"sex": "female", "own_baby": True}, "children", (Child(sex=Sex.FEMALE, own_baby=True),)),
    (
        {"children": [{"age": 9, "sex": "male"}, {"age_band": "uncertain", "own_baby": "yes"}]},
        "children",
        (Child(age=9, sex=Sex.MALE), Child(band=AgeBand.UNCERTAIN, own_baby=True)),
    ),
    ({"children": [{}]}, "children", (Child(),)),
    ({"danger": "yes"}, "danger", Danger.YES),
    ({"self_harm": "no"}, "self_harm", Trilean.NO),
    ({"contact": "online_only"}, "contact", Contact.ONLINE_ONLY),
    ({"last_abuse": "72-120h"}, "last_abuse", LastAbuse.H72_TO_120),
    ({"suspect": ["police", "family"]}, "suspect", {Suspect.POLICE, Suspect.FAMILY}),
    ({"suspect": "none"}, "suspect", {Suspect.NONE}),
    ({"suspect": []}, "suspect", {Suspect.UNKNOWN}),
    ({"companions": ["alone", "own_baby"]}, "companions", {Companion.ALONE, Companion.OWN_BABY}),
    ({"nationality": "stateless"}, "nationality", Nationality.STATELESS),
    ({"came_from": "abroad"}, "came_from", CameFrom.ABROAD),
    ({"disability": "deaf"}, "disability", Disability.DEAF),
    ({"caller": "teacher"}, "caller", Caller.TEACHER),
    ({"safe_to_talk": False}, "safe_to_talk", False),
    ({"safe_to_talk": "yes"}, "safe_to_talk", True),
    ({"safe_to_talk": "unknown"}, "safe_to_talk", None),
    ({"home": "5308"}, "home", "53.08"),
    ({"language": " jv "}, "language", "jv"),
    ({"travel_means": "boat"}, "travel_means", "boat"),
    ({"more": 60}, "more", 60),
    ({"avoid": ["5308", "53.08", "unit"]}, "avoid", ("53.08", "unit")),
    ({"avoid": ["hotline-polri-110"]}, "avoid", ("hotline-polri-110",)),
    (
        {"tried": [{"service_id": "unit", "outcome": "full"}]},
        "tried",
        (Attempt("unit", TryOutcome.FULL),),
    ),
    ({"tried": [{"service_id": "unit"}]}, "tried", (Attempt("unit", TryOutcome.NO_ANSWER),)),
    (
        {"tried": [{"service_id": "psc-119", "outcome": "no_answer"}]},
        "tried",
        (Attempt("psc-119", TryOutcome.NO_ANSWER),),
    ),
    (
        {"tried": [{"service_id": OPAQUE, "outcome": "declined"}]},
        "tried",
        (Attempt(OPAQUE, TryOutcome.DECLINED),),
    ),
]


@pytest.mark.parametrize(
    ("body", "name", "expected"), OPTIONS, ids=[f"{n}-{o[1]}" for n, o in enumerate(OPTIONS)]
)
def test_every_option(body: dict[str, Any], name: str, expected: Any) -> None:
    assert getattr(read(**body), name) == expected


@pytest.mark.parametrize(
    "name",
    [
        *("danger", "self_harm", "contact", "last_abuse", "nationality", "came_from"),
        *("disability", "caller", "home", "language", "travel_means", "when", "more"),
        *("age", "age_band", "sex", "own_baby", "safe_to_talk", "why", "tried", "avoid"),
    ],
)
def test_null_is_as_if_left_out(name: str) -> None:
    assert read(**{name: None}) == read()


CHOICES = ["danger", "self_harm", "contact", "last_abuse", "nationality", "came_from", "caller"]
BAD: list[Any] = [
    *[({name: "maybe so"}, name, "invalid_choice") for name in (*CHOICES, "disability", "sex")],
    *[({name: 1}, name, "invalid_choice") for name in (*CHOICES, "disability", "sex")],
    *[({name: ["yes"]}, name, "invalid_choice") for name in CHOICES],
    ({"danger": True}, "danger", "invalid_choice"),
    ({"danger": {}}, "danger", "invalid_choice"),
    ({"danger": "YES"}, "danger", "invalid_choice"),
    ({"needs": ...}, "needs", "needs_required"),
    ({"needs": []}, "needs", "needs_required"),
    ({"needs": ["bed"]}, "needs/0", "invalid_choice"),
    ({"needs": ["legal", None]}, "needs/1", "invalid_choice"),
    ({"needs": {"legal": True}}, "needs", "not_a_list"),
    ({"needs": ["legal"] * 101}, "needs", "too_many"),
    ({"sub_needs": ["pep"]}, "sub_needs/0", "invalid_choice"),
    ({"suspect": ["police", "father"]}, "suspect/1", "invalid_choice"),
    ({"suspect": 3}, "suspect", "not_a_list"),
    ({"companions": ["mother"]}, "companions/0", "invalid_choice"),
    ({"age": 18}, "age", "adult"),
    ({"age": 45}, "age", "adult"),
    ({"age": 131}, "age", "age_range"),
    ({"age": -1}, "age", "age_range"),
    ({"age": "14"}, "age", "age_range"),
    ({"age": 14.5}, "age", "age_range"),
    ({"age": True}, "age", "age_range"),
    ({"age_band": "18-20"}, "age_band", "invalid_choice"),
    ({"age_band": 0}, "age_band", "invalid_choice"),
    ({"age": 14, "age_band": "12-14"}, "age_band", "age_and_band"),
    ({"own_baby": "perhaps"}, "own_baby", "not_yes_or_no"),
    ({"children": []}, "children", "not_a_list"),
    ({"children": {"age": 3}}, "children", "not_a_list"),
    ({"children": [14]}, "children/0", "not_an_object"),
    ({"children": [{}] * 13}, "children", "too_many"),
    ({"children": [{"age": 14}, {"age": 19}]}, "children/1/age", "adult"),
    ({"children": [{"sex": "boy"}]}, "children/0/sex", "invalid_choice"),
    ({"children": [{"age": 9, "gender": "male"}]}, "children/0/gender", "unknown_field"),
    ({"children": [{"age": 9}], "sex": "male"}, "sex", "child_twice"),
    ({"children": [{"age": 9}], "age": 40}, "age", "child_twice"),
    ({"children": [{"age": 9}], "own_baby": True}, "own_baby", "child_twice"),
    ({"when": "tomorrow"}, "when", "bad_when"),
    ({"when": 5}, "when", "bad_when"),
    ({"when": "2026-13-01T10:00"}, "when", "bad_when"),
    ({"when": "1999-12-31T10:00"}, "when", "when_range"),
    ({"when": "2100-01-01T10:00"}, "when", "when_range"),
    ({"more": -1}, "more", "out_of_range"),
    ({"more": 61}, "more", "out_of_range"),
    ({"more": "2"}, "more", "not_a_number"),
    ({"more": True}, "more", "not_a_number"),
    ({"safe_to_talk": "maybe"}, "safe_to_talk", "not_yes_or_no"),
    ({"safe_to_talk": ["yes"]}, "safe_to_talk", "not_yes_or_no"),
    ({"language": 3}, "language", "not_text"),
    ({"travel_means": "x" * 201}, "travel_means", "too_long"),
    ({"home": "99.99"}, "home", "bad_code"),
    ({"avoid": ["nowhere"]}, "avoid/0", "bad_code"),
    ({"avoid": ["53.08", 7]}, "avoid/1", "bad_code"),
    ({"avoid": {"code": "53.08"}}, "avoid", "not_a_list"),
    ({"tried": ["unit"]}, "tried/0", "not_an_object"),
    ({"tried": "unit"}, "tried/0", "not_an_object"),
    ({"tried": [{"outcome": "full"}]}, "tried/0/service_id", "unknown_service"),
    ({"tried": [{"service_id": "nobody"}]}, "tried/0/service_id", "unknown_service"),
    ({"tried": [{"service_id": "unit", "outcome": "busy"}]}, "tried/0/outcome", "invalid_choice"),
    ({"tried": [{"service_id": "unit", "result": "full"}]}, "tried/0/result", "unknown_field"),
    ({"why": "nobody"}, "why", "unknown_service"),
    ({"why": "house"}, "why", "unknown_service"),
    ({"why": 4}, "why", "not_text"),
    ({"gender": "male"}, "gender", "unknown_field"),
    ({"name": "x"}, "name", "unknown_field"),
    ({"at": ...}, "at", "at_required"),
    ({"at": {}}, "at", "at_required"),
    ({"at": {"code": ""}}, "at", "at_required"),
    ({"at": 5307}, "at", "at_required"),
    ({"at": ["53.07"]}, "at", "at_required"),
    ({"at": {"code": 5307}}, "at", "one_place"),
    ({"at": {"place": "Sikka"}}, "at", "one_place"),
    ({"at": {"code": "53.07", "text": "Sikka"}}, "at", "one_place"),
    ({"at": {"lat": -8.6}}, "at", "one_place"),
    ({"at": {"lat": "-8.6", "lon": "122"}}, "at", "bad_coordinate"),
    ({"at": {"lat": True, "lon": 122}}, "at", "bad_coordinate"),
    ({"at": {"lat": float("nan"), "lon": 122}}, "at", "bad_coordinate"),
    ({"at": {"lat": -99, "lon": 122}}, "at", "bad_coordinate"),
    ({"at": {"lat": -8.6, "lon": 150}}, "at", "place_at_sea"),
    ({"at": {"text": "x" * 201}}, "at", "too_long"),
    ({"at": {"text": "Atlantis"}}, "at", "place_unknown"),
    ({"at": {"text": "Bogor"}}, "at", "place_ambiguous"),
    ({"at": {"country": "ID"}}, "at", "unknown_country"),
    ({"at": {"country": "XQ"}}, "at", "unknown_country"),
    ({"at": {"any_of": []}}, "at/any_of", "not_a_list"),
    ({"at": {"any_of": SIKKA}}, "at/any_of", "not_a_list"),
    ({"at": {"any_of": [SIKKA], "code": "53.08"}}, "at/any_of", "not_a_list"),
    ({"at": {"any_of": [SIKKA] * 5}}, "at/any_of", "too_many"),
    ({"at": {"any_of": [SIKKA, {"text": "Bogor"}]}}, "at/any_of/1", "place_ambiguous"),
    ({"at": {"any_of": [SIKKA, 3]}}, "at/any_of/1", "at_required"),
]


@pytest.mark.parametrize(
    ("body", "path", "code"),
    BAD,
    ids=[f"{n}-{path}-{code}" for n, (_, path, code) in enumerate(BAD)],
)
def test_every_bad_shape_is_refused_at_its_path(body: dict[str, Any], path: str, code: str) -> None:
    assert wrong(**body) == {(path, code)}


def test_everything_wrong_is_said_at_once() -> None:
    assert wrong(
        at={"text": "Bogor"}, needs=["bed"], age=30, when="later", avoid=["nowhere"], sexe="male"
    ) == {
        ("at", "place_ambiguous"),
        ("needs/0", "invalid_choice"),
        ("age", "adult"),
        ("when", "bad_when"),
        ("avoid/0", "bad_code"),
        ("sexe", "unknown_field"),
    }


def problem(**body: Any) -> Any:
    with pytest.raises(RequestRejected) as caught:
        read(**body)
    (found,) = caught.value.problems
    return found


def test_an_ambiguous_place_comes_with_its_candidates() -> None:
    candidates = problem(at={"text": "Bogor"}).facts["candidates"]
    assert [one["code"] for one in candidates] == ["32.71", "32.01"]
    assert candidates[0]["label"] == "Kota Bogor, Jawa Barat"
    assert problem(at={"text": "Sika"}).facts["suggestions"][0]["code"] == "53.07"


def test_a_choice_that_is_refused_names_what_is_possible_and_shortens_what_was_given() -> None:
    facts = problem(danger="x" * 300).facts
    assert facts["allowed"] == [danger.value for danger in Danger]
    assert len(facts["value"]) <= 60


PLACES: list[Any] = [
    ("53.07", "53.07", "code"),
    ({"code": "5307"}, "53.07", "code"),
    ({"code": "53"}, "53.71", "code"),
    ("Sikka", "53.07", "name"),
    ({"text": " sikka "}, "53.07", "name"),
    ({"lat": -8.62, "lon": 122.21}, "53.07", "coordinate"),
    ({"code": "53.07", "text": None}, "53.07", "code"),
]


@pytest.mark.parametrize(("at", "code", "resolved_by"), PLACES, ids=range(len(PLACES)))
def test_every_way_to_name_a_place(at: Any, code: str, resolved_by: str) -> None:
    found = read(at=at).place
    assert (found.regency_code, found.resolved_by) == (code, resolved_by)


def test_one_of_these_keeps_each_place_once() -> None:
    asked = read(at={"any_of": [SIKKA, {"code": "53.08"}, SIKKA]})
    assert [one.regency_code for one in asked.any_of] == ["53.07", "53.08"]
    assert read(at={"any_of": [SIKKA]}).any_of == ()


def test_a_child_in_another_country_is_a_child_abroad() -> None:
    assert read(at={"country": "MY"}).place.country == "MY"
    assert read(at={"lat": 3.1, "lon": 101.7}).place.country == "MY"


@pytest.mark.parametrize(
    ("when", "at", "expected"),
    [
        pytest.param("2026-11-21T22:00", "53.07", "2026-11-21T22:00+08:00", id="central time"),
        pytest.param("2026-11-21T22:00", "31.75", "2026-11-21T22:00+07:00", id="western time"),
        pytest.param("2026-11-21T22:00Z", "53.07", "2026-11-21T22:00+00:00", id="an offset wins"),
        pytest.param("2026-11-21 22:00", "53.07", "2026-11-21T22:00+08:00", id="a space"),
        pytest.param("2026-11-21", "53.07", "2026-11-21T00:00+08:00", id="a day"),
    ],
)
def test_a_time_without_offset_is_local_at_the_place(when: str, at: str, expected: str) -> None:
    now = read(when=when, at={"code": at}).now
    assert now == datetime.fromisoformat(expected) and now.utcoffset() == timedelta(0)


def test_what_was_said_is_known_so_that_only_the_rest_is_asked() -> None:
    assert {"age", "sex"} <= read(age=14, sex="female").given
    assert {"age", "sex"} <= read(children=[{"age": 14, "sex": "female"}]).given
    some = read(children=[{"age": 14, "sex": "female"}, {"age": 9}]).given
    assert "age" in some and "sex" not in some
    assert not {"age", "sex"} & read().given
    assert "suspect" not in read(suspect=[]).given


def test_a_hidden_place_is_asked_about_by_its_opaque_id_alone() -> None:
    tables: Any = SimpleNamespace(routing=TABLE)
    body = {"at": SIKKA, "needs": ["shelter"], "why": OPAQUE}
    _, why = read_request(WORLD, tables, body, NOW)
    assert why is not None and why.id == "house"


def test_seventeen_is_a_child() -> None:
    assert read(age=17).children == read(children=[{"age": 17}]).children == (Child(age=17),)
