"""Everything that has a name, as numbered entries, and the keys each can be found by."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

from referral.geo.atlas import Atlas
from referral.geo.names import expanded, key_of, keys_of, plain
from referral.geo.tables import read_dicts


class How(IntEnum):
    """How a key names an entry; the further down, the less it says."""

    NAME = 0
    SHORT = 1
    FORMER = 2
    SEAT = 3


SHIFT = 2
"""A posting is the entry's number shifted by this, and the How in the low bits."""


@dataclass(frozen=True, slots=True)
class Named:
    """A port, airport, terminal, border post or island; `stands_at` a village or kecamatan."""

    level: str
    name: str
    stands_at: str
    latitude: float
    longitude: float
    landmass: int
    aliases: tuple[str, ...]


_TYPE = re.compile(
    r"(kota administrasi|kabupaten administrasi|kota|kabupaten|daerah khusus ibukota"
    r"|daerah istimewa|pelabuhan internasional|pelabuhan roro|pelabuhan feri|pelabuhan speedboat"
    r"|pelabuhan domestik|pelabuhan|dermaga|bandara internasional|bandara|terminal terpadu"
    r"|terminal|stasiun|plbn|pos lintas batas|pulau pulau|kepulauan|pulau)\s+(?=\S)"
)
_ISLANDS = re.compile(r"(pulau pulau|kepulauan|pulau)\s+(?=\S)")
_ASIDE = re.compile(r"^(.*?)\s*\((.+?)\)\s*$")


class Entries:
    """Numbered entries: regions, then kecamatan, villages and the other named places.

    `codes[i]` is the code of entry i (of a named place: where it stands), `names[i]` its name.
    """

    def __init__(self, atlas: Atlas, regions_dir: Path) -> None:
        units = list(atlas.regions.values())
        self.places = [_named(row) for row in read_dicts(regions_dir / "places.csv")]
        self.codes = [
            *(unit.code for unit in units),
            *atlas.kecamatan.codes,
            *atlas.villages.codes,
            *(place.stands_at for place in self.places),
        ]
        self.names = [
            *(unit.name for unit in units),
            *atlas.kecamatan.names,
            *atlas.villages.names,
            *(place.name for place in self.places),
        ]
        self._ends = (
            len(units),
            len(units) + len(atlas.kecamatan.codes),
            len(self.codes) - len(self.places),
        )
        self.seats = [unit.seat if not unit.is_province else "" for unit in units]
        self.row = {code: number for number, code in enumerate(self.codes[: self._ends[2]])}

    def level(self, entry: int) -> str:
        """province, regency, kecamatan, village, or the kind of a named place."""
        regions, kecamatan, villages = self._ends
        if entry < regions:
            return "province" if len(self.codes[entry]) == 2 else "regency"
        if entry < kecamatan:
            return "kecamatan"
        return "village" if entry < villages else self.places[entry - villages].level

    def place(self, entry: int) -> Named | None:
        """The named place of an entry, None for a region, kecamatan or village."""
        return self.places[entry - self._ends[2]] if entry >= self._ends[2] else None

    def postings(
        self, former: Iterable[Mapping[str, str]], words: Mapping[str, str]
    ) -> dict[str, list[int]]:
        """Keys to postings, out of names, their short forms, seats and former names."""
        found: dict[str, list[int]] = {}
        for entry, how, key in self._all_keys(former, words):
            posting = entry << SHIFT | how
            held = found.setdefault(key, [])
            if not any(other >> SHIFT == entry for other in held[-2:]):
                held.append(posting)
        return found

    def _all_keys(
        self, former: Iterable[Mapping[str, str]], words: Mapping[str, str]
    ) -> Iterator[tuple[int, How, str]]:
        short_words = frozenset(words)
        plain_names = plain("\n".join(self.names)).split("\n")
        for entry, key in enumerate(keys_of("\n".join(plain_names))):
            yield entry, How.NAME, key
        for entry, name in enumerate(plain_names):
            parts = name.split()
            if not short_words.isdisjoint(parts):
                yield entry, How.NAME, key_of(expanded(parts, words))
        regions = self._ends[0]  # `Kep.` hides what the short forms take off: written out first
        whole = [" ".join(expanded(name.split(), words)) for name in plain_names[:regions]]
        yield from self._short_forms([*whole, *plain_names[regions:]])
        for entry, seat in enumerate(self.seats):
            if seat:
                yield entry, How.SEAT, key_of(plain(seat).split())
        for row in former:
            how = How.SHORT if row["kind"] == "usual" else How.FORMER
            yield self.row[row["code"]], how, key_of(plain(row["name"]).split())

    def _short_forms(self, plain_names: list[str]) -> Iterator[tuple[int, How, str]]:
        regions, _, villages = self._ends
        for entry, name in enumerate(plain_names):
            if entry < regions or entry >= villages:
                # `Kota Bogor` is called Bogor outright; `Pelabuhan Merak` is not quite Merak.
                how = How.NAME if entry < regions else How.SHORT
                for number, form in enumerate(_without_type(name)):
                    yield entry, How.SHORT if number else how, key_of(form.split())
            elif name.startswith(("pulau ", "kepulauan ")):
                yield entry, How.SHORT, key_of(_ISLANDS.sub("", name, count=1).split())
        yield from self._asides()
        for entry, place in enumerate(self.places, start=villages):
            for alias in place.aliases:
                yield entry, How.SHORT, key_of(plain(alias).split())

    def _asides(self) -> Iterator[tuple[int, How, str]]:
        """Names within names: `Misool (Misool Utara)`, `Parit I/II`."""
        for entry, name in enumerate(self.names):
            if "(" in name or "/" in name:
                for form in map(plain, _parts(name)):
                    for shorter in (form, *_without_type(form)):
                        yield entry, How.SHORT, key_of(shorter.split())


def _without_type(name: str) -> list[str]:
    """A name without the words that say what it is: `kota bogor` is `bogor`."""
    forms = []
    shorter = _TYPE.sub("", name, count=1) if _TYPE.match(name) else name
    while shorter != name:
        forms.append(shorter)
        name = shorter
        shorter = _ISLANDS.sub("", name, count=1) if _ISLANDS.match(name) else name
    return forms


def _parts(name: str) -> list[str]:
    """`Misool (Misool Utara)` is either; so is `Parit I/II` or `Letung / Padang Melang`."""
    aside = _ASIDE.match(name)
    parts = list(aside.groups()) if aside else [name]
    return [piece for part in parts for piece in {part, *part.split("/")} if len(piece) > 2]


def _named(row: Mapping[str, str]) -> Named:
    return Named(
        level=row["level"],
        name=row["name"],
        stands_at=row["stands_at"],
        latitude=float(row["latitude"]),
        longitude=float(row["longitude"]),
        landmass=int(row["landmass"]),
        aliases=tuple(row["aliases"].split(";")) if row["aliases"] else (),
    )
