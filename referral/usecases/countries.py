"""Countries as places of a child abroad: found by code or name in either language."""

from __future__ import annotations

import re
from typing import Any

from referral.domain.errors import Problem, RequestRejected
from referral.domain.regions import Place
from referral.present.countries import countries_by_name, country_name
from referral.present.translate import LANGUAGES, translator
from referral.usecases.world import World

HOME = "ID"
HOME_ZONE = "Asia/Jakarta"
SHORTEST_NAME = 4
MOST_COUNTRIES = 2
"""Countries among the places that a text may mean."""
_CODE = re.compile(r"[A-Z]{2}")


def is_country_code(text: str) -> bool:
    """True for two capital letters: `MY`."""
    return _CODE.fullmatch(text.strip()) is not None


def country_place(world: World, code: str, path: str, resolved_by: str = "country") -> Place:
    """A country as a place; its clock is that of its Indonesian mission, else Jakarta's.

    Raises:
        RequestRejected: no country of this code, or Indonesia, which is no place to start from.
    """
    known = code.strip().upper()
    if known == HOME or known not in set(countries_by_name().values()):
        raise RequestRejected((Problem(path, "unknown_country", {"value": code[:20]}),))
    return Place(
        code=known,
        name=known,
        regency_code="",
        regency="",
        province_code="",
        province="",
        kecamatan_code=None,
        timezone=world.policy.zones.get(known, HOME_ZONE),
        latitude=0.0,
        longitude=0.0,
        landmass=0,
        resolved_by=resolved_by,
        country=known,
    )


def named_country(text: str) -> str | None:
    """The code of the country that a text names in full, in Indonesian or English."""
    code = countries_by_name().get(text.strip().casefold())
    return None if code == HOME else code


def countries_like(text: str) -> list[dict[str, Any]]:
    """Countries whose name begins with a text of four letters or more, as place documents."""
    start = text.strip().casefold()
    if len(start) < SHORTEST_NAME:
        return []
    codes = {code: None for name, code in countries_by_name().items() if name.startswith(start)}
    return [country_document(code) for code in codes if code != HOME]


def country_of_code(text: str) -> list[dict[str, Any]]:
    """The country whose code was typed (`MY`), as a place document; none for another text."""
    code = text.strip()
    known = is_country_code(code) and code != HOME and code in set(countries_by_name().values())
    return [country_document(code)] if known else []


def country_document(code: str) -> dict[str, Any]:
    """A country to choose from, called by its name in both languages where they differ."""
    names = dict.fromkeys(country_name(code, translator(language)) for language in LANGUAGES)
    name = " / ".join(names)
    return {
        "code": code,
        "name": name,
        "level": "country",
        "parents": [],
        "regency_code": None,
        "latitude": None,
        "longitude": None,
        "label": name,
    }
