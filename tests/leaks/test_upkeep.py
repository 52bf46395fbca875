"""Where alone a hidden place is named: on the pages of editors, and there without its place.

The planted world is handed in past every check, so that its hidden places have addresses and
points. A database would not take them: here the names are stored without, and the form is made of
the records with them.
"""

from __future__ import annotations

import logging
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from referral.app import create_app
from referral.domain.access import Action, Role
from referral.domain.services import Service
from referral.settings import Settings
from referral.store.engine import make_engine
from referral.store.sessions import writing
from referral.store.writing import save_service
from referral.usecases.database import upgrade
from referral.usecases.office import Office
from referral.usecases.upkeep.record_inputs import inputs_of, shown_columns
from referral.web.access import access_of
from referral.web.upkeep.service_form import record_form
from tests.leaks.crawl import Crawler
from tests.leaks.planted import MARKS, PLACE, Sieve, atlas, services
from tests.web.accounts import client_of, make_account, make_desk

PLACED = ("kamboja", "4417", "8.6731", "122.3184", "53.07.06")
"""Marks of where a place is: nobody may see these, an editor neither."""
LISTS = re.compile(r"<datalist.*?</datalist>", re.S)
"""Every kecamatan of a regency, offered in the form of an open place: it tells of none."""
NOWHERE: dict[str, Any] = {**dict.fromkeys(PLACE), "location_basis": "none"}
ROLES = (Role.EDITOR, Role.OPERATOR, Role.COORDINATOR, Role.ADMIN, None)


def stored(one: Service) -> Service:
    """A record as a database takes it: of a hidden one nothing that tells the place."""
    return replace(one, **NOWHERE) if one.confidential or one.houses_children else one


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """An app whose directory with hidden places stands in its database."""
    folder: Path = tmp_path_factory.mktemp("editing")
    key = "a key for tests, of thirty-two characters and more"
    settings = Settings.from_env({"INSTANCE": str(folder), "SECRET_KEY": key})
    upgrade(settings.database)
    engine = make_engine(settings.database)
    with writing(engine) as session:
        for one in services():
            save_service(session, stored(one))
    engine.dispose()
    made = create_app(settings)
    make_desk(made, "meja-1")
    return made


def opaque(app: Flask) -> list[str]:
    office: Office = app.extensions["office"]
    return sorted(office.tables.routing.real_ids)


def names_it(path: str) -> bool:
    """True for the form and the history of a record, which name it to an editor."""
    return "/manage/services/" in path and path.endswith(("/edit", "/history"))


@pytest.mark.parametrize("role", ROLES, ids=str)
def test_only_pages_of_editors_name_a_hidden_place_and_none_tells_where_it_is(
    app: Flask, role: Role | None, caplog: pytest.LogCaptureFixture
) -> None:
    client = app.test_client()
    if role is not None:
        desk = "meja-1" if role is Role.OPERATOR else None
        client = client_of(app, make_account(app, [role], desk=desk))
    sieve, named, seen = Sieve([]), 0, 0
    with caplog.at_level(logging.DEBUG):
        for rule in app.url_map.iter_rules():
            if "GET" not in (rule.methods or ()) or rule.arguments != {"service_id", "language"}:
                continue
            for ref in (*opaque(app), *(one.id for one in services())):
                path = app.url_map.bind("localhost").build(
                    rule.endpoint, {"service_id": ref, "language": "id"}
                )
                response = client.get(path)
                with response:
                    text, seen = response.text, seen + 1
                    assert response.status_code < 500, path
                access = access_of(app, rule.endpoint)
                own = access is not None and access.action is Action.EDIT_DIRECTORY
                if role is Role.EDITOR and own and response.status_code == 200:
                    text = LISTS.sub("", text)
                    named += "kenanga" in text.casefold()
                    sieve.found += [f"{path}: {m}" for m in PLACED if m in text.casefold()]
                else:
                    sieve.look(path, text, path)
    sieve.look("log", caplog.text)
    assert sieve.found == [] and seen > 20
    assert named >= 2 * len(opaque(app)) if role is Role.EDITOR else named == 0


def test_the_form_of_a_record_that_tells_its_place_does_not_show_it(app: Flask) -> None:
    """As if a place had got into the storage all the same."""
    hidden = [one for one in services() if one.confidential or one.houses_children]
    assert len(hidden) > 3
    with app.test_request_context("/id/"):
        for one in hidden:
            held = inputs_of(one, atlas(), "id")
            form = record_form(shown_columns(one), atlas(), held)
            told = " ".join([*held.values(), *form.inputs().values()]).casefold()
            assert [mark for mark in PLACED if mark in told] == []


def test_every_button_an_editor_sees_tells_no_place(app: Flask) -> None:
    account = make_account(app, [Role.EDITOR])
    one = Crawler(app, lambda: client_of(app, account), "editor", Sieve([]))
    marks = [f"/id/manage/services/{ref}/edit" for ref in opaque(app)]
    for path in marks:
        one.take(path, one.client.get(path))
    one.press_all(lambda path: not names_it(path), rounds=1)
    found = [line for line in one.sieve.found if any(line.endswith(m) for m in PLACED)]
    assert found == [] and len(one.pressed) >= len(marks)
    assert {m for m in MARKS if any(line.endswith(f": {m}") for line in one.sieve.found)}, (
        "the names are there for whoever may edit"
    )
