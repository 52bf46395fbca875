"""The brief of a province on two sheets of paper: map, gaps, what to do first, table, evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from flask import Blueprint, Response, current_app, make_response, request, url_for

from referral.domain.access import Action
from referral.domain.gaps import SEVERITY
from referral.geo.drawing import drawing_of
from referral.present.translate import translator
from referral.usecases.action_plans import decided
from referral.usecases.actions_document import ToldAdvice, act_text, reach_text
from referral.usecases.coverage_now import CoverageNow, Held
from referral.usecases.coverage_table import RegencyRow
from referral.usecases.tables import tables_of
from referral.usecases.tonight import cannot_help, districts
from referral.usecases.world import World
from referral.web import numbers
from referral.web.access import current_actor, records, requires
from referral.web.coverage import act_words, words
from referral.web.coverage.overview import PATTERNS, measuring, moment, unit_lines, unit_text
from referral.web.coverage.pages import Pattern
from referral.web.coverage.province import (
    COMES_AGAIN,
    Question,
    advice,
    answer_text,
    asked_text,
    district_row,
    known_province,
)
from referral.web.coverage.province_pages import DistrictRow
from referral.web.coverage.waiting import patience
from referral.web.locale import PREFIX, current_language
from referral.web.moment import now
from referral.web.pages import Page
from referral.web.render import render
from referral.web.words import gettext

PATIENCE = 2.0
"""Seconds that a reader is kept waiting for what is being measured."""
MOST_GAPS, MOST_ACTS = 8, 6
"""So many stand on two sheets; the page of the province has them all."""


@dataclass(frozen=True)
class MapShape:
    """A regency on the map: its outline, its pattern, and its number in the table."""

    path: str
    fill: str
    number: int
    x: int
    y: int


@dataclass(frozen=True)
class ClassLine:
    """A line of the legend."""

    fill: str
    text: str
    regencies: str
    people: str


@dataclass(frozen=True)
class BriefRow:
    """A regency in the table of the second sheet."""

    number: int
    name: str
    people: str
    fill: str
    gap: str
    checked: bool
    evidence: str
    unit: str
    shares: tuple[str, ...]


@dataclass(frozen=True)
class ActLine:
    """An act, whom it reaches, and for a coordinator what was decided on it."""

    text: str
    reach: str
    plan: str


@dataclass(frozen=True, kw_only=True)
class BriefPage(Page):
    """Two sheets of A4 about a province."""

    template: ClassVar[str] = "coverage/brief.html"
    section: str = "coverage"
    name: str
    back: str
    asked: str
    answer: str
    near: str
    width: int
    height: int
    shapes: tuple[MapShape, ...]
    patterns: tuple[Pattern, ...]
    legend: tuple[ClassLine, ...]
    unverified: str
    gaps: tuple[DistrictRow, ...]
    more_gaps: int
    ready: bool
    acts: tuple[ActLine, ...]
    more_acts: int
    rows: tuple[BriefRow, ...]
    units: tuple[str, ...]
    contested: str
    moment: str
    version: str
    ruleset: str


def add_routes(pages: Blueprint, measured: CoverageNow) -> None:
    """Give the blueprint the brief."""

    @pages.get(f"{PREFIX}/coverage/province/<province_code>/brief")
    @requires(Action.BROWSE)
    def brief(province_code: str) -> Response:
        """Two sheets about a province."""
        world = measured.world
        known_province(world, province_code)
        held = measured.current(now(), patience=PATIENCE)
        if held is None:
            return measuring()
        asked = Question.read(request.args)
        with patience(PATIENCE) as seconds:
            found = advice().current(province_code, asked.column, now(), patience=seconds)
        response = make_response(render(brief_page(world, held, province_code, asked, found)))
        response.headers["Cache-Control"] = "no-store"
        if found is None:
            response.headers["Refresh"] = COMES_AGAIN
        return response


def brief_page(
    world: World, held: Held, code: str, asked: Question, found: ToldAdvice | None
) -> BriefPage:
    """The brief; without acts while they are being worked out."""
    rows = [row for row in held.rows(world, asked.column) if row.province_code == code]
    every = districts(world, tables_of(world), code, asked.column, asked.hour, now=now())
    cannot = cannot_help(every)
    drawing = drawing_of(current_app.config["DATA_DIR"], tuple(row.code for row in rows))
    acts = acts_of(world, found, asked)
    return BriefPage(
        title=gettext("Rujuk – Notes: map"),
        name=world.atlas.regions[code].name,
        back=url_for("coverage.province", province_code=code, **asked.query()),
        asked=asked_text(asked),
        answer=answer_text(every, cannot),
        near=near_text(rows),
        width=drawing.width,
        height=drawing.height,
        shapes=tuple(
            MapShape(shape.path, fill_of(row), number, *shape.label)
            for number, (shape, row) in enumerate(zip(drawing.shapes, rows, strict=True), 1)
        ),
        patterns=PATTERNS,
        legend=legend(rows),
        unverified=words.number(sum(row.unverified for row in rows)),
        gaps=tuple(map(district_row, cannot[:MOST_GAPS])),
        more_gaps=max(0, len(cannot) - MOST_GAPS),
        ready=found is not None,
        acts=acts[:MOST_ACTS],
        more_acts=max(0, len(acts) - MOST_ACTS),
        rows=tuple(brief_row(number, row) for number, row in enumerate(rows, 1)),
        units=unit_lines(rows),
        contested=words.number(sum(row.unit.contested for row in rows)),
        moment=moment(held.coverage.now),
        version=held.version,
        ruleset=held.coverage.tables.routing.policy.ruleset,
    )


def acts_of(world: World, found: ToldAdvice | None, asked: Question) -> tuple[ActLine, ...]:
    """What to do first: as many kinds as there is room for, in the order of the page."""
    if found is None:
        return ()
    seen: Counter[str] = Counter()
    ranked = []
    for place, act in enumerate(found.acts):
        seen[act.kind] += 1
        ranked.append((seen[act.kind] > 1, place))
    chosen = sorted(place for _again, place in sorted(ranked)[:MOST_ACTS])
    others = [place for place in range(len(found.acts)) if place not in chosen]
    plans = plan_texts(found, asked)
    texts = translator(current_language())
    return tuple(
        ActLine(
            act_text(world, act, texts),
            reach_text(act, found.within, texts),
            plans.get((act.kind, act.subject), ""),
        )
        for act in (found.acts[place] for place in [*chosen, *others])
    )


def plan_texts(found: ToldAdvice, asked: Question) -> dict[tuple[str, str], str]:
    """For a coordinator: state, owner and day of the acts that were decided on."""
    texts = {}
    for one in decided(records(), current_actor(), found, asked.column):
        plan, subject = one.act.plan, one.act.subject
        due = numbers.day_text(plan.due.isoformat(), current_language()) if plan.due else ""
        owner = str(act_words.OWNERS[plan.owner]) if plan.owner else ""
        parts = (str(act_words.STATES[plan.state]), owner, due)
        texts[subject.kind.value, subject.subject] = "; ".join(filter(None, parts))
    return texts


def near_text(rows: Sequence[RegencyRow]) -> str:
    """How many people live within three hours of a service."""
    people = sum(row.people for row in rows)
    near = sum(row.people * row.shares.within[1] for row in rows)
    return gettext(
        "%(near)s of %(people)s people (%(share)s) live within three hours of a service that a "
        "plan could recommend.",
        near=words.number(near),
        people=words.number(people),
        share=words.percent(near / people) if people else "–",
    )


def fill_of(row: RegencyRow) -> str:
    """The pattern of a regency."""
    return f"{row.gap.value.lower()}{'-h' if row.unverified else ''}"


def legend(rows: Sequence[RegencyRow]) -> tuple[ClassLine, ...]:
    """Every rung that occurs, the worst first."""
    found = ((code, [row for row in rows if row.gap is code]) for code in SEVERITY)
    return tuple(
        ClassLine(
            code.value.lower(),
            str(words.GAPS[code]),
            words.number(len(of)),
            words.number(sum(row.people for row in of)),
        )
        for code, of in found
        if of
    )


def brief_row(number: int, row: RegencyRow) -> BriefRow:
    """A regency of the table."""
    told = (*row.shares.within, row.shares.unknown)
    return BriefRow(
        number=number,
        name=row.name.replace("Kabupaten ", "Kab. ", 1),
        people=words.number(row.people),
        fill=fill_of(row),
        gap=str(words.GAPS[row.gap]),
        checked=not row.unverified,
        evidence=str(words.EVIDENCE[row.evidence]),
        unit=unit_text(row),
        shares=tuple(map(words.percent, told)),
    )
