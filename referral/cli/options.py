"""Options that several commands share, and progress on a terminal."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

import click

from referral.settings import LANGUAGES, Settings

F = TypeVar("F", bound=Callable[..., Any])


spoken: ContextVar[str | None] = ContextVar("spoken", default=None)
"""The language that this command line asked for, for its failures too."""


def _remember(_context: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    spoken.set(value)
    return value


def language_option(command: F) -> F:
    """`--lang id|en`; the default is the setting DEFAULT_LANGUAGE."""
    return click.option(
        "--lang",
        type=click.Choice(LANGUAGES),
        callback=_remember,
        is_eager=True,
        help="Language of the texts [default: id].",
    )(command)


def json_option(command: F) -> F:
    """`--json`: the document instead of the readable text."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON.")(command)


def chosen_language(lang: str | None) -> str:
    """The language asked for, or the default one."""
    return lang or Settings.from_env().default_language


def print_json(document: Any) -> None:
    """A document as JSON, keys in their own order, so that equal plans are equal bytes."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))


@contextmanager
def progress(label: str, after: float = 2.0, every: float = 1.0) -> Iterator[None]:
    """Say on a terminal that work goes on, once it takes longer than `after` seconds."""
    if not sys.stderr.isatty():
        yield
        return
    done = threading.Event()
    thread = threading.Thread(target=_tick, args=(label, after, every, done), daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _tick(label: str, after: float, every: float, done: threading.Event) -> None:
    waited = after
    if done.wait(after):
        return
    while not done.is_set():
        click.echo(f"\r{label} … {waited:.0f} s", err=True, nl=False)
        done.wait(every)
        waited += every
    click.echo(f"\r{' ' * (len(label) + 12)}\r", err=True, nl=False)
