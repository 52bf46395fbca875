"""Every rule of the field brief has a test that names it; the table is printed."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
RULES = tuple(f"R{number}" for number in range(1, 49))
NAMED = re.compile(r"(?:^test|_and)_r([1-9]\d?)(?=_)")


def rules_of(name: str) -> list[str]:
    """The rules a test's name begins with: `test_r2_and_r5_…` names R2 and R5."""
    return [f"R{number}" for number in NAMED.findall(name)]


def checking_tests(path: Path) -> Iterator[str]:
    """Names of the test functions of a file that check something."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            checks = (ast.Assert, ast.With)
            if any(isinstance(part, checks) for part in ast.walk(node)):
                yield node.name


def rule_table() -> dict[str, list[str]]:
    """Rule → the tests that name it, as `folder/file::test`."""
    table: dict[str, list[str]] = {rule: [] for rule in RULES}
    for path in sorted(TESTS.rglob("test_*.py")):
        for name in checking_tests(path):
            for rule in rules_of(name):
                table[rule].append(f"{path.relative_to(TESTS)}::{name}")
    return table


def table_text(table: dict[str, list[str]]) -> str:
    """The table, a rule a line: how many tests, and the first of them."""
    lines = [
        f"{rule:<4} {len(found):>3}  {found[0] if found else '– none –'}"
        for rule, found in table.items()
    ]
    return "\n".join(["Rule → tests", *lines])


def test_every_rule_from_r1_to_r48_has_a_test_that_names_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    table = rule_table()
    with capsys.disabled():
        print(f"\n{table_text(table)}")
    assert [rule for rule, found in table.items() if not found] == []


@pytest.mark.parametrize(
    ("name", "rules"),
    [
        ("test_r2_and_r5_an_age_range", ["R2", "R5"]),
        ("test_r48_a_polres", ["R48"]),
        ("test_the_r12_window", []),
        ("test_an_answer_is_never_empty", []),
        ("test_r123_is_no_rule", []),
    ],
)
def test_a_name_names_its_rules(name: str, rules: list[str]) -> None:
    assert rules_of(name) == rules


def test_a_test_that_checks_nothing_does_not_count(tmp_path: Path) -> None:
    path = tmp_path / "test_empty.py"
    path.write_text("def test_r1_nothing():\n    pass\n\ndef test_r2_something():\n    assert 1\n")
    assert list(checking_tests(path)) == ["test_r2_something"]
