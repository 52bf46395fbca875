"""Verification in Chromium: three records by keyboard alone, and a service on its telephone."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from selenium.webdriver.common.keys import Keys

from referral.domain.access import Role
from referral.domain.services import Service
from referral.store.reading import load_services
from tests.web.accounts import client_of, make_account
from tests.web.browser import Browser
from tests.web.conftest import Server
from tests.web.replying import office_of, small_app

CALLS = "/id/manage/calls"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """An app over a directory that stands in its database."""
    made = small_app(tmp_path_factory.mktemp("calls"), stored=True)
    made.config.pop("CLOCK")
    return made


def sign_in(app: Flask, browser: Browser, server: Server) -> None:
    """An editor signed in with the browser."""
    browser.signed_in(server.address, client_of(app, make_account(app, [Role.EDITOR])))


def records(app: Flask) -> list[Service]:
    with office_of(app).records.reading() as session:
        return load_services(session)


def fresh(app: Flask) -> int:
    return sum(one.provenance.verified_on is not None for one in records(app))


def heading(browser: Browser) -> str:
    return browser.texts("h1")[0]


def pressed(browser: Browser, *keys: str) -> None:
    """Press keys, of which the last one leads to another page."""
    with browser.leads_on():
        browser.keys(*keys)


def test_three_records_are_verified_by_keyboard_alone(
    app: Flask, browser: Browser, server: Server
) -> None:
    sign_in(app, browser, server)
    browser.open(server.address + CALLS)
    for _press in range(40):
        browser.keys(Keys.TAB)
        if browser.js("return document.activeElement.value") == "next":
            break
    pressed(browser, Keys.ENTER)
    names = [heading(browser)]
    for number in (1, 2):
        pressed(browser, "1")
        names.append(heading(browser))
        assert fresh(app) == number
    browser.keys("2")  # unfolds what is different, its first field in focus
    assert browser.focus() == "phones"
    browser.keys("1", "2")
    assert heading(browser) == names[2], "digits typed into a field press nothing"
    browser.keys(Keys.BACKSPACE, Keys.BACKSPACE)
    pressed(browser, Keys.ENTER)
    assert fresh(app) == 3 and len({*names, heading(browser)}) == 4
    pressed(browser, "0")
    assert fresh(app) == 2 and heading(browser) == names[2]
    assert browser.complaints() == []


def test_a_closing_is_never_sent_as_anything_else(
    app: Flask, browser: Browser, server: Server
) -> None:
    sign_in(app, browser, server)
    browser.open(f"{server.address}{CALLS}/lbh-uji")
    before = fresh(app)
    browser.keys("4")
    assert browser.focus() == "reason-0"
    pressed(browser, Keys.SPACE, Keys.ENTER)
    closed = next(one for one in records(app) if one.id == "lbh-uji")
    assert closed.status == "closed" and fresh(app) == before + 1


def test_a_service_confirms_on_its_telephone_and_an_editor_makes_it_fresh(
    app: Flask, browser: Browser, server: Server
) -> None:
    sign_in(app, browser, server)
    browser.open(f"{server.address}{CALLS}/rsud-uji")
    browser.press("#own-link summary")
    browser.follow("button[value=link]")
    own = re.search(r"/id/own/[\w-]+", browser.value("#own-message"))
    assert own is not None
    browser.driver.delete_all_cookies()
    browser.size(360, 640, touch=True)
    browser.open(server.address + own[0])
    assert browser.js("return document.documentElement.scrollWidth") <= 360
    browser.follow("button[value=right]")
    assert heading(browser) == "Terima kasih"
    record = next(one for one in records(app) if one.id == "rsud-uji")
    assert record.provenance.verified_on is None
    browser.size(1280)
    sign_in(app, browser, server)
    browser.open(f"{server.address}/id/manage/proposals")
    browser.follow("button[value=accept]")
    assert "Sudah dimasukkan" in browser.text("main")
    record = next(one for one in records(app) if one.id == "rsud-uji")
    assert record.provenance.verified_on is not None
    assert browser.complaints() == []
