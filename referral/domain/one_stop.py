"""One acceptable place for several needs (R36)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from referral.domain.answers import Worked
from referral.domain.context import FAR, Context
from referral.domain.plans import OneStop
from referral.domain.ranking import would_be_good
from referral.domain.vocabulary import Need


def one_stop(context: Context, worked: Sequence[Worked]) -> OneStop | None:
    """The place that meets most needs within the policy's factor of travelling need by need.

    A place counts for a need if it could be recommended there and nothing is presumed against
    it, and it is not two travel bands farther than the one recommended there. While R12's window
    runs, only the place recommended for medical care may stand for it.
    """
    separate = {w.answer.need: way for w in worked if (way := _minutes(w)) != FAR}
    factor = context.policy.one_stop_factor
    reach = factor * max(separate.values(), default=0)
    needs_of: dict[int, list[Need]] = {}
    for work in worked:
        if work.answer.need in separate:
            nearest = separate[work.answer.need]
            for at in _acceptable(context, work, min(reach, _tolerable(context, nearest))):
                needs_of.setdefault(at, []).append(work.answer.need)
    found = [
        (-len(needs), context.minutes[at], at)
        for at, needs in needs_of.items()
        if len(needs) > 1 and context.minutes[at] <= factor * max(separate[n] for n in needs)
    ]
    if not found:
        return None
    _, minutes, at = min(found)
    service, needs = context.table.directory.services[at], tuple(needs_of[at])
    places = _separate_places(worked, needs)
    return OneStop(context.shown(service), needs, minutes, sum(places.values()), len(places))


def _separate_places(worked: Sequence[Worked], needs: Sequence[Need]) -> dict[str, int]:
    """The places that going need by need takes, with the minutes to each."""
    firsts = [(w.answer.recommended, _minutes(w)) for w in worked if w.answer.need in needs]
    return {first.service.id: minutes for first, minutes in firsts if first is not None}


def _tolerable(context: Context, nearest: int) -> float:
    """Minutes up to which a place is not yet so much farther that a nearer tier would win.

    One far place must not stand in for what can be had next door.
    """
    policy = context.policy
    band = policy.band(nearest) + policy.tier_yields_to_bands - 1
    return policy.band_limits[band] if band < len(policy.band_limits) else FAR


def _acceptable(context: Context, work: Worked, reach: float) -> Iterator[int]:
    """Places for several needs that could be recommended for this one, within `reach` minutes."""
    memo = context.table.judged(work.profile)
    near = context.minutes
    for entry in work.ranked.entries:
        counts = entry.judged.several_needs and entry.good and near[entry.at] <= reach
        if counts and not _delays(context, work, entry.at):
            yield entry.at
    for at in work.ranked.passed_over:
        counts = near[at] <= reach and memo[at].several_needs and not _delays(context, work, at)
        if counts and would_be_good(context, work.profile, at):
            yield at


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
