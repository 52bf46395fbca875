"""The map of the country and the table that says the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, make_response, request, url_for

from referral.domain.access import Action, may
from referral.domain.coverage_evidence import Evidence, HasUnit
from referral.domain.gaps import SEVERITY
from referral.domain.vocabulary import Need
from referral.usecases.coverage_now import CoverageNow, Held
from referral.usecases.coverage_table import RegencyRow
from referral.usecases.map_layers import kinds_on_map
from referral.usecases.world import World
from referral.web import numbers
from referral.web.access import current_actor, requires
from referral.web.conditional import conditional
from referral.web.coverage import words
from referral.web.coverage.choice import Choice, Show, Sort
from referral.web.coverage.pages import (
    CoveragePage,
    Layers,
    MeasuringPage,
    Option,
    Pattern,
    Select,
    Swatch,
    TableRow,
)
from referral.web.locale import PREFIX, current_language
from referral.web.moment import now
from referral.web.render import render
from referral.web.words import gettext, plain_label

PATIENCE = 2.0
"""Seconds that a first visitor is kept waiting before the page says what it waits for."""
MODES = ("ferry", "fast_boat", "pelni", "flight", "bridge")
"""Modes of crossings, each with a line of its own on the map."""
PATTERNS = tuple(
    Pattern(f"{colour}{'-h' if hatched else ''}", colour, hatched)
    for colour in ("g0", "g1", "g2", "g3", "g4", "g6", "ok")
    for hatched in (False, True)
) + tuple(Pattern(name, name, hatched=False) for name, _least, _text in words.BANDS)


def add_routes(pages: Blueprint, measured: CoverageNow) -> None:
    """Give the blueprint the map."""

    @pages.get(f"{PREFIX}/coverage")
    @requires(Action.BROWSE)
    def index() -> Response:
        """The map and its table."""
        held = measured.current(now(), patience=PATIENCE)
        if held is None:
            return measuring()
        world = measured.world
        choice = Choice.read(request.args, provinces(world))
        page = coverage_page(world, held, choice)
        return kept(render(page))


def measuring() -> Response:
    """Says that the coverage is being measured, and comes again by itself."""
    page = MeasuringPage(title=gettext("Rujuk – Notes: map"), again=request.full_path)
    response = make_response(render(page), 200)
    response.headers["Refresh"] = "3"
    return response


def kept(html: str) -> Response:
    """A page that a browser may keep, asking each time if it still holds."""
    response = make_response(html)
    response.headers["Cache-Control"] = "private, no-cache"
    return conditional(response)


def provinces(world: World) -> dict[str, str]:
    """Names of provinces by code."""
    return {one.code: one.name for one in world.atlas.regions.values() if one.is_province}


def coverage_page(world: World, held: Held, choice: Choice) -> CoveragePage:
    """The page for a choice."""
    every = held.rows(world, choice.column)
    of_area = [row for row in every if choice.province in ("", row.province_code)]
    rows = choice.rows(every)
    named = provinces(world)
    return CoveragePage(
        title=gettext("Rujuk – Notes: map"),
        asked=asked_text(choice, named),
        selects=selects(choice, named),
        filters=filters(choice),
        legend=legend(of_area, choice),
        legend_title=gettext("Within three hours of a service")
        if choice.show is Show.TRAVEL
        else gettext("What a child there would find"),
        unverified=words.number(sum(row.unverified for row in of_area))
        if choice.show is Show.GAP
        else "",
        months=checked_months(held),
        layers=layers_of(held, choice),
        patterns=PATTERNS,
        rows=tuple(table_row(row, choice) for row in rows),
        total=len(rows),
        summary=summary(of_area),
        units=unit_lines(of_area),
        files=files(choice),
        province=choice.province,
        counts=sees_counts(),
        version=held.version,
        moment=moment(held.coverage.now),
    )


def checked_months(held: Held) -> int:
    """Months after which a check counts no more (R32); the policy says how many."""
    return held.coverage.tables.routing.policy.ageing_months


def layers_of(held: Held, choice: Choice) -> Layers:
    """What can be laid over the map of a choice."""
    counted = kinds_on_map(held.coverage.tables, choice.province)
    named = sorted(
        (plain_label("kind", kind.value), kind.value, count) for kind, count in counted.items()
    )
    asked: dict[str, Any] = {"province": choice.province} if choice.province else {}
    seen = sees_counts()
    return Layers(
        kinds=tuple(
            Option(value, f"{label} ({words.number(count)})", chosen=False)
            for label, value, count in named
        ),
        services=url_for("coverage.services_layer", **asked),
        links=url_for("coverage.links_layer"),
        modes=tuple((mode, plain_label("crossing", mode)) for mode in MODES),
        unmet=url_for("coverage.unmet_layer", need=choice.need.value) if seen else None,
        confidential=url_for("coverage.confidential_layer") if seen else None,
    )


def sees_counts() -> bool:
    """True for a coordinator: where a single place hides, its count tells the regency (R35)."""
    return may(current_actor(), Action.READ_COUNTERS)


def asked_text(choice: Choice, named: dict[str, str]) -> str:
    """What the page is of, in words."""
    area = named.get(choice.province) or gettext("Indonesia")
    need = plain_label("need", choice.need.value)
    return f"{need} · {words.GROUPS[choice.group]} · {area}"


def moment(instant: datetime) -> str:
    """A moment for readers."""
    return numbers.stamp_text(instant, current_language())


def _select(name: str, label: str, chosen: str, options: Iterable[tuple[str, object]]) -> Select:
    made = tuple(Option(value, str(text), value == chosen) for value, text in options)
    return Select(name, label, made)


def selects(choice: Choice, named: dict[str, str]) -> tuple[Select, ...]:
    """The questions of the form above the map."""
    needs = [(need.value, plain_label("need", need.value)) for need in Need]
    groups = [(group.value, text) for group, text in words.GROUPS.items()]
    shows = [(Show.GAP.value, gettext("Gaps")), (Show.TRAVEL.value, gettext("Travel"))]
    areas = [("", gettext("All of Indonesia")), *sorted(named.items(), key=lambda one: one[1])]
    return (
        _select("need", gettext("Need"), choice.need, needs),
        _select("group", gettext("For"), choice.group, groups),
        _select("show", gettext("Colour"), choice.show, shows),
        _select("province", gettext("Province"), choice.province, areas),
    )


def filters(choice: Choice) -> tuple[Select, ...]:
    """The questions of the table."""
    every = ("", gettext("all"))
    gaps = [every, *((code.value, words.GAPS[code]) for code in SEVERITY)]
    evidence = [every, *((one.value, words.EVIDENCE[one]) for one in Evidence)]
    units = [every, *((one.value, words.UNITS[one]) for one in HasUnit)]
    orders = [
        (Sort.CODE.value, gettext("by code")),
        (Sort.NAME.value, gettext("by name")),
        (Sort.GAP.value, gettext("worst gap first")),
        (Sort.NEAR.value, gettext("fewest within 3 hours first")),
        (Sort.PEOPLE.value, gettext("most people first")),
    ]
    return (
        _select("gap", gettext("Gap"), choice.gap or "", gaps),
        _select("evidence", gettext("In the regency itself"), choice.evidence or "", evidence),
        _select("unit", gettext("UPTD PPA"), choice.unit or "", units),
        _select("sort", gettext("Order"), choice.sort, orders),
    )


def legend(rows: Sequence[RegencyRow], choice: Choice) -> tuple[Swatch, ...]:
    """Every class of the map with the regencies and people in it, the worst first."""
    lines: list[tuple[str, str]] = (
        [(name, str(text)) for name, _least, text in reversed(words.BANDS)]
        if choice.show is Show.TRAVEL
        else [(code.value.lower(), str(words.GAPS[code])) for code in SEVERITY]
    )
    return tuple(
        Swatch(name, text, words.number(len(of)), words.number(sum(one.people for one in of)))
        for name, text in lines
        for of in [[row for row in rows if colour_of(row, choice.show) == name]]
    )


def colour_of(row: RegencyRow, show: Show) -> str:
    """The class of a regency's colour."""
    if show is Show.TRAVEL:
        return words.band_of(row.shares.within[1])
    return row.gap.value.lower()


def table_row(row: RegencyRow, choice: Choice) -> TableRow:
    """A line of the table."""
    colour = colour_of(row, choice.show)
    hatched = row.unverified and choice.show is Show.GAP
    told = (*row.shares.within, row.shares.beyond, row.shares.unknown)
    return TableRow(
        code=row.code,
        name=row.name,
        href=url_for("coverage.regency", regency_code=row.code),
        province=row.province,
        fill=f"{colour}-h" if hatched else colour,
        gap=str(words.GAPS[row.gap]),
        unverified=row.unverified,
        evidence=str(words.EVIDENCE[row.evidence]),
        unit=unit_text(row),
        contested=row.unit.contested,
        people=words.number(row.people),
        shares=tuple(map(words.percent, told)),
        hidden=str(row.hidden) if sees_counts() else "",
    )


def unit_text(row: RegencyRow) -> str:
    """Whether there is a UPTD PPA; units of DKI need none of their own."""
    if not row.own_government:
        return gettext("the province’s")
    return str(words.UNITS[row.unit.has])


def summary(rows: Sequence[RegencyRow]) -> str:
    """How many people live within three hours of a service."""
    people = sum(row.people for row in rows)
    near = sum(row.people * row.shares.within[1] for row in rows)
    share = words.percent(near / people) if people else "–"
    return gettext(
        "%(near)s of %(people)s people (%(share)s) live within three hours of a service that a "
        "plan could recommend.",
        near=words.number(near),
        people=words.number(people),
        share=share,
    )


def unit_lines(rows: Sequence[RegencyRow]) -> tuple[str, ...]:
    """Art. 76(2) of UU 12/2022 counted, over regencies and cities with their own government."""
    own = [row for row in rows if row.own_government]
    counted = [(text, sum(row.unit.has is has for row in own)) for has, text in words.UNITS.items()]
    return tuple(f"{text}: {words.number(count)}" for text, count in counted)


def files(choice: Choice) -> tuple[tuple[str, str], ...]:
    """Downloads of what the page shows."""
    query = choice.query()
    return (
        ("CSV (HXL)", url_for("coverage.table_csv", **query)),
        ("GeoJSON", url_for("coverage.regencies_geojson", **query)),
        (gettext("XLSX, every need"), url_for("coverage.workbook")),
    )
