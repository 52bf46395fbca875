"""The README names what there is, and all of it."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from referral.cli.main import root
from referral.settings import declared
from tests.contract.test_dependencies import declared as dependencies

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CODE = " ".join(re.findall(r"`[^`\n]+`", README)) + " ".join(re.findall(r"```.*?```", README, re.S))


def leaves(
    command: click.Command, name: tuple[str, ...] = ()
) -> list[tuple[tuple[str, ...], click.Command]]:
    """Every command that does something, with its words."""
    if not isinstance(command, click.Group):
        return [(name, command)]
    context = click.Context(command)
    found = []
    for child in command.list_commands(context):
        one = command.get_command(context, child)
        assert one is not None
        found += leaves(one, (*name, child))
    return found


LEAVES = leaves(root)


def options(command: click.Command) -> set[str]:
    return {
        option
        for parameter in command.params
        if isinstance(parameter, click.Option)
        for option in parameter.opts
        if option.startswith("--")
    }


@pytest.mark.parametrize("words", [words for words, _ in LEAVES], ids=" ".join)
def test_every_command_stands_in_the_readme(words: tuple[str, ...]) -> None:
    assert f"referral {' '.join(words)}" in README


def test_every_command_in_the_readme_exists() -> None:
    known = {" ".join(words) for words, _ in LEAVES}
    known |= {words[0] for words, _ in LEAVES}
    named = set(re.findall(r"(?:^|[`/] ?|bin/)referral ([a-z]+(?: [a-z]+)?)\b", CODE, re.M))
    for name in named:
        assert name in known or name.split()[0] in known, name


def test_every_option_in_the_readme_exists_and_every_option_of_route_is_there() -> None:
    known = set().union(*(options(command) for _, command in LEAVES)) | {"--help"}
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", CODE))
    assert named - known == set()
    every = set().union(*(options(command) for _, command in LEAVES))
    assert every - named == set()


def test_every_make_target_named_exists_and_every_target_is_named() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z][a-z-]*):.*## ", makefile, re.M)) - {"help", "setup-test"}
    named = set(re.findall(r"\bmake ([a-z]+)", CODE))
    assert named == targets


def test_every_setting_stands_in_the_readme_with_its_default() -> None:
    table = dict(re.findall(r"^\| `([A-Z_]+)` \| ([^|]+) \|", README, re.M))
    assert table.keys() == declared().keys()
    assert "8000" in table["PORT"] and "2" in table["WORKERS"]


def test_every_dependency_has_its_reason() -> None:
    decisions = README.split("## Decisions")[1]
    assert {name for name in dependencies() if f"**{name}**" not in decisions} == set()
