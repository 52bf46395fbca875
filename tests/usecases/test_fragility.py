"""Who has nothing left if one service closes: found at once, and the same by closing it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from referral.domain.coverage import Group
from referral.domain.directory import Directory
from referral.domain.errors import RequestRejected
from referral.domain.services import Service
from referral.domain.vocabulary import Kind, Need
from referral.usecases.coverage import Coverage, measure_coverage
from referral.usecases.fragility import critical_services, fragility_document, if_closed
from referral.usecases.world import World
from tests.builders import KEY, hospital, shelter, uptd

NOW = datetime(2026, 11, 25, tzinfo=UTC)
SHELTER = (Need.SHELTER, Group.GIRL)


def world_over(world: World, *services: Service) -> World:
    directory = Directory.of(services, version="uji", opaque_key=KEY)
    return replace(world, directory=lambda: directory)


@pytest.fixture(scope="module")
def real(world: World) -> World:
    """The real services of the eastern Lesser Sundas."""
    return world_over(
        world, *(s for s in world.directory().services if s.province_code in (None, "52", "53"))
    )


@pytest.fixture(scope="module")
def coverage(real: World) -> Coverage:
    return measure_coverage(real, now=NOW)


@pytest.mark.parametrize(
    ("column", "within"),
    [
        ((Need.SHELTER, Group.BOY), 180),
        ((Need.SHELTER, Group.UNDER_12), 60),
        ((Need.MEDICAL, Group.ANY), 60),
    ],
)
def test_those_who_depend_on_a_service_are_those_who_lose_by_closing_it(
    real: World, coverage: Coverage, column: tuple[Need, Group], within: int
) -> None:
    found = critical_services(real, coverage, column, within, most=None)
    assert len(found) > 3
    assert [one.people for one in found] == sorted((o.people for o in found), reverse=True)
    table = coverage.tables.routing
    harmless = next(
        s for s in table.directory.services
        if s.meets(column[0]) and s.id not in {one.service_id for one in found}
    )  # fmt: skip
    for ref, people in [(f.service_id, f.people) for f in (*found[:3], found[-1])] + [
        (harmless.id, 0.0)
    ]:
        service = table.directory.services[table.directory.index[ref]]
        after = if_closed(real, coverage, [table.public_id(service)])
        lost = coverage.within(column, within) - after.within(column, within)
        assert people == pytest.approx(lost, abs=0.5), ref


def test_a_hidden_house_falls_with_the_only_unit_that_reaches_it(world: World) -> None:
    gate = uptd("gerbang", Need.LEGAL)
    house = shelter("rumah", confidential=True, facts={"accepts_girls": "yes"})
    small = world_over(world, gate, house)
    coverage = measure_coverage(small, now=NOW)
    found = critical_services(small, coverage, SHELTER, 180)
    assert {one.service_id for one in found} == {"gerbang", "rumah"}
    assert len({one.people for one in found}) == 1
    after = if_closed(small, coverage, ["gerbang"])
    assert after.within(SHELTER, 180) == 0 < coverage.within(SHELTER, 180)


def test_the_document_leaves_a_hidden_house_out_and_counts_its_people_with_its_gateway(
    world: World,
) -> None:
    gate = uptd("gerbang", Need.LEGAL)
    house = shelter("rumah-kenanga", confidential=True, facts={"accepts_girls": "yes"})
    small = world_over(world, gate, house)
    coverage = measure_coverage(small, now=NOW)
    found = fragility_document(small, coverage, SHELTER, 180)
    assert "kenanga" not in str(found).casefold() and "tempat-" not in str(found)
    assert [one["service_id"] for one in found["services"]] == [gate.id]
    assert found["services"][0]["people"] == round(coverage.within(SHELTER, 180)) > 0


def test_two_places_side_by_side_are_no_one_s_only_one(world: World) -> None:
    small = world_over(world, hospital("satu"), hospital("dua", kind=Kind.PPT_HOSPITAL))
    coverage = measure_coverage(small, now=NOW)
    assert critical_services(small, coverage, (Need.MEDICAL, Group.ANY), 180) == []


def test_what_nobody_knows_cannot_be_closed(real: World, coverage: Coverage) -> None:
    with pytest.raises(RequestRejected) as caught:
        if_closed(real, coverage, ["tidak-ada", "rumah-rahasia"])
    assert [problem.code for problem in caught.value.problems] == ["unknown_service"] * 2
