"""The pages of two people, of removing and of duplicates, as editors see and press them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from referral.domain.access import Actor, Role
from referral.domain.approvals import ApprovalKind
from referral.domain.services import Service
from referral.hsds.ids import location_uuid, service_uuid
from referral.store.writing import save_service
from referral.usecases.upkeep import deciding
from referral.usecases.upkeep.approvals import ask, ask_many
from tests.builders import hospital, shelter
from tests.offices import EDITOR, NOW
from tests.usecases.upkeep_office import HIDDEN, public_id, record
from tests.web.accounts import client_of, make_account, token_in
from tests.web.conftest import Visitor
from tests.web.lint import faults
from tests.web.replying import LANGUAGES, office_of, small_app

NEW = hospital("rsud-baru", name="RSUD Baru Uji", organization="RSUD Baru")
LIST = "/id/manage/approvals"
REF, TWIN = "rsud-uji", "rs-uji-kedua"
EDITORS = (
    "/manage/approvals", "/manage/duplicates", "/manage/removed",
    f"/manage/services/{REF}/remove", f"/manage/services/{REF}/remove?reason=closed",
    f"/manage/duplicates/{REF}/{TWIN}",
)  # fmt: skip


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """An app over a directory that stands in its database, and that looks for changes always."""
    app = small_app(tmp_path_factory.mktemp("stored"), stored=True)
    app.extensions["rujuk"].directory._every = 0
    return app


@pytest.fixture
def app(stored: Flask) -> Iterator[Flask]:
    """The app with nothing waiting when the test has ended."""
    yield stored
    office = office_of(stored)
    second = replace(EDITOR, id="ed-last")
    waiting = [one.approval.id for one in deciding.list_waiting(office, second)]
    if waiting:
        deciding.reject(office, second, waiting, "other", now=NOW)  # type: ignore[arg-type]


@pytest.fixture
def editor(app: Flask) -> Visitor:
    """An editor who has asked for nothing."""
    return Visitor(client_of(app, make_account(app, [Role.EDITOR])))


def asked(app: Flask, after: Service = NEW, actor: Actor = EDITOR) -> str:
    with office_of(app).records.writing() as session:
        return ask(session, actor, ApprovalKind.PUBLISH, after, after.id, NOW)


def press(visitor: Visitor, page: str, path: str, status: int = 303, **data: Any) -> Any:
    token = token_in(visitor.get(page).text)
    return visitor.post(path, {"csrf_token": token, **data}, status)


def decide(visitor: Visitor, ref: str, decision: str, status: int = 303, **more: Any) -> Any:
    return press(visitor, f"{LIST}/{ref}", f"{LIST}/{ref}", status, decision=decision, **more)


def mark_in(html: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', html)
    assert found, name
    return found[1]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", EDITORS)
def test_every_page_is_sound(app: Flask, editor: Visitor, path: str, language: str) -> None:
    asked(app)
    page = editor.get(f"/{language}{path}").text
    assert faults(page, language) == []


@pytest.mark.parametrize("path", EDITORS)
@pytest.mark.parametrize("role", [Role.OPERATOR, Role.COORDINATOR, Role.ADMIN])
def test_only_editors_come_here(app: Flask, role: Role, path: str) -> None:
    client = client_of(app, make_account(app, [role]))
    assert client.get(f"/id{path}").status_code == 403


def test_the_second_editor_sees_all_of_it_and_publishes_it(app: Flask, editor: Visitor) -> None:
    ref = asked(app, replace(NEW, id="rsud-terbit", email="rsud@contoh.example.org"))
    assert "RSUD Baru Uji" in editor.get(LIST).text
    page = editor.get(f"{LIST}/{ref}").text
    assert "rsud@contoh.example.org" in page and "Sumber uji" in page
    decide(editor, ref, "approve")
    assert "Sekarang sudah berlaku" in editor.get(LIST).text
    assert record(office_of(app), "rsud-terbit") is not None
    editor.get(f"{LIST}/{ref}", 404)


def test_a_no_needs_its_reason(app: Flask, editor: Visitor) -> None:
    ref = asked(app)
    page = decide(editor, ref, "reject", 422).text
    assert "Pilih alasan penolakannya" in page and 'href="#reason"' in page
    decide(editor, ref, "reject", reason="unsafe")
    assert record(office_of(app), NEW.id) is None


def test_who_asked_can_only_withdraw(app: Flask) -> None:
    account = make_account(app, [Role.EDITOR])
    own = Visitor(client_of(app, account))
    ref = asked(app, actor=account.actor())
    page = own.get(f"{LIST}/{ref}").text
    assert 'value="withdraw"' in page and 'value="approve"' not in page
    told = decide(own, ref, "approve", 409).text
    assert "penyunting lain yang memutuskan" in told
    decide(own, ref, "withdraw")
    own.get(f"{LIST}/{ref}", 404)


def test_what_was_decided_meanwhile_is_told(app: Flask, editor: Visitor) -> None:
    ref = asked(app)
    page = editor.get(f"{LIST}/{ref}").text
    deciding.withdraw(office_of(app), EDITOR, [ref], now=NOW)
    data = {"csrf_token": token_in(page), "decision": "approve"}
    assert "Penyunting lain sudah memutuskannya" in editor.post(f"{LIST}/{ref}", data, 409).text
    editor.post(f"{LIST}/{ref}", {**data, "decision": "perhaps"}, 422)
    editor.post(LIST, data, 422)


def test_an_import_is_approved_at_once(app: Flask, editor: Visitor) -> None:
    every = [replace(NEW, id=f"rs-impor-{n}", name=f"RS Impor {n}") for n in range(60)]
    with office_of(app).records.writing() as session:
        batch = ask_many(session, EDITOR, ApprovalKind.PUBLISH, every, NOW)
    page = editor.get(LIST).text
    assert "Impor: 60 catatan" in page
    where = f"{LIST}/imports/{batch}"
    page = editor.get(where).text
    assert faults(page, "id") == [] and page.count('type="checkbox"') == 51
    assert "RS Impor 59" in editor.get(f"{where}?page=2").text
    one = deciding.list_waiting(office_of(app), replace(EDITOR, id="x"))[0].approval.id
    again = press(editor, where, LIST, 422, batch=batch, approval=one, decision="reject").text
    assert "Pilih alasan" in again and f'value="{one}" checked' in again, "nothing lost"
    press(editor, where, LIST, batch=batch, approval=one, decision="reject", reason="other")
    press(editor, where, LIST, batch=batch, all="1", decision="approve")
    found = [record(office_of(app), one.id) is not None for one in every]
    assert found.count(True) == 59
    editor.get(where, 404)


def test_a_hidden_place_has_no_name_in_the_list_and_its_page_is_written_down(
    app: Flask, editor: Visitor
) -> None:
    ref = public_id(office_of(app))
    secret = record(office_of(app), HIDDEN)
    assert secret is not None
    with office_of(app).records.writing() as session:
        open_one = replace(secret, confidential=False)
        ask(session, EDITOR, ApprovalKind.UNHIDE, open_one, HIDDEN, NOW)
    path = f"/id/manage/services/{ref}/remove"
    sure = f"{path}?reason=closed"
    page = editor.get(sure).text
    assert "Permintaan Anda sebelumnya" not in page and "Penyunting lain telah meminta" in page
    press(editor, sure, path, reason="closed", mark=mark_in(page, "mark"))
    assert "Permintaan Anda sebelumnya" in editor.get(path).text, "said before it is replaced"
    assert "Permintaan Anda sebelumnya" in editor.get(sure).text
    assert "Permintaan Anda sebelumnya" in editor.get(f"/id/manage/services/{ref}/edit").text
    other = Visitor(client_of(app, make_account(app, [Role.EDITOR])))
    listed = other.get(LIST).text
    assert "Rahasia" not in listed and listed.count(">Tempat yang dirahasiakan</a>") == 2
    assert "Kabupaten Ende" not in listed, "of a hidden place the province alone"
    waiting = re.search(rf'href="{LIST}/([0-9a-f-]{{36}})"', listed)
    assert waiting and "Rumah Rahasia" in other.get(f"{LIST}/{waiting[1]}").text
    assert record(office_of(app), HIDDEN) is not None


def put_back(app: Flask, service: Service) -> None:
    """A record of another id: those of removed ones are spent."""
    with office_of(app).records.writing() as session:
        save_service(session, service, now=NOW)


def removed(app: Flask, editor: Visitor, ref: str) -> None:
    put_back(app, hospital(ref, name=f"RS {ref}", organization="RS Uji"))
    path = f"/id/manage/services/{ref}/remove"
    sure = f"{path}?reason=closed"
    assert f'href="{sure}"' in editor.get(path).text
    assert "Pilih alasannya" in press(editor, sure, path, 422, mark="x").text
    page = editor.get(sure).text
    assert faults(page, "id") == [] and f"RS {ref}" in page and "Kabupaten Sikka" in page
    assert record(office_of(app), ref) is not None, "the first press changes nothing"
    press(editor, sure, path, 409, reason="closed", mark="not what it is")
    where = press(editor, sure, path, reason="closed", mark=mark_in(page, "mark"))
    assert where.headers["Location"] == f"/id/manage/removed/{ref}"


def test_a_record_that_was_removed_by_mistake_is_brought_back(app: Flask, editor: Visitor) -> None:
    removed(app, editor, "rs-salah-keluar")
    path = "/id/manage/removed/rs-salah-keluar"
    token = token_in(editor.get(path).text)
    listed = editor.post(path, {"csrf_token": token}, 303).headers["Location"]
    page = editor.get(listed).text
    assert "rs-salah-keluar" not in page and "Sudah dikembalikan" in page
    history = editor.get("/id/manage/services/rs-salah-keluar/history").text
    assert faults(history, "id") == [] and "Catatan ditambahkan" in history
    Visitor(app.test_client()).get("/id/services/rs-salah-keluar")
    assert editor.post(path, {"csrf_token": token}, 303).headers["Location"] == listed, "once more"
    assert "sudah ada di direktori" in editor.get(listed).text
    editor.post("/id/manage/removed/never-was", {"csrf_token": token}, 404)


def test_where_children_live_the_return_waits_for_the_second_editor(
    app: Flask, editor: Visitor
) -> None:
    home = shelter("panti-kembali", organization="Yayasan Uji", regency="53.08")
    put_back(app, replace(home, latitude=None, longitude=None, location_basis="none"))
    other = Visitor(client_of(app, make_account(app, [Role.EDITOR])))
    sure = "/id/manage/services/panti-kembali/remove?reason=mistake"
    mark = mark_in(editor.get(sure).text, "mark")
    asked_for = press(editor, sure, sure.split("?", maxsplit=1)[0], reason="mistake", mark=mark)
    ref = asked_for.headers["Location"].rsplit("/", 1)[-1]
    decide(other, ref, "approve")
    gone = "/id/manage/removed/panti-kembali"
    again = press(editor, gone, gone).headers["Location"].rsplit("/", 1)[-1]
    assert "Permintaan Anda sebelumnya" in editor.get(gone).text
    page = other.get(f"{LIST}/{again}").text
    assert faults(page, "id") == [] and "Kembalikan catatan yang sudah dikeluarkan" in page
    assert home.name in page and record(office_of(app), home.id) is None
    decide(other, again, "approve")
    assert record(office_of(app), home.id) is not None


def test_what_hangs_on_a_record_is_said_before_it_goes(app: Flask, editor: Visitor) -> None:
    measured = app.extensions["coverage"]
    measured.prepare(NOW)
    cells = measured._held.coverage.cells
    ref = next(cell.best for some in cells.values() for cell in some.values() if cell.best)
    told = measured._held.coverage.first_in(ref)
    assert told and max(told.values()) <= len(cells)
    page = editor.get(f"/id/manage/services/{ref}/remove?reason=closed").text
    assert all(f": {count} kabupaten/kota</li>" in page for count in told.values())


def test_a_removed_service_says_so_wherever_it_was(app: Flask, editor: Visitor) -> None:
    removed(app, editor, "rs-tutup")
    assert "RS rs-tutup" in editor.get("/id/manage/removed").text
    kept = editor.get("/id/manage/removed/rs-tutup").text
    assert faults(kept, "id") == [] and "Catatan dikeluarkan" in kept
    for language, words in (("id", "Sudah tidak ada di direktori"), ("en", "No longer in the")):
        page = Visitor(app.test_client()).get(f"/{language}/services/rs-tutup", 410).text
        assert faults(page, language) == [] and words in page and "RS rs-tutup" in page
        assert f'href="/{language}/services?region=53.07"' in page, "where to turn instead"
    client, key = app.test_client(), service_uuid("rs-tutup")
    told = client.get("/api/v1/services/rs-tutup")
    assert (told.status_code, told.get_json()["code"]) == (410, "gone")
    assert client.get(f"/hsds/services/{key}").get_json()["code"] == "gone"
    outcome = client.get(f"/fhir/HealthcareService/{key}")
    assert outcome.status_code == 410 and outcome.get_json()["issue"][0]["code"] == "deleted"
    assert client.get(f"/fhir/Location/{location_uuid('rs-tutup')}").status_code == 410


def test_a_merged_service_leads_to_the_one_that_stays(app: Flask, editor: Visitor) -> None:
    stays = hospital("rs-mata-air", name="RS Mata Air Uji", organization="RS Uji")
    goes = replace(stays, id="rs-mata-air-dua", name="RS Mata Air Uji", email="a@uji.example.org")
    for one in (stays, goes):
        put_back(app, one)
    listed = editor.get("/id/manage/duplicates").text
    assert "nama 100 % mirip" in listed
    path = f"/id/manage/duplicates/{stays.id}/{goes.id}"
    page = editor.get(path).text
    data = {name: mark_in(page, name) for name in ("kept_mark", "gone_mark")}
    chosen = editor.post(
        path,
        {"csrf_token": token_in(page), **data, "kept_mark": "older", "part-email": "kept"},
        409,
    ).text
    assert 'id="part-email-kept" name="part-email" value="kept" checked' in chosen, "nothing lost"
    press(editor, path, path, 303, **data)
    kept = record(office_of(app), stays.id)
    assert kept is not None and kept.email == "a@uji.example.org"
    history = editor.get(f"/id/manage/services/{stays.id}/history").text
    assert f'href="/id/manage/removed/{goes.id}"' in history, "both histories"
    client = app.test_client()
    keys = service_uuid(goes.id), service_uuid(stays.id)
    for old, new in (
        (f"/id/services/{goes.id}", f"/id/services/{stays.id}"),
        (f"/api/v1/services/{goes.id}?lang=en", f"/api/v1/services/{stays.id}?lang=en"),
        (f"/hsds/services/{keys[0]}", f"/hsds/services/{keys[1]}"),
        (f"/fhir/HealthcareService/{keys[0]}", f"/fhir/HealthcareService/{keys[1]}"),
    ):
        answer = client.get(old)
        assert (answer.status_code, answer.headers["Location"]) == (308, new)
        assert client.get(new).status_code == 200


def test_two_places_are_told_apart_once(app: Flask, editor: Visitor) -> None:
    for ref in ("rs-kembar", "rs-kembar-dua"):
        put_back(app, hospital(ref, name="RS Kembar Jaya", organization="RS Uji"))
    page = editor.get("/id/manage/duplicates").text
    assert "rs-kembar-dua" in page
    press(
        editor, "/id/manage/duplicates", "/id/manage/duplicates",
        first="rs-kembar", second="rs-kembar-dua",
    )  # fmt: skip
    assert "rs-kembar-dua" not in editor.get("/id/manage/duplicates").text
    press(
        editor, "/id/manage/duplicates", "/id/manage/duplicates", 409,
        first="rs-kembar", second="nothing",
    )  # fmt: skip


def test_another_record_is_found_by_its_address(app: Flask, editor: Visitor) -> None:
    path, twin = f"/id/manage/services/{REF}/remove", f"/id/manage/services/{REF}/twin"
    where = press(editor, path, twin, other=f"https://rujuk.example/id/services/{TWIN}?x=1")
    assert where.headers["Location"] == f"/id/manage/duplicates/{TWIN}/{REF}"
    again = press(editor, path, twin, 422, other="tidak-ada").text
    assert 'value="tidak-ada"' in again and 'href="#other"' in again


def test_who_decides_removes_merges_or_imports_has_given_the_password_a_short_while_ago(
    app: Flask, editor: Visitor
) -> None:
    ref = asked(app)
    token = token_in(editor.get(f"{LIST}/{ref}").text)
    with editor.client.session_transaction() as session:
        session["fs_paa"] = session["fs_gexp"] = 0
    ways_out = (f"/id/manage/services/{REF}/remove", f"/id/manage/duplicates/{TWIN}/{REF}")
    reasoned = f"{ways_out[0]}?reason=closed"
    for path in (f"{LIST}/{ref}", *ways_out, reasoned, "/id/manage/import"):
        assert "/account/again?next=" in editor.get(path, status=302).location
    data = {"csrf_token": token, "decision": "approve", "approval": ref}
    more = ("/id/manage/removed/nothing", "/id/manage/import/nothing")
    for path in (LIST, f"{LIST}/{ref}", *ways_out, *more):
        assert "/account/again" in editor.post(path, data, 302).location
    assert record(office_of(app), NEW.id) is None and record(office_of(app), REF) is not None
    assert editor.get(LIST).status_code == 200, "to see what waits is no decision"
