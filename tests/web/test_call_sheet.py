"""The call sheet, a service's own page, and the dashboard, as their readers press them."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import unquote

import pytest
from flask import Flask
from sqlalchemy import delete

from referral.domain.access import Role
from referral.domain.services import Service
from referral.domain.vocabulary import How, Need, Status
from referral.store.reading import load_directory, load_services
from referral.store.tables import metadata
from referral.store.writing import save_services
from referral.usecases.policy_file import load_verification_policy
from tests.offices import NOW
from tests.web.accounts import sign_in, token_in
from tests.web.conftest import Visitor
from tests.web.lint import faults
from tests.web.replying import LANGUAGES, office_of, small_app

CALLS = "/id/manage/calls"
OPEN = f"{CALLS}/rumah-uji"


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """An app over a directory that stands in its database."""
    return small_app(tmp_path_factory.mktemp("stored"), stored=True)


@pytest.fixture
def app(stored: Flask) -> Iterator[Flask]:
    """The app, its records as they were once the test has ended."""
    office, clock = office_of(stored), stored.config["CLOCK"]
    with office.records.reading() as session:
        before = load_services(session)
    yield stored
    stored.config["CLOCK"] = clock
    with office.records.writing() as session:
        save_services(session, before)
        for name in ("verification_call", "verification_claim", "own_link", "proposal"):
            session.execute(delete(metadata().tables[name]))
    with office.records.reading() as session:
        version = load_directory(session).version
    while office.world.directory().version != version:  # it looks once a second
        time.sleep(0.05)


@pytest.fixture
def editor(app: Flask) -> Visitor:
    return Visitor(sign_in(app, Role.EDITOR))


def press(
    editor: Visitor, path: str, code: int = 303, more: Mapping[str, str] | None = None, **data: str
) -> Any:
    page = editor.get(path).text
    seen = re.search(r'name="seen" value="(\d+)"', page)
    sent = {"csrf_token": token_in(page), **({"seen": seen[1]} if seen else {})}
    return editor.post(path, {**sent, **data, **(more or {})}, code)


def record(app: Flask, ref: str = "rumah-uji") -> Service:
    with office_of(app).records.reading() as session:
        return load_services(session, [ref])[0]


def keep(app: Flask, service: Service) -> None:
    """Write a record, and wait until the pages read it."""
    office = office_of(app)
    with office.records.writing() as session:
        save_services(session, [service])
    with office.records.reading() as session:
        version = load_directory(session).version
    while office.world.directory().version != version:  # it looks once a second
        time.sleep(0.05)


def own_address(page: str) -> str:
    """The path of the link that a call sheet hands out."""
    found = re.search(r"(/id/own/[\w-]+)", unquote(page))
    assert found, "no link on the page"
    return found[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_record_after_another(app: Flask, editor: Visitor, language: str) -> None:
    calls = f"/{language}/manage/calls"
    first = press(editor, calls, act="next").headers["Location"]
    page = editor.get(first).text
    assert faults(page, language) == [] and 'href="tel:' in page
    second = press(editor, first, act="correct").headers["Location"]
    assert second.startswith(f"{calls}/") and second != first
    ref = first.rsplit("/", 1)[-1]
    assert record(app, ref).provenance.verified_on == NOW.date()
    page = editor.get(second).text
    call = re.search(r'name="undo" value="([^"]+)"', page)
    assert call and record(app, ref).name in page
    back = editor.post(calls, {"csrf_token": token_in(page), "undo": call[1]}, 303)
    assert back.headers["Location"] == first and record(app, ref).provenance.verified_on is None


def test_what_was_heard_is_taken_along_and_mistakes_lose_nothing(
    app: Flask, editor: Visitor
) -> None:
    heard = {"fact-accepts_baby": "yes", "hours": "Senin-Jumat 8-16", "need-legal": "arranged"}
    page = press(editor, OPEN, 422, more=heard, act="correct", phones="nol", min_age="tua").text
    assert 'href="#phones"' in page and 'href="#min_age"' in page
    assert 'value="nol"' in page and 'value="Senin-Jumat 8-16"' in page
    assert re.search(r'id="fact-accepts_baby" [^>]*checked', page)
    press(editor, OPEN, more=heard, act="correct", phones="0382 21617, 0811-9999-000")
    found = record(app)
    assert [one.number for one in found.phones] == ["+6238221617", "+628119999000"]
    assert found.fact("accepts_baby").stated_yes and found.hours.recorded
    met = found.meets(Need.LEGAL)
    assert met is not None and met.how is How.ARRANGED
    assert found.provenance.verified_on == NOW.date()


def test_what_cannot_be_is_said_and_changes_nothing(app: Flask, editor: Visitor) -> None:
    before = record(app)
    assert "Belum ada yang diubah" in press(editor, OPEN, 422, act="corrected").text
    assert 'href="#reason-0"' in press(editor, OPEN, 422, act="closed").text
    assert "dua orang" in press(editor, OPEN, 422, {"need-shelter": "none"}, act="correct").text
    assert "baru saja diubah" in press(editor, OPEN, 409, act="correct", seen="7").text
    assert editor.post(OPEN, {"act": "correct"}, 400) and record(app) == before
    press(editor, OPEN, act="closed", reason="merged")
    assert record(app).status is Status.CLOSED


def test_a_call_in_vain_stands_in_the_history(editor: Visitor) -> None:
    press(editor, OPEN, act="no_answer")
    page = editor.get("/id/manage/services/rumah-uji/history").text
    assert "24 Nov 2026: Tidak ada yang menjawab" in page


def test_a_record_taken_by_another_says_so(app: Flask, editor: Visitor) -> None:
    press(editor, OPEN, act="take")
    other = Visitor(sign_in(app, Role.EDITOR))
    assert 'value="take"' in other.get(OPEN).text and 'value="take"' not in editor.get(OPEN).text
    press(other, OPEN, act="take")
    assert 'value="take"' in editor.get(OPEN).text


def test_the_sheet_is_narrowed_by_province_kind_and_wanted_numbers(editor: Visitor) -> None:
    sent = press(editor, CALLS, act="count", province="53", kind="legal_aid", wanted="")
    assert sent.headers["Location"] == f"{CALLS}?province=53&kind=legal_aid"
    found = press(editor, sent.headers["Location"], act="next", province="53", kind="legal_aid")
    assert found.headers["Location"] == f"{CALLS}/lbh-uji?province=53&kind=legal_aid"
    nothing = press(editor, CALLS, act="next", province="11")
    assert nothing.headers["Location"] == f"{CALLS}?province=11"
    assert "Tidak ada yang menunggu" in editor.get(nothing.headers["Location"]).text
    editor.get(f"{CALLS}/no-such-record", 404)


def test_a_hidden_place_stays_unnamed_and_its_numbers_unasked(app: Flask, editor: Visitor) -> None:
    hidden = next(s for s in office_of(app).tables.directory.services if s.hidden)
    path = f"{CALLS}/{office_of(app).tables.routing.public_id(hidden)}"
    page = editor.get(path).text
    assert hidden.name not in page and hidden.id not in page and 'id="phones"' not in page
    press(editor, path, act="link")
    own = own_address(editor.get(path).text)
    shown = Visitor(app.test_client()).get(own).text
    assert hidden.name not in shown and 'id="phones"' not in shown
    assert all(phone.display not in shown for phone in hidden.phones)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_service_confirms_and_an_editor_makes_it_fresh(
    app: Flask, editor: Visitor, language: str
) -> None:
    press(editor, OPEN, act="link")
    own = own_address(editor.get(OPEN).text).replace("/id/", f"/{language}/")
    phone = Visitor(app.test_client())
    assert faults(phone.get(own).text, language) == []
    assert faults(press(phone, own, 200, act="right").text, language) == []
    assert record(app).provenance.verified_on is None, "nothing counts before an editor"
    decide(editor)
    assert record(app).provenance.verified_on == NOW.date()


def decide(editor: Visitor, decision: str = "accept") -> None:
    """Decide on everything that is proposed."""
    proposals = "/id/manage/proposals"
    page = editor.get(proposals).text
    for ref in re.findall(r'name="proposal" value="([^"]+)"', page):
        data = {"csrf_token": token_in(page), "proposal": ref, "decision": decision}
        editor.post(proposals, data, 303)


def test_a_service_corrects_itself_field_by_field(app: Flask, editor: Visitor) -> None:
    press(editor, OPEN, act="link")
    own = own_address(editor.get(OPEN).text)
    phone = Visitor(app.test_client())
    assert "Belum ada yang disampaikan" in press(phone, own, 422, act="differs").text
    said = {
        "phones": "0382 21617", "total": "8", "free": "2", "min_age": "6", "max_age": "17",
        "fact-accepts_boys": "no", "need-legal": "arranged", "languages": "sun",
        "languages-sent": "1", "status": "suspended", "hours": "24 jam", "rest": "1",
    }  # fmt: skip
    wrong = press(phone, own, 422, {**said, "free": "9"}, act="differs").text
    assert 'href="#free"' in wrong and 'value="0382 21617"' in wrong
    press(phone, own, 200, said, act="differs")
    page = editor.get("/id/manage/proposals").text
    assert len(re.findall(r'name="proposal"', page)) == 9 and "tautannya sendiri" in page
    decide(editor)
    found = record(app)
    assert [one.number for one in found.phones] == ["+6238221617"]
    assert (found.capacity.total, found.min_age, found.max_age) == (8, 6, 17)
    assert found.fact("accepts_boys").stated_no and found.languages == ("sun",)
    assert found.status is Status.SUSPENDED and found.provenance.verified_on == NOW.date()


def test_a_whole_answer_is_taken_over_at_once_but_for_what_cannot_be(
    app: Flask, editor: Visitor
) -> None:
    press(editor, OPEN, act="link")
    own = own_address(editor.get(OPEN).text)
    said = {"fact-accepts_boys": "no", "need-shelter": "none", "rest": "1"}
    press(Visitor(app.test_client()), own, 200, said, act="differs")
    page = editor.get("/id/manage/proposals").text
    assert page.count('value="accept-all"') == 1
    ref = re.search(r'name="proposal" value="([^"]+)"', page)
    assert ref is not None
    data = {"csrf_token": token_in(page), "proposal": ref[1], "decision": "accept-all"}
    editor.post("/id/manage/proposals", data, 303)
    found = record(app)
    assert found.fact("accepts_boys").stated_no
    assert found.houses_children, "two people decide on what shows a protected place"
    assert found.provenance.verified_on is None, "the service says otherwise, and that waits"
    left = editor.get("/id/manage/proposals").text
    assert left.count('name="proposal"') == 2 and "belum dapat diterima" in left


def test_the_rest_is_right_only_once_what_is_different_was_decided_on(
    app: Flask, editor: Visitor
) -> None:
    press(editor, OPEN, act="link")
    own = own_address(editor.get(OPEN).text)
    said = {"phones": "0382 21999", "fact-accepts_boys": "no", "rest": "1"}
    press(Visitor(app.test_client()), own, 200, said, act="differs")
    page = editor.get("/id/manage/proposals").text
    assert page.count('value="accept"') == 2 and "Selebihnya benar, menurut layanan itu." in page
    one, other, rest = re.findall(r'name="proposal" value="([^"]+)"', page)
    token = token_in(page)

    def post(ref: str, decision: str, status: int) -> str:
        sent = {"csrf_token": token, "proposal": ref, "decision": decision}
        return str(editor.post("/id/manage/proposals", sent, status).text)

    assert "Putuskan itu dulu" in post(rest, "accept", 409)
    post(one, "accept", 303)
    assert record(app).provenance.verified_on is None
    post(other, "reject", 303)
    post(rest, "accept", 303)
    assert record(app).provenance.verified_on == NOW.date()


def test_the_rest_alone_says_nothing(app: Flask, editor: Visitor) -> None:
    """Who said that something differs and typed nothing has not confirmed the record (R32)."""
    press(editor, OPEN, act="link")
    own = own_address(editor.get(OPEN).text)
    press(Visitor(app.test_client()), own, 422, {"rest": "1"}, act="differs")
    assert 'name="proposal"' not in editor.get("/id/manage/proposals").text


def test_a_link_ends_is_replaced_and_is_taken_back(app: Flask, editor: Visitor) -> None:
    press(editor, OPEN, act="link")
    page = editor.get(OPEN).text
    first, code = own_address(page), re.search(r'class="code">([^<]+)<', page)
    assert code is not None
    phone = Visitor(app.test_client())
    entered = phone.post("/id/own", {"code": code[1].upper()}, 303)
    assert entered.headers["Location"] == first
    phone.post("/id/own", {"code": "bako-bako-bako-bako"}, 404)
    phone.get(first.replace("/own/", "/reply/"), 404)
    press(editor, OPEN, act="link")
    second = own_address(editor.get(OPEN).text)
    phone.get(first, 410)
    phone.get(second)
    press(editor, OPEN, act="revoke")
    phone.get(second, 410)
    press(editor, OPEN, act="link")
    third = own_address(editor.get(OPEN).text)
    token = token_in(phone.get(third).text)
    later = NOW + timedelta(days=load_verification_policy().link_days)
    app.config["CLOCK"] = lambda: later
    phone.post(third, {"csrf_token": token, "act": "right"}, 410)
    phone.get(f"{third}x", 404)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_of_the_dashboard_leads_to_as_many_records(app: Flask, language: str) -> None:
    reader = Visitor(sign_in(app, Role.COORDINATOR))
    page = reader.get(f"/{language}/manage/dashboard").text
    assert faults(page, language) == []
    links = re.findall(r'<a href="(/[^"]*/manage/records[^"]*)">(\d+)</a>', page)
    assert len(links) > 10
    for href, number in links:
        shown = reader.get(href.replace("&amp;", "&")).text
        assert faults(shown, language) == []
        assert shown.count('class="service-row"') == int(number)
        assert "/manage/calls/" not in shown, "a coordinator does not call"
    lines = reader.client.get(f"/{language}/manage/dashboard.csv").text.splitlines()
    total = dict(zip(lines[0].split(","), lines[2].split(","), strict=True))
    assert lines[1].startswith("#meta+level,#adm1+code")
    assert int(total["records"]) == len(office_of(app).tables.directory.services)


def test_a_point_outside_its_regency_is_listed_with_the_way_to_mend_it(
    app: Flask, editor: Visitor
) -> None:
    astray = replace(
        record(app, "rsud-uji"), latitude=-8.84, longitude=121.66, location_basis="stated"
    )
    keep(app, astray)
    listed = "/id/manage/records?mark=misplaced"
    page = editor.get(listed).text
    assert page.count('class="service-row"') == 1
    assert "Titiknya berada di Kabupaten Ende." in page
    way = "/id/manage/services/rsud-uji/edit"
    assert f'href="{way}#latitude"' in page and 'id="latitude"' in editor.get(way).text
    seen = Visitor(sign_in(app, Role.COORDINATOR)).get(listed).text
    assert "Kabupaten Ende" in seen and way not in seen


def test_no_number_is_wanted_of_who_is_reached_by_whatsapp(app: Flask, editor: Visitor) -> None:
    known = record(app)
    wanted = "Nomor belum tercatat: nomornya dicari."
    keep(app, replace(known, phones=()))
    assert wanted in editor.get(OPEN).text
    keep(app, replace(known, phones=(), whatsapp=known.phones))
    page = editor.get(OPEN).text
    assert "https://wa.me/" in page and wanted not in page


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.RECEIVER, Role.ADMIN, Role.COORDINATOR])
def test_only_editors_call(app: Flask, role: Role) -> None:
    client = sign_in(app, role)
    assert client.get(CALLS).status_code == client.get(OPEN).status_code == 403
    seen = client.get("/id/manage/dashboard").status_code
    assert seen == (200 if role is Role.COORDINATOR else 403)
