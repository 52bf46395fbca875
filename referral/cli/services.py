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
@click.option("--q", metavar="TEXT", help="Words of names, places and needs, or a number.")
@click.option("--need", type=click.Choice([str(n) for n in Need]), help="Only these.")
@click.option("--region", metavar="CODE", help="Only of this province or regency.")
@click.option("--kind", type=click.Choice([str(k) for k in Kind]), help="Only of this kind.")
@click.option("--child-specific", is_flag=True, help="Only those for children alone.")
@click.option(
    "--accepts-boys",
    type=click.Choice(["yes", "not_no"]),
    help="Only those that say they take boys; or all that do not say no.",
)
@click.option("--open-now", is_flag=True, help="Only those open, or presumed open, at this moment.")
@click.option("--day-and-night", is_flag=True, help="Only those open, or answering, at any hour.")
@click.option(
    "--verified",
    type=click.Choice(["fresh", "year", "ever"]),
    help="Only records verified in half a year, in a year, or at any time.",
)
@click.option(
    "--sort",
    type=click.Choice(["relevance", "name", "travel", "freshness"]),
    help="Order [default: relevance with --q, travel with --from, else name].",
)
@click.option("--from", metavar="PLACE", help="Where the travel starts that is reckoned and shown.")
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
        _filters(options),
        page=page,
        per_page=per_page,
        now=datetime.now(UTC),
        language=chosen_language(lang),
        facets=as_json,
    )
    if as_json:
        print_json(found)
        return
    for each in found["services"]:
        click.echo(_line(each))
    click.echo(f"{found['page']}/{found['pages']}, {found['total']}", err=True)


def _filters(options: dict[str, Any]) -> dict[str, str]:
    """The options as filters; a switch that is on has one value."""
    switches = {"child_specific": "yes", "open_now": "now", "day_and_night": "24h"}
    names = {"open_now": "open", "day_and_night": "hours"}
    return {
        names.get(name, name): switches.get(name, value)
        for name, value in options.items()
        if value not in (None, False)
    }


def _line(each: dict[str, Any]) -> str:
    numbers = ", ".join(phone["display"] for phone in each["phones"]) or "-"
    region = (each.get("region") or {}).get("name", "-")
    travel = (each.get("travel") or {}).get("text")
    line = f"{each['service_id']}  {each['name']}  ({region})  {numbers}"
    return f"{line}  {travel}" if travel else line


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
