"""Retention: what is over goes, the counters stay (field brief, section 6).

A rehearsal says what would go and leaves everything as it was.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from referral.store import audit, cases, replies
from referral.usecases.office import Office


@dataclass(frozen=True, slots=True)
class PurgeReport:
    """How much of each the rules remove: cases, reply links, audit entries."""

    cases: int
    links: int
    audit_entries: int


class _Rehearsed(Exception):
    """Rolls a rehearsal back."""


def purge(office: Office, *, now: datetime, commit: bool) -> PurgeReport:
    """Apply the retention rules; without `commit` everything stays as it was."""
    closed = now - timedelta(days=office.policy.closed_case_days)
    log = (now - timedelta(days=office.policy.audit_days)).date()
    report = PurgeReport(0, 0, 0)
    try:
        with office.records.writing() as session:
            report = PurgeReport(
                cases=cases.remove_cases_closed_before(session, closed),
                links=replies.remove_links_expired_before(session, closed),
                audit_entries=audit.drop_before(session, log),
            )
            if not commit:
                raise _Rehearsed
            if report != PurgeReport(0, 0, 0):
                audit.append(session, now, "system", "purged", "retention", str(log))
    except _Rehearsed:
        pass
    return report
