"""What the dashboard lists: here the records whose point lies outside their own regency."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from referral.domain.services import Service
from referral.geo.standing import Elsewhere
from referral.store.writing import save_services
from referral.usecases.office import Office
from referral.usecases.upkeep.dashboard import Filter, list_records, show_dashboard
from referral.usecases.upkeep.quality import quality_of
from referral.usecases.world import World
from tests.builders import hospital, shelter
from tests.offices import EDITOR, NOW
from tests.usecases.upkeep_office import sqlite_office

IN_ENDE: dict[str, Any] = {"latitude": -8.84, "longitude": 121.66}
MISPLACED = Filter("misplaced")


@contextmanager
def office_over(folder: Path, world: World, services: list[Service]) -> Iterator[Office]:
    """An office whose directory holds these services where they are said to be."""
    with sqlite_office(folder, world, ()) as office:
        with office.records.writing() as session:
            save_services(session, services)
        yield office


def test_a_record_whose_point_lies_in_another_regency_is_listed(
    world: World, tmp_path: Path
) -> None:
    services = [
        hospital("rs-benar", latitude=-8.62, longitude=122.21),
        hospital("rs-keliru", **IN_ENDE),
        hospital("rs-kecamatan", location_basis="kecamatan", **IN_ENDE),
        hospital("rs-negeri-lain", latitude=1.35, longitude=103.82),
        shelter("rumah-rahasia", confidential=True, location_basis="regency_seat"),
    ]
    with office_over(tmp_path, world, services) as office:
        found = {
            one.service.id: one.elsewhere
            for one in list_records(office, EDITOR, MISPLACED, now=NOW)
        }
        assert found == {
            "rs-keliru": Elsewhere("53.08"),
            "rs-kecamatan": Elsewhere("53.08"),
            "rs-negeri-lain": Elsewhere(None),
        }
        assert show_dashboard(office, EDITOR, now=NOW).whole.counts["misplaced"] == 3
        alone = quality_of(office, services[1], NOW.date())
        assert alone.elsewhere == Elsewhere("53.08")


def test_a_point_that_stands_for_a_seat_is_no_point_of_the_record(
    world: World, tmp_path: Path
) -> None:
    seated = hospital("rs-pusat", location_basis="regency_seat", **IN_ENDE)
    with office_over(tmp_path, world, [seated]) as office:
        assert list_records(office, EDITOR, MISPLACED, now=NOW) == []
