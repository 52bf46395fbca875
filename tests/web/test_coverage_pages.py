"""The map of coverage, its table, the page of a regency, and what they weigh."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook

from referral.domain.access import Role
from referral.domain.coverage import Group
from referral.domain.vocabulary import Need, Status
from referral.web.coverage.words import band_of
from tests.web.accounts import sign_in
from tests.web.browser import Browser
from tests.web.conftest import Server, Visitor
from tests.web.lint import parsed

FIRST_LOAD = 300_000
OUTLINES = 110_000

pytestmark = pytest.mark.usefixtures("measured")


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_table_has_a_row_for_every_regency(visitor: Visitor, language: str) -> None:
    page = parsed(visitor.get(f"/{language}/coverage").text)
    rows = [row for row in page.all("tr") if "data-code" in row.attributes]
    assert len({row.attributes["data-code"] for row in rows}) == 514
    patterns = {one.attributes["id"] for one in page.all("pattern")}
    assert {f"p-{row.attributes['data-fill']}" for row in rows} <= patterns


def test_the_table_is_narrowed_and_sorted_without_a_script(visitor: Visitor) -> None:
    page = parsed(visitor.get("/en/coverage?province=53&gap=G6&sort=name&need=shelter").text)
    rows = [row for row in page.all("tr") if "data-code" in row.attributes]
    names = [one.text for one in page.all("th") if one.attributes.get("scope") == "row"]
    assert rows and all(row.attributes["data-code"].startswith("53.") for row in rows)
    assert all(row.attributes["data-fill"].startswith("g6") for row in rows)
    assert names == sorted(names)


@pytest.mark.parametrize("query", ["need=nonsense", "province=99", "gap=G9&sort=x&group=%00"])
def test_what_cannot_be_used_in_an_address_is_left_out(visitor: Visitor, query: str) -> None:
    assert visitor.get(f"/id/coverage?{query}").text.count("data-code=") == 514


def test_what_the_map_loads_first_is_small(visitor: Visitor) -> None:
    html = visitor.get("/id/coverage").text
    page = parsed(html)
    wanted = [one.attributes["href"] for one in page.all("link")]
    wanted += [one.attributes["src"] for one in page.all("script") if "src" in one.attributes]
    outlines = re.search(r'data-outlines="([^"]+)"', html)
    assert outlines
    wanted += [outlines[1], "/static/modules/map.js", "/static/modules/exit.js"]
    sizes = {}
    for path in wanted:
        with visitor.client.get(path, headers={"Accept-Encoding": "gzip"}) as answer:
            assert answer.status_code == 200
            sizes[path] = len(answer.data)
    assert sizes[outlines[1]] <= OUTLINES
    assert sum(sizes.values()) + len(gzip.compress(html.encode(), 6)) <= FIRST_LOAD


def test_the_outlines_are_those_of_all_regencies_and_share_their_arcs(visitor: Visitor) -> None:
    found = re.search(r'data-outlines="([^"]+)"', visitor.get("/id/coverage").text)
    assert found
    answer = visitor.client.get(found[1])
    document = json.loads(answer.data)
    shapes = document["objects"]["regencies"]["geometries"]
    assert len({shape["id"] for shape in shapes}) == 514
    assert all(shape["arcs"] for shape in shapes)
    assert "immutable" in answer.headers["Cache-Control"]
    assert visitor.client.get("/outlines/other.json").status_code == 404


@pytest.mark.parametrize("name", ["leaflet-src.js", "..%2F__init__.py", "images/layers.png"])
def test_of_the_package_only_what_the_map_needs_is_served(visitor: Visitor, name: str) -> None:
    assert visitor.client.get(f"/leaflet/1.9.3.0/{name}").status_code == 404


def test_the_file_says_what_the_table_says(visitor: Visitor) -> None:
    answer = visitor.client.get("/en/coverage/table.csv?need=shelter&group=boy&province=53")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert rows[0]["regency_code"].startswith("#adm2")
    page = parsed(visitor.get("/en/coverage?need=shelter&group=boy&province=53").text)
    told = [row.attributes for row in page.all("tr") if "data-code" in row.attributes]
    assert [one["regency_code"] for one in rows[1:]] == [one["data-code"] for one in told]
    assert [one["gap"].lower() for one in rows[1:]] == [
        one["data-fill"].removesuffix("-h") for one in told
    ]
    shares = [
        [float(one[name]) for name in ("within_24h", "beyond_24h", "travel_unknown")]
        for one in rows[1:]
    ]
    assert all(abs(sum(one) - 1) < 0.001 for one in shares)


def test_the_map_file_holds_the_regencies_of_the_table(app: Flask, visitor: Visitor) -> None:
    query = "need=shelter&province=53&gap=G6"
    answer = visitor.client.get(f"/en/coverage/regencies.geojson?{query}")
    assert answer.mimetype == "application/geo+json"
    document = json.loads(answer.text)
    page = parsed(visitor.get(f"/en/coverage?{query}").text)
    told = {row.attributes["data-code"] for row in page.all("tr") if "data-code" in row.attributes}
    assert {one["id"] for one in document["features"]} == told != set()
    properties = [one["properties"] for one in document["features"]]
    assert {one["shelter_any_gap"] for one in properties} == {"G6"}
    assert all("legal_any_gap" not in one for one in properties)
    assert not any("confidential_places" in one for one in document["provinces"])
    coordinator = sign_in(app, Role.COORDINATOR).get(f"/en/coverage/regencies.geojson?{query}")
    assert any("confidential_places" in one for one in json.loads(coordinator.text)["provinces"])


@pytest.mark.parametrize(
    ("language", "head"), [("id", "Kabupaten/kota"), ("en", "Regency or city")]
)
def test_the_workbook_has_a_sheet_for_every_need(
    app: Flask, visitor: Visitor, language: str, head: str
) -> None:
    answer = visitor.client.get(f"/{language}/coverage/workbook.xlsx")
    words, *needs = load_workbook(io.BytesIO(answer.data)).worksheets
    assert len(needs) == len(Need) and words.max_row > 10
    assert [sheet.max_row for sheet in needs] == [515] * len(Need)
    assert needs[0]["B1"].value == head
    told = {
        str(cell) for sheet in needs for row in sheet.iter_rows(values_only=True) for cell in row
    }
    directory = app.extensions["rujuk"].directory()
    assert not {one.name for one in directory.services if one.hidden} & told
    rows = {row[0]: row for row in needs[1].iter_rows(min_row=2, values_only=True)}
    csv_rows = visitor.client.get(f"/{language}/coverage/table.csv?need=shelter").text
    for line in list(csv.DictReader(io.StringIO(csv_rows)))[1:]:
        row = rows[line["regency_code"]]
        assert row[6].partition(":")[0] == line["gap"]
        assert row[8] == pytest.approx(float(line["within_3h"]), abs=0.001)


@pytest.mark.parametrize(
    ("share", "name"),
    [(0.5, "t3"), (51440 / 102881, "t3"), (0.494, "t2"), (0.948, "t5"), (0.944, "t4"), (1, "t5")],
)
def test_a_class_of_travel_is_that_of_the_per_cent_shown(share: float, name: str) -> None:
    """Half of 102,881 people is a whole person less where people are counted whole."""
    assert band_of(share) == name


def test_a_page_that_has_not_changed_is_not_sent_again(visitor: Visitor) -> None:
    tag = visitor.get("/id/coverage").headers["ETag"]
    again = visitor.client.get("/id/coverage", headers={"If-None-Match": tag})
    assert again.status_code == 304


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_regency_says_what_it_has_for_every_need(visitor: Visitor, language: str) -> None:
    page = parsed(visitor.get(f"/{language}/coverage/53.07").text)
    assert page.all("h1")[0].text == "Kabupaten Sikka"
    assert len([one for one in page.all("li") if one.attributes.get("class") == "cov-need"]) == 6


def test_there_is_no_page_of_a_regency_that_does_not_exist(visitor: Visitor) -> None:
    visitor.get("/id/coverage/99.99", status=404)


@pytest.mark.parametrize(
    ("typed", "meant"), [("5307", "53.07"), ("53", "province/53"), ("9999", None), ("99", None)]
)
def test_a_code_without_its_dot_and_a_province_s_lead_on(
    client: FlaskClient, typed: str, meant: str | None
) -> None:
    response = client.get(f"/id/coverage/{typed}")
    expected = (302, f"/id/coverage/{meant}") if meant else (404, None)
    assert (response.status_code, response.headers.get("Location")) == expected


def test_confidential_places_are_told_as_a_number_only(app: Flask, visitor: Visitor) -> None:
    directory = app.extensions["rujuk"].directory()
    hidden = [one for one in directory.services if one.hidden and one.regency_code]
    assert hidden
    for service in hidden:
        text = visitor.get(f"/id/coverage/{service.regency_code}").text
        assert service.name not in text and service.id not in text
    every = visitor.get("/id/coverage").text
    assert not any(service.name in every or service.id in every for service in hidden)


def test_only_a_coordinator_reads_how_many_confidential_places_there_are(
    app: Flask, visitor: Visitor
) -> None:
    directory = app.extensions["rujuk"].directory()
    working = [
        one
        for one in directory.services
        if one.confidential and one.regency_code and one.status is Status.ACTIVE
    ]
    coordinator = Visitor(sign_in(app, Role.COORDINATOR))
    rows = csv.DictReader(io.StringIO(coordinator.client.get("/en/coverage/table.csv").text))
    counts = [row["confidential_places"] for row in rows][1:]
    assert sum(map(int, counts)) == len(working)
    assert "confidential" not in visitor.client.get("/en/coverage/table.csv").text
    regency = working[0].regency_code
    for path in ("/en/coverage", f"/en/coverage/{regency}"):
        assert "Confidential places" in coordinator.get(path).text
        assert "Confidential places" not in visitor.get(path).text, "R35: one place, one regency"


def test_in_chromium_the_map_is_drawn_and_walked_by_keyboard(
    browser: Browser, server: Server
) -> None:
    browser.open(f"{server.address}/en/coverage?need={Need.SHELTER}&group={Group.BOY}&province=53")
    browser.until(lambda: browser.count("[data-drawn]"), "the map was not drawn")
    assert browser.count("#map-canvas path[role=link]") == 22
    browser.js("document.querySelector('#map-canvas path[tabindex=\"0\"]').focus()")
    before = browser.text("#map-facts")
    browser.keys("\ue014")  # right
    browser.until(lambda: browser.text("#map-facts") != before, "the arrow did not move on")
    browser.keys("\ue007")  # Enter
    browser.until(lambda: browser.count(".cov-needs"), "Enter did not open the regency")
    assert browser.complaints() == []


def test_at_360_pixels_nothing_is_wider_than_the_screen(browser: Browser, server: Server) -> None:
    browser.size(360, touch=True)
    for path in ("coverage", "coverage/53.07"):
        browser.open(f"{server.address}/id/{path}")
        assert browser.js("return document.documentElement.scrollWidth") <= 360
