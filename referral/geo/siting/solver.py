"""Mixed-integer programs by HiGHS, in a process of their own where they may take long.

HiGHS cannot be interrupted from Python: a process can (`referral.geo.siting.worker`).
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from referral.geo.siting.outcome import Progress, Watch
from referral.geo.sphere import Floats

LARGE = 4_000
"""Programs with more variables are solved in a process of their own."""
_LOOK_EVERY = 0.2  # seconds
_OPTIMAL, _LIMIT, _INFEASIBLE = 0, 1, 2


@dataclass(frozen=True)
class Program:
    """Minimise `cost` over x, `low` <= `rows` x <= `high`, 0 <= x <= 1; `whole` marks integers.

    `seconds` is how long at most HiGHS looks; None for as long as it takes.
    """

    cost: Floats
    rows: csr_array
    low: Floats
    high: Floats
    whole: npt.NDArray[np.bool_]
    seconds: float | None = None


@dataclass(frozen=True)
class Solution:
    """The best found, with its proven bound; `x` is None where there is none.

    Within a time limit it may be other than the optimum.
    """

    x: Floats | None
    value: float
    bound: float


class SolverFailed(Exception):
    """HiGHS gave up: it says why."""


def solve(program: Program, watch: Watch) -> Solution:
    """The optimum of a program.

    :raises Cancelled: `watch` wants no more of it
    :raises SolverFailed: neither solved nor shown to be impossible
    """
    if len(program.cost) <= LARGE:
        return solve_here(program)
    return _solve_apart(program, watch)


def solve_here(program: Program) -> Solution:
    """The optimum, while nobody can interrupt.

    :raises SolverFailed: neither solved nor shown to be impossible
    """
    options = {"mip_rel_gap": 0.0}
    if program.seconds is not None:
        options["time_limit"] = max(program.seconds, 0.0)
    found = milp(
        c=program.cost,
        constraints=LinearConstraint(program.rows, program.low, program.high),
        integrality=program.whole.astype(np.int64),
        bounds=Bounds(0, 1),
        options=options,
    )
    if found.status == _INFEASIBLE:
        return Solution(None, np.inf, np.inf)
    ended = found.status == _LIMIT and program.seconds is not None
    if not ended and (found.status != _OPTIMAL or found.x is None):
        raise SolverFailed(str(found.message))
    value = np.inf if found.fun is None else float(found.fun)
    bound = found.mip_dual_bound
    if bound is None or not np.isfinite(bound):
        bound = 0.0 if ended else value  # no cost of ours is below zero
    return Solution(found.x, value, float(bound))


def _solve_apart(program: Program, watch: Watch) -> Solution:
    with tempfile.TemporaryDirectory(prefix="rujuk-") as name:
        question, answer = Path(name) / "program.npz", Path(name) / "solution.npz"
        write_program(question, program)
        command = [sys.executable, "-m", "referral.geo.siting.worker", str(question), str(answer)]
        # in a session of its own, so that Ctrl-C reaches us and we end it
        worker = subprocess.Popen(command, start_new_session=True)  # noqa: S603 - our own module
        try:
            _wait(worker, watch)
        finally:
            worker.kill()
            worker.wait()
        if not answer.is_file():
            raise SolverFailed(f"exit status {worker.returncode}")
        return read_solution(answer)


def _wait(worker: subprocess.Popen[bytes], watch: Watch) -> None:
    while True:
        try:
            worker.wait(timeout=_LOOK_EVERY)
        except subprocess.TimeoutExpired:
            watch(Progress("highs"))
        else:
            return


def write_program(path: Path, program: Program) -> None:
    """A program as a file."""
    rows = program.rows
    np.savez(
        path,
        cost=program.cost,
        data=rows.data,
        indices=rows.indices,
        indptr=rows.indptr,
        shape=np.array(rows.shape),
        low=program.low,
        high=program.high,
        whole=program.whole,
        seconds=np.array([np.nan if program.seconds is None else program.seconds]),
    )


def read_program(path: Path) -> Program:
    """A program from its file."""
    with np.load(path, allow_pickle=False) as file:
        parts = (file["data"], file["indices"], file["indptr"])
        rows = csr_array(parts, shape=tuple(file["shape"].tolist()))
        (seconds,) = file["seconds"].tolist()
        return Program(
            file["cost"],
            rows,
            file["low"],
            file["high"],
            file["whole"],
            None if np.isnan(seconds) else seconds,
        )


def write_solution(path: Path, solution: Solution) -> None:
    """A solution as a file."""
    x = np.empty(0) if solution.x is None else solution.x
    np.savez(path, x=x, ends=np.array([solution.value, solution.bound]))


def read_solution(path: Path) -> Solution:
    """A solution from its file."""
    with np.load(path, allow_pickle=False) as file:
        value, bound = file["ends"].tolist()
        return Solution(file["x"] if len(file["x"]) else None, value, bound)
