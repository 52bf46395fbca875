"""What every use case needs, and the source that keeps the directory's snapshot current."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from referral.domain.directory import Directory
from referral.domain.policy import Policy
from referral.geo.atlas import Atlas
from referral.geo.gazetteer import Gazetteer

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class World:
    """The map, the names, the policy, the directory and the calendar.

    `directory` gives the current immutable snapshot; `check` raises when the place it comes
    from cannot be read at this moment, though the last snapshot still serves. `names` gives
    the gazetteer, which takes long to build and is of no use to who asks by code.
    """

    atlas: Atlas
    names: Callable[[], Gazetteer]
    policy: Policy
    directory: Callable[[], Directory]
    holidays: Callable[[int], frozenset[date]]
    check: Callable[[], None] = lambda: None

    @property
    def gazetteer(self) -> Gazetteer:
        """The search of places by name."""
        return self.names()


class CurrentDirectory:
    """The snapshot, read again when the stored version has changed.

    The version is asked for once per `every` seconds at most. While one thread reads, and when
    the store cannot be reached, everyone goes on with the last snapshot: an old answer helps a
    child more than none.
    """

    def __init__(
        self,
        version: Callable[[], str],
        load: Callable[[], Directory],
        *,
        every: float = 1.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._version = version
        self._load = load
        self._every = every
        self._clock = clock
        self._lock = threading.Lock()
        self._snapshot: Directory | None = None
        self._next_look = float("-inf")

    def __call__(self) -> Directory:
        """The current snapshot.

        :raises Exception: whatever the store raises, but only before the first snapshot
        """
        held = self._snapshot
        if held is None:
            with self._lock:
                return self._snapshot or self._keep(self._load())
        if self._clock() >= self._next_look and self._lock.acquire(blocking=False):
            try:
                return self._renewed(held)
            finally:
                self._lock.release()
        return held

    def _renewed(self, held: Directory) -> Directory:
        try:
            return self._keep(held if self._version() == held.version else self._load())
        except Exception as error:  # whatever a database driver may raise
            log.warning(
                "The directory cannot be read (%s); the last one serves.", type(error).__name__
            )
            return self._keep(held)

    def _keep(self, snapshot: Directory) -> Directory:
        self._snapshot = snapshot
        self._next_look = self._clock() + self._every
        return snapshot
