"""In Chromium: by keyboard alone, over a line that fails, and gone at a press."""

from __future__ import annotations

from pathlib import Path

import pytest
from selenium.webdriver.common.keys import Keys

from tests.web.browser import Browser
from tests.web.conftest import Server

FIRST_NUMBER = ".answer .best .number"
SPREAD = Path(__file__).with_name("contrast.js")


def ask(browser: Browser, server: Server, *needs: str, language: str = "id") -> None:
    """Get a plan for Kabupaten Sikka by the form."""
    browser.open(f"{server.address}/{language}/")
    browser.type("#places-0-text", "53.07")
    for need in needs or ("1", "4"):
        browser.press(f"[data-key='{need}']")
    browser.press("#find")
    browser.wait_for("[data-plan]")
    browser.until(lambda: browser.js("return sessionStorage.getItem('rujuk-plan')"), "not kept")


class Keyboard:
    """Counts presses; the letters of the place's name are free."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.presses = 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.browser.keys(key)
            self.presses += 1


def type_place(browser: Browser, name: str) -> None:
    browser.until(lambda: browser.focus() == "places-0-text", "the place has no focus")
    browser.keys(*name)
    browser.until(lambda: browser.count(".place-list:not([hidden]) li"), "no candidates")


@pytest.mark.parametrize(
    ("language", "age", "sex", "danger"),
    [pytest.param("id", "u", "j", "b", id="id"), pytest.param("en", "a", "s", "d", id="en")],
)
def test_by_keyboard_alone_a_plan_takes_at_most_twelve_presses(
    browser: Browser, server: Server, language: str, age: str, sex: str, danger: str
) -> None:
    browser.open(f"{server.address}/{language}/")
    type_place(browser, "nita sikka")
    keyboard = Keyboard(browser)
    keyboard.press(Keys.ENTER)
    browser.until(lambda: browser.focus() == "needs-0", "Enter did not go on to the needs")
    keyboard.press("1", "4", sex, sex, age, "1", "4", Keys.ENTER)
    assert browser.sees(FIRST_NUMBER)
    assert keyboard.presses <= 12
    asked = browser.text(".plan-asked")
    assert "14" in asked and ("Perempuan" in asked or "Girl" in asked)
    assert "Nita" in browser.text(".plan-where")


def test_the_shortest_way_is_three_presses(browser: Browser, server: Server) -> None:
    browser.open(f"{server.address}/id/")
    type_place(browser, "maumere")
    keyboard = Keyboard(browser)
    keyboard.press(Keys.ENTER)
    browser.until(lambda: browser.focus() == "needs-0", "Enter did not go on to the needs")
    keyboard.press("2", Keys.ENTER)
    browser.wait_for("[data-plan]")
    assert keyboard.presses == 3


def test_enter_before_the_candidates_are_there_still_takes_the_first(
    browser: Browser, server: Server
) -> None:
    browser.open(f"{server.address}/id/")
    browser.type("#places-0-text", "nita sikka", Keys.ENTER)
    browser.until(lambda: browser.focus() == "needs-0", "Enter did not wait for the candidates")
    assert browser.js("return document.querySelector('[name=places-0-code]').value").startswith(
        "53.07"
    )


def test_enter_after_a_place_that_is_not_found_says_so_still(
    browser: Browser, server: Server
) -> None:
    browser.open(f"{server.address}/id/")
    browser.type("#places-0-text", "xyzzy tak ada")
    told = "return document.querySelector('.picked').textContent"
    browser.until(lambda: "Tidak ada tempat" in str(browser.js(told)), "no word of it")
    browser.keys(Keys.ENTER)
    browser.until(lambda: "Mencari" not in str(browser.js(told)), "it says that it searches on")
    assert "Tidak ada tempat" in str(browser.js(told))
    assert browser.focus() == "places-0-text"


def test_letters_and_digits_typed_in_a_field_are_only_text(
    browser: Browser, server: Server
) -> None:
    browser.open(f"{server.address}/id/")
    browser.type("#places-0-text", "b1a4")
    assert browser.count("#console input:checked:not([data-keys-on])") == 0
    assert browser.focus() == "places-0-text" and browser.count("#safety[open]") == 0


def test_escape_closes_the_candidates_and_not_the_page(browser: Browser, server: Server) -> None:
    browser.open(f"{server.address}/id/")
    type_place(browser, "bogor")
    browser.keys(Keys.ESCAPE, Keys.ESCAPE)
    assert browser.count(".place-list:not([hidden])") == 0
    assert browser.driver.current_url.endswith("/id/")


def test_letter_keys_can_be_switched_off_for_good(browser: Browser, server: Server) -> None:
    browser.open(f"{server.address}/id/")
    browser.press(".keys-help summary")
    browser.press("#keys-on")
    browser.open(f"{server.address}/id/")
    browser.press("#danger-0")
    browser.keys("1")
    assert browser.count("[name=needs]:checked") == 0
    browser.press("#keys-on")


def test_the_safety_questions_are_one_key_away(browser: Browser, server: Server) -> None:
    browser.open(f"{server.address}/id/")
    browser.js("document.activeElement.blur()")
    browser.keys("a")
    assert browser.focus() == "suspect-0" and browser.count("#safety[open]") == 1


def test_arrows_choose_another_candidate(browser: Browser, server: Server) -> None:
    browser.open(f"{server.address}/id/")
    type_place(browser, "bogor")
    second = browser.texts(".place-list li")[1]
    browser.keys(Keys.ARROW_DOWN, Keys.ARROW_DOWN)
    active = browser.attribute("#places-0-text", "aria-activedescendant")
    assert browser.attribute(f"#{active}", "aria-selected") == "true"
    browser.keys(Keys.ENTER)
    browser.until(lambda: browser.value("#places-0-text") == second, "not chosen")
    assert any("Bogor" in other for other in browser.texts(".picked .maybe")), "a city or a regency"


def test_lines_are_added_and_removed_in_the_page(browser: Browser, server: Server) -> None:
    browser.open(f"{server.address}/id/")
    browser.press("[data-rows=children]")
    browser.press("[data-rows=children]")
    assert browser.focus() == "children-2-age"
    browser.press("#children-1 [data-drop]")
    ids = browser.js("return [...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(ids) == len(set(ids)) and "children-1-age" not in ids
    assert server.posts == []


def test_back_from_a_plan_finds_the_answers_as_they_were(browser: Browser, server: Server) -> None:
    ask(browser, server, "2")
    browser.driver.back()
    browser.wait_for("#console")
    checked = browser.js(
        "return [...document.querySelectorAll('[name=needs]:checked')].map(e => e.value)"
    )
    assert checked == ["shelter"]
    assert browser.value("#places-0-text") == "53.07"


def test_a_mistake_keeps_the_form_and_takes_the_focus(browser: Browser, server: Server) -> None:
    browser.open(f"{server.address}/en/")
    browser.type("#places-0-text", "53.07")
    browser.press("#find")
    browser.until(
        lambda: "problems" in browser.js("return document.activeElement.className"), "no focus"
    )
    assert browser.value("#places-0-text") == "53.07"


def test_no_answer_brings_the_next_number(browser: Browser, server: Server) -> None:
    ask(browser, server)
    before = browser.texts(".answer .best .offer-name")[0]
    browser.press(".best .try")
    browser.until(lambda: browser.texts(".answer .best .offer-name")[0] != before, "the same again")
    browser.until(lambda: before in browser.text("[data-state]"), "nothing is announced")
    assert browser.focus() == "a1"
    browser.press("[name=untry]")
    browser.until(lambda: browser.texts(".answer .best .offer-name")[0] == before, "not taken back")


def test_a_reload_brings_the_plan_back_without_asking_again(
    browser: Browser, server: Server
) -> None:
    ask(browser, server)
    numbers = browser.texts(FIRST_NUMBER)
    posted = server.posts.count("/id/plan")
    browser.driver.refresh()
    browser.ready()
    assert browser.texts(FIRST_NUMBER) == numbers and numbers
    assert server.posts.count("/id/plan") == posted
    browser.press(".best .try")
    browser.until(lambda: browser.count("[name=untry]"), "the restored plan is dead")


def kept_pages(browser: Browser) -> dict[str, str]:
    """Everything the service worker keeps, by address."""
    return dict(
        browser.driver.execute_async_script(
            """const done = arguments[0];
            (async () => {
              const found = {};
              for (const name of await caches.keys()) {
                const cache = await caches.open(name);
                for (const request of await cache.keys()) {
                  found[new URL(request.url).pathname] = await (await cache.match(request)).text();
                }
              }
              done(found);
            })();"""
        )
    )


def test_a_plan_survives_a_line_that_goes_down(browser: Browser, server: Server) -> None:
    browser.open(f"{server.address}/id/")
    browser.until(lambda: browser.js("return !!navigator.serviceWorker.controller"), "no worker")
    ask(browser, server)
    numbers = browser.texts(FIRST_NUMBER)
    kept = kept_pages(browser)
    assert "/id/plan" in kept and not [path for path, text in kept.items() if numbers[0] in text]

    server.stop()
    browser.driver.refresh()
    browser.ready()
    assert browser.texts(FIRST_NUMBER) == numbers

    browser.press(".best .try")
    browser.until(lambda: browser.count(".next-number"), "no next number is pointed at")
    browser.until(lambda: "terputus" in browser.text("[data-state]"), "nothing is said")
    pointed = browser.texts(".next-number")
    assert pointed[0] in browser.text("[data-state]") and numbers[0] not in pointed

    browser.open(f"{server.address}/id/")
    browser.type("#places-0-text", "53.07")
    browser.press("#needs-0")
    browser.press("#find")
    browser.until(lambda: "129" in browser.text("[data-state]"), "no line is named")
    assert browser.value("#places-0-text") == "53.07"


@pytest.mark.parametrize("way", ["button", "escape twice"])
def test_quick_exit_empties_the_tab_and_nothing_comes_back(
    browser: Browser, server: Server, way: str
) -> None:
    ask(browser, server)
    number = browser.texts(FIRST_NUMBER)[0]
    if way == "button":
        browser.press("[data-exit]")
    else:
        browser.keys(Keys.ESCAPE, Keys.ESCAPE)
    browser.until(lambda: browser.driver.current_url.endswith("/kalender"), "did not leave")
    assert browser.js("return sessionStorage.length") == 0
    assert "Rujuk" not in browser.driver.title
    browser.driver.back()
    browser.until(lambda: browser.count("main"), "an empty page stays")
    source = browser.driver.page_source
    assert number not in source and browser.count("[name=needs]:checked") == 0
    typed = "return [...document.querySelectorAll('[type=text]')].map(e => e.value).join('')"
    assert browser.js(typed) == ""


@pytest.mark.parametrize("width", [320, 360, 640, 1280])
def test_nothing_scrolls_sideways(browser: Browser, server: Server, width: int) -> None:
    """360 px is a small phone; 320 and 640 are 1280 px zoomed to 400 % and 200 %."""
    browser.size(width, touch=width == 360)
    for language in ("id", "en"):
        for path in ("/", "/services", "/plan"):
            browser.open(f"{server.address}/{language}{path}")
            assert browser.js("return document.documentElement.scrollWidth") <= width, path
        browser.open(f"{server.address}/{language}/")
        browser.type("#places-0-text", "bogor")
        browser.type("#children-0-age", "18")
        browser.press("#find")
        browser.wait_for(".problems")
        assert browser.js("return document.documentElement.scrollWidth") <= width, "mistakes"
        ask(browser, server, "1", "2", "3", "4", "5", "6", language=language)
        browser.js("document.querySelectorAll('details').forEach(d => { d.open = true; })")
        assert browser.js("return document.documentElement.scrollWidth") <= width


def test_what_is_tapped_is_large_enough(browser: Browser, server: Server) -> None:
    browser.size(360, touch=True)
    small = """return [...document.querySelectorAll(
        '.chip label, button:not(.default), .exit, .number, .primary, summary, select, .bar-nav a')]
        .filter(e => e.getClientRects().length && e.getBoundingClientRect().height < 43.5)
        .map(e => e.outerHTML.slice(0, 120))"""
    browser.open(f"{server.address}/id/")
    assert browser.js(small) == []
    ask(browser, server)
    assert browser.js(small) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_its_ground(
    browser: Browser, server: Server, scheme: str
) -> None:
    browser.media(prefers_color_scheme=scheme)
    script = SPREAD.read_text(encoding="utf-8")
    browser.open(f"{server.address}/id/")
    browser.press("#danger-2")
    browser.press("#safe_to_talk-1")
    assert browser.js(script) == []
    ask(browser, server, "1", "2", "3", "4", "5", "6")
    browser.js("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    assert browser.js(script) == []
    browser.open(f"{server.address}/id/services")
    assert browser.js(script) == []


def test_paper_holds_the_text_and_nothing_else(browser: Browser, server: Server) -> None:
    ask(browser, server)
    text = browser.js("return document.querySelector('#plan-text').value.trim()")
    browser.media(media="print")
    printed = browser.js("return document.body.innerText.trim()")
    assert printed.split() == text.split()
    browser.driver.back()
    browser.wait_for("#console")
    assert browser.js("return document.body.innerText.trim()") == "", "a filled form is not printed"


def test_the_policy_refuses_nothing_of_ours(browser: Browser, server: Server) -> None:
    ask(browser, server)
    browser.driver.refresh()
    browser.ready()
    browser.open(f"{server.address}/en/services")
    browser.driver.get(f"{server.address}/kalender")
    assert browser.complaints() == []


def test_a_country_is_chosen_and_the_home_is_asked_and_found(
    browser: Browser, server: Server
) -> None:
    browser.open(f"{server.address}/id/")
    assert not browser.sees("#home-text")
    type_place(browser, "malaysia")
    browser.keys(Keys.ENTER)
    browser.until(lambda: browser.focus() == "needs-0", "Enter did not go on to the needs")
    assert browser.sees("#home-text")
    browser.keys("2", Keys.ENTER)
    browser.wait_for("[data-plan] .chain")
    before = browser.texts(".chain > ol > li")
    browser.type("#home-text", "nita sikka")
    browser.until(lambda: browser.count("#home-list:not([hidden]) li"), "no candidates")
    browser.type("#home-text", Keys.ENTER)
    browser.until(lambda: browser.focus() == "home-ask", "Enter did not go on")
    code = browser.js("return document.querySelector('#home [name=home-code]').value")
    assert code == "53.07", "a village stands for its regency"
    browser.press("#home-ask")
    browser.until(lambda: len(browser.texts(".chain > ol > li")) > len(before), "no longer chain")
    assert "Sikka" in browser.texts(".chain > ol > li")[-1]
    assert browser.focus() == "chain"


def test_a_rejected_service_is_used_all_the_same_and_given_back(
    browser: Browser, server: Server
) -> None:
    ask(browser, server, "4")
    name = browser.texts(".answer .best .offer-name")[0]
    browser.press(".best .try")
    browser.until(lambda: browser.count("[name=use]"), "what was tried may not be used after all")
    browser.press("[name=use]")
    browser.until(lambda: browser.count("[name=unuse]"), "it is not used")
    browser.until(lambda: name in browser.text("[data-state]"), "nothing is announced")
    assert name in browser.texts(".used li")[0]
    browser.press("[name=unuse]")
    browser.until(lambda: browser.count("[name=unuse]") == 0, "not given back")
