"""The page of the trend: two moments, what changed, and which days it refuses in words."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from referral.domain.vocabulary import Status
from referral.store.reading import load_services
from referral.store.writing import save_service
from referral.web.numbers import JAKARTA
from tests.web.browser import Browser
from tests.web.conftest import Server, Visitor
from tests.web.lint import parsed

pytestmark = pytest.mark.usefixtures("measured")
UNIT = "uptd-ppa-kab-ngada"
PATIENCE = 60.0


def day(days: int = 0) -> str:
    return (datetime.now(JAKARTA) + timedelta(days=days)).date().isoformat()


def until(happens: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not happens():
        assert time.monotonic() < deadline, what
        time.sleep(0.2)


def settled(visitor: Visitor, path: str) -> str:
    """The page once both moments are measured."""
    until(lambda: 'id="cov-rows"' in visitor.get(path).text, "the past was not measured")
    return visitor.get(path).text


@pytest.fixture
def closed(app: Flask) -> object:
    """A unit that closes today, until the test is over."""
    records = app.extensions["office"].records
    with records.reading() as session:
        (unit,) = load_services(session, [UNIT])
    with records.writing() as session:
        save_service(session, replace(unit, status=Status.CLOSED), now=datetime.now(UTC))
    yield
    with records.writing() as session:
        save_service(session, unit, now=datetime.now(UTC))


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("from=2001-01-01", "t-from"),
        (f"to={day(2)}", "t-to"),
        ("from=yesterday", "t-from"),
        ("from=2026-02-31&to=x", "t-to"),
    ],
)
def test_a_day_that_cannot_be_told_of_is_refused_at_its_field(
    visitor: Visitor, query: str, field: str
) -> None:
    html = visitor.get(f"/en/coverage/trend?need=legal&{query}", status=422).text
    page = parsed(html)
    assert any(one.attributes.get("href") == f"#{field}" for one in page.all("a"))
    assert all(value in html for value in [part.split("=")[1] for part in query.split("&")])
    assert '<option value="legal" selected>' in html and 'id="cov-rows"' not in html


def test_the_refusal_says_since_when_the_history_is_known(visitor: Visitor) -> None:
    text = visitor.get("/id/coverage/trend?from=2001-01-01", status=422).text
    assert "riwayatnya dimulai pada" in text and str(datetime.now(JAKARTA).year) in text


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_regency_stands_in_the_table_at_both_moments(visitor: Visitor, language: str) -> None:
    page = parsed(settled(visitor, f"/{language}/coverage/trend?from={day()}"))
    rows = [row for row in page.all("tr") if "data-code" in row.attributes]
    assert len({row.attributes["data-code"] for row in rows}) == 514
    fills = {f"p-{row.attributes['data-fill']}" for row in rows}
    assert fills <= {one.attributes["id"] for one in page.all("pattern")}


def test_what_got_worse_is_told_with_the_record_that_closed(
    visitor: Visitor, closed: object
) -> None:
    path = f"/en/coverage/trend?from={day()}&province=53"
    until(lambda: UNIT in visitor.get(path).text, "the change was not told")
    page = parsed(visitor.get(path).text)
    (ngada,) = [row for row in page.all("tr") if row.attributes.get("data-code") == "53.09"]
    assert ngada.attributes["data-fill"] == "worse" and "no longer active" in ngada.text
    answer = visitor.client.get(f"/en/coverage/trend.csv?from={day()}&province=53")
    tags, *rows = csv.DictReader(io.StringIO(answer.text))
    assert tags["regency_code"].startswith("#adm2") and len(rows) == 22
    told = {row["regency_code"]: row for row in rows}
    assert told["53.09"]["turn"] == "worse" and told["53.09"]["records"] == f"{UNIT}:closed"
    fills = {row.attributes["data-code"]: row.attributes["data-fill"] for row in page.all("tr")
             if "data-code" in row.attributes}  # fmt: skip
    assert {code: row["turn"] for code, row in told.items()} == fills


def test_on_a_small_screen_nothing_is_wider_than_it(browser: Browser, server: Server) -> None:
    browser.size(360, touch=True)
    address = f"{server.address}/id/coverage/trend?from={day()}"
    browser.open(address)
    browser.until(lambda: browser.count("[data-drawn]"), "the map was not drawn")
    assert browser.js("return document.documentElement.scrollWidth") <= 360
    assert browser.complaints() == []
