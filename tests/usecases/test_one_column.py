"""One cell of the map measured for itself says what the map of the country says."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from referral.domain.coverage import Column, Group
from referral.domain.vocabulary import Need
from referral.usecases.coverage import measure_coverage
from referral.usecases.one_column import column_of, measure_column
from referral.usecases.tables import tables_of
from referral.usecases.world import World

NOW = datetime(2026, 11, 25, tzinfo=UTC)
REGENCIES = ["21.03", "31.01", "53.07", "53.71", "94.08", "95.03"]


@pytest.mark.parametrize(
    "column",
    [
        (Need.SHELTER, Group.BOY),
        (Need.SHELTER, Group.UNDER_12),
        (Need.LEGAL, Group.ANY),
        (Need.MEDICAL, Group.FROM_12),
    ],
    ids=str,
)
def test_a_column_measured_alone_is_the_maps(world: World, column: Column) -> None:
    whole = measure_coverage(world, now=NOW, regencies=REGENCIES)
    told = column_of(whole, column, REGENCIES)
    alone = measure_column(world, tables_of(world), column, REGENCIES, NOW)
    assert alone.cells == told.cells
    for code in REGENCIES:
        assert (alone.minutes[code] == told.minutes[code]).all(), code
    within = alone.within(world, tables_of(world), 180)
    assert sum(within.values()) == pytest.approx(whole.within(column, 180))
