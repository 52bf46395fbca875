"""The optimum of a p-median whose bounds leave a gap: a tree of choices, each node bounded anew.

Branch and bound with the Lagrangian bound (Christofides and Beasley 1982). A node says of some
places that they are chosen and of others that they are not; prices are handed down the tree, so
that a few rounds bound a node.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from referral.geo.siting.outcome import Enough, Progress, Watch
from referral.geo.sphere import Floats

Rows = npt.NDArray[np.intp]
_ROUNDS = 60
_PATIENCE = 4
_FIRST_STRIDE, _LAST_STRIDE = 0.8, 0.01
_TELL_EVERY = 10
_DOUBTFUL = 0.75
"""Share of the rounds that chose a place on which to branch: to leave it out should cost, too."""


@dataclass(frozen=True)
class _Node:
    chosen: Rows
    free: Rows
    prices: Floats
    bound: float


@dataclass
class Tree:
    """The best choice known and what is still to be looked at.

    `cost` (places, demands) and `standing` (demands,) as in `Median`, places being rows here.
    """

    cost: Floats
    standing: Floats
    centres: int
    value: float
    step: float
    watch: Watch
    best: Rows | None = None

    def search(self, kept: Rows, fixed: Rows, prices: Floats, bound: float) -> float | None:
        """Look through every choice of `kept` places with the `fixed` ones that may be better.

        Gives the bound that is left where `watch` has enough before all is looked through.
        """
        stack = [_Node(fixed, np.setdiff1d(kept, fixed), prices, bound)]
        seen = 0
        while stack:
            if seen % _TELL_EVERY == 0:
                left = min(self.value, *(node.bound for node in stack))
                try:
                    self.watch(Progress("branch", self.value, left))
                except Enough:
                    return left
            seen += 1
            stack += self._children(stack.pop())
        return None

    def _children(self, node: _Node) -> list[_Node]:
        """The two halves of a node that may hold something better, the likelier one last."""
        if node.bound > self.value - self.step:
            return []
        wanted = self.centres - len(node.chosen)
        if wanted <= 0 or len(node.free) <= wanted:
            if len(node.free) >= wanted >= 0:
                self.try_choice(np.concatenate([node.chosen, node.free[:wanted]]))
            return []
        bounded = _Bounded(self, node)
        if bounded.bound > self.value - self.step:
            return []
        chosen, free = bounded.narrowed(self.value - self.step)
        if self.centres - len(chosen) <= 0 or len(free) <= self.centres - len(chosen):
            left = _Node(chosen, free, bounded.prices, bounded.bound)
            return [left]
        at = bounded.most_doubtful(free)
        others = free[free != at]
        return [
            _Node(chosen, others, bounded.prices, bounded.bound),
            _Node(np.append(chosen, at), others, bounded.prices, bounded.bound),
        ]

    def try_choice(self, chosen: Rows) -> None:
        """Keep a choice if it is better than the best known."""
        total = float(np.minimum(self.standing, self.cost[chosen].min(axis=0)).sum())
        if total < self.value:
            self.value, self.best = total, chosen


class _Bounded:
    """A node's bound, and what it tells of the places that are still free."""

    def __init__(self, tree: Tree, node: _Node) -> None:
        self._node = node
        self._wanted = tree.centres - len(node.chosen)
        self._cost = tree.cost[np.concatenate([node.chosen, node.free])]
        self._used = np.zeros(len(node.free))
        self.bound, self.prices = -np.inf, node.prices
        self._raise(tree)

    def _raise(self, tree: Tree) -> None:
        prices, stride, waited = self._node.prices, _FIRST_STRIDE, 0
        direction = np.zeros(len(prices))
        begun = len(self._node.chosen)
        for _round in range(_ROUNDS):
            worth = np.minimum(self._cost - prices, 0.0)
            earned = worth.sum(axis=1)
            picked = np.argpartition(earned[begun:], self._wanted - 1)[: self._wanted]
            total = float(prices.sum() + earned[:begun].sum() + earned[begun:][picked].sum())
            self._used[picked] += 1
            if total > self.bound:
                gained = total - self.bound > 0.05 * tree.step
                self.bound, self.prices, self._earned = total, prices, earned[begun:]
                waited = 0 if gained else waited + 1
            else:
                waited += 1
            if self.bound > tree.value - tree.step or stride < _LAST_STRIDE:
                return
            if waited >= _PATIENCE:
                stride, waited = stride / 2, 0
            rows = np.concatenate([np.arange(begun), begun + picked])
            slope = 1.0 - (worth[rows] < 0).sum(axis=0)
            tree.try_choice(np.concatenate([self._node.chosen, self._node.free[picked]]))
            direction = 0.7 * slope + 0.3 * direction
            length = float(direction @ direction)
            if length == 0:
                return
            prices = prices + stride * max(tree.value - total, tree.step) / length * direction
            prices = np.minimum(np.maximum(prices, 0.0), tree.standing)

    def narrowed(self, limit: float) -> tuple[Rows, Rows]:
        """Chosen and free places, those settled that a better choice must or cannot hold."""
        order = np.argsort(self._earned, kind="stable")
        inside, outside = order[: self._wanted], order[self._wanted :]
        last, following = self._earned[inside[-1]], self._earned[outside[0]]
        may = outside[self.bound + self._earned[outside] - last <= limit]
        certain = self.bound + following - self._earned[inside] > limit
        chosen = np.concatenate([self._node.chosen, self._node.free[inside[certain]]])
        return chosen, self._node.free[np.concatenate([inside[~certain], may])]

    def most_doubtful(self, free: Rows) -> int:
        """The free place that the rounds chose more often than not, and not nearly always."""
        share = self._used / max(self._used.max(), 1.0)
        doubt = np.abs(share - _DOUBTFUL)
        doubt[~np.isin(self._node.free, free)] = np.inf
        return int(self._node.free[doubt.argmin()])
