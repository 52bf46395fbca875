"""The coverage of an earlier moment: the directory as it was, measured by the same core.

The rules, the map and the people are those of today, so that a difference comes from records and
from the time that passed over them. Statements of presence have no history; no cell asks them.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from referral.domain.directory import Directory
from referral.domain.past import Past, undo
from referral.domain.table import RoutingTable
from referral.store.past import count_since, history_begin, steps_since
from referral.store.reading import directory_version
from referral.usecases.beside import alone
from referral.usecases.coverage import Coverage, measure_coverage, renewed
from referral.usecases.coverage_now import Held, standard_days
from referral.usecases.records import Records
from referral.usecases.tables import Tables, tables_of, travel_map
from referral.usecases.world import World

log = logging.getLogger(__name__)
MOST_KEPT = 3
_Key = tuple[str, int, tuple[date, ...]]
"""The version of today's directory, how many changes came later, and the standard case's days."""


class HistoryTooShort(Exception):
    """What the directory was at that moment is not known; it is since `since`, if ever."""

    def __init__(self, since: datetime | None) -> None:
        super().__init__(since)
        self.since = since


class NotTold(Exception):
    """The history could not be put together; the log says why."""


@dataclass(frozen=True, slots=True)
class Then:
    """An earlier coverage, and the ids of records that were hidden at any time since (R35).

    Whoever was merged into a hidden place counts as hidden.
    """

    held: Held
    hidden: frozenset[str]


def directory_of(past: Past, today: Directory, moment: datetime) -> Directory:
    """The directory of an earlier moment; its version says of which."""
    return Directory.of(
        past.services,
        today.statements,
        version=f"{today.version}@{moment.isoformat(timespec='seconds')}",
        opaque_key=today.opaque_key,
    )


def tables_before(world: World, today: Tables, directory: Directory) -> Tables:
    """The tables of an earlier directory under today's rules and map."""
    policy = today.routing.policy
    routing = RoutingTable(directory, policy)
    return Tables(directory, routing, travel_map(directory, world.atlas, policy))


def coverage_on(world: World, records: Records, moment: datetime) -> Coverage:
    """The coverage as it was at a moment, measured here and now.

    :raises HistoryTooShort: the history begins later
    """
    today = tables_of(world)
    with records.reading() as session:
        since = history_begin(session)
        if since is None or moment < since:
            raise HistoryTooShort(since)
        steps = steps_since(session, moment)
    past = undo(today.directory.services, steps)
    directory = directory_of(past, today.directory, moment)
    return measure_coverage(world, now=moment, tables=tables_before(world, today, directory))


@dataclass(frozen=True, slots=True)
class _Now:
    """Today's coverage, and what the history says beyond a moment."""

    held: Held
    key: _Key


class CoverageThen:
    """Measures earlier moments beside the requests, one at a time, and keeps the last ones.

    `folder` is the one in which the processes of a machine agree on who works.
    """

    def __init__(self, world: World, records: Records, folder: Path | None = None) -> None:
        self.world = world
        self._records = records
        self._folder = folder
        self._found: dict[_Key, Then | None] = {}
        self._lock = threading.Lock()
        self._working: threading.Thread | None = None

    def since(self) -> datetime | None:
        """Since when every change of the directory is known; None where there is nothing yet."""
        with self._records.reading() as session:
            return history_begin(session)

    def at(self, moment: datetime, now: Held, *, patience: float = 0.0) -> Then | None:
        """The coverage as it was; None while it is being measured. `now` is today's.

        `patience` is how many seconds to wait for it.

        :raises HistoryTooShort: the history begins later
        :raises NotTold: it could not be put together
        """
        since = self.since()
        if since is None or moment < since:
            raise HistoryTooShort(since)
        with self._records.reading() as session:
            later = count_since(session, moment)
        asked = _Now(now, (now.version, later, standard_days(self.world, moment)))
        if not later and asked.key[2] == now.key[1]:
            today = now.coverage.tables.directory
            return Then(now, frozenset(one.id for one in today.services if one.hidden))
        if asked.key not in self._found:
            self._start(asked, moment).join(patience)
        return self._kept(asked.key)

    def _kept(self, key: _Key) -> Then | None:
        if key not in self._found:
            return None
        found = self._found[key]
        if found is None:
            raise NotTold
        return found

    def _start(self, asked: _Now, moment: datetime) -> threading.Thread:
        with self._lock:
            if self._working is None or not self._working.is_alive():
                self._working = threading.Thread(
                    target=self._work, args=(asked, moment), name="past coverage", daemon=True
                )
                self._working.start()
            return self._working

    def _work(self, asked: _Now, moment: datetime) -> None:
        try:
            today = asked.held.coverage.tables.directory
            past = self._past(today, moment)
            if past is None:
                return  # somebody has just changed it: the next request finds today's measured
            directory = directory_of(past, today, moment)
            with alone(self._folder):
                coverage = self._measured(directory, asked, moment)
            held = Held(coverage, (directory.version, asked.key[2]))
            self._keep(asked.key, Then(held, past.hidden | today.unnamed))
        except Exception as error:  # said once, and not tried again with every request
            log.warning("An earlier coverage could not be measured: %s", type(error).__name__)
            self._keep(asked.key, None)

    def _keep(self, key: _Key, found: Then | None) -> None:
        with self._lock:
            self._found[key] = found
            while len(self._found) > MOST_KEPT:
                del self._found[next(iter(self._found))]

    def _past(self, today: Directory, moment: datetime) -> Past | None:
        """The records as they were; None where today's are no longer those that are stored."""
        with self._records.reading() as session:
            before = directory_version(session)
            steps = steps_since(session, moment)
            after = directory_version(session)
        return undo(today.services, steps) if before == after == today.version else None

    def _measured(self, directory: Directory, asked: _Now, moment: datetime) -> Coverage:
        now, world = asked.held, self.world
        tables = tables_before(world, now.coverage.tables, directory)
        if asked.key[2] == now.key[1]:
            return replace(renewed(world, now.coverage, tables), now=moment)
        return measure_coverage(world, now=moment, tables=tables)
