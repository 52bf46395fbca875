"""What is laid over the map: only what may stand there, and counts for coordinators alone."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from flask import Flask

from referral.domain.access import Role
from referral.domain.vocabulary import Kind
from tests.web.accounts import sign_in
from tests.web.browser import Browser
from tests.web.conftest import Server, Visitor
from tests.web.lint import parsed

LAYERS = "/en/coverage/layers"
TAB, RIGHT, LEFT, DOWN, ENTER, SPACE = "\ue004", "\ue014", "\ue012", "\ue015", "\ue007", " "
pytestmark = pytest.mark.usefixtures("measured")


@pytest.mark.parametrize("kind", list(Kind))
def test_no_place_where_children_live_and_no_secret_one_is_on_the_map(
    app: Flask, visitor: Visitor, kind: Kind
) -> None:
    directory = app.extensions["rujuk"].directory()
    found = visitor.client.get(f"{LAYERS}/services.json?kind={kind.value}").get_json()
    for _latitude, _longitude, ref, name, code in found["services"]:
        service = directory.get(ref)
        assert service is not None and (service.name, service.regency_code) == (name, code)
        assert service.kind is kind
        assert not service.confidential and not service.houses_children


def test_the_layer_of_a_province_has_what_the_page_counts(visitor: Visitor) -> None:
    page = parsed(visitor.get("/en/coverage?province=53").text)
    told = {
        one.attributes["value"]: one.text
        for one in page.all("option")
        if one.attributes["value"] in {kind.value for kind in Kind}
    }
    found = visitor.client.get(f"{LAYERS}/services.json?kind=hospital&province=53").get_json()
    assert found["services"] and all(one[4].startswith("53.") for one in found["services"])
    assert f"({len(found['services'])})" in told["hospital"]
    first = found["services"][0]
    visitor.get(found["href"].removesuffix("_") + first[2])
    assert first[3] in visitor.get(f"{found['list']}&region={first[4]}").text


def test_every_recorded_crossing_is_on_the_map_and_in_the_table(
    app: Flask, visitor: Visitor
) -> None:
    links = app.extensions["rujuk"].atlas.links
    found = visitor.client.get(f"{LAYERS}/links.json").get_json()["links"]
    assert Counter(one["mode"] for one in found) == Counter(link.mode for link in links)
    text = parsed(visitor.get("/en/coverage/links").text)
    rows = [one.text for one in text.all("th") if one.attributes.get("scope") == "row"]
    assert sorted(one["text"] for one in found) == sorted(
        row.removesuffix(" (one way only)") for row in rows
    )


@pytest.mark.parametrize("layer", ["unmet", "confidential"])
def test_counts_are_for_coordinators_alone(app: Flask, visitor: Visitor, layer: str) -> None:
    path = f"{LAYERS}/{layer}.json"
    assert visitor.client.get(path).status_code in (302, 401)
    for role in (Role.EDITOR, Role.ADMIN):
        assert sign_in(app, role).get(path).status_code == 403
    answer = sign_in(app, Role.COORDINATOR).get(path)
    assert answer.status_code == 200 and answer.headers["Cache-Control"] == "no-store"
    assert path not in visitor.get("/en/coverage").text


def test_a_kind_that_is_none_has_an_empty_layer(visitor: Visitor) -> None:
    for query in ("", "?kind=nonsense"):
        found = visitor.client.get(f"{LAYERS}/services.json{query}").get_json()
        assert found["services"] == []


def drawn(browser: Browser, address: str) -> None:
    browser.open(address)
    browser.until(lambda: browser.count("[data-layers]:not([hidden])"), "the map was not drawn")


def tab_to(browser: Browser, ref: str) -> None:
    for _press in range(60):
        if browser.focus() == ref:
            return
        browser.keys(TAB)
    raise AssertionError(f"the tab key never reaches {ref}")


def test_by_keyboard_alone_the_map_is_walked_and_services_are_opened(
    browser: Browser, server: Server
) -> None:
    drawn(browser, f"{server.address}/en/coverage?province=53")
    said = "return document.activeElement.getAttribute('aria-label') || ''"
    for _press in range(60):
        browser.keys(TAB)
        if browser.js(said).startswith("Kabupaten"):
            break
    seen = {browser.js(said)}
    for key in (RIGHT, RIGHT, LEFT, DOWN):
        browser.keys(key)
        seen.add(browser.js(said))
    assert len(seen) >= 4 and all(seen), "the arrows go from one regency to the next"
    assert browser.text("#map-facts") == browser.js(said)
    tab_to(browser, "layer-services")
    browser.keys("H")  # the first kind that begins so: hospitals
    browser.until(lambda: browser.count(".cov-point"), "no services were drawn")
    assert browser.count(".cov-point[tabindex='0']") == 1
    labels = browser.js("return [...document.querySelectorAll('.cov-point')].map(e => e.ariaLabel)")
    assert all(", K" in label and ", ;" not in label for label in labels), "with their regencies"
    browser.js("document.querySelector('.cov-point[tabindex=\"0\"]').focus()")
    many = "return document.activeElement.textContent"
    browser.keys(RIGHT)
    assert browser.js("return document.activeElement.classList.contains('cov-point')")
    before = browser.js(many)
    browser.keys(ENTER)
    if before:  # a group opens where it is, and the focus stays on the map
        browser.until(
            lambda: browser.js("return document.activeElement.classList.contains('cov-point')"),
            "the focus was lost",
        )
    else:
        browser.until(lambda: "/services/" in browser.driver.current_url, "Enter did nothing")
    assert browser.complaints() == []


def label(browser: Browser, layer: str = "unmet") -> str:
    """What a layer is called beside its box."""
    return browser.text(f"label[for=layer-{layer}]")


def test_a_layer_that_is_empty_here_or_cannot_be_fetched_is_named(
    app: Flask, browser: Browser, server: Server
) -> None:
    client = sign_in(app, Role.COORDINATOR)
    counts = json.loads(client.get(f"{LAYERS}/confidential.json").text)["regencies"]
    provinces = {code for code in app.extensions["rujuk"].atlas.regions if len(code) == 2}
    without = min(provinces - {code[:2] for code in counts})
    browser.signed_in(server.address, client)
    drawn(browser, f"{server.address}/en/coverage?province={without}")
    browser.press("#layer-confidential")
    text = f"Nothing is recorded here: {label(browser, 'confidential')}."
    browser.until(lambda: browser.text("#map-facts") == text, "other provinces count here too")
    browser.ask("#layer-unmet", "e.dataset.from = '/en/nothing-of-the-kind'")
    browser.press("#layer-unmet")
    text = f"This layer could not be fetched: {label(browser)}. Choose it again."
    browser.until(lambda: browser.text("#map-facts") == text, "no word of what failed")
    browser.complaints()
    browser.driver.delete_all_cookies()


def test_crossings_are_drawn_when_ticked_and_go_when_unticked(
    browser: Browser, server: Server
) -> None:
    drawn(browser, f"{server.address}/en/coverage")
    tab_to(browser, "layer-links")
    browser.keys(SPACE)
    browser.until(lambda: browser.count("path.cov-crossing") > 200, "no crossings were drawn")
    browser.keys(SPACE)
    browser.until(lambda: browser.count("path.cov-crossing") < 10, "the crossings stayed")


def test_a_coordinator_sees_how_many_confidential_places_there_are(
    app: Flask, browser: Browser, server: Server
) -> None:
    client = sign_in(app, Role.COORDINATOR)
    counts = json.loads(client.get(f"{LAYERS}/confidential.json").text)["regencies"]
    browser.signed_in(server.address, client)
    drawn(browser, f"{server.address}/en/coverage")
    browser.press("#layer-confidential")
    browser.until(lambda: browser.count(".cov-point-count"), "no numbers were drawn")
    shown = sum(int(text) for text in browser.texts(".cov-point-count"))
    assert shown == sum(counts.values()) > 0
    province = next(iter(counts))[:2]
    first = browser.attribute(".cov-point-count", "aria-label")
    assert first.startswith("K"), "a regency is called by its name, not by its code"
    browser.press("#layer-unmet")
    browser.until(
        lambda: browser.text("#map-facts") == f"Nothing is recorded here: {label(browser)}.",
        "no word of an empty layer",
    )
    drawn(browser, f"{server.address}/en/coverage?province={province}")
    browser.press("#layer-confidential")
    browser.until(lambda: browser.count(".cov-point-count"), "no numbers were drawn")
    shown = sum(int(text) for text in browser.texts(".cov-point-count"))
    assert shown == sum(counts[code] for code in counts if code[:2] == province)
    browser.driver.delete_all_cookies()
