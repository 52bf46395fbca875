"""Problems of service files in words: `file:line column code message`."""

from __future__ import annotations

from collections.abc import Iterable

import click

from referral.cli.startup import words
from referral.files.problems import Problem
from referral.present.file_problems import file_problem_text


def problem_lines(problems: Iterable[Problem]) -> Iterable[str]:
    """Each problem on a line of its own."""
    translator = words()
    for problem in problems:
        text = file_problem_text(problem.code, problem.facts, translator)
        place = f"{problem.file}:{problem.line} {problem.column or '-'}"
        yield f"{place} {problem.code} {text}"


def print_file_problems(problems: Iterable[Problem]) -> None:
    """The same on standard error."""
    for line in problem_lines(problems):
        click.echo(line, err=True)
