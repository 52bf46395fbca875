"""Siblings, or a mother and her baby: together, or it is said that it cannot be (R33)."""

from __future__ import annotations

from dataclasses import replace

from referral.domain.context import Context
from referral.domain.eligibility import Profile
from referral.domain.plans import Offer, Reason
from referral.domain.ranking import rank
from referral.domain.requests import Child
from referral.domain.vocabulary import Need, Sex

APART = ("without_accepts_siblings", "without_accepts_baby")


def kept_together(
    context: Context, profile: Profile, recommended: Offer | None
) -> tuple[Reason, ...]:
    """What to say of keeping them together; nothing where one child stays alone.

    Where no place takes all of them, the note says for how many kinds of child there is one.
    """
    if profile.need is not Need.SHELTER or not (profile.siblings or profile.baby):
        return ()
    if recommended is not None:
        warned = {warning.code for warning in recommended.warnings}
        return (CANNOT if warned & set(APART) else TOGETHER,)
    alone = {_key(child): child for child in context.request.children}
    if len(alone) < 2:
        return (CANNOT,)
    placed = sum(_has_place(context, child) for child in alone.values())
    return (CANNOT, Reason("R33", "split", (("placed", placed), ("kinds", len(alone)))))


def _key(child: Child) -> tuple[tuple[int, int], Sex]:
    return child.years, child.sex


def _has_place(context: Context, child: Child) -> bool:
    """True if this child by itself could be recommended somewhere."""
    alone = replace(context.request, children=(child,))
    profile = Profile.of(alone, Need.SHELTER, context.policy)
    ranked = rank(replace(context, request=alone), profile, urgent=True)
    return any(entry.recommendable for entry in ranked.entries)


TOGETHER = Reason("R33", "keep_together")
CANNOT = Reason("R33", "cannot_keep_together")
