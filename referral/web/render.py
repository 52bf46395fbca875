"""Printing a page: its own type, and the frame that all pages share."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from flask import current_app, render_template, request, url_for

from referral.settings import LANGUAGES
from referral.web.header import (
    SignedIn,
    coverage_href,
    form_token,
    notices,
    sign_in_href,
    signed_in,
)
from referral.web.keys import keys_for
from referral.web.locale import NAMES, current_language
from referral.web.pages import Page
from referral.web.words import gettext


@dataclass(frozen=True)
class Frame:
    """What the layouts use besides the page: language, keys, the version of static files."""

    language: str
    other: str
    other_name: str
    other_href: str
    version: str
    keys: Mapping[str, str]
    account: SignedIn | None
    sign_in: str | None
    coverage: str | None
    notices: tuple[str, ...]

    def token(self) -> str:
        """The token that this session's forms carry."""
        return form_token()

    def static(self, name: str) -> str:
        """The address of a static file; it changes when any static file does."""
        return url_for("static", filename=name, v=self.version)


def render(page: Page) -> str:
    """A page as HTML."""
    language = current_language()
    other = next(one for one in LANGUAGES if one != language)
    frame = Frame(
        language,
        other,
        NAMES[other],
        other_href(other),
        static_version(),
        keys_for(language),
        signed_in(),
        sign_in_href(),
        coverage_href(),
        notices(),
    )
    return render_template(page.template, page=page, frame=frame, words=script_words())


def other_href(language: str) -> str:
    """The same page in the other language; the console where this address takes no GET."""
    arguments = {**(request.view_args or {}), "language": language}
    endpoint = request.endpoint or ""
    expecting = current_app.url_map.is_endpoint_expecting
    same = request.method == "GET" and endpoint and expecting(endpoint, "language")
    return url_for(str(request.endpoint) if same else "pages.console", **arguments)


def static_files() -> tuple[str, ...]:
    """Every static file of the product, by its path under the static folder."""
    folder = Path(current_app.static_folder or "")
    return tuple(
        path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*")) if path.is_file()
    )


def static_version() -> str:
    """A short hash over every static file: one version for all, as modules load each other."""
    return _hash_of(current_app.static_folder or "", static_files())


@lru_cache(maxsize=4)
def _hash_of(folder: str, names: tuple[str, ...]) -> str:
    digest = hashlib.sha256()
    for name in names:
        digest.update(name.encode() + b"\0" + (Path(folder) / name).read_bytes())
    return digest.hexdigest()[:12]


def script_words() -> dict[str, str]:
    """Texts that scripts print, in the page's language."""
    return {
        "searching": gettext("Looking for the place …"),
        "found": gettext("%(count)s places. Enter takes the first.", count="{count}"),
        "none": gettext("No place of that name. Try the district, the port or the regency."),
        "chosen": gettext("Chosen: %(place)s.", place="{place}"),
        "not_this": gettext("Not this one?"),
        "line_down": gettext("The connection is down. What you typed is still here."),
        "line_down_plan": gettext("The connection is down. Call the next numbers on this page:"),
        "line_slow": gettext("The answer is taking long. Nothing is lost; you may also call 129."),
        "working": gettext("Looking for services …"),
        "failed": gettext("The server could not answer. What you typed is still here. Try again."),
        "copied": gettext("Copied. It holds nothing about the child."),
        "copy_failed": gettext("Could not copy. Select the text and copy it by hand."),
        "restored": gettext("This is the plan of this tab, from %(time)s.", time="{time}"),
        "answered": gettext("%(count)s answered", count="{count}"),
        "offline": gettext("No connection. The plan on screen stays; new ones have to wait."),
        "online": gettext("The connection is back."),
        "places_url": f"{request.script_root}/api/v1/places",
        "worker_url": url_for("shell.service_worker"),
    }
