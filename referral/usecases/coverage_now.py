"""The coverage by the directory of this moment, measured beside the requests, never in one.

It takes seconds. While a newer one is being measured the last one serves; before the first one
there is none, and whoever asks is told so.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from referral.domain.coverage import Column
from referral.usecases.coverage import Coverage, measure_coverage
from referral.usecases.coverage_table import RegencyRow, regency_rows
from referral.usecases.world import World

log = logging.getLogger(__name__)
Measure = Callable[[World, datetime], Coverage]


def _measured(world: World, now: datetime) -> Coverage:
    return measure_coverage(world, now=now)


@dataclass
class Held:
    """A measured coverage and the rows made from it so far."""

    coverage: Coverage
    key: tuple[str, date]
    _rows: dict[Column, tuple[RegencyRow, ...]] = field(default_factory=dict)

    @property
    def version(self) -> str:
        """The version of the directory that was measured."""
        return self.coverage.tables.directory.version

    def rows(self, world: World, column: Column) -> tuple[RegencyRow, ...]:
        """The rows of a need and a group, made once."""
        if column not in self._rows:
            self._rows[column] = regency_rows(world, self.coverage, column)
        return self._rows[column]


class CoverageNow:
    """Keeps the coverage of a world current: by the directory's version, and day by day."""

    def __init__(self, world: World, measure: Measure = _measured) -> None:
        self.world = world
        self._measure = measure
        self._held: Held | None = None
        self._lock = threading.Lock()
        self._working: threading.Thread | None = None

    def current(self, now: datetime, *, patience: float = 0.0) -> Held | None:
        """The newest coverage there is; None before the first.

        Starts measuring where what is held is of another version or day. `patience` is how many
        seconds to wait for a first one.
        """
        key = (self.world.directory().version, now.date())
        if self._held is None or self._held.key != key:
            worker = self._start(key, now)
            if self._held is None:
                worker.join(patience)
        return self._held

    def _start(self, key: tuple[str, date], now: datetime) -> threading.Thread:
        with self._lock:
            if self._working is None or not self._working.is_alive():
                self._working = threading.Thread(
                    target=self._work, args=(key, now), name="coverage", daemon=True
                )
                self._working.start()
            return self._working

    def _work(self, key: tuple[str, date], now: datetime) -> None:
        try:
            self._held = Held(self._measure(self.world, now), key)
        except Exception as error:  # the last coverage serves, and the next request tries again
            log.warning("The coverage could not be measured: %s", type(error).__name__)
