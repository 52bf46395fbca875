"""What to do first, worked out beside the requests: one province at a time, kept for the day.

It takes seconds, and is the same for whoever asks: by the directory's version and the day. It is
kept in the instance's folder, so that every process of the server has it; where that cannot be
written, each process works it out for itself. What is kept is what may be told to anybody.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import queue
import threading
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from referral.domain.coverage import Column
from referral.usecases.actions import advise
from referral.usecases.actions_document import ToldAdvice, told_advice
from referral.usecases.beside import alone
from referral.usecases.world import World

log = logging.getLogger(__name__)
Work = Callable[[World, str, Column, datetime], ToldAdvice]
Asked = tuple[str, Column]

WAITING = 8
"""How many questions may wait; who comes later asks again."""
GIVEN_UP = 300.0
"""Seconds after which a question that another process began counts as given up."""


def _worked_out(world: World, province: str, column: Column, now: datetime) -> ToldAdvice:
    return told_advice(world, advise(world, province, column, now=now))


class AdviceNow:
    """The advice of each province, need and group by the directory of this moment."""

    def __init__(self, world: World, folder: Path | None = None, work: Work = _worked_out) -> None:
        self.world = world
        self._folder = folder
        self._work = work
        self._held: dict[str, ToldAdvice] = {}
        self._asked: set[str] = set()
        self._queue: queue.Queue[tuple[str, Asked, datetime]] = queue.Queue(WAITING)
        self._lock = threading.Lock()
        self._worker: threading.Thread | None = None

    def current(
        self, province: str, column: Column, now: datetime, *, patience: float = 0.0
    ) -> ToldAdvice | None:
        """The advice, or None while it is being worked out; `patience` in seconds."""
        edition = self._edition(now)
        key = f"{edition}.{province}.{column[0].value}.{column[1].value}"
        until = time.monotonic() + patience
        while (found := self._find(key)) is None:
            self._ask(key, (province, column), now)
            if time.monotonic() >= until:
                return None
            time.sleep(0.1)
        return found

    def _edition(self, now: datetime) -> str:
        """What an advice depends on besides the question; a place for it in a file's name."""
        version, policy = self.world.directory().version, self.world.policy
        ruleset = policy.ruleset.rsplit("-", 1)[-1]
        return f"{version[:16]}-{ruleset}-{now.date().isoformat()}"

    def _find(self, key: str) -> ToldAdvice | None:
        if key not in self._held and (read := self._read(key)) is not None:
            self._held[key] = read
        return self._held.get(key)

    def _read(self, key: str) -> ToldAdvice | None:
        if self._folder is None:
            return None
        try:
            return ToldAdvice.of_json(json.loads((self._folder / f"{key}.json").read_bytes()))
        except (OSError, ValueError, KeyError, TypeError):
            return None  # not there, or of another version of the program

    def _ask(self, key: str, asked: Asked, now: datetime) -> None:
        with self._lock:
            if key not in self._asked:
                try:
                    self._queue.put_nowait((key, asked, now))
                except queue.Full:
                    return
                self._asked.add(key)
            if self._worker is None or not self._worker.is_alive():
                self._worker = threading.Thread(target=self._run, name="advice", daemon=True)
                self._worker.start()

    def _run(self) -> None:
        while True:
            try:
                key, (province, column), now = self._queue.get(timeout=5)
            except queue.Empty:
                return
            with alone(self._folder.parent if self._folder else None):
                if self._find(key) is None and self._begun(key):
                    self._answer(key, province, column, now)
            with self._lock:
                self._asked.discard(key)

    def _answer(self, key: str, province: str, column: Column, now: datetime) -> None:
        try:
            self._keep(key, self._work(self.world, province, column, now))
        except Exception as error:  # whoever asks next tries again
            log.warning("What to do first was not worked out: %s", type(error).__name__)
        finally:
            self._unlink(f"{key}.begun")

    def _begun(self, key: str) -> bool:
        """Begin a question; False where another process has begun it and has not given up."""
        if self._folder is None:
            return True
        mark = self._folder / f"{key}.begun"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            if mark.exists() and time.time() - mark.stat().st_mtime > GIVEN_UP:
                mark.unlink(missing_ok=True)
            mark.touch(exist_ok=False)
        except FileExistsError:
            return False
        except OSError:
            pass
        return True

    def _keep(self, key: str, found: ToldAdvice) -> None:
        edition = key.split(".", 1)[0]
        self._held = {k: v for k, v in self._held.items() if k.startswith(edition)} | {key: found}
        if self._folder is None:
            return
        try:
            for old in self._folder.iterdir():
                if not old.name.startswith(edition):
                    old.unlink(missing_ok=True)
            part = self._folder / f"{key}.{os.getpid()}.part"
            part.write_text(json.dumps(found.as_json()), encoding="utf-8")
            part.replace(self._folder / f"{key}.json")
        except OSError as error:
            log.warning("What to do first is not kept: %s", type(error).__name__)

    def _unlink(self, name: str) -> None:
        if self._folder is not None:
            with contextlib.suppress(OSError):
                (self._folder / name).unlink(missing_ok=True)
