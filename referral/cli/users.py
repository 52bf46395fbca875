"""`referral user`: who has an account. What is printed as a link is shown this once."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from referral.cli.options import json_option, language_option, print_json
from referral.cli.records import opened, refused
from referral.cli.startup import words
from referral.domain.access import Role
from referral.domain.errors import ActionRefused, NotFound
from referral.present.translate import N_, Translator
from referral.settings import Settings

if TYPE_CHECKING:
    from referral.domain.accounts import Account, Invitation
    from referral.usecases.records import Records

LINK = N_("Hand this link over yourself; it works once, for seven days, and is shown only now:")
FIRST = N_("No administrator yet. This link makes the first one, once:")
STATES = {
    "disabled": N_("disabled"),
    "invited": N_("invited"),
    "expired": N_("invited, link expired"),
    "active": N_("active"),
}
DISABLED = N_("Disabled, and signed out everywhere.")
ENABLED = N_("Enabled.")
NOBODY = N_("No accounts yet. `referral serve` prints the link that makes the first administrator.")


def link_address(settings: Settings, secret: str) -> str:
    """Where an invitation opens, by the address this machine listens on."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    base = f"http://{host}:{settings.port}"
    return f"{base}/{settings.default_language}/account/invitation/{secret}"


@click.group()
def user() -> None:
    """Accounts: add, list, disable."""


@user.command()
@click.argument("email")
@click.option(
    "--role", "roles", multiple=True, required=True,
    type=click.Choice([role.value for role in Role]),
    help="What it is for; repeatable.",
)  # fmt: skip
@click.option("--desk", help="Id of the desk (operators and caseworkers).")
@click.option("--organization", help="Its organisation, as the directory writes it (receivers).")
@language_option
def add(
    email: str, roles: tuple[str, ...], desk: str | None, organization: str | None, lang: str | None
) -> None:
    """Invite EMAIL, and print the one-time link. For a known EMAIL: a new link only.

    No mail is sent. A new link for an account that exists leaves its roles as they are. The
    organisation of a receiver must run a service of the directory: to it referrals are sent.
    """
    from referral.usecases.accounts import (  # noqa: PLC0415 - SQLAlchemy
        find,
        invite,
        known_organizations,
        new_link,
    )
    from referral.usecases.permission import SYSTEM  # noqa: PLC0415

    settings, now = Settings.from_env(), datetime.now(UTC)
    with opened(settings) as records:
        known = find(records, email=email.strip().casefold())
        try:
            if known is not None:
                secret = new_link(records, SYSTEM, now, known.id)
            else:
                _account, secret = invite(
                    records, SYSTEM, now, email=email, roles=roles, desk=desk,
                    organization=organization, organizations=known_organizations(records),
                )  # fmt: skip
        except ActionRefused as error:
            raise refused(error, "email") from error
    click.echo(words(lang).gettext(LINK))
    click.echo(link_address(settings, secret))


@user.command("list")
@json_option
@language_option
def list_users(as_json: bool, lang: str | None) -> None:
    """List accounts: e-mail, roles, desk or organisation, state."""
    from referral.usecases.accounts import list_accounts  # noqa: PLC0415
    from referral.usecases.permission import SYSTEM  # noqa: PLC0415

    now = datetime.now(UTC)
    with opened(Settings.from_env()) as records:
        found = list_accounts(records, SYSTEM)
    if as_json:
        print_json({"accounts": [_document(one, link, now) for one, link in found]})
        return
    translator = words(lang)
    if not found:
        click.echo(translator.gettext(NOBODY))
    for account, link in found:
        click.echo(_line(account, link, now, translator))


def _document(account: Account, link: Invitation | None, now: datetime) -> dict[str, object]:
    return {
        "email": account.email,
        "roles": sorted(account.roles),
        "desk": account.desk,
        "organization": account.organization,
        "second_factor": account.second_factor,
        "state": _state(account, link, now),
    }


def _line(account: Account, link: Invitation | None, now: datetime, translator: Translator) -> str:
    belongs = account.desk or account.organization or "-"
    state = translator.gettext(STATES[_state(account, link, now)])
    return f"{account.email:<32} {','.join(sorted(account.roles)):<24} {belongs:<24} {state}"


def _state(account: Account, link: Invitation | None, now: datetime) -> str:
    if not account.active:
        return "disabled"
    if account.password is None:
        return "invited" if link is not None and link.refusal(now) is None else "expired"
    return "active"


@user.command()
@click.argument("email")
@click.option("--undo", is_flag=True, help="Enable it again.")
@language_option
def disable(email: str, undo: bool, lang: str | None) -> None:
    """Disable the account of EMAIL: it is signed out at once and its link taken back."""
    from referral.usecases.accounts import set_active  # noqa: PLC0415
    from referral.usecases.permission import SYSTEM  # noqa: PLC0415

    with opened(Settings.from_env()) as records:
        account = _known(records, email)
        try:
            set_active(records, SYSTEM, datetime.now(UTC), account.id, active=undo)
        except ActionRefused as error:
            raise refused(error, "email") from error
    click.echo(words(lang).gettext(ENABLED if undo else DISABLED))


def _known(records: Records, email: str) -> Account:
    from referral.usecases.accounts import find  # noqa: PLC0415

    account = find(records, email=email.strip().casefold())
    if account is None:
        raise refused(NotFound(), "email")
    return account


def first_link(settings: Settings) -> str | None:
    """What to print before serving, while there is no administrator."""
    from referral.usecases.accounts import first_admin_link  # noqa: PLC0415

    with opened(settings) as records:
        secret = first_admin_link(records, datetime.now(UTC))
    if secret is None:
        return None
    return f"{words().gettext(FIRST)}\n{link_address(settings, secret)}"
