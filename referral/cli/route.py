"""`referral route`: a plan, readable or as JSON."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

import click

from referral.cli import route_body
from referral.cli.options import (
    chosen_language,
    json_option,
    language_option,
    print_json,
    progress,
)
from referral.domain import vocabulary as words
from referral.settings import Settings


class _Parsed(click.ParamType[Any]):
    """A value read by a function of `route_body`."""

    def __init__(self, name: str, read: Any) -> None:
        self.name = name
        self._read = read

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The value; a wrong shape is wrong usage."""
        try:
            return self._read(value) if isinstance(value, str) else value
        except click.BadParameter as error:
            return self.fail(error.message, param, ctx)


def _choice(kind: type[StrEnum]) -> click.Choice[str]:
    return click.Choice([str(member) for member in kind])


@click.command()
@click.option(
    "--at",
    multiple=True,
    required=True,
    metavar="PLACE",
    help="Where the child is now: a code (53.07), a coordinate (-8.62,122.21), a name, or a "
    "country (MY). Several: one of these; the plan is for the worst of them.",
)
@click.option(
    "--need", multiple=True, required=True, type=_choice(words.Need), help="What is needed."
)
@click.option("--sub-need", multiple=True, type=_choice(words.SubNeed), help="What exactly.")
@click.option("--age", type=click.IntRange(0, 150), help="Age in years.")
@click.option("--age-band", type=_choice(words.AgeBand), help="Age where only a band is known.")
@click.option("--sex", type=_choice(words.Sex), help="Sex of the child.")
@click.option(
    "--child",
    "children",
    multiple=True,
    type=_Parsed("AGE:SEX[:baby]", route_body.child),
    help="One child of a group; AGE in years or a band.",
)
@click.option("--when", metavar="TIME", help="2026-11-21T22:00, local time at the place. [now]")
@click.option("--danger", type=_choice(words.Danger), help="Danger now?")
@click.option("--self-harm", type=_choice(words.Trilean), help="Thoughts of self-harm?")
@click.option("--contact", type=_choice(words.Contact), help="Physical sexual contact?")
@click.option("--last-abuse", type=_choice(words.LastAbuse), help="Time since the last contact.")
@click.option("--suspect", multiple=True, type=_choice(words.Suspect), help="Who is suspected.")
@click.option(
    "--avoid", multiple=True, metavar="CODE|SERVICE_ID", help="A place or service to avoid."
)
@click.option(
    "--tried",
    multiple=True,
    type=_Parsed("SERVICE_ID:OUTCOME", route_body.attempt),
    help=f"A service already called: {', '.join(words.TryOutcome)}.",
)
@click.option(
    "--override",
    multiple=True,
    type=_Parsed("SERVICE_ID:REASON", route_body.override),
    help="A rejected service to use all the same, where a rule allows it: "
    f"{', '.join(words.OverrideReason)}.",
)
@click.option("--nationality", type=_choice(words.Nationality), help="Nationality.")
@click.option("--companion", multiple=True, type=_choice(words.Companion), help="Who is there too.")
@click.option("--came-from", type=_choice(words.CameFrom), help="Where the child came from.")
@click.option("--home", metavar="CODE", help="Home regency, where return is asked.")
@click.option("--language", metavar="CODE", help="A language the child speaks.")
@click.option("--disability", type=_choice(words.Disability), help="For access.")
@click.option("--travel-means", metavar="TEXT", help="What there is to travel with.")
@click.option(
    "--more", type=click.IntRange(0), metavar="N", help="N more alternatives for each need."
)
@click.option("--why", metavar="SERVICE_ID", help="Only that service's standing in this plan.")
@click.option(
    "--data",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="Route over a folder of service files instead of the database.",
)
@json_option
@language_option
def route(
    *,
    at: tuple[str, ...],
    children: tuple[dict[str, Any], ...],
    tried: tuple[dict[str, str], ...],
    data: Path | None,
    as_json: bool,
    lang: str | None,
    **options: Any,
) -> None:
    r"""Route a referral: for each need the nearest appropriate service, and why.

    Nothing is stored. Example:

    \b
      referral route --at "Desa Nita, Sikka" --need medical --need legal \
        --age 14 --sex female --when 2026-11-21T22:00
    """
    from referral.compose import database_world, file_world  # noqa: PLC0415 - loads the map
    from referral.usecases.find_help import find_help  # noqa: PLC0415

    body = route_body.request_body(at, children, tried, options)
    language = chosen_language(lang)
    settings = Settings.from_env()
    with progress("Routing"):
        world = file_world(settings, data) if data else database_world(settings)
        document = find_help(world, body, now=datetime.now(UTC), language=language)
    if options["why"] is not None:
        _print_standing(document["why"], as_json=as_json)
    elif as_json:
        print_json(document)
    else:
        _print_plan(document, language)


def _print_plan(document: dict[str, Any], language: str) -> None:
    from referral.present.text import plan_report  # noqa: PLC0415
    from referral.present.translate import translator  # noqa: PLC0415

    click.echo(plan_report(document, translator(language)).rstrip("\n"))


def _print_standing(standing: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print_json(standing)
        return
    click.echo(f"{standing['name']} ({standing['service_id']}): {standing['standing']}")
    for reason in standing["reasons"]:
        click.echo(f"  {reason['rule']:<4} {reason['text']}")
