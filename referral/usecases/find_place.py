"""Find places by what an operator types."""

from __future__ import annotations

from typing import Any

from referral.usecases.places import candidate_document
from referral.usecases.world import World


def find_places(world: World, text: str, limit: int = 8) -> list[dict[str, Any]]:
    """Places that a text may mean, best first, each with its parents and coordinates."""
    return [candidate_document(one) for one in world.gazetteer.search(text, limit)]
