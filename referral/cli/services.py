"""`referral services`: the public directory, a list or one record."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import click

from referral.cli.options import chosen_language, json_option, language_option, print_json
from referral.domain.vocabulary import Kind, Need
from referral.settings import Settings


@click.group()
def services() -> None:
    """List services, or show one, as anybody may see them."""


@services.command("list")
@click.option("--q", metavar="TEXT", help="Words of a name, organisation or acronym.")
@click.option("--need", type=click.Choice([str(n) for n in Need]), help="Only these.")
@click.option("--region", metavar="CODE", help="Only of this province or regency.")
@click.option("--kind", type=click.Choice([str(k) for k in Kind]), help="Only of this kind.")
@click.option("--page", type=click.IntRange(1), default=1, show_default=True, help="Which page.")
@click.option(
    "--per-page", type=click.IntRange(1, 20000), default=50, show_default=True, help="Lines a page."
)
@json_option
@language_option
def list_(*, as_json: bool, lang: str | None, page: int, per_page: int, **options: Any) -> None:
    """List services: id, region, name and numbers."""
    from referral.compose import database_world  # noqa: PLC0415 - loads the database's libraries
    from referral.usecases.browse import list_services  # noqa: PLC0415

    found = list_services(
        database_world(Settings.from_env()),
        {name: value for name, value in options.items() if value is not None},
        page=page,
        per_page=per_page,
        now=datetime.now(UTC),
        language=chosen_language(lang),
    )
    if as_json:
        print_json(found)
        return
    for each in found["services"]:
        numbers = ", ".join(phone["display"] for phone in each["phones"]) or "-"
        region = (each.get("region") or {}).get("name", "-")
        click.echo(f"{each['service_id']}  {each['name']}  ({region})  {numbers}")
    click.echo(f"{found['page']}/{found['pages']}, {found['total']}", err=True)


@services.command()
@click.argument("service_id", metavar="ID")
@json_option
@language_option
def show(service_id: str, as_json: bool, lang: str | None) -> None:
    """Show one service with what is known, and how it is known."""
    from referral.compose import database_world  # noqa: PLC0415 - loads the database's libraries
    from referral.usecases.browse import show_service  # noqa: PLC0415

    found = show_service(
        database_world(Settings.from_env()),
        service_id,
        now=datetime.now(UTC),
        language=chosen_language(lang),
    )
    if as_json:
        print_json(found)
        return
    from referral.cli.service_text import service_lines  # noqa: PLC0415

    click.echo("\n".join(service_lines(found, chosen_language(lang))))
