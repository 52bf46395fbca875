"""The own account: where a sign-in leads, what is set up, which sessions are open, invitations."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, Response, flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_security import hash_password
from werkzeug.wrappers import Response as Answer

from referral.domain.access import Action, Role
from referral.domain.accounts import Account
from referral.domain.errors import ActionRefused, NotFound, RequestRejected
from referral.usecases import accounts, sessions
from referral.web.access import public, records, requires
from referral.web.accounts import wording
from referral.web.accounts.factors import MIN_PASSWORD
from referral.web.accounts.forms import InvitationForm
from referral.web.accounts.pages import (
    AccountPage,
    ClosedPage,
    InvitationPage,
    SessionRow,
    problems_in,
    title,
)
from referral.web.accounts.printing import problems_of
from referral.web.accounts.setup import SESSION_KEY, accounts_here
from referral.web.header import work_of
from referral.web.locale import PREFIX
from referral.web.pages import FieldProblem
from referral.web.render import render
from referral.web.routing import private
from referral.web.words import gettext

bp = Blueprint("account", __name__, url_prefix=f"{PREFIX}/account")


@bp.get("/start")
@requires(Action.OWN_ACCOUNT)
def start() -> Answer:
    """Where somebody's work begins: at the first page of the own work, else at the console."""
    work = [link for link in work_of() if link.section not in ("account", "admin")]
    return redirect(work[0].href if work else url_for("pages.console"))


@bp.get("/")
@requires(Action.OWN_ACCOUNT)
def show() -> Response:
    """The own account."""
    here = accounts_here()
    member = here.current()
    assert member is not None
    account, now = member.account, datetime.now(UTC)
    mine = sessions.hash_of(session.get(SESSION_KEY, ""))
    rows = tuple(
        SessionRow(wording.moment(one.began_at), wording.moment(one.seen_at), one.id == mine)
        for one in sessions.open_sessions(records(), account.id, here.limits, now)
    )
    return private(
        render(
            AccountPage(
                title=title(gettext("account")),
                email=account.email,
                roles=tuple(str(wording.ROLES[role]) for role in Role if role in account.roles),
                organization=account.organization,
                second_factor=account.second_factor,
                needs_second_factor=account.needs_second_factor,
                codes_left=len(account.recovery_codes),
                sessions=rows,
            )
        )
    )


@bp.post("/sessions")
@requires(Action.OWN_ACCOUNT)
def end_others() -> Answer:
    """Sign out everywhere else."""
    member = accounts_here().current()
    assert member is not None
    now, mine = datetime.now(UTC), session.get(SESSION_KEY)
    sessions.end_other_sessions(records(), member.account.id, mine, now)
    flash(gettext("You are signed out everywhere else."))
    return redirect(url_for("account.show"))


@bp.get("/invitation/<secret>")
@public
def invitation(secret: str) -> ResponseReturnValue:
    """What an invitation asks for. Looking at it does not use it up."""
    try:
        _link, account = accounts.invitation(records(), secret, datetime.now(UTC))
    except (NotFound, ActionRefused) as refused:
        return closed(refused)
    return private(render(invitation_page(account, InvitationForm())))


@bp.post("/invitation/<secret>")
@public
def take_up(secret: str) -> ResponseReturnValue:
    """Set the password. The second factor is set up on the first sign-in."""
    form, now = InvitationForm(), datetime.now(UTC)
    try:
        _link, account = accounts.invitation(records(), secret, now)
        if not form.validate_for(account):
            page = invitation_page(account, form, problems_in(form))
            return private(render(page), 422)
        hashed = hash_password(form.password.data)
        taken = accounts.take_up(records(), secret, hashed, now, email=form.email.data)
    except (NotFound, ActionRefused) as refused:
        return closed(refused)
    except RequestRejected as rejected:
        page = invitation_page(None, form, problems_of(rejected.problems))
        return private(render(page), 422)
    flash(gettext("The password of %(email)s is set. Sign in with it now.", email=taken.email))
    return redirect(url_for("security.login"))


def invitation_page(
    account: Account | None,
    form: InvitationForm,
    problems: tuple[FieldProblem, ...] = (),
) -> InvitationPage:
    """The page of an open invitation."""
    return InvitationPage(
        title=title(gettext("invitation")),
        form=form,
        problems=problems,
        email=None if account is None else account.email,
        again=account is not None and account.password is not None,
        needs_second_factor=account is None or account.needs_second_factor,
        action=request.path,
        least=MIN_PASSWORD,
    )


def closed(refused: NotFound | ActionRefused) -> Response:
    """The page of a link that does not open: what to do instead."""
    code = refused.code if isinstance(refused, ActionRefused) else "unknown"
    page = ClosedPage(title=title(gettext("invitation")), text=wording.refusal(code))
    return private(render(page), 404 if code == "unknown" else 410)
