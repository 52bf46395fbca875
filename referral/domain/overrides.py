"""A human may let a rejected service back in, with a coded reason, where the rule allows (R40)."""

from __future__ import annotations

from collections.abc import Iterable

from referral.domain.plans import Reason
from referral.domain.policy import Policy

NEVER = frozenset({"R1", "R2", "R3", "R4", "R18", "R24", "R34", "R35"})
"""Rules no policy may open: the child's safety, and the law, are nobody's to waive."""

NEVER_CODES = frozenset({"suspended", "tried_unsafe"})
"""Reasons that stand whatever their rule allows: a warning not to send a child there."""


def may_override(reasons: Iterable[Reason], policy: Policy) -> bool:
    """True if every reason of a rejection is one that the policy lets a human set aside."""
    allowed = policy.overridable - NEVER
    return all(reason.rule in allowed and reason.code not in NEVER_CODES for reason in reasons)
