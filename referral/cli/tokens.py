"""`referral token`: tokens of the JSON interface. A secret is shown once, when it is made."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from referral.cli.options import json_option, language_option, print_json
from referral.cli.records import opened, refused
from referral.cli.startup import words
from referral.domain.access import Scope
from referral.domain.errors import NotFound
from referral.present.translate import N_
from referral.settings import Settings

if TYPE_CHECKING:
    from referral.domain.accounts import ApiToken

SHOWN = N_("Keep it like a password; it is shown only now:")
REVOKED = N_("The token is taken back.")
NONE = N_("No tokens yet.")


@click.group()
def token() -> None:
    """Tokens of the JSON interface: add, list, revoke."""


@token.command()
@click.argument("name")
@click.option(
    "--scope", "scopes", multiple=True, required=True,
    type=click.Choice([scope.value for scope in Scope]),
    help="What it may read; repeatable.",
)  # fmt: skip
@click.option("--days", type=int, default=90, show_default=True, help="Until it expires; ≤ 366.")
@language_option
def add(name: str, scopes: tuple[str, ...], days: int, lang: str | None) -> None:
    """Make a token called NAME and print it, this once."""
    from referral.usecases.permission import SYSTEM  # noqa: PLC0415 - SQLAlchemy
    from referral.usecases.tokens import add_token  # noqa: PLC0415

    now = datetime.now(UTC)
    with opened(Settings.from_env()) as records:
        _token, secret = add_token(records, SYSTEM, now, name=name, scopes=scopes, days=days)
    click.echo(words(lang).gettext(SHOWN), err=True)
    click.echo(secret)


@token.command("list")
@json_option
@language_option
def list_all(as_json: bool, lang: str | None) -> None:
    """List tokens: id, scopes, state, expiry, day of last use, name."""
    from referral.usecases.permission import SYSTEM  # noqa: PLC0415
    from referral.usecases.tokens import list_tokens  # noqa: PLC0415

    now = datetime.now(UTC)
    with opened(Settings.from_env()) as records:
        found = [_document(one, now) for one in list_tokens(records, SYSTEM)]
    if as_json:
        print_json({"tokens": found})
        return
    if not found:
        click.echo(words(lang).gettext(NONE))
    for one in found:
        scopes, used = ",".join(one["scopes"]), one["last_used_on"] or "-"
        click.echo(
            f"{one['id']}  {scopes:<24} {one['state']:<8} {one['expires_on']}  {used:<10}  "
            f"{one['name']}"
        )


def _document(one: ApiToken, now: datetime) -> dict[str, Any]:
    ended = "revoked" if one.revoked_at else "expired"
    return {
        "id": one.id,
        "name": one.name,
        "scopes": [scope.value for scope in Scope if scope in one.scopes],
        "state": "active" if one.alive(now) else ended,
        "expires_on": one.expires_at.date().isoformat(),
        "last_used_on": one.last_used_on.isoformat() if one.last_used_on else None,
    }


@token.command()
@click.argument("token_id", metavar="ID")
@language_option
def revoke(token_id: str, lang: str | None) -> None:
    """Take back the token of ID (see `referral token list`); it opens nothing any more."""
    from referral.usecases.permission import SYSTEM  # noqa: PLC0415
    from referral.usecases.tokens import revoke_token  # noqa: PLC0415

    with opened(Settings.from_env()) as records:
        try:
            revoke_token(records, SYSTEM, datetime.now(UTC), token_id)
        except NotFound as error:
            raise refused(error, "id") from error
    click.echo(words(lang).gettext(REVOKED))
