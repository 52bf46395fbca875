"""The administration of accounts: inviting, changing, shutting. Every page asks who is at it."""

from __future__ import annotations

from collections.abc import Container
from datetime import UTC, datetime

from flask import Blueprint, Response, abort, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from referral.domain.access import Action, Role
from referral.domain.accounts import Account, Invitation
from referral.domain.errors import ActionRefused, NotFound, Problem, RequestRejected
from referral.usecases import accounts, desks
from referral.usecases.world import World
from referral.web.access import current_actor, records, requires
from referral.web.accounts import wording
from referral.web.accounts.admin_pages import (
    AccountRow,
    AccountsPage,
    Choice,
    OneAccountPage,
    SecretPage,
)
from referral.web.accounts.pages import title
from referral.web.accounts.printing import problems_of
from referral.web.header import Link
from referral.web.locale import PREFIX
from referral.web.pages import FieldProblem
from referral.web.render import render
from referral.web.routing import private
from referral.web.words import gettext
from referral.web.words import lazy_gettext as _l

bp = Blueprint("admin", __name__, url_prefix=f"{PREFIX}/admin")
manage = requires(Action.MANAGE_ACCOUNTS, fresh=True)
PAGES = (
    (_l("Accounts"), "admin.list_accounts", Action.MANAGE_ACCOUNTS),
    (_l("Desks"), "admin.list_desks", Action.MANAGE_ACCOUNTS),
    (_l("Tokens"), "admin.list_tokens", Action.MANAGE_ACCOUNTS),
    (_l("Audit log"), "audit.log", Action.READ_AUDIT),
)


@bp.get("/accounts")
@manage
def list_accounts() -> Response:
    """Every account, and the form that invites one more."""
    return private(render(accounts_page()))


@bp.post("/accounts")
@manage
def invite() -> ResponseReturnValue:
    """Invite somebody; the link is shown once."""
    try:
        account, secret = accounts.invite(
            records(),
            current_actor(),
            datetime.now(UTC),
            email=request.form.get("email", ""),
            roles=request.form.getlist("roles"),
            desk=request.form.get("desk") or None,
            organization=request.form.get("organization"),
            organizations=organizations(),
        )
    except RequestRejected as rejected:
        return private(render(accounts_page(rejected.problems)), 422)
    return link_page(account, secret)


@bp.get("/accounts/<account_id>")
@manage
def show_account(account_id: str) -> Response:
    """One account."""
    return private(render(account_page(account_id)))


@bp.post("/accounts/<account_id>")
@manage
def change_account(account_id: str) -> ResponseReturnValue:
    """Other roles, another desk or organisation."""
    try:
        accounts.change_belonging(
            records(),
            current_actor(),
            datetime.now(UTC),
            account_id,
            roles=request.form.getlist("roles"),
            desk=request.form.get("desk") or None,
            organization=request.form.get("organization"),
            organizations=organizations(),
        )
    except RequestRejected as rejected:
        return private(render(account_page(account_id, rejected.problems)), 422)
    except ActionRefused as refused:
        return not_now(account_id, refused)
    except NotFound:
        abort(404)
    return changed(account_id, gettext("Saved."))


@bp.post("/accounts/<account_id>/link")
@manage
def new_link(account_id: str) -> ResponseReturnValue:
    """A new one-time link; with a lost device the second factor is forgotten too."""
    forget = bool(request.form.get("forget"))
    now = datetime.now(UTC)
    try:
        secret = accounts.new_link(
            records(), current_actor(), now, account_id, forget_second_factor=forget
        )
    except ActionRefused as refused:
        return not_now(account_id, refused)
    except NotFound:
        abort(404)
    return link_page(accounts.show_account(records(), current_actor(), account_id), secret)


@bp.post("/accounts/<account_id>/revoke")
@manage
def revoke_link(account_id: str) -> ResponseReturnValue:
    """Take the open link back."""
    accounts.revoke_link(records(), current_actor(), datetime.now(UTC), account_id)
    return changed(account_id, gettext("The link is taken back."))


@bp.post("/accounts/<account_id>/active")
@manage
def set_active(account_id: str) -> ResponseReturnValue:
    """Shut the account, or open it again."""
    active, now = request.form.get("active") == "yes", datetime.now(UTC)
    try:
        accounts.set_active(records(), current_actor(), now, account_id, active=active)
    except ActionRefused as refused:
        return not_now(account_id, refused)
    except NotFound:
        abort(404)
    done = gettext("The account is enabled.") if active else gettext("The account is disabled.")
    return changed(account_id, done)


def changed(account_id: str, text: str) -> ResponseReturnValue:
    """Back to the account, with what happened."""
    flash(text)
    return redirect(url_for("admin.show_account", account_id=account_id))


def not_now(account_id: str, refused: ActionRefused) -> Response:
    """The account's page with why it cannot be done."""
    said = (FieldProblem(None, wording.refusal(refused.code)),)
    return private(render(account_page(account_id, said=said)), 409)


def link_page(account: Account, secret: str) -> Response:
    """The link, shown this once, to be handed over by whoever made it."""
    return private(
        render(
            SecretPage(
                title=title(gettext("link")),
                links=links(),
                heading=gettext("Link for %(email)s", email=account.email),
                text=gettext(
                    "Hand this link over yourself, by a way you trust: no mail is sent. It works "
                    "once, for seven days, and is shown only now. A new one replaces it."
                ),
                secret=url_for("account.invitation", secret=secret, _external=True),
                back=url_for("admin.list_accounts"),
            )
        )
    )


# The pages --------------------------------------------------------------------------------


def accounts_page(problems: tuple[Problem, ...] = ()) -> AccountsPage:
    """The list; after a refusal with what was typed."""
    found = accounts.list_accounts(records(), current_actor())
    now, names = datetime.now(UTC), desk_names()
    return AccountsPage(
        title=title(gettext("accounts")),
        links=links(),
        problems=problems_of(problems),
        values=request.form.to_dict(),
        rows=tuple(row_of(one, link, names, now) for one, link in found),
        roles=role_choices(set(request.form.getlist("roles"))),
        desks=desk_choices(names, request.form.get("desk")),
    )


def account_page(
    account_id: str,
    problems: tuple[Problem, ...] = (),
    said: tuple[FieldProblem, ...] = (),
) -> OneAccountPage:
    """One account; after a refusal with what was typed."""
    actor, now, names = current_actor(), datetime.now(UTC), desk_names()
    found = accounts.list_accounts(records(), actor)
    account, link = next((pair for pair in found if pair[0].id == account_id), (None, None))
    if account is None:
        abort(404)
    typed = bool(problems)
    held = set(request.form.getlist("roles")) if typed else set(account.roles)
    kept = {"organization": account.organization or ""}
    return OneAccountPage(
        title=title(gettext("account")),
        links=links(),
        problems=(*problems_of(problems), *said),
        values=request.form.to_dict() if typed else kept,
        roles=role_choices(held),
        desks=desk_choices(names, request.form.get("desk") if typed else account.desk),
        row=row_of(account, link, names, now),
        active=account.active,
        taken_up=account.password is not None,
        second_factor=account.second_factor,
        open_link=link_state(link, now),
    )


def links() -> tuple[Link, ...]:
    """The pages of the administration that there are, and that the actor may use."""
    views = current_app.view_functions
    return tuple(
        Link(endpoint, str(label), url_for(endpoint))
        for label, endpoint, _action in PAGES
        if endpoint in views
    )


def row_of(
    account: Account, link: Invitation | None, names: dict[str, str], now: datetime
) -> AccountRow:
    """One line of the list."""
    desk = names.get(account.desk or "")
    return AccountRow(
        account_id=account.id,
        email=account.email,
        roles=tuple(str(wording.ROLES[role]) for role in Role if role in account.roles),
        belongs=", ".join(text for text in (desk, account.organization) if text),
        state=state_of(account, link, now),
        href=url_for("admin.show_account", account_id=account.id),
    )


def state_of(account: Account, link: Invitation | None, now: datetime) -> str:
    """What is to be said about an account in a word."""
    if not account.active:
        return gettext("disabled")
    if account.password is None:
        waiting = link is not None and link.refusal(now) is None
        return gettext("invited") if waiting else gettext("invited, link expired")
    if account.locked(now):
        return gettext("closed for a while after wrong attempts")
    if account.needs_second_factor and not account.second_factor:
        return gettext("authenticator missing")
    return gettext("active")


def link_state(link: Invitation | None, now: datetime) -> str | None:
    """Until when the open link of an account works."""
    if link is None or link.expires_at is None or link.refusal(now) is not None:
        return None
    return wording.moment(link.expires_at)


def role_choices(held: Container[str]) -> tuple[Choice, ...]:
    """A box for each role."""
    return tuple(
        Choice(role.value, str(wording.ROLES[role]), str(wording.ROLE_HINTS[role]), role in held)
        for role in Role
    )


def desk_names() -> dict[str, str]:
    """Every desk's name by its id."""
    return {one.id: one.name for one in desks.list_desks(records(), current_actor())}


def desk_choices(names: dict[str, str], chosen: str | None) -> tuple[Choice, ...]:
    """An option for each desk, and none."""
    none = Choice("", gettext("none"), chosen=not chosen)
    return (none, *(Choice(key, name, chosen=key == chosen) for key, name in names.items()))


def organizations() -> frozenset[str]:
    """The organisations of the directory: a receiver belongs to one of them."""
    world: World = current_app.extensions["rujuk"]
    return frozenset(one.organization for one in world.directory().services if one.organization)
