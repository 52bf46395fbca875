"""Two records made one in Chromium, by keyboard alone; and a request approved on a small screen."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from selenium.webdriver.common.keys import Keys

from referral.domain.access import Role
from referral.domain.approvals import ApprovalKind
from referral.store.writing import save_services
from referral.usecases.upkeep.approvals import ask
from tests.builders import hospital
from tests.offices import EDITOR, NOW
from tests.usecases.upkeep_office import record
from tests.web.accounts import client_of, make_account
from tests.web.browser import Browser
from tests.web.conftest import Server
from tests.web.replying import office_of, small_app

STAYS = hospital("rs-mata-air", name="RS Mata Air Uji", organization="RS Uji")
GOES = replace(STAYS, id="rs-mata-air-dua", email="dua@contoh.example.org")


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """An app over a directory that stands in its database, with a place recorded twice."""
    made = small_app(tmp_path_factory.mktemp("stored"), stored=True)
    made.config.pop("CLOCK")
    made.extensions["rujuk"].directory._every = 0
    with office_of(made).records.writing() as session:
        save_services(session, [STAYS, GOES], now=NOW)
    return made


@pytest.fixture
def editor(app: Flask, browser: Browser, server: Server) -> Browser:
    """An editor signed in with the browser."""
    browser.signed_in(server.address, client_of(app, make_account(app, [Role.EDITOR])))
    return browser


def tab_to(browser: Browser, text: str) -> None:
    """Go on with the tab key until the focus is on a text."""
    for _press in range(120):
        browser.keys(Keys.TAB)
        here = str(browser.js("return document.activeElement.textContent")).strip()
        if here.startswith(text):
            return
    raise AssertionError(f"the tab key never reaches {text!r}")


def press(browser: Browser, text: str, then: str) -> None:
    """Press what says so; the page that follows has a heading."""
    tab_to(browser, text)
    with browser.leads_on():
        browser.keys(Keys.ENTER)
    assert then in " ".join(browser.texts("h1"))


def test_a_place_recorded_twice_becomes_one_by_keyboard(
    app: Flask, editor: Browser, server: Server
) -> None:
    editor.open(f"{server.address}/id/manage/duplicates")
    press(editor, "Bandingkan", "Gabungkan dua catatan")
    assert editor.count("#part-email-gone:checked") == 1, "filled over empty"
    press(editor, "Gabungkan", STAYS.name)
    kept = record(office_of(app), STAYS.id)
    assert kept is not None and kept.email == GOES.email
    editor.open(f"{server.address}/id/services/{GOES.id}")
    assert editor.driver.current_url.endswith(f"/services/{STAYS.id}")
    assert editor.complaints() == []


def test_a_request_is_approved_on_a_small_screen(
    app: Flask, editor: Browser, server: Server
) -> None:
    new = hospital("rs-baru-sekali", name="RS Baru Sekali")
    with office_of(app).records.writing() as session:
        ref = ask(session, EDITOR, ApprovalKind.PUBLISH, new, new.id, NOW)
    editor.size(360, 740, touch=True)
    editor.open(f"{server.address}/id/manage/approvals/{ref}")
    assert editor.js("return document.documentElement.scrollWidth") <= 360
    press(editor, "Setujui", "Yang menunggu")
    assert record(office_of(app), new.id) is not None
