"""The administration of desks and of API tokens."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from referral.domain.access import Scope
from referral.domain.accounts import MAX_TOKEN_DAYS, ApiToken
from referral.domain.errors import NotFound, Problem, RequestRejected
from referral.usecases import desks, tokens
from referral.web.access import current_actor, records
from referral.web.accounts import wording
from referral.web.accounts.admin import bp, links, manage
from referral.web.accounts.admin_pages import (
    Choice,
    DeskLine,
    DesksPage,
    OneDeskPage,
    SecretPage,
    TokenRow,
    TokensPage,
)
from referral.web.accounts.pages import title
from referral.web.accounts.printing import problems_of
from referral.web.render import render
from referral.web.routing import private
from referral.web.words import gettext

__all__ = ["bp"]

DESK_FIELDS = ("name", "organization", "phone")


@bp.get("/desks")
@manage
def list_desks() -> Response:
    """Every desk, and the form that adds one."""
    return private(render(desks_page()))


@bp.post("/desks")
@manage
def add_desk() -> ResponseReturnValue:
    """A new desk."""
    try:
        desks.add_desk(records(), current_actor(), datetime.now(UTC), **typed_desk())
    except RequestRejected as rejected:
        return private(render(desks_page(rejected.problems)), 422)
    flash(gettext("Saved."))
    return redirect(url_for("admin.list_desks"))


@bp.get("/desks/<desk_id>")
@manage
def show_desk(desk_id: str) -> Response:
    """One desk."""
    return private(render(desk_page(desk_id)))


@bp.post("/desks/<desk_id>")
@manage
def change_desk(desk_id: str) -> ResponseReturnValue:
    """Another name, organisation or number."""
    try:
        desks.change_desk(records(), current_actor(), datetime.now(UTC), desk_id, **typed_desk())
    except RequestRejected as rejected:
        return private(render(desk_page(desk_id, rejected.problems)), 422)
    except NotFound:
        abort(404)
    flash(gettext("Saved."))
    return redirect(url_for("admin.list_desks"))


def typed_desk() -> dict[str, str]:
    """The form of a desk."""
    return {name: request.form.get(name, "") for name in DESK_FIELDS}


def desks_page(problems: tuple[Problem, ...] = ()) -> DesksPage:
    """The list of desks; after a refusal with what was typed."""
    return DesksPage(
        title=title(gettext("desks")),
        links=links(),
        problems=problems_of(problems),
        values=typed_desk(),
        rows=tuple(
            DeskLine(
                one.name,
                one.organization,
                one.phone,
                url_for("admin.show_desk", desk_id=one.id),
            )
            for one in desks.list_desks(records(), current_actor())
        ),
    )


def desk_page(desk_id: str, problems: tuple[Problem, ...] = ()) -> OneDeskPage:
    """One desk; after a refusal with what was typed."""
    listed = desks.list_desks(records(), current_actor())
    desk = next((one for one in listed if one.id == desk_id), None)
    if desk is None:
        abort(404)
    kept = {name: getattr(desk, name) or "" for name in DESK_FIELDS}
    return OneDeskPage(
        title=title(gettext("desk")),
        links=links(),
        problems=problems_of(problems),
        values=typed_desk() if problems else kept,
        name=desk.name,
        action=request.path,
    )


@bp.get("/tokens")
@manage
def list_tokens() -> Response:
    """Every token, and the form that makes one."""
    return private(render(tokens_page()))


@bp.post("/tokens")
@manage
def add_token() -> ResponseReturnValue:
    """A new token; its secret is shown once."""
    days = request.form.get("days", "")
    try:
        token, secret = tokens.add_token(
            records(),
            current_actor(),
            datetime.now(UTC),
            name=request.form.get("name", ""),
            scopes=request.form.getlist("scopes"),
            days=int(days) if days.isascii() and days.isdigit() and len(days) < 5 else 0,
        )
    except RequestRejected as rejected:
        return private(render(tokens_page(rejected.problems)), 422)
    page = SecretPage(
        title=title(gettext("token")),
        links=links(),
        heading=gettext("Token “%(name)s”", name=token.name),
        text=gettext(
            "It is shown only now. Programs send it in the header “Authorization: Bearer …”. "
            "Whoever has it can do what it is for: keep it like a password."
        ),
        secret=secret,
        back=url_for("admin.list_tokens"),
    )
    return private(render(page))


@bp.post("/tokens/<token_id>/revoke")
@manage
def revoke_token(token_id: str) -> ResponseReturnValue:
    """Take a token back."""
    try:
        tokens.revoke_token(records(), current_actor(), datetime.now(UTC), token_id)
    except NotFound:
        abort(404)
    flash(gettext("The token is taken back."))
    return redirect(url_for("admin.list_tokens"))


def tokens_page(problems: tuple[Problem, ...] = ()) -> TokensPage:
    """The list of tokens; after a refusal with what was typed."""
    asked, now = set(request.form.getlist("scopes")), datetime.now(UTC)
    return TokensPage(
        title=title(gettext("tokens")),
        links=links(),
        problems=problems_of(problems),
        values={"days": "90", **request.form.to_dict()},
        rows=tuple(token_row(one, now) for one in tokens.list_tokens(records(), current_actor())),
        scopes=tuple(
            Choice(scope.value, str(wording.SCOPES[scope]), chosen=scope in asked)
            for scope in Scope
        ),
        most_days=MAX_TOKEN_DAYS,
    )


def token_row(token: ApiToken, now: datetime) -> TokenRow:
    """One line of the list."""
    alive = token.alive(now)
    ended = gettext("taken back") if token.revoked_at else gettext("expired")
    return TokenRow(
        name=token.name,
        scopes=tuple(str(wording.SCOPES[scope]) for scope in Scope if scope in token.scopes),
        expires=wording.day(token.expires_at),
        used=None if token.last_used_on is None else token.last_used_on.isoformat(),
        state=gettext("active") if alive else ended,
        revoke=url_for("admin.revoke_token", token_id=token.id) if alive else None,
    )
