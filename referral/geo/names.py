"""Names as people type them: one spelling for comparison, old spellings, abbreviations.

A name is compared as its *key*: lower case, no accents, no spaces, and the pre-1972 letters
that no modern name needs (`oe`, `dj`, `tj`) in today's spelling.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

_NOT_IN_NAMES = re.compile(r"[^a-z0-9\n]+")
_MARKS = re.compile("[\u0300-\u036f]")
_SILENT = re.compile(r"['’‘`\"]")
_FOLDS = (("oe", "u"), ("dj", "j"), ("tj", "c"))
_OLD = (("dj", "\1"), ("tj", "c"), ("nj", "ny"), ("sj", "sy"), ("ch", "kh"), ("j", "y"),
        ("\1", "j"), ("oe", "u"))  # fmt: skip

_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7",
          "viii": "8", "ix": "9", "x": "10"}  # fmt: skip
_NUMBERS = _ROMAN | {"satu": "1", "dua": "2", "tiga": "3", "empat": "4", "lima": "5", "enam": "6"}
_LAST_NUMBER = re.compile(rf"(?<=[a-z0-9]) ({'|'.join(_NUMBERS)}) ?$", re.MULTILINE)


def words_of(text: str) -> list[str]:
    """The words of one text in plain lower-case letters and digits."""
    return plain(text).split()


def plain(text: str) -> str:
    """Lower case without accents and marks; line breaks stay, so many names go in one call."""
    if not text.isascii():
        text = _MARKS.sub("", unicodedata.normalize("NFKD", text))
    return _NOT_IN_NAMES.sub(" ", _SILENT.sub("", text.casefold()))


def key_of(words: Iterable[str]) -> str:
    """The key of a name or of part of a query, out of its words.

    A number at the end is a digit however it is written: `Rapak II`, `Rapak Dua`, `Rapak 2`.
    """
    parts = list(words)
    if len(parts) > 1:
        parts[-1] = _NUMBERS.get(parts[-1], parts[-1])
    return _replaced("".join(parts), _FOLDS)


def numbered(word: str) -> str:
    """A word that is a number as a digit, however it is written: `II`, `dua`, `2`."""
    return _NUMBERS.get(word, word)


def keys_of(names: str) -> list[str]:
    """Keys of many names in plain letters, one a line: `key_of` for each, in one go."""
    numbered = _LAST_NUMBER.sub(lambda match: " " + _NUMBERS[match[1]], names)
    return _replaced(numbered.replace(" ", ""), _FOLDS).split("\n")


def old_key_of(words: Iterable[str]) -> str:
    """The key if the words are in the spelling of before 1972: `Jogjakarta`, `Tjilatjap`."""
    return _replaced("".join(words), _OLD)


def _replaced(text: str, pairs: Iterable[tuple[str, str]]) -> str:
    for old, new in pairs:
        text = text.replace(old, new)
    return text


def expanded(words: list[str], long_forms: Mapping[str, str]) -> list[str]:
    """Words with abbreviations written out."""
    return [part for word in words for part in long_forms.get(word, word).split()]
