"""A file of services handed in, rehearsed, mended, written; and the directory as files."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import shutil
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete

from referral.domain.access import Role
from referral.domain.services import Service
from referral.domain.vocabulary import Need
from referral.files.phones import parse_phone
from referral.files.services import dumps
from referral.store.audit import every_entry
from referral.store.reading import load_services
from referral.store.tables import metadata
from referral.store.upkeep import open_approvals
from referral.store.writing import save_service
from referral.usecases.jobs import Jobs
from referral.web.upkeep import imports
from tests.builders import service
from tests.offices import SERVICES
from tests.usecases.replying import unplaced
from tests.web.accounts import sign_in, token_in
from tests.web.conftest import Visitor
from tests.web.lint import faults
from tests.web.replying import LANGUAGES, office_of, small_app

PAGE = "/id/manage/import"
HOSPITAL = unplaced(SERVICES[0])
NEW = service("lbh-baru", Need.LEGAL)
SECRET = next(one for one in SERVICES if one.confidential)


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """An app over a directory that stands in its database."""
    folder = tmp_path_factory.mktemp("imports")
    return small_app(folder, stored=True, RATE_LIMIT_EXPORTS="1000 per minute")


@pytest.fixture
def app(stored: Flask) -> Iterator[Flask]:
    """The app; when the test has ended the directory is as before and nothing waits."""
    yield stored
    finish()
    with office_of(stored).records.writing() as session:
        save_service(session, HOSPITAL)
        session.execute(delete(metadata().tables["approval"]))
    shutil.rmtree(stored.extensions["jobs"]._folder, ignore_errors=True)


@pytest.fixture
def editor(app: Flask) -> Visitor:
    return Visitor(sign_in(app, Role.EDITOR))


def finish() -> None:
    """Wait until every job has ended."""
    for thread in threading.enumerate():
        if thread.name.startswith("job-"):
            thread.join(30)


def hand_in(
    who: Visitor, content: str | bytes, name: str = "uji.csv", status: int = 303, **more: str
) -> Any:
    raw = content.encode() if isinstance(content, str) else content
    token = token_in(who.client.get(PAGE).text)
    data = {"csrf_token": token, "file": (io.BytesIO(raw), name), **more}
    return who.post(PAGE, data, status)


def rehearsed(who: Visitor, content: str | bytes, **more: Any) -> str:
    """The address of a rehearsal that has ended."""
    address = str(hand_in(who, content, **more).location)
    finish()
    return address


def write(who: Visitor, address: str, status: int = 303, **more: str) -> str:
    """Press "write it"; the address of what comes of it."""
    token = token_in(who.get(address).text)
    answer = who.post(address, {"csrf_token": token, **more}, status)
    finish()
    return str(answer.location)


def now_of(app: Flask, ref: str = HOSPITAL.id) -> Service:
    with office_of(app).records.reading() as session:
        return load_services(session, [ref])[0]


def kept_files(app: Flask) -> list[Path]:
    board: Jobs = app.extensions["jobs"]
    return list(board._folder.rglob("file-*"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_bad_row_is_told_with_its_place_mended_written_and_the_second_time_nothing_changes(
    app: Flask, editor: Visitor, language: str
) -> None:
    good = replace(HOSPITAL, acronym="RSUD")
    bad = replace(service("lbh-baru", Need.LEGAL), regency_code="53.99")
    first = rehearsed(editor, dumps([good, bad]))
    page = editor.get(first.replace("/id/", f"/{language}/")).text
    assert faults(page, language) == []
    assert "uji.csv:3 regency_code" in page or "uji.csv:2 regency_code" in page
    assert "53.99" in page and now_of(app) == HOSPITAL
    mended = rehearsed(editor, dumps([good, service("lbh-baru", Need.LEGAL)]))
    done = write(editor, mended)
    page = editor.get(done).text
    assert now_of(app) == good and kept_files(app) != []
    with office_of(app).records.reading() as session:
        assert [one.service_id for one in open_approvals(session)] == ["lbh-baru"]
    again = editor.get(rehearsed(editor, dumps([good, service("lbh-baru", Need.LEGAL)]))).text
    assert "Tidak ada yang berubah" in again and "Tulis" not in again


def test_what_differs_is_shown_cell_by_cell(editor: Visitor) -> None:
    page = editor.get(rehearsed(editor, dumps([replace(HOSPITAL, name="RSUD Baru")]))).text
    assert re.search(rf"<del>{HOSPITAL.name}</del>.*<ins>RSUD Baru</ins>", page)


def test_a_number_that_nobody_can_dial_is_told_before_it_is_written(editor: Visitor) -> None:
    numbers = (parse_phone("(0382) 21617"), parse_phone("0"))
    page = editor.get(rehearsed(editor, dumps([replace(HOSPITAL, phones=numbers)]))).text
    assert "Tidak dapat ditelepon seperti tertulis: 0." in page
    assert "nomor yang tidak dapat ditelepon" in page
    good = editor.get(rehearsed(editor, dumps([replace(HOSPITAL, phones=numbers[:1])]))).text
    assert "Tidak dapat ditelepon" not in good and "nomor yang tidak dapat" not in good


def test_the_file_goes_when_it_is_written(app: Flask, editor: Visitor) -> None:
    first = rehearsed(editor, dumps([replace(HOSPITAL, acronym="RSUD")]))
    assert len(kept_files(app)) == 1
    done = write(editor, first)
    assert kept_files(app) == []
    assert "Tulis" not in editor.get(done).text and "Tulis" not in editor.get(first).text
    token = token_in(editor.get(PAGE).text)
    editor.post(first, {"csrf_token": token}, 409)


def test_rejected_rows_are_left_out_only_where_that_is_said(app: Flask, editor: Visitor) -> None:
    first = rehearsed(editor, dumps([replace(HOSPITAL, acronym="RSUD")]) + "x\n")
    token = token_in(editor.get(first).text)
    page = editor.post(first, {"csrf_token": token}, 422).text
    assert 'href="#skip"' in page and now_of(app) == HOSPITAL
    write(editor, first, skip="y")
    assert now_of(app).acronym == "RSUD"


def test_what_changed_meanwhile_is_rehearsed_anew(app: Flask, editor: Visitor) -> None:
    first = rehearsed(editor, dumps([replace(HOSPITAL, acronym="RSUD")]))
    with office_of(app).records.writing() as session:
        save_service(session, replace(HOSPITAL, acronym="RSU"))
    again = write(editor, first)
    page = editor.get(again).text
    assert "<del>RSU</del>" in page and now_of(app).acronym == "RSU"
    write(editor, again)
    assert now_of(app).acronym == "RSUD"


def test_an_import_belongs_to_whoever_handed_it_in(app: Flask, editor: Visitor) -> None:
    first = rehearsed(editor, dumps([replace(HOSPITAL, acronym="RSUD")]))
    other = Visitor(sign_in(app, Role.EDITOR))
    for path in (first, f"{first}/problems.csv"):
        other.get(path, 404)
    token = token_in(other.get(PAGE).text)
    other.post(first, {"csrf_token": token}, 404)
    other.post(first.replace("manage/import", "jobs") + "/stop", {"csrf_token": token}, 404)
    assert now_of(app) == HOSPITAL


@pytest.mark.parametrize("role", [one for one in Role if one is not Role.EDITOR])
def test_nobody_else_imports_or_takes_the_editors_files(app: Flask, role: Role) -> None:
    client = sign_in(app, role)
    for path in (PAGE, "/id/manage/export", "/id/manage/export/csv", "/id/manage/export/template"):
        assert client.get(path).status_code == 403
    assert app.test_client().get("/id/manage/export/csv").status_code == 302


def test_a_large_file_is_taken_from_editors_alone(app: Flask, editor: Visitor) -> None:
    large = dumps([HOSPITAL]) + "#" + "x" * 300_000 + "\n"
    hand_in(editor, large)
    finish()
    outsider = sign_in(app, Role.OPERATOR, desk="meja-1")
    data = {"file": (io.BytesIO(large.encode()), "x.csv")}
    assert outsider.post(PAGE, data=data).status_code == 403
    assert len(kept_files(app)) == 1


def test_what_is_larger_still_is_refused_with_its_limit(editor: Visitor) -> None:
    sent = editor.client.post(
        PAGE,
        content_type="multipart/form-data; boundary=x",
        input_stream=io.BytesIO(b""),
        environ_overrides={"CONTENT_LENGTH": "200000000"},
    )
    assert sent.status_code == 413 and "100 MB" in sent.text


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b"%PDF-1.7\n\x00\x01", "CSV, XLSX", id="another kind of file"),
        pytest.param(b"", "CSV, XLSX", id="empty"),
    ],
)
def test_what_is_no_file_of_services_is_refused_at_once(
    app: Flask, editor: Visitor, content: bytes, said: str
) -> None:
    page = hand_in(editor, content, status=422, publisher="Dinas Uji", year="2026").text
    assert 'href="#file"' in page and said in page
    assert 'value="Dinas Uji"' in page and 'value="2026"' in page
    assert kept_files(app) == []


def test_without_a_file_and_with_a_bad_source_each_is_said_at_its_field(editor: Visitor) -> None:
    token = token_in(editor.get(PAGE).text)
    page = editor.post(PAGE, {"csrf_token": token, "year": "26"}, 422).text
    assert all(f'href="#{name}"' in page for name in ("file", "publisher", "year"))


def test_the_progress_is_a_page_that_comes_again_and_can_stop_it(
    app: Flask, editor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = threading.Event()

    def slow(_office: Any, _actor: Any, _upload: Any, progress: Any) -> Any:
        progress.tell(50, 200, "comparing")
        assert gate.wait(20)
        progress.check()

    monkeypatch.setattr(imports, "rehearse", slow)
    address = str(hand_in(editor, dumps([HOSPITAL])).location)
    page = editor.get(address).text
    assert 'http-equiv="refresh"' in page and "data-again" in page
    assert "masih berjalan" in hand_in(editor, dumps([HOSPITAL]), status=422).text
    stop = re.search(r'action="([^"]+/stop)"', page)
    assert stop
    editor.post(stop[1], {"csrf_token": token_in(page)}, 303)
    gate.set()
    finish()
    page = editor.get(address).text
    assert "refresh" not in page and "dihentikan" in page


def test_the_problems_are_a_file_that_a_spreadsheet_computes_nothing_of(editor: Visitor) -> None:
    bad = dumps([replace(HOSPITAL, email=None)]).splitlines()
    cells = bad[1].split(",")
    cells[0] = "=cmd()"
    first = rehearsed(editor, "\n".join([bad[0], ",".join(cells)]) + "\n")
    answer = editor.get(f"{first}/problems.csv")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert rows[0]["file"] == "uji.csv" and rows[0]["code"]
    assert not any(cell.startswith("=") for row in rows for cell in row.values())


def test_everybody_has_the_public_files(app: Flask) -> None:
    client = app.test_client()
    page = client.get("/id/services").text
    for name in ("csv", "xlsx", "hsds-json", "hsds-zip", "geojson"):
        path = f"/id/services/export/{name}"
        assert path in page
        answer = client.get(path)
        assert answer.status_code == 200 and "attachment" in answer.headers["Content-Disposition"]
        raw = answer.data if name in ("xlsx", "hsds-zip") else answer.data.lower()
        if name in ("xlsx", "hsds-zip"):
            packed = zipfile.ZipFile(io.BytesIO(raw))
            raw = b"".join(packed.read(one) for one in packed.namelist()).lower()
        assert SECRET.id.encode() not in raw and b"uji rahasia" not in raw
        assert (
            client.get(path, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
        )
    named = json.loads(client.get("/id/services/export/hsds-json").data)
    assert len(named) == len(SERVICES)


def test_one_address_fetches_only_so_many_files(tmp_path: Path) -> None:
    client = small_app(tmp_path, RATE_LIMIT_EXPORTS="2 per minute").test_client()
    path = "/id/services/export/csv"
    statuses = [client.get(path).status_code for _ in range(3)]
    assert statuses == [200, 200, 429]


def test_compressed_it_is_the_same(app: Flask) -> None:
    client = app.test_client()
    plain = client.get("/id/services/export/csv")
    packed = client.get("/id/services/export/csv", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data


@pytest.mark.parametrize("name", ["csv", "xlsx", "hsds-json", "hsds-zip"])
def test_an_editors_export_comes_in_again_unchanged_and_is_in_the_log(
    app: Flask, editor: Visitor, name: str
) -> None:
    content = editor.get(f"/id/manage/export/{name}").data
    page = editor.get(rehearsed(editor, content, name="layanan")).text
    assert "Tidak ada yang berubah" in page and f"<dd>{len(SERVICES)}</dd>" in page
    assert "directory_exported" in {one.action for one in entries(app)}


def test_hxl_tags_stand_under_the_names_and_are_passed_over(editor: Visitor) -> None:
    content = editor.get("/id/manage/export/csv?tags=hxl").text
    assert content.splitlines()[1].startswith("#")
    assert "Tidak ada yang berubah" in editor.get(rehearsed(editor, content)).text


def test_the_source_that_was_named_stays_until_it_is_written(app: Flask, editor: Visitor) -> None:
    known = replace(NEW.provenance, publisher=NEW.organization, year=None, evidence=None)
    content = dumps([replace(NEW, provenance=known)])
    write(editor, rehearsed(editor, content, publisher="Dinas Uji", year="2026"))
    with office_of(app).records.reading() as session:
        (asked,) = open_approvals(session)
    assert asked.fields is not None and asked.fields["provenance.publisher"] == "Dinas Uji"
    assert asked.fields["provenance.year"] == 2026


def entries(app: Flask) -> Iterator[Any]:
    with office_of(app).records.reading() as session:
        yield from (one.entry for one in every_entry(session))


def test_the_pages_have_no_faults(editor: Visitor) -> None:
    for path in (PAGE, "/id/manage/export"):
        for language in LANGUAGES:
            page = editor.get(path.replace("/id/", f"/{language}/")).text
            assert faults(page, language) == []
