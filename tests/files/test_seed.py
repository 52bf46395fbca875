"""The committed service files against the seed they come from, and against what they promise."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from referral.domain.services import Service
from referral.domain.vocabulary import How, Kind, Need, Operator, Status, Trilean
from referral.files.reader import ReadResult, read_directory
from referral.files.seed.publishers import publisher_of
from referral.files.seed.reviewed import MERGED
from referral.files.seed.run import FILES, convert_seed, write_files
from tests.needs import require

DATA = Path(__file__).parents[2] / "data" / "services"
SEED = Path(__file__).parents[2].parent / "shared" / "seed"
ROWS = {
    "civil-society.csv": 153,
    "hospital-ppt.csv": 14,
    "hospitals.csv": 787,
    "hotlines.csv": 14,
    "legal-aid.csv": 199,
    "ministry.csv": 86,
    "missions.csv": 12,
    "police.csv": 532,
    "presence.csv": 192,
    "protection-units.csv": 474,
    "puskesmas.csv": 10_292,
    "social-offices.csv": 514,
}


@cache
def committed() -> ReadResult:
    return read_directory(DATA)


@cache
def by_id() -> dict[str, Service]:
    return {service.id: service for service in committed().services}


def seed_present() -> None:
    require(SEED.is_dir(), "the seed facts are not beside the repository (../shared/seed)")


def seed_records() -> list[dict[str, object]]:
    text = (SEED / "services.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def test_every_row_of_the_committed_files_loads() -> None:
    result = committed()
    assert result.problems == ()
    assert {count.file: count.loaded for count in result.counts} == ROWS
    assert all(count.rejected == 0 for count in result.counts)


def test_every_number_of_the_seed_can_be_dialled() -> None:
    assert committed().unparsed_phones == ()


def test_no_seed_record_is_lost() -> None:
    seed_present()
    ids = {str(record["id"]) for record in seed_records()}
    with (SEED / "puskesmas.csv").open(encoding="utf-8") as file:
        ids |= {row["id"] for row in csv.DictReader(file)}
    assert len(ids) == 13_093
    assert set(by_id()) == ids - set(MERGED)
    for other, kept in MERGED.items():
        assert other in by_id()[kept].aliases
    absences = (SEED / "absences.jsonl").read_text(encoding="utf-8").splitlines()
    assert [s.note for s in committed().statements] == [
        json.loads(line)["statement"] for line in absences
    ]


def test_converting_the_seed_again_gives_the_committed_files(tmp_path: Path) -> None:
    seed_present()
    conversion = convert_seed(SEED)
    assert conversion.problems == ()
    assert (conversion.read, conversion.merged) == (13_093, 16)
    write_files(conversion, tmp_path)
    for name in [*FILES, "presence.csv"]:
        assert (tmp_path / name).read_bytes() == (DATA / name).read_bytes(), name


def test_where_children_live_and_where_it_is_secret_nothing_tells_the_place() -> None:
    hidden = [s for s in committed().services if s.confidential or s.houses_children]
    assert len(hidden) > 70
    for service in hidden:
        place = (service.address, service.latitude, service.kecamatan_code, service.location_note)
        assert place == (None, None, None, None), service.id


def test_whatever_the_seed_withholds_is_confidential() -> None:
    seed_present()
    withheld = {str(r["id"]) for r in seed_records() if r["address_confidential"]}
    assert {i for i in withheld if not by_id()[i].confidential} == set()


def test_words_about_a_hidden_place_do_not_name_its_village() -> None:
    villages = re.compile(
        "Lubuk Baja|Salaman|Naibonat|Karadenan|Pasar Rebo|Salodong|Biringkanaya|Pakem"
        "|Senggarang|Cibubur|convent hall|housed with the office|inside its own building"
    )
    for service in committed().services:
        if service.confidential or service.houses_children:
            text = " ".join([service.name, *service.aliases, service.provenance.evidence or ""])
            assert not villages.search(text), service.id


def test_status_follows_the_published_warning_and_the_age_of_the_source() -> None:
    by_status = Counter(service.status for service in committed().services)
    assert by_status[Status.SUSPENDED] == 1
    assert by_id()["wcc-cahaya-melati"].status is Status.SUSPENDED
    historical = {s.id for s in committed().services if s.status is Status.HISTORICAL}
    assert sum(i.startswith("iom-recovery-centre") for i in historical) == 4
    assert {"asa-puan", "bahtera", "bms", "kaseh-puan", "ydi", "ymkk", "yssn"} <= historical
    assert len(historical) == 11
    assert all(by_id()[i].status_note for i in historical)


def test_the_coalition_has_twenty_members_and_a_secretariat() -> None:
    members = {s.id for s in committed().services if s.ecpat_member}
    assert len(members - {"ecpat-indonesia"}) == 20
    assert "ecpat-indonesia" in members


@pytest.mark.parametrize(
    ("service_id", "need", "how"),
    [
        ("uptd-ppa-kota-bandung", Need.LEGAL, How.DIRECT),
        ("uptd-ppa-kota-bandung", Need.PSYCHOSOCIAL, How.DIRECT),
        ("uptd-ppa-kota-bandung", Need.MEDICAL, How.ARRANGED),
        ("uptd-ppa-kota-bandung", Need.SHELTER, How.ARRANGED),
        ("uptd-ppa-kota-bandung", Need.RETURN, How.ARRANGED),
        ("dinas-sosial-1101", Need.SHELTER, How.ARRANGED),
        ("iom-indonesia-bantuan-korban", Need.LEGAL, How.ARRANGED),
        ("rsud-undata-palu-rumah-sakit", Need.MEDICAL, How.DIRECT),
        ("truk-f", Need.SHELTER, How.DIRECT),
        ("lbh-jakarta", Need.LEGAL, How.DIRECT),
        ("ykb", Need.MEDICAL, How.DIRECT),
        ("nurani-perempuan", Need.MEDICAL, How.ARRANGED),
        ("hotline-sapa-129", Need.SHELTER, How.ARRANGED),
    ],
)
def test_direct_or_arranged_follows_the_kind(service_id: str, need: Need, how: How) -> None:
    met = by_id()[service_id].meets(need)
    assert met is not None
    assert met.how is how


def test_a_presumption_of_the_kind_is_never_written_as_a_fact() -> None:
    for service in committed().services:
        if service.kind is Kind.BP3MI:
            assert service.fact("apart_from_adults").value is Trilean.UNKNOWN
        if service.kind is Kind.PUSKESMAS:
            assert set(service.facts) <= {"walk_in", "inpatient"}
        for name in ("hiv_pep", "emergency_contraception", "apart_from_adults"):
            assert service.fact(name).value is Trilean.UNKNOWN, service.id


def test_any_sex_is_unknown_where_children_live_unless_the_place_says_so() -> None:
    said = {s.id for s in committed().services if s.houses_children and "accepts_boys" in s.facts}
    women = {i for i in said if by_id()[i].fact("accepts_boys").stated_no}
    assert said - women == {"sentra-budi-perkasa-palembang", "parinama-astha"}
    assert "sentra-mulya-jaya-jakarta" in women


def test_police_hospitals_and_units_are_run_by_the_police() -> None:
    named = [
        service
        for service in committed().services
        if re.search(r"Bhayangkara|\bPolri\b|\bPolres", service.name)
    ]
    assert len(named) > 500
    assert {service.operator for service in named} == {Operator.POLICE}


def test_a_day_and_night_line_is_not_a_place_open_day_and_night() -> None:
    open_places = {s.id for s in committed().services if "open_24h" in s.facts}
    assert open_places == {"uptd-ppa-kota-bukittinggi", "uptd-ppa-kota-makassar"}
    surakarta = by_id()["upt-ptpas-kota-surakarta"]
    assert [phone.open_24h for phone in surakarta.phones] == [False, None]
    planned = by_id()["uptd-ppa-kab-semarang"]
    assert planned.fact("line_24h").value is Trilean.UNKNOWN
    assert planned.hours.text == "24 jam (rencana)"


def test_the_hospital_across_the_sea_does_not_stand_at_its_regencys_seat() -> None:
    assert by_id()["rs-bergerak-enggano-bengkulu-utara"].location_basis == "none"


def test_old_names_are_aliases() -> None:
    assert "P2TP2A Kota Bandung" in by_id()["uptd-ppa-kota-bandung"].aliases
    assert "BP3TKI Aceh" in by_id()["bp3mi-aceh"].aliases
    assert "PSMP Handayani Jakarta" in by_id()["sentra-handayani-jakarta"].aliases
    assert "RPTC Tanjungpinang" in by_id()["rptc-tanjungpinang"].aliases


def test_statements_are_coded_as_their_words_say() -> None:
    statements = committed().statements
    coded = Counter((s.unit, s.status, s.have is not None) for s in statements)
    assert coded["uptd_ppa", Trilean.NO, False] == 123
    assert coded[None, Trilean.UNKNOWN, False] == 8
    bali = next(s for s in statements if s.region_code == "51" and s.have is not None)
    assert (bali.have, bali.of, bali.status) == (9, 9, Trilean.YES)
    ntt = next(s for s in statements if s.region_code == "53" and s.have == 9)
    assert (ntt.of, ntt.year, ntt.status) == (22, 2025, Trilean.UNKNOWN)
    padang = next(s for s in statements if s.region_code == "13.71")
    assert (padang.unit, padang.status) == ("uptd_ppa", Trilean.NO)
    opened = next(s for s in statements if s.region_code == "33.73")
    assert (opened.unit, opened.status) == ("uptd_ppa", Trilean.YES)


@pytest.mark.parametrize(
    ("url", "citation", "expected"),
    [
        ("https://riau.antaranews.com/berita/1", None, "Antara"),
        ("https://www.bp2mi.go.id/x", None, "Badan Pelindungan Pekerja Migran Indonesia"),
        ("https://dinsos.someregency.go.id/x", None, "Pemerintah daerah (situs resmi)"),
        ("https://kabar-lokal.example/x", None, "Media daring daerah"),
        (None, "UU 23/2014 annex", "UU 23/2014"),
        (None, None, "Sumber publik tanpa nama"),
    ],
)
def test_the_publisher_is_a_name_and_never_an_address(
    url: str | None, citation: str | None, expected: str
) -> None:
    assert publisher_of(url, citation) == expected


def test_no_publisher_or_public_note_shows_an_address_of_the_web() -> None:
    for service in committed().services:
        shown = (service.provenance.publisher, service.location_note, service.status_note)
        assert not re.search(r"https?:|www\.|\.(com|id|org)\b", " ".join(filter(None, shown)))
