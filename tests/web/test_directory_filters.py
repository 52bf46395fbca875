"""The directory's filters, its order and counts, and the link that may be kept."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.web.conftest import Visitor
from tests.web.lint import Page, parsed
from tests.web.test_console import values
from tests.web.test_directory import names


def link_of(page: Page) -> str | None:
    """The address that the page offers to keep."""
    found = [e.attributes["href"] for e in page.all("a") if "?" in e.attributes.get("href", "")]
    assert len(found) <= 1
    return found[0] if found else None


def total(page: Page) -> int:
    (said,) = [e.text for e in page.all("p") if e.attributes.get("class") == "total"]
    return int(re.match(r"\D*(\d+)", said)[1])  # type: ignore[index]


def option(page: Page, value: str) -> str:
    return next(e.text for e in page.all("option") if e.attributes["value"] == value)


def test_a_list_that_was_filtered_offers_a_link_that_shows_the_same(visitor: Visitor) -> None:
    given = {
        "q": "puskesmas",
        "need": "medical",
        "region-text": "Kabupaten Sikka",
        "accepts_boys": "not_no",
        "sort": "name",
    }
    posted = parsed(visitor.post("/id/services", given).text)
    link = link_of(posted)
    assert link is not None
    assert parse_qs(urlsplit(link).query) == {
        "q": ["puskesmas"],
        "need": ["medical"],
        "region": ["53.07"],
        "accepts_boys": ["not_no"],
        "sort": ["name"],
    }
    kept = parsed(visitor.get(link).text)
    assert names(kept) == names(posted) and names(kept)
    assert values(kept, "region-text") == ["Kabupaten Sikka, Nusa Tenggara Timur"]
    assert link_of(kept) == link
    again = {"region-text": values(kept, "region-text")[0], "q": "puskesmas"}
    assert parsed(visitor.post("/id/services", again).text)


def test_everything_has_no_link_for_its_address_is_enough(visitor: Visitor) -> None:
    assert link_of(parsed(visitor.get("/id/services").text)) is None


def test_a_link_says_nothing_below_a_regency_and_not_where_the_way_begins(
    visitor: Visitor,
) -> None:
    given = {"region-text": "Nita, Sikka", "start-text": "Desa Nita, Sikka", "sort": "travel"}
    page = parsed(visitor.post("/id/services", given).text)
    assert parse_qs(urlsplit(link_of(page) or "").query) == {"region": ["53.07"]}


@pytest.mark.parametrize(
    "query",
    [
        "from=53.07",
        "start-text=Nita&sort=travel",
        "region=53.07.05",
        "region=Nita",
        "need=money&kind=castle&verified=x&sort=price&page=x",
        "q=&need=",
        "need=medical&need=legal",
    ],
)
def test_a_made_up_address_shows_what_of_it_makes_sense(visitor: Visitor, query: str) -> None:
    page = parsed(visitor.get(f"/id/services?{query}").text)
    assert len(names(page)) == 25


def test_ticks_and_choices_narrow_the_list_and_stay(visitor: Visitor) -> None:
    given = {"child_specific": "y", "hours": "y", "accepts_boys": "not_no", "verified": ""}
    page = parsed(visitor.post("/en/services", given).text)
    ticked = {
        e.attributes["name"]
        for e in page.all("input")
        if e.attributes.get("type") == "checkbox" and "checked" in e.attributes
    }
    assert ticked == {"child_specific", "hours"}
    assert 0 < total(page) < 200
    folds = [e for e in page.all("details") if "filter-more" in e.attributes.get("class", "")]
    assert "open" in folds[0].attributes
    plain = parsed(visitor.get("/en/services").text)
    folds = [e for e in plain.all("details") if "filter-more" in e.attributes.get("class", "")]
    assert "open" not in folds[0].attributes


def test_each_choice_says_how_many_it_leaves(visitor: Visitor) -> None:
    page = parsed(visitor.post("/en/services", {"region-text": "Kabupaten Sikka"}).text)
    told = int(re.search(r"\((\d+)\)", option(page, "hospital"))[1])  # type: ignore[index]
    given = {"region-text": "Kabupaten Sikka", "kind": "hospital"}
    hospitals = parsed(visitor.post("/en/services", given).text)
    assert total(hospitals) == told > 0
    assert option(hospitals, "puskesmas") == option(page, "puskesmas")


def test_a_province_is_chosen_by_its_count(visitor: Visitor) -> None:
    page = parsed(visitor.post("/id/services", {"kind": "hospital"}).text)
    buttons = {
        e.attributes["value"]: e.text
        for e in page.all("button")
        if e.attributes.get("name") == "province"
    }
    assert len(buttons) == 38
    number = int(re.search(r"\((\d+)\)", buttons["53"])[1])  # type: ignore[index]
    chosen = parsed(visitor.post("/id/services", {"kind": "hospital", "province": "53"}).text)
    assert total(chosen) == number
    assert values(chosen, "region-text") == ["Nusa Tenggara Timur"]


def test_the_way_from_a_place_orders_the_list_and_is_said(visitor: Visitor) -> None:
    given = {"need": "medical", "kind": "hospital", "start-text": "Desa Nita, Sikka"}
    text = visitor.post("/en/services", given).text
    assert "Hillers" in names(parsed(text))[0]
    assert "The way is reckoned from Nita" in text
    assert "min by road" in text or "min road" in text.lower()


@pytest.mark.parametrize("given", [{"sort": "travel"}, {"start-text": "zzzzqqqq"}])
def test_an_order_by_travel_without_a_place_says_what_is_missing(
    visitor: Visitor, given: dict[str, str]
) -> None:
    page = visitor.post("/en/services", given).text
    assert "Say where the way begins" in page
    assert len(names(parsed(page))) == 25


def test_an_open_place_to_start_from_offers_the_others(visitor: Visitor) -> None:
    page = parsed(visitor.post("/id/services", {"start-text": "Bogor"}).text)
    picks = [e for e in page.all("button") if e.attributes.get("name") == "start-pick"]
    assert picks
    given = {"start-text": "Bogor", "start-pick": picks[0].attributes["value"]}
    chosen = visitor.post("/id/services", given).text
    assert f"dihitung dari {picks[0].text}" in chosen


def test_typing_errors_and_affixes_are_forgiven(visitor: Visitor) -> None:
    found = names(parsed(visitor.post("/id/services", {"q": "rsud hilers"}).text))
    assert found and "Hillers" in found[0]


def test_the_next_page_of_a_kept_link_is_kept_too(visitor: Visitor) -> None:
    second = parsed(visitor.post("/id/services", {"kind": "hospital", "page": "2"}).text)
    link = link_of(second)
    assert link is not None and parse_qs(urlsplit(link).query)["page"] == ["2"]
    assert names(parsed(visitor.get(link).text)) == names(second)
