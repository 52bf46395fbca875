"""An import in Chromium: a bad row is found, mended, written; the second time nothing changes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from referral.domain.access import Role
from referral.domain.vocabulary import Need
from referral.files.services import dumps
from referral.web.accounts.cookies import NAME
from tests.builders import service
from tests.offices import SERVICES
from tests.usecases.replying import unplaced
from tests.web.accounts import sign_in
from tests.web.browser import Browser
from tests.web.conftest import Server
from tests.web.replying import small_app

GOOD = replace(unplaced(SERVICES[0]), acronym="RSUD")
NEW = service("lbh-baru", Need.LEGAL)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """An app over a directory that stands in its database."""
    return small_app(tmp_path_factory.mktemp("imports"), stored=True)


@pytest.fixture
def editor(app: Flask, browser: Browser, server: Server) -> Browser:
    """An editor who has signed in."""
    app.config.pop("CLOCK", None)
    browser.driver.get(f"{server.address}/kalender")
    cookie = sign_in(app, Role.EDITOR).get_cookie(NAME)
    assert cookie is not None
    browser.driver.delete_all_cookies()
    browser.driver.add_cookie({"name": NAME, "value": cookie.value, "path": "/"})
    return browser


def rehearse(editor: Browser, server: Server, path: Path) -> str:
    """Hand a file in and wait for what comes out; the text of the page."""
    editor.open(f"{server.address}/id/manage/import")
    editor.one("#file").send_keys(str(path))
    editor.press("form.stack .primary")
    return outcome(editor)


def outcome(editor: Browser) -> str:
    editor.one(".exchange-counts")
    editor.ready()
    return editor.one("main").text


def test_a_bad_row_is_found_mended_and_written_and_the_second_time_nothing_changes(
    editor: Browser, server: Server, tmp_path: Path
) -> None:
    path = tmp_path / "layanan.csv"
    path.write_text(dumps([GOOD, replace(NEW, regency_code="53.99")]), encoding="utf-8")
    editor.size(360, touch=True)
    page = rehearse(editor, server, path)
    assert "layanan.csv:2 regency_code" in page and "53.99" in page
    assert editor.js("return document.documentElement.scrollWidth") <= 360
    editor.press("form.stack .primary")
    assert str(editor.one(".problems a").get_attribute("href")).endswith("#skip")
    assert [one for one in editor.complaints() if "422" not in one] == []
    editor.size(1280)
    path.write_text(dumps([GOOD, NEW]), encoding="utf-8")
    page = rehearse(editor, server, path)
    assert "acronym" in page and "Ditolak" not in page
    editor.press("form.stack .primary")
    editor.until(lambda: "sudah ditulis" in editor.one("h1").text, "it was never written")
    assert "1 catatan menunggu penyunting kedua" in outcome(editor)
    page = rehearse(editor, server, path)
    assert "Tidak ada yang berubah" in page
    assert editor.all("form.stack .primary") == []
    assert editor.complaints() == []
