"""`referral import` and `referral export`: services in and out in the formats others use."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Any

import click

from referral.cli.file_problems import print_file_problems
from referral.cli.options import json_option, language_option, print_json, progress
from referral.cli.startup import words
from referral.present.translate import N_, Translator
from referral.settings import Settings

if TYPE_CHECKING:
    from referral.usecases.exchange.importing import Report

FORMATS = ("csv", "xlsx", "hsds-json", "hsds-zip", "geojson")
BINARY = ("xlsx", "hsds-zip")
SHOWN = 200
ADDED = N_("added      {file}:{line} {id}")
CHANGED = N_("changed    {file}:{line} {id}: {columns}")
MORE = N_("… {count} more: --json lists them all")
TOTAL = N_("{added} added, {changed} changed, {unchanged} unchanged, {rejected} rejected")
REMARKS = N_("{count} rows whose id begins with # were not read.")
WRITTEN = N_("Written.")
REHEARSED = N_("Nothing was written. To write it, run: referral import FILE --commit")
MEND = N_("Nothing was written. Mend the rows above, or leave them out with --skip-rejected.")
SAVED = N_("Written to {file}.")
NOTHING = N_("Nothing to write: the directory says the same already.")


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--commit", is_flag=True, help="Write it; without this it is a rehearsal.")
@click.option("--skip-rejected", is_flag=True, help="Write the good rows although some are bad.")
@json_option
@language_option
def import_(file: Path, commit: bool, skip_rejected: bool, as_json: bool, lang: str | None) -> int:
    """Hold a FILE of services against the directory, and write what differs with --commit.

    FILE is a service file (CSV or XLSX), HSDS JSON or an HSDS tabular zip; its content tells
    which. Prints what would be added and changed (which columns), and each rejected row as
    "file:line column code message". Written all at once or not at all; with a rejected row
    nothing is written unless --skip-rejected. What a file does not speak of stays, and nothing
    is removed. Exits 1 if a row was rejected.
    """
    report = _import(file, commit=commit, skip_rejected=skip_rejected)
    if as_json:
        from referral.usecases.exchange.importing import report_document  # noqa: PLC0415

        print_json(report_document(report))
    else:
        _print(report, words(lang), commit)
    print_file_problems(report.problems)
    return 1 if report.problems else 0


def _import(file: Path, *, commit: bool, skip_rejected: bool) -> Report:
    from referral.cli.records import opened  # noqa: PLC0415 - SQLAlchemy
    from referral.compose import database_world  # noqa: PLC0415
    from referral.usecases.exchange.importing import import_services  # noqa: PLC0415

    settings = Settings.from_env()
    with file.open("rb") as stream, opened(settings) as records, progress("Importing"):
        return import_services(
            database_world(settings),
            records,
            stream,
            file.name,
            now=datetime.now(UTC),
            commit=commit,
            skip_rejected=skip_rejected,
        )


def _print(report: Report, translator: Translator, commit: bool) -> None:
    lines = list(_lines(report, translator))
    for line in lines[:SHOWN]:
        click.echo(line)
    if len(lines) > SHOWN:
        click.echo(translator.fill(MORE, {"count": len(lines) - SHOWN}))
    if report.remarks:
        click.echo(translator.fill(REMARKS, {"count": report.remarks}))
    facts = {
        "added": len(report.added),
        "changed": len(report.changed),
        "unchanged": report.unchanged,
        "rejected": report.rejected,
    }
    click.echo(translator.fill(TOTAL, facts))
    click.echo(translator.fill(_last_words(report, commit), {}))


def _last_words(report: Report, commit: bool) -> str:
    if report.written:
        return WRITTEN
    if report.problems and (commit or not report.anything):
        return MEND
    return REHEARSED if report.anything else NOTHING


def _lines(report: Report, translator: Translator) -> Iterator[str]:
    for template, changes in ((ADDED, report.added), (CHANGED, report.changed)):
        for one in changes:
            facts: dict[str, Any] = {
                "file": one.file,
                "line": one.line,
                "id": one.service.id,
                "columns": ", ".join(one.columns),
            }
            yield translator.fill(template, facts)


@click.command()
@click.option(
    "--format", "format_", type=click.Choice(FORMATS), required=True, help="Format of the export."
)
@click.option("--full", is_flag=True, help="Editors' fields and real ids too: loses nothing.")
@click.option("--hxl", is_flag=True, help="A row of HXL tags under the header of a CSV.")
@click.option("--template", is_flag=True, help="An empty XLSX workbook to fill in.")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="File to write [default: -]."
)
@language_option
def export(
    format_: str, full: bool, hxl: bool, template: bool, out: Path | None, lang: str | None
) -> None:
    """Print the directory, or write it to a file.

    As anybody may see it: secret places stand under an opaque id with who speaks for them, and
    GeoJSON leaves out every place where children live. --full is for this installation's own
    editors, and comes back with `referral import` as it was.
    """
    if hxl and format_ != "csv":
        raise click.UsageError("--hxl: --format csv")
    if template and format_ != "xlsx":
        raise click.UsageError("--template: --format xlsx")
    if out is None and format_ in BINARY and sys.stdout.isatty():
        raise click.UsageError("--out FILE")
    _write(_chunks(format_, full=full, hxl=hxl, template=template), out)
    if out is not None:
        click.echo(words(lang).fill(SAVED, {"file": out}), err=True)


def _chunks(format_: str, *, full: bool, hxl: bool, template: bool) -> Iterable[bytes]:
    from referral.compose import database_world  # noqa: PLC0415 - loads the database's libraries
    from referral.usecases.exchange.exporting import (  # noqa: PLC0415
        Export,
        export_chunks,
        template_chunks,
    )

    if template:
        return template_chunks()
    wanted = Export(format_, full=full, tags=hxl)
    return export_chunks(database_world(Settings.from_env()), wanted)


def _write(chunks: Iterable[bytes], out: Path | None) -> None:
    """To the file at once when it is whole: a broken export leaves what was there."""
    if out is None:
        for chunk in chunks:
            sys.stdout.buffer.write(chunk)
        sys.stdout.buffer.flush()
        return
    folder = out.absolute().parent
    with NamedTemporaryFile(dir=folder, prefix=f".{out.name}.", delete=False) as stream:
        part = Path(stream.name)
        try:
            with progress("Exporting"):
                stream.writelines(chunks)
            stream.close()
            part.chmod(0o666 & ~_umask())
            part.replace(out)
        finally:
            part.unlink(missing_ok=True)


def _umask() -> int:
    held = os.umask(0)
    os.umask(held)
    return held


def __getattr__(name: str) -> Any:
    """`import` is no name that Python lets a function have."""
    if name == "import":
        return import_
    raise AttributeError(name)
