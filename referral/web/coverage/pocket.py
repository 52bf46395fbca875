"""The pocket sheet of a regency: a page to print, and a file that a telephone can keep."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import ClassVar
from zipfile import ZIP_DEFLATED, ZipFile

from flask import Blueprint, Response, abort, current_app, make_response, render_template, url_for
from markupsafe import Markup
from werkzeug.exceptions import ServiceUnavailable

from referral.domain.access import Action
from referral.domain.vocabulary import Need, Sex
from referral.present.journey import duration
from referral.present.numbers import readable
from referral.present.translate import translator
from referral.usecases.coverage import REGENCY
from referral.usecases.coverage_now import CoverageNow
from referral.usecases.pocket import (
    AGE,
    Call,
    Part,
    Row,
    Sheet,
    pocket_sheet,
    sheet_regencies,
)
from referral.usecases.world import World
from referral.web import numbers
from referral.web.access import requires
from referral.web.coverage.overview import kept
from referral.web.coverage.province import known_province
from referral.web.locale import PREFIX, current_language
from referral.web.moment import now
from referral.web.pages import Page
from referral.web.render import render
from referral.web.words import LazyText, gettext, plain_label
from referral.web.words import lazy_gettext as _l

AGAIN = 10
"""Seconds after which whoever came while another zip was made may try again."""
PAPER = "@page { size: A4; margin: 11mm 12mm; } body { margin: 0; padding: 0.6rem; }"
PARTS: dict[tuple[Part, ...], LazyText] = {
    (Part.DAY, Part.NIGHT): _l("day and night"),
    (Part.DAY,): _l("by day"),
    (Part.NIGHT,): _l("by night"),
}
SEXES: dict[tuple[Sex, ...], LazyText] = {
    (Sex.MALE, Sex.FEMALE): _l("boy or girl"),
    (Sex.MALE,): _l("boy"),
    (Sex.FEMALE,): _l("girl"),
}


@dataclass(frozen=True)
class CallText:
    """Somebody to call, in words; each number as a link and as it is read aloud."""

    name: str
    numbers: tuple[tuple[str, str], ...]
    way: str
    call_first: bool


@dataclass(frozen=True)
class RowText:
    """A row: for whom and when, and whom to call."""

    who: str
    first: CallText | None
    next: CallText | None


@dataclass(frozen=True)
class NeedRows:
    """The rows of a need, and the lines that answer whatever happens."""

    label: str
    rows: tuple[RowText, ...]
    lines: tuple[CallText, ...]


@dataclass(frozen=True, kw_only=True)
class PocketPage(Page):
    """The sheet of a regency, with the way to the file."""

    template: ClassVar[str] = "coverage/pocket.html"
    section: str = "coverage"
    language: str
    name: str
    province: str
    back: str
    file: str
    needs: tuple[NeedRows, ...]
    age: int
    made: str
    until: str
    version: str
    ruleset: str


def add_routes(pages: Blueprint, measured: CoverageNow) -> None:
    """Give the blueprint the sheet as a page and as a file."""

    @pages.get(f"{PREFIX}/coverage/<regency_code>/pocket")
    @requires(Action.BROWSE)
    def pocket(regency_code: str) -> Response:
        """The sheet as a page."""
        return kept(render(pocket_page(measured.world, regency_code)))

    @pages.get(f"{PREFIX}/coverage/<regency_code>/pocket.html")
    @requires(Action.BROWSE)
    def pocket_file(regency_code: str) -> Response:
        """The sheet as one file that needs nothing else."""
        name, html = sheet_file(measured.world, regency_code)
        return attached(make_response(html), name)

    one_at_a_time = Lock()

    @pages.get(f"{PREFIX}/coverage/province/<province_code>/pocket.zip")
    @requires(Action.BROWSE)
    def pocket_zip(province_code: str) -> Response:
        """The sheets of a province, each a file: a second or two of work, for one at a time.

        Whoever comes meanwhile is told to try again, and keeps no thread from a plan.
        """
        known_province(measured.world, province_code)
        if not one_at_a_time.acquire(blocking=False):
            raise ServiceUnavailable(retry_after=AGAIN)
        packed = io.BytesIO()
        try:
            with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
                for code in sheet_regencies(measured.world, province_code):
                    archive.writestr(*sheet_file(measured.world, code))
        finally:
            one_at_a_time.release()
        response = Response(packed.getvalue(), mimetype="application/zip")
        return attached(response, f"rujuk-{province_code}-{current_language()}.zip")


def sheet_file(world: World, code: str) -> tuple[str, str]:
    """Name and text of a sheet that needs nothing else."""
    page = pocket_page(world, code)
    style = sheet_style(current_app.static_folder or "")
    html = render_template("coverage/pocket_file.html", page=page, style=style)
    return f"rujuk-{code}-{page.language}.html", html


def attached(response: Response, name: str) -> Response:
    """A file to keep, asked for again each time."""
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@lru_cache(maxsize=2)
def sheet_style(folder: str) -> Markup:
    """The style of the sheet. A file that is kept carries it in itself: no policy of ours is there.

    No page that is shown has one; the file comes as an attachment.
    """
    css = (Path(folder) / "pocket.css").read_text(encoding="utf-8")
    return Markup(f"<style>{PAPER}\n{css}</style>")  # noqa: S704 - our own static file


def pocket_page(world: World, code: str) -> PocketPage:
    """The sheet of a regency; 404 where there is none of that code."""
    region = world.atlas.regions.get(code)
    if region is None or len(code) != REGENCY:
        abort(404)
    language = current_language()
    sheet = pocket_sheet(world, code, now=now(), language=language)
    return PocketPage(
        title=gettext("Rujuk – Notes: map"),
        language=language,
        name=region.name,
        province=world.atlas.regions[region.province_code].name,
        back=url_for("coverage.regency", regency_code=code),
        file=url_for("coverage.pocket_file", regency_code=code),
        needs=tuple(need_rows(sheet)),
        age=AGE,
        made=numbers.day_text(sheet.made.isoformat(), language),
        until=numbers.day_text(sheet.until.isoformat(), language),
        version=sheet.version,
        ruleset=sheet.ruleset,
    )


def need_rows(sheet: Sheet) -> Iterable[NeedRows]:
    """The rows by need, in the order of a plan."""
    for need in Need:
        rows = [row for row in sheet.rows if row.need is need]
        lines = dict.fromkeys(line for row in rows for line in row.lines)
        yield NeedRows(
            plain_label("need", need.value),
            tuple(map(row_text, rows)),
            tuple(map(call_text, lines)),
        )


def row_text(row: Row) -> RowText:
    """A row in words."""
    return RowText(
        who=f"{SEXES[row.sexes]}, {PARTS[row.parts]}",
        first=call_text(row.first) if row.first else None,
        next=call_text(row.next) if row.next else None,
    )


def call_text(call: Call) -> CallText:
    """Somebody to call, in words."""
    return CallText(
        name=call.name,
        numbers=tuple(
            (f"tel:{number}", readable(number, display, short_code=short))
            for number, display, short in call.numbers
        ),
        way=duration(call.minutes, translator(current_language()))
        if call.minutes
        else plain_label("band", call.band),
        call_first=call.call_first and bool(call.numbers),
    )
