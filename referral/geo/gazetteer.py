"""The search of places by name: 91,000 units, ports, airports, terminals, posts, islands.

A text is read as a name among its regions: every run of its words may be the name, and the words
left over must name what the place lies in. The share of the text so explained is the score.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import fuzz, process, utils

from referral.domain.regions import Place
from referral.geo.atlas import Atlas
from referral.geo.entries import Entries, How
from referral.geo.errors import AmbiguousPlace, PlaceError, UnknownPlace
from referral.geo.index import NameIndex
from referral.geo.matching import Match, Matcher
from referral.geo.query import LevelWord, Vocabulary
from referral.geo.tables import read_dicts

_COORDINATE = re.compile(r"\s*([+-]?\d{1,3}(?:\.\d+)?)\s*[,;\s]\s*([+-]?\d{1,3}(?:\.\d+)?)\s*")

SUGGESTIONS = 5
"""How many likely places an unknown name brings back."""

MOST_CANDIDATES = 10
"""How many places an ambiguous name brings back."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that a text may mean.

    `level` is province, regency, kecamatan, village, port, airport, terminal, border_post or
    island; `code` that of the unit, or of the unit a named place stands at; `parents` from the
    nearest up. `score` is 0 to 1; `exact` says that every word was understood without guessing
    at typing errors.
    """

    code: str
    name: str
    level: str
    parents: tuple[str, ...]
    regency_code: str
    latitude: float
    longitude: float
    score: float
    exact: bool


class Gazetteer:
    """Search over an atlas; built once, never changed."""

    def __init__(self, atlas: Atlas, data_dir: Path) -> None:
        regions = data_dir / "regions"
        self._atlas = atlas
        self._entries = Entries(atlas, regions)
        vocabulary = _vocabulary(regions / "curated")
        former = read_dicts(regions / "curated" / "former_names.csv")
        index = NameIndex(self._entries.postings(former, vocabulary.words))
        self._matcher = Matcher(self._entries, index, vocabulary, atlas.regions)

    def search(self, text: str, limit: int = 8) -> list[Candidate]:
        """Candidates, best first; a code or `latitude, longitude` gives the one place it is."""
        pointed = self._pointed_at(text)
        if pointed is not None:
            return [self._candidate_of(pointed)]
        return [self._candidate(match) for match in self._matcher.matches(text, limit)]

    def resolve(self, text: str) -> Place:
        """The one place the text means.

        :raises UnknownPlace: nothing is called so; with the likeliest instead
        :raises AmbiguousPlace: several places are called so, and the text does not say which
        :raises PlaceError: a code that does not exist, or a coordinate outside Indonesia
        """
        coordinate = _COORDINATE.fullmatch(text)
        if coordinate:
            return self._located(coordinate)
        code = self._atlas.find_code(text)
        if code is not None:
            return self._atlas.place(code)
        matches = self._matcher.matches(text, MOST_CANDIDATES)
        meant = self._matcher.meant(matches)
        if not meant:
            found = matches[:SUGGESTIONS] or self._nearest_spelt(text)
            raise UnknownPlace(tuple(self._candidate(match) for match in found))
        if len({self._regency(match) for match in meant}) > 1:
            raise AmbiguousPlace(tuple(self._candidate(match) for match in meant))
        return self._place(meant[0])

    def _nearest_spelt(self, text: str) -> list[Match]:
        """Regencies and kecamatan spelt least unlike a text that explains nothing at all."""
        units = {
            row: self._entries.names[row]
            for row, code in enumerate(self._entries.codes)
            if 5 <= len(code) <= 8 and self._entries.place(row) is None
        }
        hits = process.extract(
            text, units, scorer=fuzz.WRatio, processor=utils.default_process, limit=SUGGESTIONS
        )
        return [Match(row, score / 100, How.NAME, False, False, 0) for _, score, row in hits]

    def _pointed_at(self, text: str) -> Place | None:
        coordinate = _COORDINATE.fullmatch(text)
        try:
            if coordinate:
                return self._located(coordinate)
            code = self._atlas.find_code(text)
            return self._atlas.place(code) if code is not None else None
        except PlaceError:
            return None

    def _located(self, coordinate: re.Match[str]) -> Place:
        try:
            return self._atlas.locate(float(coordinate[1]), float(coordinate[2]))
        except ValueError:
            raise UnknownPlace(()) from None

    def _regency(self, match: Match) -> str:
        """The regency a match leads to; a province leads to its capital's."""
        return self._place(match).regency_code

    def _place(self, match: Match) -> Place:
        named = self._entries.place(match.entry)
        code = self._entries.codes[match.entry]
        if named is None:
            return self._atlas.place(code, "name")
        point = (named.latitude, named.longitude)
        return self._atlas.place_at(code, named.name, point, named.landmass, "name")

    def _candidate(self, match: Match) -> Candidate:
        place = self._place(match)
        code = self._entries.codes[match.entry]
        return Candidate(
            code=code,
            name=self._entries.names[match.entry],
            level=self._entries.level(match.entry),
            parents=self._parents(match.entry),
            regency_code=place.regency_code,
            latitude=place.latitude,
            longitude=place.longitude,
            score=round(match.score, 4),
            exact=match.exact,
        )

    def _candidate_of(self, place: Place) -> Candidate:
        entry = self._entries.row[place.code]
        return Candidate(
            code=place.code,
            name=place.name,
            level=self._entries.level(entry),
            parents=self._parents(entry),
            regency_code=place.regency_code,
            latitude=place.latitude,
            longitude=place.longitude,
            score=1.0,
            exact=True,
        )

    def _parents(self, entry: int) -> tuple[str, ...]:
        code = self._entries.codes[entry]
        whole = self._entries.place(entry) is not None
        above = [part for part in (code[:8], code[:5], code[:2]) if whole or part != code]
        names = dict.fromkeys(above)
        return tuple(
            f"Kec. {self._name(part)}" if len(part) == 8 else self._name(part)
            for part in names
            if len(part) <= len(code)
        )

    def _name(self, code: str) -> str:
        return self._entries.names[self._entries.row[code]]


def _vocabulary(curated: Path) -> Vocabulary:
    levels = {
        row["word"]: LevelWord(row["level"], row["kind"])
        for row in read_dicts(curated / "level_words.csv")
    }
    rows = read_dicts(curated / "abbreviations.csv")
    return Vocabulary(
        levels=levels,
        names={row["short"]: row["long"] for row in rows if row["what"] == "name"},
        words={row["short"]: row["long"] for row in rows if row["what"] == "word"},
    )
