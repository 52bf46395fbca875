"""Tells whether a short operational note may hold what must not be kept of anybody.

Codes are kept instead of text wherever a code will do; this guards the rest. It is made to refuse
too much rather than too little, and still cannot know everything: a rare name alone in small
letters, or alone at the start of a sentence, passes. Whoever shows a field that it guards says
beside it what must not be written there.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from referral.domain.private_words import (
    COMMON_NAMES,
    DIGIT_WORDS,
    MONTHS,
    OPERATIONAL,
    ROADS_MEANT,
    SHORT_CODES,
)

MAX_LENGTH = 140
"""Characters of a note."""
TOO_MANY_DIGITS = 7
"""Digits in a row, however they are parted, that no time, count or short number needs."""
NIK_DIGITS = 16
SPOKEN_DIGITS = 5
"""Digit words in a row that are a number spelt out."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that may not be kept: a code, and where it stands in the cleaned text."""

    code: str
    start: int
    end: int


_SEPARATORS = r"[\s.,:;/_()+\-\u2010-\u2015\u2212|*#]{0,4}"
_CLUSTER = re.compile(rf"\d(?:{_SEPARATORS}\d)*")
_HOUR = r"(?:[01]?\d|2[0-4])[.:][0-5]\d"
_TIMES = re.compile(rf"{_HOUR}(?:\s?[-\u2013\u2014/]\s?{_HOUR})?")
_DATE = re.compile(
    r"\d{1,2}\s?[./\-]\s?\d{1,2}\s?[./\-]\s?(?:19|20)?\d\d|(?:19|20)\d\d[./\-]\d{1,2}[./\-]\d{1,2}"
)
_WRITTEN_DATE = re.compile(
    rf"\b\d{{1,2}}\s+(?:{'|'.join(MONTHS)})\w*\.?\s+(?:19|20)\d\d\b", re.IGNORECASE
)
_BIRTH = re.compile(r"\b(?:ttl|tgl\.?\s*lahir|tanggal\s+lahir|lahir|born|dob)\b", re.IGNORECASE)
_MAIL = re.compile(r"\S*@\S*|\b\S+\.(?:com|net|org|co\.id|go\.id|id)\b", re.IGNORECASE)
_ADDRESS = re.compile(
    r"\b(?:jl|jln|gg|lr|kp|kav|ds|dsn|kel)\b\.?(?!\w)"
    r"|\b(?:gang|lorong|blok|komplek|kompleks|perumahan|perum|kavling|dusun|kampung|desa|kelurahan"
    r"|kost?|alamat|rumahnya)\b\s*:?\s*\w+"
    r"|\br[tw]\b\.?\s*/?\s*(?:rw\b\.?\s*)?\d+"
    rf"|\bjalan\b(?!\s+(?:{'|'.join(ROADS_MEANT)})\b)\s+\w+"
    r"|\b\w+\s+(?:street|road|alley|avenue)\s+\d+",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"\b(?:no|nomor|nmr|number)\b\.?\s*:?\s*(\d+\w*)", re.IGNORECASE)
_SCHOOL = re.compile(
    r"\b(?:SD|TK|MI|MA)N?\b\s+(?=[A-Z0-9])\w+"
    r"|\b(?i:sdn|smpn?|sman?|smkn?|mtsn?|slbn?|paud|min|man)\b\.?\s+(?:(?i:negeri|swasta)\b|\w*\d|[A-Z])\w*"
    r"|\b(?i:sd|tk|mi|ma)\b\s+(?i:negeri|inpres|katolik|islam|kristen|muhammadiyah)\b"
    r"|\b(?i:sekolah|madrasah|pesantren|ponpes|kampus|universitas|school)\b\s+(?=[A-Z0-9])\w+"
)
_TITLE = re.compile(
    r"\b(?i:pak|bu|sdr|sdri|tn|ny|nn|bin|binti|mbak|mas|hj)\b\.?\s+\w{2,}"
    r"|\b(?i:ibu|bapak|saudara|saudari|kakak|adik|tante|ustadz?|haji|mr|mrs|ms)\b\.?\s+[^\W\d_a-z]\w*"
    r"|(?<!\w)(?i:an\.|a\.n\.?|a/n)\s*\w+"
    r"|\b(?i:atas\s+nama|bernama|namanya|nama\s*:|nama\s+anak|inisial|named?\s+is|called)\b\s*\w*"
)
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019\-][^\W\d_]+)*")
_SENTENCE_END = re.compile(r"(?:^|\n|(?:[^\W\d_]{3,}|[\d)])[.!?])[\s\"'\u201c(\-]*$")
"""Not after two letters and a point: that is a title more often than a sentence."""
_LOOKED_AT = 1_000
"""Characters looked through: what is longer is refused anyway."""


def cleaned(text: str) -> str:
    """The text as it is looked at: compatible forms made plain, invisible characters gone."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(c for c in plain if unicodedata.category(c) not in ("Cf", "Mn", "Me", "Cc", "Co")
                   or c in "\n\t")  # fmt: skip


def findings(text: str, places: frozenset[str] = frozenset()) -> tuple[Finding, ...]:
    """Everything found, in the order of the text.

    `places`: names, in small letters, that may be written with a capital (regencies, provinces).
    """
    plain = cleaned(text[:_LOOKED_AT])
    found = [*_numbers(plain), *_patterns(plain), *_names(plain, places)]
    if len(text) > MAX_LENGTH:
        found.append(Finding("too_long", MAX_LENGTH, len(text)))
    return tuple(sorted(found, key=lambda one: (one.start, one.end, one.code)))


def problems_of(text: str, places: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """The codes of what a note may not hold, each once; empty where it may be kept.

    `too_long`, `phone`, `nik`, `number`, `email`, `birth_date`, `address`, `school`, `name`.
    """
    return tuple(dict.fromkeys(one.code for one in findings(text, places)))


def tells_where(text: str) -> bool:
    """True where an address seems to stand anywhere in a text, however long it is."""
    step = _LOOKED_AT // 2
    parts = (text[at : at + _LOOKED_AT] for at in range(0, len(text), step))
    return any("address" in problems_of(part) for part in parts)


def _numbers(text: str) -> Iterator[Finding]:
    """Runs of digits that are neither hours nor short."""
    for match in _CLUSTER.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        if _TIMES.fullmatch(match[0]):
            continue
        if _DATE.search(match[0]):
            yield Finding("birth_date", *match.span())
        if len(digits) >= TOO_MANY_DIGITS:
            yield Finding(_number_code(digits), *match.span())
    yield from _spoken_numbers(text)


def _number_code(digits: str) -> str:
    # int() reads the digits of every script; str() writes them in ours
    plain = "".join(str(int(one)) for one in digits)
    if len(plain) == NIK_DIGITS:
        return "nik"
    return "phone" if plain.startswith(("0", "62", "8")) else "number"


def _spoken_numbers(text: str) -> Iterator[Finding]:
    row: list[re.Match[str]] = []
    for match in _WORD.finditer(text):
        if match[0].casefold() in DIGIT_WORDS:
            row.append(match)
            continue
        yield from _spelt_out(row)
        row = []
    yield from _spelt_out(row)


def _spelt_out(row: list[re.Match[str]]) -> Iterator[Finding]:
    if len(row) >= SPOKEN_DIGITS:
        yield Finding("phone", row[0].start(), row[-1].end())


def _patterns(text: str) -> Iterator[Finding]:
    for code, pattern in (
        ("email", _MAIL),
        ("birth_date", _WRITTEN_DATE),
        ("birth_date", _BIRTH),
        ("address", _ADDRESS),
        ("school", _SCHOOL),
        ("name", _TITLE),
    ):
        for match in pattern.finditer(text):
            yield Finding(code, *match.span())
    for match in _NUMBERED.finditer(text):
        if match[1] not in SHORT_CODES:
            yield Finding("address", *match.span())


def _names(text: str, places: frozenset[str]) -> Iterator[Finding]:
    """Words that are names, or are written as one."""
    for match in _WORD.finditer(text):
        word = match[0].casefold()
        if word in COMMON_NAMES and word not in places:
            yield Finding("name", *match.span())
            continue
        shouted = len(word) > 1 and match[0].isupper()
        begins = _starts_a_sentence(text, match) and not shouted
        known = word in OPERATIONAL or word in places
        if match[0][0].isupper() and not (begins or known):
            yield Finding("name", *match.span())


def _starts_a_sentence(text: str, match: re.Match[str]) -> bool:
    return _SENTENCE_END.search(text[: match.start()]) is not None
