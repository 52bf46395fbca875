"""Editing in Chromium: by keyboard alone from the form to the history and back; the pin; small."""

from __future__ import annotations

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
from tests.web.test_browser import SPREAD

FORM = "/id/manage/services/rsud-uji/edit"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """An app over a directory that stands in its database."""
    made = small_app(tmp_path_factory.mktemp("stored"), stored=True)
    made.config.pop("CLOCK")
    return made


@pytest.fixture
def editor(app: Flask, browser: Browser, server: Server) -> Browser:
    """An editor signed in with the browser."""
    browser.signed_in(server.address, client_of(app, make_account(app, [Role.EDITOR])))
    return browser


def now_of(app: Flask) -> Service:
    with office_of(app).records.reading() as session:
        return load_services(session, ["rsud-uji"])[0]


def tab_to(browser: Browser, element_id: str = "", text: str = "") -> None:
    """Go on with the tab key until the focus is on an id, or on a text."""
    for _press in range(240):
        browser.keys(Keys.TAB)
        here = str(browser.js("return document.activeElement.textContent")).strip()
        if (element_id and browser.focus() == element_id) or (text and here.startswith(text)):
            return
    raise AssertionError(f"the tab key never reaches {element_id or text!r}")


def test_edit_history_and_restore_by_keyboard_alone(
    app: Flask, editor: Browser, server: Server
) -> None:
    editor.open(server.address + FORM)
    tab_to(editor, "email")
    editor.keys("tanpa tanda")
    tab_to(editor, "min_age")
    editor.keys("3")
    tab_to(editor, "accepts_boys-2")
    editor.keys(Keys.ARROW_LEFT, Keys.ARROW_LEFT)
    tab_to(editor, "edit_publisher")
    editor.keys("RSUD Uji")
    with editor.leads_on():
        editor.keys(Keys.ENTER)
    assert editor.count(".problems a[href='#email']") == 1
    assert editor.value("#min_age") == "3", "nothing typed is lost"
    assert editor.js("return document.activeElement.className") == "problems"
    tab_to(editor, text="Surel")
    editor.keys(Keys.ENTER)
    editor.js("document.getElementById('email').select()")
    assert editor.focus() == "email"
    with editor.leads_on():
        editor.keys("kontak@rsud.example.org", Keys.ENTER)
    assert editor.count(".versions") == 1
    after = now_of(app)
    assert (after.min_age, after.email) == (3, "kontak@rsud.example.org")
    assert after.fact("accepts_boys").stated_yes
    tab_to(editor, text="Kembalikan yang sebelumnya: Usia termuda")
    with editor.leads_on():
        editor.keys(Keys.ENTER)
    assert now_of(app).min_age is None, "the age never came back"
    assert now_of(app).email == "kontak@rsud.example.org"
    told = [one for one in editor.complaints() if "status of 422" not in one]
    assert told == [], "but for the answer that something is to be mended"


def test_the_pin_is_set_by_a_click_or_the_arrow_keys_and_the_fields_say_the_same(
    editor: Browser, server: Server
) -> None:
    editor.open(server.address + FORM)
    editor.until(
        lambda: editor.count(".pin[data-drawn] .pin-land.is-chosen"), "no regency is drawn"
    )
    fields = "return ['latitude', 'longitude'].map(id => Number(document.getElementById(id).value))"
    editor.js("document.querySelector('.pin-canvas').scrollIntoView()")
    editor.js("document.querySelector('.pin-canvas').focus()")
    editor.keys(Keys.ARROW_UP)
    first = editor.js(fields)
    editor.keys(Keys.ARROW_RIGHT)
    second = editor.js(fields)
    assert second[0] == first[0] and second[1] > first[1]
    assert -9 < first[0] < -8 and 121 < first[1] < 123
    editor.js("document.querySelector('.pin-canvas').click()")
    assert editor.count(".pin-mark") == 1 and editor.complaints() == []


@pytest.mark.parametrize("width", [360, 1280])
def test_the_pages_fit_their_screen(editor: Browser, server: Server, width: int) -> None:
    editor.size(width, touch=width < 500)
    least = 43.5 if width < 500 else 24
    for path in (FORM, FORM.replace("edit", "history"), "/en/manage/services/new", "/id/manage"):
        editor.open(server.address + path)
        assert editor.js("return document.documentElement.scrollWidth <= innerWidth"), path
        small = editor.js(
            "return [...document.querySelectorAll("
            "'main button, main select, main [type=text], main .chip label, main summary')]"
            ".filter(e => e.offsetParent && e.getBoundingClientRect().height < arguments[0])"
            ".map(e => e.outerHTML.slice(0, 80))",
            least,
        )
        assert small == [], path


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_can_be_read_in_both_colour_schemes(
    editor: Browser, server: Server, scheme: str
) -> None:
    editor.media(prefers_color_scheme=scheme)
    script = SPREAD.read_text(encoding="utf-8")
    for path in (FORM, FORM.replace("edit", "history")):
        editor.open(server.address + path)
        assert editor.js(script) == [], path
