"""Cases in the database: read whole, changed one version at a time.

The transaction belongs to the caller.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from referral.domain.cases import Case, CaseEvent, Closure
from referral.domain.consent import Consent
from referral.domain.counting import Count
from referral.domain.errors import Overtaken
from referral.domain.referrals import Referral
from referral.domain.vocabulary import Need
from referral.store.case_rows import (
    candidate_values,
    case_values,
    event_values,
    read_case,
    read_event,
    referral_values,
)
from referral.store.tables import metadata

_T = metadata().tables
_CASE, _REFERRAL, _EVENT = _T["referral_case"], _T["referral"], _T["case_event"]
_CANDIDATE, _HANDOVER, _COUNT = _T["referral_candidate"], _T["handover"], _T["referral_count"]


def add_case(session: Session, case: Case, organizations: dict[str, str]) -> None:
    """Write a new case with its stored plan and referrals.

    `organizations` gives the organisation of each service referred to.
    """
    session.execute(insert(_CASE), [case_values(case)])
    if case.candidates:
        rows = [candidate_values(case.id, one) for one in case.candidates]
        session.execute(insert(_CANDIDATE), rows)
    for referral in case.referrals:
        add_referral(session, referral, organizations[referral.service_id])
    for event in case.events:
        add_event(session, event)


def add_referral(session: Session, referral: Referral, organization: str) -> None:
    """Write a further referral of a case."""
    session.execute(insert(_REFERRAL), [referral_values(referral, organization)])


def add_event(session: Session, event: CaseEvent) -> None:
    """Write what happened; nothing ever changes it."""
    session.execute(insert(_EVENT), [event_values(event)])


def save_referral(session: Session, before: Referral, after: Referral) -> None:
    """Take a referral from the version that was read to the next.

    :raises Overtaken: somebody else changed it in between
    """
    columns = _REFERRAL.c
    changed = session.execute(
        update(_REFERRAL)
        .where(columns.id == before.id, columns.version == before.version)
        .values(status=after.status.value, reason=after.reason, version=after.version)
    )
    if changed.rowcount != 1:  # type: ignore[attr-defined]
        raise Overtaken()


def touch_case(session: Session, case: Case, **values: Any) -> None:
    """Take a case from the version that was read to the next, with changed columns.

    :raises Overtaken: somebody else changed it in between
    """
    changed = session.execute(
        update(_CASE)
        .where(_CASE.c.id == case.id, _CASE.c.version == case.version)
        .values(version=case.version + 1, **values)
    )
    if changed.rowcount != 1:  # type: ignore[attr-defined]
        raise Overtaken()


def set_consent(session: Session, case: Case, consent: Consent) -> None:
    """Note assent and consent.

    :raises Overtaken: somebody else changed the case
    """
    touch_case(session, case, assent=consent.assent.value, guardian=consent.guardian.value)


def set_closed(session: Session, case: Case, closure: Closure, at: datetime) -> None:
    """Close a case.

    :raises Overtaken: somebody else changed the case
    """
    touch_case(session, case, closed_at=at, closure=closure.value)


def case_by_code(session: Session, code: str) -> Case | None:
    """A case by its spoken code."""
    return _one(session, _CASE.c.code == code)


def case_of_referral(session: Session, referral_id: str) -> Case | None:
    """The case that a referral belongs to."""
    wanted = select(_REFERRAL.c.case_id).where(_REFERRAL.c.id == referral_id).scalar_subquery()
    return _one(session, _CASE.c.id == wanted)


def cases_of_desk(session: Session, desk: str) -> list[Case]:
    """The open cases of a desk."""
    return _cases(session, _CASE.c.desk_id == desk, _CASE.c.closed_at.is_(None))


def cases_of_organization(session: Session, organization: str) -> list[Case]:
    """The open cases of every desk of an organisation."""
    return _cases(session, _T["desk"].c.organization == organization, _CASE.c.closed_at.is_(None))


def cases_opened_by(session: Session, account: str) -> list[Case]:
    """The open cases that an account opened."""
    return _cases(session, _CASE.c.opened_by == account, _CASE.c.closed_at.is_(None))


def cases_sent_to(session: Session, organization: str) -> list[Case]:
    """Open cases with a referral to a service of an organisation."""
    sent = select(_REFERRAL.c.case_id).where(_REFERRAL.c.organization == organization)
    return _cases(session, _CASE.c.id.in_(sent), _CASE.c.closed_at.is_(None))


def closed_cases(session: Session, desk: str, limit: int) -> list[Case]:
    """The cases of a desk closed last."""
    wanted = (
        select(_CASE.c.id)
        .where(_CASE.c.desk_id == desk, _CASE.c.closed_at.is_not(None))
        .order_by(_CASE.c.closed_at.desc(), _CASE.c.code)
        .limit(limit)
    )
    return _cases(session, _CASE.c.id.in_(wanted.scalar_subquery()))


def count_open_cases(session: Session, desk: str) -> int:
    """How many open cases a desk has."""
    query = select(func.count()).select_from(_CASE)
    found = session.scalar(query.where(_CASE.c.desk_id == desk, _CASE.c.closed_at.is_(None)))
    return int(found or 0)


def organization_of(session: Session, referral_id: str) -> str | None:
    """The organisation whose service a referral was sent to."""
    found: str | None = session.scalar(
        select(_REFERRAL.c.organization).where(_REFERRAL.c.id == referral_id)
    )
    return found


def code_taken(session: Session, code: str) -> bool:
    """True if a case has the code already."""
    return session.scalar(select(_CASE.c.id).where(_CASE.c.code == code)) is not None


def _one(session: Session, *conditions: ColumnElement[bool]) -> Case | None:
    found = _cases(session, *conditions)
    return found[0] if found else None


def _cases(session: Session, *conditions: ColumnElement[bool]) -> list[Case]:
    desk = _T["desk"]
    query = select(_CASE, desk.c.organization).join(desk, desk.c.id == _CASE.c.desk_id)
    rows = session.execute(query.where(*conditions).order_by(_CASE.c.opened_at, _CASE.c.code)).all()
    ids = [row.id for row in rows]
    referrals = _below(session, _REFERRAL, ids, _REFERRAL.c.attempt)
    candidates = _below(session, _CANDIDATE, ids, _CANDIDATE.c.position)
    events = _below(session, _EVENT, ids, _EVENT.c.id)
    return [
        read_case(
            row,
            referrals[row.id],
            candidates[row.id],
            [read_event(event) for event in events[row.id]],
        )
        for row in rows
    ]


def _below(session: Session, table: Any, ids: Sequence[str], order: Any) -> dict[str, list[Any]]:
    """The rows of a table that belong to each case."""
    found: dict[str, list[Any]] = defaultdict(list)
    if ids:
        query = select(table).where(table.c.case_id.in_(ids)).order_by(order)
        for row in session.execute(query):
            found[row.case_id].append(row)
    return found


@dataclass(frozen=True, slots=True)
class Handover:
    """A shift's list given to the next one."""

    id: str
    desk: str
    given_at: datetime
    given_by: str
    accepted_at: datetime | None = None
    accepted_by: str | None = None


def hold_desk(session: Session, desk: str) -> None:
    """Keep others from giving the same desk's list until this transaction ends."""
    table = _T["desk"]
    session.execute(select(table.c.id).where(table.c.id == desk).with_for_update())


def add_handover(session: Session, given: Handover) -> None:
    """Write that a desk's list was given to the next shift."""
    row = {
        "id": given.id,
        "desk_id": given.desk,
        "given_at": given.given_at,
        "given_by": given.given_by,
    }
    session.execute(insert(_HANDOVER), [row])


def accept_handover(session: Session, handover_id: str, *, by: str, at: datetime) -> None:
    """Write that the next shift took the list over.

    :raises Overtaken: somebody else did so already
    """
    columns = _HANDOVER.c
    changed = session.execute(
        update(_HANDOVER)
        .where(columns.id == handover_id, columns.accepted_at.is_(None))
        .values(accepted_at=at, accepted_by=by)
    )
    if changed.rowcount != 1:  # type: ignore[attr-defined]
        raise Overtaken()


def latest_handover(session: Session, desk: str) -> Handover | None:
    """The last list that a desk gave."""
    query = select(_HANDOVER).where(_HANDOVER.c.desk_id == desk)
    row = session.execute(query.order_by(_HANDOVER.c.given_at.desc()).limit(1)).first()
    return _handover(row) if row else None


def waiting_handovers(session: Session) -> list[Handover]:
    """Lists that nobody took over, of every desk, the oldest first."""
    query = select(_HANDOVER).where(_HANDOVER.c.accepted_at.is_(None))
    return [_handover(row) for row in session.execute(query.order_by(_HANDOVER.c.given_at))]


def remove_handovers_before(session: Session, moment: datetime) -> int:
    """Remove lists that were taken over before a moment; how many went."""
    gone = session.execute(
        delete(_HANDOVER).where(_HANDOVER.c.accepted_at < moment).returning(_HANDOVER.c.id)
    )
    return len(gone.all())


def _handover(row: Any) -> Handover:
    return Handover(
        row.id, row.desk_id, row.given_at, row.given_by, row.accepted_at, row.accepted_by
    )


def add_counts(session: Session, counts: Iterable[Count], day: date) -> None:
    """Count each once more in the month of a day; two at once both count."""
    month = day.replace(day=1)
    dialect = session.get_bind().dialect.name
    make = postgresql.insert if dialect == "postgresql" else sqlite.insert
    # in one order for everybody: two transactions that count the same must not wait for each other
    for one in sorted(counts, key=lambda each: (each.regency_code, each.need, each.code)):
        row = make(_COUNT).values(
            month=month,
            regency_code=one.regency_code,
            need=one.need.value,
            code=one.code,
            times=1,
        )
        keys = [_COUNT.c.month, _COUNT.c.regency_code, _COUNT.c.need, _COUNT.c.code]
        more = row.on_conflict_do_update(index_elements=keys, set_={"times": _COUNT.c.times + 1})
        session.execute(more)


@dataclass(frozen=True, slots=True)
class Counted:
    """How often something was counted for a need in a regency."""

    regency_code: str
    need: Need
    code: str
    times: int


def counts_since(session: Session, since: date, before: date | None = None) -> list[Counted]:
    """The counters from the month of a day on, months added up; `before` is the first left out."""
    columns = _COUNT.c
    keys = (columns.regency_code, columns.need, columns.code)
    query = (
        select(*keys, func.sum(columns.times).label("total"))
        .where(columns.month >= since.replace(day=1), columns.month < (before or date.max))
        .group_by(*keys)
        .order_by(*keys)
    )
    return [
        Counted(row.regency_code, Need(row.need), row.code, int(row.total))
        for row in session.execute(query)
    ]


def remove_cases_closed_before(session: Session, moment: datetime) -> int:
    """Remove closed cases with all that hangs on them; the counters stay."""
    old = [row.id for row in session.execute(select(_CASE.c.id).where(_CASE.c.closed_at < moment))]
    if not old:
        return 0
    below = select(_REFERRAL.c.id).where(_REFERRAL.c.case_id.in_(old)).scalar_subquery()
    session.execute(delete(_T["reply_link"]).where(_T["reply_link"].c.referral_id.in_(below)))
    for table in (_EVENT, _REFERRAL, _CANDIDATE):
        session.execute(delete(table).where(table.c.case_id.in_(old)))
    session.execute(delete(_CASE).where(_CASE.c.id.in_(old)))
    return len(old)
