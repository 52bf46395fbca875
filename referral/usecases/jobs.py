"""Long work beside the requests: started, followed, stopped, its result kept for an hour.

Several server processes answer requests, so nothing is held in memory alone: a job is a folder
under INSTANCE that every process of the machine can read. While its thread works it holds a lock
on a file there; the system lets the lock go when the process ends however it ends, and a job that
is neither finished nor locked is known to have died.

A job belongs to whoever started it: to anybody else there is none.
"""

from __future__ import annotations

import fcntl
import json
import logging
import re
import secrets
import shutil
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any, BinaryIO

from referral.domain.errors import ActionRefused, ReferralError

log = logging.getLogger(__name__)

KEPT = timedelta(hours=1)
"""How long a job is kept after it ended, with its result and what was handed in for it."""
AT_ONCE = 2
"""Jobs that may run on this machine at once: requests need its cores too."""
WRITE_EVERY = 0.25
"""Seconds between two notes of how far a job is, and between two looks if it is to stop."""
_REF = re.compile(r"[0-9a-f]{32}")


class JobStatus(StrEnum):
    """How it stands with a job."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class JobCancelled(Exception):
    """Raised within the work when it is to stop."""


@dataclass(frozen=True, slots=True)
class JobState:
    """A job as it is now. `done` of `total` units (total 0: not known yet) of a `step`.

    `code` says why a failed one failed: `died` with its process, `failed` by a fault of ours, or
    the code of a refusal. `about` is what the starter noted of it (plain data).
    """

    id: str
    kind: str
    status: JobStatus
    about: Mapping[str, Any]
    started_at: datetime
    ended_at: datetime | None = None
    step: str = ""
    done: int = 0
    total: int = 0
    code: str = ""

    @property
    def running(self) -> bool:
        """True while it works."""
        return self.status is JobStatus.RUNNING


class Progress:
    """What the work is given: to tell how far it is, and to find what was handed in for it."""

    def __init__(self, folder: Path, state: JobState) -> None:
        self._folder = folder
        self._state = state
        self._told = 0.0

    def tell(self, done: int, total: int, step: str = "") -> None:
        """Note how far the work is; cheap enough to be called often.

        :raises JobCancelled: whoever started it wants it no longer
        """
        now = time.monotonic()
        if now - self._told < WRITE_EVERY and step == self._state.step:
            return
        self._told = now
        self.check()
        self._state = replace(self._state, done=done, total=total, step=step)
        _write_state(self._folder, self._state)

    def check(self) -> None:
        """Go on only where the work is still wanted.

        :raises JobCancelled: it is not
        """
        if (self._folder / "cancel").exists():
            raise JobCancelled

    @property
    def state(self) -> JobState:
        """What was last told."""
        return self._state

    def file(self, name: str) -> Path:
        """What was handed in under a name."""
        return self._folder / f"file-{name}"


Work = Callable[[Progress], Any]
"""The work; what it returns must be plain data (JSON), and is the result."""


class Jobs:
    """The jobs of an installation, in a folder of its own."""

    def __init__(
        self, folder: Path, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._folder = folder
        self._clock = clock

    def start(
        self,
        owner: str,
        work: Work,
        *,
        kind: str,
        about: Mapping[str, Any] | None = None,
        files: Mapping[str, BinaryIO] | None = None,
    ) -> str:
        """Start work in a thread of its own; the job's id.

        `files` are copied beside the job, and go with it. `about` is plain data for `state`.

        :raises ActionRefused: `job_running` with `job`: the owner has one of this kind already;
            `jobs_busy`: as many as may run are running
        """
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.sweep()
        state = JobState(
            secrets.token_hex(16), kind, JobStatus.RUNNING, dict(about or {}), self._clock()
        )
        folder = self._folder / state.id
        with _locked(self._folder / "starting"):
            self._refuse_too_many(owner, kind)
            folder.mkdir(mode=0o700)
            lock = (folder / "lock").open("wb")
            fcntl.flock(lock, fcntl.LOCK_EX)
            (folder / "owner").write_text(owner, encoding="utf-8")
            _write_state(folder, state)
        try:
            for name, stream in (files or {}).items():
                with (folder / f"file-{name}").open("wb") as kept:
                    shutil.copyfileobj(stream, kept)
        except OSError:
            lock.close()
            shutil.rmtree(folder, ignore_errors=True)
            raise
        threading.Thread(
            target=self._run, args=(folder, state, work, lock), name=f"job-{kind}", daemon=True
        ).start()
        return state.id

    def state(self, owner: str, ref: str) -> JobState | None:
        """A job of this owner; None where there is none (any more)."""
        folder = self._of(owner, ref)
        return None if folder is None else _read_state(folder)

    def latest(self, owner: str, kind: str) -> JobState | None:
        """The job of a kind that this owner started last and that is still kept."""
        found = [one for one in self._every(owner) if one.kind == kind]
        return max(found, key=lambda one: one.started_at, default=None)

    def result(self, owner: str, ref: str) -> Any:
        """The result of a job that is done; None where there is none."""
        folder = self._of(owner, ref)
        try:
            if folder is not None:
                return json.loads((folder / "result.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):  # swept away meanwhile, or not done
            pass
        return None

    def file(self, owner: str, ref: str, name: str) -> Path | None:
        """What was handed in for a job, while it is kept."""
        folder = self._of(owner, ref)
        path = None if folder is None else folder / f"file-{name}"
        return path if path is not None and path.exists() else None

    def discard(self, owner: str, ref: str, name: str) -> None:
        """Remove what was handed in for a job under a name; its result stays."""
        path = self.file(owner, ref, name)
        if path is not None:
            path.unlink(missing_ok=True)

    def cancel(self, owner: str, ref: str) -> bool:
        """Ask a job to stop; it does so at its next word. False where there is none running."""
        folder = self._of(owner, ref)
        state = None if folder is None else _read_state(folder)
        if folder is None or state is None or not state.running:
            return False
        (folder / "cancel").touch()
        return True

    def forget(self, owner: str, ref: str) -> None:
        """Remove a job that has ended, with its result and files."""
        folder = self._of(owner, ref)
        state = None if folder is None else _read_state(folder)
        if folder is not None and state is not None and not state.running:
            shutil.rmtree(folder, ignore_errors=True)

    def sweep(self, *, commit: bool = True) -> int:
        """Remove what ended longer ago than it is kept; how many were (without `commit`: are)."""
        gone = 0
        for folder in self._folders():
            state = _read_state(folder)
            if state is None:
                over = time.time() - folder.stat().st_mtime > KEPT.total_seconds()
            elif state.running:
                over = False
            else:
                over = self._clock() - (state.ended_at or state.started_at) >= KEPT
            if over and commit:
                shutil.rmtree(folder, ignore_errors=True)
            gone += over
        return gone

    def _run(self, folder: Path, state: JobState, work: Work, lock: BinaryIO) -> None:
        progress = Progress(folder, state)
        status, code = JobStatus.DONE, ""
        try:
            _write(folder / "result.json", json.dumps(work(progress), ensure_ascii=False))
        except JobCancelled:
            status = JobStatus.CANCELLED
        except ReferralError as refused:
            status, code = JobStatus.FAILED, refused.code
        except Exception as error:  # the thread must leave word, whatever went wrong
            log.error("A job failed: %s: %s", state.kind, type(error).__name__)
            status, code = JobStatus.FAILED, "failed"
        told = progress.state
        try:
            ended = replace(told, status=status, code=code, ended_at=self._clock())
            _write_state(folder, ended)
        except OSError as error:
            log.error("A job could not be noted: %s", type(error).__name__)
        finally:
            lock.close()
        later = threading.Timer(KEPT.total_seconds() + 1, self.sweep)
        later.daemon = True
        later.start()

    def _refuse_too_many(self, owner: str, kind: str) -> None:
        running = 0
        for folder in self._folders():
            state = _read_state(folder)
            if state is None or not state.running:
                continue
            running += 1
            if state.kind == kind and _owner(folder) == owner:
                raise ActionRefused("job_running", job=state.id)
        if running >= AT_ONCE:
            raise ActionRefused("jobs_busy")

    def _folders(self) -> list[Path]:
        if not self._folder.exists():
            return []
        return [one for one in self._folder.iterdir() if _REF.fullmatch(one.name)]

    def _every(self, owner: str) -> Iterator[JobState]:
        for folder in self._folders():
            state = _read_state(folder) if self._of(owner, folder.name) else None
            if state is not None:
                yield state

    def _of(self, owner: str, ref: str) -> Path | None:
        """The folder of a job, where it is this owner's and not over."""
        folder = self._folder / ref
        if not _REF.fullmatch(ref) or _owner(folder) != owner:
            return None
        state = _read_state(folder)
        ended = None if state is None else state.ended_at
        return None if ended is not None and self._clock() - ended >= KEPT else folder


def _owner(folder: Path) -> str | None:
    try:
        return (folder / "owner").read_text(encoding="utf-8")
    except OSError:
        return None


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """One at a time over all processes of the machine."""
    with path.open("wb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def _write(path: Path, text: str) -> None:
    """Whole or not at all: nobody reads half of it."""
    part = path.with_suffix(".part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)


def _write_state(folder: Path, state: JobState) -> None:
    plain = asdict(state)
    plain["started_at"] = state.started_at.isoformat()
    plain["ended_at"] = None if state.ended_at is None else state.ended_at.isoformat()
    _write(folder / "state.json", json.dumps(plain, ensure_ascii=False))


def _read_state(folder: Path) -> JobState | None:
    """The noted state; failed where it says that it runs and nobody works at it any more."""
    state = _noted_state(folder)
    if state is None or not state.running or _is_held(folder / "lock"):
        return state
    state = _noted_state(folder)  # its last word came before it let the lock go
    if state is None or not state.running:
        return state
    try:
        died = datetime.fromtimestamp((folder / "state.json").stat().st_mtime, UTC)
    except OSError:  # swept away meanwhile
        return None
    return replace(state, status=JobStatus.FAILED, code="died", ended_at=died)


def _noted_state(folder: Path) -> JobState | None:
    try:
        plain = json.loads((folder / "state.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    ended = plain["ended_at"]
    plain["status"] = JobStatus(plain["status"])
    plain["started_at"] = datetime.fromisoformat(plain["started_at"])
    plain["ended_at"] = None if ended is None else datetime.fromisoformat(ended)
    return JobState(**plain)


def _is_held(path: Path) -> bool:
    """True while some process holds the lock of a file."""
    try:
        with path.open("rb") as probe:
            fcntl.flock(probe, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:  # swept away meanwhile
        pass
    return False
