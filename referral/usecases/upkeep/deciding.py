"""The second editor: what waits, looked at whole, and approved, rejected or withdrawn.

Two who decide at once: the directory is locked, and one of them is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from referral.domain.access import Action, Actor, may
from referral.domain.approvals import ApprovalKind, Decision, RejectReason
from referral.domain.errors import ActionRefused, NotFound, Overtaken
from referral.domain.services import Service
from referral.domain.tombstones import RemovalReason
from referral.domain.upkeep_fields import FieldChange, changes_between, service_of
from referral.files.services import problems_of
from referral.store import audit, upkeep
from referral.store.history import Author
from referral.store.history_tables import ChangeSource
from referral.store.reading import load_tombstones
from referral.store.upkeep import Approval
from referral.store.writing import lock_directory, save_services
from referral.usecases.exchange.comparing import uncovers
from referral.usecases.office import Office
from referral.usecases.upkeep.approvals import brings_back, current_services
from referral.usecases.upkeep.burying import take_out


@dataclass(frozen=True, slots=True)
class Waiting:
    """A request with the record as it is (`before`) and as it would be (`after`; None: it goes).

    Of a merge these are the record that stays, and `leaving` the one that goes. `mine`: the
    reader asked for it, and so cannot decide. `stale`: a record has changed since it was asked.
    """

    approval: Approval
    before: Service | None
    after: Service | None
    leaving: Service | None
    mine: bool
    stale: bool

    @property
    def name(self) -> str | None:
        """The name to list it by; None where there is no record any more."""
        found = self.leaving or self.after or self.before
        return found.name if found else None

    @property
    def changes(self) -> tuple[FieldChange, ...]:
        """What would change in a record that is there already."""
        if self.before is None or self.after is None:
            return ()
        return changes_between(self.before, self.after)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A request that could not be approved, by its code; `problem`: what does not fit together."""

    approval_id: str
    code: str
    problem: str | None = None


def list_waiting(office: Office, actor: Actor) -> list[Waiting]:
    """Everything that waits, the oldest first.

    :raises NotFound: the actor does not edit
    """
    _demand(actor)
    with office.records.reading() as session:
        return _waiting(session, actor, upkeep.open_approvals(session))


def count_waiting(office: Office, actor: Actor) -> int:
    """How many requests the actor could decide on."""
    with office.records.reading() as session:
        return upkeep.count_open(session, but_by=str(actor.id))


def show_waiting(office: Office, actor: Actor, approval_id: str, *, now: datetime) -> Waiting:
    """One request, whole. Whoever looks at a hidden place is written down.

    :raises NotFound: none of that id waits, or the actor does not edit
    """
    _demand(actor)
    with office.records.writing() as session:
        found = upkeep.approvals_by_id(session, [approval_id])
        if not found or found[0].decided_at is not None:
            raise NotFound(approval_id)
        shown = _waiting(session, actor, found)[0]
        if any(one is not None and one.hidden for one in (shown.before, shown.after)):
            audit.append(session, now, actor.id, "approval_read", "approval", approval_id)
    return shown


def approve(
    office: Office, actor: Actor, ids: Sequence[str], *, now: datetime
) -> tuple[Refusal, ...]:
    """Take requests over into the directory: all that can be, in one transaction.

    What comes back could not: `own_request`, `overtaken` (a record has changed since, or there is
    one now), `removed_id`, `uncovers_hidden_place`, or `contradicts` with the code of the problem.

    :raises NotFound: no such request, or the actor does not edit
    :raises Overtaken: somebody has decided on one of them already
    """
    with office.records.writing() as session:
        found = _open(session, actor, ids)
        judged = _Judged(office, session, actor, found)
        fit = [one for one in found if one.id not in judged.refusals]
        upkeep.lift_tombstones(session, (one.service_id for one in fit if brings_back(one)))
        for author, after in judged.written(fit).items():
            save_services(session, after, now=now, author=author)
        for one in fit:
            if one.kind == ApprovalKind.DELETE:
                take_out(
                    session,
                    judged.current[one.service_id],
                    RemovalReason(one.removal or RemovalReason.MISTAKE),
                    author_of(one),
                    now,
                    successor_id=one.successor_id,
                )
        _decided(session, fit, Decision.APPROVED, actor, now)
    return tuple(judged.refusals.values())


def reject(
    office: Office, actor: Actor, ids: Sequence[str], reason: RejectReason, *, now: datetime
) -> None:
    """Say no to requests; nothing changes in the directory.

    :raises NotFound: no such request, or the actor does not edit
    :raises ActionRefused: `own_request`: who asked may withdraw it
    :raises Overtaken: somebody has decided already
    """
    with office.records.writing() as session:
        found = _open(session, actor, ids)
        if any(one.asked_by == actor.id for one in found):
            raise ActionRefused("own_request")
        _decided(session, found, Decision.REJECTED, actor, now, reason)


def withdraw(office: Office, actor: Actor, ids: Sequence[str], *, now: datetime) -> None:
    """Take back what the actor has asked for.

    :raises NotFound: no such request of the actor's own
    :raises Overtaken: somebody has decided already
    """
    with office.records.writing() as session:
        found = _open(session, actor, ids)
        if any(one.asked_by != actor.id for one in found):
            raise NotFound(ids[0])
        _decided(session, found, Decision.WITHDRAWN, actor, now)


def author_of(approval: Approval) -> Author:
    """Whoever asked: the second editor stands in the request and in the audit log."""
    return Author(approval.asked_by, ChangeSource(approval.source))


class _Judged:
    """Requests judged anew against the directory as it is."""

    def __init__(
        self, office: Office, session: Session, actor: Actor, found: Sequence[Approval]
    ) -> None:
        ids = sorted({ref for one in found for ref in _ids(one)})
        self.hashes = upkeep.content_hashes(session, ids)
        self.current = current_services(session, ids)
        self.spent = load_tombstones(session)
        self.known_code = office.world.atlas.find_code
        self.refusals = {
            one.id: refusal for one in found if (refusal := self._refusal(one, actor)) is not None
        }
        taken: set[str] = set()
        for one in found:
            if one.id not in self.refusals:
                if not taken.isdisjoint(_ids(one)):  # two requests about one record
                    self.refusals[one.id] = Refusal(one.id, "overtaken")
                taken |= set(_ids(one))

    def written(self, fit: Sequence[Approval]) -> Mapping[Author, list[Service]]:
        """The records to save, by who asked for them."""
        found: dict[Author, list[Service]] = {}
        for one in fit:
            if (after := after_of(one)) is not None:
                found.setdefault(author_of(one), []).append(after)
        return found

    def _refusal(self, one: Approval, actor: Actor) -> Refusal | None:
        if one.asked_by == actor.id:
            return Refusal(one.id, "own_request")
        if one.service_id in self.spent and not brings_back(one):
            return Refusal(one.id, "removed_id")
        if is_stale(one, self.hashes):
            return Refusal(one.id, "overtaken")
        after = after_of(one)
        if after is None:
            return None
        leaving = [self.current[ref] for ref in _ids(one) if ref in self.current]
        if one.kind == ApprovalKind.DELETE and any(uncovers(old, after) for old in leaving):
            return Refusal(one.id, "uncovers_hidden_place")
        wrong = unfit(after, self.known_code)
        return Refusal(one.id, "contradicts", wrong) if wrong else None


def after_of(approval: Approval) -> Service | None:
    """What the record would say; of a merge, the one that stays."""
    if approval.fields is None:
        return None
    return service_of(approval.successor_id or approval.service_id, approval.fields)


def unfit(service: Service, known_code: Callable[[str], str | None]) -> str | None:
    """The code of what does not fit together in a record, or is no region of the map; else None."""
    wrong = next((problem.code for problem in problems_of(service)), None)
    if wrong is None and any(known_code(code) != code for code in _codes(service)):
        wrong = "unknown_region"
    return wrong


def is_stale(approval: Approval, hashes: Mapping[str, str]) -> bool:
    """True where a record is no longer as the asker saw it."""
    if hashes.get(approval.service_id) != approval.base:
        return True
    heir = approval.successor_id
    return heir is not None and hashes.get(heir) != approval.successor_base


def _ids(approval: Approval) -> tuple[str, ...]:
    heir = approval.successor_id
    return (approval.service_id,) if heir is None else (approval.service_id, heir)


def _codes(service: Service) -> Iterator[str]:
    for code in (service.province_code, service.regency_code, service.kecamatan_code):
        if code is not None:
            yield code
    yield from (code for code in service.coverage if code[:1].isdigit())


def _open(session: Session, actor: Actor, ids: Sequence[str]) -> list[Approval]:
    _demand(actor)
    lock_directory(session)
    found = upkeep.approvals_by_id(session, ids)
    if not ids or len(found) != len(set(ids)):
        raise NotFound(ids[0] if ids else "approval")
    if any(one.decided_at is not None for one in found):
        raise Overtaken()
    return found


def _decided(
    session: Session,
    approvals: Sequence[Approval],
    decision: Decision,
    actor: Actor,
    now: datetime,
    reason: RejectReason | None = None,
) -> None:
    """Write the decision; the log has one entry for each request, or for each import."""
    ids = [one.id for one in approvals]
    upkeep.decide_approvals(session, ids, decision, by=str(actor.id), at=now, reason=reason)
    for ref in dict.fromkeys(one.batch or one.id for one in approvals):
        audit.append(session, now, actor.id, f"approval_{decision}", "approval", ref)


def _waiting(session: Session, actor: Actor, found: Sequence[Approval]) -> list[Waiting]:
    ids = sorted({ref for one in found for ref in _ids(one)})
    hashes = upkeep.content_hashes(session, ids)
    current = current_services(session, ids)
    return [
        Waiting(
            approval=one,
            before=current.get(one.successor_id or one.service_id),
            after=after_of(one),
            leaving=current.get(one.service_id) if one.kind == ApprovalKind.DELETE else None,
            mine=one.asked_by == actor.id,
            stale=is_stale(one, hashes),
        )
        for one in found
    ]


def _demand(actor: Actor) -> None:
    if not may(actor, Action.EDIT_DIRECTORY):
        raise NotFound("approvals")
