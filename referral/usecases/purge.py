"""Retention: what is over goes, the counters stay (field brief, section 6).

A rehearsal says what would go and leaves everything as it was.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from referral.domain.audit import SYSTEM
from referral.domain.case_policy import CasePolicy
from referral.store import account_retention, audit, cases, replies, upkeep, verification
from referral.usecases.records import Records


@dataclass(frozen=True, slots=True)
class PurgeReport:
    """How much of each the rules remove, and from when on it stays (days in UTC).

    Cases go whole, with their stored plan, referrals, events and reply links; `links` are those
    of cases that are still open. `sign_ins` counts ended sign-ins, spent one-time links and dead
    tokens; `accounts` those that are shut and of whom the log tells nothing any more; `approvals`
    are requests to a second editor that were decided; `own_links` are those by which services
    check their own record, `calls` those to services.
    """

    cases_kept_from: date
    audit_kept_from: date
    cases: int
    links: int
    handovers: int
    audit_entries: int
    sign_ins: int = 0
    accounts: int = 0
    approvals: int = 0
    own_links: int = 0
    calls: int = 0

    @property
    def anything(self) -> bool:
        """True where something goes."""
        gone = self.cases + self.links + self.handovers + self.audit_entries
        upkeep_gone = self.approvals + self.own_links + self.calls
        return bool(gone + self.sign_ins + self.accounts + upkeep_gone)


class _Rehearsed(Exception):
    """Rolls a rehearsal back."""


def purge(records: Records, policy: CasePolicy, *, now: datetime, commit: bool) -> PurgeReport:
    """Apply the retention rules; without `commit` everything stays as it was."""
    closed = _midnight(now - timedelta(days=policy.closed_case_days))
    log = _midnight(now - timedelta(days=policy.audit_days))
    report = PurgeReport(closed.date(), log.date(), 0, 0, 0, 0)
    try:
        with records.writing() as session:
            report = PurgeReport(
                cases_kept_from=closed.date(),
                audit_kept_from=log.date(),
                cases=cases.remove_cases_closed_before(session, closed),
                links=replies.remove_links_expired_before(session, closed),
                handovers=cases.remove_handovers_before(session, closed),
                audit_entries=audit.drop_before(session, log.date()),
                accounts=account_retention.remove_shut_accounts_before(session, log),
                approvals=upkeep.remove_approvals_decided_before(session, closed),
                own_links=verification.remove_own_links_expired_before(session, closed),
                calls=verification.remove_calls_before(session, log),
                sign_ins=account_retention.remove_spent_before(session, closed),
            )
            if not commit:
                raise _Rehearsed
            if report.anything:
                audit.append(
                    session, now, SYSTEM, "purged", "retention", str(report.audit_kept_from)
                )
    except _Rehearsed:
        pass
    return report


def _midnight(moment: datetime) -> datetime:
    """The beginning of a moment's day in UTC: what is a little too old waits for the next day."""
    return moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
