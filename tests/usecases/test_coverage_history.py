"""The coverage of an earlier day is that of the directory as it was, and a trend says why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from referral.domain.coverage import Group
from referral.domain.gaps import SEVERITY
from referral.domain.services import Service
from referral.domain.tombstones import RemovalReason, Tombstone
from referral.domain.vocabulary import Kind, Need, Status
from referral.store.engine import make_engine
from referral.store.migrate import upgrade
from referral.store.reading import load_directory
from referral.store.upkeep import add_tombstone
from referral.store.writing import remove_service, replace_seed, save_service
from referral.usecases.coverage import Coverage, measure_coverage
from referral.usecases.coverage_history import CoverageThen, HistoryTooShort, coverage_on
from referral.usecases.coverage_now import CoverageNow, Held
from referral.usecases.coverage_trend import Became, Change, Turn, area_of, changes, provinces_of
from referral.usecases.records import Records
from referral.usecases.world import World
from tests.builders import shelter
from tests.exchanging import Files
from tests.usecases.test_coverage import same

START = datetime(2026, 11, 4, 3, 0, tzinfo=UTC)
EDITED, TODAY = START + timedelta(days=14), START + timedelta(days=15)  # of one week
SHELTER = (Need.SHELTER, Group.ANY)
LONG = 120.0


@dataclass
class Story:
    """A directory that changed: what it was at first, and what it is."""

    world: World
    records: Records
    first: Coverage
    held: Held
    then: CoverageThen

    def trend(self) -> dict[str, Change]:
        """Every regency since the beginning, by its code."""
        before = self.then.at(START, self.held, patience=LONG)
        assert before is not None
        rows = (before.held.rows(self.world, SHELTER), self.held.rows(self.world, SHELTER))
        coverages = (before.held.coverage, self.held.coverage)
        every = changes(*coverages, rows, SHELTER, before.hidden)
        return {one.now.code: one for one in every}


def stored(world: World, records: Records) -> World:
    with records.reading() as session:
        directory = load_directory(session)
    return replace(world, directory=lambda: directory)


@pytest.fixture(scope="module")
def story(world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """Two provinces: a unit closes, a shelter comes, a unit goes, a hidden place closes."""
    address = f"sqlite:///{tmp_path_factory.mktemp('past')}/rujuk.db"
    upgrade(address)
    records = Records(make_engine(address), b"a secret for tests")
    real = [s for s in world.directory().services if s.province_code in (None, "52", "53")]
    hidden = shelter("rumah-senyap", confidential=True, regency="52.72", coverage=("52.72",),
                     kind=Kind.NGO_SHELTER, latitude=None, longitude=None,
                     location_basis="regency_seat")  # fmt: skip
    with records.writing() as session:
        replace_seed(session, Files([*real, hidden, *houses(), MERGED]), now=START)
    before = stored(world, records)
    first = measure_coverage(before, now=START)
    by_id = {service.id: service for service in before.directory().services}
    with records.writing() as session:
        closed = replace(by_id["uptd-ppa-kab-ngada"], status=Status.CLOSED)
        save_service(session, closed, now=EDITED)
        save_service(session, replace(hidden, status=Status.CLOSED), now=EDITED)
        save_service(session, checked("rumah-baru", "53.08"), now=EDITED)
        for house in houses():
            save_service(
                session, replace(house, confidential=True, status=Status.CLOSED), now=EDITED
            )
        remove_service(session, "rumah-pergi", now=EDITED)
        remove_service(session, MERGED.id, now=EDITED)
        add_tombstone(session, merged_into("rumah-senyap"), by="ed-1")
        remove_service(session, unit_in(by_id.values(), "53.71").id, now=EDITED)
    after = stored(world, records)
    held = CoverageNow(after).current(TODAY, patience=LONG)
    assert held is not None
    yield Story(after, records, first, held, CoverageThen(after, records))
    records.engine.dispose()


def houses() -> tuple[Service, ...]:
    """Two that were public and checked, and became secret; one of them went later."""
    return checked("rumah-pergi", "53.07"), checked("rumah-kini-rahasia", "53.07")


def checked(ref: str, regency: str) -> Service:
    """A shelter at the regency's seat that somebody has checked."""
    house = shelter(ref, regency=regency, coverage=(regency,), kind=Kind.NGO_SHELTER,
                    latitude=None, longitude=None, location_basis="regency_seat")  # fmt: skip
    return replace(house, provenance=replace(house.provenance, verified_on=START.date()))


MERGED = checked("rumah-bergabung", "52.72")


def merged_into(ref: str) -> Tombstone:
    """That the public house was the hidden place all along."""
    return Tombstone(MERGED.id, EDITED, RemovalReason.DUPLICATE, successor_id=ref)


def unit_in(services: Iterable[Service], regency: str) -> Service:
    return next(s for s in services if s.kind is Kind.UPTD_PPA and s.regency_code == regency)


def test_an_earlier_week_is_measured_as_its_directory_was(story: Story) -> None:
    found = story.then.at(START, story.held, patience=LONG)
    assert found is not None
    coverage = found.held.coverage
    assert coverage.now == START and same(coverage, story.first)
    assert not same(coverage, story.held.coverage)


def test_an_earlier_day_of_this_week_is_what_measuring_everything_gives(story: Story) -> None:
    at = EDITED - timedelta(hours=1)
    found = story.then.at(at, story.held, patience=LONG)
    assert found is not None
    coverage = found.held.coverage
    directory = coverage.tables.directory
    whole = measure_coverage(replace(story.world, directory=lambda: directory), now=at)
    assert same(coverage, whole)
    assert {service.id for service in directory.services} == {
        service.id for service in story.first.tables.directory.services
    }


def test_after_the_last_change_of_the_week_it_is_todays(story: Story) -> None:
    found = story.then.at(EDITED + timedelta(hours=1), story.held)
    assert found is not None and found.held is story.held


def test_the_command_measures_the_same(story: Story) -> None:
    assert same(coverage_on(story.world, story.records, START), story.first)
    with pytest.raises(HistoryTooShort):
        coverage_on(story.world, story.records, START - timedelta(days=1))


def test_before_the_history_nothing_is_made_up(story: Story) -> None:
    with pytest.raises(HistoryTooShort) as caught:
        story.then.at(START - timedelta(days=1), story.held)
    assert caught.value.since == story.then.since()


def test_what_became_worse_names_the_record_that_closed(story: Story) -> None:
    ngada = story.trend()["53.09"]
    assert ngada.turn is Turn.WORSE and ngada.weight > (0, 0)
    assert ("uptd-ppa-kab-ngada", Became.CLOSED) in [
        (one.service_id, one.became) for one in ngada.causes
    ]


def test_what_became_better_names_the_record_that_came(story: Story) -> None:
    found = story.trend()["53.08"]
    assert found.turn is Turn.BETTER and found.moved >= 0
    assert [(one.service_id, one.became) for one in found.causes] == [("rumah-baru", Became.ADDED)]


def test_who_was_hidden_at_any_time_since_is_never_named(story: Story) -> None:
    """Not by what it was before, either: its name is secret now."""
    trend = story.trend()
    named = {cause.service_id for one in trend.values() for cause in one.causes}
    assert named and not named & {"rumah-senyap", "rumah-pergi", "rumah-kini-rahasia", MERGED.id}
    for regency in ("53.07", MERGED.regency_code):
        assert trend[str(regency)].turn is not Turn.SAME, "or it would not be asked who did it"


def test_where_nothing_changed_nothing_is_named(story: Story) -> None:
    calm = [one for one in story.trend().values() if one.turn is Turn.SAME]
    assert len(calm) > 400 and not any(one.causes for one in calm)
    assert all(one.then.gap is one.now.gap for one in calm)


def test_the_sums_are_those_of_the_regencies(story: Story) -> None:
    every = list(story.trend().values())
    whole, parts = area_of("", "", every), provinces_of(every)
    assert whole.regencies == 514 == sum(one.regencies for one in parts)
    for name in ("better", "worse", "gaps_then", "gaps_now", "people"):
        assert getattr(whole, name) == sum(getattr(one, name) for one in parts)
    assert whole.gaps_now == sum(one.now.gap is not SEVERITY[-1] for one in every)
    assert whole.near_then == pytest.approx(story.first.within(SHELTER, 180))
    assert whole.near_now == pytest.approx(story.held.coverage.within(SHELTER, 180))


def test_a_directory_that_changes_meanwhile_is_measured_another_time(
    story: Story,
) -> None:
    """What was put together from two states would be neither."""
    stale = replace(story.held.coverage.tables.directory, version="of another day")
    tables = replace(story.held.coverage.tables, directory=stale)
    held = Held(replace(story.held.coverage, tables=tables), ("of another day", story.held.key[1]))
    then = CoverageThen(story.world, story.records)
    assert then.at(START, held, patience=LONG) is None
