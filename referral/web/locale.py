"""Languages of the pages: the URL's prefix decides, and a missing catalogue stops the start."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Flask, current_app, g, request
from flask_babel import Babel  # type: ignore[import-untyped]

from referral.domain.errors import StartupError
from referral.settings import CARRIED, LANGUAGES

PREFIX = f"/<any({', '.join(LANGUAGES)}):language>"
"""Where the pages stand, below one prefix a language."""
NAMES = {"id": "Indonesia", "en": "English"}
DOMAIN = "web"


def current_language() -> str:
    """The language of this request: its URL's prefix, else the reader's, else Indonesian."""
    chosen = g.get("language")
    if chosen in LANGUAGES:
        return str(chosen)
    prefix = request.path.split("/", 2)[1] if request.path.startswith("/") else ""
    if prefix in LANGUAGES:
        return prefix
    return preferred_language()


def preferred_language() -> str:
    """English only for a reader who asks for it before Indonesian."""
    return request.accept_languages.best_match(LANGUAGES, default=LANGUAGES[0])


def install(app: Flask, folder: Path | None = None) -> None:
    """Give the app its catalogues.

    :raises StartupError: `missing_catalogue` with `path`; gettext itself would silently print
        English to an Indonesian operator.
    """
    folder = folder or Path(app.config.get("TRANSLATIONS_DIR") or CARRIED / "translations")
    for language in LANGUAGES:
        path = folder / language / "LC_MESSAGES" / f"{DOMAIN}.mo"
        if not path.exists():
            raise StartupError("missing_catalogue", path=str(path))
    Babel(
        app,
        default_locale=LANGUAGES[0],
        default_domain=DOMAIN,
        default_translation_directories=str(folder),
        locale_selector=current_language,
    )
    app.url_value_preprocessor(take_language)
    app.url_defaults(give_language)


def take_language(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    """The language of an address is for the whole request, not an argument of each view."""
    if values and "language" in values:
        g.language = values.pop("language")


def give_language(endpoint: str, values: dict[str, Any]) -> None:
    """Links stay in the language of the page."""
    if current_app.url_map.is_endpoint_expecting(endpoint, "language"):
        values.setdefault("language", current_language())
