"""The steps of an open case, each one a transaction: consent, sending, answers, arrival, the end.

Every function takes the actor, the version of the case that the person saw, and the clock.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from referral.domain.access import Actor
from referral.domain.cases import (
    Candidate,
    Case,
    Closure,
    ContactOutcome,
    EventKind,
    FollowUpOutcome,
    HandoverCheck,
    check_closure,
)
from referral.domain.consent import Assent, Consent, check_consent, lets_send
from referral.domain.counting import Count, counts_of_move, counts_of_proposal
from referral.domain.deadlines import answer_due, follow_up_codes
from referral.domain.errors import ActionRefused
from referral.domain.next_service import Proposal, left, may_ask_more, next_service
from referral.domain.referrals import (
    ENDED,
    WAITING,
    Referral,
    ReferralStatus,
    SilenceReason,
    WithdrawalReason,
    accept,
    move,
)
from referral.domain.vocabulary import Need
from referral.store import cases, replies
from referral.usecases.find_help import find_public
from referral.usecases.office import Change, Office, changing, new_id
from referral.usecases.reply_codes import new_link

S = ReferralStatus


def note_consent(
    office: Office, actor: Actor, code: str, consent: Consent, *, version: int, now: datetime
) -> None:
    """Note what the child and a safe guardian say; drafts become ready to send if nobody says no.

    :raises ActionRefused: `assent_not_fitting` or `guardian_not_fitting`
    """
    with changing(office, actor, code, version, now) as change:
        case = change.case
        check_consent(consent, case.consent_rule)
        current = change.reload()
        cases.set_consent(change.session, current, consent)
        change.note(EventKind.CONSENT, code=consent.assent.value, detail=consent.guardian.value)
        if consent.assent is Assent.REFUSED:  # the child's no is no service's no
            if not _refused_before(case):
                change.counts += [
                    Count(case.regency_code, need, "child_refused") for need in case.needs
                ]
            change.note(EventKind.CHILD_REFUSED)
        if lets_send(consent):
            for one in case.referrals:
                if one.status is S.DRAFT:
                    moved(change, one, S.CONSENT_NOTED)


def send(
    office: Office,
    actor: Actor,
    code: str,
    referral_ids: Sequence[str],
    *,
    version: int,
    now: datetime,
) -> None:
    """Send referrals: each gets a link by which the service answers without an account.

    :raises ActionRefused: `wrong_state`, where consent is missing, or `consent_refused`; urgent
        care needs neither
    """
    with changing(office, actor, code, version, now) as change:
        for referral_id in referral_ids:
            referral = _referral(change, referral_id)
            if change.case.consent and not may_go(change.case, referral):
                raise ActionRefused("consent_refused")
            moved(change, referral, S.SENT)


def may_go(case: Case, referral: Referral) -> bool:
    """True where nobody said no since consent was noted; urgent care never waits."""
    return referral.never_waits or lets_send(case.consent)


def record(
    office: Office,
    actor: Actor,
    code: str,
    referral_id: str,
    to: ReferralStatus,
    *,
    reason: str | None = None,
    version: int,
    now: datetime,
) -> None:
    """Record what the desk knows of a referral: an answer by telephone, an arrival, an exit.

    :raises ActionRefused: `wrong_state`, `reason_required` or `unknown_reason`
    """
    with changing(office, actor, code, version, now) as change:
        moved(change, _referral(change, referral_id), to, reason)


def ask_next(
    office: Office,
    actor: Actor,
    code: str,
    need: Need,
    *,
    service_id: str | None = None,
    version: int,
    now: datetime,
) -> None:
    """Ask the next candidate of the stored plan, or the one of it named by its public id.

    A service that has not answered in time counts as silent. In immediate danger the next may be
    asked beside one that still has time (field brief, section 4: several calls at once).

    :raises ActionRefused: `answer_not_due`, `nobody_left` or `unknown_service`
    """
    with changing(office, actor, code, version, now) as change:
        _end_silent(change, need)
        case = change.reload()
        if not may_ask_more(case, need):
            raise ActionRefused("answer_not_due")
        if service_id is None:
            found = _following(office, case, need).candidate
            if found is None:
                raise ActionRefused("nobody_left")
        else:
            found = _named(office, case, need, service_id)
        fresh = _opened(change, case, need, found)
        if lets_send(case.consent):
            fresh = moved(change, fresh, S.CONSENT_NOTED)
        if lets_send(case.consent) or fresh.never_waits:
            moved(change, fresh, S.SENT)


def _following(office: Office, case: Case, need: Need) -> Proposal:
    """Whom the stored plan has next, of those that may still be asked."""
    after = office.policy.unanswered_before_higher_tier
    return next_service(case, need, after, office.askable(case, need))


def _named(office: Office, case: Case, need: Need, service_id: str) -> Candidate:
    """The candidate of the stored plan with a public id, where it may still be asked."""
    wanted, askable = find_public(office.tables.routing, service_id), office.askable(case, need)
    for one in left(case, need):
        if wanted and askable(one.service_id) and office.service(one.service_id) is wanted:
            return one
    raise ActionRefused("unknown_service")


def _opened(change: Change, case: Case, need: Need, found: Candidate) -> Referral:
    """A draft to the candidate, written down."""
    fresh = Referral(
        id=new_id(),
        case_id=case.id,
        need=need,
        attempt=len(case.attempts(need)) + 1,
        service_id=found.service_id,
        how=found.how,
        tier=found.tier,
        urgent=any(one.urgent for one in case.referrals if one.need is need),
        reached={S.DRAFT: change.now},
    )
    cases.add_referral(change.session, fresh, change.office.organization(fresh.service_id))
    change.note(EventKind.OPENED, referral=fresh)
    return fresh


def _end_silent(change: Change, need: Need) -> None:
    """Whoever let the timer run out has not answered."""
    case, policy = change.case, change.office.policy
    calendar = change.office.calendar(case)
    for one in case.attempts(need):
        due = answer_due(one, case.triage.danger, policy, calendar)
        if due is not None and change.now >= due:
            moved(change, one, S.NO_ANSWER, SilenceReason.TIMER)


def check_handover(
    office: Office,
    actor: Actor,
    code: str,
    referral_id: str,
    checks: Sequence[HandoverCheck],
    *,
    version: int,
    now: datetime,
) -> None:
    """Tick steps of the warm hand-over; one that is ticked already stays so."""
    with changing(office, actor, code, version, now) as change:
        referral = _referral(change, referral_id)
        done = {
            event.code
            for event in change.case.events
            if event.kind is EventKind.HANDOVER_CHECK and event.referral_id == referral.id
        }
        for check in checks:
            if check.value not in done:
                change.note(EventKind.HANDOVER_CHECK, referral=referral, code=check.value)


def note_contact(
    office: Office,
    actor: Actor,
    code: str,
    outcome: ContactOutcome,
    *,
    version: int,
    now: datetime,
) -> None:
    """Record an attempt to reach the child, or the person with the child."""
    with changing(office, actor, code, version, now) as change:
        change.note(EventKind.CONTACT_ATTEMPT, code=outcome.value)


def follow_up(
    office: Office,
    actor: Actor,
    code: str,
    which: str,
    outcome: FollowUpOutcome,
    *,
    version: int,
    now: datetime,
) -> None:
    """Record a follow-up and what it found.

    :raises ActionRefused: `unknown_follow_up`
    """
    if which not in follow_up_codes(office.policy):
        raise ActionRefused("unknown_follow_up")
    with changing(office, actor, code, version, now) as change:
        change.note(EventKind.FOLLOW_UP, code=which, detail=outcome.value)


def legal_done(
    office: Office,
    actor: Actor,
    code: str,
    referral_id: str,
    deadline: str,
    *,
    version: int,
    now: datetime,
) -> None:
    """Record that a legal deadline was met.

    :raises ActionRefused: `unknown_deadline`
    """
    if deadline not in {rule.code for rule in office.policy.deadlines}:
        raise ActionRefused("unknown_deadline")
    with changing(office, actor, code, version, now) as change:
        change.note(EventKind.LEGAL_DONE, referral=_referral(change, referral_id), code=deadline)


def withdraw_refused(
    office: Office, actor: Actor, code: str, *, version: int, now: datetime
) -> None:
    """The child says no after all: every referral that has not begun is taken back.

    It is recorded as the child's own refusal, apart from any service's.
    """
    with changing(office, actor, code, version, now) as change:
        case = change.case
        if case.consent is not None:
            refused = replace(case.consent, assent=Assent.REFUSED)
            cases.set_consent(change.session, change.reload(), refused)
        change.note(EventKind.CHILD_REFUSED)
        for one in case.referrals:
            if one.status not in ENDED and one.status is not S.SERVICE_STARTED:
                moved(change, one, S.WITHDRAWN, WithdrawalReason.CHILD_REFUSED)
        if _refused_before(case):  # one no is counted once
            change.counts = [one for one in change.counts if one.code != "child_refused"]


def _refused_before(case: Case) -> bool:
    return any(event.kind is EventKind.CHILD_REFUSED for event in case.events)


def close(
    office: Office, actor: Actor, code: str, closure: Closure, *, version: int, now: datetime
) -> None:
    """Close a case that is at its end.

    :raises ActionRefused: `needs_open`, `nobody_accepted` or `more_attempts`
    """
    with changing(office, actor, code, version, now) as change:
        case = change.case
        failed = [
            event
            for event in case.events
            if event.kind is EventKind.CONTACT_ATTEMPT
            and event.code != ContactOutcome.REACHED.value
        ]
        check_closure(case, closure, office.policy.contact_attempts, len(failed))
        for one in case.referrals:
            if closure is Closure.UNREACHABLE and not one.ended:
                moved(change, one, S.LOST_CONTACT)
        cases.set_closed(change.session, change.reload(), closure, now)
        change.note(EventKind.CLOSED, code=closure.value)


def _referral(change: Change, referral_id: str) -> Referral:
    found = change.case.referral(referral_id)
    if found is None:
        raise ActionRefused("unknown_referral")
    return found


def moved(
    change: Change, referral: Referral, to: ReferralStatus, reason: str | None = None
) -> Referral:
    """Take a referral on, with everything that follows from it: events, counters, links.

    A yes takes back what else was asked for the same need; a no or a silence looks for the next
    candidate, so that the page can propose it at once.
    """
    steps = (
        accept(referral, at=change.now)
        if to is S.ACCEPTED
        else (move(referral, to, at=change.now, reason=reason),)
    )
    for after in steps:
        cases.save_referral(change.session, referral, after)
        change.note(EventKind.MOVED, referral=after, before=referral, code=after.reason)
        change.counts += counts_of_move(change.case, referral, after)
        referral = after
    if to is S.SENT:
        replies.add_link(change.session, new_link(change, referral))
    elif to in ENDED:
        replies.revoke_links(change.session, referral.id, change.now)
    if to is S.ACCEPTED:
        _withdraw_others(change, referral)
    if referral.failed:
        _count_next(change, referral.need)
    return referral


def _withdraw_others(change: Change, taken: Referral) -> None:
    for one in change.case.attempts(taken.need):
        if one.id != taken.id and (one.status in WAITING or one.status in _READY):
            moved(change, one, S.WITHDRAWN, WithdrawalReason.MET_ELSEWHERE)


_READY = frozenset({S.DRAFT, S.CONSENT_NOTED})


def _count_next(change: Change, need: Need) -> None:
    case = change.reload()
    if any(not one.ended for one in case.attempts(need)):
        return
    change.counts += counts_of_proposal(case, _following(change.office, case, need))
