"""Countries by name, from the locale data that Babel carries (ISO 3166 codes)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from babel import Locale

from referral.present.translate import LANGUAGES, Translator


def country_name(code: str, translator: Translator) -> str:
    """The name of a country; the code itself where there is none."""
    names: Mapping[str, str] = Locale.parse(translator.language).territories
    return names.get(code.upper(), code)


@cache
def countries_by_name() -> Mapping[str, str]:
    """Codes by name in either language, in small letters; groups and regions left out."""
    return {
        name.casefold(): code
        for language in LANGUAGES
        for code, name in Locale.parse(language).territories.items()
        if len(code) == 2 and code not in NOT_COUNTRIES
    }


NOT_COUNTRIES = frozenset({"EU", "EZ", "UN", "XA", "XB", "ZZ", "QO"})
