"""The search of places, as operators type them."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from referral.geo.atlas import Atlas
from referral.geo.errors import AmbiguousPlace, OpenSea, OutsideIndonesia, UnknownPlace
from referral.geo.gazetteer import Gazetteer
from referral.geo.tables import read_dicts
from tests.geo import places

_HARD = (Path(__file__).parent / "hard_queries.csv").read_text(encoding="utf-8")
HARD = list(csv.DictReader(_HARD.splitlines()))


def found(gazetteer: Gazetteer, text: str, within: int) -> list[str]:
    return [candidate.code for candidate in gazetteer.search(text, limit=max(within, 3))][:within]


@pytest.mark.parametrize("row", [pytest.param(row, id=row["text"]) for row in HARD])
def test_hard_cases_find_their_place(gazetteer: Gazetteer, row: dict[str, str]) -> None:
    codes = found(gazetteer, row["text"], int(row["within"]))
    assert row["code"] in codes, f"{row['text']!r} gave {codes}"


def test_rightly_spelled_names_come_first(atlas: Atlas, gazetteer: Gazetteer) -> None:
    asks = places.clean(atlas)
    missed = [
        (ask.text, ask.code, codes)
        for ask in asks
        if ask.code not in (codes := found(gazetteer, ask.text, 1))
    ]
    assert len(asks) >= 200
    assert missed == [], f"{1 - len(missed) / len(asks):.1%} right of {len(asks)}"


def test_misspelt_names_come_among_the_first_three(atlas: Atlas, gazetteer: Gazetteer) -> None:
    asks = places.misspelt(atlas)
    missed = [
        (ask.text, ask.code, codes)
        for ask in asks
        if ask.code not in (codes := found(gazetteer, ask.text, 3))
    ]
    assert len(missed) <= len(asks) * 0.02, (
        f"{1 - len(missed) / len(asks):.1%} right of {len(asks)}: {missed}"
    )


def test_a_city_and_the_regency_of_its_name_are_both_offered(
    atlas: Atlas, gazetteer: Gazetteer
) -> None:
    twins = places.twins(atlas)
    assert "Bogor" in twins
    assert len(twins) > 20
    for name, codes in twins.items():
        assert set(found(gazetteer, name, 2)) == codes, name
        with pytest.raises(AmbiguousPlace) as error:
            gazetteer.resolve(name)
        assert {candidate.code for candidate in error.value.candidates} >= codes


def test_a_candidate_shows_where_it_lies(gazetteer: Gazetteer) -> None:
    village = gazetteer.search("ds nita sikka")[0]
    assert village.level == "village"
    assert village.parents == ("Kec. Nita", "Kabupaten Sikka", "Nusa Tenggara Timur")
    assert village.regency_code == "53.07"
    assert village.exact
    port = gazetteer.search("pelabuhan merak")[0]
    assert port.level == "port"
    assert port.parents[1:] == ("Kota Cilegon", "Banten")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param("Desa Nita, Sikka", "53.07.04.2001", id="a village in its regency"),
        pytest.param("Sikka", "53.07", id="a regency wins over a village of its name"),
        pytest.param("Wamena", "95.01.01", id="all that bears the name is in one regency"),
        pytest.param("kota bogor", "32.71", id="the city, when said"),
        pytest.param("5307", "53.07", id="a code without dots"),
        pytest.param("53", "53.71", id="a province is its capital"),
        pytest.param("NTT", "53.71", id="also by name"),
        pytest.param("kel. kebayoran baru", "31.74.07", id="kel. and kec. mixed up"),
        pytest.param("-8.62, 122.21", "53.07", id="a coordinate"),
    ],
)
def test_a_text_that_means_one_place_resolves(gazetteer: Gazetteer, text: str, code: str) -> None:
    assert gazetteer.resolve(text).code == code


@pytest.mark.parametrize("text", ["{}", "Kabupaten {}", "kab. {}"])
@pytest.mark.parametrize("name", ["Siau Tagulandang Biaro", "Kep. Siau Tagulandang Biaro",
                                  "Kepulauan Siau Tagulandang Biaro", "Sitaro"])  # fmt: skip
def test_a_regency_whose_name_is_cut_short_answers_to_all_its_spellings(
    gazetteer: Gazetteer, text: str, name: str
) -> None:
    assert gazetteer.resolve(text.format(name)).regency_code == "71.09"


def test_every_short_name_in_use_means_some_regency(gazetteer: Gazetteer) -> None:
    path = Path(__file__).parents[2] / "data/regions/curated/abbreviations.csv"
    lost = []
    for row in read_dicts(path):
        if row["what"] == "name":
            try:
                gazetteer.resolve(row["short"])
            except AmbiguousPlace:
                continue
            except UnknownPlace:
                lost.append(row["short"])
    assert lost == ["sumatra"], "an island is a word of other names, and no region by itself"


@pytest.mark.parametrize("text", ["Sukamaju", "Tanah Merah", "Sorong", "Irian Jaya", "Sei Nyamuk"])
def test_a_name_of_several_regencies_is_not_settled_by_guessing(
    gazetteer: Gazetteer, text: str
) -> None:
    with pytest.raises(AmbiguousPlace) as error:
        gazetteer.resolve(text)
    assert len({candidate.regency_code for candidate in error.value.candidates}) > 1


def test_a_misspelt_name_is_suggested_and_never_taken(gazetteer: Gazetteer) -> None:
    with pytest.raises(UnknownPlace) as error:
        gazetteer.resolve("surbaya")
    assert error.value.suggestions[0].code == "35.78"


@pytest.mark.parametrize(
    "text", ["", "   ", "xqzwvk", "?!", "kec", "a" * 5000, "0", "1 2 3 4 5 6 7"]
)
def test_nonsense_is_unknown_and_does_no_harm(gazetteer: Gazetteer, text: str) -> None:
    gazetteer.search(text)
    with pytest.raises((UnknownPlace, AmbiguousPlace)):
        gazetteer.resolve(text)


def test_a_coordinate_abroad_or_at_sea_is_refused(gazetteer: Gazetteer) -> None:
    with pytest.raises(OutsideIndonesia) as abroad:
        gazetteer.resolve("4.245, 117.89")
    assert abroad.value.country_code == "MY"
    with pytest.raises(OpenSea):
        gazetteer.resolve("-5, 112")
    with pytest.raises(UnknownPlace):
        gazetteer.resolve("122.21, -8.62")
    assert gazetteer.search("4.245, 117.89") == []


def test_the_same_text_gives_the_same_candidates(gazetteer: Gazetteer) -> None:
    assert gazetteer.search("suka maju", 10) == gazetteer.search("suka maju", 10)


@pytest.mark.parametrize("text", ["Atlantis", "Xyzzyland", "Qqqq Wwww"])
def test_a_name_that_explains_nothing_still_brings_back_suggestions(
    gazetteer: Gazetteer, text: str
) -> None:
    with pytest.raises(UnknownPlace) as caught:
        gazetteer.resolve(text)
    assert caught.value.suggestions
