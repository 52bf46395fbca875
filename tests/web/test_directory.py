"""The directory: search and filters by POST, and the page of a service."""

from __future__ import annotations

import pytest

from tests.web.conftest import Visitor
from tests.web.lint import Page, parsed
from tests.web.test_console import values


def names(page: Page) -> list[str]:
    return [e.text for e in page.all("a") if e.attributes.get("class") == "offer-name"]


def test_words_find_a_service_and_its_page_says_what_is_known(visitor: Visitor) -> None:
    page = parsed(visitor.post("/id/services", {"q": "SAPA 129"}).text)
    assert any("SAPA 129" in name for name in names(page))
    link = next(e for e in page.all("a") if "SAPA 129" in e.text)
    service = visitor.get(link.attributes["href"]).text
    assert 'href="tel:129"' in service and "https://wa.me/" in service


def test_a_service_without_a_number_leads_to_who_can_reach_it(visitor: Visitor) -> None:
    page = parsed(visitor.get("/id/services/uppa-polres-sikka").text)
    links = {e.text: e.attributes.get("href") for e in page.all("a")}
    assert links["129"] == "tel:129"
    assert links["Rencana rujukan menyebutkan siapa yang dapat menghubunginya."] == "/id/"
    with_number = visitor.get("/id/services/rsud-dr-t-c-hillers-maumere").text
    assert "tel:129" not in with_number
    by_message = visitor.get("/id/services/kjri-johor-bahru").text
    assert "https://wa.me/" in by_message and "Nomor belum tercatat" not in by_message
    listed = visitor.post("/id/services", {"q": "KJRI Johor Bahru"}).text
    row = next(one for one in listed.split("<li class=")[1:] if "KJRI Johor Bahru" in one)
    assert "https://wa.me/" in row and "Nomor belum tercatat" not in row


def test_a_service_that_has_a_site_alone_is_reached_there(visitor: Visitor) -> None:
    page = visitor.get("/id/services/komdigi-aduan-konten").text
    assert "Dihubungi lewat situsnya: https://aduankonten.id" in page
    assert "Nomor belum tercatat" not in page


def test_a_unit_that_stands_for_protected_places_says_so_each_time(visitor: Visitor) -> None:
    given = {"need": "shelter", "region-text": "Nusa Tenggara Timur", "kind": "uptd_ppa"}
    page = visitor.post("/id/services", given).text
    unit = "UPTD PPA Provinsi Nusa Tenggara Timur"
    cards = [card for card in page.split("<li class=")[1:] if f">{unit}</a>" in card]
    assert len(cards) > 2
    told = [card for card in cards if "Tempat aman yang lokasinya dirahasiakan" in card]
    assert len(told) == len(cards) - 1, "all but the unit itself"


def test_filters_narrow_the_list_and_stay_in_the_form(visitor: Visitor) -> None:
    given = {"need": "medical", "kind": "hospital", "region-text": "Kabupaten Sikka"}
    page = parsed(visitor.post("/id/services", given).text)
    found = names(page)
    assert found and len(found) < 10
    assert values(page, "region-text") == ["Kabupaten Sikka"]
    chosen = [e.attributes["value"] for e in page.all("option") if "selected" in e.attributes]
    assert chosen == ["medical", "hospital"]


def test_a_village_stands_for_its_regency_and_a_province_for_itself(visitor: Visitor) -> None:
    regency = names(parsed(visitor.post("/id/services", {"region-text": "53.07"}).text))
    village = names(parsed(visitor.post("/id/services", {"region-text": "Nita, Sikka"}).text))
    assert regency == village
    province = visitor.post("/id/services", {"region-text": "Nusa Tenggara Timur"}).text
    assert names(parsed(province)) != regency


def test_an_open_region_offers_the_others_to_choose(visitor: Visitor) -> None:
    page = parsed(visitor.post("/id/services", {"region-text": "Bogor"}).text)
    picks = {
        e.text: e.attributes["value"]
        for e in page.all("button")
        if e.attributes.get("name") == "pick"
    }
    assert picks
    label, code = next(iter(picks.items()))
    chosen = visitor.post("/id/services", {"region-text": "Bogor", "pick": code}).text
    assert f"Layanan untuk {label}." in chosen


def test_a_region_that_is_none_says_so(visitor: Visitor) -> None:
    page = visitor.post("/en/services", {"region-text": "zzzzqqqq"}).text
    assert "No place of that name" in page


@pytest.mark.parametrize("page", ["0", "x", "99999999"])
def test_a_made_up_page_gives_the_first(visitor: Visitor, page: str) -> None:
    first = names(parsed(visitor.get("/id/services").text))
    assert names(parsed(visitor.post("/id/services", {"page": page}).text)) == first


def test_the_next_page_goes_on(visitor: Visitor) -> None:
    first = parsed(visitor.get("/id/services").text)
    second = parsed(visitor.post("/id/services", {"page": "2"}).text)
    assert len(names(first)) == 25 and not set(names(first)) & set(names(second))


def test_an_option_nobody_offered_is_left_out(visitor: Visitor) -> None:
    page = parsed(visitor.post("/id/services", {"need": "money", "kind": "castle"}).text)
    assert len(names(page)) == 25


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("kind", ["hospital", "uptd_ppa", "legal_aid", "hotline", "mission"])
def test_the_page_of_a_service_of_each_kind_holds_to_every_rule(
    visitor: Visitor, language: str, kind: str
) -> None:
    page = parsed(visitor.post(f"/{language}/services", {"kind": kind}).text)
    link = next(e for e in page.all("a") if e.attributes.get("class") == "offer-name")
    assert "<h1>" in visitor.get(link.attributes["href"]).text


def test_a_country_stands_for_the_missions_and_never_for_a_village_that_sounds_like_it(
    visitor: Visitor,
) -> None:
    page = visitor.post("/id/services", {"region-text": "Malaysia"}).text
    assert "Malaysia: perwakilan RI di luar negeri." in page
    found = names(parsed(page))
    assert "KBRI Kuala Lumpur" in found and not [one for one in found if "Majalengka" in one]
    picked = visitor.post("/id/services", {"region-text": "Malaysia", "pick": "32.10.26"}).text
    assert "Dinas Sosial Kabupaten Majalengka" in names(parsed(picked))
