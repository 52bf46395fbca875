"""What a desk does next: for each open case the steps that are due, the earliest first. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from referral.domain.case_policy import CasePolicy
from referral.domain.cases import Case, CaseEvent, EventKind
from referral.domain.deadlines import Calendar, Due, Source, dues_of
from referral.domain.referrals import WAITING, Referral, ReferralStatus
from referral.domain.vocabulary import Danger, Need

S = ReferralStatus
ATTEMPTS = frozenset({EventKind.MOVED, EventKind.CONTACT_ATTEMPT, EventKind.FOLLOW_UP})


@dataclass(frozen=True, slots=True)
class Work:
    """An open case with what is to be done: `tasks`, earliest first, and the last attempt."""

    case: Case
    tasks: tuple[Due, ...]
    last_attempt: CaseEvent | None

    @property
    def next(self) -> Due | None:
        """The next action and its hour."""
        return self.tasks[0] if self.tasks else None

    def overdue(self, now: datetime) -> tuple[Due, ...]:
        """What should have been done already."""
        return tuple(task for task in self.tasks if task.overdue(now))


def work_of(case: Case, policy: CasePolicy, calendar: Calendar) -> Work:
    """The work of one case; a closed one has none."""
    tasks = (*dues_of(case, policy, calendar), *_steps(case, policy))
    ordered = sorted(tasks, key=_order)
    attempts = [(event.at, place) for place, event in enumerate(case.events) if _attempt(event)]
    last = case.events[max(attempts)[1]] if attempts else None
    return Work(case, tuple(ordered), last)


def _order(due: Due) -> tuple[datetime, bool, str, str]:
    """The earliest first; at the same hour what can be sent: urgent care waits for no note."""
    return due.at, due.code != "send", due.code, due.referral_id or ""


def _attempt(event: CaseEvent) -> bool:
    """True for a call and for a change that others know of; that consent was noted is none."""
    return event.kind in ATTEMPTS and event.to_status is not S.CONSENT_NOTED


def worklist(works: Iterable[Work], now: datetime) -> tuple[Work, ...]:
    """Cases in the order of work: overdue first, then by the hour of the next action."""

    def key(work: Work) -> tuple[bool, datetime, str]:
        at = work.next.at if work.next else work.case.opened_at
        return (not work.overdue(now), at, work.case.code)

    return tuple(sorted(works, key=key))


def _steps(case: Case, policy: CasePolicy) -> Iterator[Due]:
    """The step that each need waits for; the closing of the case where none does."""
    if not case.open:
        return
    waiting = 0
    for need in case.needs:
        step = _step(case, need, policy)
        if step is not None:
            waiting += 1
            yield step
        elif any(one.status in WAITING for one in case.attempts(need)):
            waiting += 1  # its answer is due at an hour of its own
    if not waiting:
        reached = [at for one in case.referrals for at in one.reached.values()]
        yield Due("close_case", max(reached, default=case.opened_at), Source.PRACTICE)


def _step(case: Case, need: Need, policy: CasePolicy) -> Due | None:
    """What a need waits for, unless it waits for a service's answer or for nothing any more."""
    current = case.current(need)
    if current is None:  # the plan held no place: a national line helps on
        return Due("call_line", case.opened_at, Source.PRACTICE, need)
    if current.failed:
        if any(not one.ended for one in case.attempts(need)):
            return None
        return _due("ask_next", current, current.reached[current.status])
    since = current.reached.get(current.status, case.opened_at)
    wait = {
        S.ACCEPTED: timedelta(hours=policy.arrival_hours),
        S.ARRIVED: timedelta(hours=policy.start_hours),
        S.DRAFT: _before_sending(case, current, policy),
        S.CONSENT_NOTED: _before_sending(case, current, policy),
    }
    codes = {
        S.DRAFT: "send" if current.never_waits else "note_consent",
        S.CONSENT_NOTED: "send",
        S.ACCEPTED: "confirm_arrival",
        S.ARRIVED: "confirm_start",
    }
    code = codes.get(current.status)
    if code is None:
        return _complete(case, current, policy)
    return _due(code, current, since + wait[current.status])


def _before_sending(case: Case, current: Referral, policy: CasePolicy) -> timedelta:
    """Nothing urgent lies about; the rest may wait as long as an urgent answer would."""
    pressing = current.urgent or case.triage.danger is Danger.YES
    return timedelta(0) if pressing else timedelta(minutes=policy.urgent_minutes)


def _complete(case: Case, current: Referral, policy: CasePolicy) -> Due | None:
    """A service that has begun is asked for its end at the last follow-up after the arrival."""
    if current.status is not S.SERVICE_STARTED:
        return None
    arrived = current.reached.get(S.ARRIVED, case.opened_at)
    last = max(policy.after_arrival_hours, default=0)
    return _due("complete", current, arrived + timedelta(hours=last))


def _due(code: str, referral: Referral, at: datetime) -> Due:
    return Due(code, at, Source.PRACTICE, referral.need, referral.id)
