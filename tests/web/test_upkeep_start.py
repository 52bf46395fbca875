"""Where an editor begins, and who may."""

from __future__ import annotations

import pytest
from flask import Flask

from referral.domain.access import Role
from referral.web import upkeep
from tests.web.accounts import sign_in
from tests.web.lint import faults, parsed
from tests.web.replying import LANGUAGES

START = "/id/manage"


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_editor_finds_every_task_whose_page_there_is(app: Flask, language: str) -> None:
    page = sign_in(app, Role.EDITOR).get(f"/{language}/manage")
    assert faults(page.text, language) == [] and "no-store" in page.headers["Cache-Control"]
    hrefs = {
        link.attributes["href"]
        for link in parsed(page.text).all("a")
        if "task" in link.attributes.get("class", "").split()
    }
    assert f"/{language}/manage/proposals" in hrefs
    assert f"/{language}/services" in hrefs, "a record that is to be corrected is found there"
    assert len(hrefs) == len({task.endpoint for task in upkeep.tasks()}), "each its own page"


def test_others_are_not_let_in(app: Flask) -> None:
    for role in (Role.OPERATOR, Role.RECEIVER, Role.ADMIN):
        assert sign_in(app, role).get(START).status_code == 403
    assert sign_in(app, Role.COORDINATOR).get(START).status_code == 200
    assert app.test_client().get(START).status_code == 302
