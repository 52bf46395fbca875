"""The worklist of a desk and the hand-over of its shift; time is moved by hand."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from referral.domain.access import Role
from referral.domain.cases import Closure
from referral.domain.referrals import ReferralStatus as S
from referral.domain.vocabulary import Need
from referral.present.labels import label
from referral.present.translate import translator
from referral.store import cases
from referral.usecases import referring
from tests.offices import NOW
from tests.web.accounts import send
from tests.web.desk import ASKED, FIGURES, HANDOVER, Desk, checked, codes
from tests.web.lint import faults, parsed

# The worklist ------------------------------------------------------------------------------------


def test_after_signing_in_an_operator_is_at_the_worklist(desk: Desk) -> None:
    _operator, client = desk.person(Role.OPERATOR)
    assert client.get("/id/account/start").headers["Location"] == ASKED


def test_without_a_case_the_way_leads_to_the_console(desk: Desk) -> None:
    _operator, client = desk.person(Role.OPERATOR)
    html = checked(client, ASKED)
    assert "Tidak ada rujukan terbuka" in html and 'href="/id/"' in html
    assert codes(html) == []


def test_overdue_comes_first_then_the_hour_of_the_next_action(desk: Desk) -> None:
    operator, client = desk.person(Role.OPERATOR)
    calm, soon = desk.opened(operator, "shelter"), desk.opened(operator, "legal")
    late = desk.opened(operator, "medical", contact="reported", last_abuse="<24h")
    for code in (calm, soon):
        desk.step(operator, code, S.CONSENT_NOTED)
        desk.step(operator, code, S.SENT)
    desk.step(operator, calm, S.ACCEPTED)
    desk.step(operator, calm, S.ARRIVED)  # asks in 24 hours whether it has begun
    desk.step(operator, soon, S.ACCEPTED)  # asks in 6 hours whether the child has arrived
    desk.step(operator, late, S.SENT)  # half an hour to answer
    desk.now += timedelta(minutes=29)
    html = checked(client, ASKED)
    assert codes(html) == [late, soon, calm]
    assert "lewat waktu" not in html and "1 menit lagi" in html
    desk.now += timedelta(minutes=13)
    html = checked(client, ASKED)
    assert codes(html) == [late, soon, calm]
    assert "1 lewat waktu" in html and "lewat 12 menit" in html
    assert "hubungi layanan berikutnya" in html
    desk.now += timedelta(hours=6)
    html = checked(client, ASKED)
    assert codes(html) == [late, soon, calm] and "2 lewat waktu" in html


def test_a_row_says_where_each_need_stands_and_what_was_tried_last(desk: Desk) -> None:
    operator, client = desk.person(Role.OPERATOR)
    code = desk.opened(operator, "medical", danger="yes")
    desk.step(operator, code, S.SENT)
    html = checked(client, ASKED)
    assert f'href="{ASKED}/{code}"' in html
    medical = label("need", "medical", translator("id"))
    assert f"{medical}: <strong>dikirim</strong>" in html
    assert f"{medical}: Tunggu jawaban layanan" in html
    for text in ("Kabupaten Sikka", "Bahaya sekarang", "10.10 WITA", "10 menit lagi",
                 "Terakhir: Rsud Uji: dikirim", "10.00 WITA"):  # fmt: skip
        assert text in html


def test_nobody_sees_a_case_of_another_desk_and_a_caseworker_those_of_the_organisation(
    desk: Desk,
) -> None:
    operator, client = desk.person(Role.OPERATOR)
    stranger, other = desk.person(Role.OPERATOR, desk="meja-2", organization="Lembaga Lain")
    colleague, neighbour = desk.person(Role.OPERATOR, desk="meja-3")
    _caseworker, helping = desk.person(Role.CASEWORKER, desk="meja-3")
    mine, theirs, near = map(desk.opened, (operator, stranger, colleague))
    assert codes(checked(client, ASKED)) == [mine]
    assert codes(checked(other, ASKED)) == [theirs]
    assert codes(checked(neighbour, ASKED)) == [near]
    assert set(codes(checked(helping, ASKED))) == {mine, near}
    assert codes(checked(helping, HANDOVER)) == [near]


def test_closed_ones_are_folded_away(desk: Desk) -> None:
    operator, client = desk.person(Role.OPERATOR)
    code = desk.opened(operator)
    with desk.office.records.reading() as session:
        case = cases.case_by_code(session, code)
    assert case is not None
    referring.withdraw_refused(desk.office, operator, code, version=case.version, now=NOW)
    referring.close(
        desk.office, operator, code, Closure.WITHDRAWN, version=case.version + 1, now=NOW
    )
    html = checked(client, ASKED)
    (link,) = [one for one in parsed(html).all("a") if one.text == code]
    assert "details" in link.parents and "1 baru ditutup" in html


@pytest.mark.parametrize("path", [ASKED, HANDOVER, FIGURES, f"{FIGURES}.csv", f"{FIGURES}.json"])
def test_a_visitor_is_sent_to_the_sign_in(desk: Desk, path: str) -> None:
    assert "/account/sign-in" in desk.app.test_client().get(path).headers["Location"]


@pytest.mark.parametrize(
    ("role", "path"),
    [
        (Role.COORDINATOR, ASKED),
        (Role.EDITOR, HANDOVER),
        (Role.OPERATOR, FIGURES),
        (Role.ADMIN, f"{FIGURES}.csv"),
        (Role.CASEWORKER, f"{FIGURES}.json"),
    ],
)
def test_other_roles_are_refused(desk: Desk, role: Role, path: str) -> None:
    _actor, client = desk.person(role)
    checked(client, path, 403)


def test_the_console_counts_what_is_overdue_for_the_desk_alone(desk: Desk) -> None:
    operator, client = desk.person(Role.OPERATOR)
    _editor, other = desk.person(Role.EDITOR, desk=None)
    assert "lewat waktu" not in checked(client, "/id/")
    desk.opened(operator)
    desk.opened(operator)
    html = checked(client, "/id/")
    (line,) = [one for one in parsed(html).all("a") if "lewat waktu" in one.text]
    assert (line.text.strip(), line.attributes["href"]) == ("2 rujukan lewat waktu", ASKED)
    for reader in (other, desk.app.test_client()):
        assert "lewat waktu" not in reader.get("/id/").text


def test_the_console_asks_nothing_of_the_records_for_a_visitor(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("referral.web.overdue.overdue_count", lambda *_a, **_m: 1 / 0)
    response = desk.app.test_client().get("/id/")
    assert response.status_code == 200 and "Set-Cookie" not in response.headers


# The hand-over -----------------------------------------------------------------------------------


def test_a_shift_gives_its_list_and_another_account_accepts_it(desk: Desk) -> None:
    operator, first = desk.person(Role.OPERATOR)
    _next, second = desk.person(Role.CASEWORKER)
    code = desk.opened(operator, "medical", danger="yes")
    desk.step(operator, code, S.SENT)
    html = checked(first, HANDOVER)
    assert codes(html) == [code]
    for text in ("Terakhir: Rsud Uji", "10.10 WITA", "30 menit", "Serahkan daftar"):
        assert text in html
    given = send(first, HANDOVER, {})
    assert (given.status_code, given.headers["Location"]) == (303, HANDOVER)
    assert "Orang lain dari meja ini" in checked(first, HANDOVER)
    assert "menunggu Anda terima" in checked(second, ASKED)
    accepted = accept(second)
    assert (accepted.status_code, accepted.headers["Location"]) == (303, ASKED)
    assert "sudah Anda terima" in second.get(ASKED).text
    assert "Terakhir diterima" in checked(first, HANDOVER)


def accept(client: FlaskClient, handover: str | None = None) -> Any:
    """Press the button of the page, or send another list's id."""
    html = client.get(HANDOVER).text
    found = re.search(r'name="handover" value="([^"]+)"', html)
    return send(
        client,
        f"{HANDOVER}/accept",
        {"handover": handover or (found[1] if found else "")},
        page=HANDOVER,
    )


def waiting(desk: Desk, desk_id: str = "meja-1") -> str:
    with desk.office.records.reading() as session:
        found = cases.latest_handover(session, desk_id)
    assert found is not None
    return found.id


def test_refusals_are_said_kindly_and_show_the_list(desk: Desk) -> None:
    _operator, first = desk.person(Role.OPERATOR)
    _next, second = desk.person(Role.OPERATOR)
    _third, third = desk.person(Role.OPERATOR)
    send(first, HANDOVER, {})
    refused = [
        (accept(first, waiting(desk)), 422, "Anda sendiri yang menyerahkan"),
        (send(second, HANDOVER, {}), 422, "sudah diserahkan dan sedang menunggu"),
        (accept(second, "another"), 422, "bukan yang terbaru"),
    ]
    accept(second)
    refused.append((accept(third, waiting(desk)), 409, "lebih dulu menerima"))
    for response, status, text in refused:
        assert response.status_code == status and text in response.text
        assert faults(response.text, "id") == []
        assert "Meja meja-1" in response.text


def test_an_account_without_a_desk_is_told_so(desk: Desk) -> None:
    _operator, client = desk.person(Role.OPERATOR, desk=None)
    assert "tidak terdaftar di meja" in checked(client, HANDOVER, 422)
    assert "Serah terima" not in checked(client, ASKED)


@pytest.mark.parametrize("path", [HANDOVER, f"{HANDOVER}/accept", FIGURES])
def test_a_form_without_the_session_s_token_is_refused(desk: Desk, path: str) -> None:
    _person, client = desk.person(Role.OPERATOR, Role.COORDINATOR)
    assert client.post(path, data={}).status_code == 400


def test_on_paper_stand_neither_needs_nor_regency(desk: Desk) -> None:
    operator, client = desk.person(Role.OPERATOR)
    code = desk.opened(operator, "legal", contact="reported", danger="yes")
    for to in (S.CONSENT_NOTED, S.SENT, S.ACCEPTED):
        desk.step(operator, code, to, need=Need.LEGAL)
    desk.now += timedelta(days=4)  # the report to the police is overdue, with its article
    html = checked(client, HANDOVER)
    need = label("need", "legal", translator("id"))
    for told in ("Kabupaten Sikka", "Bahaya sekarang", f"{need}:", "dilaporkan ke polisi"):
        told_in = [one for one in parsed(html).elements if told in one.text]
        assert told_in, told
        innermost = told_in[-1]
        outer = [one for one in told_in if "off-paper" in one.attributes.get("class", "")]
        assert outer, f"{told} in <{innermost.tag}> would be printed"
    assert "Tenggat menurut hukum" in html
