"""A plan in words: the report for the screen, and the copy that may leave it (R47)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from referral.domain.requests import Attempt, Child
from referral.domain.vocabulary import (
    AgeBand,
    CameFrom,
    Companion,
    Contact,
    Danger,
    Disability,
    LastAbuse,
    Nationality,
    Need,
    Sex,
    Suspect,
    Trilean,
    TryOutcome,
)
from referral.present.journey import duration
from referral.present.plan import plan_document
from referral.present.text import plan_report, plan_text
from referral.present.translate import translator
from referral.present.wording import ASK, BANNERS, DO_NOT, REASONS, SAY
from tests.builders import REGIONS, away, hospital, request, route, service, shelter, uptd

LANGUAGES = ("en", "id")
GRAVE: dict[str, Any] = {
    "children": (Child(age=13, sex=Sex.FEMALE), Child(band=AgeBand.SIX_TO_11, sex=Sex.MALE)),
    "danger": Danger.YES,
    "self_harm": Trilean.YES,
    "contact": Contact.REPORTED,
    "last_abuse": LastAbuse.UNDER_24H,
    "suspect": frozenset({Suspect.HOUSEHOLD, Suspect.POLICE}),
    "nationality": Nationality.FOREIGN,
    "companions": frozenset({Companion.ALONE, Companion.OWN_BABY}),
    "came_from": CameFrom.ABROAD,
    "disability": Disability.DEAF,
    "safe_to_talk": False,
    "language": "bahasa-anak",
    "tried": (Attempt("tried", TryOutcome.UNSAFE),),
}
CALM: dict[str, Any] = {
    "children": (Child(age=16, sex=Sex.FEMALE), Child(age=9, sex=Sex.FEMALE)),
    "disability": Disability.NONE,
    "came_from": CameFrom.ABROAD,
}


def services() -> list[Any]:
    plain = {"facts": {"access_deaf": "yes", "accepts_girls": "yes", "accepts_boys": "yes"}}
    return [
        hospital("rsud", **plain),
        uptd("unit", **plain, **away(20)),
        service("tried", "psychosocial", **plain),
        shelter("women", facts={"accepts_boys": "no"}),
    ]


def copied(spoken: str, **changes: Any) -> str:
    made = route(request(*Need, **changes), *services())
    words = translator(spoken)
    return plan_text(plan_document(made, REGIONS, words), words)


@pytest.mark.parametrize("language", LANGUAGES)
def test_r47_what_leaves_the_screen_holds_none_of_the_sentences_about_the_child(
    language: str,
) -> None:
    """No question, reason, banner, warning or instruction; `call first` says nothing of a child."""
    words, text = translator(language), copied(language, **GRAVE)
    tables = {**REASONS, **SAY, **ASK, **DO_NOT, **BANNERS}
    sentences = {words.gettext(one) for one in tables.values() if "{" not in one}
    assert [one for one in sentences if one in text] == []


FACTS = {
    "en": ["13", "6-11", "girl", "boy", "child", "police", "household", "family", "foreign"],
    "id": ["13", "6-11", "perempuan", "laki", "anak ini", "polisi", "keluarga", "asing"],
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_r47_no_word_of_sex_age_suspect_or_nationality_leaves(language: str) -> None:
    text = copied(language, **GRAVE).lower()
    # these stand in names of needs and lines, which say nothing of the one child
    for name in ("papers, school, family", "layanan kegawatdaruratan medis 119 (psc 119)"):
        text = text.replace(name, "")
    known = [word for word in FACTS[language] if word in text]
    assert [word for word in known if word not in baseline(language)] == []
    assert "tried" not in text and "women" not in text and "bahasa-anak" not in text


def baseline(language: str) -> str:
    """Words that stand in every copy, whoever the child is."""
    return copied(language).lower()


@pytest.mark.parametrize("language", LANGUAGES)
def test_r47_two_children_who_get_the_same_services_get_the_same_copy(language: str) -> None:
    assert copied(language, **CALM) == copied(
        language,
        **{
            **CALM,
            "children": (
                Child(band=AgeBand.TWELVE_TO_14, sex=Sex.FEMALE),
                Child(band=AgeBand.UNDER_6, sex=Sex.FEMALE),
            ),
            "nationality": Nationality.STATELESS,
            "companions": frozenset({Companion.SIBLINGS}),
        },
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_copy_says_whom_to_call_for_what(language: str) -> None:
    text = copied(language)
    assert "Rsud" in text and "0810-0000-0000" in text and "129" in text
    report = plan_report(
        plan_document(route(request("legal")), REGIONS, translator(language)), translator(language)
    )
    assert "129" in report and "Sikka" in report


def test_a_plan_without_any_service_still_says_whom_to_call() -> None:
    words = translator("en")
    text = plan_text(plan_document(route(request("shelter")), REGIONS, words), words)
    assert "No suitable service is recorded." in text and "SAPA 129" in text


def test_the_report_shows_reasons_with_their_rules_and_rejections() -> None:
    words = translator("en")
    made = route(
        request("psychosocial", sex="male"),
        *services(),
        service("only", "psychosocial", facts={"accepts_boys": "no"}),
    )
    report = plan_report(plan_document(made, REGIONS, words), words)
    assert "[R19]" in report and "Only (Kabupaten Sikka): For women and girls only. [R1]" in report


def test_hidden_places_stay_hidden_in_words() -> None:
    words = translator("id")
    house = shelter("rumah-melati", confidential=True, name="Rumah Melati", address="Jalan Melati")
    made = route(request("shelter"), house, uptd("gateway", "psychosocial"))
    document = plan_document(made, REGIONS, words)
    for text in (plan_text(document, words), plan_report(document, words)):
        assert "elati" not in text and "Gateway" in text


@pytest.mark.parametrize(
    ("minutes", "text"),
    [
        (0, "0 min"),
        (59, "59 min"),
        (60, "1 h"),
        (125, "2 h 5 min"),
        (47 * 60 + 59, "47 h 59 min"),
        (51 * 60, "2 d 3 h"),
        (7 * 24 * 60, "7 d"),
    ],
)
def test_minutes_in_words(minutes: int, text: str) -> None:
    assert duration(minutes, translator("en")) == text


def test_a_copy_of_a_masked_place_names_the_province_alone() -> None:
    words = translator("en")
    house = shelter("house", confidential=True)
    made = route(request("shelter"), house, uptd("gateway", "psychosocial"))
    text = plan_text(plan_document(made, REGIONS, words), words)
    assert "Gateway, Nusa Tenggara Timur" in text
    other = replace(house, confidential=False)
    plain = plan_text(plan_document(route(request("shelter"), other), REGIONS, words), words)
    assert "House, Kabupaten Sikka" in plain


def test_r44_the_copy_says_who_reaches_a_place_without_a_number() -> None:
    made = route(request("medical"), hospital("mute", phones=()))
    text = plan_text(plan_document(made, REGIONS, translator("id")), translator("id"))
    assert "nomor belum tercatat\n  Minta salah satu di bawah “Telepon sekarang”" in text
    assert "telepon dulu" not in text
