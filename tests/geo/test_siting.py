"""Where the next centres help most: published optima, brute force, and files with faults."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from referral.geo.siting import (
    Cancelled,
    Covering,
    Enough,
    MatrixRejected,
    Median,
    Progress,
    cover_most,
    read_instance,
    shorten_most,
)
from referral.geo.siting import solver as solver_module
from tests.needs import require

LIBRARY = Path(__file__).parents[3] / "shared" / "pmed"
OPTIMA = {"pmed1.txt": 5819, "pmed5.txt": 1355}


def nothing_stands(demands: int) -> np.ndarray:
    return np.full(demands, np.inf)


@pytest.mark.parametrize("name", sorted(OPTIMA))
def test_published_optima_of_the_or_library_are_found_and_proven(name: str) -> None:
    path = LIBRARY / name
    require(path.is_file(), "needs the OR-Library instances pmed1 and pmed5 beside the checkout")
    instance = read_instance(path)
    problem = Median(instance.distances, nothing_stands(len(instance.distances)))
    found = shorten_most(problem, instance.centres)
    assert found.value == OPTIMA[name] == problem.total(found.chosen)
    assert found.proven and found.gap == 0 and len(found.chosen) == instance.centres


def test_an_edge_that_stands_twice_has_its_last_cost(tmp_path: Path) -> None:
    file = tmp_path / "net.txt"
    file.write_text("3 3 1\n1 2 9\n2 3 4\n2 1 5\n")
    instance = read_instance(file)
    assert (
        instance.distances.tolist() == [[0, 5, 9], [5, 0, 4], [9, 4, 0]] and instance.centres == 1
    )


def test_edges_that_cost_nothing_are_ways_all_the_same(tmp_path: Path) -> None:
    file = tmp_path / "net.txt"
    file.write_text("3 2 1\n1 2 0\n2 3 1.5\n")
    assert read_instance(file).distances[0] == pytest.approx([0, 0, 1.5], abs=1e-6)


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        pytest.param("", {(1, "-", "empty_matrix")}, id="empty"),
        pytest.param("3 1\n", {(1, "-", "wrong_cells")}, id="short header"),
        pytest.param("3 x 1\n", {(1, "edges", "not_a_number")}, id="a word"),
        pytest.param("3 1 9\n1 2 3\n", {(1, "p", "out_of_range")}, id="more centres than vertices"),
        pytest.param(
            "0 0 0\n", {(1, "vertices", "out_of_range"), (1, "p", "out_of_range")}, id="0"
        ),
        pytest.param("5001 0 1\n", {(1, "vertices", "out_of_range")}, id="more than can be"),
        pytest.param("2 1 1\n1 5 3\n", {(2, "to", "out_of_range")}, id="no such vertex"),
        pytest.param("2 1 1\n1 2 -3\n", {(2, "cost", "negative")}, id="negative"),
        pytest.param("2 1 1\n1 2 nan\n", {(2, "cost", "not_a_number")}, id="not finite"),
        pytest.param("2 1 1\n1.5 2 3\n", {(2, "from", "not_a_number")}, id="half a vertex"),
        pytest.param("2 2 1\n1 2 3\n", {(1, "edges", "wrong_edge_count")}, id="cut short"),
        pytest.param("3 1 1\n1 2 3\n", {(1, "edges", "not_connected")}, id="in two parts"),
        pytest.param(
            "2 2 1\n1 2\n\n2 1 b\n",
            {(2, "-", "wrong_cells"), (4, "cost", "not_a_number")},
            id="every fault at once",
        ),
    ],
)
def test_a_faulty_file_is_rejected_with_line_column_and_code(
    tmp_path: Path, text: str, problems: set[tuple[int, str, str]]
) -> None:
    file = tmp_path / "bad.txt"
    file.write_text(text)
    with pytest.raises(MatrixRejected) as caught:
        read_instance(file)
    assert {(p.line, p.column, p.code) for p in caught.value.problems} == problems


def test_a_file_that_cannot_be_read_is_rejected_too(tmp_path: Path) -> None:
    with pytest.raises(MatrixRejected):
        read_instance(tmp_path / "none.txt")
    file = tmp_path / "latin.txt"
    file.write_bytes(b"\xff\xfe1 1 1")
    with pytest.raises(MatrixRejected) as caught:
        read_instance(file)
    assert caught.value.problems[0].code == "not_utf8"


@st.composite
def medians(draw: st.DrawFn) -> tuple[Median, int]:
    demands, places = draw(st.integers(1, 9)), draw(st.integers(1, 7))
    costs = st.integers(0, 30) if draw(st.booleans()) else st.floats(0, 30, width=32)
    rows = draw(st.lists(st.lists(costs, min_size=places, max_size=places),
                         min_size=demands, max_size=demands))  # fmt: skip
    stands = st.one_of(st.just(np.inf), st.integers(0, 25).map(float))
    standing = draw(st.lists(stands, min_size=demands, max_size=demands))
    problem = Median(np.array(rows, dtype=float), np.array(standing))
    return problem, draw(st.integers(1, places))


@given(medians())
@settings(max_examples=300, deadline=None)
def test_the_median_is_what_trying_everything_finds(drawn: tuple[Median, int]) -> None:
    problem, centres = drawn
    found = shorten_most(problem, centres)
    places = range(problem.cost.shape[1])
    best = min(problem.total(chosen) for chosen in combinations(places, centres))
    assert found.proven and found.value == pytest.approx(best, rel=1e-8, abs=1e-8)
    assert problem.total(found.chosen) == found.value and len(set(found.chosen)) == centres


@st.composite
def coverings(draw: st.DrawFn) -> tuple[Covering, int]:
    demands, places = draw(st.integers(0, 10)), draw(st.integers(1, 8))
    row = st.lists(st.booleans(), min_size=places, max_size=places)
    reaches = np.array(draw(st.lists(row, min_size=demands, max_size=demands)), dtype=bool)
    weight = draw(st.lists(st.integers(0, 50), min_size=demands, max_size=demands))
    problem = Covering(np.array(weight, dtype=float), reaches.reshape(demands, places))
    return problem, draw(st.integers(1, places))


@given(coverings())
@settings(max_examples=300, deadline=None)
def test_the_covering_is_what_trying_everything_finds(drawn: tuple[Covering, int]) -> None:
    problem, centres = drawn
    found = cover_most(problem, centres)
    places = range(problem.reaches.shape[1])
    best = max(problem.people(chosen) for chosen in combinations(places, centres))
    assert found.proven and found.value == best == problem.people(found.chosen)
    assert len(set(found.chosen)) == len(found.chosen) <= centres


def test_nobody_to_reach_needs_no_centre() -> None:
    nobody = Covering(np.array([5.0]), np.zeros((1, 3), dtype=bool))
    assert cover_most(nobody, 2).chosen == ()


def haphazard(points: int, seed: int) -> np.ndarray:
    """Costs that follow no map: bounds leave wide gaps here, which only the tree closes."""
    return np.random.default_rng(seed).integers(1, 100, (points, points)).astype(float)


def by_assignment(cost: np.ndarray, centres: int) -> float:
    """The same by the textbook's program, of which HiGHS proves the optimum."""
    n = len(cost)
    x, y = n * n, n
    served = np.zeros((n, x + y))
    opened = np.zeros((x, x + y))
    for i in range(n):
        served[i, i * n : (i + 1) * n] = 1
        opened[i * n : (i + 1) * n, i * n : (i + 1) * n] = np.eye(n)
        opened[i * n : (i + 1) * n, x:] = -np.eye(n)
    count = np.concatenate([np.zeros(x), np.ones(y)])
    found = milp(
        np.concatenate([cost.ravel(), np.zeros(y)]),
        constraints=[
            LinearConstraint(served, 1, 1),
            LinearConstraint(opened, -np.inf, 0),
            LinearConstraint(count[None, :], centres, centres),
        ],
        integrality=np.concatenate([np.zeros(x), np.ones(y)]),
        bounds=Bounds(0, 1),
    )
    return float(found.fun)


@pytest.mark.parametrize(("seed", "centres"), [(1, 2), (2, 3), (3, 4), (4, 6)])
def test_the_median_is_what_an_independent_program_finds(seed: int, centres: int) -> None:
    cost, seen = haphazard(25, seed), list[Progress]()
    found = shorten_most(Median(cost, nothing_stands(25)), centres, seen.append)
    assert "branch" in {progress.step for progress in seen}
    assert found.value == pytest.approx(by_assignment(cost, centres)) and found.proven


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_costs_that_are_no_whole_numbers_are_told_apart_however_little_they_differ(
    seed: int,
) -> None:
    """Here all choices lie within one: a better one is better by less than among integers."""
    cost = np.random.default_rng(seed).random((12, 12))
    problem = Median(cost, nothing_stands(12))
    found = shorten_most(problem, 3)
    best = min(problem.total(chosen) for chosen in combinations(range(12), 3))
    assert found.proven and found.value == pytest.approx(best)


def test_where_the_bound_leaves_a_gap_the_tree_closes_it() -> None:
    seen: list[Progress] = []
    found = shorten_most(Median(haphazard(40, 3), nothing_stands(40)), 4, seen.append)
    assert found.proven
    steps = [progress.step for progress in seen]
    assert list(dict.fromkeys(steps)) == ["search", "bound", "branch"]
    bounds = [p.bound for p in seen if p.bound is not None]
    assert max(bounds) <= found.value


def test_a_choice_better_by_one_alone_is_still_looked_for() -> None:
    """Here the first good choice costs 2 and the bound is above 0: 1 might be, and is."""
    cost = np.random.default_rng(35).integers(0, 4, (30, 30)).astype(float)
    found = shorten_most(Median(cost, nothing_stands(30)), 4)
    assert found.proven and found.value == 1 == pytest.approx(by_assignment(cost, 4))


def test_no_bound_that_is_told_on_the_way_is_above_the_optimum() -> None:
    seen: list[Progress] = []
    cost = np.random.default_rng(111).random((30, 30))
    found = shorten_most(Median(cost, nothing_stands(30)), 4, seen.append)
    assert max(p.bound for p in seen if p.bound is not None) <= found.value + 1e-9


def test_what_stands_already_is_used() -> None:
    cost = haphazard(30, 5)
    stands = cost[:, 7].copy()
    found = shorten_most(Median(cost, stands), 2)
    best = min(np.minimum(stands, cost[:, [a, b]].min(axis=1)).sum()
               for a, b in combinations(range(30), 2))  # fmt: skip
    assert found.value == best


@pytest.mark.parametrize("step", ["search", "bound", "branch"])
def test_a_search_ends_when_nobody_waits_for_it(step: str) -> None:
    def stop(progress: Progress) -> None:
        if progress.step == step:
            raise Cancelled

    with pytest.raises(Cancelled):
        shorten_most(Median(haphazard(40, 3), nothing_stands(40)), 4, stop)


def test_a_large_program_is_solved_in_a_process_that_can_be_ended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    problem = Covering(np.arange(1.0, 61), haphazard(60, 9) < 15)
    here = cover_most(problem, 4)
    monkeypatch.setattr(solver_module, "LARGE", 0)
    assert cover_most(problem, 4) == here

    monkeypatch.setattr(solver_module, "_LOOK_EVERY", 0.001)
    seen: list[str] = []

    def stop(progress: Progress) -> None:
        seen.append(progress.step)
        if seen.count("highs") > 1:  # the first is told before the process begins
            raise Cancelled

    with pytest.raises(Cancelled):
        cover_most(problem, 4, stop)


@pytest.mark.parametrize("step", ["bound", "branch"])
def test_whoever_has_enough_gets_the_best_so_far_and_the_gap_that_is_left(step: str) -> None:
    problem = Median(haphazard(40, 3), nothing_stands(40))

    def enough(progress: Progress) -> None:
        if progress.step == step:
            raise Enough

    whole, part = shorten_most(problem, 4), shorten_most(problem, 4, enough)
    assert part.bound <= whole.value <= part.value == problem.total(part.chosen)
    assert not part.proven and 0 < part.gap < 1 and len(set(part.chosen)) == 4


@pytest.mark.parametrize("large", [0, solver_module.LARGE])
def test_a_covering_ends_in_time_with_a_bound_that_holds(
    monkeypatch: pytest.MonkeyPatch, large: int
) -> None:
    """Without one round of the solver there may be no choice at all; what is told is true."""
    monkeypatch.setattr(solver_module, "LARGE", large)
    problem = Covering(np.arange(1.0, 121), haphazard(120, 9) < 8)
    whole, part = cover_most(problem, 12), cover_most(problem, 12, seconds=0.0)
    assert whole.proven
    assert part.bound >= whole.value - 1e-6 >= part.value - 2e-6
    assert part.value == problem.people(part.chosen) and len(part.chosen) <= 12
    assert cover_most(problem, 12, seconds=60.0).value == whole.value
