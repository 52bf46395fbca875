"""Texts in the language of the request: Flask-Babel's functions, typed, and the core's labels."""

from __future__ import annotations

from typing import Any

import flask_babel  # type: ignore[import-untyped]

from referral.present.labels import label
from referral.present.translate import translator
from referral.web.locale import current_language

LazyText = Any
"""A text that is translated when it is printed."""


def gettext(text: str, **facts: object) -> str:
    """The text in the request's language, its `%(name)s` filled in."""
    return str(flask_babel.gettext(text, **facts))


def ngettext(one: str, many: str, count: int) -> str:
    """The form that a count asks for, its `%(num)d` filled in."""
    return str(flask_babel.ngettext(one, many, count))


def lazy_gettext(text: str) -> LazyText:
    """A text of a constant: translated in the language of the request that prints it."""
    return flask_babel.lazy_gettext(text)


def plain_label(group: str, code: object) -> str:
    """The vocabulary's own label, the same as in a plan's text."""
    return label(group, code, translator(current_language()))


def lazy_label(group: str, code: object) -> LazyText:
    """The same, for a constant."""
    return flask_babel.LazyString(plain_label, group, code)
