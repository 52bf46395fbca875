"""The head of every page: for somebody signed in the pages of the own work, else the sign-in."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app, get_flashed_messages, session, url_for
from flask_wtf.csrf import generate_csrf  # type: ignore[import-untyped]

from referral.domain.access import Action
from referral.web.access import conceivable, current_actor, current_member
from referral.web.words import LazyText
from referral.web.words import lazy_gettext as _l


@dataclass(frozen=True)
class Link:
    """A page of the reader's work."""

    section: str
    label: str
    href: str


@dataclass(frozen=True)
class SignedIn:
    """What the head shows to somebody who is signed in."""

    email: str
    links: tuple[Link, ...]
    sign_out: str


WORK: tuple[tuple[str, LazyText, str, Action], ...] = (
    ("cases", _l("Referrals"), "cases.index", Action.LIST_CASES),
    ("received", _l("Received"), "cases.received", Action.LIST_RECEIVED),
    ("counters", _l("Figures"), "cases.counters", Action.READ_COUNTERS),
    ("upkeep", _l("Upkeep"), "upkeep.start", Action.READ_UPKEEP),
    ("admin", _l("Manage"), "admin.list_accounts", Action.MANAGE_ACCOUNTS),
    ("account", _l("Account"), "account.show", Action.OWN_ACCOUNT),
)
"""Section of a page, its name, its endpoint, and who may use it."""


def signed_in() -> SignedIn | None:
    """The reader's own links; None for a visitor."""
    member = current_member()
    if member is None:
        return None
    return SignedIn(member.email, work_of(), url_for("security.logout"))


def work_of() -> tuple[Link, ...]:
    """The pages of the actor's work, the first one first."""
    actor, views = current_actor(), current_app.view_functions
    return tuple(
        Link(section, str(label), url_for(endpoint))
        for section, label, endpoint, action in WORK
        if endpoint in views and conceivable(actor, action)
    )


def sign_in_href() -> str | None:
    """The sign-in, where there is one."""
    return url_for("security.login") if "accounts" in current_app.extensions else None


def coverage_href() -> str | None:
    """The map of coverage, where there is one."""
    return url_for("coverage.index") if "coverage.index" in current_app.view_functions else None


def notices() -> tuple[str, ...]:
    """What the step before wanted to say, once."""
    return tuple(map(str, get_flashed_messages())) if "_flashes" in session else ()


def form_token() -> str:
    """The token that this session's forms carry; makes the session where there is none."""
    return str(generate_csrf())
