"""Find places by what an operator types."""

from __future__ import annotations

from typing import Any

from referral.usecases.countries import (
    MOST_COUNTRIES,
    countries_like,
    country_of_code,
    named_country,
)
from referral.usecases.places import candidate_document
from referral.usecases.world import World


def find_places(world: World, text: str, limit: int = 8) -> list[dict[str, Any]]:
    """Places that a text may mean, best first, with parents and coordinates; countries too."""
    named = named_country(text)
    coded = country_of_code(text)
    countries = coded or countries_like(text)[:MOST_COUNTRIES]
    first = coded or [one for one in countries if one["code"] == named]
    others = [one for one in countries if one not in first]
    found = [candidate_document(one) for one in world.gazetteer.search(text, limit)]
    return [*first, *found[: max(1, limit - len(countries))], *others][:limit]
