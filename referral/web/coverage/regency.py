"""One regency: what a child there would find for every need, and how that is known."""

from __future__ import annotations

from collections import Counter

from flask import Blueprint, Response, abort, url_for

from referral.domain.access import Action
from referral.domain.coverage import Group
from referral.domain.coverage_evidence import Source
from referral.domain.vocabulary import Need, Status, Trilean
from referral.usecases.coverage_now import CoverageNow, Held
from referral.usecases.coverage_table import RegencyRow
from referral.usecases.world import World
from referral.web.access import requires
from referral.web.coverage import words
from referral.web.coverage.overview import (
    PATIENCE,
    PATTERNS,
    kept,
    measuring,
    moment,
    sees_counts,
    unit_text,
)
from referral.web.coverage.pages import NeedLine, Place, RegencyPage
from referral.web.locale import PREFIX
from referral.web.moment import now
from referral.web.render import render
from referral.web.words import gettext, plain_label


def add_routes(pages: Blueprint, measured: CoverageNow) -> None:
    """Give the blueprint the page of a regency."""

    @pages.get(f"{PREFIX}/coverage/<regency_code>")
    @requires(Action.BROWSE)
    def regency(regency_code: str) -> Response:
        """One regency or city."""
        held = measured.current(now(), patience=PATIENCE)
        if held is None:
            return measuring()
        if regency_code not in held.coverage.cells:
            abort(404)
        return kept(render(regency_page(measured.world, held, regency_code)))


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
        needs=tuple(need_line(held, need, row) for need, row in every.items()),
        patterns=PATTERNS,
        kinds=kinds(held, code),
        hidden=words.number(row.hidden) if sees_counts() else "",
        unit=unit_text(row),
        contested=row.unit.contested,
        sources=tuple(source_text(one) for one in row.unit.sources),
        neighbours=neighbours(world, code),
        moment=moment(held.coverage.now),
        version=held.version,
    )


def need_line(held: Held, need: Need, row: RegencyRow) -> NeedLine:
    """A need with its rung for every group, and how many people live near."""
    cells = held.coverage.cells[row.code]
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
        near=words.percent(row.shares.within[1]),
        href=url_for("coverage.index", need=need.value, province=row.province_code),
    )


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


def neighbours(world: World, code: str) -> tuple[Place, ...]:
    """The regencies beside it."""
    return tuple(
        Place(world.atlas.regions[one].name, url_for("coverage.regency", regency_code=one))
        for one in sorted(world.atlas.regency_neighbours(code))
    )
