"""The counters as a document: of cases that ran, of windows and provinces, over both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from referral.domain.access import Actor, Role, Scope
from referral.domain.counters import MEASURES
from referral.domain.counting import Count
from referral.domain.errors import NotFound, RequestRejected
from referral.domain.vocabulary import Need
from referral.store import audit, cases
from referral.usecases.counters import show_counters
from referral.usecases.office import Office
from referral.usecases.open_case import open_case
from tests.offices import COORDINATOR, NOW, OPERATOR, body

MONTH = date(2026, 11, 24)


def count(office: Office, *codes: str, regency: str = "53.07", times: int = 1, **more: Any) -> None:
    """Count something in Sikka."""
    need, day = more.get("need", Need.SHELTER), more.get("day", MONTH)
    with office.records.writing() as session:
        for code in codes:
            cases.add_counts(session, [Count(regency, need, code)] * times, day)


def show(office: Office, actor: Actor = COORDINATOR, **more: Any) -> dict[str, Any]:
    return show_counters(office, actor, **{"now": NOW, "language": "id", **more})


def opened(document: dict[str, Any], part: str = "rows") -> dict[str | None, Any]:
    return {one["area"]["code"]: one["counts"]["opened"] for one in document[part]}


def test_opening_cases_is_counted_where_the_child_is(office: Office) -> None:
    for _turn in range(5):
        open_case(office, body("shelter"), actor=OPERATOR, now=NOW)
    found = show(office)
    (row,) = found["rows"]
    assert row["area"] == {
        "level": "regency",
        "code": "53.07",
        "name": "Kabupaten Sikka",
        "province": "Nusa Tenggara Timur",
    }
    assert (row["need"], row["counts"]["opened"]) == ("shelter", 5)
    assert row["counts"].keys() == set(MEASURES)
    assert opened(found, "totals") == {None: 5}


def test_small_counts_are_withheld_by_name(sqlite_office: Office) -> None:
    count(sqlite_office, "opened", times=4)
    assert opened(show(sqlite_office)) == {"53.07": "withheld"}
    assert opened(show(sqlite_office), "totals") == {None: "withheld"}


def test_a_province_shows_what_the_whole_country_shows_of_it(sqlite_office: Office) -> None:
    count(sqlite_office, "opened", times=3)
    count(sqlite_office, "opened", times=12, regency="53.08")
    count(sqlite_office, "opened", times=2, regency="11.01")
    count(sqlite_office, "opened", times=30, regency="11.02")
    everything, part = show(sqlite_office), show(sqlite_office, province="53")
    assert part["rows"] == [
        one for one in everything["rows"] if one["area"]["code"].startswith("53")
    ]
    assert opened(part) == {"53.07": "withheld", "53.08": "withheld"}
    assert opened(part, "totals") == {"53": 15}
    assert part["province"]["name"] == "Nusa Tenggara Timur"


def test_windows_are_a_year_long_and_hold_their_own_months(sqlite_office: Office) -> None:
    count(sqlite_office, "opened", times=6, day=date(2025, 12, 1))
    count(sqlite_office, "opened", times=7, day=date(2025, 11, 30))
    now = show(sqlite_office)
    assert (now["since"], now["until"]) == ("2025-12", "2026-11")
    assert now["windows"] == [
        {"since": "2025-12", "until": "2026-11"},
        {"since": "2024-12", "until": "2025-11"},
        {"since": "2023-12", "until": "2024-11"},
    ]
    assert opened(now) == {"53.07": 6}
    assert opened(show(sqlite_office, since="2024-12")) == {"53.07": 7}


@pytest.mark.parametrize("wrong", [{"since": "2026-01"}, {"since": "x"}, {"province": "99"}])
def test_what_cannot_be_asked_for_is_refused_with_what_can(
    sqlite_office: Office, wrong: dict[str, Any]
) -> None:
    with pytest.raises(RequestRejected) as refused:
        show(sqlite_office, **wrong)
    (problem,) = refused.value.problems
    assert problem.path in wrong and problem.facts["allowed"]


def test_a_child_abroad_is_counted_under_the_country(sqlite_office: Office) -> None:
    count(sqlite_office, "opened", regency="MY", times=6)
    (row,) = show(sqlite_office, language="en")["rows"]
    assert row["area"] == {
        "level": "abroad",
        "code": "MY",
        "name": "Malaysia",
        "province": None,
    }


def test_the_running_month_begins_when_it_does_in_jakarta(sqlite_office: Office) -> None:
    first = datetime(2026, 11, 30, 17, 0, tzinfo=UTC)  # 1 December, midnight in Jakarta
    assert show(sqlite_office, now=first)["until"] == "2026-12"
    assert show(sqlite_office, now=first - timedelta(minutes=1))["until"] == "2026-11"


def test_reading_the_counters_is_entered_in_the_log(sqlite_office: Office) -> None:
    show(sqlite_office, province="53")
    with sqlite_office.records.reading() as session:
        (entry,) = audit.latest_entries(session, skip=0, limit=1)
    assert (entry.actor_id, entry.action, entry.object_id) == (
        "co-1",
        "counters_read",
        "2025-12.53",
    )


@pytest.mark.parametrize(
    "actor",
    [
        pytest.param(Actor(), id="nobody"),
        pytest.param(OPERATOR, id="operator"),
        pytest.param(Actor("co", frozenset({Role.COORDINATOR})), id="without second factor"),
        pytest.param(Actor("t", scopes=frozenset({Scope.DIRECTORY})), id="another token"),
    ],
)
def test_nobody_else_reads_them(sqlite_office: Office, actor: Actor) -> None:
    with pytest.raises(NotFound):
        show(sqlite_office, actor)


def test_a_token_for_counters_reads_them(sqlite_office: Office) -> None:
    assert show(sqlite_office, Actor("t", scopes=frozenset({Scope.COUNTERS})))["rows"] == []
