"""`referral policy`: what is wrong with a policy file, and what a change would change."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from referral.cli.options import json_option, print_json, progress
from referral.cli.startup import words
from referral.domain.errors import RequestRejected
from referral.present.problems import problem_text
from referral.settings import Settings

if TYPE_CHECKING:
    from referral.usecases.policies import Comparison

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
SHOWN = 40


@click.group()
def policy() -> None:
    """Check a routing policy, or compare two before switching."""


@policy.command()
@click.argument("file", type=FILE)
def check(file: Path) -> None:
    """Explain every problem of a policy FILE (routing or cases); print its name if all is well."""
    from referral.usecases.policies import name_of_policy  # noqa: PLC0415

    try:
        click.echo(name_of_policy(file))
    except RequestRejected as error:
        _print_problems(file, error)
        raise SystemExit(1) from None


@policy.command()
@click.argument("before", type=FILE)
@click.argument("after", type=FILE)
@click.option(
    "--cases", type=FILE, help="Requests to replay, one JSON object a line, instead of the grid."
)
@click.option(
    "--data",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Route over this folder of service files.",
)
@json_option
def diff(before: Path, after: Path, cases: Path | None, data: Path | None, as_json: bool) -> None:
    """List the answers that differ between the policies BEFORE and AFTER.

    Without --cases every regency x need x profile (girl and boy, 10 and 15 years, Tuesday 10:00
    and Saturday 02:00) is replayed under both.
    """
    from referral.compose import database_world, file_world  # noqa: PLC0415
    from referral.usecases.policies import (  # noqa: PLC0415
        compare_policies,
        read_cases,
        read_policy,
    )

    with progress("Replaying"):
        settings = Settings.from_env()
        world = file_world(settings, data) if data else database_world(settings)
        requests = read_cases(world, cases) if cases else None
        found = compare_policies(world, read_policy(before), read_policy(after), requests)
    if as_json:
        print_json({"answers": found.answers, "changes": [asdict(c) for c in found.changes]})
    else:
        _print(found)


def _print_problems(file: Path, error: RequestRejected) -> None:
    from referral.usecases.policies import line_of  # noqa: PLC0415

    text = file.read_text(encoding="utf-8", errors="replace")
    for problem in error.problems:
        line, entry = line_of(text, problem.path), problem.path or "-"
        sentence = problem_text(problem, words())
        click.echo(f"{file}:{line} {entry} {problem.code} {sentence}", err=True)


def _print(found: Comparison) -> None:
    click.echo(f"{len(found.changes)} of {found.answers} answers differ")
    parts = Counter(part for change in found.changes for part in change.what)
    for part, count in parts.most_common():
        click.echo(f"  {part:<13} {count}")
    for change in found.changes[:SHOWN]:
        click.echo(
            f"{change.place} {change.region}, {change.when}, {change.child}, {change.need}: "
            f"{change.before or '-'} -> {change.after or '-'} ({', '.join(change.what)})"
        )
    if len(found.changes) > SHOWN:
        click.echo(f"… {len(found.changes) - SHOWN} more: --json lists them all")
