"""Which entries a text may mean, and how well each explains it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from referral.domain.regions import Region
from referral.geo.entries import SHIFT, Entries, How
from referral.geo.index import NameIndex
from referral.geo.query import LevelWord, Query, Run, Vocabulary

_LESS = {How.NAME: 0.0, How.SHORT: 0.001, How.FORMER: 0.0005, How.SEAT: 0.01}
"""What a match loses when it is not by the entry's own name."""

_OLD_SPELLING = 0.01
_WRONG_LEVEL = 0.15
_WRONG_KIND = 0.08

_BEGINNING = 0.6
"""Likeness of a name of which only the beginning was typed, plus up to 0.35 for its share."""

_LEAST = 0.4
"""Matches that explain less of the text than this are left out."""

_WELL_EXPLAINED = 0.85
"""A score from which no other words than the ones left over are suspected of errors."""

_FEWEST_LETTERS = 3
_MOST_NAMESAKES = 400
_MOST_GUESSES = 40
_ORDER = ("regency", "province", "kecamatan", "border_post", "port", "airport", "terminal",
          "island", "village")  # fmt: skip
_RANK = {level: rank for rank, level in enumerate(_ORDER)}
_PRIOR = {level: 0.003 * (len(_ORDER) - rank) / len(_ORDER) for level, rank in _RANK.items()}


@dataclass(frozen=True, slots=True)
class Match:
    """An entry, how well it explains the text (0 to 1), and how it was found.

    `exact`: every word is explained without typing errors; `named`: every word but those that
    say a level, for people mix up `kel.` and `kec.`. `used` has a bit for each word explained.
    """

    entry: int
    score: float
    how: How
    exact: bool
    named: bool
    used: int


@dataclass(frozen=True, slots=True)
class _Hit:
    """A run of the text that may name an entry; `likeness` 1 without typing errors."""

    run: Run
    entry: int
    how: How
    likeness: float
    loss: float


class Matcher:
    """Explains texts by entries."""

    def __init__(
        self,
        entries: Entries,
        index: NameIndex,
        vocabulary: Vocabulary,
        regions: Mapping[str, Region],
    ) -> None:
        self._entries = entries
        self._index = index
        self._vocabulary = vocabulary
        self._regions = regions

    def matches(self, text: str, limit: int) -> list[Match]:
        """The best matches, best first.

        Typing errors are looked for only where the words as they stand do not explain the text,
        first among the words left over, and then, if that explains too little, among all.
        """
        readings = self._vocabulary.readings(text)
        best: dict[int, Match] = {}
        for query in readings:
            known: dict[int, Match] = {}
            exact = list(self._exact_hits(query))
            self._explain(query, exact, known)
            top = max(known.values(), key=lambda match: match.score, default=None)
            if top is None or not top.exact:
                self._guess(query, exact, known, top.used if top else 0)
            elif len(known) < limit:
                self._explain(query, [*exact, *self._begun_hits(query)], known)
            for match in known.values():
                if match.entry not in best or match.score > best[match.entry].score:
                    best[match.entry] = match
        likely = [match for match in best.values() if match.score >= _LEAST]
        return sorted(likely, key=self._order)[:limit]

    def _guess(
        self, query: Query, exact: Sequence[_Hit], known: dict[int, Match], used: int
    ) -> None:
        begun = list(self._begun_hits(query))
        self._explain(query, [*exact, *begun, *self._similar_hits(query, used)], known)
        if used and max(match.score for match in known.values()) < _WELL_EXPLAINED:
            self._explain(query, [*exact, *begun, *self._similar_hits(query, 0)], known)

    def meant(self, matches: Sequence[Match]) -> list[Match]:
        """Of the matches those that the text means equally well, without guessing.

        A province or regency called so outright wins over kecamatan, ports and villages.
        """
        exact = [m for m in matches if m.exact] or [m for m in matches if m.named]
        outright = [
            match
            for match in exact
            if match.how in (How.NAME, How.SHORT)
            and self._entries.level(match.entry) in ("regency", "province")
        ]
        return outright or exact

    def _order(self, match: Match) -> tuple[float, int, int, str]:
        code = self._entries.codes[match.entry]
        level = self._entries.level(match.entry)
        return (
            -round(match.score + _PRIOR[level], 4),
            _RANK[level],
            -self._regions[code[:5]].population,
            code,
        )

    def _exact_hits(self, query: Query) -> Iterator[_Hit]:
        for run in query.runs():
            for number, key in enumerate(run.keys):
                for hit in self._hits(run, key, 1.0):
                    yield replace(hit, loss=hit.loss + _OLD_SPELLING) if number else hit

    def _begun_hits(self, query: Query) -> Iterator[_Hit]:
        """Names of which the last words of the text are the beginning."""
        for run in query.runs():
            key = run.keys[0]
            if run.end == len(query.words) and len(key) >= _FEWEST_LETTERS:
                for name in self._index.beginning(key, 30):
                    yield from self._hits(run, name, _BEGINNING + 0.35 * len(key) / len(name))

    def _similar_hits(self, query: Query, used: int) -> Iterator[_Hit]:
        """Names that a run holds with typing errors, if the run has a word not yet explained."""
        for run in query.runs():
            key = run.keys[0]
            if run.mask & ~used == 0 or run.start in query.levels or len(key) < _FEWEST_LETTERS:
                continue
            for name, likeness in self._index.similar(key, _MOST_GUESSES):
                yield from self._hits(run, name, likeness)

    def _hits(self, run: Run, name: str, likeness: float) -> Iterator[_Hit]:
        for posting in self._index.exact(name)[:_MOST_NAMESAKES]:
            how = How(posting & (1 << SHIFT) - 1)
            yield _Hit(run, posting >> SHIFT, how, likeness, _LESS[how])

    def _explain(self, query: Query, hits: Sequence[_Hit], best: dict[int, Match]) -> None:
        total = query.weight_of((1 << len(query.words)) - 1)
        above = self._regions_named(hits)
        for hit in hits:
            match = self._explained(query, hit, above, total)
            known = best.get(hit.entry)
            if known is None or match.score > known.score:
                best[hit.entry] = match

    def _regions_named(self, hits: Iterable[_Hit]) -> dict[str, list[_Hit]]:
        """Hits on provinces, regencies and kecamatan by code: what the place may lie in."""
        named: dict[str, list[_Hit]] = {}
        for hit in hits:
            if self._entries.place(hit.entry) is None and len(self._entries.codes[hit.entry]) <= 8:
                named.setdefault(self._entries.codes[hit.entry], []).append(hit)
        return named

    def _explained(
        self, query: Query, hit: _Hit, above: Mapping[str, list[_Hit]], total: float
    ) -> Match:
        used, loss = self._level_said(hit)
        score = query.weight_of(used) * hit.likeness
        certain = hit.likeness == 1.0
        around = [other for code in self._around(hit) for other in above.get(code, ())]
        for other, mask, other_loss in self._in_order(query, around):
            if other.run.mask & used == 0:
                score += query.weight_of(mask & ~used) * other.likeness
                used |= mask
                loss += other_loss + other.loss / 2
                certain = certain and other.likeness == 1.0
        missed = [i for i in range(len(query.words)) if not used >> i & 1]
        return Match(
            entry=hit.entry,
            score=max(score / total - loss - hit.loss, 0.0),
            how=hit.how,
            exact=certain and not missed,
            named=certain and all(i in query.levels for i in missed),
            used=used,
        )

    def _in_order(self, query: Query, around: Iterable[_Hit]) -> list[tuple[_Hit, int, float]]:
        """What a place lies in, with the words explained and the loss.

        Those of the level said come first: `kab banyuwangi` is the regency even for a village of
        the kecamatan Banyuwangi. Then those that explain most, for names hold other names.
        """
        said = [(hit, *self._level_said(hit)) for hit in around]
        return sorted(said, key=lambda one: (one[2], -query.weight_of(one[1]) * one[0].likeness))

    def _around(self, hit: _Hit) -> Iterator[str]:
        """Codes of what an entry lies in, nearest first; a seat and a port lie in their unit."""
        code = self._entries.codes[hit.entry]
        whole = hit.how in (How.SEAT, How.FORMER) or self._entries.place(hit.entry) is not None
        for length in (8, 5, 2):
            if len(code) > length or (whole and len(code) == length):
                yield code[:length]

    def _level_said(self, hit: _Hit) -> tuple[int, float]:
        """The words a hit explains, and what it loses when the level said is not its own."""
        said = hit.run.said
        if said is None:
            return hit.run.mask, 0.0
        if said.kind == "kota" and hit.how == How.SEAT:
            return hit.run.mask_with_level, 0.0
        if said.level != self._entries.level(hit.entry):
            return hit.run.mask, _WRONG_LEVEL
        if said.kind and not self._is_kind(hit.entry, said):
            return hit.run.mask, _WRONG_KIND
        return hit.run.mask_with_level, 0.0

    def _is_kind(self, entry: int, said: LevelWord) -> bool:
        return self._entries.names[entry].casefold().startswith(said.kind)
