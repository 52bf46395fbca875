"""What every use case of cases needs: the directory's world, the records, and their policy."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

from sqlmodel import Session

from referral.domain.access import Action, Actor, may
from referral.domain.case_codes import CASE_SYLLABLES, code_of
from referral.domain.case_policy import CasePolicy
from referral.domain.cases import Case, CaseEvent, EventKind
from referral.domain.counting import Count
from referral.domain.deadlines import Calendar
from referral.domain.errors import ActionRefused, NotFound, Overtaken
from referral.domain.referrals import Referral
from referral.domain.services import Service
from referral.domain.verification_policy import VerificationPolicy
from referral.domain.vocabulary import Need, Status
from referral.store import audit, cases
from referral.usecases.browse import DEFAULT_ZONE
from referral.usecases.policy_file import load_verification_policy
from referral.usecases.records import Records
from referral.usecases.tables import Tables, tables_of
from referral.usecases.world import World


@dataclass(frozen=True)
class Office:
    """Directory, records, and the policies of open cases and of verification."""

    world: World
    records: Records
    policy: CasePolicy
    verification: VerificationPolicy = field(default_factory=load_verification_policy)

    @property
    def tables(self) -> Tables:
        """The routing table and the map of the current directory."""
        return tables_of(self.world)

    def zone(self, region_code: str) -> str:
        """The IANA zone of a regency, or of a country for a child abroad."""
        region = self.world.atlas.regions.get(region_code)
        if region is not None:
            return region.timezone
        return self.world.policy.zones.get(region_code, DEFAULT_ZONE)

    def calendar(self, case: Case) -> Calendar:
        """Working days where the child is."""
        return Calendar(self.zone(case.regency_code), self.world.holidays)

    def day(self, case: Case, now: datetime) -> date:
        """The day at a moment where the child is."""
        return now.astimezone(ZoneInfo(self.zone(case.regency_code))).date()

    def service(self, service_id: str) -> Service | None:
        """A service by its own id: the directory's, or a line that the policy names.

        A record that was merged since is the one that it was merged into.
        """
        routing = self.tables.routing
        ref = routing.directory.current_id(service_id)
        return routing.directory.get(ref) or routing.lines.get(ref)

    def usable(self, service_id: str) -> bool:
        """False for a service that is closed, suspended or gone since the plan was stored."""
        found = self.service(service_id)
        return found is not None and found.status in (Status.ACTIVE, Status.HISTORICAL)

    def askable(self, case: Case, need: Need) -> Callable[[str], bool]:
        """Which services of a stored plan may still be asked: usable ones, each place once.

        Where two were merged since, who has asked the one has asked the other.
        """
        current = self.tables.directory.current_id
        asked = [one.service_id for one in case.attempts(need)]
        planned = [one.service_id for one in case.candidates_of(need)]
        first: dict[str, str] = {}
        for ref in (*asked, *planned):
            first.setdefault(current(ref), ref)
        return lambda ref: self.usable(ref) and first.get(current(ref), ref) == ref

    def organization(self, service_id: str) -> str:
        """The organisation that runs a service; empty where the directory lost it."""
        found = self.service(service_id)
        return found.organization if found else ""


@dataclass
class Change:
    """One change of one case, inside its transaction. Every step ends up among the events."""

    office: Office
    session: Session
    case: Case
    by: str
    now: datetime
    counts: list[Count] = field(default_factory=list)

    def note(
        self,
        kind: EventKind,
        *,
        referral: Referral | None = None,
        before: Referral | None = None,
        code: str | None = None,
        detail: str | None = None,
    ) -> None:
        """Write what happened."""
        moved = referral is not None and kind in (EventKind.MOVED, EventKind.OPENED)
        event = CaseEvent(
            case_id=self.case.id,
            at=self.now,
            actor=self.by,
            kind=kind,
            referral_id=referral.id if referral else None,
            from_status=before.status if before else None,
            to_status=referral.status if referral and moved else None,
            code=code,
            detail=detail,
        )
        cases.add_event(self.session, event)

    def reload(self) -> Case:
        """The case as it stands after the steps so far."""
        found = cases.case_by_code(self.session, self.case.code)
        if found is None:
            raise NotFound(self.case.code)
        self.case = found
        return found


@contextmanager
def changing(
    office: Office, actor: Actor, code: str, version: int | None, now: datetime
) -> Iterator[Change]:
    """A change of a case that the actor may change; all of it happens, or nothing.

    `version` is what the person saw: whoever acts on an older one is told.

    :raises NotFound: no such case, or not for this actor
    :raises ActionRefused: `case_closed`
    :raises Overtaken: somebody else was quicker
    """
    with office.records.writing() as session:
        case = cases.case_by_code(session, code)
        if case is None or not may(actor, Action.CHANGE_CASE, case.subject):
            raise NotFound(code)
        change = begin(office, session, case, str(actor.id), version, now)
        yield change
        finish(change, "case_changed")


def begin(
    office: Office, session: Session, case: Case, by: str, version: int | None, now: datetime
) -> Change:
    """Start a change: nobody else may have changed the case since it was seen.

    :raises ActionRefused: `case_closed`
    :raises Overtaken: somebody else was quicker
    """
    if not case.open:
        raise ActionRefused("case_closed")
    if version is not None and version != case.version:
        raise Overtaken()
    cases.touch_case(session, case)
    return Change(office, session, case, by, now)


def finish(change: Change, action: str) -> None:
    """Write the counters and the audit entry of a change."""
    office, case = change.office, change.case
    cases.add_counts(change.session, change.counts, office.day(case, change.now))
    audit.append(change.session, change.now, change.by, action, "case", case.code)


def new_id() -> str:
    """A random id."""
    return str(uuid4())


def new_case_code(session: Session) -> str:
    """A spoken code that no case has yet."""
    while True:
        code = code_of(secrets.token_bytes(2 * CASE_SYLLABLES), CASE_SYLLABLES)
        if not cases.code_taken(session, code):
            return code
