"""The items of a JSON file one after the other, each with its line: never all of them at once."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

_GAP = re.compile(r"[ \t\r\n]*")
_NEXT = re.compile(r"[ \t\r\n]*([,\]])[ \t\r\n]*")
_LIST_IN_PAGE = re.compile(r'"(?:contents|services)"[ \t\r\n]*:[ \t\r\n]*\[')


class JsonBroken(Exception):
    """The text is no JSON, or not a list, a page or an object; `line` is where it breaks off."""

    def __init__(self, line: int, code: str = "not_json") -> None:
        super().__init__(code)
        self.line = line
        self.code = code


def json_items(text: str) -> Iterator[tuple[int, object]]:
    """The items of a list, of a page's `contents`, or the one object, with the line of each.

    :raises JsonBroken: where it cannot be read on; what came before has been given
    """
    decoder = json.JSONDecoder(parse_constant=_no_constant)
    at, line, seen = _beginning(text)
    if at < 0:
        yield 1, _decoded(decoder, text, seen, 1)[0]
        return
    at = _end_of(_GAP, text, at)
    if text[at : at + 1] == "]":
        return
    while True:
        line += text.count("\n", seen, at)
        seen = at
        item, at = _decoded(decoder, text, at, line)
        yield line, item
        mark = _NEXT.match(text, at)
        if mark is None:
            raise JsonBroken(line + text.count("\n", seen, at))
        at = mark.end()
        if mark[1] == "]":
            return


def _beginning(text: str) -> tuple[int, int, int]:
    """Where the first item may stand (-1: the text is one object), its line, what was counted."""
    start = _end_of(_GAP, text, 0)
    if text[start : start + 1] == "[":
        return start + 1, 1, 0
    page = _LIST_IN_PAGE.search(text, start, start + 4_000)
    if page is not None and '"name"' not in text[start : page.start()]:
        return page.end(), 1, 0
    return -1, 1, start


def _decoded(decoder: json.JSONDecoder, text: str, at: int, line: int) -> tuple[object, int]:
    try:
        return decoder.raw_decode(text, at)
    except json.JSONDecodeError as error:
        raise JsonBroken(line + text.count("\n", at, error.pos)) from None
    except (ValueError, RecursionError):
        raise JsonBroken(line) from None


def _no_constant(name: str) -> object:
    raise ValueError(name)


def _end_of(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at
