"""What a search text says: its words, which of them name a level, and which stand together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from referral.geo.names import expanded, key_of, old_key_of, words_of

LONGEST_RUN = 7
"""A name has at most so many words."""

MOST_WORDS = 12
"""Words after these are left out: a place is said in fewer."""

_FILLER = frozenset(("di", "dekat", "sekitar", "daerah", "wilayah", "arah", "indonesia", "ri"))


@dataclass(frozen=True, slots=True)
class LevelWord:
    """A word such as `kec` or `kota` that says what follows: its level, and for regencies kind."""

    level: str
    kind: str


@dataclass(frozen=True, slots=True)
class Run:
    """Words `start` to `end` of a query, as keys, with the level word just before, if any."""

    start: int
    end: int
    keys: tuple[str, ...]
    said: LevelWord | None

    @property
    def mask(self) -> int:
        """One bit for each word of the run."""
        return (1 << self.end) - (1 << self.start)

    @property
    def mask_with_level(self) -> int:
        """The same with the level word before it."""
        return self.mask | (1 << self.start - 1 if self.said else 0)


@dataclass(frozen=True, slots=True)
class Query:
    """The words of a text, with the level words among them by their position."""

    words: tuple[str, ...]
    levels: Mapping[int, LevelWord]

    def weight(self, position: int) -> float:
        """How much a word counts: its length; a level word little."""
        return 2.0 if position in self.levels else float(len(self.words[position]))

    def weight_of(self, mask: int) -> float:
        """How much the words of a mask count together."""
        return sum(self.weight(i) for i in range(len(self.words)) if mask >> i & 1)

    def runs(self) -> Iterator[Run]:
        """All names the text may hold: the words that stand together, longest first."""
        count = len(self.words)
        for length in range(min(LONGEST_RUN, count), 0, -1):
            for start in range(count - length + 1):
                words = self.words[start : start + length]
                keys = dict.fromkeys((key_of(words), old_key_of(words)))
                yield Run(start, start + length, tuple(keys), self.levels.get(start - 1))


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Level words, abbreviations of names, and abbreviations of words inside names."""

    levels: Mapping[str, LevelWord]
    names: Mapping[str, str]
    words: Mapping[str, str]

    def readings(self, text: str) -> list[Query]:
        """The text as it stands, and with its abbreviations written out."""
        words = [word for word in words_of(text) if word not in _FILLER][:MOST_WORDS]
        readings = [
            words,
            expanded(words, self.names),
            expanded(words, {**self.names, **self.words}),
        ]
        distinct = dict.fromkeys(tuple(reading) for reading in readings)
        return [self._query(list(reading)) for reading in distinct if reading]

    def _query(self, words: list[str]) -> Query:
        """Level words of several words (`bandar udara`) are drawn together first."""
        found: list[str] = []
        levels: dict[int, LevelWord] = {}
        position = 0
        while position < len(words):
            length = next(n for n in (3, 2, 1) if n == 1 or self._is_level(words, position, n))
            word = " ".join(words[position : position + length])
            position += length
            level = self.levels.get(word)
            if level is not None and position < len(words):
                levels[len(found)] = level
            found.append(word)
        return Query(tuple(found), levels)

    def _is_level(self, words: list[str], position: int, length: int) -> bool:
        return " ".join(words[position : position + length]) in self.levels
