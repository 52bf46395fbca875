"""Small cases for tests: a girl of 12-14 in Sikka, opened on a Tuesday morning at one desk."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from referral.domain.case_policy import CasePolicy, parse_case_policy
from referral.domain.cases import Candidate, Case, CaseEvent, ChildNote, EventKind, Triage
from referral.domain.deadlines import Calendar
from referral.domain.referrals import Referral, ReferralStatus, accept, move
from referral.domain.vocabulary import AgeBand, Danger, How, Need, Sex, Suspect, Tier
from tests.builders import no_holidays, policy

POLICY_FILE = Path(__file__).parents[1] / "referral" / "policies" / "cases.toml"
OPENED = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)  # a Tuesday, 10:00 in Makassar
S = ReferralStatus


@cache
def case_policy() -> CasePolicy:
    """The policy of cases as shipped."""
    return parse_case_policy(POLICY_FILE.read_text(encoding="utf-8"), policy())


def calendar(*holidays: date) -> Calendar:
    """Makassar's days, with these holidays."""
    return Calendar(
        "Asia/Makassar", (lambda _year: frozenset(holidays)) if holidays else no_holidays
    )


def later(**more: float) -> datetime:
    """So long after the opening."""
    return OPENED + timedelta(**more)


def referral(ref: str = "r1", need: str = "shelter", **changes: Any) -> Referral:
    """A draft to a house of the regency."""
    made = Referral(
        id=ref,
        case_id="case",
        need=Need(need),
        attempt=1,
        service_id="house",
        how=How.DIRECT,
        tier=Tier.REGENCY,
        urgent=False,
        reached={S.DRAFT: OPENED},
    )
    return replace(made, **changes)


STEPS = (S.CONSENT_NOTED, S.SENT, S.ACKNOWLEDGED, S.ACCEPTED, S.ARRIVED, S.SERVICE_STARTED)


def taken_to(
    status: ReferralStatus, start: Referral | None = None, *, every: timedelta = timedelta(hours=1)
) -> Referral:
    """A referral that has come so far by the usual way, a step each `every`."""
    made = start or referral()
    at = OPENED
    for step in (*STEPS, S.COMPLETED):
        if made.status is status:
            return made
        if status in (S.DECLINED, S.NO_ANSWER) and made.status is S.SENT:
            reason = "full" if status is S.DECLINED else "timer"
            return move(made, status, at=at + every, reason=reason)
        at += every
        made = accept(made, at=at)[-1] if step is S.ACCEPTED else move(made, step, at=at)
    return made


def triage(**changes: Any) -> Triage:
    """Nobody of the family suspected, no danger."""
    return replace(Triage(danger=Danger.NONE, suspect=frozenset({Suspect.NONE})), **changes)


def candidate(ref: str, tier: int = 1, need: str = "shelter", **changes: Any) -> Candidate:
    """A place of the stored plan; `position` is the caller's."""
    return replace(Candidate(Need(need), 0, ref, How.DIRECT, Tier(tier)), **changes)


def case(*referrals: Referral, **changes: Any) -> Case:
    """An open case of these referrals."""
    needs = tuple(dict.fromkeys(one.need for one in referrals)) or (Need.SHELTER,)
    made = Case(
        id="case",
        code="bako-tume-siri",
        desk="desk",
        organization="Lembaga uji",
        opened_at=OPENED,
        opened_by="account",
        regency_code="53.07",
        needs=needs,
        sub_needs=(),
        children=(ChildNote(AgeBand.TWELVE_TO_14, Sex.FEMALE),),
        triage=triage(),
        ruleset="test",
        directory_version="test",
        referrals=referrals,
        events=(CaseEvent("case", OPENED, "account", EventKind.OPENED),),
    )
    return replace(made, **changes)
