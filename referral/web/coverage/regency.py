"""One regency: what a child there would find for every need, and how that is known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from flask import Blueprint, abort, current_app, redirect, url_for
from flask.typing import ResponseReturnValue

from referral.domain.access import Action, may
from referral.domain.coverage import Group
from referral.domain.coverage_evidence import Source
from referral.domain.vocabulary import GapCode, Need, Status, Trilean
from referral.usecases.counters import show_counters
from referral.usecases.coverage_now import CoverageNow, Held
from referral.usecases.coverage_table import RegencyRow
from referral.usecases.tables import tables_of
from referral.usecases.tonight import Hour, district
from referral.usecases.world import World
from referral.web.access import current_actor, requires
from referral.web.coverage import words
from referral.web.coverage.overview import (
    PATIENCE,
    PATTERNS,
    checked_months,
    kept,
    measuring,
    moment,
    sees_counts,
    unit_text,
)
from referral.web.coverage.pages import NeedLine, Place, RegencyPage, UnmetLine
from referral.web.coverage.province import way_text
from referral.web.locale import PREFIX, current_language
from referral.web.moment import now
from referral.web.render import render
from referral.web.words import LazyText, gettext, plain_label
from referral.web.words import lazy_gettext as _l


def add_routes(pages: Blueprint, measured: CoverageNow) -> None:
    """Give the blueprint the page of a regency."""

    @pages.get(f"{PREFIX}/coverage/<regency_code>")
    @requires(Action.BROWSE)
    def regency(regency_code: str) -> ResponseReturnValue:
        """One regency or city; a code without its dot, and a province's, lead on."""
        elsewhere = address_of(measured.world, regency_code)
        if elsewhere:
            return redirect(elsewhere)
        held = measured.current(now(), patience=PATIENCE)
        if held is None:
            return measuring()
        if regency_code not in held.coverage.cells:
            abort(404)
        return kept(render(regency_page(measured.world, held, regency_code)))


def address_of(world: World, code: str) -> str | None:
    """Where a code leads that is not quite a regency's: 5307, or 53 for its province."""
    regions = world.atlas.regions
    dotted = f"{code[:2]}.{code[2:]}"
    if code.isdigit() and len(code) == 4 and dotted in regions:
        return url_for("coverage.regency", regency_code=dotted)
    if code in regions and len(code) == 2:
        return url_for("coverage.province", province_code=code)
    return None


def regency_page(world: World, held: Held, code: str) -> RegencyPage:
    """The page of a regency that exists."""
    every = {
        need: next(row for row in held.rows(world, (need, Group.ANY)) if row.code == code)
        for need in Need
    }
    row = every[Need.SHELTER]
    return RegencyPage(
        title=gettext("Rujuk – Notes: map"),
        name=row.name,
        province=row.province,
        province_href=url_for("coverage.index", province=row.province_code),
        people=words.number(row.people),
        needs=tuple(need_line(world, held, need, row) for need, row in every.items()),
        patterns=PATTERNS,
        months=checked_months(held),
        kinds=kinds(held, code),
        hidden=words.number(row.hidden) if sees_counts() else "",
        unit=unit_text(row),
        contested=row.unit.contested,
        sources=tuple(source_text(one) for one in row.unit.sources),
        statements=statements(world, held, code),
        neighbours=neighbours(world, code),
        ways=ways(code, row),
        unmet=unmet(code),
        moment=moment(held.coverage.now),
        version=held.version,
    )


def ways(code: str, row: RegencyRow) -> tuple[Place, ...]:
    """Where to go from here."""
    return (
        Place(
            gettext("Pocket sheet: whom to call, to print or keep"),
            url_for("coverage.pocket", regency_code=code),
        ),
        Place(
            gettext("%(province)s: what to do first", province=row.province),
            url_for("coverage.province", province_code=row.province_code),
        ),
    )


UNMET = ("opened", "unmet", "escalated", "national_only")
"""Measures of referrals that say where help was missing."""


def unmet(code: str) -> tuple[UnmetLine, ...] | None:
    """What was missing for children from here in twelve months; None for who may not read it."""
    actor = current_actor()
    if not may(actor, Action.READ_COUNTERS):
        return None
    found = show_counters(
        current_app.extensions["office"],
        actor,
        now=now(),
        language=current_language(),
        province=code[:2],
    )
    return tuple(
        UnmetLine(
            plain_label("need", line["need"]),
            tuple(count_text(line["counts"][name]) for name in UNMET),
        )
        for line in found["rows"]
        if line["area"]["code"] == code
    )


def count_text(count: object) -> str:
    """A count; one that is withheld is x."""
    return words.number(count) if isinstance(count, int) else "x"


def need_line(world: World, held: Held, need: Need, row: RegencyRow) -> NeedLine:
    """A need with its rung for every group, whom a plan names, and how many people live near."""
    cells, tables = held.coverage.cells[row.code], tables_of(world)
    asked = district(world, tables, row.code, (need, Group.ANY), Hour.STANDARD, now=now())
    return NeedLine(
        label=plain_label("need", need.value),
        fill=f"{row.gap.value.lower()}{'-h' if row.unverified else ''}",
        gap=str(words.GAPS[row.gap]),
        unverified=row.unverified,
        evidence=str(words.EVIDENCE[row.evidence]),
        groups=tuple(
            (str(text), str(words.GAPS[cells[need, group].gap]))
            for group, text in words.GROUPS.items()
            if group is not Group.ANY
        ),
        first=asked.first_name or "",
        way=way_text(asked),
        unreachable=asked.first is None and row.gap in _SOMETHING,
        near=words.percent(row.shares.within[1]),
        href=url_for("coverage.index", need=need.value, province=row.province_code),
    )


_SOMETHING = (GapCode.OFFICE_HOURS, GapCode.ARRANGED_ONLY, GapCode.OK)
"""Rungs on which a place is there."""


def kinds(held: Held, code: str) -> tuple[tuple[str, str], ...]:
    """How many services of each kind work in the regency; confidential ones stand apart."""
    counted = Counter(
        service.kind
        for service in held.coverage.tables.directory.services
        if service.regency_code == code
        and service.status is Status.ACTIVE
        and not service.confidential
    )
    named = sorted((plain_label("kind", kind.value), count) for kind, count in counted.items())
    return tuple((label, words.number(count)) for label, count in named)


def source_text(source: Source) -> str:
    """Who says that there is a unit, or none, and of which year."""
    said = gettext("yes") if source.says is Trilean.YES else gettext("no")
    year = f" ({source.year})" if source.year else ""
    return f"{source.publisher}{year}: {said}"


UNITS: Mapping[str, LazyText] = {
    "uptd_ppa": _l("UPTD PPA"),
    "uptd_ppa_province": _l("UPTD PPA of the province"),
    "p2tp2a": _l("P2TP2A"),
    "safe_house": _l("Safe house"),
    "psychologist": _l("Psychologist"),
}


def statements(world: World, held: Held, code: str) -> tuple[str, ...]:
    """What sources say of units in the regency and in its province: codes in words, no free text.

    A source that gives how many regencies have one says that instead.
    """
    told = []
    for one in held.coverage.tables.directory.statements:
        unit = UNITS.get(one.unit or "")
        if one.region_code in (code, code[:2]) and unit is not None:
            said = {Trilean.YES: gettext("yes"), Trilean.NO: gettext("no")}.get(one.status)
            if one.have is not None and one.of is not None:
                said = gettext(
                    "%(have)s of %(all)s regencies and cities", have=one.have, all=one.of
                )
            where = world.atlas.regions[one.region_code].name
            year = f" ({one.year})" if one.year else ""
            what = f"{unit}, {where}: {said or gettext('not known')}"
            told.append(f"{what} – {one.publisher}{year}")
    return tuple(dict.fromkeys(told))


def neighbours(world: World, code: str) -> tuple[Place, ...]:
    """The regencies beside it."""
    return tuple(
        Place(world.atlas.regions[one].name, url_for("coverage.regency", regency_code=one))
        for one in sorted(world.atlas.regency_neighbours(code))
    )
