"""`referral site`: where the next centres help most, and p-median instances from a file."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from referral.cli.options import chosen_language, language_option, print_json
from referral.cli.startup import words as spoken_words
from referral.domain.coverage import Group
from referral.domain.errors import Problem, RequestRejected
from referral.domain.vocabulary import Need
from referral.present.translate import N_, Translator, translator
from referral.settings import Settings

if TYPE_CHECKING:
    from referral.geo.siting import MatrixRejected, Outcome, Progress

FAULTS = {
    "unreadable_file": N_("“{value}” cannot be read."),
    "not_utf8": N_("This is not UTF-8 text. Save the file as UTF-8."),
    "empty_matrix": N_("The file is empty. Its first line is: vertices edges p."),
    "wrong_cells": N_("This line has {found} numbers. Write: {wanted}."),
    "not_a_number": N_("“{found}” is not a number that can stand here."),
    "negative": N_("{found} is below zero."),
    "out_of_range": N_("{found} is outside {low} to {high}."),
    "wrong_edge_count": N_("The file holds {found} edges; its first line says {wanted}."),
    "not_connected": N_("No way leads from vertex 1 to vertex {found}."),
}
STEPS = {
    "measure": N_("Measuring travel"),
    "reduce": N_("Leaving out what cannot help"),
    "search": N_("Looking for a good choice"),
    "bound": N_("Proving that there is no better one"),
    "branch": N_("Proving that there is no better one"),
    "highs": N_("Solving"),
}
OPTIMUM = N_("Optimum: {value} (proven)")
BEST = N_("Best found: {value}; no choice can be better than {bound} (gap {gap})")
VERTICES = N_("Vertices: {vertices}")
GAINED = N_("People within {minutes} minutes: {before} before, {after} after, {gained} gained.")
AVERAGE = N_("Average journey: {before} minutes before, {after} minutes after.")
PROVEN = N_("This is the optimum, proven: gap 0.")
GAP = N_("No other choice can be better by more than {gap} %.")
FEWER = N_("No other seat that may be chosen adds anything.")
ALONE = N_("{people} people alone")
SAVED = N_("{minutes} minutes of the average alone")
NEED = click.Choice([str(need) for need in Need])
FORM = click.Choice(["table", "json", "geojson"])
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
LOOK_EVERY = 0.5  # seconds


@click.command()
@click.option("--need", type=NEED, help="The need that new centres meet.")
@click.option("--centres", type=click.IntRange(1), metavar="K", help="How many new centres.")
@click.option(
    "--within",
    type=click.IntRange(1, 100_000),
    metavar="MINUTES",
    help="Bring most people within so many minutes; without it, make the average way shortest.",
)
@click.option(
    "--group",
    type=click.Choice([str(group) for group in Group]),
    default=str(Group.ANY),
    show_default=True,
    help="The children that what stands already is asked about.",
)
@click.option(
    "--where",
    type=click.Choice(["any", "without"]),
    default="any",
    show_default=True,
    help="Seats of any regency, or only of those where none that counts stands.",
)
@click.option("--at", "seats", multiple=True, metavar="CODE", help="Only at these seats.")
@click.option(
    "--standing",
    type=click.Choice(["any", "direct", "none"]),
    default="any",
    show_default=True,
    help="Which services count already: all that a plan could recommend, only those that meet "
    "the need themselves, or none.",
)
@click.option(
    "--matrix",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Solve an OR-Library p-median instance instead.",
)
@click.option(
    "--seconds",
    type=click.FloatRange(min=0.1),
    metavar="N",
    help="Search for so long at most and give the best so far, with the gap that is left.",
)
@click.option("--format", "form", type=FORM, default="table", show_default=True, help="Output.")
@click.option("--data", type=FOLDER, metavar="DIR", help="Over a folder of service files.")
@language_option
def site(*, matrix: Path | None, form: str, lang: str | None, **options: Any) -> int | None:
    r"""Where the next centres help most: an exact optimum, with what it changes.

    \b
      referral site --need shelter --centres 5 --within 180 --group boy
      referral site --need legal --centres 3 --standing direct
      referral site --matrix pmed1.txt
    """
    if matrix is not None:
        return _site_matrix(matrix, options["centres"], form, options["seconds"])
    if options["need"] is None or options["centres"] is None:
        raise click.UsageError("--need and --centres are required, or --matrix.")
    _site_country(options, form, chosen_language(lang))
    return None


def _site_country(options: dict[str, Any], form: str, language: str) -> None:
    from referral.compose import database_world, file_world  # noqa: PLC0415 - loads the map
    from referral.usecases.siting import Question, Standing, Where, site  # noqa: PLC0415
    from referral.usecases.siting_document import siting_document, siting_geojson  # noqa: PLC0415

    settings, words = Settings.from_env(), translator(language)
    question = Question(
        column=(Need(options["need"]), Group(options["group"])),
        centres=options["centres"],
        within=options["within"],
        where=Where(options["where"]),
        seats=options["seats"],
        standing=Standing(options["standing"]),
    )
    data, seconds = options["data"], options["seconds"]
    with _Ticker(words, seconds) as ticker:
        world = file_world(settings, data) if data else database_world(settings)
        found = site(world, question, now=datetime.now(UTC), watch=ticker, seconds=seconds)
        document = siting_document(world, found, language=language)
    if form == "json":
        print_json(document)
    elif form == "geojson":
        shapes = siting_geojson(document, settings.data_dir)
        click.echo(json.dumps(shapes, ensure_ascii=False, separators=(",", ":")))
    else:
        for line in _lines(document, words):
            click.echo(line)


def _lines(document: dict[str, Any], words: Translator) -> Iterator[str]:
    yield document["text"]
    for number, seat in enumerate(document["chosen"], start=1):
        if document["model"] == "covering":
            told = words.fill(ALONE, {"people": _number(seat["people_gained_alone"], words)})
        else:
            told = words.fill(
                SAVED, {"minutes": _number(seat["average_minutes_saved_alone"], words)}
            )
        name = f"{seat['name']}, {seat['province']}"
        yield f"{number:>3}. {seat['code']}  {name:<52} {told}"
    if len(document["chosen"]) < document["question"]["centres"]:
        yield words.gettext(FEWER)
    people = document["people"]
    if document["model"] == "covering":
        facts = {
            "minutes": document["question"]["within"],
            "before": _number(people["within_before"], words),
            "after": _number(people["within_after"], words),
            "gained": _number(people["gained"], words),
        }
        yield words.fill(GAINED, facts)
    average = document["average_minutes"]
    yield words.fill(AVERAGE, {name: _number(one, words) for name, one in average.items()})
    outcome = document["outcome"]
    if outcome["proven"]:
        yield words.gettext(PROVEN)
    else:
        yield words.fill(GAP, {"gap": f"{100 * outcome['gap']:.6f}"})


def _number(value: float, words: Translator) -> str:
    from referral.present.amounts import amount  # noqa: PLC0415 - only the tables need it

    return amount(value, words.language)


def _site_matrix(path: Path, centres: int | None, form: str, seconds: float | None) -> int:
    from referral.geo.siting import MatrixRejected, Median, read_instance, shorten_most  # noqa: PLC0415

    words = spoken_words()
    try:
        instance = read_instance(path)
    except MatrixRejected as rejected:
        _print_faults(rejected, words)
        return 1
    vertices = len(instance.distances)
    wanted = centres or instance.centres
    if wanted > vertices:
        facts = {"value": wanted, "low": 1, "high": vertices}
        raise RequestRejected((Problem("centres", "not_so_many", facts),))
    problem = Median(instance.distances, instance.nothing_stands)
    with _Ticker(words, seconds) as ticker:
        found = shorten_most(problem, wanted, ticker)
    _print_matrix(found, form, words)
    return 0


def _print_matrix(found: Outcome, form: str, words: Translator) -> None:
    vertices = [at + 1 for at in found.chosen]
    if form != "table":
        value = {"value": found.value, "bound": found.bound, "gap": found.gap}
        print_json({**value, "proven": found.proven, "vertices": vertices})
        return
    facts = {"value": f"{found.value:g}", "bound": f"{found.bound:g}", "gap": f"{found.gap:.2e}"}
    if found.value == int(found.value):
        facts["value"] = str(int(found.value))
    click.echo(words.fill(OPTIMUM if found.proven else BEST, facts))
    click.echo(words.fill(VERTICES, {"vertices": " ".join(map(str, vertices))}))


def _print_faults(rejected: MatrixRejected, words: Translator) -> None:
    for fault in rejected.problems:
        text = words.fill(FAULTS[fault.code], fault.facts)
        click.echo(f"{rejected.file}:{fault.line} {fault.column} {fault.code} {text}", err=True)


class _Ticker:
    """Says on a terminal how far a search is; has enough after so many seconds of it."""

    def __init__(self, words: Translator, seconds: float | None) -> None:
        self._words = words
        self._seconds = seconds
        self._searched: float | None = None
        self._loud = sys.stderr.isatty()
        self._begun = self._told = time.monotonic()
        self._width = 0

    def __enter__(self) -> _Ticker:
        return self

    def __exit__(self, *_failure: object) -> None:
        if self._width:
            click.echo(f"\r{' ' * self._width}\r", err=True, nl=False)

    def __call__(self, progress: Progress) -> None:
        now = time.monotonic()
        self._end(progress, now)
        if not self._loud or now - self._told < LOOK_EVERY:
            return
        self._told = now
        text = f"{self._words.gettext(STEPS[progress.step])} … {now - self._begun:.0f} s"
        if progress.value and progress.bound is not None:
            gap = abs(progress.value - progress.bound) / progress.value
            text += f" ({100 * gap:.3f} %)"
        self._width = max(self._width, len(text))
        click.echo(f"\r{text:<{self._width}}", err=True, nl=False)

    def _end(self, progress: Progress, now: float) -> None:
        """Measuring is not counted; there is nothing to give before a value is known."""
        from referral.geo.siting import Enough  # noqa: PLC0415

        if progress.value is None or self._seconds is None:
            return
        self._searched = self._searched or now
        if now - self._searched >= self._seconds:
            raise Enough
