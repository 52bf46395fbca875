"""`referral place`: what a typed name may mean."""

from __future__ import annotations

import click

from referral.cli.options import json_option, print_json
from referral.domain.errors import Problem, RequestRejected
from referral.settings import Settings


@click.command()
@click.argument("text")
@click.option("--limit", type=click.IntRange(1, 50), default=8, show_default=True, help="How many.")
@json_option
def place(text: str, limit: int, as_json: bool) -> None:
    """Look up a place: candidates, best first, with codes and coordinates.

    Villages, kecamatan, regencies, provinces, ports, terminals and islands, in any usual
    spelling. `route --at CODE` takes the code of any of them.
    """
    from referral.compose import map_world  # noqa: PLC0415 - loads the map's libraries
    from referral.usecases.find_place import find_places  # noqa: PLC0415

    found = find_places(map_world(Settings.from_env()), text, limit)
    if as_json:
        print_json({"places": found})
        return
    if not found:
        raise RequestRejected((Problem("text", "place_unknown", {"text": text}),))
    for each in found:
        point = f"{each['latitude']:.4f},{each['longitude']:.4f}" if each["latitude"] else "-"
        click.echo(f"{each['code']:<14} {point:<19} {each['level']:<9} {each['label']}")
