"""Texts and their right answers, drawn from the gazetteer by rule: the same on every run."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass

from referral.geo.atlas import Atlas
from referral.geo.names import key_of, words_of

LEVEL_WORDS = ("ds", "desa", "kel.", "Kelurahan")
PROVINCES = {"53": "NTT", "52": "ntb", "61": "kalbar", "32": "Jabar", "73": "sulsel", "12": "sumut"}


@dataclass(frozen=True)
class Ask:
    text: str
    code: str


def clean(atlas: Atlas, seed: int = 1, each: int = 60) -> list[Ask]:
    """Rightly spelled: abbreviations, both orders, with and without commas, codes."""
    draw = random.Random(seed)
    regencies = [code for code in atlas.regions if len(code) == 5]
    kecamatan = draw.sample(_alone(atlas.kecamatan.codes, atlas.kecamatan.names), each)
    villages = draw.sample(_alone(atlas.villages.codes, atlas.villages.names), 3 * each)
    asks = [Ask(_short(atlas.regions[code].name), code) for code in draw.sample(regencies, each)]
    asks += [Ask(f"Kec. {name}, {atlas.regions[code[:5]].name}", code) for code, name in kecamatan]
    for number, (code, name) in enumerate(villages):
        regency = _short(atlas.regions[code[:5]].name)
        word = LEVEL_WORDS[number % len(LEVEL_WORDS)]
        province = PROVINCES.get(code[:2], atlas.regions[code[:2]].name)
        texts = (
            f"{word} {name}, {regency}",
            f"{regency} {word} {name}",
            f"{word} {name.upper()} {regency} {province}",
            code.replace(".", ""),
        )
        asks.append(Ask(texts[number % len(texts)], code))
    return asks


def misspelt(atlas: Atlas, seed: int = 2, count: int = 160) -> list[Ask]:
    """One error in the name of a village or kecamatan, two in names of ten letters and more."""
    draw = random.Random(seed)
    tables = (atlas.villages, atlas.kecamatan)
    pool = [pair for table in tables for pair in _alone(table.codes, table.names)]
    long_enough = [pair for pair in pool if len(key_of(words_of(pair[1]))) >= 6]
    asks = []
    for code, name in draw.sample(long_enough, count):
        wrong = _slip(name, draw)
        if len(name) >= 10:
            wrong = _slip(wrong, draw)
        word = "kec" if len(code) == 8 else "desa"
        asks.append(Ask(f"{word} {wrong} {_short(atlas.regions[code[:5]].name)}", code))
    return asks


def twins(atlas: Atlas) -> dict[str, set[str]]:
    """Names that a city and a regency share, with the codes of both."""
    named: dict[str, set[str]] = {}
    for code, region in atlas.regions.items():
        kind, _, name = region.name.partition(" ")
        if len(code) == 5 and kind in ("Kota", "Kabupaten"):
            named.setdefault(name, set()).add(code)
    return {name: codes for name, codes in named.items() if len(codes) > 1}


def _alone(codes: tuple[str, ...], names: tuple[str, ...]) -> list[tuple[str, str]]:
    """Units whose name no other unit of the level has in the same regency."""
    keys = [(code[:5], key_of(words_of(name))) for code, name in zip(codes, names, strict=True)]
    times = Counter(keys)
    pairs = zip(codes, names, keys, strict=True)
    return [
        (code, name)
        for code, name, key in pairs
        if times[key] == 1 and name.replace(" ", "").isalpha()
    ]


def _short(regency: str) -> str:
    return regency.replace("Kabupaten", "Kab.").replace("Kota Administrasi", "Kota")


def _slip(name: str, draw: random.Random) -> str:
    """A letter left out, doubled, exchanged with the next, or another in its place."""
    at = draw.choice([i for i in range(1, len(name) - 1) if name[i : i + 2].isalpha()])
    kind = draw.randrange(4)
    if kind == 0:
        return name[:at] + name[at + 1 :]
    if kind == 1:
        return name[:at] + name[at] + name[at:]
    if kind == 2:
        return name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    return name[:at] + draw.choice("aeiukn") + name[at + 1 :]
