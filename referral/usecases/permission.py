"""Asking the permission table on behalf of a use case."""

from __future__ import annotations

from referral.domain.access import NOTHING, Action, Actor, Role, Subject, may
from referral.domain.errors import NotPermitted

SYSTEM = Actor(id="system", roles=frozenset({Role.ADMIN}), second_factor=True)
"""Whoever runs commands on the server itself."""


def demand(actor: Actor, action: Action, subject: Subject = NOTHING) -> None:
    """Go on only where the table allows it.

    :raises NotPermitted: it does not
    """
    if not may(actor, action, subject):
        raise NotPermitted(action.value)
