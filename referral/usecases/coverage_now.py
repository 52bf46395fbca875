"""The coverage by the directory of this moment, measured beside the requests, never in one.

It takes seconds. While a newer one is being measured the last one serves; before the first one
there is none, and whoever asks is told so. One process measures for all (`coverage_kept`).
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from referral.domain.coverage import Column, standard_time
from referral.usecases.coverage import Coverage, measure_coverage, renewed
from referral.usecases.coverage_kept import KeptCoverage, Key
from referral.usecases.coverage_table import RegencyRow, regency_rows
from referral.usecases.tables import Tables, tables_of
from referral.usecases.world import World

log = logging.getLogger(__name__)
Measure = Callable[[World, datetime, Tables], Coverage]


def _measured(world: World, now: datetime, tables: Tables) -> Coverage:
    return measure_coverage(world, now=now, tables=tables)


def standard_days(world: World, now: datetime) -> tuple[date, ...]:
    """The days of the standard case in the country's time zones: of a moment a map asks no more."""
    zones = sorted({region.timezone for region in world.atlas.regions.values()})
    return tuple(standard_time(now, zone, world.holidays).date() for zone in zones)


@dataclass
class Held:
    """A measured coverage and the rows made from it so far."""

    coverage: Coverage
    key: Key
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
    """Keeps the coverage of a world current: by the directory's version, and week by week.

    `kept` is the file that processes share; without it each measures for itself.
    """

    def __init__(
        self, world: World, measure: Measure = _measured, *, kept: KeptCoverage | None = None
    ) -> None:
        self.world = world
        self._measure = measure
        self.kept = kept
        self._held: Held | None = None
        self._lock = threading.Lock()
        self._working: threading.Thread | None = None

    def current(self, now: datetime, *, patience: float = 0.0) -> Held | None:
        """The newest coverage there is; None before the first.

        Starts measuring where what is held is of another version or week. `patience` is how many
        seconds to wait for a first one.
        """
        key = (self.world.directory().version, standard_days(self.world, now))
        if self._held is None or self._held.key != key:
            worker = self._start(now)
            if self._held is None:
                worker.join(patience)
        return self._held

    def prepare(self, now: datetime) -> None:
        """Measure here and now, so that the processes that share the file find it there."""
        self._work(now)

    def _start(self, now: datetime) -> threading.Thread:
        with self._lock:
            if self._working is None or not self._working.is_alive():
                self._working = threading.Thread(
                    target=self._work, args=(now,), name="coverage", daemon=True
                )
                self._working.start()
            return self._working

    def _work(self, now: datetime) -> None:
        try:
            tables = tables_of(self.world)
            key = (tables.directory.version, standard_days(self.world, now))
            self._held = Held(self._found(tables, key, now), key)
        except Exception as error:  # the last coverage serves, and the next request tries again
            log.warning("The coverage could not be measured: %s", type(error).__name__)

    def _found(self, tables: Tables, key: Key, now: datetime) -> Coverage:
        """The coverage out of the file, or else measured, and kept there."""
        if self.kept is None:
            return self._renewed(tables, key, now)
        with self.kept.alone():
            found = self.kept.read(self.world, tables, key)
            if found is None:
                found = self._renewed(tables, key, now)
                self.kept.write(found, key)
            return found

    def _renewed(self, tables: Tables, key: Key, now: datetime) -> Coverage:
        """Measured anew: of the same week only what a difference of the directory touches."""
        held = self._held
        if held is not None and held.key[1] == key[1]:
            return replace(renewed(self.world, held.coverage, tables), now=now)
        return self._measure(self.world, now, tables)
