"""p-median instances of J. E. Beasley's OR-Library: a graph, whose vertices demand and offer.

The first line holds the number of vertices, of edges, and p; then one undirected edge a line with
its cost. Where an edge stands twice the last cost stands.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import shortest_path

from referral.domain.errors import ReferralError
from referral.geo.sphere import Floats

MOST_VERTICES = 5_000
HEADER = ("vertices", "edges", "p")
EDGE = ("from", "to", "cost")


@dataclass(frozen=True, slots=True)
class MatrixProblem:
    """One thing wrong with a file: where, a code, and facts for its sentence."""

    line: int
    column: str
    code: str
    facts: dict[str, str] = field(default_factory=dict)


class MatrixRejected(ReferralError):
    """The file is no such instance; every problem found is listed."""

    code = "matrix_rejected"

    def __init__(self, file: str, problems: tuple[MatrixProblem, ...]) -> None:
        super().__init__(f"{file}: {len(problems)}")
        self.file = file
        self.problems = problems


@dataclass(frozen=True)
class Instance:
    """All shortest distances, and how many places are asked for."""

    distances: Floats
    centres: int

    @property
    def nothing_stands(self) -> Floats:
        """What serves the vertices before any place is chosen: nothing does."""
        return np.full(len(self.distances), np.inf)


def read_instance(path: Path) -> Instance:
    """The instance of a file.

    :raises MatrixRejected: it is none
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise MatrixRejected(
            str(path), (MatrixProblem(0, "-", "unreadable_file", {"value": str(path)}),)
        ) from error
    except UnicodeDecodeError as error:
        raise MatrixRejected(str(path), (MatrixProblem(1, "-", "not_utf8"),)) from error
    reader = _Reader(text)
    instance = reader.read()
    if instance is None:
        raise MatrixRejected(str(path), tuple(reader.problems))
    return instance


class _Reader:
    def __init__(self, text: str) -> None:
        self._lines = [
            (number, line.split())
            for number, line in enumerate(text.splitlines(), start=1)
            if line.strip()
        ]
        self.problems: list[MatrixProblem] = []

    def read(self) -> Instance | None:
        if not self._lines:
            self._complain(1, "-", "empty_matrix")
            return None
        number, cells = self._lines[0]
        header = self._cells(number, cells, HEADER)
        if header is None:
            return None
        vertices, edges, centres = map(int, header)
        for name, value, most in (("vertices", vertices, MOST_VERTICES), ("p", centres, vertices)):
            if not 1 <= value <= most:
                self._complain(number, name, "out_of_range", found=value, low=1, high=most)
        if self.problems:
            return None
        costs = self._edges(vertices)
        if len(self._lines) - 1 != edges:
            found = len(self._lines) - 1
            self._complain(number, "edges", "wrong_edge_count", found=found, wanted=edges)
        return None if self.problems else self._instance(vertices, centres, costs)

    def _edges(self, vertices: int) -> dict[tuple[int, int], float]:
        costs: dict[tuple[int, int], float] = {}
        for number, cells in self._lines[1:]:
            edge = self._cells(number, cells, EDGE)
            if edge is None:
                continue
            ends = (int(edge[0]), int(edge[1]))
            for name, end in zip(EDGE, ends, strict=False):
                if not 1 <= end <= vertices:
                    self._complain(number, name, "out_of_range", found=end, low=1, high=vertices)
            costs[min(ends), max(ends)] = edge[2]
        return costs

    def _cells(self, line: int, cells: list[str], names: tuple[str, ...]) -> list[float] | None:
        """Three numbers, the first two whole; None and a problem if they are not."""
        if len(cells) != len(names):
            wanted = " ".join(names)
            self._complain(line, "-", "wrong_cells", found=len(cells), wanted=wanted)
            return None
        before, found = len(self.problems), []
        for name, text in zip(names, cells, strict=True):
            value = _number(text)
            if value is None or (name != "cost" and value != int(value)):
                self._complain(line, name, "not_a_number", found=text)
            elif value < 0:
                self._complain(line, name, "negative", found=text)
            else:
                found.append(value)
        return found if len(self.problems) == before else None

    def _instance(
        self, vertices: int, centres: int, costs: dict[tuple[int, int], float]
    ) -> Instance | None:
        ends = np.array(list(costs), dtype=np.intp).reshape(-1, 2) - 1
        weight = np.array(list(costs.values()), dtype=float)
        apart = ends[:, 0] != ends[:, 1]
        # an edge of cost 0 is no missing edge: least costs keep it, and are rounded away again
        weight = np.where(weight == 0, _NEARLY_NOTHING, weight)
        graph = csr_array(
            (weight[apart], (ends[apart, 0], ends[apart, 1])), shape=(vertices, vertices)
        )
        distances = shortest_path(graph, method="D", directed=False)
        if not np.isfinite(distances).all():
            stray = int(np.flatnonzero(~np.isfinite(distances[0]))[0]) + 1
            self._complain(1, "edges", "not_connected", found=stray)
            return None
        whole = bool((weight == np.floor(weight))[weight > _NEARLY_NOTHING].all())
        return Instance(np.round(distances) if whole else distances, centres)

    def _complain(self, line: int, column: str, code: str, **facts: object) -> None:
        named = {name: str(value) for name, value in facts.items()}
        self.problems.append(MatrixProblem(line, column, code, named))


_NEARLY_NOTHING = 1e-9


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None
