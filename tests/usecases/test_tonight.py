"""Which regencies cannot help tonight: the plan of each is asked, at the hour."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from referral.domain.coverage import Group
from referral.domain.services import Hours, Interval, Service
from referral.domain.vocabulary import GapCode, Kind, Need
from referral.usecases.find_help import find_help
from referral.usecases.tables import tables_of
from referral.usecases.tonight import District, Hour, ProvinceCounts, cannot_help, districts
from referral.usecases.world import World
from tests.builders import service, shelter
from tests.offices import directory_world

OFFICE = Hours(tuple(Interval(day, 8 * 60, 16 * 60) for day in range(5)))
NOW = datetime(2026, 11, 25, 3, tzinfo=UTC)
BOY = (Need.SHELTER, Group.BOY)
OPEN: dict[str, Any] = dict.fromkeys(
    ("accepts_boys", "accepts_girls", "accepts_unaccompanied", "emergency_intake"), "yes"
)


def asked(
    world: World, *services: Service, column: Any = BOY, hour: Hour = Hour.TONIGHT
) -> dict[str, District]:
    small = directory_world(world, services)
    found = districts(small, tables_of(small), "53", column, hour, now=NOW)
    assert len(found) == 22
    return {one.code: one for one in found}


def test_a_house_that_takes_boys_helps_where_it_is_near(world: World) -> None:
    found = asked(world, shelter("rumah", facts=OPEN))
    assert found["53.07"].can and found["53.07"].first == "rumah"
    alor = found["53.05"]
    assert not alor.can and alor.gap is GapCode.TOO_FAR
    named = cannot_help(tuple(found.values()))
    assert [one.people for one in named] == sorted((one.people for one in named), reverse=True)
    assert {one.code for one in named} == {code for code, one in found.items() if not one.can}


def test_what_works_in_office_hours_alone_is_no_bed_for_tonight(world: World) -> None:
    day = shelter("siang", facts=OPEN, hours=OFFICE)
    by_day = asked(world, day, hour=Hour.STANDARD)["53.07"]
    assert by_day.can and by_day.gap is GapCode.OFFICE_HOURS
    assert not asked(world, day)["53.07"].can


def test_a_place_that_nobody_can_dial_does_not_count(world: World) -> None:
    silent = shelter("sunyi", facts=OPEN, phones=())
    found = asked(world, silent)["53.07"]
    assert not found.can and found.first is None


def test_of_a_hidden_house_the_gateway_and_the_band_are_told(world: World) -> None:
    house = shelter("rumah-kenanga", confidential=True, kind=Kind.RPSA, facts=OPEN)
    gate = service("gerbang", Need.LEGAL, kind=Kind.UPTD_PPA)
    found = asked(world, house, gate)["53.07"]
    assert found.hidden and found.first_name == gate.name and found.minutes is None
    assert "kenanga" not in str(found) and found.band is not None


def test_by_day_a_regency_says_what_route_says(world: World) -> None:
    tables = tables_of(world)
    found = districts(world, tables, "94", (Need.LEGAL, Group.GIRL), Hour.STANDARD, now=NOW)
    for one in found:
        body = {
            "at": {"code": one.code},
            "needs": ["legal"],
            "sex": "female",
            "companions": ["alone"],
            "when": "2026-12-01T10:00",
        }
        answer = find_help(world, body, now=NOW, language="en")["answers"][0]
        first = answer["recommended"]
        assert one.first == (first["service_id"] if first else None)
        assert one.gap.value == (answer["gap"]["code"] if answer["gap"] else "OK")


def test_the_counts_of_provinces_are_those_of_their_pages(world: World) -> None:
    counts = ProvinceCounts(world).now(NOW)
    assert len(counts) == 38 and sum(one.regencies for one in counts) == 514
    (papua,) = [one for one in counts if one.code == "94"]
    found = districts(world, tables_of(world), "94", BOY, Hour.TONIGHT, now=NOW)
    assert papua.cannot == len(cannot_help(found)) == 8
    assert papua.people == sum(one.people for one in found)
