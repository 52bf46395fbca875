"""How the directory stands, for editors and coordinators: figures, their lists, and a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from flask import Blueprint, Response, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from referral.domain.access import Action, may
from referral.domain.errors import RequestRejected
from referral.domain.verification import Outcome
from referral.present.asking import missing_texts
from referral.present.plan import Painter
from referral.present.translate import translator
from referral.usecases.office import Office
from referral.usecases.upkeep import dashboard as figures
from referral.usecases.upkeep.dashboard import DOUBTFUL, Dashboard, Filter, Tally, filter_of
from referral.usecases.upkeep.quality import Quality
from referral.web.access import current_actor, requires
from referral.web.cards import region_text
from referral.web.locale import current_language
from referral.web.moment import now
from referral.web.pages import Page
from referral.web.render import render
from referral.web.routing import private
from referral.web.upkeep.call_page import edit_href, freshness_of
from referral.web.upkeep.tasks import Task
from referral.web.words import LazyText, gettext, plain_label
from referral.web.words import lazy_gettext as _l

PER_PAGE = 50
MISSING_SHOWN = 4
COLUMNS: Mapping[str, LazyText] = {
    "records": _l("Records"),
    "verified": _l("Verified in the last six months"),
    "ageing": _l("Verified six to twelve months ago"),
    "unverified": _l("Verified longer ago, or never"),
    "no_number": _l("Number wanted"),
    "unparsed": _l("Numbers that cannot be dialled"),
    "without_needs": _l("Without any need"),
    "conflicts": _l("Sources contradict each other"),
    "misplaced": _l("Point outside its regency"),
    DOUBTFUL: _l("Nobody answers"),
}
"""What is counted, in the order of the columns."""
SORTS: Mapping[str, LazyText] = {
    "completeness": _l("Least complete first"),
    "verified": _l("Longest unverified first"),
    "people": _l("Most depended on first"),
}
TAGS: Mapping[str, str] = {
    "level": "#meta+level",
    "code": "#adm1+code",
    "name": "#adm1+name",
    "records": "#service+num+total",
    "verified": "#service+num+verified",
    "ageing": "#service+num+ageing",
    "unverified": "#service+num+unverified",
    "no_number": "#service+num+no_number",
    "unparsed": "#service+num+unparsed",
    "without_needs": "#service+num+without_needs",
    "conflicts": "#service+num+conflicts",
    "misplaced": "#service+num+misplaced",
    DOUBTFUL: "#service+num+doubtful",
    "completeness": "#indicator+completeness+median",
    **{f"calls_{one}": f"#activity+calls+{one}" for one in Outcome},
}
"""The columns of the file, with their HXL tags. A row of a kind has a kind's code and name."""


@dataclass(frozen=True)
class FigureLink:
    """A number, and the list that it counts; None where there is nothing to list."""

    number: int
    href: str | None


@dataclass(frozen=True)
class FigureLine:
    """A province, a kind, or everything. `share` is the percentage verified."""

    name: str
    figures: tuple[FigureLink, ...]
    share: int
    completeness: int
    verified_calls: int
    other_calls: int


@dataclass(frozen=True)
class FigureSheet:
    """One table: its caption, the head of its first column, its lines."""

    caption: str
    head: str
    lines: tuple[FigureLine, ...]
    total: FigureLine


@dataclass(frozen=True, kw_only=True)
class DashboardPage(Page):
    """The figures."""

    template: ClassVar[str] = "upkeep/dashboard.html"
    section: str = "upkeep"
    heads: tuple[str, ...]
    sheets: tuple[FigureSheet, ...]


@dataclass(frozen=True)
class RecordRow:
    """A record of a list. `call` and `edit` lead on, for those who keep the directory.

    `lies` says where its point is, if not in its own regency.
    """

    name: str
    href: str
    kind: str
    region: str
    score: int
    freshness: str
    missing: str
    hidden: bool
    lies: str
    call: str | None
    edit: str | None


@dataclass(frozen=True)
class SortLink:
    """An order; `href` is None for the one that it is in."""

    label: str
    href: str | None


@dataclass(frozen=True, kw_only=True)
class RecordsPage(Page):
    """The records that a number counts."""

    template: ClassVar[str] = "upkeep/records.html"
    section: str = "upkeep"
    heading: str
    whose: str
    total: int
    rows: tuple[RecordRow, ...]
    sorts: tuple[SortLink, ...]
    page: int
    pages: int
    before: str | None
    after: str | None


TASKS = (
    Task(
        _l("Dashboard"),
        _l("How complete and how fresh the directory is, by province and by kind."),
        "upkeep.dashboard",
        Action.READ_UPKEEP,
    ),
)


def add_routes(upkeep: Blueprint, office: Office) -> None:
    """Give the blueprint the figures, their file and their lists."""

    @upkeep.get("/manage/dashboard", endpoint="dashboard")
    @requires(Action.READ_UPKEEP)
    def show() -> Response:
        """The figures."""
        return private(render(dashboard_page(office, counted(office))))

    @upkeep.get("/manage/dashboard.csv", endpoint="dashboard_csv")
    @requires(Action.READ_UPKEEP)
    def as_csv() -> Response:
        """The same as a table with HXL tags."""
        made = counted(office)
        response = Response("".join(csv_lines(office, made)), mimetype="text/csv")
        name = f"rujuk-upkeep-{made.today.isoformat()}.csv"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        response.headers["Cache-Control"] = "no-store"
        return response

    @upkeep.get("/manage/records", endpoint="records")
    @requires(Action.READ_UPKEEP)
    def records() -> ResponseReturnValue:
        """The records that a number counts; all of them where the address says nothing known."""
        try:
            wanted = filter_of(request.args)
        except RequestRejected:
            return redirect(url_for("upkeep.records"))
        return private(render(records_page(office, wanted)))


def counted(office: Office) -> Dashboard:
    """The figures as they are now."""
    return figures.show_dashboard(office, current_actor(), now=now())


def dashboard_page(office: Office, found: Dashboard) -> DashboardPage:
    """The figures as tables, each number leading to its list."""
    whole = line(found.whole, gettext("All of Indonesia"), {})
    provinces = tuple(
        line(one, region_name(office, one.code), {"province": one.code}) for one in found.provinces
    )
    kinds = tuple(
        line(one, plain_label("kind", one.code), {"kind": one.code}) for one in found.kinds
    )
    return DashboardPage(
        title=gettext("Rujuk – Notes: %(what)s", what=gettext("upkeep")),
        heads=tuple(map(str, COLUMNS.values())),
        sheets=(
            FigureSheet(gettext("By province"), gettext("Province"), provinces, whole),
            FigureSheet(gettext("By kind"), gettext("Kind"), kinds, whole),
        ),
    )


def line(tally: Tally, name: str, part: Mapping[str, Any]) -> FigureLine:
    """One line of a table."""
    records, calls = tally.counts["records"], tally.calls
    good = calls[Outcome.CORRECT] + calls[Outcome.CORRECTED]
    return FigureLine(
        name=name,
        figures=tuple(
            FigureLink(number, url_for("upkeep.records", mark=mark, **part) if number else None)
            for mark, number in ((mark, tally.counts[mark]) for mark in COLUMNS)
        ),
        share=round(100 * tally.counts["verified"] / records) if records else 0,
        completeness=tally.completeness,
        verified_calls=good,
        other_calls=sum(calls.values()) - good,
    )


def region_name(office: Office, code: str | None) -> str:
    """The name of a province."""
    region = office.world.atlas.regions.get(code or "")
    return region.name if region else code or ""


def csv_lines(office: Office, found: Dashboard) -> Iterator[str]:
    """The lines of the file, a row of tags under the names."""
    yield csv_line(list(TAGS))
    yield csv_line(list(TAGS.values()))
    yield csv_row("country", "ID", gettext("All of Indonesia"), found.whole)
    for one in found.provinces:
        yield csv_row("province", one.code, region_name(office, one.code), one)
    for one in found.kinds:
        yield csv_row("kind", one.code, plain_label("kind", one.code), one)


def csv_row(level: str, code: str | None, name: str, tally: Tally) -> str:
    """One line of figures."""
    counts = [tally.counts[mark] for mark in COLUMNS]
    calls = [tally.calls[one] for one in Outcome]
    return csv_line([level, code, name, *counts, tally.completeness, *calls])


def csv_line(values: Sequence[object]) -> str:
    """One line of CSV."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(values)
    return out.getvalue()


def records_page(office: Office, wanted: Filter) -> RecordsPage:
    """A page of a list."""
    found = figures.list_records(office, current_actor(), wanted, now=now())
    pages = max(1, -(-len(found) // PER_PAGE))
    page = min(max(request.args.get("page", 1, type=int), 1), pages)
    whose = [region_name(office, wanted.province)] if wanted.province else []
    whose += [plain_label("kind", wanted.kind)] if wanted.kind else []
    return RecordsPage(
        title=gettext("Rujuk – Notes: %(what)s", what=gettext("upkeep")),
        heading=str(COLUMNS[wanted.mark]),
        whose=", ".join(whose) or gettext("All of Indonesia"),
        total=len(found),
        rows=tuple(record_row(office, one) for one in found[(page - 1) * PER_PAGE :][:PER_PAGE]),
        sorts=tuple(
            SortLink(str(text), None if sort == wanted.sort else list_href(wanted, sort))
            for sort, text in SORTS.items()
        ),
        page=page,
        pages=pages,
        before=list_href(wanted, wanted.sort, page - 1) if page > 1 else None,
        after=list_href(wanted, wanted.sort, page + 1) if page < pages else None,
    )


def list_href(wanted: Filter, sort: str, page: int = 1) -> str:
    """The address of a page of a list."""
    given = {"province": wanted.province, "kind": wanted.kind.value if wanted.kind else None}
    kept: dict[str, Any] = {name: value for name, value in given.items() if value}
    if page > 1:
        kept["page"] = page
    return url_for("upkeep.records", mark=wanted.mark, sort=sort, **kept)


def record_row(office: Office, one: Quality) -> RecordRow:
    """One record; a hidden one as its gateway (R35)."""
    language = current_language()
    words = translator(language)
    region = Painter(office.world.atlas.regions, words).region(one.shown)
    calls = may(current_actor(), Action.EDIT_DIRECTORY)
    there = "upkeep.call" in current_app.view_functions
    lies = lies_text(office, one)
    return RecordRow(
        name=one.face.name,
        href=url_for("pages.service", service_id=one.public_id),
        kind=plain_label("kind", one.face.kind),
        region=region_text(region),
        score=one.whole.score,
        freshness=freshness_of(one.service, one.freshness, language),
        missing=", ".join(missing_texts(one.whole.missing[:MISSING_SHOWN], words)),
        hidden=one.shown.gateway is not None,
        lies=lies,
        call=url_for("upkeep.call", service_id=one.public_id) if calls and there else None,
        edit=edit_href(one.public_id) if lies and calls else None,
    )


def lies_text(office: Office, one: Quality) -> str:
    """Where a point lies that is not in its regency; empty where all is well."""
    if one.elsewhere is None:
        return ""
    code = one.elsewhere.regency_code
    if code is None:
        return gettext("Its point lies outside Indonesia, or far out at sea.")
    return gettext("Its point lies in %(region)s.", region=region_name(office, code))
