"""The coverage at two moments: the page, and its file."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import datetime

from flask import Blueprint, Response, current_app, request

from referral.domain.access import Action
from referral.usecases.coverage_history import CoverageThen, HistoryTooShort, NotTold, Then
from referral.usecases.coverage_now import CoverageNow, Held
from referral.usecases.coverage_trend import WITHIN, Change, changes
from referral.usecases.world import World
from referral.web.access import requires
from referral.web.conditional import conditional
from referral.web.coverage.choice import Choice
from referral.web.coverage.overview import PATIENCE, kept, measuring, provinces
from referral.web.coverage.period import FROM, Period, read_period
from referral.web.coverage.trend_view import Compared, trend_page
from referral.web.coverage.waiting import patience
from referral.web.locale import PREFIX
from referral.web.moment import now
from referral.web.pages import FieldProblem
from referral.web.render import render
from referral.web.words import gettext

HXL = {
    "regency_code": "#adm2+code+kemendagri",
    "regency": "#adm2+name",
    "province_code": "#adm1+code+kemendagri",
    "province": "#adm1+name",
    "need": "#sector+need+code",
    "group": "#affected+group+code",
    "from": "#date+start",
    "to": "#date+end",
    "turn": "#indicator+turn+code",
    "gap_then": "#indicator+gap+code+start",
    "gap_now": "#indicator+gap+code+end",
    "unverified_then": "#status+unverified+bool+start",
    "unverified_now": "#status+unverified+bool+end",
    "population": "#population",
    "within_3h_then": "#indicator+within_3h+share+start",
    "within_3h_now": "#indicator+within_3h+share+end",
    "records": "#meta+records",
}
"""Columns of the file with their HXL tags."""


def add_routes(pages: Blueprint, measured: CoverageNow) -> None:
    """Give the blueprint the page and its file."""

    @pages.get(f"{PREFIX}/coverage/trend")
    @requires(Action.BROWSE)
    def trend() -> Response:
        """The comparison; a day that cannot be told of is refused in words."""
        found = _compared(measured)
        if isinstance(found, Response):
            return found
        since = _history().since() or now()
        page = trend_page(measured.world, found.choice, found.period, since, found)
        return kept(render(page))

    @pages.get(f"{PREFIX}/coverage/trend.csv")
    @requires(Action.BROWSE)
    def trend_csv() -> Response:
        """The comparison with HXL tags in the second line."""
        found = _compared(measured)
        if isinstance(found, Response):
            return found
        response = Response(csv_text(found), mimetype="text/csv")
        name = f"rujuk-trend-{found.choice.need}-{found.choice.group}.csv"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        response.headers["Cache-Control"] = "private, no-cache"
        return conditional(response)


def _history() -> CoverageThen:
    """Measures earlier moments for this app."""
    found: CoverageThen = current_app.extensions["coverage_then"]
    return found


def _compared(measured: CoverageNow) -> Compared | Response:
    """The comparison that the address asks for, or what is said instead."""
    held, at = measured.current(now(), patience=PATIENCE), now()
    if held is None:
        return measuring()
    world, since = measured.world, _history().since() or at
    choice = Choice.read(request.args, provinces(world))
    period = read_period(request.args, since, at)
    if period.problems:
        return _refused(world, choice, period, since)
    try:
        found = _compare(world, held, choice, period, at)
    except (HistoryTooShort, NotTold):
        text = gettext("The history of that day could not be put together. Choose another day.")
        wrong = replace(period, problems=(FieldProblem(f"t-{FROM}", text),))
        return _refused(world, choice, wrong, since)
    return found or measuring()


def _refused(world: World, choice: Choice, period: Period, since: datetime) -> Response:
    response = Response(render(trend_page(world, choice, period, since)), 422)
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _compare(
    world: World, held: Held, choice: Choice, period: Period, at: datetime
) -> Compared | None:
    """Both moments; None while one of them is being measured."""
    moments = _moments(period, held, at)
    if moments is None:
        return None
    begin, end = moments
    then, column = begin.held, choice.column
    rows = (then.rows(world, column), end.rows(world, column))
    every = changes(then.coverage, end.coverage, rows, column, begin.hidden)
    return Compared(choice, period, then, end, every)


def _moments(period: Period, held: Held, at: datetime) -> tuple[Then, Held] | None:
    """What was at the first moment and at the second one; None while one is being measured."""
    with patience(PATIENCE) as seconds:
        begin = _history().at(period.begin, held, patience=seconds)
        if begin is None or period.end >= at:
            return None if begin is None else (begin, held)
        end = _history().at(period.end, held, patience=seconds)
        return None if end is None else (begin, end.held)


def csv_text(found: Compared) -> str:
    """A header, the HXL tags, a line for each regency."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows((HXL.keys(), HXL.values()))
    writer.writerows(_cells(found, one) for one in found.area)
    return text.getvalue()


def _cells(found: Compared, one: Change) -> tuple[object, ...]:
    row, before = one.now, one.then
    return (
        row.code,
        row.name,
        row.province_code,
        row.province,
        found.choice.need.value,
        found.choice.group.value,
        _instant(found.period.begin),
        _instant(found.period.end),
        one.turn.value,
        before.gap.value,
        row.gap.value,
        "true" if before.unverified else "false",
        "true" if row.unverified else "false",
        row.people,
        f"{before.shares.within[WITHIN]:.4f}",
        f"{row.shares.within[WITHIN]:.4f}",
        " ".join(f"{cause.service_id}:{cause.became}" for cause in one.causes),
    )


def _instant(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
