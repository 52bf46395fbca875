"""Looking through the directory: what is found, in what order, and what is never told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from referral.domain.errors import RequestRejected
from referral.domain.hours import Clock
from referral.domain.services import Hours, Interval, Phone, Provenance, Service
from referral.domain.vocabulary import (
    Confidence,
    How,
    Kind,
    Need,
    Operator,
    Status,
    SubNeed,
    Trilean,
)
from referral.files.phones import parse_phone
from referral.usecases.browse import CHOICES, list_services
from referral.usecases.shelf import OPEN, face_of, shelf_of, state_of, zone_of
from referral.usecases.world import World
from tests.builders import hospital, service, shelter, uptd
from tests.leaks.planted import world_of

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)  # a Tuesday, 10:00 in Makassar
OFFICE = Hours(tuple(Interval(day, 480, 960) for day in range(5)), Trilean.YES)
NIGHT = Hours((Interval(1, 1200, 1800),), Trilean.NO)


def known(day: date | None, year: int = 2025) -> Provenance:
    return Provenance("Sumber uji", year, Confidence.HIGH, verified_on=day)


LEGAL = {"kind": Kind.LEGAL_AID, "how": How.DIRECT}
SERVICES = (
    hospital(
        "rsud-hillers",
        name="RSUD dr. T.C. Hillers Maumere",
        organization="Pemerintah Kabupaten Sikka",
        phones=(Phone("+6238221617", "(0382) 21617"),),
        sub_needs=(SubNeed.FORENSIC_EXAM,),
        kecamatan_code="53.07.05",
    ),
    hospital("rsud-ende", name="RSUD Ende", regency="53.08", status=Status.CLOSED),
    hospital("rsud-ende-baru", name="RSUD Ende", regency="53.08", provenance=known(None, 2026)),
    service(
        "lbh-sikka", Need.LEGAL, name="Lembaga Bantuan Hukum Sikka", hours=OFFICE,
        facts={"accepts_boys": "yes", "child_specific": "no"}, provenance=known(date(2026, 11, 1)),
        **LEGAL,
    ),
    service(
        "lbh-kupang", Need.LEGAL, name="LBH APIK Kupang", regency="53.71", hours=NIGHT,
        facts={"accepts_boys": "no"}, provenance=known(date(2026, 2, 1)), **LEGAL,
    ),
    service(
        "anak-uji", Need.PSYCHOSOCIAL, name="Yayasan Anak Uji", acronym="YAU",
        aliases=("Sahabat Melati",), facts={"child_specific": "yes", "line_24h": "yes"},
        provenance=known(date(2024, 1, 1)),
    ),
    uptd("uptd-sikka", Need.LEGAL, Need.SHELTER, name="UPTD PPA Kabupaten Sikka"),
    service("polres-sikka", Need.LEGAL, name="Unit PPA Polres Sikka", kind=Kind.UPPA,
            operator=Operator.POLICE, phones=(parse_phone("021-129"), parse_phone("0382 7"))),
    hospital("rsud-jakarta", name="RSUD Makassar Timur", regency="31.75"),
    shelter("rumah-rahasia", name="Rumah Kenanga", organization="Yayasan Senyap",
            confidential=True, regency="53.08", phones=(Phone("+628119007731", "0811-9007-731"),),
            facts={"child_specific": "yes", "open_24h": "yes"},
            provenance=known(date(2026, 11, 20))),
    shelter("panti-terbuka", name="Panti Terang", kecamatan_code="53.07.05"),
)  # fmt: skip


@pytest.fixture(scope="module")
def small() -> World:
    """Eleven services in three provinces' regencies; one of them is secret."""
    return world_of(SERVICES, version="search")


def ask(world: World, **options: Any) -> dict[str, Any]:
    filters: Mapping[str, str] = {name.rstrip("_"): value for name, value in options.items()}
    return list_services(world, filters, page=1, per_page=50, now=NOW, language="id", facets=True)


def ids(world: World, **options: Any) -> list[str]:
    return [one["service_id"] for one in ask(world, **options)["services"]]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        pytest.param("hillers", "rsud-hillers", id="a word of the name"),
        pytest.param("HILLERS maumere", "rsud-hillers", id="capitals and several words"),
        pytest.param("hilers", "rsud-hillers", id="a letter missing"),
        pytest.param("hillesr", "rsud-hillers", id="letters changed round"),
        pytest.param("hill", "rsud-hillers", id="the beginning"),
        pytest.param("rumah sakit umum maumere", "rsud-hillers", id="the long form of a short one"),
        pytest.param("rumahsakit maumere", "rsud-hillers", id="two words written as one"),
        pytest.param("LBH sikka", "lbh-sikka", id="the short form of a long one"),
        pytest.param("lembaga bantuan hukum kupang", "lbh-kupang", id="and the other way round"),
        pytest.param("membantu hukum sikka", "lbh-sikka", id="another affix"),
        pytest.param("YAU", "anak-uji", id="an acronym"),
        pytest.param("sahabat melati", "anak-uji", id="an alias"),
        pytest.param("kepolisian resor sikka", "polres-sikka", id="police in full"),
        pytest.param("unit ppa polres", "polres-sikka", id="police in short"),
        pytest.param("visum", "rsud-hillers", id="what it does"),
        pytest.param("psikolog", "anak-uji", id="who is needed"),
        pytest.param("rsud alok", "rsud-hillers", id="the kecamatan where it stands"),
        pytest.param("lbh ntt kupang", "lbh-kupang", id="the province in short"),
        pytest.param("0382 21617", "rsud-hillers", id="a number"),
        pytest.param("+62382-21617", "rsud-hillers", id="the number as dialled from abroad"),
        pytest.param("021-129", "polres-sikka", id="a short number as it is printed"),
        pytest.param("0382 7", "polres-sikka", id="a printed number that nobody can dial"),
        pytest.param("rsud jkt", "rsud-jakarta", id="a city in short"),
        pytest.param("rsud makasar", "rsud-jakarta", id="a known word that is meant otherwise"),
    ],
)
def test_words_find_it_first(small: World, text: str, first: str) -> None:
    assert ids(small, q=text)[:1] == [first]


def test_a_closed_one_comes_after_one_that_works(small: World) -> None:
    assert ids(small, q="rsud ende")[:2] == ["rsud-ende-baru", "rsud-ende"]


@pytest.mark.parametrize("text", ["qwertyuiop", "99999999", "di", "…"])
def test_what_nothing_answers_finds_nothing(small: World, text: str) -> None:
    assert ask(small, q=text)["total"] == 0


def test_without_words_everything_stands_by_region_and_name(small: World) -> None:
    found = ids(small)
    assert len(found) == len(SERVICES)
    assert found[0] == "rsud-jakarta"
    assert found.index("panti-terbuka") < found.index("rsud-hillers") < found.index("rsud-ende")


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        pytest.param({"need": "medical", "region": "53.07"}, {"rsud-hillers"}, id="two together"),
        pytest.param({"region": "53.08"}, {"rsud-ende", "rsud-ende-baru"}, id="a regency"),
        pytest.param({"region": "53.07.05"}, {"rsud-hillers"}, id="a kecamatan, but no shelter"),
        pytest.param({"kind": "uppa"}, {"polres-sikka"}, id="a kind"),
        pytest.param({"child_specific": "yes"}, {"anak-uji"}, id="for children"),
        pytest.param({"accepts_boys": "yes"}, {"lbh-sikka"}, id="says that it takes boys"),
        pytest.param({"hours": "24h", "need": "psychosocial"}, {"anak-uji"}, id="day and night"),
        pytest.param({"verified": "fresh"}, {"lbh-sikka"}, id="half a year"),
        pytest.param({"verified": "year"}, {"lbh-sikka", "lbh-kupang"}, id="a year"),
        pytest.param(
            {"verified": "ever"}, {"lbh-sikka", "lbh-kupang", "anak-uji"}, id="at any time"
        ),
        pytest.param(
            {"open": "now", "need": "legal"}, {"lbh-sikka"}, id="open on a Tuesday morning"
        ),
        pytest.param({"q": "lbh", "accepts_boys": "yes"}, {"lbh-sikka"}, id="with words"),
        pytest.param({"q": "lbh", "region": "31"}, set(), id="nothing fits all"),
    ],
)
def test_filters_narrow_together(small: World, options: dict[str, str], expected: set[str]) -> None:
    assert set(ids(small, **options)) == expected


def test_whoever_has_not_said_no_is_found_too(small: World) -> None:
    found = ids(small, accepts_boys="not_no", need="legal")
    assert "lbh-kupang" not in found
    assert {"lbh-sikka", "uptd-sikka", "polres-sikka"} <= set(found)


def test_open_now_is_what_the_line_says(small: World) -> None:
    found = set(ids(small, open="now"))
    said = {one["service_id"] for one in ask(small)["services"] if one["open"] in OPEN}
    assert found == said


def test_one_timetable_stands_for_all_alike_ones(small: World) -> None:
    shelf, clock = shelf_of(small), Clock(NOW, small.holidays)
    for one, now_open in zip(shelf.shown, shelf.open_now(clock).tolist(), strict=True):
        face = face_of(one)
        assert (state_of(face, zone_of(face, small), clock, small)[0] in OPEN) is now_open


def test_sorted_by_travel_the_nearest_comes_first_and_says_how_far(small: World) -> None:
    found = ask(small, need="medical", sort="travel", from_="53.08")["services"]
    assert {one["service_id"] for one in found[:2]} == {"rsud-ende", "rsud-ende-baru"}
    assert found[2]["service_id"] == "rsud-hillers"
    assert found[2]["travel"]["minutes"] > 0 and found[2]["distance_km"] > 10
    assert ids(small, need="medical", from_="Kabupaten Ende") == [
        one["service_id"] for one in found
    ]


def test_sorted_by_freshness_the_last_verified_comes_first(small: World) -> None:
    found = ids(small, sort="freshness")
    assert found[:3] == ["lbh-sikka", "lbh-kupang", "anak-uji"]
    assert found[3] == "rsud-ende-baru", "then by the year of the source"


def test_sorted_by_name_although_there_are_words(small: World) -> None:
    assert ids(small, q="sikka", sort="name") == [
        one for one in ids(small) if one in set(ids(small, q="sikka"))
    ]


@pytest.mark.parametrize(
    ("options", "path", "code"),
    [
        ({"need": "money"}, "need", "invalid_choice"),
        ({"kind": "castle"}, "kind", "invalid_choice"),
        ({"accepts_boys": "maybe"}, "accepts_boys", "invalid_choice"),
        ({"open": "yes"}, "open", "invalid_choice"),
        ({"sort": "price"}, "sort", "invalid_choice"),
        ({"region": "99"}, "region", "bad_code"),
        ({"sort": "travel"}, "from", "required"),
        ({"from_": "qwertyuiop"}, "from", "place_unknown"),
    ],
)
def test_a_filter_that_cannot_be_used_is_a_problem(
    small: World, options: dict[str, str], path: str, code: str
) -> None:
    with pytest.raises(RequestRejected) as refused:
        ask(small, **options)
    assert [(one.path, one.code) for one in refused.value.problems] == [(path, code)]


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"need": "legal"},
        {"q": "lbh"},
        {"region": "53.07", "kind": "hospital"},
        {"accepts_boys": "not_no", "verified": "ever"},
        {"open": "now"},
    ],
)
def test_every_count_is_what_would_be_found(small: World, options: dict[str, str]) -> None:
    facets = ask(small, **options)["facets"]
    for name, counts in facets.items():
        values = counts if name == "province" else CHOICES[name]
        for value in values:
            if name == "province":
                rest = {key: one for key, one in options.items() if key != "region"}
                expected = [
                    one
                    for one in ask(small, **rest)["services"]
                    if one["region"]["code"][:2] == value
                ]
                assert counts[value] == len(expected)
            else:
                expected_total = ask(small, **{**options, name: value})["total"]
                assert counts.get(value, 0) == expected_total, (name, value)


def test_counts_are_given_to_who_asks_for_them(small: World) -> None:
    document = list_services(small, {}, page=1, per_page=5, now=NOW, language="id")
    assert "facets" not in document
    assert "travel" not in document["services"][0]


def opaque(world: World) -> str:
    (found,) = [one for one in ids(world) if one.startswith("tempat-")]
    return found


@pytest.mark.parametrize(
    "options",
    [
        pytest.param({"q": "kenanga"}, id="its name"),
        pytest.param({"q": "yayasan senyap"}, id="who runs it"),
        pytest.param({"q": "0811-9007-731"}, id="its number"),
        pytest.param({"q": "9007731"}, id="a part of its number"),
        pytest.param({"q": "rumah-rahasia"}, id="its id"),
        pytest.param({"kind": "ngo_shelter"}, id="its kind"),
        pytest.param({"region": "53.08"}, id="its regency"),
        pytest.param({"child_specific": "yes"}, id="a fact of its own"),
        pytest.param({"verified": "fresh"}, id="its verification"),
    ],
)
def test_a_secret_place_does_not_answer_to_anything_of_its_own(
    small: World, options: dict[str, str]
) -> None:
    assert opaque(small) not in ids(small, **options)


def test_a_secret_place_answers_to_its_need_its_province_and_its_gateway(small: World) -> None:
    gateway = next(one for one in ask(small)["services"] if one["service_id"] == opaque(small))
    assert opaque(small) in ids(small, need="shelter", region="53")
    assert opaque(small) in ids(small, q=gateway["name"])
    assert opaque(small) in ids(small, kind=gateway["kind"])


@pytest.mark.parametrize("start", ["53.07", "53.08", "31.75"])
def test_a_secret_place_comes_last_in_the_order_of_travel_and_has_none(
    small: World, start: str
) -> None:
    found = ask(small, sort="travel", from_=start)["services"]
    assert found[-1]["service_id"] == opaque(small)
    assert (found[-1]["travel"], found[-1]["distance_km"]) == (None, None)


def test_where_a_secret_place_stands_changes_nothing_that_is_found(small: World) -> None:
    def moved(one: Service) -> Service:
        if one.id != "rumah-rahasia":
            return one
        return replace(one, regency_code="53.07", coverage=("53.07",), latitude=-8.62)

    # with one gateway for the whole province, the regency must not show
    rest = [one for one in SERVICES if one.kind is not Kind.UPTD_PPA]
    worlds = [world_of(rest, version="a"), world_of([moved(one) for one in rest], version="b")]
    for options in ({"sort": "travel", "from_": "53.07"}, {"q": "sikka"}, {"region": "53.07"}):
        one, other = (ids(world, **options) for world in worlds)
        assert one == other
