"""An import in Chromium: a bad row is found, mended, written; the second time nothing changes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from referral.domain.access import Role
from referral.domain.vocabulary import Need
from referral.files.services import dumps
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
    browser.signed_in(server.address, sign_in(app, Role.EDITOR))
    return browser


def rehearse(editor: Browser, server: Server, path: Path) -> str:
    """Hand a file in and wait for what comes out; the text of the page."""
    editor.open(f"{server.address}/id/manage/import")
    editor.type("#file", str(path))
    editor.follow("form.stack .primary")
    return outcome(editor)


def outcome(editor: Browser, says: str = "") -> str:
    """The text of the page that long work goes on to by itself, with some words in its heading."""
    editor.wait_for(".exchange-counts")
    editor.until(lambda: says in editor.text("h1"), f"no page that says {says!r}")
    editor.ready()
    return editor.text("main")


def test_a_bad_row_is_found_mended_and_written_and_the_second_time_nothing_changes(
    editor: Browser, server: Server, tmp_path: Path
) -> None:
    path = tmp_path / "layanan.csv"
    path.write_text(dumps([GOOD, replace(NEW, regency_code="53.99")]), encoding="utf-8")
    editor.size(360, touch=True)
    page = rehearse(editor, server, path)
    assert "layanan.csv:2 regency_code" in page and "53.99" in page
    assert editor.js("return document.documentElement.scrollWidth") <= 360
    editor.follow("form.stack .primary")
    assert editor.attribute(".problems a", "href").endswith("#skip")
    assert [one for one in editor.complaints() if "422" not in one] == []
    editor.size(1280)
    path.write_text(dumps([GOOD, NEW]), encoding="utf-8")
    page = rehearse(editor, server, path)
    assert "acronym" in page and "Ditolak" not in page
    editor.follow("form.stack .primary")
    assert "1 catatan menunggu penyunting kedua" in outcome(editor, "sudah ditulis")
    page = rehearse(editor, server, path)
    assert "Tidak ada yang berubah" in page
    assert editor.count("form.stack .primary") == 0
    assert editor.complaints() == []
