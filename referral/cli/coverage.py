"""`referral coverage`: the gap ladder of every regency, as a table, JSON, CSV or GeoJSON."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from referral.cli.options import chosen_language, language_option, print_json, progress
from referral.cli.records import opened
from referral.domain.coverage import Group
from referral.domain.errors import Problem, RequestRejected
from referral.domain.vocabulary import Need
from referral.present.coverage import GROUPS
from referral.present.labels import label
from referral.present.translate import N_, Translator, translator
from referral.settings import Settings

if TYPE_CHECKING:
    from referral.usecases.coverage import Coverage
    from referral.usecases.world import World

JAKARTA = ZoneInfo("Asia/Jakarta")
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
    type=click.Choice(["table", "json", "csv", "geojson", "xlsx"]),
    default="table",
    show_default=True,
    help="What to print.",
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    metavar="FILE",
    help="With --format xlsx: the file to write.",
)
@click.option("--hxl", is_flag=True, help="With --format csv: a second line of HXL tags.")
@click.option("--data", type=DATA, metavar="DIR", help="Over a folder of service files.")
@click.option(
    "--at",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DAY",
    help="As the directory stood at the end of that day in Jakarta, such as 2026-11-01.",
)
@language_option
def coverage(*, form: str, lang: str | None, **options: Any) -> None:
    """The gap ladder of all regencies: for each need and group of children, how bad it is.

    A cell is what a plan answers for one child alone at the regency's seat, on the coming Tuesday
    at 10:00. Confidential places are counted with their province and never placed.
    """
    _check(form, options)
    from referral.usecases.coverage_document import coverage_document  # noqa: PLC0415
    from referral.usecases.coverage_map import coverage_geojson  # noqa: PLC0415

    settings, language = Settings.from_env(), chosen_language(lang)
    need = Need(options["need"]) if options["need"] else None
    with progress("Measuring"):
        world, found = _measured(settings, options["data"], options["at"])
        document = coverage_document(world, found, language=language, need=need)
    if form == "json":
        print_json(document)
    elif form == "csv":
        _print_csv(document, hxl=options["hxl"])
    elif form == "geojson":
        shapes = coverage_geojson(document, settings.data_dir)
        click.echo(json.dumps(shapes, ensure_ascii=False, separators=(",", ":")))
    elif form == "xlsx":
        _write_workbook(document, options["out"], language)
    else:
        for line in table_lines(document, translator(language)):
            click.echo(line)


def _check(form: str, options: dict[str, Any]) -> None:
    """Options that do not go together."""
    if options["hxl"] and form != "csv":
        raise click.UsageError("--hxl goes with --format csv.")
    if (options["out"] is None) is (form == "xlsx"):
        raise click.UsageError("--format xlsx and --out FILE go together.")
    if options["at"] and options["data"]:
        raise click.UsageError("--at needs the database’s history: leave out --data.")


def _measured(
    settings: Settings, data: Path | None, day: datetime | None
) -> tuple[World, Coverage]:
    """A world and its coverage, now or at the end of a day.

    :raises RequestRejected: that day is not known
    """
    from referral.compose import database_world, file_world  # noqa: PLC0415 - loads the map
    from referral.usecases.coverage import measure_coverage  # noqa: PLC0415
    from referral.usecases.coverage_history import HistoryTooShort, coverage_on  # noqa: PLC0415

    now = datetime.now(UTC)
    end = day.replace(tzinfo=JAKARTA) + timedelta(days=1) if day else now
    world = file_world(settings, data) if data else database_world(settings)
    if end - timedelta(days=1) > now:
        raise RequestRejected((Problem("at", "day_not_come", {}),))
    if end >= now:
        return world, measure_coverage(world, now=now)
    try:
        with opened(settings) as records:
            return world, coverage_on(world, records, end)
    except HistoryTooShort as short:
        since = short.since.astimezone(JAKARTA).date().isoformat() if short.since else "-"
        raise RequestRejected((Problem("at", "before_history", {"since": since}),)) from short


def _write_workbook(document: dict[str, Any], out: Path, language: str) -> None:
    from referral.usecases.coverage_workbook import write_coverage  # noqa: PLC0415 - openpyxl

    try:
        with out.open("wb") as file:
            write_coverage(file, document, language=language)
    except OSError as error:
        raise click.FileError(str(out), error.strerror) from error


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
