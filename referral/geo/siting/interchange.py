"""A good choice quickly: greedy, then swapping one place for another while that helps."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from referral.geo.sphere import Floats

Rows = npt.NDArray[np.intp]
_LEAST_GAIN = 1e-9


def seeded(cost: Floats, standing: Floats, centres: int) -> Rows:
    """Places added one by one, each the one that saves most (Kuehn, Hamburger 1963).

    What nothing serves yet costs more than any place could: it is served first.
    """
    best = np.where(np.isfinite(standing), standing, _dear(cost))
    usable = np.where(np.isfinite(cost), cost, _dear(cost))
    chosen: list[int] = []
    for _number in range(centres):
        left = np.minimum(usable, best[:, None]).sum(axis=0)
        left[chosen] = np.inf
        chosen.append(int(left.argmin()))
        best = np.minimum(best, usable[:, chosen[-1]])
    return np.array(chosen, dtype=np.intp)


def _dear(cost: Floats) -> float:
    return float(np.where(np.isfinite(cost), cost, 0).max(initial=0.0)) * 2 + 1


def improved(cost: Floats, standing: Floats, chosen: Rows) -> Rows:
    """The choice after the best swaps, one after the other, until none saves anything.

    Savings of all swaps at once, as Resende and Werneck (2003) reckon them.
    """
    dear = _dear(cost)
    usable = np.where(np.isfinite(cost), cost, dear)
    ground = np.where(np.isfinite(standing), standing, dear)
    chosen = chosen.copy()
    while True:
        nearest, first, second = _two_nearest(usable, ground, chosen)
        capped = np.maximum(usable, first[:, None])
        gain = (first[:, None] - np.minimum(usable, first[:, None])).sum(axis=0)
        loss = np.bincount(nearest, second - first, minlength=len(chosen) + 1)[: len(chosen)]
        saved = _sums(np.maximum(second[:, None] - capped, 0.0), nearest, len(chosen))
        profit = gain[None, :] - loss[:, None] + saved
        profit[:, chosen] = -np.inf
        out, into = np.unravel_index(int(profit.argmax()), profit.shape)
        if profit[out, into] <= _LEAST_GAIN * max(float(first.sum()), 1.0):
            return chosen
        chosen[out] = into


def _two_nearest(cost: Floats, standing: Floats, chosen: Rows) -> tuple[Rows, Floats, Floats]:
    """Of each demand: which chosen place is nearest (len(chosen): what stands), and two costs."""
    among = np.column_stack([cost[:, chosen], standing])
    nearest = among.argmin(axis=1)
    rows = np.arange(len(among))
    first = among[rows, nearest]
    among[rows, nearest] = np.inf
    second = np.where(nearest == len(chosen), first, among.min(axis=1))
    return nearest, first, second


def _sums(values: Floats, group: Rows, groups: int) -> Floats:
    """Sums of rows by group; rows of no group (`groups`) are left out."""
    order = np.argsort(group, kind="stable")
    order = order[: int((group < groups).sum())]
    sums = np.zeros((groups, values.shape[1]))
    if len(order):
        names, begins = np.unique(group[order], return_index=True)
        sums[names] = np.add.reduceat(values[order], begins, axis=0)
    return sums
