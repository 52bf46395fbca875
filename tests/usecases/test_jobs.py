"""Jobs: followed and stopped from any process, their owner's alone, known to have died."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from referral.domain.errors import ActionRefused
from referral.usecases.jobs import AT_ONCE, KEPT, Jobs, JobStatus, Progress

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
OTHER_PROCESS = """
import sys, threading, time
from pathlib import Path
from referral.usecases.jobs import Jobs

def work(progress):
    progress.tell(1, 10, "step")
    began.set()
    while True:
        time.sleep(0.02)
        progress.check()

began = threading.Event()
ref = Jobs(Path(sys.argv[1])).start("a", work, kind="long")
began.wait()
print(ref, flush=True)
time.sleep(60)
"""


class Gate:
    """Work that waits for its test."""

    def __init__(self) -> None:
        self.began, self.open = threading.Event(), threading.Event()

    def __call__(self, progress: Progress) -> Any:
        self.began.set()
        assert self.open.wait(20)
        progress.check()
        return {"answer": 42}


@pytest.fixture
def gate() -> Iterator[Gate]:
    made = Gate()
    yield made
    made.open.set()


def finished(jobs: Jobs, ref: str, owner: str = "a") -> JobStatus:
    """The last status, once the job's thread has ended."""
    for thread in threading.enumerate():
        if thread.name.startswith("job-"):
            thread.join(20)
    state = jobs.state(owner, ref)
    assert state is not None
    return state.status


def test_a_job_runs_beside_its_starter_and_keeps_its_result(tmp_path: Path, gate: Gate) -> None:
    jobs = Jobs(tmp_path / "jobs")
    ref = jobs.start("a", gate, kind="sum", about={"what": "x"})
    state = jobs.state("a", ref)
    assert state is not None and state.running and state.about == {"what": "x"}
    assert jobs.result("a", ref) is None
    gate.open.set()
    assert finished(jobs, ref) is JobStatus.DONE
    assert Jobs(tmp_path / "jobs").result("a", ref) == {"answer": 42}


def test_it_tells_how_far_it_is(tmp_path: Path) -> None:
    jobs = Jobs(tmp_path / "jobs")
    seen = []

    def work(progress: Progress) -> None:
        progress.tell(3, 10, "reading")
        seen.append(jobs.latest("a", "sum"))

    ref = jobs.start("a", work, kind="sum")
    assert finished(jobs, ref) is JobStatus.DONE
    assert [(one.step, one.done, one.total) for one in seen if one] == [("reading", 3, 10)]


def test_to_anybody_else_there_is_no_job(tmp_path: Path, gate: Gate) -> None:
    jobs = Jobs(tmp_path / "jobs")
    ref = jobs.start("a", gate, kind="sum", files={"upload": io.BytesIO(b"x")})
    assert jobs.state("b", ref) is None and jobs.latest("b", "sum") is None
    assert not jobs.cancel("b", ref) and jobs.file("b", ref, "upload") is None
    gate.open.set()
    assert finished(jobs, ref) is JobStatus.DONE
    jobs.forget("b", ref)
    assert jobs.result("b", ref) is None and jobs.result("a", ref) == {"answer": 42}
    for odd in ("", "..", "../a", "0" * 32, "starting", ref.upper()):
        assert jobs.state("a", odd) is None


def test_it_stops_at_its_next_word(tmp_path: Path, gate: Gate) -> None:
    jobs = Jobs(tmp_path / "jobs")
    ref = jobs.start("a", gate, kind="sum")
    assert Jobs(tmp_path / "jobs").cancel("a", ref)
    gate.open.set()
    assert finished(jobs, ref) is JobStatus.CANCELLED
    assert jobs.result("a", ref) is None and not jobs.cancel("a", ref)


@pytest.mark.parametrize(
    ("error", "code"), [(ValueError("x"), "failed"), (ActionRefused("overtaken"), "overtaken")]
)
def test_what_goes_wrong_leaves_word(tmp_path: Path, error: Exception, code: str) -> None:
    def work(_progress: Progress) -> None:
        raise error

    jobs = Jobs(tmp_path / "jobs")
    ref = jobs.start("a", work, kind="sum")
    assert finished(jobs, ref) is JobStatus.FAILED
    state = jobs.state("a", ref)
    assert state is not None and state.code == code


def test_one_of_a_kind_for_each_and_few_for_all(tmp_path: Path, gate: Gate) -> None:
    jobs = Jobs(tmp_path / "jobs")
    ref = jobs.start("a", gate, kind="sum")
    with pytest.raises(ActionRefused) as second:
        jobs.start("a", gate, kind="sum")
    assert (second.value.code, second.value.facts["job"]) == ("job_running", ref)
    for owner in range(1, AT_ONCE):
        jobs.start(f"b{owner}", gate, kind="sum")
    with pytest.raises(ActionRefused) as full:
        jobs.start("c", gate, kind="sum")
    assert full.value.code == "jobs_busy"
    gate.open.set()
    assert finished(jobs, ref) is JobStatus.DONE
    assert finished(jobs, jobs.start("a", gate, kind="sum")) is JobStatus.DONE


def test_the_latest_is_the_one_that_was_started_last(tmp_path: Path, gate: Gate) -> None:
    now = [datetime(2026, 11, 24, 1, tzinfo=UTC)]
    jobs = Jobs(tmp_path / "jobs", lambda: now[0])
    gate.open.set()
    refs = []
    for kind in ("sum", "sum", "other"):
        refs.append(jobs.start("a", gate, kind=kind))
        assert finished(jobs, refs[-1]) is JobStatus.DONE
        now[0] += timedelta(minutes=1)
    latest = jobs.latest("a", "sum")
    assert latest is not None and latest.id == refs[1]


def test_all_of_it_is_gone_after_an_hour(tmp_path: Path, gate: Gate) -> None:
    moment = [NOW]
    jobs = Jobs(tmp_path / "jobs", lambda: moment[0])
    gate.open.set()
    ref = jobs.start("a", gate, kind="sum", files={"upload": io.BytesIO(b"child")})
    assert finished(jobs, ref) is JobStatus.DONE
    kept = jobs.file("a", ref, "upload")
    assert kept is not None and kept.read_bytes() == b"child"
    moment[0] += KEPT - timedelta(seconds=1)
    assert jobs.sweep() == 0 and kept.exists()
    moment[0] += timedelta(seconds=1)
    assert jobs.state("a", ref) is None
    other = Jobs(tmp_path / "jobs", lambda: moment[0])
    assert other.sweep(commit=False) == 1 and kept.exists()
    assert other.sweep() == 1 and not kept.exists()


def test_work_that_goes_on_is_not_swept_away_however_long_it_takes(
    tmp_path: Path, gate: Gate
) -> None:
    moment = [NOW]
    jobs = Jobs(tmp_path / "jobs", lambda: moment[0])
    ref = jobs.start("a", gate, kind="sum")
    moment[0] += 2 * KEPT
    assert jobs.sweep() == 0
    gate.open.set()
    assert finished(jobs, ref) is JobStatus.DONE


def test_it_is_forgotten_at_once_where_its_owner_says_so(tmp_path: Path, gate: Gate) -> None:
    jobs = Jobs(tmp_path / "jobs")
    ref = jobs.start("a", gate, kind="sum", files={"upload": io.BytesIO(b"x")})
    jobs.forget("a", ref)
    assert jobs.state("a", ref) is not None, "a running one stays"
    gate.open.set()
    assert finished(jobs, ref) is JobStatus.DONE
    jobs.discard("b", ref, "upload")
    assert jobs.file("a", ref, "upload") is not None, "not theirs"
    jobs.discard("a", ref, "upload")
    assert jobs.file("a", ref, "upload") is None and jobs.state("a", ref) is not None
    jobs.forget("a", ref)
    assert jobs.state("a", ref) is None and jobs.file("a", ref, "upload") is None


def test_another_process_sees_it_run_stops_it_and_knows_when_it_died(tmp_path: Path) -> None:
    folder = tmp_path / "jobs"
    with subprocess.Popen(
        [sys.executable, "-c", OTHER_PROCESS, str(folder)], stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        ref = other.stdout.readline().strip()
        jobs = Jobs(folder)
        state = jobs.state("a", ref)
        assert state is not None and state.running and (state.done, state.total) == (1, 10)
        os.kill(other.pid, signal.SIGKILL)
        other.wait(20)
        state = jobs.state("a", ref)
    assert state is not None and (state.status, state.code) == (JobStatus.FAILED, "died")
    assert jobs.latest("a", "long") == state


def test_only_the_instances_own_user_can_look_into_it(tmp_path: Path, gate: Gate) -> None:
    jobs = Jobs(tmp_path / "jobs")
    gate.open.set()
    ref = jobs.start("a", gate, kind="sum")
    assert finished(jobs, ref) is JobStatus.DONE
    assert [
        oct(one.stat().st_mode & 0o777) for one in (tmp_path / "jobs", tmp_path / "jobs" / ref)
    ] == ["0o700"] * 2
