"""What if in Chromium: by keyboard alone, two maps that move together, a small screen, paper."""

from __future__ import annotations

import pytest
from flask import Flask

from referral.app import create_app
from referral.domain.access import Role
from referral.settings import Settings
from referral.usecases.world import World
from tests.offices import SERVICES, directory_world
from tests.web.accounts import sign_in
from tests.web.browser import Browser
from tests.web.conftest import Server

LONG = 300
"""Seconds that long work may take on a busy machine."""

TAB, RIGHT, ENTER = "\ue004", "\ue014", "\ue007"
SAID = "return document.activeElement.getAttribute('aria-label') || ''"
SEEN = "return [...document.querySelectorAll('.cov-canvas')].map(c => c.offsetWidth)"

VIEWS = (
    "return [...document.querySelectorAll('.cov-canvas')].map("
    "c => [...c.querySelectorAll('path')].map(p => p.getAttribute('d')).join())"
)


@pytest.fixture(scope="module")
def app(settings: Settings, world: World) -> Flask:
    """The app over a few made-up services."""
    return create_app(settings, directory_world(world, SERVICES))


@pytest.fixture
def coordinator(app: Flask, browser: Browser, server: Server) -> Browser:
    """The window of a coordinator who has signed in."""
    browser.signed_in(server.address, sign_in(app, Role.COORDINATOR))
    return browser


def tab_to(browser: Browser, ref: str) -> None:
    for _press in range(60):
        if browser.focus() == ref:
            return
        browser.keys(TAB)
    raise AssertionError(f"the tab key never reaches {ref}")


def worked_out(browser: Browser, selector: str, count: int = 1) -> None:
    """Wait for the answer of long work, whose page goes on to it by itself."""
    browser.until(lambda: browser.count(selector) >= count, f"no {selector}", LONG)
    browser.ready()


def fits(browser: Browser) -> bool:
    """Nothing is wider than a small phone."""
    browser.size(360, touch=True)
    found = browser.js("return document.documentElement.scrollWidth")
    browser.size(1280)
    return bool(found <= 360)


def test_new_centres_by_keyboard_with_two_maps_that_move_together(
    coordinator: Browser, server: Server
) -> None:
    browser = coordinator
    browser.open(f"{server.address}/en/coverage/what-if?province=53&centres=2&within=60")
    assert fits(browser)
    tab_to(browser, "centres")
    browser.keys(ENTER)
    worked_out(browser, "[data-drawn]", 2)
    assert browser.count(".cov-mark") == 2, "on the map with the new centres"
    for _press in range(60):
        browser.keys(TAB)
        if browser.js(SAID):
            break
    first = browser.js(SAID)
    browser.keys(RIGHT)
    assert browser.js(SAID) not in ("", first)
    texts = browser.texts(".cov-facts")
    assert texts[0] == browser.js(SAID) and "Without new centres" in texts[0]
    before = browser.js(VIEWS)
    browser.keys("+")
    after = browser.js(VIEWS)
    assert after[0] != before[0] and after[1] != before[1], "the other map follows"
    assert fits(browser)
    widths = browser.js(SEEN)
    browser.js("dispatchEvent(new Event('beforeprint'))")
    assert browser.js(SEEN) != widths
    browser.js("dispatchEvent(new Event('afterprint'))")
    assert browser.js(SEEN) == widths
    assert browser.complaints() == []


def test_who_depends_and_what_closing_takes_on_a_small_screen(
    coordinator: Browser, server: Server
) -> None:
    browser = coordinator
    browser.open(f"{server.address}/id/coverage/fragile?need=psychosocial&within=360")
    assert fits(browser)
    tab_to(browser, "within")
    browser.press(".cov-question button")
    worked_out(browser, "#close-1")
    assert fits(browser)
    tab_to(browser, "close-1")
    browser.keys(" ", ENTER)
    worked_out(browser, "[data-drawn]", 2)
    assert fits(browser)
    assert browser.count("path.is-changed"), "what changes stands out"
    assert browser.complaints() == []
