"""The coverage as a document: what commands print, and what pages and files are made of.

Nothing here places a confidential house: it is counted with its province, for a count of one tells
the regency (R35), and where it is the best a cell has, neither its id nor the minutes to it are
given, only the band.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from referral.domain.coverage import COLUMNS, HOUR, Cell, Column, Group, standard_time
from referral.domain.coverage_evidence import WITHOUT_GOVERNMENT, Survey
from referral.domain.policy import BANDS
from referral.domain.regions import Region
from referral.domain.services import Service
from referral.domain.vocabulary import GapCode, Need, Status
from referral.geo.coverage import UNKNOWN
from referral.present.coverage import CAVEAT, DENOMINATOR, STANDARD
from referral.present.labels import label
from referral.present.translate import translator
from referral.usecases.coverage import Coverage, regencies_of
from referral.usecases.tables import Tables
from referral.usecases.world import World

VERSION = 1
Document = dict[str, Any]


def coverage_document(
    world: World, coverage: Coverage, *, language: str, need: Need | None = None
) -> Document:
    """All regencies with their cells, of all needs or of one, texts in `language`."""
    words = translator(language)
    columns = [column for column in COLUMNS if need in (None, column[0])]
    survey = Survey(coverage.tables.routing)
    codes = regencies_of(world)
    zone = "Asia/Jakarta"
    moment = standard_time(coverage.now, zone, world.holidays)
    governments = len(codes) - len(WITHOUT_GOVERNMENT & set(codes))
    return {
        "coverage_version": VERSION,
        "ruleset": coverage.tables.routing.policy.ruleset,
        "directory_version": coverage.tables.directory.version,
        "standard": {
            "date": moment.date().isoformat(),
            "local_time": f"{HOUR:02d}:00",
            "companions": ["alone"],
            "text": words.gettext(STANDARD),
        },
        "denominator": {
            "governments": governments,
            "units_without_government": len(codes) - governments,
            "provinces": sum(region.is_province for region in world.atlas.regions.values()),
            "text": words.fill(DENOMINATOR, {"governments": governments}),
        },
        "caveat": words.gettext(CAVEAT),
        "needs": [n.value for n in dict.fromkeys(column[0] for column in columns)],
        "groups": [group.value for group in Group],
        "gaps": {code.value: label("gap", code.value, words) for code in GapCode},
        "uptd_ppa": _units(survey, codes),
        "summary": [_summary(coverage, column) for column in columns],
        "provinces": _provinces(world, coverage),
        "regencies": _regencies(world, coverage, survey, columns),
    }


def _units(survey: Survey, codes: Iterable[str]) -> Document:
    """UU 12/2022 art. 76(2) over the governments that it obliges."""
    found = [survey.unit(code) for code in codes if code not in WITHOUT_GOVERNMENT]
    counts = Counter(status.has.value for status in found)
    return {
        "law": "UU 12/2022, art. 76(2)",
        "yes": counts["yes"],
        "known_no": counts["known_no"],
        "not_surveyed": counts["not_surveyed"],
        "contested": sum(status.contested for status in found),
    }


def people_by_band(coverage: Coverage, column: Column, rows: slice | None = None) -> dict[str, int]:
    """How many people live within each travel band of an acceptable service, in whole people."""
    rows = rows or slice(None)
    minutes, people = coverage.minutes[column][rows], coverage.people[rows]
    limits = [*coverage.tables.routing.policy.band_limits, UNKNOWN - 1]
    counts = np.bincount(np.searchsorted(limits, minutes), people, minlength=len(BANDS))
    return dict(zip(BANDS, _whole(counts.tolist()), strict=True))


def _whole(parts: list[float]) -> list[int]:
    """Whole numbers whose sum is that of the parts: the largest remainders are rounded up."""
    floors = [int(part) for part in parts]
    left = round(sum(parts)) - sum(floors)
    order = sorted(range(len(parts)), key=lambda at: floors[at] - parts[at])
    for at in order[:left]:
        floors[at] += 1
    return floors


def _summary(coverage: Coverage, column: Column) -> Document:
    cells = [cells[column] for cells in coverage.cells.values()]
    counts = Counter(cell.gap for cell in cells)
    return {
        "need": column[0].value,
        "group": column[1].value,
        "regencies": {code.value: counts[code] for code in GapCode},
        "unverified": sum(cell.unverified for cell in cells),
        "people": people_by_band(coverage, column),
    }


def _regencies(
    world: World, coverage: Coverage, survey: Survey, columns: list[Column]
) -> list[Document]:
    counts = Counter(service.regency_code for service in _standing(coverage.tables, secret=False))
    found = []
    for code, cells in coverage.cells.items():
        region, unit = world.atlas.regions[code], survey.unit(code)
        found.append(
            {
                **_names(world, region),
                "population": region.population,
                "own_government": code not in WITHOUT_GOVERNMENT,
                "uptd_ppa": {
                    "status": unit.has.value,
                    "contested": unit.contested,
                    "sources": [
                        {"publisher": one.publisher, "year": one.year, "says": one.says.value}
                        for one in unit.sources
                    ],
                },
                "services": counts[code],
                "cells": [
                    _cell(coverage, survey, region, column, cells[column]) for column in columns
                ],
            }
        )
    return found


def _names(world: World, region: Region) -> Document:
    province = world.atlas.regions[region.province_code]
    return {
        "code": region.code,
        "name": region.name,
        "province_code": province.code,
        "province": province.name,
    }


def _provinces(world: World, coverage: Coverage) -> list[Document]:
    secret = Counter(service.province_code for service in _standing(coverage.tables, secret=True))
    return [
        {"code": code, "name": region.name, "confidential_places": secret[code]}
        for code, region in sorted(world.atlas.regions.items())
        if region.is_province
    ]


def _standing(tables: Tables, *, secret: bool) -> Iterator[Service]:
    """Active services that stand in a regency: those that are shown, or the confidential ones."""
    for service in tables.directory.services:
        active = service.status is Status.ACTIVE and service.regency_code
        if active and service.hidden is secret:
            yield service


def _cell(
    coverage: Coverage,
    survey: Survey,
    region: Region,
    column: Column,
    cell: Cell,
) -> Document:
    need, group = column
    policy = coverage.tables.routing.policy
    best = coverage.tables.directory.get(cell.best) if cell.best else None
    secret = best is not None and best.hidden
    evidence = survey.evidence(region.code, need, recorded=cell.recorded)
    return {
        "need": need.value,
        "group": group.value,
        "gap": {"code": cell.gap.value, "unverified": cell.unverified},
        "evidence": evidence.value,
        "best": None if best is None or secret else best.id,
        "tier": None if cell.tier is None else int(cell.tier),
        "travel": {
            "minutes": None if secret else cell.minutes,
            "band": BANDS[policy.band(cell.minutes)],
        },
        "people": people_by_band(coverage, column, coverage.villages.rows[region.code]),
    }


def table_rows(document: Mapping[str, Any]) -> Iterable[Document]:
    """The cells of a document, each with its regency, one flat row after the other."""
    for regency in document["regencies"]:
        for cell in regency["cells"]:
            yield {
                "regency_code": regency["code"],
                "regency": regency["name"],
                "province_code": regency["province_code"],
                "province": regency["province"],
                "population": regency["population"],
                "own_government": regency["own_government"],
                "uptd_ppa": regency["uptd_ppa"]["status"],
                "need": cell["need"],
                "group": cell["group"],
                "gap": cell["gap"]["code"],
                "unverified": cell["gap"]["unverified"],
                "evidence": cell["evidence"],
                "tier": cell["tier"],
                "minutes": cell["travel"]["minutes"],
                "band": cell["travel"]["band"],
                **{f"people_{name}": cell["people"][band] for name, band in PEOPLE.items()},
            }


PEOPLE = {
    "1h": "<=1h",
    "3h": "<=3h",
    "6h": "<=6h",
    "24h": "<=24h",
    "more": ">24h",
    "unknown": "unknown",
}
"""Names of the columns of people by travel band; bands do not overlap."""

HXL = {
    "regency_code": "#adm2+code",
    "regency": "#adm2+name",
    "province_code": "#adm1+code",
    "province": "#adm1+name",
    "population": "#population",
    "own_government": "#meta+own_government",
    "uptd_ppa": "#status+uptd_ppa",
    "need": "#service+need",
    "group": "#population+type",
    "gap": "#severity+gap",
    "unverified": "#status+unverified",
    "evidence": "#meta+evidence",
    "tier": "#service+tier",
    "minutes": "#indicator+travel+minutes",
    "band": "#indicator+travel+band",
    **{f"people_{name}": f"#population+travel+t{name}" for name in PEOPLE},
}
"""The tag of each column (hxlstandard.org)."""
