"""Texts in the asked language: gettext catalogues of the domain `plan`."""

from __future__ import annotations

import gettext
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from referral.domain.errors import StartupError

LANGUAGES = ("id", "en")
DOMAIN = "plan"
PACKAGE = Path(__file__).parents[1]


def N_(message: str) -> str:  # noqa: N802 - the usual mark of a message to extract
    """Mark a message for extraction without translating it."""
    return message


def catalogue_folders() -> tuple[Path, ...]:
    """Where catalogues may lie: beside the package in a checkout, inside it in a wheel."""
    return PACKAGE.parent / "translations", PACKAGE / "_data" / "translations"


class Translator:
    """Messages in one language, with named placeholders filled in."""

    def __init__(self, language: str, catalogue: gettext.NullTranslations) -> None:
        self.language = language
        self._catalogue = catalogue

    def gettext(self, message: str) -> str:
        """The message in the translator's language."""
        return self._catalogue.gettext(message) if message else ""

    def fill(self, message: str, facts: Mapping[str, object] | None = None) -> str:
        """The message with its `{placeholders}` filled in."""
        text = self.gettext(message)
        return text.format(**facts) if facts else text


@cache
def translator(language: str) -> Translator:
    """The translator of a language.

    Raises:
        StartupError: `missing_catalogue`, with the path looked for.
    """
    for folder in catalogue_folders():
        path = folder / language / "LC_MESSAGES" / f"{DOMAIN}.mo"
        if path.is_file():
            with path.open("rb") as file:
                return Translator(language, gettext.GNUTranslations(file))
    wanted = catalogue_folders()[0] / language / "LC_MESSAGES" / f"{DOMAIN}.mo"
    raise StartupError("missing_catalogue", path=str(wanted))
