"""A pocket sheet says what `route` says, cell by cell, and says the same once."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import product

import pytest

from referral.domain.vocabulary import Kind, Need, Sex
from referral.usecases.find_help import find_help
from referral.usecases.pocket import SEXES, Part, Row, Sheet, pocket_sheet, request_body
from referral.usecases.world import World
from tests.builders import service, shelter
from tests.offices import directory_world

NOW = datetime(2026, 11, 25, 3, tzinfo=UTC)


def row_of(sheet: Sheet, need: Need, part: Part, sex: Sex) -> Row:
    (found,) = [
        row for row in sheet.rows if row.need is need and part in row.parts and sex in row.sexes
    ]
    return found


@pytest.mark.parametrize("code", ["53.07", "31.01", "94.04"])
def test_every_cell_is_what_route_answers(world: World, code: str) -> None:
    sheet = pocket_sheet(world, code, now=NOW, language="id")
    for need, part, sex in product(Need, Part, SEXES):
        body = request_body(code, need, part, sex, sheet.day)
        answer = find_help(world, body, now=NOW, language="id")["answers"][0]
        row = row_of(sheet, need, part, sex)
        first, others = answer["recommended"], answer["alternatives"]
        assert (row.first.service_id if row.first else None) == (
            first["service_id"] if first else None
        )
        assert (row.next.service_id if row.next else None) == (
            others[0]["service_id"] if others else None
        )
        if row.first and first and first["phones"]:
            assert row.first.numbers[0][0] == first["phones"][0]["number"]
        assert row.lines and row.lines[0].numbers, "somebody answers whatever happens"


def test_the_sheet_holds_for_as_long_as_a_record_counts_as_fresh(world: World) -> None:
    sheet = pocket_sheet(world, "53.07", now=NOW, language="id")
    assert sheet.made == date(2026, 11, 25)
    assert (sheet.until - sheet.made).days == 30 * world.policy.fresh_months
    assert sheet.version == world.directory().version


def test_a_house_for_girls_parts_the_rows_and_a_hidden_one_stands_as_its_gateway(
    world: World,
) -> None:
    house = shelter("rumah-kenanga", confidential=True, kind=Kind.RPSA, facts={
        "accepts_girls": "yes", "accepts_boys": "no", "accepts_unaccompanied": "yes",
        "emergency_intake": "yes",
    })  # fmt: skip
    gate = service("gerbang", Need.LEGAL, kind=Kind.UPTD_PPA)
    small = directory_world(world, [house, gate])
    sheet = pocket_sheet(small, "53.07", now=NOW, language="id")
    girl = row_of(sheet, Need.SHELTER, Part.DAY, Sex.FEMALE)
    boy = row_of(sheet, Need.SHELTER, Part.DAY, Sex.MALE)
    assert girl.first is not None and girl.first.name == gate.name
    assert boy.first is None and girl.sexes == (Sex.FEMALE,)
    assert girl.first.minutes is None and "kenanga" not in str(sheet)
