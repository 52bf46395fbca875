"""Maximal covering: the places from which most people are within a limit (Church, ReVelle 1974)."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.sparse import block_array, csr_array, eye_array

from referral.geo.siting.outcome import Outcome, Progress, Watch, unwatched
from referral.geo.siting.solver import Program, solve
from referral.geo.sphere import Floats

Bools = npt.NDArray[np.bool_]
_PROVEN = 1e-9


@dataclass(frozen=True)
class Covering:
    """People at demand points (`weight`), and which candidates reach them.

    `reaches` are demands by candidates. Who is reached already is left out by whoever makes it.
    """

    weight: Floats
    reaches: Bools

    def people(self, chosen: tuple[int, ...]) -> float:
        """How many people the chosen candidates reach together."""
        return float(self.weight[self.reaches[:, list(chosen)].any(axis=1)].sum())


def cover_most(
    problem: Covering, centres: int, watch: Watch = unwatched, *, seconds: float | None = None
) -> Outcome:
    """The `centres` candidates, or fewer where no more help, that reach most people.

    After so many seconds of solving the best so far, with the bound that is left.

    :raises Cancelled: `watch` wants no more of it
    """
    watch(Progress("reduce"))
    weight, reaches = _merged(problem.weight, problem.reaches)
    candidates = _undominated(weight, reaches)
    if not len(candidates):
        return Outcome((), 0.0, 0.0, proven=True)
    if len(candidates) <= centres:
        chosen = tuple(candidates.tolist())
        everybody = problem.people(chosen)
        return Outcome(chosen, everybody, everybody, proven=True)
    scale = float(weight.max())
    watch(Progress("highs"))
    program = _program(weight / scale, reaches[:, candidates], centres)
    solution = solve(replace(program, seconds=seconds), watch)
    taken = () if solution.x is None else solution.x[: len(candidates)] > 0.5
    chosen = tuple(candidates[np.flatnonzero(taken)].tolist())
    people = problem.people(chosen)
    bound = max(float(weight.sum()) - solution.bound * scale, people)
    return Outcome(chosen, people, bound, proven=bound - people <= _PROVEN * max(people, 1.0))


def _merged(weight: Floats, reaches: Bools) -> tuple[Floats, Bools]:
    """Demands that the same candidates reach are one; those that none reaches are left out."""
    some = reaches.any(axis=1) & (weight > 0)
    packed = np.packbits(reaches[some], axis=1)
    if not len(packed):
        return np.empty(0), reaches[:0]
    _distinct, first, inverse = np.unique(packed, axis=0, return_index=True, return_inverse=True)
    summed: Floats = np.bincount(inverse.reshape(-1), weight[some], len(first)).astype(float)
    return summed, reaches[some][first]


def _undominated(weight: Floats, reaches: Bools) -> npt.NDArray[np.intp]:
    """Candidates that reach somebody whom no single other one reaches beside all of theirs."""
    if not len(weight):
        return np.empty(0, dtype=np.intp)
    matrix = reaches.astype(np.float32)
    both = matrix.T @ matrix
    own = np.diag(both)
    inside = both >= own[:, None]  # all that the row's candidate reaches, the column's does too
    np.fill_diagonal(inside, False)
    earlier = np.arange(len(own))[None, :] < np.arange(len(own))[:, None]
    beaten = (inside & (~inside.T | earlier)).any(axis=1)
    return np.flatnonzero((own > 0) & ~beaten)


def _program(weight: Floats, reaches: Bools, centres: int) -> Program:
    """Variables: a place is chosen (whole), a demand is not reached (follows from the places)."""
    demands, places = reaches.shape
    rows: csr_array = csr_array(
        block_array(
            [
                [csr_array(reaches.astype(float)), eye_array(demands)],
                [csr_array(np.ones((1, places))), None],
            ]
        )
    )
    return Program(
        cost=np.concatenate([np.zeros(places), weight]),
        rows=rows,
        low=np.concatenate([np.ones(demands), [0.0]]),
        high=np.concatenate([np.full(demands, np.inf), [float(centres)]]),
        whole=np.concatenate([np.ones(places, dtype=bool), np.zeros(demands, dtype=bool)]),
    )
