"""The history of a record on the web: who, when, from what to what; compared and restored."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask

from referral.domain.access import Role
from referral.domain.services import Service
from referral.store.reading import load_services
from referral.usecases.upkeep.edit_cells import Source
from referral.usecases.upkeep.editing import open_record, save_record
from tests.offices import EDITOR, NOW
from tests.web.accounts import sign_in, token_in
from tests.web.conftest import Visitor
from tests.web.lint import faults
from tests.web.replying import LANGUAGES, office_of, small_app

REF = "rsud-uji"
PAGE = f"/id/manage/services/{REF}/history"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """An app whose directory stands in its database, with a record that was changed twice."""
    made = small_app(tmp_path_factory.mktemp("stored"), stored=True)
    edit(made, phones="(0382) 21617|24h", **{"accepts_boys": "yes:stated"})
    edit(made, hours="Mo-Fr 08:00-16:00", needs="medical:direct:stated;legal:arranged:law")
    return made


@pytest.fixture
def editor(app: Flask) -> Visitor:
    return Visitor(sign_in(app, Role.EDITOR))


def edit(app: Flask, **cells: str) -> None:
    office = office_of(app)
    seen = open_record(office, EDITOR, REF, now=NOW).number
    at = NOW + timedelta(hours=seen)
    save_record(office, EDITOR, REF, cells, Source("RSUD Uji", "2026"), seen=seen, now=at)


def now_of(app: Flask) -> Service:
    with office_of(app).records.reading() as session:
        return load_services(session, [REF])[0]


def press(editor: Visitor, status: int, **data: str) -> str:
    """Restore something, with the page's token."""
    page = editor.get(PAGE).text
    seen = re.findall(r'name="seen" value="(\d+)"', page)[0]
    sent = {"csrf_token": token_in(page), "seen": seen, "field": "", **data}
    return str(editor.post(PAGE.replace("history", "restore"), sent, status).text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_change_is_told_in_words(app: Flask, editor: Visitor, language: str) -> None:
    page = editor.get(f"/{language}/manage/services/{REF}/history")
    assert faults(page.text, language) == [] and "no-store" in page.headers["Cache-Control"]
    told = {
        "id": ("Senin–Jumat 08.00–16.00", "(0382) 21617 (siang malam)", "ya (disebutkan oleh",
               "Selasa, 24 November 2026, 11.00 WITA", "RSUD Uji, 2026", "tidak tercatat"),
        "en": ("Monday–Friday 08:00–16:00", "(0382) 21617 (day and night)", "yes (said by the",
               "Tuesday, 24 November 2026, 11:00 WITA", "Takes boys", "not recorded"),
    }  # fmt: skip
    for text in told[language]:
        assert text in page.text


def test_two_states_are_compared(app: Flask, editor: Visitor) -> None:
    token = token_in(editor.get(PAGE).text)
    page = editor.post(PAGE, {"csrf_token": token, "older": "3", "newer": "1"}).text
    rows = re.findall(r'<th scope="row">([^<]+)</th>', page)
    assert {"Telepon", "Jam buka", "Kebutuhan", "Menerima anak laki-laki"} <= set(rows)
    page = editor.post(PAGE, {"csrf_token": token, "older": "2", "newer": "2"}).text
    assert "Tidak ada perbedaan" in page


def test_one_field_or_the_whole_record_comes_back(app: Flask, editor: Visitor) -> None:
    press(editor, 303, number="3", field="hours")
    assert not now_of(app).hours.recorded and len(now_of(app).needs) == 2
    assert "sudah berbunyi demikian" in press(editor, 409, number="3", field="hours")
    press(editor, 303, number="1")
    assert len(now_of(app).needs) == 1 and now_of(app).fact("accepts_boys").value == "unknown"
    assert "orang lain" in press(editor, 409, number="3", seen="2")
    press(editor, 404, number="77", field="hours")


def test_what_no_longer_fits_is_refused_with_the_reason(app: Flask, editor: Visitor) -> None:
    edit(app, min_age="2", max_age="4")
    edit(app, min_age="", max_age="9")
    edit(app, min_age="6")
    newest = int(re.findall(r'name="seen" value="(\d+)"', editor.get(PAGE).text)[0])
    refused = press(editor, 409, number=str(newest - 1), field="max_age")
    assert "tidak sesuai" in refused.lower() and now_of(app).max_age == 9
