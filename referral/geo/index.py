"""An index of name keys: exact, by beginning, and with one to three typing errors."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping

import numpy as np
from rapidfuzz.distance import OSA

_LETTERS = np.zeros(256, dtype=np.uint16)
_LETTERS[np.frombuffer(b"abcdefghijklmnopqrstuvwxyz", dtype=np.uint8)] = np.arange(1, 27)
_LETTERS[np.frombuffer(b"0123456789", dtype=np.uint8)] = 27
_TRIGRAMS = 1 << 15

SHORT = 5
"""Keys up to this length are forgiven one error only."""

_MOST_COMPARED = 600
"""How many keys, those with the most trigrams in common, are compared letter by letter."""


class NameIndex:
    """Keys to postings (numbers whose meaning is the caller's)."""

    def __init__(self, postings: Mapping[str, list[int]]) -> None:
        self._postings = postings
        self._keys = sorted(postings)
        self._lengths = np.array([len(key) for key in self._keys], dtype=np.int32)
        self._owners, self._starts = _inverted(self._keys, self._lengths)

    def exact(self, key: str) -> list[int]:
        """Postings of a key; [] if there is no such key."""
        return self._postings.get(key, [])

    def beginning(self, start: str, limit: int) -> list[str]:
        """Up to `limit` keys that begin with `start`, shortest first, without itself."""
        low, high = bisect_left(self._keys, start), bisect_left(self._keys, start + "~")
        found = sorted(self._keys[low:high], key=lambda key: (len(key), key))
        return [key for key in found if key != start][:limit]

    def similar(self, key: str, limit: int) -> list[tuple[str, float]]:
        """Keys within a few typing errors (1 up to 5 letters, 2 up to 11, then 3), nearest first.

        The number is 1 minus the errors per letter.
        """
        errors = 1 if len(key) <= SHORT else 2 if len(key) < 12 else 3
        ranked = []
        for name in self._sharing_trigrams(key, errors):
            count = OSA.distance(key, name, score_cutoff=errors)
            if 0 < count <= errors:
                ranked.append((count, abs(len(name) - len(key)), name))
        ranked.sort()
        return [(name, 1 - count / max(len(name), len(key))) for count, _, name in ranked[:limit]]

    def _sharing_trigrams(self, key: str, errors: int) -> Iterable[str]:
        """Keys that share what so many errors leave of the trigrams: each spoils up to four."""
        grams = np.unique(_trigrams(key.encode("ascii", "ignore")))
        lists = [self._owners[self._starts[gram] : self._starts[gram + 1]] for gram in grams]
        shared = np.bincount(np.concatenate(lists), minlength=len(self._keys))
        enough = shared >= max(1, len(key) - 4 * errors)
        likely = np.flatnonzero(enough & (abs(self._lengths - len(key)) <= errors))
        if len(likely) > _MOST_COMPARED:
            overlap = shared[likely] / (self._lengths[likely] + len(key) - shared[likely])
            likely = likely[np.argpartition(overlap, -_MOST_COMPARED)[-_MOST_COMPARED:]]
        return [self._keys[index] for index in likely.tolist()]


def _trigrams(text: bytes) -> np.ndarray:
    """Codes of all trigrams of one key, its two ends counted as letters."""
    letters = np.concatenate(([0], _LETTERS[np.frombuffer(text, dtype=np.uint8)], [0]))
    return (letters[:-2] << 10 | letters[1:-1] << 5 | letters[2:]).astype(np.int64)


def _inverted(keys: list[str], lengths: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For every trigram the keys that hold it: owners, cut at starts[trigram]."""
    text = np.frombuffer("\n".join(["", *keys, ""]).encode("ascii", "replace"), dtype=np.uint8)
    letters = _LETTERS[text]
    grams = (letters[:-2] << 10 | letters[1:-1] << 5 | letters[2:]).astype(np.uint16)
    owners = np.repeat(np.arange(len(keys), dtype=np.int32), lengths + 1)[: len(grams)]
    inside = letters[1:-1] != 0
    grams, owners = grams[inside], owners[inside]
    order = np.argsort(grams, kind="stable")
    starts = np.searchsorted(grams[order], np.arange(_TRIGRAMS + 1))
    return owners[order], starts
