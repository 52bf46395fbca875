"""Coverage as use cases: what a change touches, and that measuring that much is enough."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np
import pytest

from referral.domain.coverage import COLUMNS, Group
from referral.domain.coverage_change import touched_by_change
from referral.domain.directory import Directory
from referral.domain.services import Phone, Service
from referral.domain.table import RoutingTable
from referral.domain.vocabulary import Kind, Level, Need, Status
from referral.usecases.coverage import Coverage, measure_coverage, renewed, with_services
from referral.usecases.tables import tables_of
from referral.usecases.world import World
from tests.builders import KEY, policy, shelter, uptd

NOW = datetime(2026, 11, 25, tzinfo=UTC)


@pytest.fixture(scope="module")
def world(world: World) -> World:
    """The real map over the real services of the eastern Lesser Sundas, and the national ones."""
    some = (s for s in world.directory().services if s.province_code in (None, "52", "53"))
    directory = Directory.of(some, version="some", opaque_key=KEY)
    return replace(world, directory=lambda: directory)


@pytest.fixture(scope="module")
def coverage(world: World) -> Coverage:
    return measure_coverage(world, now=NOW)


def verified(service: Service) -> Service:
    fresh = replace(service.provenance, verified_on=date(2026, 11, 20))
    return replace(service, provenance=fresh)


def unit_of(world: World, regency: str) -> Service:
    services = world.directory().services
    return next(s for s in services if s.kind is Kind.UPTD_PPA and s.regency_code == regency)


def same(one: Coverage, other: Coverage) -> bool:
    minutes = all((one.minutes[c] == other.minutes[c]).all() for c in COLUMNS)
    return one.cells == other.cells and minutes


@pytest.mark.parametrize("what", ["verified", "closed", "without numbers", "a new one"])
def test_measuring_what_a_change_touches_is_the_same_as_measuring_everything(
    world: World, coverage: Coverage, what: str
) -> None:
    unit = unit_of(world, "53.71")
    changed = {
        "verified": verified(unit),
        "closed": replace(unit, status=Status.CLOSED),
        "without numbers": replace(unit, phones=(), whatsapp=()),
        "a new one": replace(verified(unit), id="baru", regency_code="53.13", coverage=("53.13",)),
    }[what]
    tables = with_services(world, coverage.tables, [changed])
    touched = touched_by_change(coverage.tables.routing, tables.routing, tables.travel)
    assert touched is not None and 20 < len(touched) < 200
    quick = renewed(world, coverage, tables)
    assert same(quick, measure_coverage(world, now=NOW, tables=tables))
    assert not same(quick, coverage)


def tables(*services: Service) -> RoutingTable:
    return RoutingTable(Directory.of(services, version="t", opaque_key=KEY), policy())


def test_a_change_touches_its_province_and_those_beside_it_and_a_national_one_all(
    world: World, coverage: Coverage
) -> None:
    geography = tables_of(world).travel
    before, after = uptd("unit"), uptd("unit", phones=())
    touched = touched_by_change(tables(before), tables(after), geography)
    assert touched is not None and "53.07" in touched and "53.71" in touched
    assert {code[:2] for code in touched} == {"53"} | geography.neighbours("53")
    nation = uptd("nasional", level=Level.NATIONAL, coverage=("ID",))
    assert touched_by_change(tables(), tables(nation), geography) is None
    assert touched_by_change(tables(before), tables(uptd("unit")), geography) == frozenset()
    # a gateway that can no longer be dialled leaves the hidden house behind it without a number
    house = shelter("rumah", confidential=True, regency="52.72", coverage=("52.72",))
    gate = uptd("gerbang", level=Level.PROVINCE, regency="52.72", coverage=("52",))
    silent = replace(gate, phones=())
    found = touched_by_change(tables(house, gate), tables(house, silent), geography)
    assert found is not None and "52.72" in found


def test_a_number_that_answers_makes_a_hidden_place_a_place_to_recommend(
    world: World, coverage: Coverage
) -> None:
    """What is shown of the map changes where only the gateway changed."""
    unit = unit_of(world, "53.71")
    mute = with_services(world, coverage.tables, [replace(unit, phones=(), whatsapp=())])
    heard = with_services(
        world, mute, [replace(unit, phones=(Phone("+62380000000", "0380-000-000"),))]
    )
    one = renewed(world, coverage, mute)
    assert same(renewed(world, one, heard), measure_coverage(world, now=NOW, tables=heard))


def test_shares_of_people_follow_from_minutes(coverage: Coverage) -> None:
    column = (Need.SHELTER, Group.BOY)
    within = coverage.within(column, 180)
    mask = coverage.minutes[column] <= 180
    assert within == pytest.approx(coverage.people[mask].sum()) and within > 0
    assert np.all(coverage.minutes[Need.SHELTER, Group.ANY] >= 0)
