"""The page of a province, its brief, decisions on its acts, and the pocket sheets."""

from __future__ import annotations

import base64
import io
import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from zipfile import ZipFile

import pytest
from flask import Flask
from flask.testing import FlaskClient

from referral.domain.access import Role
from referral.domain.coverage import Column
from referral.usecases.actions_document import ToldAct, ToldAdvice
from referral.usecases.advice_now import AdviceNow
from referral.usecases.world import World
from tests.web.accounts import send, sign_in
from tests.web.browser import Browser
from tests.web.conftest import Server, Visitor
from tests.web.lint import parsed

ENTER, TAB = "\ue007", "\ue004"

pytestmark = pytest.mark.usefixtures("measured", "advice")
PAGE = "/en/coverage/province/53"
LABEL = "return getComputedStyle(document.querySelector('.act-table td'), '::before').content"
NAMED = ToldAct("verify", "uptd-ppa-kab-ngada", "UPTD Ngada", "Ngada", ("53.09",), 5432, False)
CENTRE = ToldAct("centre", "53.02", "Soe", "Timor Tengah Selatan", ("53.02",), 987, False)
DECIDED = {
    "need": "shelter", "group": "boy", "hour": "tonight", "kind": "verify",
    "subject": NAMED.subject, "version": "0", "state": "planned", "owner": "social_office",
    "due": "2099-03-31",
}  # fmt: skip


def told(world: World, province: str, column: Column, now: datetime) -> ToldAdvice:
    """Two acts, at once: what finds them has tests of its own."""
    need, group = column
    return ToldAdvice(
        province, need.value, group.value, 180, now.isoformat(), world.directory().version,
        (NAMED, CENTRE), {"verify": (NAMED.subject,), "centre": (CENTRE.subject,)},
    )  # fmt: skip


@pytest.fixture(scope="module")
def advice(app: Flask, world: World) -> Iterator[None]:
    """The acts of every province are known at once."""
    from referral.web.coverage import acts, brief, province

    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(app.extensions, "advice", AdviceNow(world, None, told))
        for module in (acts, brief, province):
            patch.setattr(module, "PATIENCE", 20.0)
        yield


@pytest.fixture
def coordinator(app: Flask) -> FlaskClient:
    return sign_in(app, Role.COORDINATOR)


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("page", ["province", "province/94", "province/33/brief", "53.07/pocket"])
def test_every_page_is_sound_in_both_languages(visitor: Visitor, language: str, page: str) -> None:
    visitor.get(f"/{language}/coverage/{page}")


def test_one_page_answers_which_districts_cannot_shelter_a_boy_tonight(visitor: Visitor) -> None:
    html = visitor.get(PAGE).text
    found = re.search(r"(\d+) of 22 regencies and cities", html)
    assert found, "how many of how many"
    cannot = html[html.index("cannot-caption") : html.index("can-caption")]
    assert cannot.count('<th scope="row">') == int(found[1])
    assert "UPTD Ngada" in html and "5,432" in html and "Soe" in html
    girls = visitor.get(f"{PAGE}?group=girl&need=legal&hour=standard").text
    assert "Girls" in parsed(girls).all("h2")[0].text


def test_where_no_number_is_recorded_nobody_can_be_called(visitor: Visitor) -> None:
    html = visitor.get("/en/coverage/province/94").text
    assert re.search(r"8 of 8 regencies and cities", html)
    assert "no number at which anybody could call it" in html
    regency = visitor.get("/en/coverage/94.08").text
    assert "so that travel does not count it" in regency


def test_what_was_decided_is_for_coordinators(
    visitor: Visitor, coordinator: FlaskClient, client: FlaskClient
) -> None:
    send(coordinator, f"{PAGE}/act", DECIDED, page=act_page())
    html = Visitor(coordinator).get(PAGE).text
    assert "Social office (Dinas Sosial)" in html and "31 Mar 2099" in html
    assert "the gap is still there" in html
    seen = visitor.get(PAGE).text
    assert "2099" not in seen and "act-plan" not in seen
    assert client.get(act_page()).status_code == 302, "to the sign-in"


def act_page() -> str:
    return f"{PAGE}/act?kind=verify&subject={NAMED.subject}"


def test_a_decision_without_owner_says_so_and_loses_nothing(coordinator: FlaskClient) -> None:
    typed = {**DECIDED, "kind": "centre", "subject": "53.02", "owner": "", "due": "2099-12-31"}
    answer = send(coordinator, f"{PAGE}/act", typed, page=act_page())
    html = Visitor.checked(answer, 422).text
    assert 'href="#owner"' in html and "Choose the office" in html
    assert 'value="2099-12-31"' in html


def test_who_decides_on_what_another_has_decided_meanwhile_is_told(
    coordinator: FlaskClient,
) -> None:
    typed = {**DECIDED, "kind": "centre", "subject": "53.02"}
    assert send(coordinator, f"{PAGE}/act", typed, page=act_page()).status_code == 303
    again = send(coordinator, f"{PAGE}/act", typed, page=act_page())
    html = Visitor.checked(again, 422).text
    assert "Somebody else has decided" in html
    assert 'name="version" value="1"' in html, "whoever saves once more has seen it"
    history = Visitor(coordinator).get(f"{PAGE}/act?kind=centre&subject=53.02").text
    assert "it would have reached 987 people" in history


@pytest.mark.parametrize("query", ["kind=verify&subject=nothing", "kind=bribe&subject=53.02"])
def test_there_is_no_page_of_an_act_that_is_none(coordinator: FlaskClient, query: str) -> None:
    Visitor(coordinator).get(f"{PAGE}/act?{query}", status=404)


@pytest.mark.parametrize("path", ["province/99", "province/53.07", "99.99/pocket", "53/pocket"])
def test_what_is_no_province_or_regency_has_no_page(visitor: Visitor, path: str) -> None:
    visitor.get(f"/id/coverage/{path}", status=404)


def test_only_a_coordinator_reads_what_went_unmet(
    visitor: Visitor, coordinator: FlaskClient
) -> None:
    heading = "Referrals of children from here"
    assert heading in Visitor(coordinator).get("/en/coverage/53.07").text
    assert heading not in visitor.get("/en/coverage/53.07").text


@pytest.mark.parametrize("code", ["53.07", "31.01", "35.78"])
def test_the_file_of_a_sheet_is_small_and_needs_nothing_else(
    client: FlaskClient, code: str
) -> None:
    answer = client.get(f"/id/coverage/{code}/pocket.html")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="rujuk-{code}-id.html"'
    assert len(answer.data) < 60_000
    page = parsed(answer.text)
    assert not page.faults and not page.all("script") and not page.all("link")
    numbers = [one.attributes["href"] for one in page.all("a")]
    assert numbers and all(one.startswith("tel:") for one in numbers)
    assert "tel:129" in numbers


def test_all_sheets_of_a_province_come_as_files(client: FlaskClient) -> None:
    answer = client.get("/en/coverage/province/94/pocket.zip")
    with ZipFile(io.BytesIO(answer.data)) as archive:
        names = archive.namelist()
        assert len(names) == 8 and "rujuk-94.08-en.html" in names
        assert b"Kabupaten Deiyai" in archive.read("rujuk-94.08-en.html")


def test_a_regency_says_what_sources_say_of_it(visitor: Visitor) -> None:
    html = visitor.get("/en/coverage/51.01").text
    assert "Safe house, Kabupaten Jembrana: no – detikcom (2023)" in html
    assert "UPTD PPA, Bali: 9 of 9 regencies and cities" in html
    assert "rumah perlindungan" not in html.casefold(), "no free text of a source"


def pages_of(browser: Browser, address: str) -> int:
    """How many sheets of A4 a page prints on."""
    browser.open(address)
    asked = {"paperWidth": 8.27, "paperHeight": 11.69, "preferCSSPageSize": True}
    printed = browser.driver.execute_cdp_cmd("Page.printToPDF", {**asked, "printBackground": True})
    return len(re.findall(rb"/Type\s*/Page[^s]", base64.b64decode(printed["data"])))


def test_in_chromium_the_brief_prints_on_two_sheets_and_a_pocket_sheet_on_one(
    browser: Browser, server: Server
) -> None:
    at = server.address
    briefs = {
        f"{language}/{code}": pages_of(browser, f"{at}/{language}/coverage/province/{code}/brief")
        for language, code in (("id", "33"), ("en", "35"), ("id", "95"))
    }
    assert set(briefs.values()) == {2}, briefs
    sheets = {
        code: pages_of(browser, f"{at}/id/coverage/{code}/pocket")
        for code in ("31.01", "53.07", "95.03")
    }
    assert set(sheets.values()) == {1}, sheets


def test_in_chromium_at_360_pixels_nothing_is_wider_than_the_screen(
    browser: Browser, server: Server
) -> None:
    browser.size(360, touch=True)
    for path in ("province", "province/53", "province/53/brief", "53.07/pocket", "53.07"):
        browser.open(f"{server.address}/id/coverage/{path}")
        assert browser.js("return document.documentElement.scrollWidth") <= 360, path
    assert browser.complaints() == []


def test_in_chromium_on_a_small_screen_each_regency_is_a_card_and_still_a_row_to_the_ear(
    browser: Browser, server: Server
) -> None:
    browser.open(f"{server.address}{PAGE}")
    assert "none" in browser.js(LABEL)
    browser.size(360, touch=True)
    assert browser.ask(".act-table", "e.scrollWidth - e.clientWidth") == 0
    assert "People" in browser.js(LABEL)
    tree = browser.driver.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
    heard = [(one["role"]["value"], one["name"]["value"]) for one in tree if "name" in one]
    roles = Counter(role for role, _name in heard)
    assert roles["table"] and roles["columnheader"] == 5 and roles["cell"] == 4 * roles["rowheader"]
    assert not [name for role, name in heard if role == "cell" and "People" in name]


def test_in_chromium_a_coordinator_decides_by_keyboard_alone(
    browser: Browser, server: Server, coordinator: FlaskClient
) -> None:
    browser.signed_in(server.address, coordinator)
    browser.open(f"{server.address}/en/coverage/province/94?group=girl")
    browser.js("document.querySelector('.act-ways a').focus()")
    with browser.leads_on():
        browser.keys(ENTER)
    browser.js("document.querySelector('#state').focus()")
    browser.keys(TAB, "S", "o", "c", TAB)  # the owner by its first letters
    with browser.leads_on():  # a day that is the same in any order of day and month
        browser.keys("0", "3", "0", "3", "2", "0", "9", "9", ENTER)
    assert browser.count(".act-plan"), "the decision was not kept"
    assert "Social office (Dinas Sosial)" in browser.texts(".act-plan")[0]
    browser.driver.delete_all_cookies()
