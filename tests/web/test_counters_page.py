"""The coordinators' figures and alerts: the page, its files, and what stays unseen on all."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from referral.domain.access import Role
from referral.domain.counters import COUNTED
from referral.domain.referrals import ReferralStatus as S
from referral.present.labels import label
from referral.present.translate import translator
from tests.web.accounts import send
from tests.web.desk import ASKED, FIGURES, HANDOVER, Desk, checked


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
    document = client.get(f"{FIGURES}.json{query}").get_json()
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
