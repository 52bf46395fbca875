"""What a part of the upkeep gives to do: a line of the start page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from referral.domain.access import Action, Actor
from referral.usecases.office import Office
from referral.web.words import LazyText

Count = Callable[[Office, Actor], int]


@dataclass(frozen=True)
class Task:
    """A page that somebody with `action` may go to.

    `waiting` counts what waits there to be done; None where nothing is counted.
    """

    label: LazyText
    hint: LazyText
    endpoint: str
    action: Action
    waiting: Count | None = None
