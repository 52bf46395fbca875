"""Codes that can be read aloud over a bad line and say nothing: syllables of a fixed alphabet.

Chance comes in as bytes: nothing here draws any.
"""

from __future__ import annotations

import re

CONSONANTS = "bdgjklmnprst"
VOWELS = "aeiou"
SYLLABLES = tuple(c + v for c in CONSONANTS for v in VOWELS)
"""60 syllables, each written as it is spoken in Indonesian."""

CASE_SYLLABLES = 6
"""36 bits: enough that codes of an installation do not meet (and the store forbids that)."""
REPLY_SYLLABLES = 8
"""47 bits, for a code that opens something: see the limits on its entry."""
_GROUP = 2


def code_of(chance: bytes, syllables: int) -> str:
    """`bako-tume-siri`: one syllable for every two bytes given.

    :raises ValueError: fewer than two bytes for each syllable
    """
    if len(chance) < 2 * syllables:
        raise ValueError("too_little_chance")
    numbers = [int.from_bytes(chance[at * 2 : at * 2 + 2], "big") for at in range(syllables)]
    spoken = [SYLLABLES[number % len(SYLLABLES)] for number in numbers]
    pairs = [spoken[at : at + _GROUP] for at in range(0, syllables, _GROUP)]
    return "-".join("".join(pair) for pair in pairs)


def read_code(typed: str, syllables: int) -> str | None:
    """A code as somebody typed it (capitals, spaces, no dashes), or None where it is none."""
    letters = re.sub(r"[^a-z]", "", typed.lower())
    spoken = [letters[at : at + 2] for at in range(0, len(letters), 2)]
    if len(letters) != 2 * syllables or any(one not in SYLLABLES for one in spoken):
        return None
    pairs = [spoken[at : at + _GROUP] for at in range(0, syllables, _GROUP)]
    return "-".join("".join(pair) for pair in pairs)
