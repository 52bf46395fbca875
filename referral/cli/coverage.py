"""`referral coverage`: the gap ladder of every regency, as a table, JSON, CSV or GeoJSON."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from referral.cli.options import chosen_language, language_option, print_json, progress
from referral.domain.coverage import Group
from referral.domain.vocabulary import Need
from referral.present.labels import label
from referral.present.translate import N_, Translator, translator
from referral.settings import Settings

GROUPS = {
    Group.ANY: N_("any child"),
    Group.BOY: N_("boy"),
    Group.GIRL: N_("girl"),
    Group.UNDER_12: N_("under 12"),
    Group.FROM_12: N_("12 to 17"),
}
LEGEND = N_("* nobody has checked; ? nobody has looked here; ! known to be absent here")
UNITS = N_(
    "UPTD PPA, which UU 12/2022 art. 76(2) demands: {yes} have one, {known_no} are known to have "
    "none, {not_surveyed} nobody has looked at; of {contested} sources contradict each other."
)
PEOPLE = N_("People within 3 hours: {share} %")
NEED = click.Choice([str(need) for need in Need])
DATA = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command()
@click.option("--need", type=NEED, help="Only this need [default: all].")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "csv", "geojson"]),
    default="table",
    show_default=True,
    help="What to print.",
)
@click.option("--hxl", is_flag=True, help="With --format csv: a second line of HXL tags.")
@click.option("--data", type=DATA, metavar="DIR", help="Over a folder of service files.")
@language_option
def coverage(
    *, need: str | None, form: str, hxl: bool, data: Path | None, lang: str | None
) -> None:
    """The gap ladder of all regencies: for each need and group of children, how bad it is.

    A cell is what a plan answers for one child alone at the regency's seat, on the coming Tuesday
    at 10:00. Confidential places are counted with their province and never placed.
    """
    if hxl and form != "csv":
        raise click.UsageError("--hxl goes with --format csv.")
    from referral.compose import database_world, file_world  # noqa: PLC0415 - loads the map
    from referral.usecases.coverage import measure_coverage  # noqa: PLC0415
    from referral.usecases.coverage_document import coverage_document  # noqa: PLC0415
    from referral.usecases.coverage_map import coverage_geojson  # noqa: PLC0415

    settings, language = Settings.from_env(), chosen_language(lang)
    with progress("Measuring"):
        world = file_world(settings, data) if data else database_world(settings)
        found = measure_coverage(world, now=datetime.now(UTC))
        document = coverage_document(
            world, found, language=language, need=Need(need) if need else None
        )
    if form == "json":
        print_json(document)
    elif form == "csv":
        _print_csv(document, hxl=hxl)
    elif form == "geojson":
        shapes = coverage_geojson(document, settings.data_dir)
        click.echo(json.dumps(shapes, ensure_ascii=False, separators=(",", ":")))
    else:
        for line in table_lines(document, translator(language)):
            click.echo(line)


def _print_csv(document: dict[str, Any], *, hxl: bool) -> None:
    from referral.usecases.coverage_document import HXL, table_rows  # noqa: PLC0415

    writer = csv.DictWriter(sys.stdout, list(HXL), lineterminator="\n")
    writer.writeheader()
    if hxl:
        writer.writerow(HXL)
    writer.writerows(map(_plain, table_rows(document)))


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    words = {True: "yes", False: "no", None: ""}
    return {
        name: words[value] if value is None or isinstance(value, bool) else value
        for name, value in row.items()
    }


def table_lines(document: dict[str, Any], words: Translator) -> Iterator[str]:
    """One need with its groups side by side, or all needs for any child."""
    needs = document["needs"]
    several = len(needs) > 1
    keys = (
        [(need, Group.ANY.value) for need in needs]
        if several
        else [(needs[0], group) for group in document["groups"]]
    )
    heads = [need if several else words.gettext(GROUPS[Group(group)]) for need, group in keys]
    yield label("need", needs[0], words) if not several else words.gettext(GROUPS[Group.ANY])
    yield f"{'':<6}{'':<32}" + "".join(f"{head:<14}" for head in heads)
    for regency in document["regencies"]:
        cells = {(cell["need"], cell["group"]): cell for cell in regency["cells"]}
        marks = "".join(f"{_mark(cells[key]):<14}" for key in keys)
        yield f"{regency['code']:<6}{regency['name'][:30]:<32}{marks}".rstrip()
    yield ""
    yield from _summary_lines(document, keys, heads, words)


def _mark(cell: dict[str, Any]) -> str:
    sure = {"recorded": "", "known_absent": "!", "not_surveyed": "?"}[cell["evidence"]]
    return f"{cell['gap']['code']}{'*' if cell['gap']['unverified'] else ''}{sure}"


def _summary_lines(
    document: dict[str, Any], keys: list[tuple[str, str]], heads: list[str], words: Translator
) -> Iterator[str]:
    summary = {(one["need"], one["group"]): one for one in document["summary"]}
    for key, head in zip(keys, heads, strict=True):
        counts, people = summary[key]["regencies"], summary[key]["people"]
        near = 100 * (people["<=1h"] + people["<=3h"]) / max(sum(people.values()), 1)
        rungs = " ".join(f"{code} {count}" for code, count in counts.items() if count)
        share = words.fill(PEOPLE, {"share": f"{near:.1f}"})
        yield f"{head}: {rungs}. {share}"
    for code, text in document["gaps"].items():
        yield f"{code:<4}{text}"
    yield words.gettext(LEGEND)
    yield words.fill(UNITS, document["uptd_ppa"])
    yield document["denominator"]["text"]
    yield document["caveat"]
