"""The coordinators' figures per regency and need, as a page and as files; alerts on top of it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar

from babel.dates import format_date
from flask import Blueprint, Response, json, redirect, request, url_for
from werkzeug.wrappers import Response as Answer

from referral.domain.access import Action, may
from referral.domain.counters import COUNTED, DECLINED, MEASURES, Hidden
from referral.domain.errors import RequestRejected
from referral.usecases.counters import provinces_of, show_counters
from referral.usecases.office import Office
from referral.usecases.shifts import alerts
from referral.web.access import current_actor, requires
from referral.web.cases.counter_words import MEASURE_WORDS, WAIT_WORDS, reason_text
from referral.web.cases.hours import in_jakarta
from referral.web.cases.work_words import need_text
from referral.web.locale import current_language
from referral.web.moment import now
from referral.web.pages import Page
from referral.web.render import render
from referral.web.words import gettext

Document = dict[str, Any]


@dataclass(frozen=True)
class AlertRow:
    """A desk whose list nobody has accepted in time."""

    desk: str
    organization: str
    phone: str | None
    since: str
    open_cases: int


@dataclass(frozen=True)
class Choice:
    """Something that the table can be narrowed to."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class FigureCell:
    """A figure as text; a withheld one is marked, `-` is where there is nothing to tell."""

    text: str
    withheld: bool = False


@dataclass(frozen=True)
class FigureRow:
    """A line of a table: an area, a need, its figures."""

    area: str
    need: str
    cells: tuple[FigureCell, ...]


@dataclass(frozen=True)
class FigureTable:
    """Heads, lines and totals."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[FigureRow, ...]
    totals: tuple[FigureRow, ...]


@dataclass(frozen=True, kw_only=True)
class CountersPage(Page):
    """The figures of a window, of the country or of a province. `query` goes to the files."""

    template: ClassVar[str] = "coverage/referrals.html"
    section: str = "counters"
    area: str
    window: str
    windows: tuple[Choice, ...]
    provinces: tuple[Choice, ...]
    tables: tuple[FigureTable, ...]
    fewest: int
    withheld: bool
    alerts: tuple[AlertRow, ...]
    query: Mapping[str, str]


def add_routes(cases: Blueprint, office: Office) -> None:
    """Give the blueprint the figures: the page, its filter, CSV and JSON."""

    @cases.get("/coverage/referrals")
    @requires(Action.READ_COUNTERS)
    def counters() -> Answer | str:
        """The figures of the window and the province in the address; of all where it is wrong."""
        try:
            return render(counters_page(office, now()))
        except RequestRejected:
            return redirect(url_for("cases.counters"))

    @cases.post("/coverage/referrals")
    @requires(Action.READ_COUNTERS)
    def choose_counters() -> Answer:
        """Another window or province: an address that can be kept."""
        return redirect(url_for("cases.counters", **chosen(request.form)), 303)

    @cases.get("/coverage/referrals.csv")
    @requires(Action.READ_COUNTERS)
    def counters_csv() -> Answer:
        """The same figures as a table for other programs."""
        try:
            document = counted(office, now())
        except RequestRejected:
            return redirect(url_for("cases.counters"))
        return as_file("".join(csv_lines(document)), "text/csv", document, "csv")

    @cases.get("/coverage/referrals.json")
    @requires(Action.READ_COUNTERS)
    def counters_json() -> Answer:
        """The same figures as they are asked for by programs."""
        try:
            document = counted(office, now())
        except RequestRejected:
            return redirect(url_for("cases.counters"))
        text = json.dumps(document, ensure_ascii=False, sort_keys=False)
        return as_file(text, "application/json", document, "json")


def chosen(given: Mapping[str, str]) -> dict[str, Any]:
    """What of a form or an address narrows the table."""
    return {name: given[name] for name in ("since", "province") if given.get(name)}


def counted(office: Office, moment: datetime) -> Document:
    """The document that the address asks for.

    :raises RequestRejected: no such window or province
    """
    return show_counters(
        office,
        current_actor(),
        now=moment,
        language=current_language(),
        **chosen(request.args),
    )


def as_file(text: str, mimetype: str, document: Document, ending: str) -> Response:
    """A file to keep, named by what it holds."""
    response = Response(text, mimetype=mimetype)
    area = document["province"]["code"] if document["province"] else "id"
    name = f"rujuk-{document['since']}-{area}.{ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def csv_lines(document: Document) -> Iterator[str]:
    """The lines of the table, its totals last; codes as in the JSON interface."""
    head = ("level", "code", "area", "province", "need")
    counts = tuple(code.replace(":", "_") for code in MEASURES)
    yield csv_line((*head, *counts, "nearby_percent", "median_wait"))
    for one in (*document["rows"], *document["totals"]):
        area = one["area"]
        where = (area["level"], area["code"], area["name"], area["province"], one["need"])
        figures = (one["counts"][code] for code in MEASURES)
        yield csv_line((*where, *figures, one["nearby_percent"], one["median_wait"]))


def csv_line(values: tuple[Any, ...]) -> str:
    """One line of CSV; None is an empty field."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(values)
    return out.getvalue()


def counters_page(office: Office, moment: datetime) -> CountersPage:
    """The page for the address that was asked for.

    :raises RequestRejected: no such window or province
    """
    document, query = counted(office, moment), chosen(request.args)
    province = document["province"]
    everywhere = Choice("", gettext("All provinces"), province is None)
    found = provinces_of(office)
    tables = (life_table(document), reasons_table(document))
    return CountersPage(
        title=gettext("Rujuk – Notes: figures"),
        area=province["name"] if province else gettext("All of Indonesia"),
        window=months_text(document["since"], document["until"]),
        windows=tuple(
            Choice(one["since"], months_text(**one), one["since"] == document["since"])
            for one in document["windows"]
        ),
        provinces=(
            everywhere,
            *(Choice(code, name, province is not None and province["code"] == code)
              for code, name in found),
        ),
        tables=tables,
        fewest=document["withheld_below"],
        withheld=any(cell.withheld for table in tables for row in table.rows for cell in row.cells),
        alerts=alert_rows(office, moment),
        query=query,
    )  # fmt: skip


def months_text(since: str, until: str) -> str:
    """`Desember 2025 – November 2026`."""
    first, last = (
        format_date(date.fromisoformat(f"{one}-01"), "MMMM y", locale=current_language())
        for one in (since, until)
    )
    return f"{first} – {last}"


def life_table(document: Document) -> FigureTable:
    """What became of the needs: opened, sent, accepted, and what did not go well."""
    heads = [str(MEASURE_WORDS[code]) for code in (*COUNTED, "nearby_percent", "median_wait")]
    return _table(document, gettext("What became of them"), heads, _life)


def reasons_table(document: Document) -> FigureTable:
    """Why services said no."""
    heads = [reason_text(code) for code in DECLINED]
    return _table(document, gettext("Why services said no"), heads, _reasons)


def _table(document: Document, caption: str, heads: list[str], cells: Any) -> FigureTable:
    def row(one: Document) -> FigureRow:
        within = document["province"] is not None
        return FigureRow(
            area_text(one["area"], within=within), need_text(one["need"]), tuple(cells(one))
        )

    return FigureTable(
        caption=caption,
        heads=tuple(heads),
        rows=tuple(map(row, document["rows"])),
        totals=tuple(map(row, document["totals"])),
    )


def _life(one: Document) -> Iterator[FigureCell]:
    for code in COUNTED:
        yield cell(one["counts"][code])
    yield cell(one["nearby_percent"], " %")
    wait = one["median_wait"]
    yield cell(str(WAIT_WORDS[wait]) if wait in WAIT_WORDS else wait)


def _reasons(one: Document) -> Iterator[FigureCell]:
    for code in DECLINED:
        yield cell(one["counts"][code])


def cell(value: int | str | None, unit: str = "") -> FigureCell:
    """A figure as text."""
    if value is None:
        return FigureCell("–")
    if value == Hidden.WITHHELD.value:
        return FigureCell("x", withheld=True)
    return FigureCell(f"{value}{unit}")


def area_text(area: Document, *, within: bool) -> str:
    """An area's name; a regency with its province, where that is not said already."""
    if within or not area["province"]:
        return str(area["name"])
    return f"{area['name']}, {area['province']}"


def alert_rows(office: Office, moment: datetime) -> tuple[AlertRow, ...]:
    """Lists that nobody has accepted in time, for whoever may be alerted."""
    actor = current_actor()
    if not may(actor, Action.READ_ALERTS):
        return ()
    return tuple(
        AlertRow(
            desk=one["desk"],
            organization=one["organization"],
            phone=one["phone"],
            since=in_jakarta(one["given_at"], moment),
            open_cases=one["open_cases"],
        )
        for one in alerts(office, actor, now=moment)
    )
