"""Opening hours in the service's own zone, holidays, nights: R28, R29, R42, R43."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from referral.domain.freshness import freshness, has_places, is_full
from referral.domain.hours import Clock, open_state
from referral.domain.services import Capacity, Hours, Interval, Phone, Service, fact
from referral.domain.vocabulary import Basis, Danger, Freshness, Kind, Need, OpenState, Trilean
from tests.builders import (
    answer,
    away,
    first,
    hospital,
    out,
    policy,
    request,
    service,
    shelter,
    shown,
    warned,
)

MON, TUE, FRI, SAT, SUN = 0, 1, 4, 5, 6
OFFICE = tuple(Interval(day, 480, 960) for day in range(5))
HOLIDAY = date(2026, 12, 25)  # a Friday


def holidays(year: int) -> frozenset[date]:
    return frozenset({HOLIDAY} if year == HOLIDAY.year else ())


def at(text: str, zone: str = "+08:00") -> datetime:
    return datetime.fromisoformat(f"{text}{zone}").astimezone(UTC)


def state(
    one: Service, now: datetime, zone: str = "Asia/Makassar", need: Need = Need.MEDICAL
) -> tuple[OpenState, datetime | None]:
    return open_state(one, zone, Clock(now, holidays), policy(), need)


def office(*spans: Interval, holiday: str = "unknown", **changes: Any) -> Service:
    hours = Hours(spans or OFFICE, Trilean(holiday))
    return service("office", "psychosocial", hours=hours, **changes)


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("Asia/Jakarta", OpenState.OPEN),
        ("Asia/Makassar", OpenState.CLOSED),
        ("Asia/Jayapura", OpenState.CLOSED),
    ],
)
def test_r28_hours_are_read_in_the_services_zone(zone: str, expected: OpenState) -> None:
    assert state(office(), at("2026-11-24T15:30", "+07:00"), zone)[0] is expected


def test_r28_a_plan_reads_each_services_hours_in_its_own_zone() -> None:
    """16:30 in Sikka is 15:30 in Jakarta: the national office there is still open."""
    jakarta = shelter("jakarta", regency="31.75", coverage=("53",), hours=Hours(OFFICE))
    sikka = shelter("sikka", hours=Hours(OFFICE))
    found = answer(request("shelter", now=at("2026-11-24T16:30")), jakarta, sikka)
    assert shown(found) == ["jakarta"] and set(out(found)) == {"sikka"}
    assert found.recommended is not None and found.recommended.open is OpenState.OPEN


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        pytest.param("2026-11-24T07:59", OpenState.CLOSED, id="a minute early"),
        pytest.param("2026-11-24T08:00", OpenState.OPEN, id="opening minute"),
        pytest.param("2026-11-24T15:59", OpenState.OPEN, id="last minute"),
        pytest.param("2026-11-24T16:00", OpenState.CLOSED, id="closing minute"),
        pytest.param("2026-11-28T10:00", OpenState.CLOSED, id="Saturday"),
    ],
)
def test_the_edges_of_the_hours(when: str, expected: OpenState) -> None:
    assert state(office(), at(when))[0] is expected


def test_hours_that_pass_midnight_belong_to_the_evening_they_began() -> None:
    night = office(Interval(FRI, 1200, 1740))  # Friday 20:00 to Saturday 05:00
    assert state(night, at("2026-11-28T04:59"))[0] is OpenState.OPEN
    assert state(night, at("2026-11-28T05:00"))[0] is OpenState.CLOSED
    assert state(night, at("2026-11-27T04:00"))[0] is OpenState.CLOSED
    sunday = office(Interval(SUN, 1200, 1740))
    assert state(sunday, at("2026-11-23T03:00"))[0] is OpenState.OPEN


@pytest.mark.parametrize(
    ("closed_on_holidays", "expected"),
    [
        ("yes", OpenState.CLOSED),
        ("no", OpenState.OPEN),
        ("unknown", OpenState.UNKNOWN),
    ],
)
def test_r28_a_holiday_shuts_who_says_so_and_leaves_the_others_in_doubt(
    closed_on_holidays: str, expected: OpenState
) -> None:
    assert state(office(holiday=closed_on_holidays), at("2026-12-25T10:00"))[0] is expected


def test_a_holiday_casts_no_doubt_outside_the_usual_hours() -> None:
    assert state(office(), at("2026-12-25T22:00"))[0] is OpenState.CLOSED


@pytest.mark.parametrize(
    ("closed_on_holidays", "expected"),
    [("yes", OpenState.CLOSED), ("no", OpenState.OPEN), ("unknown", OpenState.UNKNOWN)],
)
def test_the_morning_after_a_holiday_belongs_to_the_holidays_evening(
    closed_on_holidays: str, expected: OpenState
) -> None:
    night = office(Interval(FRI, 1200, 1740), holiday=closed_on_holidays)
    assert state(night, at("2026-12-26T03:00"))[0] is expected


@pytest.mark.parametrize(
    ("when", "opens"),
    [
        pytest.param("2026-11-24T06:00", "2026-11-24T08:00", id="later today"),
        pytest.param("2026-11-24T17:00", "2026-11-25T08:00", id="tomorrow"),
        pytest.param("2026-11-27T17:00", "2026-11-30T08:00", id="over the weekend"),
        pytest.param("2026-12-24T17:00", "2026-12-28T08:00", id="over the holiday and weekend"),
    ],
)
def test_the_next_opening(when: str, opens: str) -> None:
    found, opening = state(office(holiday="yes"), at(when))
    assert found is OpenState.CLOSED and opening == at(opens)


def test_the_next_opening_is_the_nearest_of_several_and_local() -> None:
    twice = office(Interval(TUE, 900, 960), Interval(TUE, 540, 600))
    _, opening = state(twice, at("2026-11-24T08:00"))
    assert opening is not None and opening.isoformat() == "2026-11-24T09:00:00+08:00"
    _, again = state(twice, at("2026-11-24T11:00"))
    assert again == at("2026-11-24T15:00")


def test_no_opening_is_promised_where_none_is_known() -> None:
    never = office(*(Interval(day, 480, 960) for day in range(7)), holiday="yes")
    always_holiday = Clock(at("2026-11-24T20:00"), year_of_holidays)
    assert open_state(never, "Asia/Makassar", always_holiday, policy()) == (OpenState.CLOSED, None)


def year_of_holidays(year: int) -> frozenset[date]:
    return frozenset(date(year, 1, 1) + timedelta(days=n) for n in range(365))


@pytest.mark.parametrize(
    ("facts", "hours", "expected"),
    [
        pytest.param({"open_24h": "yes"}, OFFICE, OpenState.OPEN, id="says day and night"),
        pytest.param({}, OFFICE, OpenState.CLOSED, id="recorded hours beat the presumption"),
        pytest.param({}, (), OpenState.PRESUMED_OPEN, id="emergency room presumed open"),
        pytest.param({"open_24h": "no"}, (), OpenState.UNKNOWN, id="says not at night"),
    ],
)
def test_r42_an_emergency_room_is_open_unless_recorded_otherwise(
    facts: dict[str, str], hours: tuple[Interval, ...], expected: OpenState
) -> None:
    room = hospital("room", facts=facts, hours=Hours(hours))
    assert state(room, at("2026-11-24T23:00"))[0] is expected


def test_r42_holds_for_medical_care_alone() -> None:
    room = hospital("room")
    assert state(room, at("2026-11-24T23:00"), need=Need.PSYCHOSOCIAL)[0] is OpenState.UNKNOWN


def test_r42_recorded_hours_beat_a_presumed_day_and_night() -> None:
    by_kind = {"open_24h": fact(Trilean.YES, Basis.KIND)}
    room = replace(hospital("room", hours=Hours(OFFICE)), facts=by_kind)
    assert state(room, at("2026-11-24T23:00"))[0] is OpenState.CLOSED
    assert state(replace(room, hours=Hours()), at("2026-11-24T23:00"))[0] is OpenState.PRESUMED_OPEN


@pytest.mark.parametrize(
    ("when", "rested"),
    [
        pytest.param("2026-11-24T10:00", False, id="Tuesday morning"),
        pytest.param("2026-11-24T14:00", True, id="Tuesday afternoon"),
        pytest.param("2026-11-24T23:00", True, id="at night"),
        pytest.param("2026-11-28T10:00", False, id="Saturday morning"),
        pytest.param("2026-11-29T10:00", True, id="Sunday"),
        pytest.param("2026-12-25T10:00", True, id="holiday"),
    ],
)
def test_r43_a_puskesmas_is_presumed_shut_outside_its_hours(when: str, rested: bool) -> None:
    near = hospital("puskesmas", kind=Kind.PUSKESMAS)
    far = hospital("hospital", **away(170))
    asked = request("medical", danger=Danger.YES, now=at(when))
    found = answer(asked, near, far, holidays=holidays)
    assert shown(found) == (["hospital", "puskesmas"] if rested else ["puskesmas", "hospital"])
    alone = answer(asked, near, holidays=holidays).recommended
    assert ("presumed_closed_now" in warned(alone)) is rested
    assert alone is not None
    expected = OpenState.UNKNOWN if rested else OpenState.PRESUMED_OPEN
    assert alone.open is expected


def test_r43_a_puskesmas_that_says_it_is_open_is_open() -> None:
    near = hospital("puskesmas", kind=Kind.PUSKESMAS, facts={"open_24h": "yes"})
    found = answer(request("medical", now=at("2026-11-24T23:00")), near).recommended
    assert found is not None and found.open is OpenState.OPEN
    assert "presumed_closed_now" not in warned(found)


@pytest.mark.parametrize(
    ("changes", "kept"),
    [
        pytest.param({}, False, id="shut"),
        pytest.param({"facts": {"line_24h": "yes"}}, True, id="a line answers"),
        pytest.param({"facts": {"line_24h": "unknown"}}, False, id="unknown is no yes (R10)"),
        pytest.param(
            {"phones": (Phone("+6281", "081", open_24h=True),)}, True, id="its number answers"
        ),
        pytest.param({"phones": (Phone("+6281", "081", open_24h=False),)}, False, id="by day only"),
    ],
)
def test_r29_who_is_shut_now_is_not_offered_for_urgent_needs(
    changes: dict[str, Any], kept: bool
) -> None:
    shut = shelter("shut", hours=Hours(OFFICE), **changes)
    found = answer(request("shelter", now=at("2026-11-24T23:00")), shut)
    assert bool(shown(found)) is kept
    if not kept:
        assert out(found) == {"shut": {("R29", "closed_now")}}


def test_r29_leaves_routine_needs_alone() -> None:
    night = request("psychosocial", now=at("2026-11-24T23:00"))
    found = answer(night, office())
    assert first(night, office()) == "office"
    assert "closed_now" in warned(found.recommended)
    assert found.recommended is not None
    assert found.recommended.opens_at == at("2026-11-25T08:00")


def test_unknown_hours_are_a_question() -> None:
    assert "unknown_hours" in warned(answer(request("shelter"), shelter("one")).recommended)


@pytest.mark.parametrize(
    ("verified", "today", "expected"),
    [
        (None, date(2026, 1, 1), Freshness.SEED_ONLY),
        (date(2026, 8, 31), date(2027, 2, 28), Freshness.FRESH),
        (date(2026, 8, 31), date(2027, 3, 1), Freshness.AGEING),
        (date(2025, 1, 1), date(2026, 1, 1), Freshness.AGEING),
        (date(2025, 1, 1), date(2026, 1, 2), Freshness.STALE),
    ],
)
def test_r32_months_are_calendar_months(
    verified: date | None, today: date, expected: Freshness
) -> None:
    assert freshness(verified, today, policy()) is expected


@pytest.mark.parametrize(
    ("capacity", "full", "places"),
    [
        pytest.param(Capacity(), False, False, id="nothing counted"),
        pytest.param(Capacity(5, 0, date(2026, 11, 24)), True, False, id="full today"),
        pytest.param(Capacity(5, 0, date(2026, 10, 25)), True, False, id="full 30 days ago"),
        pytest.param(Capacity(5, 0, date(2026, 10, 24)), False, False, id="too old to say"),
        pytest.param(Capacity(5, 0), True, False, id="full, nobody knows when"),
        pytest.param(Capacity(5, 1, date(2026, 11, 24)), False, True, id="one place"),
        pytest.param(Capacity(5, 1, date(2026, 10, 24)), False, False, id="one place long ago"),
        pytest.param(Capacity(5, 1), False, False, id="one place, nobody knows when"),
    ],
)
def test_r30_what_a_count_of_places_says(capacity: Capacity, full: bool, places: bool) -> None:
    one, today = shelter("one", capacity=capacity), date(2026, 11, 24)
    assert (is_full(one, today, policy()), has_places(one, today, policy())) == (full, places)
