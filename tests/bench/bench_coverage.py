"""How long the map of coverage and the sites of new centres take, and how much memory.

Prints; asserts nothing. The large p-median instances are made as the OR-Library's are: a random
graph of n vertices and n²/50 edges, costs 1 to 100.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import shortest_path

from referral.compose import file_world
from referral.domain.coverage import Group
from referral.domain.vocabulary import Need, Status
from referral.geo.siting import Median, shorten_most
from referral.settings import Settings
from referral.usecases.actions import advise
from referral.usecases.coverage import Coverage, measure_coverage, renewed, with_services
from referral.usecases.coverage_kept import KeptCoverage
from referral.usecases.coverage_now import standard_days
from referral.usecases.fragility import critical_services
from referral.usecases.siting import Question, Standing, site
from referral.usecases.tables import tables_of
from referral.usecases.world import World

NOW = datetime(2026, 11, 25, tzinfo=UTC)
BOY = (Need.SHELTER, Group.BOY)
INSTANCES = ((400, 5), (400, 80), (600, 60), (900, 5), (900, 10), (900, 90))


def main() -> None:
    """Measure the country, one change, sites, fragility, a province, and p-median instances."""
    world = file_world(Settings.from_env(), Path("data/services"))
    tables = tables_of(world)
    name = "514 regencies x 30 cells, 83,762 villages"
    coverage = _timed(name, lambda: measure_coverage(world, now=NOW))
    unit = next(s for s in world.directory().services if s.id == "uptd-ppa-kab-ngada")
    closed = replace(unit, status=Status.CLOSED)
    _timed(
        "the same after one service closed",
        lambda: renewed(world, coverage, with_services(world, tables, [closed])),
    )
    _keep_and_read(world, coverage)
    for name, question in (
        ("covering, 5 centres within 3 h", Question(BOY, 5, 180)),
        ("covering, 20 centres, nothing stands", Question(BOY, 20, 180, standing=Standing.NONE)),
        ("p-median, 5 centres", Question(BOY, 5)),
        ("p-median, 20 centres, nothing stands", Question(BOY, 20, standing=Standing.NONE)),
    ):
        _timed(name, partial(site, world, question, now=NOW))
    _timed("the most critical services", lambda: critical_services(world, coverage, BOY, 180))
    _timed("what to do first, a province of 22", lambda: advise(world, "53", BOY, now=NOW))
    for vertices, centres in INSTANCES:
        problem = Median(_graph(vertices, centres), np.full(vertices, np.inf))
        label = f"p-median of {vertices} vertices, p = {centres}"
        found = _timed(label, partial(shorten_most, problem, centres))
        print(f"    {found.value:.0f}, {'proven' if found.proven else 'not proven'}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    scale = 1 if sys.platform == "darwin" else 1024
    print(f"  peak memory {peak * scale / 2**20:.0f} MB")


def _keep_and_read(world: World, coverage: Coverage) -> None:
    """What a process needs that finds the coverage measured by another one."""
    key = (coverage.tables.directory.version, standard_days(world, NOW))
    with tempfile.TemporaryDirectory() as folder:
        kept = KeptCoverage(Path(folder), (Path("referral"), Path("data")))
        _timed("kept in a file", lambda: kept.write(coverage, key))
        assert _timed("read from it", lambda: kept.read(world, coverage.tables, key))


def _timed(name: str, run: Callable[[], Any]) -> Any:
    start, work = time.perf_counter(), time.process_time()
    found = run()
    print(
        f"  {name:<44} {time.perf_counter() - start:6.1f} s"
        f" ({time.process_time() - work:5.1f} s of work)"
    )
    return found


def _graph(vertices: int, seed: int) -> npt.NDArray[np.float64]:
    chance, costs = np.random.default_rng(seed), dict[tuple[int, int], int]()
    for one in range(vertices):  # a ring, so that all hangs together
        other = (one + 1) % vertices
        costs[min(one, other), max(one, other)] = int(chance.integers(1, 101))
    while len(costs) < vertices**2 // 50:
        one, other = sorted(chance.integers(0, vertices, 2).tolist())
        if one != other:
            costs[one, other] = int(chance.integers(1, 101))
    ends = np.array(list(costs))
    weights = np.array(list(costs.values()), dtype=float)
    graph = csr_array((weights, (ends[:, 0], ends[:, 1])), shape=(vertices, vertices))
    shortest: npt.NDArray[np.float64] = np.round(shortest_path(graph, directed=False))
    return shortest


if __name__ == "__main__":
    main()
