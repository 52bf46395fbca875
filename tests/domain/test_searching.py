"""Words that mean the same: affixes, short forms, numbers."""

from __future__ import annotations

import pytest

from referral.domain.searching import ShortForms, digits_of, stems, words_of

FORMS = ShortForms.of(
    {
        "rs": "rumah sakit",
        "rsud": "rumah sakit umum daerah",
        "ppa": "perlindungan perempuan dan anak",
        "ntt": "Nusa Tenggara Timur",
    }
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("RSUD dr. T.C. Hillers", ["rsud", "dr", "t", "c", "hillers"], id="points"),
        pytest.param("P2TP2A/UPTD-PPA", ["p2tp2a", "uptd", "ppa"], id="letters and digits"),
        pytest.param("Café ÉCPAT", ["cafe", "ecpat"], id="accents"),
        pytest.param(" … ", [], id="nothing"),
    ],
)
def test_a_text_is_taken_apart(text: str, words: list[str]) -> None:
    assert words_of(text) == words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("pelayanan", "melayani"),
        ("layanan", "pelayanan"),
        ("perlindungan", "pelindungan"),
        ("melindungi", "perlindungan"),
        ("penampungan", "menampung"),
        ("tampung", "penampungan"),
        ("bantuan", "membantu"),
        ("pemulangan", "dipulangkan"),
        ("pulang", "memulangkan"),
        ("pendampingan", "mendampingi"),
        ("kesehatan", "sehat"),
        ("kepolisian", "polisi"),
        ("pengaduan", "mengadu"),
        ("mengirim", "kiriman"),
        ("menyembuhkan", "sembuh"),
        ("bersekolah", "sekolah"),
        ("perawatan", "merawat"),
        ("rumahnya", "rumah"),
    ],
)
def test_words_of_one_root_are_kin(one: str, other: str) -> None:
    assert stems(one) & stems(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("medan", "dan"), ("sikka", "sikap"), ("menampung", "ampung"), ("bali", "kembali")],
)
def test_words_that_only_look_alike_are_not(one: str, other: str) -> None:
    assert not stems(one) & stems(other)


@pytest.mark.parametrize("word", ["di", "pe", "beri", "kan", "", "129", "menye", "ke"])
def test_a_short_word_stays_what_it_is(word: str) -> None:
    assert stems(word) == {word}


def test_a_short_form_means_its_words_and_the_words_mean_it() -> None:
    assert FORMS.more(words_of("RS Bhayangkara")) == {"rumah", "sakit"}
    assert FORMS.more(words_of("Rumah Sakit Umum")) == {"rs"}
    assert FORMS.more(words_of("Unit Perlindungan Perempuan & Anak")) == {"ppa"}
    assert FORMS.more(words_of("dari NTT")) == {"nusa", "tenggara", "timur"}
    assert FORMS.more(words_of("sakit di rumah")) == set()


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("0812-3607-9933", "81236079933"),
        ("+62 812 3607 9933", "81236079933"),
        ("6281236079933", "81236079933"),
        ("(0382) 21617", "38221617"),
        ("129", "129"),
        ("SAPA 129", ""),
        ("", ""),
    ],
)
def test_a_number_is_the_same_however_it_is_written(text: str, digits: str) -> None:
    assert digits_of(text) == digits
