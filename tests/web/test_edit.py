"""The form of a record: nothing typed is lost, two at once, hidden places."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from referral.domain.access import Role
from referral.domain.services import Service
from referral.files.columns import COLUMNS
from referral.store.reading import load_services
from referral.usecases.upkeep.edit_cells import NOT_TYPED
from referral.web.upkeep.fields import GROUPS
from tests.leaks.forms import forms_in
from tests.web.accounts import sign_in
from tests.web.conftest import Visitor
from tests.web.lint import faults
from tests.web.replying import LANGUAGES, office_of, small_app

PAGE = "/id/manage/services/rsud-uji/edit"
SOURCE = {"edit_publisher": "RSUD Uji", "edit_year": "2026"}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """An app over a directory that stands in its database."""
    return small_app(tmp_path_factory.mktemp("stored"), stored=True)


@pytest.fixture
def editor(app: Flask) -> Visitor:
    return Visitor(sign_in(app, Role.EDITOR))


def now_of(app: Flask, ref: str = "rsud-uji") -> Service:
    """The record as the database has it."""
    with office_of(app).records.reading() as session:
        return load_services(session, [ref])[0]


def filled(page: str, **changes: str) -> dict[str, list[str]]:
    """What a press of the form's button would send, with some fields typed anew."""
    path = next(one for one in forms_in(page, PAGE) if "seen" in one.data)
    texts = re.findall(r'<textarea id="[^"]+" name="([^"]+)"[^>]*>\n(.*?)</textarea>', page, re.S)
    data = {**path.data, **{name: [unescaped(text)] for name, text in texts}}
    return {**data, **{name: [text] for name, text in changes.items()}}


def unescaped(text: str) -> str:
    from html import unescape

    return unescape(text)


def test_every_column_stands_in_one_set() -> None:
    placed = [name for group in GROUPS for name in group.columns]
    assert sorted(placed) == sorted({one.name for one in COLUMNS} - NOT_TYPED)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_form_shows_the_record_and_sending_it_untouched_changes_nothing(
    app: Flask, editor: Visitor, language: str
) -> None:
    for ref in ("rsud-uji", "uptd-uji", "rumah-uji"):
        path, before = f"/{language}/manage/services/{ref}/edit", now_of(app, ref)
        page = editor.get(path)
        assert faults(page.text, language) == [] and "no-store" in page.headers["Cache-Control"]
        assert before.name in page.text
        answer = editor.post(path, filled(page.text, **SOURCE), 422)
        assert now_of(app, ref) == before
        assert (
            "tidak ada yang diubah" in answer.text.lower()
        ) or "Nothing was changed" in answer.text
