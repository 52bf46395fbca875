"""PRIVACY and SECURITY of the README: every table stands there, and every test named exists."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from referral.store.tables import metadata
from referral.usecases.policy_file import load_case_policy, load_policy

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
STATES = {"met", "partly", "not met", "not met by the program", "n/a"}


def between(name: str) -> str:
    found = re.search(rf"<!-- {name}: begin -->(.*?)<!-- {name}: end -->", README, re.S)
    assert found, f"the README has no part {name}"
    return found[1]


def rows(name: str) -> list[list[str]]:
    lines = [line for line in between(name).splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def test_every_table_stands_in_the_privacy_section() -> None:
    named = [name for row in rows("tables") for name in re.findall(r"`(\w+)`", row[0])]
    assert sorted(named) == sorted(metadata().tables), (
        "Say in the README's table of data what each table holds, who sees it, and how long."
    )
    assert all(len(row) == 4 and all(row) for row in rows("tables"))


def test_the_days_of_the_privacy_section_are_those_of_the_policy() -> None:
    policy = load_case_policy(load_policy())
    kept = {row[0]: row[3] for row in rows("tables")}
    assert f"{policy.closed_case_days} days" in kept["`referral_case`"]
    assert kept["`audit_entry`, `audit_state`"] == f"{policy.audit_days} days"


@cache
def defined_in(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return frozenset(n.name for n in ast.walk(tree) if isinstance(n, ast.FunctionDef))


@pytest.mark.parametrize("row", rows("asvs"), ids=lambda row: row[0])
def test_a_section_of_the_standard_is_met_by_tests_that_exist(row: list[str]) -> None:
    section, state, how = row
    assert re.match(r"V\d+(\.\d+)?", section)
    assert state in STATES
    assert state == "n/a" or how, "say how, or what is missing"
    for path, name in NAMED.findall(how):
        assert (ROOT / path).is_file() and name in defined_in(path), f"{path}::{name}"
    assert len(NAMED.findall(how)) == how.count("`tests/")


def test_all_seventeen_chapters_are_judged() -> None:
    chapters = {int(n) for row in rows("asvs") for n in re.findall(r"\bV(\d+)", row[0])}
    assert chapters == set(range(1, 18))
