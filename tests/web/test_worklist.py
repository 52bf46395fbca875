"""The pages of a desk and of coordinators: worklist, hand-over, figures; time is moved by hand."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from referral.app import create_app
from referral.domain.access import Actor, Role
from referral.domain.cases import Closure
from referral.domain.consent import Assent, Consent, GuardianConsent
from referral.domain.counters import COUNTED
from referral.domain.counting import Count
from referral.domain.referrals import ReferralStatus as S
from referral.domain.vocabulary import Need
from referral.present.labels import label
from referral.present.translate import translator
from referral.settings import Settings
from referral.store import cases
from referral.usecases import referring
from referral.usecases.database import upgrade
from referral.usecases.office import Office
from referral.usecases.open_case import open_case
from referral.usecases.world import World
from tests.offices import NOW, SERVICES, body, directory_world
from tests.web.accounts import client_of, make_account, send
from tests.web.lint import faults, parsed

ASKED = "/id/referrals"
HANDOVER = "/id/referrals/handover"
FIGURES = "/id/coverage/referrals"


@dataclass
class Desk:
    """An installation of its own with a clock that tests move, and the people at its desks."""

    app: Flask
    now: datetime = NOW
    people: dict[str, Actor] = field(default_factory=dict)

    @property
    def office(self) -> Office:
        found: Office = self.app.extensions["office"]
        return found

    def person(
        self, *roles: Role, desk: str | None = "meja-1", organization: str = "UPTD PPA Uji"
    ) -> tuple[Actor, FlaskClient]:
        """Somebody with an account, and the browser in which it is signed in."""
        account = make_account(self.app, roles, desk=desk, organization=organization)
        actor = Actor(
            account.id, account.roles, desk=desk, organization=organization, second_factor=True
        )
        return actor, client_of(self.app, account)

    def opened(self, actor: Actor, *needs: str, **more: Any) -> str:
        """A case opened now."""
        return open_case(
            self.office, body(*(needs or ("shelter",)), **more), actor=actor, now=self.now
        )

    def step(
        self, actor: Actor, code: str, to: S, reason: str | None = None, need: Need | None = None
    ) -> None:
        """Take a need of a case, the first one unless named, one step on, now."""
        with self.office.records.reading() as session:
            case = cases.case_by_code(session, code)
        assert case is not None
        current = case.current(need or case.needs[0])
        assert current is not None
        more: dict[str, Any] = {"version": case.version, "now": self.now}
        if to is S.CONSENT_NOTED:
            yes = Consent(Assent.GIVEN, GuardianConsent.GIVEN)
            referring.note_consent(self.office, actor, code, yes, **more)
        elif to is S.SENT:
            referring.send(self.office, actor, code, [current.id], **more)
        else:
            referring.record(self.office, actor, code, current.id, to, reason=reason, **more)

    def counted(self, code: str, times: int, regency: str = "53.07", **more: Any) -> None:
        """Count something of shelter so many times."""
        need = more.get("need", Need.SHELTER)
        with self.office.records.writing() as session:
            cases.add_counts(session, [Count(regency, need, code)] * times, self.now.date())


@pytest.fixture
def desk(world: World, tmp_path: Path) -> Iterator[Desk]:
    """An installation over a few made-up services."""
    settings = Settings.from_env(
        {"INSTANCE": str(tmp_path), "SECRET_KEY": "a key for tests, of thirty-two characters"}
    )
    upgrade(settings.database)
    app = create_app(settings, directory_world(world, SERVICES))
    made = Desk(app)
    app.config["CLOCK"] = lambda: made.now
    yield made
    made.office.records.engine.dispose()


def codes(html: str) -> list[str]:
    """The codes of cases on a page, in its order."""
    return [one.text for one in parsed(html).all("a") if "code" in one.attributes.get("class", "")]


def checked(client: FlaskClient, path: str, status: int = 200) -> str:
    """A page in the language of its address, and its twin, both without faults."""
    for language in ("en", "id"):
        response = client.get(re.sub("^/id", f"/{language}", path))
        assert response.status_code == status
        assert faults(response.text, language) == []
        assert "no-store" in response.headers["Cache-Control"]
    return response.text


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


# Figures and alerts ------------------------------------------------------------------------------


def test_a_list_that_nobody_accepts_alarms_the_coordinator_in_time(desk: Desk) -> None:
    operator, first = desk.person(Role.OPERATOR)
    _coordinator, client = desk.person(Role.COORDINATOR, desk=None)
    desk.opened(operator)
    send(first, HANDOVER, {})
    desk.now += timedelta(minutes=29)
    assert "belum diterima sif" not in checked(client, FIGURES)
    desk.now += timedelta(minutes=1)
    html = checked(client, FIGURES)
    assert "belum diterima sif" in html and "1 rujukan terbuka" in html
    assert 'href="tel:129"' in html
    assert "Koordinator sudah diberi tahu" in checked(first, ASKED)


def table(html: str, place: int = 0) -> list[list[str]]:
    """The rows of a table on a page, heads and totals too, as texts."""
    part = html.split("<table>")[1 + place].partition("</table>")[0]
    rows = []
    for row in part.split("<tr>")[1:]:
        cells = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S)
        seen = [re.sub(r'<span aria-hidden="true">.*?</span>', "", one) for one in cells]
        rows.append([re.sub(r"<[^>]+>", "", one).strip() for one in seen])
    return rows


def figures(desk: Desk) -> FlaskClient:
    """A coordinator, and counts of three regencies in two provinces."""
    desk.counted("opened", 12)
    desk.counted("accepted", 10)
    desk.counted("accepted_tier:1", 5)
    desk.counted("accepted_tier:2", 5)
    desk.counted("accepted_within:2h", 10)
    desk.counted("declined:full", 6)
    desk.counted("opened", 3, "53.08")
    desk.counted("opened", 8, "53.09")
    desk.counted("opened", 40, "11.01")
    return desk.person(Role.COORDINATOR, desk=None)[1]


def test_figures_stand_per_regency_and_need_with_totals(desk: Desk) -> None:
    client = figures(desk)
    html = checked(client, FIGURES)
    shelter = label("need", "shelter", translator("id"))
    found = {row[0]: row[1:] for row in table(html)[1:]}
    assert found["Kabupaten Sikka, Nusa Tenggara Timur"] == [
        shelter, "12", "0", "10", "0", "0", "0", "0", "0", "0", "50 %", "30 menit – 2 jam",
    ]  # fmt: skip
    assert found["Indonesia"][1] == "63"
    assert "Nol bukan berarti tidak ada kebutuhan" in html
    reasons = {row[0]: row[2] for row in table(html, 1)[1:]}
    assert reasons["Kabupaten Sikka, Nusa Tenggara Timur"] == "6"


def test_no_total_less_the_rest_tells_a_small_count(desk: Desk) -> None:
    client = figures(desk)
    for query in ("", "?province=53"):
        rows = table(checked(client, FIGURES + query))[1:]
        opened = {row[0].split(",")[0]: row[2] for row in rows}
        assert opened["Kabupaten Ende"] == "tidak ditampilkan"
        hidden = [area for area, text in opened.items() if text == "tidak ditampilkan"]
        assert len(hidden) == 2, "one alone is the total less the others"
        assert "3" not in opened.values()
    assert opened["Nusa Tenggara Timur"] == "23"


def test_a_province_is_chosen_by_a_form_and_kept_in_the_address(desk: Desk) -> None:
    client = figures(desk)
    response = send(client, FIGURES, {"province": "11", "since": "2025-12"})
    assert response.status_code == 303
    html = client.get(response.headers["Location"]).text
    assert {row[0] for row in table(html)[1:]} == {"Kabupaten Aceh Selatan", "Aceh"}
    assert '<option value="11" selected>' in html


@pytest.mark.parametrize("query", ["?province=99", "?since=2026-02", "?since=x&province=11"])
def test_an_address_that_asks_for_nothing_known_leads_to_everything(desk: Desk, query: str) -> None:
    client = figures(desk)
    for path in (FIGURES, f"{FIGURES}.csv", f"{FIGURES}.json"):
        assert client.get(path + query).headers["Location"] == FIGURES


def test_nothing_counted_is_said_in_words(desk: Desk) -> None:
    _coordinator, client = desk.person(Role.COORDINATOR, desk=None)
    html = checked(client, FIGURES)
    assert "Tidak ada yang tercatat" in html and "<table>" not in html


@pytest.mark.parametrize("query", ["", "?province=53", "?since=2024-12"])
def test_the_files_hold_what_the_page_shows(desk: Desk, query: str) -> None:
    client = figures(desk)
    page = client.get(FIGURES + query).text
    response = client.get(f"{FIGURES}.csv{query}")
    assert response.mimetype == "text/csv" and "no-store" in response.headers["Cache-Control"]
    assert "attachment" in response.headers["Content-Disposition"]
    lines = list(csv.DictReader(io.StringIO(response.text)))
    shown = [row[2:11] for row in table(page)[1:]] if "<table>" in page else []
    columns = [name for name in lines[0] if name in COUNTED] if lines else []
    written = [[line[name] for name in columns] for line in lines]
    assert [[one.replace("tidak ditampilkan", "withheld") for one in row] for row in shown] == (
        written
    )
    document = client.get(f"{FIGURES}.json{query}").json
    listed = [*document["rows"], *document["totals"]]
    assert [[str(one["counts"][name]) for name in columns] for one in listed] == written
    assert [one["nearby_percent"] or "" for one in listed] == [
        int(line["nearby_percent"]) if line["nearby_percent"].isdigit() else line["nearby_percent"]
        for line in lines
    ]


def test_what_a_desk_does_is_seen_in_the_figures(desk: Desk) -> None:
    operator, _client = desk.person(Role.OPERATOR)
    _coordinator, client = desk.person(Role.COORDINATOR, desk=None)
    for _turn in range(5):
        code = desk.opened(operator, "medical", danger="yes")
        desk.step(operator, code, S.SENT)
        desk.step(operator, code, S.DECLINED, "full")
    rows = {row[0]: row for row in table(checked(client, FIGURES))[1:]}
    assert rows["Indonesia"][2:4] == ["5", "5"]
    reasons = {row[0]: row for row in table(client.get(FIGURES).text, 1)[1:]}
    assert reasons["Indonesia"][2] == "5"
