"""The coverage as a workbook: a sheet of words, and one for each need."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from referral.domain.coverage import Group
from referral.domain.vocabulary import Need
from referral.files.sheets import Sheet, Value, write_sheets
from referral.present.coverage import (
    EVIDENCE,
    GROUPS,
    SHEET_COLUMNS,
    SHEET_WORDS,
    TITLE,
    UNIT,
)
from referral.present.labels import label
from referral.present.translate import Translator, translator

Document = Mapping[str, Any]
_NEAR = ("<=1h", "<=3h")
_WIDTHS = (8, 28, 24, 12, 16, 16)
_GROUP_WIDTHS = (36, 10, 12)


def write_coverage(stream: BinaryIO, document: Document, *, language: str) -> None:
    """Write the workbook of a coverage document that was made in the same language."""
    write_sheets(stream, _sheets(document, translator(language)))


def _sheets(document: Document, words: Translator) -> Iterator[Sheet]:
    title = (words.gettext(TITLE), "")
    yield Sheet(words.gettext(SHEET_WORDS["words"]), title, _lines(document, words), (36, 100))
    widths = (*_WIDTHS, *(_GROUP_WIDTHS * len(Group)))
    for need in document["needs"]:
        name = label("need", need, words)
        rows = _rows(document, Need(need), words)
        yield Sheet(name, _header(words), rows, widths, still="C2")


def _header(words: Translator) -> list[str]:
    fixed = [words.gettext(text) for text in SHEET_COLUMNS["fixed"]]
    of_group = [words.gettext(text) for text in SHEET_COLUMNS["of_group"]]
    groups = [words.gettext(GROUPS[group]) for group in Group]
    return [*fixed, *(f"{text}: {group}" for group in groups for text in of_group)]


def _rows(document: Document, need: Need, words: Translator) -> Iterator[list[Value]]:
    for regency in document["regencies"]:
        cells = {one["group"]: one for one in regency["cells"] if one["need"] == need.value}
        yield [
            regency["code"],
            regency["name"],
            regency["province"],
            regency["population"],
            words.gettext(UNIT[regency["uptd_ppa"]["status"]]),
            words.gettext(EVIDENCE[cells[Group.ANY.value]["evidence"]]),
            *(value for group in Group for value in _told(document, cells[group.value], words)),
        ]


def _told(document: Document, cell: Document, words: Translator) -> tuple[str, str, float]:
    """The rung with its words, if it was checked, and the share of people within three hours."""
    code, people = cell["gap"]["code"], cell["people"]
    checked = words.gettext(SHEET_WORDS["no" if cell["gap"]["unverified"] else "yes"])
    share = sum(people[band] for band in _NEAR) / max(sum(people.values()), 1)
    return f"{code}: {document['gaps'][code]}", checked, share


def _lines(document: Document, words: Translator) -> Iterator[tuple[str, Value]]:
    """What the workbook says of itself: a name and a text each."""
    told = {
        "standard": document["standard"]["text"],
        "day": document["standard"]["date"],
        "denominator": document["denominator"]["text"],
        "caveat": document["caveat"],
        "hidden": words.gettext(SHEET_WORDS["hidden_text"]),
        "directory": document["directory_version"],
        "rules": document["ruleset"],
    }
    for name, text in told.items():
        yield words.gettext(SHEET_WORDS[name]), text
    units = document["uptd_ppa"]
    for status, text in UNIT.items():
        yield f"UPTD PPA ({units['law']}): {words.gettext(text)}", units[status]
    yield from document["gaps"].items()
