"""The pages of the asked institution's own staff."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from referral.domain.access import Role
from referral.domain.referrals import ReferralStatus as S
from referral.store import audit, replies
from referral.usecases import referring
from tests.offices import NOW, OPERATOR
from tests.web.accounts import client_of, make_account, sign_in
from tests.web.conftest import Visitor
from tests.web.lint import faults, parsed
from tests.web.replying import LANGUAGES, address, office_of, press, send

LIST = "/id/referrals/received"
HOUR = timedelta(hours=1)


def staff(app: Flask, organization: str = "Yayasan Uji Rumah") -> Visitor:
    return Visitor(sign_in(app, Role.RECEIVER, organization=organization))


def links(page: str) -> list[str]:
    found = parsed(page).all("a")
    return [a.attributes["href"] for a in found if a.attributes.get("class") == "offer-name"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_holds_what_was_sent_the_newest_waiting_first(small: Flask, language: str) -> None:
    old, new, taken = (send(small, now=NOW - hours * HOUR) for hours in (3, 2, 1))
    phone = Visitor(small.test_client())
    press(phone, address(taken), "accepted")
    page = staff(small).get(f"/{language}/referrals/received").text
    assert faults(page, language) == []
    found = [href.rsplit("/", 1)[1] for href in links(page)]
    order = [one.referral.id for one in (new, old, taken)]
    assert [ref for ref in found if ref in order] == order


def test_another_institution_sees_nothing_of_it(small: Flask) -> None:
    sent = send(small)
    stranger = staff(small, "Yayasan Uji Kedua")
    assert sent.referral.id not in stranger.get(LIST).text
    stranger.get(f"{LIST}/{sent.referral.id}", 404)
    stranger.get(f"{LIST}/unknown", 404)


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.CASEWORKER, Role.EDITOR, Role.ADMIN])
def test_who_is_no_receiver_is_refused(small: Flask, role: Role) -> None:
    sent = send(small)
    other = sign_in(small, role, organization="Yayasan Uji Rumah")
    assert other.get(LIST).status_code == 403
    assert other.get(f"{LIST}/{sent.referral.id}").status_code == 403
    nobody = small.test_client().get(LIST)
    assert nobody.status_code == 302 and "sign-in" in nobody.location


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_has_the_facts_and_the_buttons_of_the_link(small: Flask, language: str) -> None:
    sent = send(small)
    by_link = parsed(Visitor(small.test_client()).get(address(sent, language)).text)
    path = f"/{language}/referrals/received/{sent.referral.id}"
    by_account = parsed(staff(small).get(path).text)

    def shown(page: object) -> tuple[str, list[str]]:
        main = page.all("main")[0].text  # type: ignore[attr-defined]
        buttons = page.all("button")  # type: ignore[attr-defined]
        return main, [b.attributes.get("value", "") for b in buttons if "name" in b.attributes]

    text, buttons = shown(by_account)
    back = {"id": "Semua yang diterima", "en": "All received"}[language]
    assert buttons == shown(by_link)[1]
    assert text.replace(back, "").split() == shown(by_link)[0].split()


def test_staff_answer_and_their_account_is_named_in_the_log(small: Flask) -> None:
    sent = send(small)
    account = make_account(small, {Role.RECEIVER}, organization="Yayasan Uji Rumah")
    visitor = Visitor(client_of(small, account))
    path = f"{LIST}/{sent.referral.id}"
    for act in ("acknowledged", "accepted", "arrived", "service_started"):
        assert press(visitor, path, act).location == path
        assert sent.referral.status is S(act)
    with sent.office.records.reading() as session:
        last = audit.latest_entries(session, "case", sent.code, limit=1)[0]
    assert last.actor_id == account.id


def test_a_no_stays_on_the_list_with_its_reason(small: Flask) -> None:
    sent = send(small)
    visitor = staff(small)
    path = f"{LIST}/{sent.referral.id}"
    press(visitor, path, "declined", reason="full")
    page = visitor.get(path).text
    assert "Penuh: tidak ada tempat lagi" in page and 'name="act"' not in page


def test_a_press_without_the_forms_token_does_nothing(small: Flask) -> None:
    sent = send(small)
    visitor = staff(small)
    visitor.post(f"{LIST}/{sent.referral.id}", {"act": "accepted"}, 400)
    assert sent.referral.status is S.SENT


def test_why_a_referral_was_taken_back_is_not_told(small: Flask) -> None:
    sent = send(small)
    referring.withdraw_refused(
        office_of(small), OPERATOR, sent.code, version=sent.case.version, now=NOW
    )
    visitor = staff(small)
    for path in (LIST, f"{LIST}/{sent.referral.id}"):
        page = visitor.get(path).text
        assert "Rujukan ini sudah berakhir" in page and "menolak" not in page


def test_what_is_done_after_the_end_is_told_kindly(small: Flask) -> None:
    from tests.web.accounts import token_in

    sent = send(small)
    visitor = staff(small)
    path = f"{LIST}/{sent.referral.id}"
    token = token_in(visitor.get(path).text)
    referring.record(
        office_of(small), OPERATOR, sent.code, sent.referral.id, S.UNSAFE_STOP,
        version=sent.case.version, now=NOW,
    )  # fmt: skip
    page = visitor.post(path, {"csrf_token": token, "act": "accepted"}, 409).text
    assert "Sementara itu" in page and sent.referral.status is S.UNSAFE_STOP


def test_staff_propose_their_places(small: Flask) -> None:
    sent = send(small)
    account = make_account(small, {Role.RECEIVER}, organization="Yayasan Uji Rumah")
    press(Visitor(client_of(small, account)), f"{LIST}/{sent.referral.id}", "capacity",
          total="6", free="2")  # fmt: skip
    with sent.office.records.reading() as session:
        made = [o for o in replies.open_proposals(session) if o.made_by == account.id]
    assert [one.value for one in made] == [{"total": 6, "free": 2}]


def test_an_empty_list_says_when_it_fills(small: Flask) -> None:
    page = staff(small, "Lembaga lain").get(LIST).text
    assert "Tidak ada yang menunggu Anda" in page
