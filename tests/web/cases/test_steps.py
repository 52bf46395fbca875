"""A case through its life by its page: what is next, what may be done, what is refused."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest

from referral.domain.cases import Closure, ContactOutcome, EventKind, FollowUpOutcome, HandoverCheck
from referral.domain.consent import Assent, GuardianConsent, GuardianRule
from referral.domain.referrals import DeclineReason, ReferralStatus, SilenceReason, WithdrawalReason
from referral.web.cases import history, wording
from referral.web.cases.work_words import STATUS
from tests.web.accounts import token_in
from tests.web.case_desk import Desk, version_in
from tests.web.lint import faults

S = ReferralStatus


def test_loaded_anew_the_addresses_of_steps_lead_back(desk: Desk) -> None:
    assert desk.client.get(f"{desk.address}/consent").location == desk.address
    there = desk.client.get(f"/{desk.language}/referrals/new").location
    assert there == f"/{desk.language}/"


def test_the_page_shows_what_is_next_and_by_when(desk: Desk) -> None:
    page = desk.page()
    assert {"id": "Catat kesediaan anak", "en": "Note what the child"}[desk.language] in page
    assert "is-late" not in page, "what is due just now is not overdue yet"
    desk.agree()
    page = desk.send()
    assert {"id": "30 menit lagi", "en": "in 30 minutes"}[desk.language] in page
    assert "is-late" not in page
    late = desk.wait(minutes=35).page()
    assert {"id": "5 menit", "en": "5 minutes"}[desk.language] in late
    assert {"id": "Lewat waktu", "en": "Overdue"}[desk.language] in late


def test_a_case_is_never_kept_and_its_tab_says_nothing(desk: Desk) -> None:
    answer = desk.client.get(desk.address)
    assert answer.headers["Cache-Control"] == "no-store"
    assert "<title>Rujuk – " in answer.text


def test_the_whole_life_by_the_pages(desk: Desk) -> None:
    desk.agree()
    desk.send()
    desk.record("acknowledged")
    desk.record("accepted")
    desk.press("checks", referral=desk.current().id, checks=["voice_confirmed", "escort"])
    for status in ("arrived", "service_started", "completed"):
        desk.record(status)
    desk.press("follow-up", which="follow_up_24h", outcome="well")
    desk.press("contact", outcome="reached")
    page = desk.press("close", closure="met")
    assert desk.case.closure is Closure.MET
    assert '<form method="post" action="' + desk.address not in page
    kinds = {event.kind for event in desk.case.events}
    assert kinds >= {EventKind.CONSENT, EventKind.HANDOVER_CHECK, EventKind.FOLLOW_UP}


def test_what_was_done_is_said_once_where_it_was_done(operator: Desk) -> None:
    operator.open("shelter")
    operator.agree()
    first = operator.send()
    assert re.search(r'id="need-shelter".{1,400}Terkirim\. Sekarang', first, re.DOTALL)
    assert "Terkirim. Sekarang" not in operator.page()


def test_several_needs_go_out_with_one_press(operator: Desk) -> None:
    operator.open("shelter", "medical", "legal")
    page = operator.agree()
    assert "Kirim semua (3)" in page
    operator.press("send", referral=[one.id for one in operator.case.referrals])
    assert {one.status for one in operator.case.referrals} == {S.SENT}


def test_nothing_is_sent_before_consent_is_noted(operator: Desk) -> None:
    operator.open("shelter")
    page = operator.page()
    assert "Belum dikirim: catat dahulu kesediaan anak." in page
    assert f'action="{operator.address}/send"' not in page
    refused = operator.press("send", 422, referral=operator.current().id)
    assert "tidak sesuai dengan keadaan rujukan" in refused
    assert operator.current().status is S.DRAFT


def test_urgent_care_is_sent_without_waiting(operator: Desk) -> None:
    operator.open("medical", "shelter", danger="yes", contact="reported", last_abuse="<24h")
    page = operator.page()
    assert "Perawatan mendesak tidak menunggu ini." in page
    assert "Kirim sekarang" in page
    first = page[page.index('class="next-what"') :].partition("</p>")[0]
    assert "Layanan kesehatan: Kirim rujukan" in first
    operator.send("medical")
    assert operator.current("medical").status is S.SENT


@pytest.mark.parametrize(
    ("suspect", "companions", "said"),
    [
        pytest.param("family", "safe_adult", "terlapor tinggal serumah", id="family took part"),
        pytest.param([], "safe_adult", "Peran keluarga belum diketahui", id="nothing known"),
        pytest.param("none", "alone", "Anak sendirian", id="alone"),
    ],
)
def test_where_no_guardian_is_asked_the_page_says_why(
    operator: Desk, suspect: Any, companions: str, said: str
) -> None:
    operator.open("shelter", suspect=suspect, companions=companions)
    page = operator.page()
    assert said in page
    assert 'type="radio" id="consent--guardian' not in page
    refused = operator.press("consent", 422, assent="given", guardian="given")
    assert "jawaban wali yang lain tidak dapat dicatat" in refused


def test_each_question_that_has_no_answer_is_named(operator: Desk) -> None:
    operator.open("shelter")
    refused = operator.press("consent", 422, assent="given", part="consent")
    assert "Pilih jawaban wali yang aman" in refused and "Pilih jawaban anak" not in refused
    refused = operator.press("consent", 422, part="consent")
    assert refused.index("Pilih jawaban anak") < refused.index("Pilih jawaban wali yang aman")


def test_only_small_children_are_too_young_to_be_asked(operator: Desk) -> None:
    operator.open("shelter")
    assert "Terlalu kecil untuk ditanya" not in operator.page()
    operator.open("shelter", **{"children-0-age": "4"})
    assert "Terlalu kecil untuk ditanya" in operator.page()


def test_the_childs_no_is_respected_and_no_services_no(operator: Desk) -> None:
    operator.open("shelter")
    operator.agree()
    operator.send()
    page = operator.press("refused", part="consent")
    assert "Anak tidak bersedia" in page
    assert operator.current().status is S.WITHDRAWN
    assert operator.current().reason == WithdrawalReason.CHILD_REFUSED
    assert "tidak dapat menerima" not in page


@pytest.mark.parametrize("reason", list(DeclineReason))
def test_a_no_brings_the_next_service_and_says_why(operator: Desk, reason: str) -> None:
    operator.open("shelter")
    operator.agree()
    operator.send()
    page = operator.record("declined", reason=reason)
    first = page.index('class="primary"')
    assert "Berikutnya: Rumah Uji Kedua" in page
    text = str(dict(wording.DECLINED)[reason])
    with operator.app.test_request_context("/id/"):
        text = str(dict(wording.DECLINED)[reason])
    assert f"tidak dapat menerima: {text}." in html.unescape(page)
    assert "Hubungi layanan ini sekarang" in page[first : first + 120]
    operator.press("next", need="shelter")
    assert (operator.current().attempt, operator.current().status) == (2, S.SENT)


def test_a_no_needs_its_reason_and_keeps_what_was_chosen(operator: Desk) -> None:
    operator.open("shelter")
    operator.agree()
    operator.send()
    page = operator.record("declined", status=422, part="need-shelter")
    assert "Pilih satu jawaban" in page or "Pilih satu alasan" in page
    assert 'href="#need-shelter"' in page
    page = operator.record("declined", status=422, reason="not_picked_up", part="need-shelter")
    assert re.search(r'<details class="fold" open>\s*<summary>Mereka tidak bersedia', page)


def test_when_time_has_run_out_the_next_is_the_first_button(operator: Desk) -> None:
    operator.open("shelter")
    operator.agree()
    operator.send()
    assert f'action="{operator.address}/next"' not in operator.page()
    page = operator.wait(days=3).page()
    need = page[page.index('id="need-shelter"') :]
    assert f"{operator.address}/next" in need[: need.index("<button")]
    assert "belum menjawab sampai batas waktu" in need
    operator.press("next", need="shelter")
    first, second = operator.case.referrals
    assert (first.status, first.reason) == (S.NO_ANSWER, SilenceReason.TIMER)
    assert second.status is S.SENT


def test_a_yes_taken_back_brings_the_next_one_too(operator: Desk) -> None:
    operator.open("shelter")
    operator.agree()
    assert 'value="service_retracted"' not in operator.send()
    assert 'value="service_retracted"' in operator.record("accepted")
    page = operator.record("withdrawn", reason="service_retracted")
    assert "Rumah Uji ternyata tidak dapat menerima." in page
    need = page[page.index('id="need-shelter"') :]
    assert f"{operator.address}/next" in need[: need.index("<button")]


def test_nobody_else_is_asked_while_there_is_time(operator: Desk) -> None:
    operator.open("shelter")
    operator.agree()
    operator.send()
    refused = operator.press("next", 422, need="shelter", part="need-shelter")
    assert "masih punya waktu menjawab" in refused


def test_in_danger_several_may_be_asked_at_once(operator: Desk) -> None:
    operator.open("shelter", danger="yes")
    operator.agree()
    page = operator.send()
    assert f'action="{operator.address}/next"' in page
    operator.press("next", need="shelter")
    assert [one.status for one in operator.case.referrals if one.need == "shelter"] == [S.SENT] * 2


def test_another_one_of_the_plan_may_be_asked_by_name(operator: Desk) -> None:
    operator.open("shelter")
    operator.agree()
    operator.send()
    page = operator.record("no_answer", reason="not_picked_up")
    assert "tidak menjawab" in page
    operator.press("next", need="shelter", service="uptd-uji")
    assert operator.current().service_id == "uptd-uji"


@pytest.mark.parametrize(
    ("to", "reason"),
    [("withdrawn", "met_elsewhere"), ("lost_contact", None), ("unsafe_stop", None)],
)
def test_a_referral_may_be_stopped(operator: Desk, to: str, reason: str | None) -> None:
    operator.open("shelter")
    operator.record(to, **({"reason": reason} if reason else {}))
    assert operator.current().status == to


def test_who_has_accepted_is_handed_over_to_by_voice(operator: Desk) -> None:
    operator.open("shelter")
    operator.agree()
    operator.send()
    assert "Serah terima secara lisan" in operator.record("accepted")
    shelter = operator.current().id
    page = operator.press("checks", referral=shelter, checks=["voice_confirmed"])
    ticked = f'id="check-{shelter}-voice_confirmed" name="checks" value="voice_confirmed" checked'
    assert ticked in page
    refused = operator.press("checks", 422, referral=shelter, part="need-shelter")
    assert "Pilih satu jawaban" in refused


def test_what_the_child_says_is_asked_once_for_all_needs(operator: Desk) -> None:
    operator.open("shelter", "medical", "legal")
    page = operator.page()
    assert page.count("Catat kesediaan anak dan persetujuan wali yang aman") == 1


def test_deadlines_of_law_stand_with_article_owner_and_warning(operator: Desk) -> None:
    operator.open("shelter", contact="reported", last_abuse="later", suspect="police")
    operator.agree()
    operator.send()
    page = operator.record("accepted")
    assert "UU 12/2022 art. 41(3)" in page and "kewajiban layanan penerima" in page
    assert 'class="warning"' in page
    operator.press("legal", referral=operator.current().id, deadline="violence_reported")
    assert "UU 12/2022 art. 41(3)" not in operator.page()


def test_a_case_is_not_closed_before_its_end(operator: Desk) -> None:
    operator.open("shelter")
    assert "Belum semua kebutuhan selesai" in operator.press("close", 422, closure="met")
    assert "Belum ada layanan yang menerima" in operator.press("close", 422, closure="transferred")
    text = operator.press("close", 422, closure="unreachable", part="closing")
    assert "Catat dahulu 3 upaya" in text and 'value="unreachable" required checked' in text
    for _attempt in range(3):
        operator.press("contact", outcome="not_reached")
    operator.press("close", closure="unreachable")
    assert not operator.case.open
    assert "sudah ditutup" in closed_press(operator)


def closed_press(operator: Desk) -> str:
    """A press on a page that was open before the case was closed."""
    token = token_in(operator.client.get("/id/").text)
    version = str(operator.case.version)
    data = {"csrf_token": token, "version": version, "outcome": "reached", "part": "contact"}
    answer = operator.client.post(f"{operator.address}/contact", data=data)
    assert answer.status_code == 422 and faults(answer.text) == []
    return answer.text


def test_whoever_comes_second_is_told_and_keeps_the_choice(operator: Desk) -> None:
    operator.open("shelter")
    old = operator.page()
    other = Desk.at(operator.app, code=operator.code)
    other.press("contact", outcome="reached")
    data = {
        "csrf_token": token_in(old), "version": version_in(old), "part": "consent",
        "assent": "not_possible", "guardian": "absent",
    }  # fmt: skip
    answer = operator.client.post(f"{operator.address}/consent", data=data)
    assert answer.status_code == 409 and faults(answer.text) == []
    assert "Orang lain lebih dahulu" in answer.text
    assert 'value="not_possible" required checked' in answer.text
    assert operator.case.consent is None
    assert version_in(answer.text) != version_in(old)


@pytest.mark.parametrize("step", sorted({"consent", "send", "record", "next", "close"}))
def test_another_desk_finds_no_such_case(operator: Desk, step: str) -> None:
    operator.open("shelter")
    stranger = Desk.at(operator.app, "meja-2", code=operator.code)
    stranger.page(404)
    token = token_in(stranger.client.get("/id/").text)
    data = {
        "csrf_token": token, "version": "1", "assent": "given", "guardian": "given",
        "referral": operator.current().id, "to": "lost_contact", "need": "shelter",
        "closure": "met",
    }  # fmt: skip
    assert stranger.client.post(f"{operator.address}/{step}", data=data).status_code == 404
    assert operator.case.version == 1


def test_what_is_no_case_is_not_there(operator: Desk) -> None:
    operator.code = "bako-tume-siri"
    operator.page(404)


def test_every_code_of_the_core_has_its_words() -> None:
    assert set(wording.ASSENT) == set(Assent)
    assert set(wording.GUARDIAN) == set(GuardianConsent)
    assert set(wording.GUARDIAN_WHY) == set(GuardianRule) - {GuardianRule.ASK}
    assert {code for code, _text in wording.DECLINED} == set(DeclineReason)
    assert {code for code, _text in wording.SILENT} == set(SilenceReason)
    child = WithdrawalReason.CHILD_REFUSED
    assert {code for code, _text in wording.WITHDRAWN} == set(WithdrawalReason) - {child}
    assert set(wording.CHECKS) == set(HandoverCheck)
    assert {code for code, _text in wording.CONTACT} == set(ContactOutcome)
    assert {code for code, _text in wording.FOLLOWED} == set(FollowUpOutcome)
    assert {code for code, _text in wording.CLOSURES} == set(Closure)
    assert set(history._TEXTS) == set(EventKind)
    assert set(STATUS) == set(ReferralStatus)
