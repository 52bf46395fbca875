"""One acceptable place for several needs (R36)."""

from __future__ import annotations

from collections.abc import Sequence

from referral.domain.answers import Worked
from referral.domain.context import FAR, Context
from referral.domain.plans import OneStop
from referral.domain.vocabulary import Need


def one_stop(context: Context, worked: Sequence[Worked]) -> OneStop | None:
    """The place that meets most needs within the policy's factor of travelling need by need.

    A place counts for a need if it could be recommended there and nothing is presumed against
    it. While R12's window runs, only the place recommended for medical care may stand for it.
    """
    needs_of: dict[int, list[Need]] = {}
    for work in worked:
        for entry in work.ranked.entries:
            if entry.judged.several_needs and entry.good and not _delays(context, work, entry.at):
                needs_of.setdefault(entry.at, []).append(work.answer.need)
    separate = {w.answer.need: _minutes(w) for w in worked}
    best: tuple[tuple[int, int, int], OneStop] | None = None
    for at, needs in needs_of.items():
        if len(needs) < 2 or (minutes := context.minutes[at]) == FAR:
            continue
        apart = [separate[need] for need in needs]
        longest = max(apart)
        if longest == FAR or minutes > context.policy.one_stop_factor * longest:
            continue
        service = context.table.directory.services[at]
        stop = OneStop(context.shown(service), tuple(needs), minutes, sum(apart))
        order = (-len(needs), minutes, at)
        if best is None or order < best[0]:
            best = (order, stop)
    return best[1] if best else None


def _delays(context: Context, work: Worked, at: int) -> bool:
    """True if standing in for medical care would delay R12's first hours."""
    if work.answer.need is not Need.MEDICAL or not context.request.recent_contact:
        return False
    first = work.answer.recommended
    return first is None or context.table.directory.services[at].id != first.service.id


def _minutes(work: Worked) -> int:
    first = work.answer.recommended
    if first is None or first.travel.minutes is None:
        return FAR
    return first.travel.minutes
