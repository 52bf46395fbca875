"""Reading fields of a document that anybody may have written: a value of its type, or a problem."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from math import isfinite
from typing import Any, TypeVar

from referral.hsds.problems import HsdsProblem

E = TypeVar("E", bound=StrEnum)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_SHOWN = 80


class Fields:
    """An object of a document; what is wrong with it is added to the problems of the whole."""

    def __init__(
        self, document: Mapping[str, Any], problems: list[HsdsProblem], item: int, path: str = ""
    ) -> None:
        self._document = document
        self._problems = problems
        self._item = item
        self._path = path

    def beside(self, document: Mapping[str, Any], path: str) -> Fields:
        """Other values of the same item, their problems under a path of their own."""
        return Fields(document, self._problems, self._item, self._path + path)

    def wrong(self, name: str, code: str, **facts: object) -> None:
        """Note a problem with a field."""
        told = {key: str(value)[:_SHOWN] for key, value in facts.items()}
        self._problems.append(HsdsProblem(self._item, self._path + name, code, told))

    def text(self, name: str, *, required: bool = False) -> str | None:
        """A text; None where there is none. A number is taken as printed."""
        value = self._document.get(name)
        if isinstance(value, int | float) and not isinstance(value, bool):
            value = str(value)
        if value is None or (isinstance(value, str) and not value.strip()):
            if required:
                self.wrong(name, "required")
            return None
        if not isinstance(value, str):
            self.wrong(name, "wrong_type", found=type(value).__name__, expected="string")
            return None
        return value.strip()

    def number(self, name: str) -> float | None:
        """A number, also one printed as text."""
        value = self._document.get(name)
        if value is None or value == "":
            return None
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            self.wrong(name, "wrong_type", found=type(value).__name__, expected="number")
            return None
        try:
            found = float(value)
        except (ValueError, OverflowError):
            found = float("nan")
        if isfinite(found):
            return found
        self.wrong(name, "not_a_number", found=value)
        return None

    def whole(self, name: str) -> int | None:
        """A whole number; a fraction is cut off, as of an age given in months."""
        found = self.number(name)
        return None if found is None else int(found)

    def day(self, name: str) -> date | None:
        """A day, of a date or of a moment."""
        text = self.text(name)
        if text is None:
            return None
        try:
            return date.fromisoformat(text[:10] if _DAY.match(text) else "")
        except ValueError:
            self.wrong(name, "not_a_date", found=text)
            return None

    def choice(self, name: str, kind: type[E]) -> E | None:
        """A value of a vocabulary."""
        text = self.text(name)
        if text is None:
            return None
        try:
            return kind(text)
        except ValueError:
            self.wrong(name, "not_allowed", found=text, allowed=", ".join(kind))
            return None

    def flag(self, name: str) -> bool | None:
        """`yes` or `no`; None where neither is said."""
        text = self.text(name)
        if text not in (None, "yes", "no"):
            self.wrong(name, "not_allowed", found=text, allowed="yes, no")
        return None if text is None else text == "yes"

    def object(self, name: str) -> Fields | None:
        """An object inside this one."""
        value = self._document.get(name)
        if value is None:
            return None
        if not isinstance(value, Mapping):
            self.wrong(name, "wrong_type", found=type(value).__name__, expected="object")
            return None
        return Fields(value, self._problems, self._item, f"{self._path}{name}/")

    def objects(self, name: str) -> list[Fields]:
        """The objects of a list inside this one."""
        value = self._document.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            self.wrong(name, "wrong_type", found=type(value).__name__, expected="array")
            return []
        found = []
        for at, one in enumerate(value):
            path = f"{self._path}{name}/{at}/"
            if isinstance(one, Mapping):
                found.append(Fields(one, self._problems, self._item, path))
            else:
                self.wrong(f"{name}/{at}", "not_an_object", found=type(one).__name__)
        return found
