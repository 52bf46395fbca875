"""When something of a case is due: practice timers, legal deadlines, follow-ups. Pure.

The clock is an argument. A deadline stands from the status that starts it until it is met.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from referral.domain.case_policy import CasePolicy, Condition, LegalDeadline
from referral.domain.cases import Case, EventKind
from referral.domain.hours import Holidays
from referral.domain.referrals import ENDED, EXITS, WAITING, Referral, ReferralStatus
from referral.domain.vocabulary import Contact, Danger, Need, SubNeed, Suspect

SATURDAY = 5


class Source(StrEnum):
    """What a deadline rests on."""

    LAW = "law"
    PRACTICE = "practice"


@dataclass(frozen=True, slots=True)
class Due:
    """Something due at a moment (aware). `code` is `answer`, `follow_up_24h` … or a law's.

    `warning` is a code to read before acting: whom not to tell.
    """

    code: str
    at: datetime
    source: Source
    need: Need | None = None
    referral_id: str | None = None
    law: str | None = None
    owner: str | None = None
    warning: str | None = None

    def overdue(self, now: datetime) -> bool:
        """True once the moment has passed."""
        return now >= self.at


@dataclass(frozen=True, slots=True)
class Calendar:
    """Where working days are counted: an IANA zone, and the public holidays of a year."""

    zone: str
    holidays: Holidays

    def working_days_after(self, start: datetime, days: int) -> datetime:
        """The same local time so many working days later (weekends and holidays do not count)."""
        local = start.astimezone(ZoneInfo(self.zone))
        while days > 0:
            local += timedelta(days=1)
            day = local.date()
            if day.weekday() < SATURDAY and day not in self.holidays(day.year):
                days -= 1
        return local


def answer_due(
    referral: Referral, danger: Danger, policy: CasePolicy, calendar: Calendar
) -> datetime | None:
    """Until when the service should have said yes or no; None while nobody waits for it."""
    if referral.status not in WAITING:
        return None
    since = referral.reached[referral.status]
    if danger is Danger.YES:
        return since + timedelta(minutes=policy.danger_minutes)
    if referral.urgent:
        return since + timedelta(minutes=policy.urgent_minutes)
    return calendar.working_days_after(since, policy.routine_working_days)


def dues_of(case: Case, policy: CasePolicy, calendar: Calendar) -> tuple[Due, ...]:
    """Everything of an open case that is due at some time and not met, soonest first."""
    if not case.open:
        return ()
    found = [
        *_answers(case, policy, calendar),
        *_legal(case, policy),
        *_follow_ups(case, policy),
    ]
    return tuple(sorted(found, key=lambda due: (due.at, due.code, due.referral_id or "")))


def _answers(case: Case, policy: CasePolicy, calendar: Calendar) -> Iterator[Due]:
    for one in case.referrals:
        at = answer_due(one, case.triage.danger, policy, calendar)
        if at is not None:
            yield Due("answer", at, Source.PRACTICE, one.need, one.id)


def _legal(case: Case, policy: CasePolicy) -> Iterator[Due]:
    done = {(e.referral_id, e.code) for e in case.events if e.kind is EventKind.LEGAL_DONE}
    for one in case.referrals:
        if one.status in EXITS or one.status in ENDED - {ReferralStatus.COMPLETED}:
            continue
        for rule in policy.deadlines:
            start = one.reached.get(rule.start)
            if start is None or one.need not in rule.needs or not _applies(rule, case):
                continue
            if (one.id, rule.code) not in done and not _met(rule, one):
                yield Due(
                    code=rule.code,
                    at=start + timedelta(hours=rule.hours),
                    source=Source.LAW,
                    need=one.need,
                    referral_id=one.id,
                    law=rule.law,
                    owner=rule.owner.value,
                    warning=_warning(rule, case),
                )


def _applies(rule: LegalDeadline, case: Case) -> bool:
    tests = {
        Condition.ALWAYS: True,
        Condition.SEXUAL_VIOLENCE: case.triage.contact in (Contact.REPORTED, Contact.SUSPECTED),
        Condition.POLICE_REPORT: SubNeed.REPORT_TO_POLICE in case.sub_needs,
        Condition.PROTECTION: SubNeed.WITNESS_PROTECTION in case.sub_needs,
    }
    return tests[rule.when]


def _met(rule: LegalDeadline, referral: Referral) -> bool:
    """A ceiling on the start of care is met when the care starts."""
    starts_care = rule.start is ReferralStatus.SENT
    return starts_care and ReferralStatus.SERVICE_STARTED in referral.reached


def _warning(rule: LegalDeadline, case: Case) -> str | None:
    """Before police hear of it while police are suspected, somebody must think (section 4)."""
    tells_police = rule.code in ("police_told", "violence_reported", "temporary_protection")
    return "police_suspected" if tells_police and Suspect.POLICE in case.triage.suspect else None


def _follow_ups(case: Case, policy: CasePolicy) -> Iterator[Due]:
    done = {event.code for event in case.events if event.kind is EventKind.FOLLOW_UP}
    arrived = [one.reached[ReferralStatus.ARRIVED] for one in case.referrals if _arrived(one)]
    for hours in policy.after_arrival_hours if arrived else ():
        code = f"follow_up_{hours}h"
        if code not in done:
            yield Due(code, min(arrived) + timedelta(hours=hours), Source.PRACTICE)
    home = case.current(Need.RETURN)
    completed = home.reached.get(ReferralStatus.COMPLETED) if home else None
    for months in policy.after_return_months if completed else ():
        code = f"return_{months}m"
        if completed and code not in done:
            yield Due(code, _months_after(completed, months), Source.PRACTICE, Need.RETURN)


def _arrived(referral: Referral) -> bool:
    return ReferralStatus.ARRIVED in referral.reached and referral.status not in EXITS


def follow_up_codes(policy: CasePolicy) -> tuple[str, ...]:
    """Every follow-up that a case may ask for, by its code."""
    return (
        *(f"follow_up_{hours}h" for hours in policy.after_arrival_hours),
        *(f"return_{months}m" for months in policy.after_return_months),
    )


def _months_after(start: datetime, months: int) -> datetime:
    """The same day so many months later; the month's last day where there is no such day."""
    years, month = divmod(start.month - 1 + months, 12)
    first = start.replace(year=start.year + years, month=month + 1, day=1)
    following = (first + timedelta(days=31)).replace(day=1)
    last = (following - timedelta(days=1)).day
    return first.replace(day=min(start.day, last))
