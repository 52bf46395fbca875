"""The pages on which a service answers without an account."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from referral.domain.consent import Assent, Consent, GuardianConsent
from referral.domain.referrals import DeclineReason
from referral.domain.referrals import ReferralStatus as S
from referral.present.labels import LABELS
from referral.store import audit, cases, replies
from referral.usecases import referring
from referral.web import wording
from tests.offices import NOW, OPERATOR
from tests.web.accounts import token_in
from tests.web.conftest import Visitor
from tests.web.lint import faults, parsed
from tests.web.replying import (
    LANGUAGES,
    address,
    cookies,
    office_of,
    press,
    send,
    set_clock,
    small_app,
)
from tests.web.test_console import values

NO_GUARDIAN = Consent(Assent.GIVEN, GuardianConsent.NOT_SOUGHT)
RICH = {
    "danger": "yes",
    "self_harm": "yes",
    "contact": "reported",
    "last_abuse": "24-72h",
    "suspect": ["household", "police"],
    "nationality": "stateless",
    "companions": ["alone"],
    "came_from": "abroad",
    "disability": "deaf",
    "language": "tet",
    "caller": "teacher",
    "home": "53.08",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_says_who_asks_for_what_and_how_to_call_back(
    small: Flask,
    phone: Visitor,
    language: str,
) -> None:
    page = phone.get(address(send(small), language)).text
    assert faults(page, language) == []
    for text in ("Meja Uji", "Hotline Uji", 'href="tel:129"', "Rumah Uji"):
        assert text in page
    assert {"id": "Tempat aman sementara", "en": "A safe place to stay"}[language] in page
    assert {"id": "24 November 2026, 10.00 WITA", "en": "24 November 2026, 10:00 WITA"}[
        language
    ] in page


def test_the_page_is_kept_nowhere_and_found_by_nobody(small: Flask, phone: Visitor) -> None:
    for path in ("/id/reply", address(send(small)), "/id/reply/unknown"):
        answer = phone.client.get(path)
        assert answer.headers["Cache-Control"] == "no-store"
        assert "noindex" in answer.text and answer.headers["Referrer-Policy"] == "no-referrer"


def test_to_look_at_a_link_changes_nothing(small: Flask) -> None:
    sent = send(small)

    def state() -> object:
        with sent.office.records.reading() as session:
            entries = [one.entry for one in audit.every_entry(session)]
            return sent.case, sent.case.events, entries, replies.links_of(session, [])

    before = state()
    for language in LANGUAGES:
        for _program in range(3):
            client = small.test_client()
            assert client.get(address(sent, language)).status_code == 200
            assert client.head(address(sent, language)).status_code == 200
    assert state() == before


def words_of_the_child() -> set[str]:
    """How the pages name the age, the sex, and every answer of the rich triage."""
    chosen = {"female", "12_14"}
    for value in RICH.values():
        chosen |= {value} if isinstance(value, str) else set(value)
    groups = [group for name, group in vars(wording).items() if name.isupper()]
    found = {
        str(text)
        for group in groups
        if isinstance(group, list)
        for code, text in group
        if code in chosen - {"yes"}
    }
    return found | {"14", "12–14", "Ende"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_of_the_child_or_the_suspect_is_on_the_page(
    small: Flask,
    phone: Visitor,
    language: str,
) -> None:
    rich = send(small, "shelter", "medical", consent=NO_GUARDIAN, **RICH)
    plain = send(small, "shelter", "medical", danger="yes")
    page = phone.get(address(rich, language)).text
    with small.test_request_context(f"/{language}/"):
        words = words_of_the_child()
    assert len(words) > 8, words
    shown = parsed(page).all("main")[0].text
    assert [word for word in words if re.search(rf"\b{re.escape(word)}\b", shown, re.I)] == []

    def bare(sent_page: str, code: str) -> str:
        found = parsed(sent_page).all("main")[0].text
        return found.replace(code, "")

    other = phone.get(address(plain, language)).text
    assert bare(page, rich.code) == bare(other, plain.code), "the same page, whoever the child is"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_service_presses_its_way_to_the_beginning(
    small: Flask,
    phone: Visitor,
    language: str,
) -> None:
    sent = send(small)
    path = address(sent, language)
    for act in ("acknowledged", "accepted", "arrived", "service_started"):
        answer = press(phone, path, act)
        assert answer.location == path
        page = phone.get(path).text
        assert 'class="notice"' in page
        assert sent.referral.status is S(act)
    assert 'name="act" value="declined"' not in page


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", list(DeclineReason))
def test_every_reason_can_be_chosen_and_the_desk_is_thanked_for(
    small: Flask,
    phone: Visitor,
    reason: DeclineReason,
    language: str,
) -> None:
    sent = send(small)
    path = address(sent, language)
    offered = [
        one.attributes["value"]
        for one in parsed(phone.get(path).text).all("input")
        if one.attributes.get("name") == "reason"
    ]
    assert offered == [one.value for one in DeclineReason]
    page = press(phone, path, "declined", 200, reason=reason.value).text
    assert sent.referral.reason == reason.value
    assert {"id": "Terima kasih", "en": "Thank you"}[language] in page
    assert phone.get(path, 410).status_code == 410, "used, and gone"


def test_a_no_without_a_reason_is_asked_again(small: Flask, phone: Visitor) -> None:
    sent = send(small)
    page = press(phone, address(sent), "declined", 422).text
    assert 'href="#reason-0"' in page and sent.referral.status is S.SENT
    assert '<details class="fold" open>' in page
    assert press(phone, address(sent), "declined", 422, reason="because")


def test_a_press_without_the_forms_token_does_nothing(small: Flask, phone: Visitor) -> None:
    sent = send(small)
    for data in ({"act": "accepted"}, {"act": "accepted", "csrf_token": "made up"}):
        page = phone.post(address(sent), data, 422).text
        assert "terlalu lama terbuka" in page
    page = phone.post(address(sent), {"act": "declined", "reason": "sex"}, 422).text
    chosen = [e for e in parsed(page).all("input") if "checked" in e.attributes]
    assert [e.attributes["value"] for e in chosen] == ["sex"], "what was chosen stays"
    assert sent.referral.status is S.SENT
    elsewhere = token_in(phone.get(address(sent)).text)
    foreign = small.test_client().post(
        address(sent),
        data={"act": "accepted", "csrf_token": elsewhere},
        headers={"Sec-Fetch-Site": "cross-site"},
    )
    assert foreign.status_code == 403 and sent.referral.status is S.SENT


@pytest.mark.parametrize("act", ["completed", "withdrawn", "", "no_answer"])
def test_a_press_that_no_button_has_is_refused(small: Flask, phone: Visitor, act: str) -> None:
    sent = send(small)
    press(phone, address(sent), act, 409)
    assert sent.referral.status is S.SENT


def test_a_tampered_address_says_no_more_than_an_unknown_one(
    small: Flask,
    phone: Visitor,
) -> None:
    token = send(small).token()
    flipped = ("0" if token[0] != "0" else "1") + token[1:]
    cut = token[:-1] + ("A" if token[-1] != "A" else "B")
    pages = {phone.get(f"/id/reply/{one}", 404).text for one in (flipped, cut, "x", "a" * 54)}
    assert len({page.split("<main")[1] for page in pages}) == 1
    assert 'href="tel:129"' in pages.pop()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_link_that_ran_out_names_the_desk_to_call(
    small: Flask,
    phone: Visitor,
    language: str,
) -> None:
    sent = send(small)
    path = address(sent, language)
    token = token_in(phone.get(path).text)
    set_clock(small, NOW + timedelta(hours=72))
    page = phone.get(path, 410).text
    assert "Meja Uji" in page and 'href="tel:129"' in page and "<form" not in page
    assert sent.code not in page
    late = phone.post(path, {"csrf_token": token, "act": "accepted"}, 410).text
    assert sent.referral.status is S.SENT
    assert {"id": "sudah tidak menunggu jawaban", "en": "no longer waits"}[language] in late


def test_a_service_that_answers_too_late_is_told_kindly(small: Flask, phone: Visitor) -> None:
    sent = send(small)
    path, token = address(sent), token_in(phone.get(address(sent)).text)
    referring.record(
        office_of(small), OPERATOR, sent.code, sent.referral.id, S.NO_ANSWER,
        reason="not_picked_up", version=sent.case.version, now=NOW,
    )  # fmt: skip
    page = phone.post(path, {"csrf_token": token, "act": "accepted"}, 410).text
    assert "Terima kasih" in page and 'href="tel:129"' in page
    assert sent.referral.status is S.NO_ANSWER


def test_a_link_of_a_referral_taken_back_is_gone(small: Flask, phone: Visitor) -> None:
    sent = send(small)
    path = address(sent)
    referring.withdraw_refused(
        office_of(small), OPERATOR, sent.code, version=sent.case.version, now=NOW
    )
    page = phone.get(path, 410).text
    assert "menolak" not in page and "refus" not in page, "that is the child's own matter"


def test_what_the_desk_noted_meanwhile_is_shown_as_it_is(small: Flask, phone: Visitor) -> None:
    sent = send(small)
    path, token = address(sent), token_in(phone.get(address(sent)).text)
    referring.record(
        office_of(small), OPERATOR, sent.code, sent.referral.id, S.ACCEPTED,
        version=sent.case.version, now=NOW,
    )  # fmt: skip
    data = {"csrf_token": token, "act": "declined", "reason": "full"}
    page = phone.post(path, data, 409).text
    assert "Sementara itu" in page and "Anda menerima rujukan ini" in page
    assert sent.referral.status is S.ACCEPTED


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_code_is_taken_as_it_was_heard(
    small: Flask,
    phone: Visitor,
    language: str,
) -> None:
    sent = send(small)
    code, path = sent.spoken(), f"/{language}/reply"
    phone.get(path)
    for typed in (code, code.upper(), code.replace("-", " "), code.replace("-", "")):
        answer = phone.post(path, {"code": typed}, 303)
        assert answer.location == address(sent, language)
    assert cookies(phone.client) == [], "the page of the code keeps nothing"
    phone.get(answer.location)
    assert cookies(phone.client) == ["rujuk"], "the form of an answer does"


def test_a_wrong_code_and_one_that_is_none_get_one_text(small: Flask, phone: Visitor) -> None:
    sent = send(small)
    known = sent.spoken()
    near = known[:-2] + ("ba" if not known.endswith("ba") else "da")
    mains = set()
    for typed in ("", "halo", near, "'; DROP TABLE", "ba" * 8, "x" * 5000):
        page = parsed(phone.post("/id/reply", {"code": typed}, 404).text)
        mains.add(page.all("main")[0].text)
        assert values(page, "code") == [typed[:60]], "what was typed stays"
    assert len(mains) == 1


def test_the_code_of_a_link_that_ended_leads_to_the_kind_page(small: Flask, phone: Visitor) -> None:
    sent = send(small)
    code = sent.spoken()
    set_clock(small, NOW + timedelta(days=4))
    phone.get(phone.post("/id/reply", {"code": code}, 303).location, 410)


def test_guesses_and_answers_of_one_address_are_limited(tmp_path: Path) -> None:
    app = small_app(tmp_path, RATE_LIMIT_REPLIES="3 per minute")
    sent, client = send(app), app.test_client()
    tries = [client.post("/id/reply", data={"code": "ba" * 8}).status_code for _try in range(5)]
    assert tries == [404, 404, 404, 429, 429]
    path = address(sent)
    pressed = [client.post(path, data={"act": "accepted"}).status_code for _try in range(5)]
    assert pressed == [422, 422, 422, 429, 429]
    assert client.get(path).status_code == 200, "to look is free"
    own = [client.post("/id/own", data={"code": "ba" * 8}).status_code for _try in range(5)]
    assert own == [404, 404, 404, 429, 429], "the code of a service's own record as well"
    own = [client.post("/id/own/abc", data={"act": "right"}).status_code for _try in range(5)]
    assert own == [404, 404, 404, 429, 429], "and its page"
    other = client.post(
        "/id/reply", data={"code": "ba" * 8}, environ_base={"REMOTE_ADDR": "192.0.2.7"}
    )
    assert other.status_code == 404


def test_a_service_proposes_its_places_and_hours(small: Flask, phone: Visitor) -> None:
    sent = send(small)
    path = address(sent)
    press(phone, path, "capacity", total="8", free="0")
    assert "0 dari 8 tempat kosong" in phone.get(path).text
    press(phone, path, "hours", hours="Senin s.d. Jum'at 08.00-15.30; libur nasional tutup")
    assert "Senin–Jumat 08.00–15.30; Tutup pada hari libur nasional" in phone.get(path).text
    with sent.office.records.reading() as session:
        by = f"link:{sent.link()}"
        made = {
            one.field: one.value for one in replies.open_proposals(session) if one.made_by == by
        }
    assert made == {
        "capacity": {"total": 8, "free": 0},
        "hours": {"text": "Mo-Fr 08:00-15:30;PH off"},
    }
    record = sent.office.service("rumah-uji")
    assert record is not None and record.capacity.free is None, "nothing is applied"


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_cannot_be_stays_in_the_form_with_what_to_do(
    small: Flask,
    phone: Visitor,
    language: str,
) -> None:
    path = address(send(small), language)
    page = parsed(press(phone, path, "capacity", 422, total="delapan", free="9").text)
    assert values(page, "total") == ["delapan"] and values(page, "free") == ["9"]
    page = parsed(press(phone, path, "hours", 422, hours="kapan saja").text)
    assert values(page, "hours") == ["kapan saja"]
    assert [one for one in page.all("details") if "open" in one.attributes]


def test_a_desk_without_a_number_is_reached_the_way_it_asked(small: Flask, phone: Visitor) -> None:
    from sqlalchemy import update

    from referral.store.tables import metadata

    sent = send(small)
    desk = metadata().tables["desk"]
    change = update(desk).where(desk.c.id == "meja-1")
    with sent.office.records.writing() as session:
        session.execute(change.values(phone=None))
    try:
        assert "Telepon kembali ke nomor yang menghubungi Anda" in phone.get(address(sent)).text
    finally:
        with sent.office.records.writing() as session:
            session.execute(change.values(phone="129"))


def test_every_reason_a_status_and_a_button_have_their_words() -> None:
    from referral.domain.referrals import ReferralStatus
    from referral.usecases.answering import ANSWERS
    from referral.web.reply import wording

    assert set(wording.REASONS) == {one.value for one in DeclineReason}
    assert set(wording.NOTED) == {one.value for one in ANSWERS}
    assert set(wording.STATUSES) == set(wording.NEXT) <= {*map(str, ReferralStatus), "ended"}
    assert LABELS["need"], "the need is named as in a plan"


def test_the_counters_know_of_a_no_by_link(small: Flask, phone: Visitor) -> None:
    sent = send(small)
    press(phone, address(sent), "declined", 200, reason="sex")
    with sent.office.records.reading() as session:
        counted = {one.code for one in cases.counts_since(session, NOW.date())}
    assert "declined:sex" in counted
