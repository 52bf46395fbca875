"""A failure in words on standard error: `file:line column code message`, one line each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import click

from referral.cli.file_problems import print_file_problems
from referral.cli.startup import sentence, startup_sentence, words
from referral.domain.errors import Gone, NotFound, Problem, RequestRejected, StartupError
from referral.present.problems import problem_text
from referral.usecases.service_files import FilesRejected

OPTIONS = {
    "needs": "--need",
    "sub_needs": "--sub-need",
    "children": "--child",
    "companions": "--companion",
    "text": "TEXT",
    "email": "EMAIL",
    "id": "ID",
    "name": "NAME",
    "roles": "--role",
    "scopes": "--scope",
}
LISTED = ("candidates", "suggestions")
"""Facts that hold places to choose from."""


def option(path: str) -> str:
    """The option that a path of the request came from: `children/0/age` → `--child`."""
    first = path.split("/", 1)[0]
    return OPTIONS.get(first, "--" + first.replace("_", "-") if first else "-")


def explain(error: Exception) -> None:
    """Print what went wrong and what to do about it; never a value of an unknown exception."""
    if isinstance(error, RequestRejected):
        print_problems(error.problems)
    elif isinstance(error, FilesRejected):
        print_file_problems(error.problems)
    elif isinstance(error, Gone):
        code = "merged" if error.successor else "gone"
        text = sentence(code, successor=error.successor or "")
        click.echo(f"argument:0 ID {code} {text}", err=True)
    elif isinstance(error, NotFound):
        click.echo(f"argument:0 ID not_found {sentence('not_found')}", err=True)
    elif isinstance(error, StartupError):
        click.echo(f"referral: {startup_sentence(error)}", err=True)
    elif _is_database(error):
        click.echo(f"referral: {sentence('database_unreachable')}", err=True)
    elif isinstance(error, OSError) and error.filename:
        click.echo(f"referral: {sentence('missing_data', path=error.filename)}", err=True)
    else:
        click.echo(f"referral: {sentence('unexpected', kind=type(error).__name__)}", err=True)


def print_problems(problems: Iterable[Problem]) -> None:
    """Each problem of what was typed on a line, and below it the places to choose from."""
    translator = words()
    for problem in problems:
        text = problem_text(problem, translator)
        click.echo(f"argument:0 {option(problem.path)} {problem.code} {text}", err=True)
        for name in LISTED:
            for place in problem.facts.get(name, ()):
                click.echo(f"  {_place_line(place)}", err=True)


def _place_line(place: Mapping[str, Any]) -> str:
    return f"{place['code']:<14} {place['label']}"


def _is_database(error: Exception) -> bool:
    """True for a driver's failure; told by its module, so that nothing need be imported."""
    return any(kind.__module__.startswith("sqlalchemy.") for kind in type(error).__mro__)
