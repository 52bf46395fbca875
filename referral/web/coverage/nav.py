"""The pages about the coverage, as links above each of them: those that the reader may use."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, current_app, request, url_for

from referral.domain.access import Action
from referral.web.access import conceivable, current_actor
from referral.web.words import LazyText
from referral.web.words import lazy_gettext as _l


@dataclass(frozen=True)
class CoverageLink:
    """A page about the coverage; `current` is the one that is being read."""

    label: str
    href: str
    current: bool


PAGES: tuple[tuple[LazyText, str, Action], ...] = (
    (_l("Map and table"), "coverage.index", Action.BROWSE),
    (_l("Trend"), "coverage.trend", Action.BROWSE),
    (_l("Provinces: what to do first"), "coverage.provinces", Action.BROWSE),
    (_l("What if"), "coverage.what_if", Action.SUPPOSE),
    (_l("Who depends on one service"), "coverage.fragile", Action.SUPPOSE),
    (_l("Figures of referrals"), "cases.counters", Action.READ_COUNTERS),
)
"""Name of a page, its endpoint, and who may use it."""


def add_routes(pages: Blueprint) -> None:
    """Give the templates the links."""

    @pages.app_template_global("coverage_pages")
    def coverage_pages() -> tuple[CoverageLink, ...]:
        actor, views = current_actor(), current_app.view_functions
        return tuple(
            CoverageLink(str(label), href, _is_here(endpoint, href))
            for label, endpoint, action in PAGES
            if endpoint in views and conceivable(actor, action)
            for href in [url_for(endpoint)]
        )


def _is_here(endpoint: str, href: str) -> bool:
    """True on the page itself, and on the answers below it; every page is below the map."""
    below = endpoint != "coverage.index" and request.path.startswith(f"{href}/")
    return endpoint == request.endpoint or below
