"""The editors' page: what services say of themselves, taken over or left."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from referral.domain.access import Role
from referral.domain.services import Service
from referral.store.replies import Proposal, add_proposal
from referral.store.writing import remove_service
from referral.usecases.proposals import list_proposals
from tests.offices import EDITOR, NOW
from tests.web.accounts import sign_in, token_in
from tests.web.conftest import Visitor
from tests.web.lint import faults
from tests.web.replying import LANGUAGES, address, office_of, press, send, small_app

PAGE = "/id/manage/proposals"


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """An app over a directory that stands in its database."""
    return small_app(tmp_path_factory.mktemp("stored"), stored=True)


@pytest.fixture
def app(stored: Flask) -> Iterator[Flask]:
    """The app with nothing to decide when the test has ended."""
    yield stored
    editor = sign_in(stored, Role.EDITOR)
    for one in list_proposals(office_of(stored), EDITOR, language="id"):
        decide(Visitor(editor), one["id"], "reject")


@pytest.fixture
def editor(app: Flask) -> Visitor:
    return Visitor(sign_in(app, Role.EDITOR))


def propose(app: Flask, **more: str) -> None:
    path = address(send(app))
    act = "hours" if "hours" in more else "capacity"
    press(Visitor(app.test_client()), path, act, 303, **more)


def decide(editor: Visitor, ref: str, decision: str, status: int = 303) -> Any:
    token = token_in(editor.get(PAGE).text)
    data = {"csrf_token": token, "proposal": ref, "decision": decision}
    return editor.post(PAGE, data, status)


def refs(page: str) -> list[str]:
    return re.findall(r'name="proposal" value="([^"]+)"', page)


def now_of(app: Flask, ref: str = "rumah-uji") -> Service:
    """The record as the database has it."""
    from referral.store.reading import load_services

    with office_of(app).records.reading() as session:
        return load_services(session, [ref])[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_sets_what_is_said_beside_what_is_recorded(
    app: Flask, editor: Visitor, language: str
) -> None:
    propose(app, total="8", free="3")
    propose(app, hours="Senin-Jumat 8-16")
    page = editor.get(f"/{language}/manage/proposals").text
    assert faults(page, language) == [] and len(refs(page)) == 2
    words = {
        "id": ("3 dari 8 tempat kosong", "Senin–Jumat 08.00–16.00", "tidak tercatat", "tautan"),
        "en": ("3 of 8 places free", "Monday–Friday 08:00–16:00", "not recorded", "reply link"),
    }[language]
    assert all(text in page for text in words)
    assert f'href="/{language}/services/rumah-uji"' in page


def test_an_editor_takes_one_over_and_it_counts(app: Flask, editor: Visitor) -> None:
    propose(app, total="8", free="0")
    ref = refs(editor.get(PAGE).text)[0]
    decide(editor, ref, "accept")
    page = editor.get(PAGE).text
    assert "Sudah dimasukkan ke direktori" in page and refs(page) == []
    record = now_of(app)
    assert (record.capacity.total, record.capacity.free) == (8, 0)
    assert record.provenance.verified_on is None


def test_an_editor_leaves_one(app: Flask, editor: Visitor) -> None:
    before = now_of(app)
    propose(app, hours="Minggu 8-9")
    decide(editor, refs(editor.get(PAGE).text)[0], "reject")
    assert now_of(app) == before and refs(editor.get(PAGE).text) == []


def test_the_second_of_two_editors_is_told(app: Flask, editor: Visitor) -> None:
    propose(app, total="8", free="5")
    ref = refs(editor.get(PAGE).text)[0]
    decide(Visitor(sign_in(app, Role.EDITOR)), ref, "reject")
    page = decide(editor, ref, "accept", 409).text
    assert "Penyunting lain sudah memutuskannya" in page
    assert now_of(app).capacity.free != 5


@pytest.mark.parametrize("decision", ["", "perhaps"])
def test_a_decision_that_is_none_changes_nothing(
    app: Flask, editor: Visitor, decision: str
) -> None:
    propose(app, total="8", free="4")
    ref = refs(editor.get(PAGE).text)[0]
    decide(editor, ref, decision, 422)
    assert refs(editor.get(PAGE).text) == [ref]
    editor.post(PAGE, {"proposal": ref, "decision": "accept"}, 400)
    assert refs(editor.get(PAGE).text) == [ref], "without the form's token neither"


def test_of_a_record_that_is_gone_a_proposal_can_only_be_left(app: Flask, editor: Visitor) -> None:
    from referral.store.writing import save_service

    record = now_of(app, "rumah-uji-kedua")
    with office_of(app).records.writing() as session:
        made = Proposal("p-gone", record.id, "capacity", {"total": 1, "free": 1}, NOW, "link:x")
        add_proposal(session, made)
        remove_service(session, record.id)
    page = editor.get(PAGE).text
    assert 'value="accept"' not in page and "sudah tidak ada di direktori" in page
    assert "hanya dapat dibiarkan" in decide(editor, "p-gone", "accept", 409).text
    decide(editor, "p-gone", "reject")
    with office_of(app).records.writing() as session:
        save_service(session, replace(record))


def test_a_hidden_place_keeps_its_name_to_itself(app: Flask, editor: Visitor) -> None:
    with office_of(app).records.writing() as session:
        value = {"total": 4, "free": 1}
        add_proposal(
            session, Proposal("p-hidden", "rumah-rahasia", "capacity", value, NOW, "link:x")
        )
    page = editor.get(PAGE).text
    assert "ahasia Uji" not in page and "rumah-rahasia" not in page and "Rumah Rahasia" not in page
    assert "ditampilkan sebagai unit yang dapat menghubunginya" in page


@pytest.mark.parametrize(
    "role", [Role.OPERATOR, Role.CASEWORKER, Role.COORDINATOR, Role.ADMIN, Role.RECEIVER]
)
def test_only_editors_come_here(app: Flask, role: Role) -> None:
    client = sign_in(app, role, organization="Yayasan Uji Rumah")
    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, data={"proposal": "x", "decision": "accept"}).status_code == 403
    unready = sign_in(app, Role.EDITOR, second_factor=False)
    assert unready.get(PAGE).status_code == 302, "first the second factor"
