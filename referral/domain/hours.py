"""Whether a service is open at a moment: in its own zone, with holidays (R28, R29, R42, R43)."""

from __future__ import annotations

from collections.abc import Callable, Set
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from referral.domain.policy import Policy
from referral.domain.services import Service
from referral.domain.vocabulary import Kind, Need, OpenState, Trilean

Holidays = Callable[[int], Set[date]]
"""Public holidays of a year."""

DAY = 1440
LOOK_AHEAD_DAYS = 14


class Clock:
    """One moment, as seen from each time zone; conversions are done once."""

    def __init__(self, now: datetime, holidays: Holidays) -> None:
        """`now` must be aware."""
        self.now = now
        self._holidays = holidays
        self._local: dict[str, datetime] = {}

    def local(self, zone: str) -> datetime:
        """The moment in an IANA zone."""
        found = self._local.get(zone)
        if found is None:
            found = self._local[zone] = self.now.astimezone(ZoneInfo(zone))
        return found

    def is_holiday(self, day: date) -> bool:
        """True on a public holiday."""
        return day in self._holidays(day.year)


def open_state(
    service: Service, zone: str, clock: Clock, policy: Policy, need: Need = Need.MEDICAL
) -> tuple[OpenState, datetime | None]:
    """State at the clock's moment, and the next opening if it is known and the place is shut.

    A stated 24-hour opening decides; then recorded hours; then the presumption of the kind,
    which for an emergency room holds for medical care only (R42).
    """
    always = service.fact("open_24h")
    if always.stated_yes:
        return OpenState.OPEN, None
    if service.hours.recorded:
        return _by_record(service, clock.local(zone), clock)
    if always.value is Trilean.YES:
        return OpenState.PRESUMED_OPEN, None
    emergency_room = need is Need.MEDICAL and service.kind in policy.emergency_room_kinds
    if emergency_room and always.value is not Trilean.NO:
        return OpenState.PRESUMED_OPEN, None
    if service.kind in policy.office_presumed_kinds and office_hours(clock, zone, policy):
        return OpenState.PRESUMED_OPEN, None
    return OpenState.UNKNOWN, None


def office_hours(clock: Clock, zone: str, policy: Policy) -> bool:
    """True inside the hours in which a health centre is presumed open (R43)."""
    local = clock.local(zone)
    start, end = policy.office_presumed
    return (
        local.weekday() in policy.office_presumed_days
        and start <= local.hour * 60 + local.minute < end
        and not clock.is_holiday(local.date())
    )


def presumed_shut(kind: Kind, zone: str, clock: Clock, policy: Policy) -> bool:
    """True where the kind is presumed shut now: a health centre at night (R43)."""
    return kind in policy.office_presumed_kinds and not office_hours(clock, zone, policy)


def _by_record(
    service: Service, local: datetime, clock: Clock
) -> tuple[OpenState, datetime | None]:
    minute = local.hour * 60 + local.minute
    doubtful = False
    for back in (0, 1):  # yesterday's hours may run past midnight
        day, at = local.date() - timedelta(days=back), minute + DAY * back
        if not any(
            span.weekday == day.weekday() and span.start <= at < span.end
            for span in service.hours.intervals
        ):
            continue
        if not _shut_for_holiday(service, day, clock):
            return OpenState.OPEN, None
        doubtful |= service.hours.closed_on_holidays is Trilean.UNKNOWN
    if doubtful:
        return OpenState.UNKNOWN, None
    return OpenState.CLOSED, _next_opening(service, local, clock)


def _shut_for_holiday(service: Service, day: date, clock: Clock) -> bool:
    return service.hours.closed_on_holidays is not Trilean.NO and clock.is_holiday(day)


def _next_opening(service: Service, local: datetime, clock: Clock) -> datetime | None:
    minute = local.hour * 60 + local.minute
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    for ahead in range(LOOK_AHEAD_DAYS):
        day = local.date() + timedelta(days=ahead)
        if _shut_for_holiday(service, day, clock):
            continue
        starts = [
            span.start
            for span in service.hours.intervals
            if span.weekday == day.weekday() and (ahead or span.start > minute)
        ]
        if starts:
            return midnight + timedelta(days=ahead, minutes=min(starts))
    return None
