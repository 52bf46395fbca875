"""A province: which of its regencies cannot help these children, and what to do first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, abort, current_app, make_response, request, url_for

from referral.domain.access import Action, may
from referral.domain.act_plans import ActKind, ActState, PlannedAct
from referral.domain.coverage import Column, Group
from referral.domain.vocabulary import Need
from referral.present.journey import duration
from referral.present.translate import translator
from referral.usecases.action_plans import Decided, decided, decided_elsewhere
from referral.usecases.actions_document import ToldAct, ToldAdvice, act_text, crossing, reach_text
from referral.usecases.advice_now import AdviceNow
from referral.usecases.coverage_now import CoverageNow
from referral.usecases.pocket import sheet_regencies
from referral.usecases.tables import tables_of
from referral.usecases.tonight import District, Hour, ProvinceCounts, cannot_help, districts
from referral.usecases.world import World
from referral.web import numbers
from referral.web.access import current_actor, records, requires
from referral.web.coverage import act_words, words
from referral.web.coverage.overview import kept, moment
from referral.web.coverage.pages import Option, Select
from referral.web.coverage.province_pages import (
    ActRow,
    DistrictRow,
    ProvincePage,
    ProvinceRow,
    ProvincesPage,
    StepLine,
)
from referral.web.coverage.waiting import patience
from referral.web.locale import PREFIX, current_language
from referral.web.moment import now
from referral.web.numbers import JAKARTA
from referral.web.render import render
from referral.web.words import gettext, plain_label

PATIENCE = 1.5
"""Seconds that a reader is kept waiting for the acts before the page comes without them."""
COMES_AGAIN = "4"
"""Seconds after which a page without acts asks again."""


@dataclass(frozen=True)
class Question:
    """What is asked of a province. What an address asks and nobody knows is left out."""

    need: Need = Need.SHELTER
    group: Group = Group.BOY
    hour: Hour = Hour.TONIGHT

    @classmethod
    def read(cls, asked: Mapping[str, str]) -> Question:
        """The question of an address or a form."""
        need, group, hour = (asked.get(name, "") for name in ("need", "group", "hour"))
        return cls(
            Need(need) if need in set(Need) else Need.SHELTER,
            Group(group) if group in set(Group) else Group.BOY,
            Hour(hour) if hour in set(Hour) else Hour.TONIGHT,
        )

    @property
    def column(self) -> Column:
        """The cell of the map."""
        return self.need, self.group

    def query(self) -> dict[str, Any]:
        """The question as it stands in an address: only what is not usual."""
        usual = Question()
        named = {"need": self.need, "group": self.group, "hour": self.hour}
        return {name: v.value for name, v in named.items() if v is not getattr(usual, name)}


def add_routes(pages: Blueprint, measured: CoverageNow) -> None:
    """Give the blueprint the list of provinces and the page of each."""
    counts = ProvinceCounts(measured.world)

    @pages.get(f"{PREFIX}/coverage/province")
    @requires(Action.BROWSE)
    def provinces() -> Response:
        """Every province."""
        return kept(render(provinces_page(measured.world, counts)))

    @pages.get(f"{PREFIX}/coverage/province/<province_code>")
    @requires(Action.BROWSE)
    def province(province_code: str) -> Response:
        """One province."""
        world = measured.world
        known_province(world, province_code)
        asked = Question.read(request.args)
        with patience(PATIENCE) as seconds:
            found = advice().current(province_code, asked.column, now(), patience=seconds)
        page = province_page(world, province_code, asked, found)
        response = make_response(render(page))
        response.headers["Cache-Control"] = "no-store"
        if found is None:
            response.headers["Refresh"] = COMES_AGAIN
        return response


def advice() -> AdviceNow:
    """What works out the acts."""
    found: AdviceNow = current_app.extensions["advice"]
    return found


def known_province(world: World, code: str) -> None:
    """Go on only with the code of a province."""
    region = world.atlas.regions.get(code)
    if region is None or not region.is_province:
        abort(404)


def provinces_page(world: World, counts: ProvinceCounts) -> ProvincesPage:
    """The list of all, each asked for a boy tonight."""
    regions = world.atlas.regions
    rows = (
        ProvinceRow(
            name=regions[one.code].name,
            href=url_for("coverage.province", province_code=one.code),
            regencies=words.number(one.regencies),
            cannot=words.number(one.cannot),
            people=words.number(one.people),
        )
        for one in counts.now(now())
    )
    named = sorted(rows, key=lambda row: row.name)
    return ProvincesPage(title=gettext("Rujuk – Notes: map"), rows=tuple(named))


def province_page(
    world: World, code: str, asked: Question, found: ToldAdvice | None
) -> ProvincePage:
    """The page of a province; without acts while they are being worked out."""
    moment_now = now()
    every = districts(world, tables_of(world), code, asked.column, asked.hour, now=moment_now)
    cannot = cannot_help(every)
    plans = may(current_actor(), Action.PLAN_ACTS)
    decisions = decided(records(), current_actor(), found, asked.column) if found else []
    return ProvincePage(
        title=gettext("Rujuk – Notes: map"),
        code=code,
        name=world.atlas.regions[code].name,
        selects=selects(asked),
        asked=asked_text(asked),
        answer=answer_text(every, cannot),
        cannot=tuple(map(district_row, cannot)),
        can=tuple(district_row(one) for one in every if one.can),
        ready=found is not None,
        acts=tuple(act_rows(world, code, asked, found, decisions, plans)) if found else (),
        past=tuple(past_rows(world, code, asked, decisions)),
        plans=plans,
        again=request.full_path,
        ways=ways(code, asked),
        sheets=sheets(world, code),
        elsewhere=elsewhere(code, asked),
        measured=moment(datetime.fromisoformat(found.measured)) if found else "",
        version=tables_of(world).directory.version,
    )


def elsewhere(code: str, asked: Question) -> tuple[tuple[str, str], ...]:
    """For a coordinator: other questions on whose acts something was decided."""
    found = decided_elsewhere(records(), current_actor(), code, asked.column)
    return tuple(
        (
            f"{plain_label('need', need.value)} · {words.GROUPS[group]}: {words.number(count)}",
            url_for("coverage.province", province_code=code, **Question(need, group).query()),
        )
        for (need, group), count in found.items()
    )


def sheets(world: World, code: str) -> tuple[tuple[str, str], ...]:
    """The pocket sheets of the regencies."""
    return tuple(
        (world.atlas.regions[one].name, url_for("coverage.pocket", regency_code=one))
        for one in sheet_regencies(world, code)
    )


def ways(code: str, asked: Question) -> tuple[tuple[str, str], ...]:
    """Where to go from here."""
    query: dict[str, Any] = {
        "province": code, "need": asked.need.value, "group": asked.group.value
    }  # fmt: skip
    return (
        (
            gettext("Brief of two pages, to print"),
            url_for("coverage.brief", province_code=code, **asked.query()),
        ),
        (gettext("Map of the province"), url_for("coverage.index", **query)),
    )


def asked_text(asked: Question) -> str:
    """The question in words."""
    need = plain_label("need", asked.need.value)
    return f"{need} · {words.GROUPS[asked.group]} · {act_words.HOURS[asked.hour]}"


def answer_text(every: tuple[District, ...], cannot: tuple[District, ...]) -> str:
    """How many of all cannot help, and how many people live there."""
    if not cannot:
        return gettext("In every one of them a plan names somebody to telephone in time.")
    people = words.number(sum(one.people for one in cannot))
    return gettext(
        "%(cannot)s of %(all)s regencies and cities, with %(people)s people: there a plan names "
        "nobody who could be telephoned and help in time.",
        cannot=words.number(len(cannot)),
        all=words.number(len(every)),
        people=people,
    )


def district_row(found: District) -> DistrictRow:
    """A regency in the table."""
    return DistrictRow(
        name=found.name,
        href=url_for("coverage.regency", regency_code=found.code),
        people=words.number(found.people),
        gap=gap_text(found),
        unverified=found.unverified,
        first=found.first_name or "",
        way=way_text(found),
    )


def gap_text(found: District) -> str:
    """The rung; where a place is there that nobody can dial, that (R44)."""
    if found.first is None and found.gap.value in ("G4", "G6", "OK"):
        return gettext("A place is recorded, but no number at which anybody could call it")
    return str(words.GAPS[found.gap])


def way_text(found: District) -> str:
    """How far it is; of a hidden place only the band (R35)."""
    if found.band is None:
        return ""
    if not found.minutes:
        return plain_label("band", found.band)
    return duration(found.minutes, translator(current_language()))


def selects(asked: Question) -> tuple[Select, ...]:
    """The question as a form."""
    needs = [(need.value, plain_label("need", need.value)) for need in Need]
    return (
        _select("need", gettext("Need"), asked.need.value, needs),
        _select("group", gettext("Children"), asked.group.value, _texts(words.GROUPS)),
        _select("hour", gettext("When"), asked.hour.value, _texts(act_words.HOURS)),
    )


def _texts(named: Mapping[Group, object] | Mapping[Hour, object]) -> list[tuple[str, str]]:
    return [(code.value, str(text)) for code, text in named.items()]


def _select(name: str, label: str, chosen: str, options: Iterable[tuple[str, str]]) -> Select:
    return Select(name, label, tuple(Option(v, text, v == chosen) for v, text in options))


def act_rows(
    world: World,
    code: str,
    asked: Question,
    found: ToldAdvice,
    decisions: list[Decided],
    plans: bool,
) -> Iterable[ActRow]:
    """The acts that are advised now, each with what was decided on it."""
    by_subject = {(d.act.subject.kind.value, d.act.subject.subject): d for d in decisions}
    for act in found.acts:
        known = by_subject.get((act.kind, act.subject))
        href = act_href(code, asked, act.kind, act.subject) if plans else None
        yield act_row(world, act, found.within, known, href)


def past_rows(
    world: World, code: str, asked: Question, decisions: list[Decided]
) -> Iterable[ActRow]:
    """Acts decided on that are not among the first any more."""
    for one in decisions:
        if one.now is None:
            subject = one.act.subject
            href = act_href(code, asked, subject.kind.value, subject.subject)
            yield with_decision(bare_row(world, one.act), one, href)


def act_href(code: str, asked: Question, kind: str, subject: str) -> str:
    """Where a coordinator decides on an act."""
    query: dict[str, Any] = {**asked.query(), "kind": kind, "subject": subject}
    return url_for("coverage.act", province_code=code, **query)


def act_row(
    world: World, act: ToldAct, within: int, known: Decided | None, href: str | None
) -> ActRow:
    """An advised act in words."""
    texts = translator(current_language())
    row = ActRow(
        kind=str(act_words.KINDS[ActKind(act.kind)]),
        text=act_text(world, act, texts),
        reach=reach_text(act, within, texts),
        state=str(act_words.STATES[ActState.PROPOSED]) if href else "",
        href=href,
    )
    return with_decision(row, known, href) if known else row


def bare_row(world: World, act: PlannedAct) -> ActRow:
    """An act that is advised no longer: its kind, and what its subject is called today."""
    kind, ref = act.subject.kind, act.subject.subject
    region = world.atlas.regions.get(ref)
    name = region.name if region else crossing(world, ref)
    service = tables_of(world).directory.get(ref)
    if kind not in (ActKind.CENTRE, ActKind.TRANSPORT):
        public = service is not None and not service.hidden
        gone = gettext("A service that is no longer in the directory")
        name = service.name if service is not None and public else gone
    return ActRow(kind=str(act_words.KINDS[kind]), text=name, reach="")


def with_decision(row: ActRow, known: Decided, href: str | None) -> ActRow:
    """The row with what was decided, and what measuring again says of it."""
    plan, language = known.act.plan, current_language()
    open_still = plan.state in (ActState.PLANNED, ActState.UNDER_WAY)
    return ActRow(
        kind=row.kind,
        text=row.text,
        reach=row.reach,
        state=str(act_words.STATES[plan.state]),
        owner=str(act_words.OWNERS[plan.owner]) if plan.owner else "",
        due=numbers.day_text(plan.due.isoformat(), language) if plan.due else "",
        late=open_still and plan.due is not None and plan.due < now().astimezone(JAKARTA).date(),
        standing=str(act_words.STANDINGS[known.standing]),
        steps=step_lines(known.act),
        href=href,
    )


def step_lines(act: PlannedAct) -> tuple[StepLine, ...]:
    """Every decision, the newest first."""
    language = current_language()
    return tuple(
        StepLine(
            moment=moment(one.at),
            state=str(act_words.STATES[one.plan.state]),
            owner=str(act_words.OWNERS[one.plan.owner]) if one.plan.owner else "",
            due=numbers.day_text(one.plan.due.isoformat(), language) if one.plan.due else "",
            reach=gettext("%(count)s people", count=words.number(one.people)) if one.people else "",
        )
        for one in reversed(act.steps)
    )
