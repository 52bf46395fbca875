"""What the layers of the map may print."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from referral.web.pages import Page


@dataclass(frozen=True)
class Crossing:
    """A recorded crossing in words, and the regencies of its ends."""

    text: str
    regencies: tuple[str, ...]
    one_way: bool


@dataclass(frozen=True, kw_only=True)
class LinksPage(Page):
    """The recorded crossings as a table."""

    template: ClassVar[str] = "coverage/links.html"
    section: str = "coverage"
    rows: tuple[Crossing, ...]
