"""What comes out of a search for places, and how one follows or stops it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Outcome:
    """The chosen candidates, the value they reach, and the bound that no choice can pass.

    `value` and `bound` are people for covering (bound above), weighted cost for the median (bound
    below). `proven` when they meet.
    """

    chosen: tuple[int, ...]
    value: float
    bound: float
    proven: bool

    @property
    def gap(self) -> float:
        """Share of the value by which the bound could still be better; 0 when proven."""
        if self.proven or self.value == self.bound:
            return 0.0
        return abs(self.value - self.bound) / max(abs(self.value), 1e-12)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a search is: the step it is at, the best value found, and the bound so far.

    Of a step whose length is known `done` units of `total` are behind it; else `total` is 0.
    """

    step: str
    value: float | None = None
    bound: float | None = None
    done: int = 0
    total: int = 0


Watch = Callable[[Progress], None]
"""Told now and then how far a search is; it may raise `Cancelled` or `Enough` to end it."""


class Cancelled(Exception):
    """Whoever waits for a search wants it no longer."""


class Enough(Exception):
    """Whoever waits takes the best that is known; to be raised once a value has been told."""


def unwatched(_progress: Progress) -> None:
    """Nobody looks."""
