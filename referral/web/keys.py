"""Keys of the console and the plan: initials of the words on screen, so they differ by language.

They work only outside text fields and can be switched off (WCAG 2.1.4).
"""

from __future__ import annotations

from collections.abc import Mapping

KEYS: Mapping[str, Mapping[str, str]] = {
    "id": {
        "place": "T",
        "danger": "B",
        "contact": "K",
        "age": "U",
        "sex": "J",
        "safety": "A",
        "time": "W",
        "talk": "S",
        "open": "R",
    },
    "en": {
        "place": "P",
        "danger": "D",
        "contact": "C",
        "age": "A",
        "sex": "S",
        "safety": "F",
        "time": "T",
        "talk": "K",
        "open": "R",
    },
}


def keys_for(language: str) -> Mapping[str, str]:
    """The letter of each group in a language."""
    return KEYS[language]
