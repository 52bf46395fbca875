"""The gap ladder as a map: the standard case, groups of children, and what is known of absence."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from referral.domain.coverage import (
    COLUMNS,
    KIDS,
    Cell,
    Column,
    Group,
    Ladder,
    standard_request,
    standard_time,
)
from referral.domain.coverage_evidence import Evidence, HasUnit, Survey
from referral.domain.directory import Directory
from referral.domain.eligibility import Profile
from referral.domain.services import (
    Capacity,
    Hours,
    Interval,
    Provenance,
    Service,
    Statement,
)
from referral.domain.table import RoutingTable
from referral.domain.vocabulary import (
    Companion,
    Confidence,
    How,
    Kind,
    Level,
    Need,
    Status,
    Tier,
    Trilean,
)
from tests.builders import (
    KEY,
    NOW,
    FlatMap,
    hospital,
    no_holidays,
    place,
    policy,
    service,
    shelter,
    uptd,
)

FRESH: dict[str, Any] = {
    "provenance": Provenance("Sumber uji", 2026, Confidence.HIGH, verified_on=date(2026, 11, 1))
}


def table(*services: Service, statements: tuple[Statement, ...] = ()) -> RoutingTable:
    directory = Directory.of(services, statements, version="test", opaque_key=KEY)
    return RoutingTable(directory, policy())


def cells(*services: Service, at: str = "53.07") -> dict[Column, Cell]:
    made = table(*services)
    ladder = Ladder(made, FlatMap(made.directory.services), no_holidays, NOW)
    return ladder.cells(ladder.contexts(place(at)))


def gaps(*services: Service, need: Need = Need.SHELTER) -> dict[str, str]:
    found = cells(*services)
    return {group.value: found[need, group].gap.value for group in Group}


@pytest.mark.parametrize(
    ("now", "day"),
    [
        pytest.param("2026-11-23T12:00:00+00:00", "2026-11-24", id="on Monday, tomorrow"),
        pytest.param("2026-11-24T12:00:00+00:00", "2026-11-24", id="on Tuesday, today"),
        pytest.param("2026-11-24T17:00:00+00:00", "2026-12-01", id="already Wednesday there"),
        pytest.param("2026-12-02T00:00:00+00:00", "2026-12-15", id="a holiday is passed over"),
    ],
)
def test_the_standard_moment_is_ten_on_the_coming_tuesday_that_is_no_holiday(
    now: str, day: str
) -> None:
    def holidays(year: int) -> frozenset[date]:
        return frozenset({date(2026, 12, 8)}) if year == 2026 else frozenset()

    found = standard_time(datetime.fromisoformat(now), "Asia/Makassar", holidays)
    assert found.isoformat() == f"{day}T10:00:00+08:00"


def test_the_standard_case_is_one_child_alone_with_every_need() -> None:
    for child in KIDS:
        made = standard_request(place(), child, NOW, no_holidays)
        assert made.children == (child,) and made.needs == tuple(Need)
        assert made.companions == {Companion.ALONE} and made.unaccompanied


def test_every_need_and_group_has_a_cell_even_where_nothing_is() -> None:
    found = cells()
    assert set(found) == set(COLUMNS) and len(COLUMNS) == 30
    assert {(cell.gap.value, cell.best, cell.recorded) for cell in found.values()} == {
        ("G0", None, False)
    }


def test_boys_and_girls_have_cells_of_their_own() -> None:
    house = shelter("rumah", facts={"accepts_boys": "no", "accepts_girls": "yes"}, **FRESH)
    found = gaps(house)
    assert found["boy"] == "G2" and found["girl"] == "OK"


def test_a_group_of_two_ages_stands_where_its_worst_served_child_stands() -> None:
    house = shelter("rumah", min_age=6, max_age=17, **FRESH)
    found = gaps(house)
    assert found["under_12"] == "G2"  # nothing for a child of three
    assert found["12-17"] == "OK"


def test_a_cell_names_what_the_plan_would_show_first_and_the_way_to_it() -> None:
    near, far = hospital("rs-dekat", **FRESH), hospital("rs-jauh", regency="53.08", **FRESH)
    cell = cells(near, far)[Need.MEDICAL, Group.ANY]
    assert (cell.best, cell.tier, cell.minutes) == ("rs-dekat", Tier.REGENCY, 0)
    elsewhere = cells(far)[Need.MEDICAL, Group.ANY]
    assert elsewhere.best == "rs-jauh" and elsewhere.tier is Tier.PROVINCE
    assert elsewhere.recorded is False and cell.recorded is True


def test_the_hatch_is_drawn_over_any_rung_until_somebody_has_checked() -> None:
    unchecked = cells(hospital("rs"))[Need.MEDICAL, Group.ANY]
    assert unchecked.gap.value == "OK" and unchecked.unverified
    assert not cells(hospital("rs", **FRESH))[Need.MEDICAL, Group.ANY].unverified


def test_profiles_that_no_verdict_tells_apart_share_a_number_and_others_do_not() -> None:
    made = table(hospital("rs"), shelter("rumah", facts={"accepts_boys": "no"}))
    ladder = Ladder(made, FlatMap(made.directory.services), no_holidays, NOW)
    anyone, boy, girl, *_ = ladder.contexts(place())
    same = [ladder.alike(c.profiles[Need.MEDICAL]) for c in (anyone, boy, girl)]
    assert len(set(same)) == 1
    shelters = [ladder.alike(c.profiles[Need.SHELTER]) for c in (boy, girl)]
    assert len(set(shelters)) == 2


def statement(region: str, unit: str, status: str, have: int | None = None) -> Statement:
    return Statement(region, unit, Trilean(status), have, have, 2025, "", "Kementerian uji", None)


@pytest.mark.parametrize(
    ("statements", "recorded", "found"),
    [
        pytest.param((), True, "recorded", id="a record"),
        pytest.param((), False, "not_surveyed", id="nobody has looked"),
        pytest.param(
            (statement("53.07", "uptd_ppa", "no"),), False, "known_absent", id="said to be absent"
        ),
        pytest.param(
            (statement("53.07", "safe_house", "no"),), False, "known_absent", id="no safe house"
        ),
        pytest.param(
            (statement("53.07", "psychologist", "no"),), False, "not_surveyed", id="another need"
        ),
        pytest.param(
            (statement("53.08", "uptd_ppa", "no"),), False, "not_surveyed", id="another regency"
        ),
        pytest.param(
            (statement("53", "uptd_ppa", "no", have=0),), False, "known_absent", id="none has one"
        ),
        pytest.param(
            (statement("53", "safe_house", "no"),), False, "not_surveyed", id="of the province"
        ),
        pytest.param(
            (statement("53.07", "uptd_ppa", "no"), statement("53.07", "uptd_ppa", "yes")),
            False,
            "not_surveyed",
            id="sources contradict",
        ),
        pytest.param(
            (statement("53.07", "uptd_ppa", "no"),), True, "recorded", id="a record all the same"
        ),
    ],
)
def test_recorded_known_absent_and_not_surveyed_are_kept_apart(
    statements: tuple[Statement, ...], recorded: bool, found: str
) -> None:
    survey = Survey(table(statements=statements))
    assert survey.evidence("53.07", Need.SHELTER, recorded=recorded) is Evidence(found)


def test_whether_a_regency_has_the_unit_the_law_demands_is_said_with_every_source() -> None:
    unit = uptd("uptd-sikka")
    no = statement("53.07", "uptd_ppa", "no")
    assert Survey(table(unit)).unit("53.07").has is HasUnit.YES
    assert Survey(table()).unit("53.07").has is HasUnit.NOT_SURVEYED
    absent = Survey(table(statements=(no,))).unit("53.07")
    assert absent.has is HasUnit.KNOWN_NO and not absent.contested
    both = Survey(table(unit, statements=(no,))).unit("53.07")
    assert both.has is HasUnit.YES and both.contested and len(both.sources) == 2


def test_a_unit_of_the_province_or_of_another_kind_is_not_the_regencys() -> None:
    province = uptd("uptd-ntt", level=Level.PROVINCE, coverage=("53",))
    older = service("p2tp2a", Need.LEGAL, kind=Kind.P2TP2A)
    assert Survey(table(province, older)).unit("53.07").has is HasUnit.NOT_SURVEYED


def test_the_time_of_the_map_is_an_argument() -> None:
    early = datetime(2026, 1, 5, tzinfo=UTC)
    assert standard_time(early, "Asia/Jakarta", no_holidays).date() == date(2026, 1, 6)


DIFFERENT: tuple[dict[str, Any], ...] = (
    {"kind": Kind.RPSA},
    {"status": Status.SUSPENDED},
    {"how": How.ARRANGED},
    {"min_age": 12},
    {"max_age": 11},
    {"boys_with_mother_max_age": 5},
    {"languages": ("ms",)},
    {"phones": ()},
    {"confidential": True},
    {"hours": Hours((Interval(0, 480, 960),))},
    {"capacity": Capacity(free=2, counted_on=date(2026, 11, 1))},
    {"provenance": Provenance("Sumber uji", 2025, Confidence.LOW)},
    {"facts": {"accepts_boys": "no"}},
    {"facts": {"requires_documents": "yes"}},
    {"facts": {"accepts_outsiders": "no"}},
)


@pytest.mark.parametrize("change", DIFFERENT, ids=lambda change: ",".join(map(str, change.items())))
def test_a_judgement_is_shared_only_where_nothing_it_looks_at_differs(
    change: dict[str, Any],
) -> None:
    alike, other = shelter("a"), shelter("c", **change)
    made = table(alike, shelter("b", name="Nama lain", regency="53.08"), other)
    one, same, different = made.shapes
    assert one == same != different
    for child in KIDS:
        profile = Profile.of(
            standard_request(place(), child, NOW, no_holidays), Need.SHELTER, policy()
        )
        assert made.judge(0, profile) is made.judge(1, profile)
        assert made.judge(2, profile) == table(other).judge(0, profile)
