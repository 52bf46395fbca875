"""Quick exit from somebody's own pages, in Chromium: the session stays, the tab holds nothing.

It asks the server for nothing of the session's: it must work when the line is down or the session
over. Whoever comes to the computer next finds what every page of a session leaves: nothing kept.
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask
from selenium.webdriver.common.keys import Keys

from referral.app import create_app
from referral.settings import Settings
from referral.usecases.world import World
from tests.offices import SERVICES, directory_world
from tests.web.accounts import sign_in
from tests.web.browser import Browser
from tests.web.case_desk import Desk
from tests.web.conftest import Server
from tests.web.lint import LOUD, parsed


@pytest.fixture(scope="module")
def app(settings: Settings, world: World) -> Flask:
    """The app over a few made-up services."""
    return create_app(settings, directory_world(world, SERVICES))


@pytest.fixture
def desk(app: Flask, browser: Browser, server: Server) -> Desk:
    """An operator with an open case, signed in with the browser."""
    found = Desk.at(app, now=datetime.now(UTC))
    app.config.pop("CLOCK")
    found.open("shelter")
    browser.signed_in(server.address, found.client)
    return found


def leave(browser: Browser) -> None:
    browser.keys(Keys.ESCAPE, Keys.ESCAPE)
    browser.until(lambda: browser.driver.current_url.endswith("/kalender"), "did not leave")


def test_the_page_left_is_replaced_in_the_history(
    browser: Browser, server: Server, desk: Desk
) -> None:
    browser.open(f"{server.address}/id/services")
    browser.open(f"{server.address}/id/referrals/{desk.code}")
    assert desk.code in browser.driver.page_source
    browser.js("sessionStorage.setItem('rujuk-plan', 'x')")
    leave(browser)
    assert browser.js("return sessionStorage.length") == 0
    assert not LOUD.search(browser.driver.title) and "Rujuk" not in browser.driver.title
    browser.driver.back()
    browser.until(lambda: browser.driver.current_url.endswith("/services"), "not the page before")
    assert desk.code not in browser.driver.page_source


def test_what_was_open_before_is_not_kept_once_the_session_is_over(
    browser: Browser, server: Server, desk: Desk
) -> None:
    browser.open(f"{server.address}/id/referrals")
    assert desk.code in browser.driver.page_source
    browser.open(f"{server.address}/id/referrals/{desk.code}")
    leave(browser)
    browser.driver.delete_all_cookies()
    browser.driver.back()
    browser.until(lambda: "/sign-in" in browser.driver.current_url, "a page was kept")
    assert desk.code not in browser.driver.page_source


def test_it_needs_no_session_and_ends_none(browser: Browser, server: Server, desk: Desk) -> None:
    browser.open(f"{server.address}/id/referrals/{desk.code}")
    leave(browser)
    browser.open(f"{server.address}/id/referrals/{desk.code}")
    assert desk.code in browser.driver.page_source


def test_the_neutral_page_is_the_same_for_everybody(app: Flask) -> None:
    inside, outside = sign_in(app, desk="meja-1"), app.test_client()
    given = {"Accept-Language": "id"}
    seen = [one.get("/kalender", headers=given) for one in (inside, outside)]
    assert seen[0].data == seen[1].data
    assert {one.headers["Cache-Control"] for one in seen} == {"no-store"}


@pytest.mark.parametrize("language", ["id", "en"])
def test_no_tab_of_a_session_gives_the_matter_away(app: Flask, desk: Desk, language: str) -> None:
    for path in ("referrals", f"referrals/{desk.code}", "referrals/handover", "account/"):
        page = parsed(desk.client.get(f"/{language}/{path}").text)
        title = page.all("title")[0].text
        assert title.startswith("Rujuk – ") and desk.code not in title
        assert [one for one in page.all("a") if "data-exit" in one.attributes]
