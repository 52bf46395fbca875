"""Opening hours as people type them, in Indonesian or English, into the form of the files.

`Senin–Jumat 08.00–16.00, Sabtu 8-12; libur nasional tutup` becomes
`Mo-Fr 08:00-16:00;Sa 08:00-12:00;PH off`, which `read_hours` then checks.
"""

from __future__ import annotations

import re

from referral.files.hours import DAYS

LIMIT = 300
_NAMES = (
    "senin sen monday mon mo",
    "selasa sel tuesday tue tu",
    "rabu rab wednesday wed we",
    "kamis kam thursday thu th",
    "jumat jum friday fri fr",
    "sabtu sab saturday sat sa",
    "minggu min ahad sunday sun su",
)
_CODES = {name: code for names, code in zip(_NAMES, DAYS, strict=True) for name in names.split()}
_ALL_DAY = "00:00-24:00"
_ALWAYS = (_ALL_DAY, f"Mo-Su {_ALL_DAY}", f"{_ALL_DAY} Mo-Su")
_SAID, _OFF_DAY = "[a-z ]*", r"libur|tanggal merah|holidays?|\bph\b"
_SHUT, _OPEN = r"tutup|closed|\boff\b", r"buka|open"
_PHRASES = tuple(
    (re.compile(pattern), put)
    for pattern, put in (
        (r"['’`]", ""),  # Jum'at
        (r"(?<=[a-z])\s*:\s*(?=\d)", " "),  # Senin-Jumat: 08.00
        (r"[–—−]|\b(s/d|s\.d\.|sd|sampai|hingga|to|until)(?![a-z])", "-"),
        (r"\b(pukul|jam(?=\s*\d)|wib|wita|wit|hours?(?=\s*\d))\b", " "),
        (r"\b24\s*(jam|hours)\b|\b24/7", f" {_ALL_DAY} "),
        (r"\b(setiap|tiap)\s*hari\b|\bevery\s*day\b|\bdaily\b", "mo-su"),
        (rf"{_SAID}({_OFF_DAY}){_SAID}({_SHUT}){_SAID}", ";ph off;"),
        (rf"{_SAID}({_SHUT}){_SAID}({_OFF_DAY}){_SAID}", ";ph off;"),
        (rf"{_SAID}({_OFF_DAY}){_SAID}({_OPEN}){_SAID}", ";ph open;"),
        (rf"{_SAID}({_OPEN}){_SAID}({_OFF_DAY}){_SAID}", ";ph open;"),
        (r"(?<=\d)\.(?=\d)", ":"),
        (r"\s*-\s*", "-"),
        (r"\s*,\s*(?=[a-z;])|\n|\b(dan|and)\b|&", ";"),
        (r",\s*", ","),
    )
)
_SPAN = re.compile(r"(\d{1,2})(?::(\d\d))?-(\d{1,2})(?::(\d\d))?")
_WORD = re.compile(r"[a-z]+")
_DAY = "|".join(sorted(_CODES, key=len, reverse=True))
_CLOSED = re.compile(rf"((?:{_DAY})(?:[-, ]+(?:{_DAY}))*) (?:{_SHUT}|libur)")
_NEVER = "off"
"""Stands for the hours of a day that is said to be shut: such a day is left out."""


def cell_of_typed(text: str) -> str:
    """The cell that typed hours stand for.

    What is not understood stays, for `read_hours` to refuse.
    """
    text = text[:LIMIT].lower()
    for pattern, put in _PHRASES:
        text = pattern.sub(put, text)
    rules: list[str] = []
    shut: set[str] = set()
    span = ""
    for part in reversed([" ".join(one.split()) for one in text.split(";") if one.strip()]):
        if part in ("ph off", "ph open"):
            rules.append(part.replace("ph", "PH"))
            continue
        if closed := _CLOSED.fullmatch(part):  # days that are not named are shut already
            span = _NEVER
            shut |= _days(_WORD.sub(_code, closed[1]))
            continue
        rule = _SPAN.sub(_clock, _WORD.sub(_code, part))
        days, _space, found = rule.rpartition(" ")
        if not days and not found[:1].isdigit():  # `Saturday, Sunday 9-12`: one span for both
            if span == _NEVER:
                shut |= _days(rule)
                continue
            rule = f"{rule} {span}".strip()
        else:
            span = found
        rules.append("24/7" if rule in _ALWAYS else rule)
    if not rules or any(shut & _days(rule) for rule in rules):  # said to be open and shut
        return text.strip()
    return ";".join(reversed(rules))


def _days(rule: str) -> set[str]:
    """The days that a rule names, those between two as well."""
    found: set[str] = set()
    for first, last in re.findall(r"\b([A-Z][a-z])(?:-([A-Z][a-z]))?\b", rule):
        if {first, last or first} <= set(DAYS):
            start, end = DAYS.index(first), DAYS.index(last or first)
            found |= {DAYS[at % 7] for at in range(start, end + 1 + 7 * (end < start))}
    return found | set(DAYS if rule == "24/7" else ())


def _code(word: re.Match[str]) -> str:
    return _CODES.get(word[0], word[0])


def _clock(span: re.Match[str]) -> str:
    start, minutes, end, end_minutes = span.groups()
    return f"{int(start):02}:{minutes or '00'}-{int(end):02}:{end_minutes or '00'}"
