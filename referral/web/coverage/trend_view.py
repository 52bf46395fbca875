"""The comparison of two moments in words, for its page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from referral.domain.vocabulary import GapCode
from referral.usecases.coverage_now import Held
from referral.usecases.coverage_trend import (
    WITHIN,
    Area,
    Became,
    Cause,
    Change,
    Turn,
    area_of,
    provinces_of,
)
from referral.usecases.world import World
from referral.web.coverage import words
from referral.web.coverage.choice import Choice
from referral.web.coverage.overview import asked_text, moment, provinces, selects
from referral.web.coverage.pages import Pattern, Swatch
from referral.web.coverage.period import FROM, TO, Period, day_text
from referral.web.coverage.trend_pages import (
    AreaLine,
    CauseLine,
    ChangeLine,
    Outcome,
    TrendPage,
)
from referral.web.moment import now
from referral.web.numbers import JAKARTA
from referral.web.words import LazyText, gettext
from referral.web.words import lazy_gettext as _l

MOST = 10
TURNS: Mapping[Turn, LazyText] = {
    Turn.BETTER: _l("better"),
    Turn.WORSE: _l("worse"),
    Turn.SAME: _l("as before"),
}
BECAME: Mapping[Became, LazyText] = {
    Became.ADDED: _l("added"),
    Became.REMOVED: _l("removed"),
    Became.CLOSED: _l("no longer active"),
    Became.REOPENED: _l("active again"),
    Became.VERIFIED: _l("checked"),
    Became.CHANGED: _l("changed"),
}
PATTERNS = (
    Pattern("better", "better", hatched=False),
    Pattern("worse", "worse", hatched=True),
    Pattern("same", "same", hatched=False),
)


@dataclass(frozen=True)
class Compared:
    """The question, and every regency at both moments."""

    choice: Choice
    period: Period
    then: Held
    now: Held
    every: Sequence[Change]

    @property
    def area(self) -> list[Change]:
        """The regencies of the province that was asked for, or all."""
        code = self.choice.province
        return [one for one in self.every if code in ("", one.now.province_code)]


def trend_page(
    world: World, choice: Choice, period: Period, since: datetime, found: Compared | None = None
) -> TrendPage:
    """The page with the form, and the comparison unless a day is refused."""
    wanted = ("need", "group", "province")
    return TrendPage(
        title=gettext("Rujuk – Notes: trend"),
        selects=tuple(one for one in selects(choice, provinces(world)) if one.name in wanted),
        since=day_text(since.astimezone(JAKARTA).date()),
        first=since.astimezone(JAKARTA).date().isoformat(),
        last=now().astimezone(JAKARTA).date().isoformat(),
        from_text=period.first,
        to_text=period.last,
        asked=asked_text(choice, provinces(world)),
        province=choice.province,
        problems=period.problems,
        outcome=outcome_of(found) if found else None,
    )


def outcome_of(found: Compared) -> Outcome:
    """The comparison in words."""
    area = found.area
    ordered = sorted(area, key=lambda one: (one.turn is Turn.SAME, *(-part for part in one.weight)))
    lines = tuple(change_line(found, one) for one in ordered)
    whole = area_of("", "", area)
    query = {**found.choice.query(), FROM: found.period.first, TO: found.period.last}
    return Outcome(
        compared=gettext(
            "%(begin)s compared with %(end)s.",
            begin=moment(found.period.begin),
            end=moment(found.period.end),
        ),
        summary=summary(whole),
        legend=legend(area),
        patterns=PATTERNS,
        most=tuple(line for line in lines[:MOST] if line.changed),
        areas=tuple(area_line(found, one) for one in provinces_of(area)),
        rows=lines,
        files=(("CSV (HXL)", url_for("coverage.trend_csv", **query)),),
        version=found.now.version,
    )


def summary(whole: Area) -> tuple[str, ...]:
    """What became of the area, in sentences."""
    turned = gettext(
        "Better in %(better)s regencies and cities, worse in %(worse)s, of %(all)s.",
        better=words.number(whole.better),
        worse=words.number(whole.worse),
        all=words.number(whole.regencies),
    )
    near = gettext(
        "People within three hours of a service that a plan could recommend: %(then)s then, "
        "%(now)s at the end.",
        then=f"{words.number(whole.near_then)} ({_share(whole.near_then, whole)})",
        now=f"{words.number(whole.near_now)} ({_share(whole.near_now, whole)})",
    )
    return turned, near


def _share(people: float, area: Area) -> str:
    return words.percent(people / area.people) if area.people else "–"


def legend(area: Sequence[Change]) -> tuple[Swatch, ...]:
    """The classes of the map with the regencies and people in each."""
    return tuple(
        Swatch(turn.value, str(text), words.number(len(of)), words.number(sum(of)))
        for turn, text in TURNS.items()
        for of in [[one.now.people for one in area if one.turn is turn]]
    )


def change_line(found: Compared, one: Change) -> ChangeLine:
    """A regency's line of the table."""
    row = one.now
    return ChangeLine(
        code=row.code,
        name=row.name,
        href=url_for("coverage.regency", regency_code=row.code),
        province=row.province,
        fill=one.turn.value,
        turn=str(TURNS[one.turn]),
        people=words.number(row.people),
        gap_then=gap_text(one.then.gap, unverified=one.then.unverified),
        gap_now=gap_text(row.gap, unverified=row.unverified),
        near_then=words.percent(one.then.shares.within[WITHIN]),
        near_now=words.percent(row.shares.within[WITHIN]),
        causes=tuple(cause_line(found, cause) for cause in one.causes),
    )


def gap_text(gap: GapCode, *, unverified: bool) -> str:
    """A rung of the ladder, and whether anybody has checked it."""
    text = str(words.GAPS[gap])
    return gettext("%(gap)s, not checked", gap=text) if unverified else text


def cause_line(found: Compared, cause: Cause) -> CauseLine:
    """A record that changed; one that is there now has a page."""
    there = found.now.coverage.tables.directory.get(cause.service_id) is not None
    href = url_for("pages.service", service_id=cause.service_id) if there else ""
    return CauseLine(cause.name, href, str(BECAME[cause.became]))


def area_line(found: Compared, area: Area) -> AreaLine:
    """A province's line."""
    query = {**found.choice.query(), "province": area.code}
    query |= {FROM: found.period.first, TO: found.period.last}
    return AreaLine(
        name=area.name,
        href=url_for("coverage.trend", **query),
        better=words.number(area.better),
        worse=words.number(area.worse),
        gaps_then=words.number(area.gaps_then),
        gaps_now=words.number(area.gaps_now),
        near_then=_share(area.near_then, area),
        near_now=_share(area.near_now, area),
    )
