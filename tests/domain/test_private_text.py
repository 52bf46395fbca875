"""The guard of short notes: what identifies somebody is found wherever it stands."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from referral.domain.private_text import MAX_LENGTH, cleaned, findings, problems_of

PLACES = frozenset({"maumere", "kupang", "sikka", "jayapura", "makassar"})

CLEAN = (
    "",
    "Ambulans berangkat 14.30, tiba sekitar 16.00.",
    "ambulans berangkat pukul 14:30",
    "Kapal berikutnya Senin 08.00-12.30 WITA",
    "Buka 08.00 – 16.00, malam lewat IGD.",
    "Tiga anak bersama, satu kursi roda diperlukan.",
    "3 tempat tidur kosong, 2 untuk anak perempuan",
    "Petugas IGD RSUD sudah siap; bawa surat rujukan dari UPTD PPA.",
    "Penerjemah bahasa isyarat datang besok jam 9.",
    "Hubungi 129 atau 119 bila tidak diangkat 10 menit.",
    "Telepon nomor 129 kalau terputus.",
    "Feri dari Maumere ke Kupang batal karena cuaca.",
    "Jalan putus, lewat laut; jalan kaki 20 menit.",
    "Ibu dan bayi bersama, ruang menyusui diperlukan.",
    "Polres meminta surat visum, sudah dijelaskan tidak wajib.",
    "Kembali ke sekolah setelah tanggal 5.",
    "Mobil dinas rusak. Minta ke Dinas Sosial, 2 jam lagi.",
    "Waits at the hospital until the escort arrives at 14.30",
    "Biaya 150.000 ditanggung dinas.",
    "Butuh pendamping perempuan malam ini",
)

DIRTY = {
    "name": (
        "Sudah bicara dengan Rina di IGD",
        "dijemput Pak Darto",
        "dijemput pak darto",
        "bu wati menunggu",
        "bertemu Bapak Samsul",
        "a.n. Melati",
        "an. melati",
        "a/n melati",
        "anak bernama melati",
        "inisial M",
        "Yulita binti Karim",
        "siti sudah tiba",
        "SITI SUDAH TIBA",
        "Siti Aminah sudah tiba",
        "Kata Ibu Lusia boleh",
        "Sdr. Tono mengantar",
        "ketemu O'Neil di sana",
        "petugas: Darto",
        "lapor ke dr. Samsul",
        "Lapor. dr. Samsul menunggu",
    ),
    "phone": (
        "hubungi 0811-1129-129",
        "hubungi 08111129129 segera",
        "+62 811 1129 129",
        "(0382) 21617 malam",
        "0 8 1 1 1 1 2 9 1 2 9",
        "wa 0811.1129.129",
        "nol delapan satu satu dua sembilan",
        "０８１１１１２９１２９",
        "0811\u200b1129\u200b129",
    ),
    "nik": ("nik 5307054211100001", "5307 0542 1110 0001", "530705-421110-0001"),
    "number": ("14.30 08111129129", "paspor 1234567", "9 9 9 9 9 9 9"),
    "email": ("kirim ke a.b@mail.example", "akun@ig", "lihat situs.com"),
    "address": (
        "Jl. Melati 3",
        "jln melati",
        "jalan melati 3",
        "Gg. Buntu",
        "gang mawar",
        "RT 03/RW 05",
        "rt.3",
        "rumah no. 12",
        "Blok C",
        "di desa nita",
        "kampung baru",
        "perumahan indah",
        "alamat: dekat pasar",
    ),
    "birth_date": (
        "lahir 3 Mei",
        "ttl maumere",
        "12/05/2011",
        "12-5-11",
        "2011-05-12",
        "3 Mei 2011",
        "12 . 05 . 2011",
    ),
    "school": (
        "murid SMP 3",
        "smpn 1 talibura",
        "SMA Katolik",
        "SD Inpres",
        "sd negeri 2",
        "MTs Negeri",
        "sekolah Santa Maria",
        "SMK N 1",
        "pesantren Al Ikhlas",
    ),
}


@pytest.mark.parametrize("text", CLEAN)
def test_an_operational_note_may_be_kept(text: str) -> None:
    assert [(f.code, cleaned(text)[f.start : f.end]) for f in findings(text, PLACES)] == []


@pytest.mark.parametrize(
    ("code", "text"), [(code, text) for code, texts in DIRTY.items() for text in texts]
)
def test_what_identifies_somebody_is_refused(code: str, text: str) -> None:
    assert code in problems_of(text, PLACES)


def test_a_place_of_the_map_may_be_named_and_is_a_name_otherwise() -> None:
    assert problems_of("Feri ke Maumere", PLACES) == ()
    assert problems_of("Feri ke Maumere") == ("name",)


def test_a_long_note_is_refused() -> None:
    assert problems_of("a" * MAX_LENGTH) == ()
    assert problems_of("a" * (MAX_LENGTH + 1)) == ("too_long",)


def test_a_finding_says_where() -> None:
    (found,) = findings("hubungi 0811-1129-129 ya")
    assert "hubungi 0811-1129-129 ya"[found.start : found.end] == "0811-1129-129"


SEPARATORS = st.lists(st.sampled_from([" ", "-", ".", "/", "(", ")", " - ", "\u00a0"]), max_size=1)
AROUND = st.text(max_size=60)


@st.composite
def parted(draw: st.DrawFn, digits: st.SearchStrategy[str]) -> str:
    """A number as somebody writes it: with anything usual between its digits."""
    number = draw(digits)
    return "".join(one + "".join(draw(SEPARATORS)) for one in number[:-1]) + number[-1]


PHONES = st.builds(
    "".join,
    st.tuples(
        st.sampled_from(["08", "628", "+628", "0382", "021"]),
        st.text("0123456789", min_size=6, max_size=10),
    ),
)
NIKS = st.text("0123456789", min_size=16, max_size=16)


@settings(deadline=None)
@given(AROUND, st.one_of(PHONES, parted(PHONES)), AROUND)
def test_a_telephone_number_is_found_wherever_it_is_planted(
    before: str, number: str, after: str
) -> None:
    found = set(problems_of(f"{before}{number}{after}"))
    assert found & {"phone", "nik", "number"}


@settings(deadline=None)
@given(AROUND, st.one_of(NIKS, parted(NIKS)), AROUND)
def test_an_identity_number_is_found_wherever_it_is_planted(
    before: str, number: str, after: str
) -> None:
    assert set(problems_of(f"{before}{number}{after}")) & {"nik", "phone", "number"}


@settings(deadline=None)
@given(st.sampled_from(CLEAN), st.sampled_from(sorted(sum(DIRTY.values(), ()))))
def test_no_clean_words_before_it_hide_what_identifies(clean: str, dirty: str) -> None:
    assert problems_of(f"{clean}\n{dirty}", PLACES) != ()


@settings(deadline=None)
@given(st.text(max_size=200))
def test_anything_can_be_looked_through(text: str) -> None:
    length = max(len(cleaned(text)), len(text))
    assert all(0 <= one.start < one.end <= length for one in findings(text))


@settings(deadline=None)
@given(st.lists(st.sampled_from([one for one in CLEAN if one]), min_size=1, max_size=3))
def test_clean_notes_stay_clean_together(notes: list[str]) -> None:
    assert set(problems_of("\n".join(notes), PLACES)) <= {"too_long"}
