"""Words as people search them: folded, without Indonesian affixes, short forms spelt out.

Pure: which words of a question and of a record may mean the same. What is searched, and how it
is ordered, is the use case's.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

STOP_WORDS = frozenset(
    ["di", "dan", "ke", "yang", "untuk", "dari", "atau", "bagi", "the", "of", "and", "for", "in"]
)
SHORTEST_STEM = 4
_WORD = re.compile(r"[a-z0-9]+")
_ENDINGS = ("nya", "lah", "kah")
_SUFFIXES = ("kan", "an", "i")
_VOWELS = "aiueo"
_PREFIXES: tuple[tuple[str, str], ...] = (
    # a prefix, and what it has swallowed of the root where a vowel follows: menampung, tampung
    ("meny", "s"), ("peny", "s"),
    ("meng", "k"), ("peng", "k"),
    ("mem", "p"), ("pem", "p"),
    ("men", "t"), ("pen", "t"),
    ("ber", ""), ("per", ""), ("ter", ""),
    ("me", ""), ("pe", ""), ("be", ""),
    ("di", ""), ("ke", ""), ("se", ""),
)  # fmt: skip
_PREFIXES_AT_MOST = 2


def words_of(text: str) -> list[str]:
    """The words of a text in their order: small letters and digits, without accents."""
    folded = text.casefold()
    if not folded.isascii():
        parted = unicodedata.normalize("NFKD", folded)
        folded = "".join(one for one in parted if not unicodedata.combining(one))
    return _WORD.findall(folded)


@lru_cache(maxsize=65_536)
def stems(word: str) -> frozenset[str]:
    """What may be the root of a word, the word itself among it.

    Without a dictionary nobody can tell which: two words are kin where these sets meet. Roots
    are at least four letters, so that short words stay what they are.
    """
    found = {word}
    bases = _without_endings(word)
    for _ in range(_PREFIXES_AT_MOST):
        bases |= {root for base in bases for root in _without_prefix(base)}
    found |= {root for base in bases for root in _without_suffix(base)} | bases
    return frozenset(root for root in found if len(root) >= SHORTEST_STEM or root == word)


def _without_endings(word: str) -> set[str]:
    return {word} | {
        word.removesuffix(end) for end in _ENDINGS if len(word) > len(end) + SHORTEST_STEM - 1
    }


def _without_prefix(word: str) -> Iterable[str]:
    for prefix, swallowed in _PREFIXES:
        rest = word.removeprefix(prefix)
        if rest == word or len(rest) < SHORTEST_STEM - 1:
            continue
        if not swallowed or rest[0] not in _VOWELS:
            yield rest
            continue
        yield swallowed + rest
        if swallowed == "k":  # mengajar, ajar; mengirim, kirim
            yield rest


def _without_suffix(word: str) -> Iterable[str]:
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= SHORTEST_STEM:
            yield word.removesuffix(suffix)


Phrases = Mapping[str, Sequence[tuple[str, tuple[str, ...]]]]
"""Short forms with their long ones, by the first word of the long one."""


@dataclass(frozen=True)
class ShortForms:
    """Short forms with the words they stand for."""

    long: Mapping[str, tuple[str, ...]]
    phrases: Phrases

    @classmethod
    def of(cls, table: Mapping[str, str]) -> ShortForms:
        """From a table of texts: `{"rs": "rumah sakit"}`."""
        long = {short: tuple(words_of(text)) for short, text in table.items()}
        phrases: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
        for short, phrase in long.items():
            phrases.setdefault(phrase[0], []).append((short, phrase))
        return cls(long, phrases)

    def more(self, words: Sequence[str]) -> set[str]:
        """Words that a text means without saying them: long forms of its short ones, and back."""
        present = set(words)
        found = {word for short in present & self.long.keys() for word in self.long[short]}
        found -= STOP_WORDS
        for first in present & self.phrases.keys():
            for short, phrase in self.phrases[first]:
                if _stand_together(phrase, words):
                    found.add(short)
        return found - present


def _stand_together(phrase: Sequence[str], words: Sequence[str]) -> bool:
    """True where the phrase stands in the text word for word, small words aside."""
    wanted = [word for word in phrase if word not in STOP_WORDS]
    given = [word for word in words if word not in STOP_WORDS]
    length = len(wanted)
    return any(given[at : at + length] == wanted for at in range(len(given) - length + 1))


def digits_of(text: str) -> str:
    """The digits of a telephone number without what leads into the country; "" where words stand.

    `0812-3607-9933`, `+62 812…` and `62812…` are one; a short number is itself.
    """
    if not re.fullmatch(r"[\d\s()+./-]+", text):
        return ""
    digits = re.sub(r"\D", "", text)
    return national(digits)


def national(digits: str) -> str:
    """A number without the country's code or the zero before it."""
    if digits.startswith("62") and len(digits) > 7:
        return digits[2:].removeprefix("0")
    return digits.removeprefix("0")
