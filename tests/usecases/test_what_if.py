"""What would change, as the documents that jobs keep: equal to the core asked directly."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from referral.domain.coverage import Group
from referral.domain.directory import Directory
from referral.domain.errors import RequestRejected
from referral.domain.vocabulary import Need
from referral.geo.siting import Cancelled, Progress
from referral.usecases.coverage import Coverage, measure_coverage
from referral.usecases.siting import Question
from referral.usecases.what_if import closed, critical, open_services, sited
from referral.usecases.world import World
from tests.builders import KEY, shelter, uptd

NOW = datetime(2026, 11, 25, tzinfo=UTC)
BOYS = (Need.SHELTER, Group.BOY)


@pytest.fixture(scope="module")
def small(world: World) -> World:
    """The real services of the eastern Lesser Sundas, and a hidden house behind one gateway."""
    real = [s for s in world.directory().services if s.province_code in (None, "52", "53")]
    secret = shelter("rumah-kenanga", confidential=True, facts={"accepts_boys": "yes"})
    made = (*real, uptd("gerbang", Need.LEGAL), secret)
    directory = Directory.of(made, version="uji", opaque_key=KEY)
    return replace(world, directory=lambda: directory)


@pytest.fixture(scope="module")
def coverage(small: World) -> Coverage:
    return measure_coverage(small, now=NOW)


def test_new_centres_before_and_after_add_up_to_the_optimum(small: World) -> None:
    seen: list[Progress] = []
    asked = Question(BOYS, 2, within=120, province="53")
    found = sited(small, asked, now=NOW, watch=seen.append)
    areas = found["areas"]
    assert json.loads(json.dumps(found)) == found
    assert len(areas) == 22 and all(one["after"] >= one["before"] for one in areas)
    gained = found["people_after"] - found["people_before"]
    assert gained == pytest.approx(found["document"]["outcome"]["value"], abs=len(areas))
    people, average = found["document"]["people"], found["document"]["average_minutes"]
    assert people["total"] == found["people_total"] == sum(one["people"] for one in areas)
    assert people["within_after"] == found["people_after"]
    assert sum(people["after"].values()) == pytest.approx(people["total"], abs=9)
    assert average["after"] < average["at_most"] / 2, "only those who are asked after count"
    assert found["texts"]["id"] != found["texts"]["en"]
    measured = [one for one in seen if one.step == "measure" and one.total]
    assert measured and all(0 <= one.done < one.total for one in measured)


def test_without_a_limit_people_within_three_hours_are_told(small: World) -> None:
    found = sited(small, Question(BOYS, 1, province="53"), now=NOW)
    assert found["limit"] == 180 and found["people_after"] >= found["people_before"]
    assert found["document"]["model"] == "median"


def test_what_is_lost_by_closing_it_is_what_depends_on_a_service(
    small: World, coverage: Coverage
) -> None:
    first = critical(small, coverage, BOYS, 180)["services"][0]
    found = closed(small, coverage, BOYS, 180, [first["service_id"]])
    lost = {one["code"] for one in found["areas"] if one["after"] < one["before"]}
    assert lost == {one["code"] for one in first["regencies"]}
    assert found["people_before"] - found["people_after"] == pytest.approx(first["people"], abs=514)


@pytest.mark.parametrize(
    "ids", [["rumah-kenanga"], ["tidak-ada"], [], [str(number) for number in range(21)]]
)
def test_only_what_anybody_may_know_can_be_closed(coverage: Coverage, ids: list[str]) -> None:
    with pytest.raises(RequestRejected):
        open_services(coverage, ids)


def test_the_opaque_id_of_a_hidden_place_closes_nothing(coverage: Coverage) -> None:
    table = coverage.tables.routing
    opaque = table.public_id(table.directory.services[table.directory.index["rumah-kenanga"]])
    assert opaque != "rumah-kenanga"
    with pytest.raises(RequestRejected):
        open_services(coverage, [opaque])


def test_whoever_waits_may_end_it_at_any_regency(small: World, coverage: Coverage) -> None:
    def enough(progress: Progress) -> None:
        if progress.done > 3:
            raise Cancelled

    with pytest.raises(Cancelled):
        critical(small, coverage, BOYS, 180, watch=enough)
    with pytest.raises(Cancelled):
        sited(small, Question(BOYS, 1, within=60), now=NOW, watch=enough)
    with pytest.raises(Cancelled):
        closed(small, coverage, BOYS, 180, ["gerbang"], watch=enough)
