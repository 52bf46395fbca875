"""A case in Chromium: by keyboard alone, on a small screen, on paper, while the clock runs."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask
from selenium.webdriver.common.keys import Keys

from referral.app import create_app
from referral.domain.referrals import ReferralStatus
from referral.settings import Settings
from referral.usecases.world import World
from tests.offices import SERVICES, directory_world
from tests.web.browser import Browser
from tests.web.case_desk import Desk
from tests.web.conftest import Server
from tests.web.test_browser import SPREAD, ask


@pytest.fixture(scope="module")
def app(settings: Settings, world: World) -> Flask:
    """The app over a few made-up services."""
    return create_app(settings, directory_world(world, SERVICES))


@pytest.fixture
def desk(app: Flask, browser: Browser, server: Server) -> Desk:
    """An operator signed in with the browser and with a client, at the same moment."""
    found = Desk.at(app, now=datetime.now(UTC))
    app.config.pop("CLOCK")
    browser.signed_in(server.address, found.client)
    return found


def tab_to(browser: Browser, text: str) -> None:
    """Go on with the tab key until the focus is on a text."""
    for _press in range(120):
        browser.keys(Keys.TAB)
        here = browser.js("return document.activeElement.textContent.trim()")
        label = browser.js("return (document.activeElement.labels || [{}])[0]?.textContent || ''")
        if here.startswith(text) or str(label).strip().startswith(text):
            return
    raise AssertionError(f"the tab key never reaches {text!r}")


def test_from_the_plan_to_a_sent_referral_by_keyboard_alone(
    browser: Browser,
    server: Server,
    desk: Desk,
) -> None:
    ask(browser, server, "4")
    browser.js("document.activeElement.blur()")
    browser.keys("r")
    assert browser.focus() == "open-case"
    with browser.leads_on():
        browser.keys(Keys.ENTER)
    desk.code = browser.text("h1 .spoken")
    tab_to(browser, "Anak bersedia")
    browser.keys(Keys.SPACE)
    if browser.count("input[type=radio][name=guardian]"):
        tab_to(browser, "Wali yang aman menyetujui")
        browser.keys(Keys.SPACE)
    tab_to(browser, "Catat")
    with browser.leads_on():
        browser.keys(Keys.ENTER)
    assert browser.count(".noted") == 1
    tab_to(browser, "Kirim rujukan")
    with browser.leads_on():
        browser.keys(Keys.ENTER)
    assert browser.sees(".tell .spoken")
    assert {one.status for one in desk.case.referrals} == {ReferralStatus.SENT}
    assert browser.complaints() == []


def sent(desk: Desk, browser: Browser, server: Server, language: str = "id") -> None:
    """Open the page of a case of which one referral was sent."""
    desk.language = language
    desk.open("shelter", "medical", "legal", contact="reported", last_abuse="later")
    desk.agree()
    desk.send()
    browser.open(f"{server.address}{desk.address}")


@pytest.mark.parametrize("width", [320, 360, 640, 1280])
@pytest.mark.parametrize("language", ["id", "en"])
def test_a_case_does_not_scroll_sideways(
    browser: Browser,
    server: Server,
    desk: Desk,
    width: int,
    language: str,
) -> None:
    sent(desk, browser, server, language)
    browser.size(width, touch=width == 360)
    browser.js("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    assert browser.js("return document.documentElement.scrollWidth") <= width


def test_the_header_of_a_case_is_drawn_like_that_of_any_page(
    browser: Browser, server: Server, desk: Desk
) -> None:
    drawn = "const s = getComputedStyle(e); return [s.borderTopWidth, s.padding, s.display]"
    looks = []
    for path in (f"{server.address}/id/referrals", None):
        if path:
            browser.open(path)
        else:
            sent(desk, browser, server)
        looks.append(browser.ask(".bar .other", f"(() => {{ {drawn} }})()"))
    assert looks[0] == looks[1]


def test_what_is_tapped_on_a_case_is_large_enough(
    browser: Browser,
    server: Server,
    desk: Desk,
) -> None:
    sent(desk, browser, server)
    browser.size(360, touch=True)
    browser.js("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    small = """return [...document.querySelectorAll(
        '.choice-line, button:not(.default), .number, .quiet, .primary, summary')]
        .filter(e => e.getClientRects().length && e.getBoundingClientRect().height < 43.5)
        .map(e => e.outerHTML.slice(0, 120))"""
    assert browser.js(small) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_of_a_case_stands_out(
    browser: Browser,
    server: Server,
    desk: Desk,
    scheme: str,
) -> None:
    browser.media(prefers_color_scheme=scheme)
    sent(desk, browser, server)
    browser.js("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    assert browser.js(SPREAD.read_text(encoding="utf-8")) == []


def test_paper_holds_nothing_of_a_case_and_the_slip_alone(
    browser: Browser,
    server: Server,
    desk: Desk,
) -> None:
    sent(desk, browser, server)
    slip = browser.attribute(".tell a[href$='/slip']", "href")
    code = browser.text(".tell .spoken")
    browser.media(media="print")
    printed = browser.js("return document.body.innerText")
    assert "slip" in printed and desk.code not in printed and "Rumah Uji" not in printed
    browser.media()
    browser.open(server.address + slip)
    browser.media(media="print")
    printed = browser.js("return document.body.innerText")
    assert code in printed and "Meja meja-1" in printed
    assert desk.code not in printed and "Keluar cepat" not in printed
    assert browser.js("return document.querySelector('.slip-qr').naturalWidth") > 0
    assert browser.complaints() == []


def test_the_script_counts_as_the_server_does(
    browser: Browser,
    server: Server,
    desk: Desk,
) -> None:
    for language in ("id", "en"):
        sent(desk, browser, server, language)
        page = desk.client.get(desk.address).text
        for text in browser.texts(".due-when"):
            assert text in page, "script and server say the same time differently"


def test_what_becomes_overdue_is_said_in_words(
    browser: Browser,
    server: Server,
    desk: Desk,
) -> None:
    sent(desk, browser, server)
    assert "Lewat waktu" not in browser.text("#need-shelter .wait")
    later = """
      const page = document.querySelector('.case'), copy = page.cloneNode(true);
      copy.dataset.now = new Date(Date.now() + 3 * 3600 * 1000).toISOString();
      page.replaceWith(copy);
      const start = document.querySelector('script[type=module]').src;
      return import(start.replace('start.js', 'countdown.js'))
        .then(module => module.default(copy, { language: 'id' }));"""
    browser.js(later)
    browser.until(
        lambda: "Lewat waktu" in browser.text("#need-shelter .wait"), "only its colour changed"
    )


def test_a_case_works_without_a_script(
    browser: Browser,
    server: Server,
    desk: Desk,
) -> None:
    desk.open("shelter")
    browser.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        browser.driver.get(f"{server.address}{desk.address}")
        browser.click("[name=assent][value=given]")
        browser.click("[name=guardian][value=given]")
        for button in ("#consent .primary", "#need-shelter .primary"):
            with browser.leads_on(scripts=False):
                browser.click(button)
        assert browser.text(".tell .spoken")
    finally:
        browser.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
