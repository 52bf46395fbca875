"""A plan becomes a case: who may, what is taken over, what is said where it cannot be."""

from __future__ import annotations

import re

from flask import Flask

from referral.domain.access import Role
from tests.web.accounts import sign_in, token_in
from tests.web.case_desk import GIRL, Desk
from tests.web.lint import faults


def test_a_plan_offers_the_referral_to_whoever_may_open_one(operator: Desk) -> None:
    page = operator.plan("shelter", "medical").text
    assert faults(page) == []
    assert 'formaction="/id/referrals/new"' in page and "Buat rujukan" in page
    assert 'name="csrf_token" form="again"' in page
    assert re.search(r'name="chosen-shelter"[^>]+value="rumah-uji"\s+checked', page)


def test_a_visitor_is_shown_the_way_in_and_given_no_cookie(app: Flask) -> None:
    answer = app.test_client().post("/id/plan", data={**GIRL, "needs": "shelter"})
    assert "Set-Cookie" not in answer.headers
    assert "referrals/new" not in answer.text and "csrf_token" not in answer.text
    both = re.search(r'<p class="([^"]+)"><a[^>]*>Masuk untuk membuat rujukan', answer.text)
    assert both and "plan-acts" in both[1].split(), "the two ways on stand apart"
    assert faults(answer.text) == []


def test_who_works_on_no_cases_is_offered_none(app: Flask) -> None:
    editor = sign_in(app, Role.EDITOR)
    page = editor.post("/id/plan", data={**GIRL, "needs": "shelter"}).text
    assert "referrals/new" not in page and "Masuk untuk membuat" not in page
    token = token_in(editor.get("/id/").text)
    answer = editor.post(
        "/id/referrals/new", data={**GIRL, "needs": "shelter", "csrf_token": token}
    )
    assert answer.status_code == 403


def test_a_plan_becomes_a_case_at_an_address_that_says_nothing(operator: Desk) -> None:
    answer = operator.open("shelter", "medical")
    assert answer.status_code == 303
    assert re.fullmatch(r"/id/referrals/[a-z]{4}-[a-z]{4}-[a-z]{4}", answer.location)
    page = operator.page()
    assert operator.code in page and "Kabupaten Sikka" in page and "Rsud Uji" in page
    assert [one.need for one in operator.case.referrals] == ["medical", "shelter"]


def test_another_place_than_the_recommended_one_may_be_chosen(operator: Desk) -> None:
    operator.open("shelter", **{"chosen-shelter": "rumah-uji-kedua"})
    assert operator.current().service_id == "rumah-uji-kedua"


def test_what_was_tried_before_is_not_asked_again(operator: Desk) -> None:
    operator.open("shelter", tried="rumah-uji:full")
    assert operator.current().service_id == "rumah-uji-kedua"


def test_answers_that_cannot_be_used_come_back_to_be_mended(operator: Desk) -> None:
    answer = operator.open("shelter", **{"places-0-text": "Tidak Ada Di Peta", "danger": "yes"})
    assert answer.status_code == 422 and faults(answer.text) == []
    assert 'value="Tidak Ada Di Peta"' in answer.text
    assert re.search(r'name="danger"\s+value="yes" checked', answer.text)


def test_an_account_without_a_desk_is_told_and_loses_nothing(app: Flask) -> None:
    lost = sign_in(app, Role.OPERATOR)
    token = token_in(lost.get("/id/").text)
    answer = lost.post("/id/referrals/new", data={**GIRL, "needs": "shelter", "csrf_token": token})
    assert answer.status_code == 422 and 'value="53.07"' in answer.text
    assert "belum terhubung ke meja" in answer.text


def test_the_opening_needs_the_sessions_token(operator: Desk) -> None:
    answer = operator.client.post("/id/referrals/new", data={**GIRL, "needs": "shelter"})
    assert answer.status_code == 400
