"""Text search over what may be seen of each service: names, places, needs, numbers.

Tolerant of typing errors, of Indonesian affixes and of short forms (`policies/search.toml`). Only
public faces are indexed: a secret place answers to its gateway's name, the needs it meets
and its province, never to a word or number of its own (R35).
"""

from __future__ import annotations

import itertools
import math
import tomllib
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import OSA

from referral.domain.plans import Shown
from referral.domain.searching import (
    STOP_WORDS,
    ShortForms,
    digits_of,
    national,
    stems,
    words_of,
)
from referral.domain.services import NeedMet, Service
from referral.domain.vocabulary import How, Kind, Status, SubNeed
from referral.geo.atlas import Atlas
from referral.present.labels import label
from referral.present.translate import translator

Scores = npt.NDArray[np.float64]
Rows = npt.NDArray[np.intp]

WORDS_FILE = Path(__file__).resolve().parents[1] / "policies" / "search.toml"
NAME, OTHER_NAME, OWNER, PLACE, KIND, NEED, ARRANGED = 3.0, 2.5, 2.0, 1.8, 1.2, 1.0, 0.8
"""How much a word counts by where it stands."""
NUMBER = 100.0
"""Whoever asks for a number wants whose it is, before all that have it in their name."""
IMPLIED = 0.8
"""A word that is meant by a short form, or a short form of words that stand there."""
KIN, BEGUN, BEGUN_TOO = 0.85, 0.8, 0.5
"""How alike: of the same root, begun, begun although it is a word of its own."""
MISSPELT = {1: 0.75, 2: 0.6}
"""By how many letters are wrong, missing, too many or changed round."""
ENOUGH = 0.5
"""Part of a question's weight that a service must answer to where none answers to all of it."""
STANDING = {Status.ACTIVE: 1.0, Status.HISTORICAL: 0.8, Status.SUSPENDED: 0.7, Status.CLOSED: 0.5}
SHORT_NUMBER, LONG_NUMBER = 3, 5
"""Digits of a number that are looked for whole, and from how many a part will do."""
MOST_WORDS = 12
FEW, SECOND_THOUGHT = 3, 0.5
"""With fewer answers the words that are known are taken for misspelt ones too, at half."""
LANGUAGES = ("id", "en")


@dataclass(frozen=True)
class SearchWords:
    """The table of words: short forms, and further words for needs."""

    short: ShortForms
    need: Mapping[str, tuple[str, ...]]
    sub_need: Mapping[str, tuple[str, ...]]


@cache
def search_words(path: Path = WORDS_FILE) -> SearchWords:
    """The words of the file that ships with the program."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))

    def told(name: str) -> dict[str, tuple[str, ...]]:
        return {code: tuple(words_of(text)) for code, text in table[name].items()}

    return SearchWords(ShortForms.of(table["short"]), told("need"), told("sub_need"))


class TextIndex:
    """Every word of the services that are shown, with who holds it and how much it counts."""

    def __init__(self, shown: Sequence[Shown], atlas: Atlas, words: SearchWords) -> None:
        self._size = len(shown)
        self._words = words
        held: dict[str, dict[int, float]] = defaultdict(dict)
        fields = _Fields(atlas, words)
        for at, one in enumerate(shown):
            for word, weight in fields.weights(one).items():
                held[word][at] = weight
        self._vocabulary = sorted(held)
        self._rows: list[Rows] = []
        self._weights: list[Scores] = []
        for word in self._vocabulary:
            self._rows.append(np.fromiter(held[word], dtype=np.intp))
            self._weights.append(np.fromiter(held[word].values(), dtype=np.float64))
        self._place = {word: at for at, word in enumerate(self._vocabulary)}
        self._kin: dict[str, list[int]] = defaultdict(list)
        for at, word in enumerate(self._vocabulary):
            for stem in stems(word):
                self._kin[stem].append(at)
        self._by_length: dict[int, tuple[list[int], list[str]]] = defaultdict(lambda: ([], []))
        for at, word in enumerate(self._vocabulary):
            if not word.isdigit():
                rows, some = self._by_length[len(word)]
                rows.append(at)
                some.append(word)
        faces = [one.gateway or one.service for one in shown]
        self._standing = np.array([STANDING[face.status] for face in faces], dtype=np.float64)
        self._brief = np.array([1 / (20 + len(words_of(face.name))) for face in faces])
        numbers = [(number, at) for at, face in enumerate(faces) for number in _numbers(face)]
        self._numbers = "\n" + "".join(f"{number}\n" for number, _ in numbers)
        lengths = [len(number) + 1 for number, _ in numbers]
        self._starts = list(itertools.accumulate(lengths, initial=1))
        self._rows_of_number = [at for _, at in numbers]
        self._candidates = lru_cache(maxsize=4_096)(self._find_candidates)

    def search(self, text: str) -> Scores:
        """How well each service answers a text; 0 where it does not."""
        asked = [word for word in words_of(text) if word not in STOP_WORDS] or words_of(text)
        known = self._known_words(asked[:MOST_WORDS])
        found = self._by_words(known)
        if np.count_nonzero(found) < FEW:
            found = np.maximum(found, SECOND_THOUGHT * self._by_words(known, doubtful=True))
        digits = digits_of(text)
        if len(digits) >= SHORT_NUMBER:
            found = found + self._by_number(digits)
        return found

    def _by_words(self, asked: Sequence[str], *, doubtful: bool = False) -> Scores:
        if not asked or not self._size:
            return np.zeros(self._size)
        total, answered = np.zeros(self._size), np.zeros(self._size)
        whole = 0.0
        every = np.ones(self._size, dtype=bool)
        for word in asked:
            found = self._word(word, doubtful)
            held = found > 0
            rare = math.log(1 + self._size / (1 + np.count_nonzero(held)))
            whole += rare
            total += rare * found
            answered += rare * held
            every &= held
        enough = every if every.any() else answered >= ENOUGH * whole
        # among equals the shorter name is the nearer one
        return np.where(enough, total * self._standing * (1 + self._brief), 0.0)

    def _word(self, word: str, doubtful: bool) -> Scores:
        """What every service has of a word, or of one that may be meant by it."""
        found = np.zeros(self._size)
        for at, alike in self._candidates(word, doubtful):
            rows = self._rows[at]
            found[rows] = np.maximum(found[rows], alike * self._weights[at])
        return found

    def _find_candidates(self, word: str, doubtful: bool) -> tuple[tuple[int, float], ...]:
        """Words of the directory that may be meant, each with how alike it is."""
        known = self._place.get(word)
        alike = dict.fromkeys(self._begun(word), BEGUN if known is None else BEGUN_TOO)
        kin = {at for stem in stems(word) for at in self._kin.get(stem, ())}
        alike.update((at, KIN) for at in kin)
        if known is not None:
            alike[known] = 1.0
        if doubtful or not kin:
            for at, likeness in self._misspelt(word):
                alike[at] = max(alike.get(at, 0.0), likeness)
        return tuple(alike.items())

    def _begun(self, word: str) -> Iterator[int]:
        """Words of which this one may be the beginning."""
        if len(word) < 3 or word.isdigit():
            return
        at = bisect_left(self._vocabulary, word)
        while at < len(self._vocabulary) and self._vocabulary[at].startswith(word):
            yield at
            at += 1

    def _misspelt(self, word: str) -> Iterator[tuple[int, float]]:
        if len(word) < 4 or word.isdigit():
            return
        most = 1 if len(word) < 7 else 2
        for length in range(len(word) - most, len(word) + most + 1):
            rows, words = self._by_length.get(length, ([], []))
            hits = process.extract(word, words, scorer=OSA.distance, score_cutoff=most, limit=None)
            yield from ((rows[at], MISSPELT[int(n)]) for _word, n, at in hits if n)

    def _known_words(self, asked: Sequence[str]) -> list[str]:
        """The words asked, joined or parted where the directory writes them so."""
        words: list[str] = []
        at = 0
        while at < len(asked):
            word = asked[at]
            joined = word + asked[at + 1] if at + 1 < len(asked) else ""
            if joined in self._place and word not in self._place:
                words.append(joined)
                at += 2
                continue
            words += self._parted(word) if word not in self._place else [word]
            at += 1
        return words

    def _parted(self, word: str) -> list[str]:
        for cut in range(4, len(word) - 3):
            if word[:cut] in self._place and word[cut:] in self._place:
                return [word[:cut], word[cut:]]
        return [word]

    def _by_number(self, digits: str) -> Scores:
        """A short number whole, a longer one in part."""
        sought = digits if len(digits) >= LONG_NUMBER else f"\n{digits}\n"
        found = np.zeros(self._size)
        at = self._numbers.find(sought)
        while at >= 0:
            line = bisect_right(self._starts, at + 1) - 1
            found[self._rows_of_number[line]] = NUMBER
            at = self._numbers.find(sought, at + 1)
        return found


def _numbers(face: Service) -> tuple[str, ...]:
    """Its numbers as they are dialled, and as they are printed where that is something else."""
    phones = (*face.phones, *face.whatsapp)
    dialled = {national(one.number.lstrip("+")) for one in phones if one.number}
    printed = {digits_of(one.display) for one in phones}
    return tuple(dialled | {one for one in printed if len(one) >= SHORT_NUMBER})


Weighted = tuple[tuple[str, float], ...]
"""Words with how much each counts."""


class _Fields:
    """The words of a service by where they stand; what many share is put together once."""

    def __init__(self, atlas: Atlas, words: SearchWords) -> None:
        self._atlas = atlas
        self._words = words
        self._spoken = [translator(language) for language in LANGUAGES]
        self._taken_apart = lru_cache(maxsize=65_536)(self._apart)
        self._of_kind = lru_cache(maxsize=4_096)(self._kind_and_needs)
        self._of_place = lru_cache(maxsize=4_096)(self._places)

    def weights(self, shown: Shown) -> dict[str, float]:
        """Each word with the most that it counts anywhere."""
        service, face = shown.service, shown.gateway or shown.service
        found = dict(self._of_kind(face.kind, service.needs, face.sub_needs))
        regency = None if shown.gateway else service.regency_code
        kecamatan = None if shown.hide_place else service.kecamatan_code
        _join(found, self._of_place(service.province_code, regency), 1.0)
        if kecamatan is not None:
            _join(found, self._taken_apart(self._kecamatan(kecamatan)), PLACE)
        _join(found, self._taken_apart(face.organization), OWNER)
        for alias in face.aliases:
            _join(found, self._taken_apart(alias), OTHER_NAME)
        for name in filter(None, (face.acronym, face.name)):
            _join(found, self._taken_apart(name), NAME)
        return found

    def _kind_and_needs(
        self, kind: Kind, needs: Iterable[NeedMet], sub_needs: Iterable[SubNeed]
    ) -> Weighted:
        found: dict[str, float] = {}
        for text in (label("kind", kind, spoken) for spoken in self._spoken):
            _join(found, self._taken_apart(text), KIND)
        for met in needs:
            weight = NEED if met.how is How.DIRECT else ARRANGED
            for text in self._names("need", met.need, self._words.need):
                _join(found, self._taken_apart(text), weight)
        for sub in sub_needs:
            for text in self._names("sub_need", sub, self._words.sub_need):
                _join(found, self._taken_apart(text), NEED)
        return tuple(found.items())

    def _names(self, group: str, code: str, more: Mapping[str, tuple[str, ...]]) -> Iterable[str]:
        yield from (label(group, code, spoken) for spoken in self._spoken)
        yield " ".join(more.get(code, ()))

    def _places(self, *codes: str | None) -> Weighted:
        found: dict[str, float] = {}
        for code in codes:
            region = self._atlas.regions.get(code or "")
            if region is not None:
                _join(found, self._taken_apart(region.name), PLACE)
        return tuple(found.items())

    def _kecamatan(self, code: str) -> str:
        table = self._atlas.kecamatan
        row = table.row.get(code)
        return "" if row is None else table.names[row]

    def _apart(self, text: str) -> Weighted:
        words = words_of(text)
        implied = self._words.short.more(words)
        said = {word: 1.0 for word in words if word not in STOP_WORDS}
        return tuple({**dict.fromkeys(implied, IMPLIED), **said}.items())


def _join(found: dict[str, float], words: Weighted, weight: float) -> None:
    for word, part in words:
        counts = weight * part
        if found.get(word, 0.0) < counts:
            found[word] = counts
