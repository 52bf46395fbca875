"""The form of a record: nothing typed is lost, two at once, hidden places."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from referral.domain.access import Role
from referral.domain.services import NeedMet, Service
from referral.domain.upkeep_fields import with_field
from referral.domain.vocabulary import Basis, How, Need
from referral.files.columns import COLUMNS
from referral.store.reading import load_services
from referral.store.writing import save_service
from referral.usecases.upkeep.edit_cells import NOT_TYPED
from referral.usecases.upkeep.record_inputs import Typed
from referral.web.upkeep.fields import GROUPS
from tests.builders import hospital
from tests.leaks.forms import forms_in
from tests.offices import NOW
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


def test_what_is_wrong_stands_first_with_links_and_nothing_typed_is_lost(
    app: Flask, editor: Visitor
) -> None:
    before, page = now_of(app), editor.get(PAGE).text
    typed = {
        "min_age": "dua belas", "email": "tanpa tanda", "hours": "kapan-kapan",
        "phones-0-display": "12", "accepts_boys": "yes", "needs-shelter": "direct",
        "evidence": "Papan nama <b>di</b> loket", "edit_publisher": "RSUD Uji",
    }  # fmt: skip
    answer = editor.post(PAGE, filled(page, **typed), 422).text
    assert faults(answer, "id") == [] and now_of(app) == before
    links = re.findall(r'<li><a href="#([\w-]+)">', answer)
    order = ["phones-0-display", "email", "hours", "min_age"]
    assert links == order, "all of it at once, in the order of the fields"
    again = filled(answer)
    assert {name: again[name][0] for name in typed} == typed
    unsaid = editor.post(PAGE, filled(page, min_age="dua", edit_publisher=""), 422).text
    links = re.findall(r'<li><a href="#([\w-]+)">', unsaid)
    assert links == ["min_age", "edit_publisher"], "the source stands last on the page"


def test_a_mistake_is_told_in_the_words_of_a_form(app: Flask, editor: Visitor) -> None:
    page = editor.get(PAGE).text
    typed = {
        "name": "", "hours": "kapan-kapan", "languages": "klingon", "coverage": "Antah Berantah",
        **SOURCE,
    }  # fmt: skip
    answer = unescaped(editor.post(PAGE, filled(page, **typed), 422).text)
    assert "Sel ini" not in answer and "Isian ini tidak boleh kosong" in answer
    assert "Mo-Fr" not in answer and "Senin–Jumat 8–16" in answer
    assert "“klingon” bukan kode bahasa" in answer
    assert "“Antah Berantah” bukan nama atau kode wilayah" in answer


def test_a_coordinate_may_be_typed_with_a_decimal_comma(app: Flask, editor: Visitor) -> None:
    page = editor.get(PAGE).text
    point = {"latitude": "-8,6203", "longitude": "122,2112"}
    editor.post(PAGE, filled(page, **point, **SOURCE), 303)
    assert (now_of(app).latitude, now_of(app).longitude) == (-8.6203, 122.2112)


def test_a_record_is_changed_in_every_kind_of_field(app: Flask, editor: Visitor) -> None:
    page = editor.get(PAGE).text
    typed = {
        "phones-0-display": "(0382) 21617", "phones-0-when": "24h", "phones-1-display": "129",
        "hours": "Senin-Jumat 8-16; libur nasional tutup", "accepts_boys": "yes",
        "accepts_girls": "yes", "accepts_girls-basis": "law", "needs-psychosocial": "arranged",
        "aliases": "RS Lama\nRS; Tua", "languages": "id jav", "min_age": "0", "max_age": "17",
        "capacity_total": "12", "coverage": "53.07 Kabupaten Sikka\nkabupaten ende",
        "kecamatan_code": "Nita", "latitude": "-8.6203", "longitude": "122.2112",
        "edit_url": "https://rsud.example/kontak", **SOURCE,
    }  # fmt: skip
    data = {**filled(page, **typed), "sub_needs": ["forensic_exam", "emergency_care"]}
    editor.post(PAGE, data, 303)
    after = now_of(app)
    assert [(one.number, one.open_24h) for one in after.phones] == [
        ("+6238221617", True), ("129", None),
    ]  # fmt: skip
    assert len(after.hours.intervals) == 5 and after.hours.closed_on_holidays == "yes"
    facts = {name: (one.value, one.basis) for name, one in after.facts.items()}
    assert facts == {"accepts_boys": ("yes", "stated"), "accepts_girls": ("yes", "law")}
    assert [(met.need, met.how, met.basis) for met in after.needs] == [
        ("medical", "direct", "stated"), ("psychosocial", "arranged", "stated"),
    ]  # fmt: skip
    assert (after.aliases, after.languages) == (("RS Lama", "RS; Tua"), ("id", "jav"))
    assert (after.coverage, after.kecamatan_code) == (("53.07", "53.08"), "53.07.04")
    assert after.sub_needs == ("emergency_care", "forensic_exam")
    assert (after.min_age, after.max_age, after.capacity.total) == (0, 17, 12)
    assert "https://rsud.example/kontak" in after.provenance.source_urls
    page = editor.get(PAGE).text
    editor.post(PAGE, filled(page, **SOURCE), 422)
    assert now_of(app) == after, "and sent back untouched it stays as it is"


def test_somebody_else_was_quicker(app: Flask, editor: Visitor) -> None:
    path = "/id/manage/services/lbh-uji/edit"
    mine = editor.get(path).text
    editor.post(path, filled(mine, email="lain@contoh.example.org", **SOURCE), 303)
    answer = editor.post(path, filled(mine, min_age="3", **SOURCE), 409).text
    assert "lain@contoh.example.org" in answer and now_of(app, "lbh-uji").min_age is None
    again = filled(answer)
    assert again["min_age"] == ["3"] and again["email"] == ["lain@contoh.example.org"]
    editor.post(path, again, 303)
    after = now_of(app, "lbh-uji")
    assert (after.min_age, after.email) == (3, "lain@contoh.example.org")


def hidden_path(app: Flask) -> str:
    (ref,) = office_of(app).tables.routing.real_ids
    return f"/id/manage/services/{ref}/edit"


def test_a_hidden_place_is_edited_without_its_place(app: Flask, editor: Visitor) -> None:
    path = hidden_path(app)
    page = editor.get(path).text
    assert now_of(app, "rumah-rahasia").name in page
    for name in ("address", "latitude", "longitude", "kecamatan_code", "location_note"):
        assert f'name="{name}"' not in page
    saved = editor.post(path, filled(page, capacity_free="2", capacity_total="4", **SOURCE), 303)
    assert saved.headers["Location"].endswith(path.replace("edit", "history"))
    assert now_of(app, "rumah-rahasia").capacity.free == 2
    data = {k: v for k, v in filled(editor.get(path).text, **SOURCE).items() if k != "confidential"}
    assert editor.post(path, data, 303).headers["Location"].endswith("/approvals")
    assert "menunggu penyunting kedua" in editor.get(path).text
    assert now_of(app, "rumah-rahasia").confidential, "until a second editor agrees"
    history = editor.get(path.replace("edit", "history")).text
    assert "Tempat kosong" in history and faults(history, "id") == []


def test_a_new_service_waits_for_a_second_editor(app: Flask, editor: Visitor) -> None:
    path = "/id/manage/services/new"
    page = editor.get(path).text
    assert faults(page, "id") == []
    wrong = editor.post(path, filled_new(page, name="Rumah Sakit Uji"), 422).text
    assert {"organization", "kind", "level", "operator", "publisher"} <= set(
        re.findall(r'<li><a href="#([\w-]+)">', wrong)
    )
    typed = {
        "name": "Rumah Sakit Uji", "organization": "Yayasan Uji", "kind": "hospital",
        "level": "district", "operator": "health", "publisher": "Dinas Uji",
        "regency_code": "53.07", "coverage": "Kabupaten Sikka", "needs-medical": "direct",
    }  # fmt: skip
    editor.post(path, filled_new(page, **typed), 303)
    with office_of(app).records.reading() as session:
        assert load_services(session, ["rumah-sakit-uji"]) == []


def filled_new(page: str, **changes: str) -> dict[str, list[str]]:
    sent = next(one for one in forms_in(page, "/id/manage/services/new") if "seen" in one.data)
    return {**sent.data, **{name: [text] for name, text in changes.items()}}


def test_nobody_else_opens_a_form(app: Flask) -> None:
    paths = (PAGE, hidden_path(app), "/id/manage/services/new", PAGE.replace("edit", "history"))
    for role in (Role.OPERATOR, Role.COORDINATOR, Role.ADMIN, Role.RECEIVER):
        client = sign_in(app, role)
        assert {client.get(path).status_code for path in paths} == {403}
    half = sign_in(app, Role.EDITOR, second_factor=False)
    assert 200 not in {half.get(path).status_code for path in paths}


def test_the_service_page_leads_editors_to_its_form_and_says_how_facts_are_known(
    app: Flask, editor: Visitor
) -> None:
    page = editor.get("/id/services/lbh-uji").text
    assert "/id/manage/services/lbh-uji/edit" in page and "/lbh-uji/history" in page
    for text in ("disebutkan oleh sumbernya", "Sumber uji, 2025"):
        assert text in page
    assert "/manage/" not in Visitor(app.test_client()).get("/id/services/lbh-uji").text


def test_a_presumed_answer_is_confirmed_by_one_tick(app: Flask, editor: Visitor) -> None:
    presumed = "accepts_girls"
    before = with_field(now_of(app, "uptd-uji"), f"facts.{presumed}", ["yes", "law"])
    with office_of(app).records.writing() as session:
        save_service(session, before, now=NOW)
    path = "/id/manage/services/uptd-uji/edit"
    page = editor.get(path).text
    assert f'name="{presumed}-said"' in page
    assert 'name="forensic_exam-said"' not in page, "nothing is presumed of it"
    data = filled(page, **{f"{presumed}-said": "yes"})
    again = editor.post(path, data, 422).text
    assert re.search(rf'name="{presumed}-said" value="yes" checked', again), "nothing lost"
    editor.post(path, {**data, **{name: [text] for name, text in SOURCE.items()}}, 303)
    after = now_of(app, "uptd-uji").fact(presumed)
    assert (after.value, after.basis) == (before.fact(presumed).value, Basis.STATED)
    assert f'name="{presumed}-said"' not in editor.get(path).text


def test_a_presumed_need_is_confirmed_in_the_same_way() -> None:
    met = NeedMet(Need.PSYCHOSOCIAL, How.DIRECT, Basis.KIND)
    held = replace(hospital("rs-anggapan"), needs=(met,))
    atlas: Any = None  # needs stand on no map
    inputs = {"needs-psychosocial": "direct", "needs-psychosocial-said": "yes"}
    assert Typed(inputs, held, atlas, "id")._needs() == "psychosocial:direct:stated"
    none = {**inputs, "needs-psychosocial": "none"}
    assert Typed(none, held, atlas, "id")._needs() == ""
