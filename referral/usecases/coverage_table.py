"""The coverage of every regency for one need and group of children, as rows: map, table, files.

Nothing of a confidential place is in a row but that there are so many in the regency.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from referral.domain.coverage import Column
from referral.domain.coverage_evidence import WITHOUT_GOVERNMENT, Evidence, Survey, UnitStatus
from referral.domain.vocabulary import GapCode, Status
from referral.geo.coverage import UNKNOWN
from referral.usecases.coverage import Coverage
from referral.usecases.world import World

HOURS = (1, 3, 6, 24)
"""Hours of travel whose shares of people are told."""


@dataclass(frozen=True, slots=True)
class Shares:
    """Shares (0 to 1) of a regency's people: within each of `HOURS`, beyond, not known."""

    within: tuple[float, ...]
    beyond: float
    unknown: float


@dataclass(frozen=True, slots=True)
class RegencyRow:
    """What is told of a regency for a need and a group; `hidden` counts confidential places."""

    code: str
    name: str
    province_code: str
    province: str
    people: int
    own_government: bool
    gap: GapCode
    unverified: bool
    evidence: Evidence
    unit: UnitStatus
    shares: Shares
    hidden: int


def regency_rows(world: World, coverage: Coverage, column: Column) -> tuple[RegencyRow, ...]:
    """The rows of all regencies in the order of their codes."""
    survey, hidden = Survey(coverage.tables.routing), hidden_places(coverage)
    regions = world.atlas.regions
    found = []
    for code, cells in coverage.cells.items():
        region, cell = regions[code], cells[column]
        found.append(
            RegencyRow(
                code=code,
                name=region.name,
                province_code=region.province_code,
                province=regions[region.province_code].name,
                people=region.population,
                own_government=code not in WITHOUT_GOVERNMENT,
                gap=cell.gap,
                unverified=cell.unverified,
                evidence=survey.evidence(code, column[0], recorded=cell.recorded),
                unit=survey.unit(code),
                shares=shares(coverage.minutes[column][coverage.villages.rows[code]]),
                hidden=hidden[code],
            )
        )
    return tuple(found)


def hidden_places(coverage: Coverage) -> Counter[str]:
    """How many confidential places that work each regency has."""
    return Counter(
        service.regency_code
        for service in coverage.tables.directory.services
        if service.confidential and service.regency_code and service.status is Status.ACTIVE
    )


def shares(minutes: npt.NDArray[np.int32]) -> Shares:
    """The shares of villages, which all have the same number of people, by their minutes."""
    known = minutes < UNKNOWN
    within = tuple(float((minutes <= hours * 60).mean()) for hours in HOURS)
    beyond = float((known & (minutes > HOURS[-1] * 60)).mean())
    return Shares(within, beyond, float((~known).mean()))
