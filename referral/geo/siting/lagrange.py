"""A bound below the p-median: every demand pays a price, and places earn what it is worth there.

Lagrangian relaxation of "each demand is served once", its prices found by subgradients.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from referral.geo.sphere import Floats

Rows = npt.NDArray[np.intp]
ROUNDS = 1_500
_PATIENCE = 20
_FIRST_STRIDE, _LAST_STRIDE = 1.5, 2e-4
_LOOK_EVERY = 25


class Relaxation:
    """The best bound found so far, with the prices that give it.

    `target` is the cost of the best known choice.
    """

    def __init__(self, cost: Floats, standing: Floats, centres: int) -> None:
        self._cost = cost
        self._standing = standing
        self.centres = centres
        self.bound = -np.inf
        self.target = np.inf
        self._earned: Floats = np.zeros(cost.shape[1])
        self._tried: set[bytes] = set()

    def rounds(self, target: float, step: float) -> Iterator[Rows]:
        """Raise the bound; now and then gives a choice that the prices suggest.

        Ends when no choice can be better than the target by `step`, or the bound rises no more.
        """
        self.target = target
        prices = np.minimum(self._standing, np.partition(self._cost, 1, axis=1)[:, 1])
        prices = np.where(np.isfinite(prices), prices, 0.0)
        stride, waited = _FIRST_STRIDE, 0
        direction = np.zeros(len(prices))
        for number in range(ROUNDS):
            bound, chosen, slope = self._evaluate(prices)
            if bound > self.bound:
                waited = 0
            else:
                waited += 1
                if waited >= _PATIENCE:
                    stride, waited = stride / 2, 0
            if self._keep(bound, prices) or number % _LOOK_EVERY == 0:
                key = np.sort(chosen).tobytes()
                if number % _LOOK_EVERY == 0 and key not in self._tried:
                    self._tried.add(key)
                    yield chosen
            if self.bound > self.target - step or stride < _LAST_STRIDE:
                return
            direction = 0.7 * slope + 0.3 * direction
            length = float(direction @ direction)
            if length == 0:
                return
            prices = prices + stride * max(self.target - bound, step) / length * direction
            prices = np.minimum(np.maximum(prices, 0.0), self._standing)

    def _evaluate(self, prices: Floats) -> tuple[float, Rows, Floats]:
        worth = np.minimum(self._cost - prices[:, None], 0.0)
        self._now = worth.sum(axis=0)
        chosen = np.argpartition(self._now, self.centres - 1)[: self.centres]
        bound = float(prices.sum() + self._now[chosen].sum())
        slope = 1.0 - (worth[:, chosen] < 0).sum(axis=1)
        return bound, chosen, slope

    def _keep(self, bound: float, prices: Floats) -> bool:
        if bound <= self.bound:
            return False
        self.bound, self._earned, self.prices = bound, self._now, prices
        return True

    def left(self, limit: float) -> tuple[Rows, Rows]:
        """Candidates that a choice costing at most `limit` may hold, and those it must hold."""
        order = np.argsort(self._earned, kind="stable")
        inside, outside = order[: self.centres], order[self.centres :]
        last, next_one = self._earned[inside[-1]], self._earned[outside[0]]
        may = outside[self.bound + self._earned[outside] - last <= limit]
        must = inside[self.bound + next_one - self._earned[inside] > limit]
        return np.sort(np.concatenate([inside, may])), np.sort(must)
