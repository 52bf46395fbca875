"""Text inside a cell: lists separated by `;`, with a backslash before a literal separator."""

from __future__ import annotations

import re
from collections.abc import Iterable

from referral.files.problems import CellError

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
_FORMULA = re.compile(r"[=@]|[+-](?![\d\s(])")
"""How a spreadsheet recognises a formula; a telephone number may begin with a plus."""


def clean_text(cell: str, *, limit: int = 4000) -> str:
    """The cell itself, if it is one line of printable text.

    Raises:
        CellError: too long, a control character, or the beginning of a formula.
    """
    if len(cell) > limit:
        raise CellError("too_long", limit=str(limit))
    if _CONTROL.search(cell):
        raise CellError("control_character")
    if _FORMULA.match(cell):
        raise CellError("formula", found=cell[:20])
    return cell


def join_list(items: Iterable[str]) -> str:
    """A list cell; a separator inside an item is escaped."""
    return ";".join(item.replace(";", "\\;") for item in items)


def split_list(cell: str, *, keep_escapes: bool = False) -> list[str]:
    """The items of a list cell, stripped; empty ones are left out.

    With `keep_escapes` the other escapes stay in place for a second splitting.
    """
    items = split_unescaped(cell, ";", keep_escapes=keep_escapes)
    return [item for item in (item.strip() for item in items) if item]


def escape(item: str) -> str:
    """The item with its backslashes doubled, ready for `join_list`."""
    return item.replace("\\", "\\\\")


def split_unescaped(text: str, separator: str, *, keep_escapes: bool = False) -> list[str]:
    """Split at the separators that no backslash precedes, and undo the escapes."""
    if "\\" not in text:
        return text.split(separator)
    parts = [""]
    characters = iter(text)
    for character in characters:
        if character == "\\":
            following = next(characters, "")
            kept = keep_escapes and following != separator
            parts[-1] += (character if kept else "") + following
        elif character == separator:
            parts.append("")
        else:
            parts[-1] += character
    return parts
